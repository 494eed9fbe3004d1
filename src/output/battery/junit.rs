//! JUnit XML for CI systems, as Jenkins' schema describes it:
//! <https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>

use std::time::Duration;

use super::markup::{add, text};
use crate::{
    check::{
        judged::Verdict,
        report::{Change, Outcome, Report},
    },
    output::moment,
};

/// The document.
pub fn document(report: &Report) -> String {
    let summary = report.summary();
    let known = report.outcomes.iter().filter(|outcome| outcome.change == Some(Change::Known)).count();
    let total: Duration = report.outcomes.iter().map(|outcome| outcome.took).sum();
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
        report.outcomes.len(),
        summary.fail - known,
        summary.error
    );
    let (battery, time) = (report.battery, seconds(total));
    let began = moment::rfc3339(report.began);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add(&mut xml, format_args!("<testsuites name=\"authctl check {battery}\" {counts} time=\"{time}\">\n"));
    add(
        &mut xml,
        format_args!(
            "<testsuite name=\"{battery}\" {counts} skipped=\"{}\" time=\"{time}\" timestamp=\"{}\" hostname=\"localhost\">\n",
            summary.skip + known,
            began.trim_end_matches('Z')
        ),
    );
    let seed =
        report.seed.map(|seed| format!("<property name=\"seed\" value=\"{seed}\"/>")).unwrap_or_default();
    let subject = text(&report.subject);
    add(
        &mut xml,
        format_args!("<properties><property name=\"subject\" value=\"{subject}\"/>{seed}</properties>\n"),
    );
    report.outcomes.iter().for_each(|outcome| test_case(&mut xml, battery, outcome));
    xml.push_str("</testsuite>\n</testsuites>");
    xml
}

fn test_case(xml: &mut String, battery: &str, outcome: &Outcome) {
    let Outcome { case, judged, change, .. } = outcome;
    let (name, set, time) = (text(&format!("{} {}", case.id, case.what)), case.set(), seconds(outcome.took));
    add(xml, format_args!("<testcase name=\"{name}\" classname=\"{battery}.{set}\" time=\"{time}\""));
    let (message, level) = (text(&judged.message), case.level.name());
    match judged.verdict {
        Verdict::Pass => return xml.push_str("/>\n"),
        Verdict::Skip => add(xml, format_args!("><skipped message=\"{message}\"/>")),
        Verdict::Fail if *change == Some(Change::Known) => {
            add(xml, format_args!("><skipped type=\"known\" message=\"a known failure: {message}\"/>"));
        }
        Verdict::Fail => {
            add(
                xml,
                format_args!("><failure type=\"{level}\" message=\"{message}\">{}</failure>", body(outcome)),
            );
        }
        Verdict::Error => {
            add(
                xml,
                format_args!("><error type=\"{level}\" message=\"{message}\">{}</error>", body(outcome)),
            );
        }
    }
    xml.push_str("</testcase>\n");
}

/// What a person reads who clicks on it.
fn body(outcome: &Outcome) -> String {
    let Outcome { case, judged, arrows, .. } = outcome;
    let status = judged.status.map(|status| format!(" (status {status})")).unwrap_or_default();
    let mut body = String::new();
    for (name, said) in [
        ("tried", case.what),
        ("found", &format!("{}{status}", judged.message)),
        ("right", case.right),
        ("repair", case.repair),
        ("rule", case.section),
    ] {
        add(&mut body, format_args!("{name}: {}\n", text(said)));
    }
    for arrow in arrows {
        let (from, to, said) = (arrow.from.name(), arrow.to.name(), text(&arrow.text));
        match arrow.from == arrow.to {
            true => add(&mut body, format_args!("\n{from}: {said}")),
            false => add(&mut body, format_args!("\n{from} to {to}: {said}")),
        }
    }
    body
}

fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{judged::Judged, scripted};

    #[test]
    fn each_case_is_a_test_case_of_its_set() {
        let mut report = scripted::report([
            Judged::fail("the app said <b>\"welcome\"</b>").with_status(http::StatusCode::OK),
            Judged::pass("x"),
            Judged::error("the app did not answer"),
            Judged::skip("no cookie is set"),
        ]);
        report.seed = Some(7);
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="authctl check app" tests="4" failures="1" errors="1" time="0.124">
<testsuite name="app" tests="4" failures="1" errors="1" skipped="1" time="0.124" timestamp="2026-11-18T11:06:40" hostname="localhost">
<properties><property name="subject" value="http://127.0.0.1:3000"/><property name="seed" value="7"/></properties>
<testcase name="A1 the callback comes with another state" classname="app.A" time="0.031"><failure type="must" message="the app said &lt;b&gt;&quot;welcome&quot;&lt;/b&gt;">tried: the callback comes with another state
found: the app said &lt;b&gt;&quot;welcome&quot;&lt;/b&gt; (status 200)
right: refuses it, and nobody is signed in
repair: compare state with the one of this browser&#39;s session
rule: RFC 6749 §10.12

Browser to App: GET /callback?code=…
App to Provider: POST /token
Provider to App: 200
App to Browser: 302 to /
App: somebody is signed in</failure></testcase>
<testcase name="A2 the ID token is for another app" classname="app.A" time="0.031"/>
<testcase name="B1 PKCE is looked for" classname="app.B" time="0.031"><error type="should" message="the app did not answer">tried: PKCE is looked for
found: the app did not answer
right: sends a code_challenge
repair: use PKCE with S256
rule: RFC 9700 §2.1.1

Browser to App: GET /callback?code=…
App to Provider: POST /token
Provider to App: 200
App to Browser: 302 to /
App: somebody is signed in</error></testcase>
<testcase name="B2 the cookie is looked at" classname="app.B" time="0.031"><skipped message="no cookie is set"/></testcase>
</testsuite>
</testsuites>"#;
        assert_eq!(document(&report), expected);
    }

    #[test]
    fn a_failure_that_is_known_is_skipped_as_an_expected_one() {
        let mut report = scripted::report([Judged::fail("x"), Judged::fail("y")]);
        report.outcomes[0].change = Some(Change::Known);
        report.outcomes[1].change = Some(Change::New);
        let xml = document(&report);
        assert!(xml.contains("failures=\"1\" errors=\"0\" skipped=\"1\""), "{xml}");
        assert!(xml.contains("<skipped type=\"known\" message=\"a known failure: x\"/>"), "{xml}");
    }
}
