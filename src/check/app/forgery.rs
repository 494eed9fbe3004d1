//! Answers that were not meant for this browser, or have been used. <https://www.rfc-editor.org/rfc/rfc9700#section-4.5>,
//! <https://www.rfc-editor.org/rfc/rfc9700#section-4.7>

use url::Url;

use super::{
    asked::parameter,
    callback::{with, without},
    expected::Expected::{self, NoServerError, Refused, SignedIn},
    identity,
    row::{Row, Way::Runs},
    scene::Scene,
};
use crate::{
    check::{
        case::case,
        judged::{Judged, Session, Verdict},
    },
    error::Result,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("CF1" Must "RFC 9700 §4.7": "another's whole answer is opened in a browser that has begun no login"
            => "signs nobody in: else whoever sends a link signs others in as themselves";
            "keep state in the browser's own session (a cookie), not in a list that all browsers share"),
        way: Runs(|scene| Box::pin(answer_of_another(scene, false))),
    },
    Row {
        case: case!("CF2" Must "RFC 9700 §4.7": "another's whole answer is opened in a browser that has begun a login of its own"
            => "signs nobody in";
            "compare state with the one of this browser's own login, not with all that were ever made"),
        way: Runs(|scene| Box::pin(answer_of_another(scene, true))),
    },
    Row {
        case: case!("CF3" Must "RFC 9700 §4.7": "another's whole answer is opened in a browser where a person is signed in"
            => "leaves the person who they are";
            "refuse an answer that no login of this browser waits for, also when somebody is signed in"),
        way: Runs(|scene| Box::pin(answer_to_the_signed_in(scene))),
    },
    Row {
        case: case!("CF4" Must "RFC 9700 §4.7.1": "the answer has the state of another browser's login" => "signs nobody in";
            "keep state in the browser's own session, and compare it with that one alone"),
        way: Runs(|scene| Box::pin(state_of_another(scene))),
    },
    Row {
        case: case!("CF5" Should "RFC 9700 §4.7.1": "an answer comes again whose state was used, with a code that still works"
            => "signs nobody in: state works once"; "forget state when it is compared, before the code is redeemed"),
        way: Runs(|scene| Box::pin(state_used(scene))),
    },
    Row {
        case: case!("CF6" Must "RFC 9700 §4.5": "an attacker's own answer carries the code of another person's login"
            => "signs nobody in"; "use PKCE, or compare the nonce of the ID token with the one of this browser's login"),
        way: Runs(|scene| Box::pin(code_of_another_login(scene))),
    },
    Row {
        case: case!("CF7" Must "RFC 6749 §4.1.3": "the code was given to another client" => "signs nobody in";
            "handle the token endpoint's 400 as a refused login"),
        way: Runs(|scene| Box::pin(code_of_another_client(scene))),
    },
    Row {
        case: case!("CF8" Must "RFC 6749 §4.1.2": "the answer was used, and comes again with a copy of the cookies of then"
            => "signs nobody in";
            "redeem each code at the provider and nowhere else, and handle its refusal"),
        way: Runs(|scene| Box::pin(answer_used(scene))),
    },
    Row {
        case: case!("CF9" Must "RFC 6749 §10.14": "the callback is opened without anything, and no login has begun"
            => "signs nobody in"; "check what an answer needs before anything is read of it"),
        way: Runs(|scene| {
            Box::pin(unasked(scene, |answer| {
                let mut bare = answer.clone();
                bare.set_query(None);
                bare
            }))
        }),
    },
    Row {
        case: case!("CF10" Must "RFC 9700 §4.7.1": "the callback is opened with a code and a state that are made up"
            => "signs nobody in"; "refuse an answer that no login of this browser waits for"),
        way: Runs(|scene| {
            Box::pin(unasked(scene, |answer| {
                with(&with(answer, "code", "made-up-code"), "state", "made-up-state-0123456789")
            }))
        }),
    },
    Row {
        case: case!("CF11" Should "RFC 6749 §4.1.2": "the person reloads the callback after the sign-in"
            => "leaves them signed in, and no server error";
            "when an answer comes again, leave the session that there is and show a page"),
        way: Runs(|scene| Box::pin(reloaded(scene))),
    },
    Row {
        case: case!("CF12" Should "RFC 6749 §4.1.2": "the browser sends the answer twice at once"
            => "answers both without a server error"; "take state out of the session in one step, so that one of the two is refused"),
        way: Runs(|scene| Box::pin(twice_at_once(scene))),
    },
    Row {
        case: case!("CF13" Info "RFC 9700 §4.7.1": "the person begins to sign in twice, in two tabs, and finishes both"
            => "signs the person in both times"; "keep the state of each login that has begun, not of the last alone"),
        way: Runs(|scene| Box::pin(two_tabs(scene))),
    },
    Row {
        case: case!("CF14" Must "RFC 9700 §4.7.1": "the answer comes another way, posted instead of in the address, with a changed state" => "signs nobody in";
            "judge an answer in the same way however it comes, or refuse all but one way"),
        way: Runs(|scene| {
            Box::pin(other_way(scene, |answer| with(answer, "state", "made-up-state-0123456789"), Refused))
        }),
    },
    Row {
        case: case!("CF15" Should "OAuth 2.0 Form Post Response Mode §2": "the answer comes another way than it was asked for: posted instead of in the address"
            => "answers without a server error"; "answer 405 to methods that the callback does not have"),
        way: Runs(|scene| Box::pin(other_way(scene, Clone::clone, NoServerError))),
    },
    Row {
        case: case!("CF16" Should "RFC 9700 §4.7.1": "an error for no login is opened in a browser where a person is signed in"
            => "leaves them signed in"; "end no session because of an answer that no login waits for"),
        way: Runs(|scene| Box::pin(error_to_the_signed_in(scene))),
    },
    Row {
        case: case!("CF17" Must "RFC 9700 §4.7.1": "a link to the login names state, nonce, redirect_uri and client_id itself"
            => "sends its own"; "pass none of the login address's parameters on to the provider unseen"),
        way: Runs(|scene| Box::pin(fixed_by_link(scene))),
    },
    Row {
        case: case!("CF18" Must "OIDC Core §3.1.2.5": "a login has begun, and the answer has not come" => "knows nobody yet";
            "make a session only after the ID token is verified"),
        way: Runs(|scene| Box::pin(not_yet(scene))),
    },
    Row {
        case: case!("CF19" Should "RFC 9700 §4.7.1": "an answer that no login waits for carries a code"
            => "redeems it nowhere"; "compare state before the code is sent to the token endpoint"),
        way: Runs(|scene| {
            Box::pin(redeemed(scene, |answer| with(answer, "state", "made-up-state-0123456789"), 0))
        }),
    },
    Row {
        case: case!("CF20" Should "RFC 6749 §4.1.2": "a person signs in" => "redeems the code once";
            "send each code to the token endpoint once: the provider revokes the tokens of one that comes again"),
        way: Runs(|scene| Box::pin(redeemed(scene, Clone::clone, 1))),
    },
];

