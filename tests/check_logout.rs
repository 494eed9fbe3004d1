//! `check logout`: each case passes on an app that does right, and fails on one that is wrong in exactly this way.

use std::collections::BTreeSet;

use authctl::{check::judged::Verdict, error::Code};
use serde_json::Value;

use crate::support::{
    app::{App, Settings},
    program::Program,
    ran::Ran,
    staged::{AUTHORIZATION, SECRET, Staged},
};

/// The cases of OpenID Connect Back-Channel Logout, and the defects that each of them finds; `+` joins what is one.
const BACK_CHANNEL: &[(&str, &[&str])] = &[
    ("P1", &["logout-without-effect", "logout-redirects", "logout-obeys-and-crashes"]),
    ("P2", &["logout-needs-sub", "logout-ignores-sid"]),
    ("P3", &["logout-needs-sid", "logout-ignores-sub"]),
    ("P4", &["logout-refuses-missing-typ", "logout-refuses-typ-jwt"]),
    ("P5", &["refuses-aud-list"]),
    (
        "P6",
        &[
            "logout-refuses-extra-parameters",
            "logout-refuses-extra-event-members",
            "logout-refuses-others-first",
        ],
    ),
    ("P7", &["logout-refuses-charset"]),
    ("P8", &["logout-refuses-chunks"]),
    ("P9", &["logout-refuses-unknown-session", "logout-crashes-on-unknown-session"]),
    ("P10", &["logout-needs-cookie", "logout-needs-origin"]),
    ("P11", &["logout-cacheable", "refusal-cacheable"]),
    ("P12", &["logout-is-slow"]),
    ("P13", &["keeps-keys-forever"]),
    ("N1", &["logout-crashes-on-nothing", "logout-is-fine-without-token"]),
    ("N2", &["logout-is-fine-without-token"]),
    ("N3", &["logout-is-fine-with-garbage", "takes-first-of-twin-claims"]),
    ("N4", &["logout-takes-any-method", "logout-crashes-on-method"]),
    ("N5", &["logout-takes-json", "logout-takes-any-type"]),
    ("N6", &["logout-takes-twins"]),
    ("N7", &["takes-alg-none", "takes-alg-none-in-capitals"]),
    ("N8", &["ignores-signature"]),
    ("N9", &["takes-unknown-kid", "ignores-signature"]),
    ("N10", &["takes-hs256-by-secret"]),
    ("N11", &["takes-hs256-by-public-key"]),
    ("N12", &["takes-any-algorithm+ignores-key-algorithm"]),
    ("N13", &["ignores-signature"]),
    ("N14", &["takes-missing-signature"]),
    (
        "N15",
        &[
            "ignores-iss",
            "compares-issuers-loosely",
            "issuer-with-slash-is-fine",
            "issuer-in-capitals-is-fine",
        ],
    ),
    ("N16", &["takes-missing-iss"]),
    ("N17", &["ignores-aud"]),
    ("N18", &["takes-missing-aud"]),
    ("N19", &["takes-any-aud-list"]),
    ("N20", &["ignores-exp"]),
    ("N21", &["takes-missing-exp"]),
    ("N22", &["takes-missing-iat"]),
    ("N23", &["takes-future-iat"]),
    ("N24", &["ignores-iat-order"]),
    ("N25", &["logout-takes-missing-jti"]),
    ("N26", &["logout-takes-no-subject", "no-subject-ends-all"]),
    ("N27", &["logout-takes-missing-events"]),
    ("N28", &["logout-takes-other-event"]),
    ("N29", &["logout-takes-events-list"]),
    ("N30", &["logout-takes-event-text"]),
    ("N31", &["logout-takes-nonce"]),
    ("N32", &["logout-takes-id-token"]),
    ("N33", &["logout-takes-access-token"]),
    ("N34", &["logout-takes-security-event"]),
    ("N35", &["foreign-sid-ends"]),
    ("N36", &["unknown-sid-ends-all"]),
    ("N37", &["takes-embedded-jwk", "follows-jku", "follows-x5u"]),
    ("N38", &["ignores-crit"]),
    ("N40", &["logout-takes-huge", "logout-crashes-on-huge"]),
    ("N41", &["logout-always-says-ok", "logout-crashes-when-refusing"]),
    ("S1", &["sid-ends-all-of-sub", "logout-is-a-flag"]),
    ("S2", &["sub-ends-newest-only"]),
    ("S3", &["ends-everybody"]),
    ("S4", &["bars-after-logout", "bars-sid-after-logout"]),
    ("S5", &["logout-is-a-flag"]),
    ("S6", &["forgets-jti"]),
    ("S7", &["keeps-rotated-cookies"]),
    ("S8", &["parallel-request-revives"]),
    ("S9", &["indexed-by-first-page"]),
    ("S10", &["logout-crashes-on-unknown-session"]),
    ("S11", &["forgets-index-at-restart"]),
    ("S12", &["revokes-offline-access"]),
    ("S13", &["logout-clears-cookie-only"]),
    ("S14", &["late-second"]),
    ("D1", &["repeat-crashes"]),
    ("D2", &["refuses-second-so-often", "logout-loses-in-crowd"]),
    ("D3", &["logout-refuses-unknown-session"]),
    ("D4", &["ignores-iat-order"]),
    ("D5", &["acts-on-half-a-body"]),
    ("D6", &["takes-unverified-when-down", "remembers-failure"]),
    ("D7", &["fetches-keys-each-time"]),
    ("D8", &["logout-redirects"]),
];

