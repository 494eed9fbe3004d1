//! The report as one page: what failed first, each with who said what; nothing from elsewhere, no script, light and dark.

use super::{
    diagram,
    markup::{add, text},
    section,
};
use crate::{
    check::{
        judged::{Session, Verdict},
        report::{Change, Outcome, Report, Summary},
        trace::Arrow,
    },
    output::moment,
};

/// Its look.
const STYLE: &str = include_str!("page.css");

/// The page runs nothing and loads nothing, whatever is in it (CSP3 §4.2).
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page.
pub fn page(report: &Report) -> String {
    let title = format!("authctl check {}", report.battery);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>{title}: {subject}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        subject = text(&report.subject),
    );
    head(&mut html, report, &title);
    let explained = report.explained();
    if explained.len() > 1 {
        contents(&mut html, &explained);
    }
    explained.iter().for_each(|outcome| explanation(&mut html, outcome));
    for (verdict, title) in [(Verdict::Skip, "skipped"), (Verdict::Pass, "passed")] {
        folded(&mut html, report, verdict, title);
    }
    html.push_str("</main>\n</body>\n</html>");
    html
}

fn head(html: &mut String, report: &Report, title: &str) {
    let began = moment::rfc3339(report.began).replace('T', " ").replace('Z', " UTC");
    let seed = report.seed.map(|seed| format!(", in the order of --seed {seed}")).unwrap_or_default();
    let (class, told) = conclusion(report);
    add(
        html,
        format_args!(
            "<header>\n<h1>{title}</h1>\n<p class=\"subject\">{}</p>\n<p class=\"when\">{began}, authctl {}{seed}</p>\n\
             <p class=\"conclusion {class}\">{told}</p>\n",
            text(&report.subject),
            env!("CARGO_PKG_VERSION")
        ),
    );
    counts(html, report.summary());
    let gone: Vec<&str> = report.gone().map(|outcome| outcome.case.id).collect();
    if !gone.is_empty() {
        add(html, format_args!("<p>No longer failing: {}</p>\n", gone.join(", ")));
    }
    html.push_str("</header>\n");
}

fn conclusion(report: &Report) -> (&'static str, String) {
    let failed = report.outcomes.iter().filter(|outcome| outcome.fails_the_check()).count();
    let known = report.outcomes.iter().filter(|outcome| outcome.change == Some(Change::Known)).count();
    let known = if known > 0 { format!(" Failures that were known: {known}.") } else { String::new() };
    match (failed, report.summary().error) {
        (0, 0) => ("pass", format!("The check passed: no rule that the standard requires is broken.{known}")),
        (0, 1) => ("error", format!("No result: one case could not be judged.{known}")),
        (0, open) => ("error", format!("No result: {open} cases could not be judged.{known}")),
        (1, _) => {
            ("fail", format!("The check failed: one rule that the standard requires is broken.{known}"))
        }
        (failed, _) => (
            "fail",
            format!("The check failed: {failed} rules that the standard requires are broken.{known}"),
        ),
    }
}

fn counts(html: &mut String, summary: Summary) {
    let Summary { pass, fail, skip, error } = summary;
    let counts = [
        ("fail", fail, "failed"),
        ("error", error, "not judged"),
        ("skip", skip, "skipped"),
        ("pass", pass, "passed"),
    ];
    let all = counts.iter().map(|(_, count, _)| count).sum::<usize>().max(1);
    html.push_str("<ul class=\"counts\">\n");
    for (class, count, name) in counts {
        add(html, format_args!("<li class=\"{class}\"><b>{count}</b> {name}</li>\n"));
    }
    add(
        html,
        format_args!(
            "</ul>\n<svg class=\"bar\" viewBox=\"0 0 {all} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        ),
    );
    let mut x = 0;
    for (class, count, _) in counts {
        add(html, format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"0\" width=\"{count}\" height=\"1\"/>"));
        x += count;
    }
    html.push_str("</svg>\n");
}

fn contents(html: &mut String, explained: &[&Outcome]) {
    html.push_str("<nav aria-label=\"What failed\">\n");
    for outcome in explained {
        let (id, verdict) = (outcome.case.id, outcome.judged.verdict.name());
        add(
            html,
            format_args!(
                "<a class=\"{verdict}\" href=\"#{id}\" title=\"{}\">{id}</a>\n",
                text(outcome.case.what)
            ),
        );
    }
    html.push_str("</nav>\n");
}

fn explanation(html: &mut String, outcome: &Outcome) {
    let Outcome { case, judged, arrows, change, .. } = outcome;
    let (id, level, verdict) = (case.id, case.level.name(), judged.verdict.name());
    let change =
        change.map(|change| format!("<span class=\"tag\">{}</span>", change.name())).unwrap_or_default();
    add(
        html,
        format_args!(
            "<article class=\"{verdict} {level}\" id=\"{id}\">\n<h2><span class=\"id\">{id}</span> \
             <span class=\"what\">{}</span> <span class=\"tag\">{level}</span><span class=\"tag {verdict}\">{verdict}</span>{change}</h2>\n<dl>\n",
            text(case.what)
        ),
    );
    for (name, class, told) in [
        ("Seen", "seen", format!("{}{}", text(&judged.message), ending(outcome))),
        ("Right", "right", text(case.right)),
        ("Repair", "repair", text(case.repair)),
        ("Rule", "rule", rule(case.section)),
    ] {
        add(html, format_args!("<div class=\"{class}\"><dt>{name}</dt><dd>{told}</dd></div>\n"));
    }
    html.push_str("</dl>\n");
    if !arrows.is_empty() {
        let svg = diagram::svg(arrows, &format!("Who said what in case {id}"));
        add(html, format_args!("<figure tabindex=\"0\">\n{svg}</figure>\n"));
        steps(html, arrows);
    }
    html.push_str("</article>\n");
}