/// How often the code of this answer may be redeemed.
async fn redeemed(scene: &Scene<'_>, change: fn(&Url) -> Url, times: usize) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let answer = paused.answer.changed(change);
    let delivered = scene.deliver(&mut paused.browser, &answer).await?;
    let count = scene.stage.heard.count_of_tokens();
    let message = format!("the app asks the token endpoint {count} times");
    Ok(Judged::of_rule(count == times, message).with_status(delivered.status()))
}

async fn answer_of_another(scene: &Scene<'_>, has_begun: bool) -> Result<Judged> {
    let attacker = scene.arrive(scene.other()).await?;
    let mut victim = match has_begun {
        true => scene.arrive(scene.person()).await?.browser,
        false => scene.browser()?,
    };
    scene.judge(&mut victim, &attacker.answer, Refused).await
}

async fn answer_to_the_signed_in(scene: &Scene<'_>) -> Result<Judged> {
    let mut victim = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let before = scene.shown(&mut victim.agent).await?;
    let attacker = scene.arrive(scene.other()).await?;
    let delivered = scene.deliver(&mut victim.agent, &attacker.answer).await?;
    let after = scene.shown(&mut victim.agent).await?;
    let provider = scene.stage.provider();
    let told =
        identity::names(&provider, scene.other()).into_iter().filter(|name| !before.contains(name.as_str()));
    let told: Vec<String> = told.collect();
    if !identity::names(&provider, scene.person()).iter().any(|name| before.contains(name.as_str())) {
        return Ok(Judged::skip("the probe does not show who is signed in"));
    }
    let is_other = told.iter().any(|name| after.contains(name.as_str()));
    let message =
        if is_other { "the person is signed in as the attacker" } else { "the person is who they were" };
    Ok(Judged::of_rule(!is_other, message).with_status(delivered.status()))
}

async fn state_of_another(scene: &Scene<'_>) -> Result<Judged> {
    let mut mine = scene.arrive(scene.person()).await?;
    let other = scene.arrive(scene.person()).await?;
    let Some(state) = parameter(&other.answer.url, "state") else { return Ok(no_state()) };
    let answer = mine.answer.changed(|url| with(url, "state", &state));
    let judged = scene.judge(&mut mine.browser, &answer, Refused).await?;
    // RFC 9700 §4.7.1: PKCE or a nonce is enough, and what they tie to the browser is the code, which is this one's
    let tie = ["code_challenge", "nonce"].into_iter().find(|name| mine.asked.get(name).is_some());
    Ok(match tie {
        Some(name) if judged.verdict == Verdict::Fail => {
            Judged::skip(format!("the state is not the browser's own, but {name} ties the answer to it"))
        }
        _ => judged,
    })
}

