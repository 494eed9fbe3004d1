//! `check app`: every case on an app that is right, and on one that is wrong in exactly this way.

use authctl::{
    check::{app::cases, judged::Verdict},
    idp::fault,
};

use crate::support::{app::control::FAULTS, checked_app::CheckedApp};

/// For each case that is about what the browser brings to the app: the defects of an app that fail it.
const BROWSER_CONTROLS: &[(&str, &[&str])] = &[
    ("SI1", &["signs-nobody-in"]),
    ("AQ1", &["asks-for-tokens"]),
    ("AQ2", &["sends-no-state", "sends-no-pkce", "sends-no-nonce"]),
    ("AQ3", &["sends-no-state"]),
    ("AQ4", &["sends-guessable-state", "sends-no-pkce", "sends-no-nonce"]),
    ("AQ5", &["sends-constant-state", "sends-no-pkce", "sends-no-nonce"]),
    ("AQ6", &["sends-no-nonce"]),
    ("AQ7", &["sends-constant-nonce"]),
    ("AQ8", &["sends-no-pkce"]),
    ("AQ9", &["sends-plain-pkce"]),
    ("AQ10", &["sends-constant-verifier"]),
    ("AQ11", &["verifier-is-state"]),
    ("AQ12", &["sends-no-pkce", "sends-no-nonce"]),
    ("AQ13", &["sends-fragment"]),
    ("AQ14", &["asks-without-openid"]),
    ("AQ15", &["sends-secret"]),
    ("AQ16", &["sends-twins"]),
    ("CB1", &["takes-missing-state"]),
    ("CB2", &["ignores-state"]),
    ("CB3", &["ignores-state"]),
    ("CB4", &["ignores-state"]),
    ("CB5", &["signs-in-all-the-same"]),
    ("CB6", &["signs-in-all-the-same"]),
    ("CB7", &["signs-in-all-the-same"]),
    ("CB8", &["signs-in-all-the-same"]),
    ("CB9", &["crashes-on-error"]),
    ("CB10", &["ignores-error-parameter"]),
    ("CB11", &["ignores-iss-parameter"]),
    ("CB12", &["takes-missing-iss-parameter"]),
    ("CB13", &["refuses-unknown-parameters"]),
    ("CB14", &["crashes-when-refusing"]),
    ("CB15", &["ignores-state", "takes-twin-parameters"]),
    ("CB16", &["crashes-when-refusing"]),
    ("CB17", &["crashes-when-refusing"]),
    ("CB18", &["crashes-when-refusing"]),
    ("CF1", &["takes-state-of-any-browser"]),
    ("CF2", &["takes-state-of-any-browser"]),
    ("CF3", &["takes-state-of-any-browser"]),
    ("CF4", &["ignores-state", "sends-no-pkce", "sends-no-nonce"]),
    ("CF5", &["takes-state-twice"]),
    ("CF6", &["sends-no-pkce", "ignores-nonce"]),
    ("CF7", &["signs-in-all-the-same"]),
    ("CF8", &["signs-in-all-the-same"]),
    ("CF9", &["signs-in-all-the-same"]),
    ("CF10", &["signs-in-all-the-same"]),
    ("CF11", &["refusal-ends-session"]),
    ("CF12", &["crashes-when-refusing"]),
    ("CF13", &["remembers-last-login"]),
    ("CF14", &["takes-posted-callback", "ignores-state"]),
    ("CF15", &["crashes-when-refusing"]),
    ("CF16", &["refusal-ends-session"]),
    ("CF17", &["takes-parameters-of-link"]),
    ("CF18", &["knows-who-began"]),
    ("CF19", &["redeems-any-code"]),
    ("CF20", &["redeems-twice"]),
    ("XS1", &["reflects-error"]),
    ("XS2", &["reflects-error"]),
    ("XS3", &["reflects-callback"]),
    ("XS4", &["reflects-callback"]),
    ("XS5", &["reflects-callback"]),
    ("RD1", &["redirects-anywhere"]),
    ("RD2", &["redirects-to-schemeless"]),
    ("RD3", &["redirects-to-backslash"]),
    ("RD4", &["redirects-anywhere"]),
    ("RD5", &["redirects-anywhere"]),
    ("RD6", &["redirects-to-schemeless"]),
    ("RD7", &["decodes-next-twice"]),
    ("RD8", &["redirects-by-prefix"]),
    ("RD9", &["redirects-anywhere"]),
    ("RD10", &["redirects-anywhere"]),
    ("RD11", &["redirects-anywhere"]),
    ("RD12", &["redirects-anywhere"]),
    ("RD13", &["redirects-anywhere", "splits-headers"]),
    ("RD14", &["skips-login", "redirects-anywhere"]),
    ("RD15", &["logout-redirects-anywhere", "logout-is-not-at-provider"]),
    ("SE1", &["keeps-session-id"]),
    ("SE2", &["takes-any-session-id"]),
    ("SE3", &["cookie-is-read-loosely"]),
    ("SE4", &["cookie-is-guessable"]),
    ("SE5", &["knows-last-user-only"]),
    ("SE6", &["puts-session-in-address"]),
    ("SE7", &["keeps-first-user"]),
    ("CK1", &["cookie-for-scripts"]),
    ("CK2", &["cookie-without-samesite"]),
    ("CK4", &["cookie-for-domain"]),
    ("CK5", &["puts-token-in-cookie"]),
    ("CK6", &["cookie-for-scripts"]),
    ("CK7", &["cookie-for-years"]),
    ("PG1", &["shows-tokens"]),
    ("PG2", &["puts-token-in-address"]),
    ("PG3", &["stays-at-callback"]),
    ("PG4", &["pages-are-kept"]),
    ("PG5", &["stays-at-callback", "pages-are-kept"]),
    ("PG6", &["stays-at-callback"]),
    ("PG7", &["login-is-kept"]),
    ("LO1", &["logout-without-clearing"]),
    ("LO2", &["logout-clears-cookie-only"]),
    ("LO3", &["logout-is-not-at-provider"]),
    ("LO4", &["logout-without-hint"]),
    ("LO5", &["logout-leads-elsewhere"]),
    ("LO6", &["logout-is-not-at-provider"]),
    ("LO7", &["crashes-on-idle-logout"]),
    ("LO8", &["bars-after-own-logout"]),
    ("LO9", &["logout-by-anyone"]),
];

