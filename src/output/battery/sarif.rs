//! SARIF 2.1.0, for code scanning: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
//!
//! A case is a rule, a failure is a result. What could not be judged and what was skipped are notifications of the run, since
//! nothing was found there.

use serde_json::{Value, json};
use url::Url;

use super::section;
use crate::{
    check::{
        case::{Case, Level},
        judged::Verdict,
        report::{Change, Outcome, Report},
    },
    output::{json as json_output, moment},
    untrusted::escape,
};

/// The document.
pub fn document(report: &Report) -> String {
    let rules: Vec<Value> = report.outcomes.iter().map(|outcome| rule(outcome.case)).collect();
    let of = |verdict| move |(_, outcome): &(usize, &Outcome)| outcome.judged.verdict == verdict;
    let numbered = || report.outcomes.iter().enumerate();
    let results: Vec<Value> =
        numbered().filter(of(Verdict::Fail)).map(|(place, outcome)| result(report, place, outcome)).collect();
    let errors = numbered().filter(of(Verdict::Error)).map(|it| notification("error", it));
    let skipped = numbered().filter(of(Verdict::Skip)).map(|it| notification("note", it));
    json_output::document(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "authctl",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "automationDetails": {"id": format!("authctl/check/{}/", report.battery)},
            "invocations": [{
                "executionSuccessful": report.of(Verdict::Error).next().is_none(),
                "startTimeUtc": moment::rfc3339(report.began),
                "toolExecutionNotifications": errors.chain(skipped).collect::<Vec<Value>>(),
            }],
            "results": results,
            "properties": {"subject": report.subject, "seed": report.seed},
        }],
    }))
}

/// §3.49
fn rule(case: &Case) -> Value {
    let Case { section, what, right, repair, .. } = *case;
    let address = section::address(section);
    let linked =
        address.as_ref().map_or_else(|| section.to_owned(), |address| format!("[{section}]({address})"));
    let mut rule = json!({
        "id": case.id,
        "shortDescription": {"text": sentence(what)},
        "fullDescription": {"text": format!("{} Right: {right}.", sentence(what))},
        "help": {
            "text": format!("{} Right: {right}. Repair: {repair}. Rule: {section}.", sentence(what)),
            "markdown": format!("{}\n\n**Right:** {right}.\n\n**Repair:** {repair}.\n\n**Rule:** {linked}.", sentence(what)),
        },
        "defaultConfiguration": {"level": level(case.level)},
        "properties": {"tags": ["security", "authentication"], "requirement": case.level.name(), "section": section},
    });
    if let Some(address) = address {
        rule["helpUri"] = address.into();
    }
    rule
}

/// §3.27
fn result(report: &Report, place: usize, outcome: &Outcome) -> Value {
    let Outcome { case, judged, change, .. } = outcome;
    let mut result = json!({
        "ruleId": case.id,
        "ruleIndex": place,
        "kind": "fail",
        "level": level(case.level),
        "message": {"text": format!("{} Right: {}. Repair: {}.", sentence(&judged.message), case.right, case.repair)},
        // the same wherever the subject runs that day
        "partialFingerprints": {"authctlCase/v1": format!("{}/{}", report.battery, case.id)},
        "properties": {"status": judged.status, "session": judged.session},
    });
    if let Ok(subject) = Url::parse(&report.subject) {
        let place = json!({"artifactLocation": {"uri": subject.as_str()}, "region": {"startLine": 1}});
        result["locations"] = json!([{"physicalLocation": place}]);
    }
    match change {
        Some(Change::New) => result["baselineState"] = "new".into(),
        Some(Change::Known) => result["baselineState"] = "unchanged".into(),
        _ => {}
    }
    result
}

/// §3.58
fn notification(level: &str, (place, outcome): (usize, &Outcome)) -> Value {
    let Outcome { case, judged, .. } = outcome;
    json!({
        "level": level,
        "message": {"text": format!("{} {}: {}", case.id, judged.verdict.name(), escape(&judged.message))},
        "associatedRule": {"id": case.id, "index": place},
    })
}

/// §3.27.10
fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::Info => "note",
    }
}

/// Our sentences have no period. They begin as they do, which may be with a claim's name.
fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '…', '!', '?']) { "" } else { "." };
    format!("{text}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{judged::Judged, scripted};

    fn run(report: &Report) -> Value {
        let document: Value = serde_json::from_str(&document(report)).unwrap();
        assert_eq!(document["version"], "2.1.0");
        document["runs"][0].clone()
    }

    #[test]
    fn a_failure_is_a_result_of_its_rule() {
        let mut report = scripted::report([
            Judged::fail("the app took it").with_status(http::StatusCode::OK),
            Judged::error("the app did not answer"),
            Judged::fail("no code_challenge came"),
            Judged::fail("SameSite is missing"),
        ]);
        report.outcomes[0].change = Some(Change::New);
        report.outcomes[2].change = Some(Change::Known);
        let run = run(&report);
        let place =
            json!({"artifactLocation": {"uri": "http://127.0.0.1:3000/"}, "region": {"startLine": 1}});
        assert_eq!(
            run["results"][0],
            json!({
                "ruleId": "A1",
                "ruleIndex": 0,
                "kind": "fail",
                "level": "error",
                "baselineState": "new",
                "message": {"text": "the app took it. Right: refuses it, and nobody is signed in. Repair: compare state with the one of this browser's session."},
                "partialFingerprints": {"authctlCase/v1": "app/A1"},
                "locations": [{"physicalLocation": place}],
                "properties": {"status": 200, "session": null},
            })
        );
        let results = run["results"].as_array().unwrap();
        let told: Vec<(&str, &str)> = results
            .iter()
            .map(|it| (it["ruleId"].as_str().unwrap(), it["level"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [("A1", "error"), ("B1", "warning"), ("B2", "note")]);
        assert_eq!(results[1]["baselineState"], "unchanged");
        let rule = &run["tool"]["driver"]["rules"][1];
        assert_eq!(
            rule["helpUri"],
            "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7"
        );
        assert_eq!(rule["shortDescription"]["text"], "the ID token is for another app.");
        let invocation = &run["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        assert_eq!(
            invocation["toolExecutionNotifications"],
            json!([{
                "level": "error",
                "message": {"text": "A2 error: the app did not answer"},
                "associatedRule": {"id": "A2", "index": 1},
            }])
        );
    }

    #[test]
    fn a_run_that_came_to_its_end_was_successful_whatever_it_found() {
        let run = run(&scripted::report([Judged::fail("x"), Judged::skip("no ID token is used")]));
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
        assert_eq!(run["invocations"][0]["toolExecutionNotifications"][0]["level"], "note");
    }

    #[test]
    fn a_sentence_has_one_end() {
        assert_eq!(sentence("aud is a list"), "aud is a list.");
        assert_eq!(sentence("cut…"), "cut…");
        assert_eq!(sentence(""), ".");
    }
}