/// The cases of OpenID Connect Front-Channel Logout.
const FRONT_CHANNEL: &[(&str, &[&str])] = &[
    ("FC1", &["frontchannel-without-effect"]),
    ("FC2", &["frontchannel-cacheable"]),
    ("FC3", &["frontchannel-unframed"]),
    ("FC4", &["frontchannel-ignores-iss"]),
    ("FC5", &["frontchannel-takes-missing-iss"]),
    ("FC6", &["frontchannel-takes-missing-sid"]),
    ("FC7", &["frontchannel-ignores-sid"]),
    ("FC8", &["frontchannel-ignores-sid"]),
    ("FC9", &["frontchannel-ends-everybody+frontchannel-takes-missing-iss+frontchannel-takes-missing-sid"]),
    ("FC10", &["frontchannel-without-effect+frontchannel-takes-missing-iss+frontchannel-takes-missing-sid"]),
];

/// The cases of events that are signed with a shared secret.
const SHARED_SECRET: &[(&str, &[&str])] = &[
    ("H1", &["logout-without-effect"]),
    ("H2", &["hook-takes-missing-signature", "hook-always-says-ok", "hook-crashes-when-refusing"]),
    ("H3", &["hook-ignores-signature", "hook-takes-strangers-hash"]),
    ("H4", &["hook-reads-parsed-json"]),
    ("H5", &["hook-trims-body"]),
    ("H6", &["hook-takes-empty-body"]),
    ("H7", &["hook-takes-capitals"]),
    ("H8", &["hook-takes-either-encoding"]),
    ("H9", &["hook-compares-prefix"]),
    ("H10", &["hook-ignores-prefix"]),
    ("H11", &["hook-takes-sha1"]),
    ("H12", &["hook-ignores-age"]),
    ("H13", &["hook-takes-future"]),
    ("H14", &["hook-reads-first-signature"]),
    ("H15", &["hook-crashes-on-unknown-event", "hook-ends-by-any-event"]),
    ("H16", &["hook-reads-ascii"]),
    ("H17", &["hook-changes-line-ends"]),
    ("H18", &["logout-without-effect"]),
    ("H19", &["hook-takes-replays"]),
    ("H20", &["ends-everybody"]),
];