/// Cases that the right app skips, and why; a test of their own file has their control.
const SKIPPED: &[(&str, &str)] = &[("CK3", "the app is on http here")];

/// Faults where what makes an app otherwise than the right one does not show in its session: it has to answer with a server error.
const FAULT_CONTROLS: &[(&str, &[&str])] = &[
    ("RT2", &["crashes-when-refresh-fails"]),
    ("RT3", &["crashes-when-refresh-fails"]),
    ("RT4", &["crashes-when-refresh-fails"]),
    ("RT5", &["crashes-when-refresh-fails"]),
    ("RT6", &["crashes-when-refresh-fails"]),
    ("RT7", &["crashes-when-refresh-fails"]),
    ("RT8", &["crashes-when-refresh-fails"]),
    ("RT9", &["crashes-when-refresh-fails"]),
    ("RT13", &["crashes-when-refresh-fails"]),
    ("RT14", &["crashes-when-refresh-fails"]),
    ("RT15", &["crashes-when-refresh-fails"]),
    ("RT16", &["crashes-when-refresh-fails"]),
    ("RT17", &["crashes-when-refresh-fails"]),
    ("RT18", &["crashes-when-refresh-fails", "is-impatient"]),
];

/// Faults of a refresh after which an app that is wrong goes on just as it was: it is skipped with that reason, and never passes.
const UNSEEN: &[&str] = &["RT2", "RT3", "RT4", "RT5", "RT6", "RT8", "RT9", "RT13", "RT14"];

/// What is wrong with these cases, one line each: a right app fails one, or a wrong one passes it.
fn survivors(controls: &[(&str, &[&str])]) -> Vec<String> {
    let checked = CheckedApp::start();
    let mut survivors = Vec::new();
    for (id, defects) in controls {
        let (right, wrong) = (checked.judge(id, &[]), checked.judge(id, defects));
        if right.verdict != Verdict::Pass {
            survivors.push(format!("{id}, a right app: {:?}, {}", right.verdict, right.message));
        }
        if wrong.verdict != Verdict::Fail {
            survivors.push(format!("{id}, {defects:?}: {:?}, {}", wrong.verdict, wrong.message));
        }
    }
    survivors
}

#[test]
fn what_the_browser_brings_tells_a_right_app_from_each_wrong_one() {
    // T1
    assert_eq!(survivors(BROWSER_CONTROLS), Vec::<String>::new());
}