async fn state_used(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    if parameter(&paused.answer.url, "state").is_none() {
        return Ok(no_state());
    }
    let refused = paused.answer.changed(|url| with(url, "code", "made-up-code"));
    scene.deliver(&mut paused.browser, &refused).await?;
    scene.judge(&mut paused.browser, &paused.answer, Refused).await
}

async fn code_of_another_login(scene: &Scene<'_>) -> Result<Judged> {
    let victim = scene.arrive(scene.person()).await?;
    let mut attacker = scene.arrive(scene.other()).await?;
    let Some(code) = parameter(&victim.answer.url, "code") else {
        return Ok(Judged::skip("the answer has no code"));
    };
    let answer = attacker.answer.changed(|url| with(url, "code", &code));
    scene.judge(&mut attacker.browser, &answer, Refused).await
}

async fn code_of_another_client(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let Some(code) = identity::code_of_another_client(scene).await? else {
        return Ok(Judged::skip("the vendor's provider has no other client here"));
    };
    let answer = paused.answer.changed(|url| with(url, "code", &code));
    scene.judge(&mut paused.browser, &answer, Refused).await
}

async fn answer_used(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let mut copy = paused.browser.clone();
    scene.deliver(&mut paused.browser, &paused.answer).await?;
    scene.judge(&mut copy, &paused.answer, Refused).await
}

async fn unasked(scene: &Scene<'_>, change: fn(&Url) -> Url) -> Result<Judged> {
    let known = scene.arrive(scene.person()).await?;
    let mut browser = scene.browser()?;
    scene.judge(&mut browser, &known.answer.changed(change), Refused).await
}

async fn reloaded(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    scene.deliver(&mut paused.browser, &paused.answer).await?;
    scene.judge(&mut paused.browser, &paused.answer, SignedIn).await
}

async fn twice_at_once(scene: &Scene<'_>) -> Result<Judged> {
    let mut one = scene.arrive(scene.person()).await?;
    let mut other = one.browser.clone();
    let (first, second) =
        tokio::join!(scene.deliver(&mut one.browser, &one.answer), scene.deliver(&mut other, &one.answer),);
    let (first, second) = (first?, second?);
    let judged = scene.judge_delivered(&mut one.browser, &first, NoServerError).await?;
    match judged.verdict {
        Verdict::Pass => scene.judge_delivered(&mut other, &second, NoServerError).await,
        _ => Ok(judged),
    }
}

async fn two_tabs(scene: &Scene<'_>) -> Result<Judged> {
    let login = || scene.stage.subject.login.clone();
    let first = scene.arrive(scene.person()).await?;
    let mut second = scene.arrive_with(first.browser, login(), scene.person()).await?;
    let earlier = scene.judge(&mut second.browser, &first.answer, SignedIn).await?;
    if earlier.verdict != Verdict::Pass {
        return Ok(earlier);
    }
    scene.judge(&mut second.browser, &second.answer, SignedIn).await
}

async fn other_way(scene: &Scene<'_>, change: fn(&Url) -> Url, expected: Expected) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let mut answer = paused.answer.changed(change);
    answer.is_posted = !answer.is_posted;
    scene.judge(&mut paused.browser, &answer, expected).await
}

async fn error_to_the_signed_in(scene: &Scene<'_>) -> Result<Judged> {
    let known = scene.arrive(scene.person()).await?;
    let mut visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let answer = known.answer.changed(|url| {
        with(&with(&without(url, "code"), "error", "access_denied"), "state", "made-up-state-0123456789")
    });
    scene.judge(&mut visit.agent, &answer, SignedIn).await
}

async fn fixed_by_link(scene: &Scene<'_>) -> Result<Judged> {
    const FIXED: &[(&str, &str)] = &[
        ("state", "fixed-by-whoever-made-the-link"),
        ("nonce", "fixed-by-whoever-made-the-link"),
        ("redirect_uri", "https://evil.example/callback"),
        ("client_id", "fixed-by-whoever-made-the-link"),
    ];
    let mut login = scene.stage.subject.login.clone();
    login.query_pairs_mut().extend_pairs(FIXED);
    let paused = scene.arrive_with(scene.browser()?, login, scene.person()).await?;
    let taken = FIXED.iter().find(|(name, value)| paused.asked.get(name).as_deref() == Some(value));
    Ok(match taken {
        Some((name, _)) => Judged::fail(format!("it sends the {name} of the link")),
        None => Judged::pass("it sends its own"),
    })
}

async fn not_yet(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let session = scene.session(&mut paused.browser).await?;
    let message = match session {
        Session::Alive => "the app knows somebody before the answer has come",
        Session::Dead => "the app knows nobody yet",
    };
    Ok(Judged::of_rule(session == Session::Dead, message).with_session(session))
}

fn no_state() -> Judged {
    Judged::skip("the app sends no state")
}