/// The same as the diagram, whole, to be copied and read aloud.
fn steps(html: &mut String, arrows: &[Arrow]) {
    html.push_str("<details class=\"steps\"><summary>The same in words</summary>\n<ol>\n");
    for arrow in arrows {
        let (from, to, said) = (arrow.from.name(), arrow.to.name(), text(&arrow.text));
        match arrow.from == arrow.to {
            true => add(html, format_args!("<li><i>{from}</i> {said}</li>\n")),
            false => add(html, format_args!("<li><i>{from} → {to}</i> {said}</li>\n")),
        }
    }
    html.push_str("</ol></details>\n");
}

/// The status and the session at the end, where there are any.
fn ending(outcome: &Outcome) -> String {
    let status = outcome.judged.status.map(|status| format!("<span class=\"tag\">status {status}</span>"));
    let session = outcome.judged.session.map(|session| match session {
        Session::Alive => "<span class=\"tag\">session alive</span>",
        Session::Dead => "<span class=\"tag\">session dead</span>",
    });
    format!(" {}{}", status.unwrap_or_default(), session.unwrap_or_default())
}

fn rule(name: &str) -> String {
    match section::address(name) {
        Some(address) => format!("<a href=\"{}\">{}</a>", text(&address), text(name)),
        None => text(name),
    }
}

fn folded(html: &mut String, report: &Report, verdict: Verdict, title: &str) {
    let outcomes: Vec<&Outcome> = report.of(verdict).collect();
    if outcomes.is_empty() {
        return;
    }
    let class = verdict.name();
    add(
        html,
        format_args!("<details class=\"rest {class}\"><summary>{} {title}</summary>\n<ul>\n", outcomes.len()),
    );
    for Outcome { case, judged, .. } in outcomes {
        let (id, level) = (case.id, case.level.name());
        add(
            html,
            format_args!(
                "<li id=\"{id}\"><span class=\"id\">{id}</span> <div><p>{} <span class=\"tag\">{level}</span></p>\
                 <p class=\"seen\">{}</p><p class=\"rule\">{}</p></div></li>\n",
                text(case.what),
                text(&judged.message),
                rule(case.section)
            ),
        );
    }
    html.push_str("</ul></details>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{judged::Judged, scripted};

    fn report() -> Report {
        scripted::report([
            Judged::pass("it was refused"),
            Judged::fail("the app took it").with_status(http::StatusCode::OK).with_session(Session::Alive),
            Judged::error("the app did not answer"),
            Judged::skip("no cookie is set"),
        ])
    }

    #[test]
    fn what_failed_comes_first_with_its_diagram_and_the_rest_is_folded() {
        let html = page(&report());
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text} in\n{html}"));
        let order = [
            "The check failed: one rule that the standard requires is broken.",
            "<nav",
            "<article class=\"fail must\" id=\"A2\">",
            "<span class=\"what\">the ID token is for another app</span>",
            "the app took it <span class=\"tag\">status 200</span><span class=\"tag\">session alive</span>",
            "<dd>refuse an ID token whose aud is not your client_id</dd>",
            "<a href=\"https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7\">OIDC Core §3.1.3.7</a>",
            "<svg viewBox=\"0 0 728",
            "<i>Browser → App</i> GET /callback?code=…",
            "<article class=\"error should\" id=\"B1\">",
            "<summary>1 skipped</summary>",
            "<summary>1 passed</summary>",
        ];
        assert!(order.iter().map(|text| at(text)).is_sorted(), "{html}");
    }

    #[test]
    fn it_needs_nothing_else_and_runs_nothing() {
        let html = page(&report());
        assert!(html.contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\""
        ));
        for outside in
            ["<script", "<link", "<img", "src=\"", "url(", "@import", "xlink", "<iframe", "<object"]
        {
            assert!(!html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn the_conclusion_is_that_of_the_exit_code() {
        for (verdicts, class) in [
            (vec![Judged::pass("x"), Judged::pass("x"), Judged::fail("should")], "pass"),
            (vec![Judged::pass("x"), Judged::error("x")], "error"),
            (vec![Judged::fail("x"), Judged::error("x")], "fail"),
        ] {
            assert_eq!(conclusion(&scripted::report(verdicts)).0, class);
        }
        let mut report = scripted::report([Judged::fail("x")]);
        report.outcomes[0].change = Some(Change::Known);
        let told =
            "The check passed: no rule that the standard requires is broken. Failures that were known: 1.";
        assert_eq!(conclusion(&report), ("pass", told.to_owned()));
    }
}