/// The controls of a quarter of the faults, so that four of them run beside each other; none is left out.
fn faults(quarter: usize) -> Vec<(&'static str, &'static [&'static str])> {
    let of = |name: &str| fault::all().find(|fault| fault.name == name).expect("a fault of that name").id;
    let controls = FAULTS.iter().map(|(name, defects)| (of(name), *defects));
    let own = |id: &str| FAULT_CONTROLS.iter().find(|(known, _)| *known == id).map(|(_, defects)| *defects);
    controls.map(|(id, defects)| (id, own(id).unwrap_or(defects))).skip(quarter).step_by(4).collect()
}

#[test]
fn faults_tell_a_right_app_from_each_wrong_one_1_of_4() {
    // T1
    assert_eq!(survivors(&faults(0)), Vec::<String>::new());
}

#[test]
fn faults_tell_a_right_app_from_each_wrong_one_2_of_4() {
    assert_eq!(survivors(&faults(1)), Vec::<String>::new());
}

#[test]
fn faults_tell_a_right_app_from_each_wrong_one_3_of_4() {
    assert_eq!(survivors(&faults(2)), Vec::<String>::new());
}

#[test]
fn faults_tell_a_right_app_from_each_wrong_one_4_of_4() {
    assert_eq!(survivors(&faults(3)), Vec::<String>::new());
}

#[test]
fn what_an_app_has_kept_of_one_case_is_gone_in_the_next() {
    // T5: these apps never read again what they have read once, so each case would be told by the one before
    let checked = CheckedApp::start();
    for (first, defect) in
        [("MD8", "keeps-keys-forever"), ("JK1", "keeps-keys-forever"), ("JK9", "takes-unknown-kid")]
    {
        assert_ne!(checked.judge(first, &[defect]).verdict, Verdict::Skip, "{first}");
        let next = checked.judge_next("SI1");
        assert_eq!(
            (next.verdict, next.message.as_str()),
            (Verdict::Pass, "the person is signed in"),
            "after {first}"
        );
    }
}

#[test]
fn a_refused_refresh_that_leaves_no_trace_is_no_pass() {
    let checked = CheckedApp::start();
    for (name, defects) in FAULTS {
        let fault = fault::all().find(|fault| fault.name == *name).expect("a fault of that name");
        if UNSEEN.contains(&fault.id) {
            assert_eq!(checked.judge(fault.id, defects).verdict, Verdict::Skip, "{name}");
        }
    }
}

#[test]
fn an_app_that_fails_but_signs_nobody_in_fails_what_is_recommended_alone() {
    let checked = CheckedApp::start();
    let judged = |id, defect| checked.judge(id, &[defect]);
    let (required, recommended) =
        (judged("CB5", "crashes-when-refusing"), judged("CB16", "crashes-when-refusing"));
    assert_eq!((required.verdict, required.status), (Verdict::Pass, Some(500)), "{}", required.message);
    assert_eq!(required.message, "the app signs nobody in, and answers with a server error");
    assert_eq!(recommended.verdict, Verdict::Fail, "{}", recommended.message);
    assert_eq!(judged("AR14", "crashes-on-error").verdict, Verdict::Pass);
}

#[test]
fn over_tls_the_session_cookie_has_to_be_kept_from_http() {
    let checked = CheckedApp::over_tls();
    for (defects, verdict) in [(&[][..], Verdict::Pass), (&["cookie-over-http"], Verdict::Fail)] {
        let judged = checked.judge("CK3", defects);
        assert_eq!(judged.verdict, verdict, "{defects:?}: {}", judged.message);
    }
}

#[test]
fn the_right_app_skips_only_what_it_has_no_part_in() {
    let checked = CheckedApp::start();
    for (id, why) in SKIPPED {
        let judged = checked.judge(id, &[]);
        assert_eq!((judged.verdict, judged.message.as_str()), (Verdict::Skip, *why), "{id}");
    }
}

#[test]
fn every_case_has_a_control_and_an_id_of_its_own() {
    // T1
    let known = BROWSER_CONTROLS.iter().map(|(id, _)| *id).chain(SKIPPED.iter().map(|(id, _)| *id));
    let of_faults = (0..4).flat_map(faults).map(|(id, _)| id);
    let mut known: Vec<&str> = known.chain(of_faults).collect();
    let mut cases: Vec<&str> = cases().iter().map(|case| case.id).collect();
    assert!(cases.len() >= 80, "{}", cases.len());
    known.sort_unstable();
    cases.sort_unstable();
    assert_eq!(known, cases);
}