/// The cases of security events that are pushed.
const SECURITY_EVENT: &[(&str, &[&str])] = &[
    ("T1", &["logout-without-effect", "events-say-ok"]),
    ("T2", &["events-answer-with-body", "events-say-ok"]),
    ("T3", &["takes-alg-none", "takes-alg-none-in-capitals"]),
    ("T4", &["ignores-signature", "takes-hs256-by-public-key", "takes-embedded-jwk"]),
    ("T5", &["ignores-iss", "issuer-with-slash-is-fine", "takes-missing-iss"]),
    ("T6", &["ignores-aud", "takes-any-aud-list", "takes-missing-aud"]),
    ("T7", &["events-take-missing-authorization"]),
    ("T8", &["events-take-exp"]),
    ("T9", &["events-take-sub"]),
    ("T10", &["events-take-any-typ"]),
    ("T11", &["events-take-two"]),
    ("T12", &["events-take-unknown-subject"]),
    ("T13", &["events-take-replays", "events-refuse-replays"]),
    ("T14", &["events-take-missing", "events-take-list", "events-take-text"]),
    ("T15", &["events-take-any-type"]),
    ("T16", &["events-always-take", "events-crash-when-refusing", "events-refuse-without-err"]),
    ("T17", &["ignores-crit"]),
    ("T18", &["ends-everybody"]),
    ("T19", &["events-crash-when-refusing"]),
    ("T20", &["events-refuse-with-one-err"]),
    ("T21", &["events-refuse-with-one-err"]),
    ("T22", &["events-take-missing-jti", "takes-missing-iat"]),
    ("T23", &["events-refuse-extra-members"]),
];

/// The cases of tokens that are exchanged.
const EXCHANGE: &[(&str, &[&str])] = &[
    ("C1", &["logout-without-effect"]),
    ("C2", &["exchange-trusts-token+exchange-asks-for-nothing"]),
    ("C3", &["exchange-trusts-token+exchange-asks-for-nothing"]),
    ("C4", &["exchange-takes-json+logout-without-effect"]),
    ("C5", &["exchange-trusts-token", "exchange-says-ok", "exchange-crashes-on-failure"]),
    ("C6", &["exchange-trusts-token", "exchange-says-ok"]),
    ("C7", &["exchange-crashes-on-unknown", "exchange-trusts-token"]),
    ("C8", &["ends-everybody", "exchange-trusts-token"]),
    ("C9", &["exchange-trusts-token"]),
    ("C10", &["exchange-takes-get"]),
    ("C11", &["exchange-twice"]),
    ("C12", &["logout-is-a-flag"]),
    ("C13", &["exchange-ends-all-on-failure", "exchange-says-ok"]),
    ("C14", &["exchange-ends-all-on-failure", "exchange-says-ok"]),
    ("C15", &["exchange-ends-all-on-failure", "exchange-says-ok"]),
    ("C16", &["waits-long-for-provider"]),
    ("C17", &["exchange-wants-text"]),
    ("C18", &["logout-without-effect"]),
];

/// Cases that no app of this kind is ever judged by, each with the reason that it gives.
const SKIPPED: &[(&str, &str)] = &[("N39", "the app is not registered for encrypted logout tokens")];

/// Cases that not every sender can be wrong by.
const UNFIT: &[&str] =
    &["an event of this kind cannot be wrong in this way", "this sender gives its events no name"];

fn back_channel() -> Staged {
    Staged::of("oidc.backchannel-logout", "/backchannel-logout", None)
}

fn front_channel() -> Staged {
    Staged::of("oidc.frontchannel-logout", "/frontchannel-logout", None)
}

/// Senders whose webhooks differ: in what is signed, how it is written, and how many signatures there may be.
const SENDERS: &[(&str, &str)] = &[
    ("github.app-authorization-revoked", "/hook/github"),
    ("logto.user-deleted", "/hook/logto"),
    ("stripe.account-application-deauthorized", "/hook/stripe"),
    ("standard.session-ended", "/hook/standard"),
    ("slack.tokens-revoked", "/hook/slack"),
];

/// The right app passes every case of these sets, or the case says why not.
#[track_caller]
fn is_all_right(staged: &Staged, sets: &[&str]) {
    let mut wrong = Vec::new();
    for id in staged.ids().into_iter().filter(|id| is_of(id, sets)) {
        let judged = staged.judge(id, &[]);
        let skipped = SKIPPED.iter().find(|(known, _)| *known == id);
        let is_right = match skipped {
            Some((_, reason)) => judged.verdict == Verdict::Skip && judged.message.contains(reason),
            None => judged.verdict == Verdict::Pass,
        };
        if !is_right {
            wrong.push(format!("{id} {}: {}", judged.verdict.name(), judged.message));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Each case of these sets finds its defects.
#[track_caller]
fn finds_all(staged: &Staged, cases: &[(&str, &[&str])], sets: &[&str]) {
    let mut missed = Vec::new();
    for (id, defects) in cases.iter().filter(|(id, _)| is_of(id, sets)) {
        for defect in *defects {
            let judged = staged.judge(id, &defect.split('+').collect::<Vec<_>>());
            if judged.verdict != Verdict::Fail {
                missed.push(format!("{id} {defect} {}: {}", judged.verdict.name(), judged.message));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

fn is_of(id: &str, sets: &[&str]) -> bool {
    sets.contains(&id.trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

/// Each case has a defect.
#[track_caller]
fn has_all(staged: &Staged, cases: &[(&str, &[&str])]) {
    let named: BTreeSet<&str> =
        cases.iter().map(|(id, _)| *id).chain(SKIPPED.iter().map(|(id, _)| *id)).collect();
    let missing: Vec<&str> = staged.ids().into_iter().filter(|id| !named.contains(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(cases.iter().all(|(id, defects)| staged.ids().contains(id) && !defects.is_empty()));
}

// T1
#[test]
fn an_app_that_obeys_right_logouts_passes_and_one_that_does_not_fails() {
    let staged = back_channel();
    has_all(&staged, BACK_CHANNEL);
    is_all_right(&staged, &["P"]);
    finds_all(&staged, BACK_CHANNEL, &["P"]);
}

#[test]
fn an_app_that_refuses_wrong_logouts_passes_and_one_that_takes_them_fails() {
    let staged = back_channel();
    is_all_right(&staged, &["N"]);
    finds_all(&staged, BACK_CHANNEL, &["N"]);
}

#[test]
fn an_app_whose_sessions_end_as_they_should_passes_and_one_where_they_do_not_fails() {
    let staged = back_channel();
    is_all_right(&staged, &["S"]);
    finds_all(&staged, BACK_CHANNEL, &["S"]);
}

#[test]
fn an_app_that_bears_delivery_as_it_goes_passes_and_one_that_does_not_fails() {
    let staged = back_channel();
    is_all_right(&staged, &["D"]);
    finds_all(&staged, BACK_CHANNEL, &["D"]);
}

#[test]
fn a_front_channel_logout_ends_the_session_of_the_browser_alone() {
    // W17
    let staged = front_channel();
    has_all(&staged, FRONT_CHANNEL);
    is_all_right(&staged, &["FC"]);
    finds_all(&staged, FRONT_CHANNEL, &["FC"]);
    // a browser goes on from a frame as from elsewhere
    for id in ["FC1", "FC2", "FC3", "FC9", "FC10"] {
        let judged = staged.judge(id, &["logout-redirects"]);
        assert_eq!(judged.verdict, Verdict::Pass, "{id}: {}", judged.message);
    }
}

#[test]
fn a_webhook_that_is_signed_with_a_secret_is_obeyed_only_if_it_is_signed_so() {
    // W16
    let (mut found, mut all) = (BTreeSet::new(), Vec::new());
    for (event, path) in SENDERS {
        let staged = Staged::of(event, path, Some(SECRET));
        has_all(&staged, SHARED_SECRET);
        for (id, defects) in SHARED_SECRET {
            let right = staged.judge(id, &[]);
            let is_unfit =
                right.verdict == Verdict::Skip && UNFIT.iter().any(|it| right.message.starts_with(it));
            assert!(is_unfit || right.verdict == Verdict::Pass, "{event} {id}: {right:?}");
            for defect in defects.iter().filter(|_| !is_unfit) {
                let judged = staged.judge(id, &defect.split('+').collect::<Vec<_>>());
                all.push((*id, *defect));
                if judged.verdict == Verdict::Fail {
                    found.insert((*id, *defect));
                }
            }
        }
    }
    let missed: Vec<_> = all.into_iter().filter(|one| !found.contains(one)).collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert!(SHARED_SECRET.iter().all(|(id, _)| found.iter().any(|(known, _)| known == id)), "{found:?}");
}

#[test]
fn a_security_event_is_taken_and_refused_as_its_standard_says() {
    let staged = Staged::of("caep.session-revoked", "/events", Some(AUTHORIZATION));
    has_all(&staged, SECURITY_EVENT);
    is_all_right(&staged, &["T"]);
    finds_all(&staged, SECURITY_EVENT, &["T"]);
}

#[test]
fn a_token_that_is_exchanged_ends_the_sessions_of_whom_the_provider_names() {
    let staged = Staged::of("clef.logout", "/clef/logout", None);
    has_all(&staged, EXCHANGE);
    is_all_right(&staged, &["C"]);
    finds_all(&staged, EXCHANGE, &["C"]);
}

#[test]
fn an_id_that_is_a_number_at_the_sign_in_is_the_same_as_a_text_at_the_logout() {
    let staged = Staged::configured("clef.logout", "/clef/logout", None, "user_id_type = \"integer\"\n");
    is_all_right(&staged, &["C"]);
    finds_all(&staged, &[("C18", &["exchange-wants-number"])], &["C"]);
}

/// The app with this defect, as the program checks it.
fn checked(defects: &[&str], more: &[&str]) -> Ran {
    let program = Program::new();
    let app = App::unregistered();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    app.set(Settings::new(&format!("http://127.0.0.1:{port}"), "app", "the app's own secret"));
    app.change(defects);
    let config = program.write("provider.toml", &app.registration()).display().to_string();
    let (port, login, probe, hook) =
        (port.to_string(), app.at("/login"), app.at("/me"), app.at("/backchannel-logout"));
    let place = ["check", "logout", "--login", &login, "--probe", &probe, "--hook", &hook];
    program.run(&[&place[..], &["--config", &config, "--port", &port, "--json"], more].concat())
}

#[test]
fn the_program_finds_nothing_in_the_right_app_and_says_the_same_again() {
    let without_refresh = ["N39", "S11", "S12", "S13"];
    let report = || checked(&[], &[]).ok().json();
    let first: Value = report();
    let (summary, cases) = (&first["summary"], first["cases"].as_array().unwrap());
    assert_eq!((&summary["fail"], &summary["error"]), (&0.into(), &0.into()), "{first}");
    let skipped =
        cases.iter().filter(|case| case["verdict"] == "skip").map(|case| case["id"].as_str().unwrap());
    assert_eq!(skipped.collect::<Vec<_>>(), without_refresh);
    let verdicts = |report: &Value| {
        let cases = report["cases"].as_array().unwrap().iter();
        cases
            .map(|case| {
                (case["id"].clone(), case["verdict"].clone(), case["status"].clone(), case["session"].clone())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(verdicts(&first), verdicts(&report()));
}

#[test]
fn the_program_fails_for_what_is_required_and_with_strict_for_errata_too() {
    checked(&["takes-alg-none"], &["--case", "N7"]).said_no(Code::CheckFailed);
    checked(&["takes-missing-exp"], &["--case", "N21"]).ok();
    checked(&["takes-missing-exp"], &["--case", "N21", "--strict"]).said_no(Code::CheckFailed);
}

#[test]
fn what_cannot_be_checked_is_told_before_anything_is_sent() {
    let place = [
        "check",
        "logout",
        "--login",
        "http://127.0.0.1:9/",
        "--probe",
        "http://127.0.0.1:9/",
        "--hook",
        "http://127.0.0.1:9/",
    ];
    let run = |more: &[&str]| Program::new().run(&[&place[..], more].concat());
    for wrong in [
        &["--hook-kind", "hmac:logto.user-deleted"][..],
        &["--hook-kind", "frontchannel", "--secret-from", "env:X"],
        &["--event", "okta.user-session-end"],
    ] {
        run(wrong).said_no(Code::Usage);
    }
    for wrong in [
        &["--hook-kind", "set", "--event", "caep.session-revoked"][..],
        &["--hook-kind", "nonsense"],
        &["--hook-kind", "hmac:no.such-event"],
    ] {
        assert_eq!(run(wrong).exit, 2, "{wrong:?}");
    }
}
