//! Tokens that say nothing to the app: it exchanges each at the provider for who has logged out.
//! <https://github.com/clef/sample-flask>

use http::{HeaderMap, Method};

use super::{
    expect::Expect,
    guest::{About, Guest, Who},
    reaction::Reaction,
    row::{Row, by_hand},
    scene::Scene,
};
use crate::{
    check::judged::Judged,
    error::Result,
    idp::logout_hook,
    jose::base64url,
    webhook::message::{JSON, Message},
};

/// The form's field.
const FIELD: &str = "logout_token";
/// Where the app exchanges a token.
const EXCHANGE: &str = "/api/v1/logout";

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("C1" Must "Clef: logout hooks": "a token as it should be"
        => "exchanges it, answers 2xx, and the person's session ends";
        "exchange the token at the provider, and end the sessions of the person that it names"; right),
    by_hand!("C2" Must "Clef: logout hooks": "a form without logout_token"
        => "refuses it, and the session goes on";
        "answer 400 where the form has no logout_token"; missing),
    by_hand!("C3" Must "Clef: logout hooks": "an empty logout_token"
        => "refuses it, and the session goes on";
        "answer 400 where logout_token is empty"; empty),
    by_hand!("C4" Should "Clef: logout hooks": "the token in JSON instead of a form"
        => "takes it and ends the session, or refuses it and does not";
        "answer 2xx only where the session has ended"; json),
    by_hand!("C5" Must "Clef: logout hooks": "a token that the provider does not know"
        => "refuses it, and the session goes on";
        "look at the status of the exchange, and refuse what the provider refuses"; unknown),
    by_hand!("C6" Must "Clef: logout hooks": "a token that the provider has sent to another app"
        => "refuses it, and the session goes on";
        "look at the status of the exchange, and refuse what the provider refuses"; of_another_app),
    by_hand!("C7" Must "Clef: logout hooks": "a token about a person who never signed in here"
        => "answers without failing, and ends nobody's session";
        "where nobody of that id is known there is nothing to end"; of_nobody),
    by_hand!("C8" Must "Clef: logout hooks": "a token about another person"
        => "ends that person's session alone";
        "end the sessions of the person that the exchange names"; of_another_person),
    by_hand!("C9" Should "Clef: logout hooks": "the same token again, after the person has signed in anew"
        => "leaves the new session alive";
        "a token is exchanged once; act on no other answer of the provider"; replayed),
    by_hand!("C10" Must "Clef: logout hooks": "a logout by GET"
        => "refuses it, and the session goes on";
        "route the hook for POST alone"; by_get),
    by_hand!("C11" Should "Clef: logout hooks": "how often the app exchanges one token"
        => "exactly once";
        "exchange the token once, and remember nothing of it"; once),
    by_hand!("C12" Must "Clef: logout hooks": "a person who signs in again after the logout, in another browser"
        => "leaves the old session dead";
        "compare the time of the sign-in with the time of the logout for each session, not for each person"; stays_dead),
];

/// C1
async fn right(scene: &Scene<'_>) -> Result<Judged> {
    scene.ends(Guest::about, "a token").await
}

/// C2
async fn missing(scene: &Scene<'_>) -> Result<Judged> {
    refused(scene, "a form without a token", |_| Message::form([("other", "1")])).await
}

/// C3
async fn empty(scene: &Scene<'_>) -> Result<Judged> {
    refused(scene, "an empty token", |_| Message::form([(FIELD, "")])).await
}

/// C4
async fn json(scene: &Scene<'_>) -> Result<Judged> {
    let expect = Expect::Consistent;
    changed(scene, "a token in JSON", expect, |token| {
        Message::post(JSON, format!(r#"{{"{FIELD}":"{token}"}}"#))
    })
    .await
}

/// C5
async fn unknown(scene: &Scene<'_>) -> Result<Judged> {
    refused(scene, "a token that the provider does not know", |_| {
        Message::form([(FIELD, "a-token-of-nobody")])
    })
    .await
}

/// C6
async fn of_another_app(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let mut jti = [0; 16];
    scene.stage.random.fill(&mut jti);
    let (seal, now) = (&scene.stage.provider().seal, scene.stage.clock.now());
    let token = logout_hook::token(seal, "another-app", &guest.person.sub, now, base64url::encode(jti));
    let sent = scene.send(&Message::form([(FIELD, token.as_str())]), "a token of another app").await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Refused, scene.hook.event))
}

/// C7
async fn of_nobody(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let subject = &scene.stage.subject;
    let is_known = |sub: &String| *sub == subject.user.sub || *sub == subject.other_user.sub;
    let users = &scene.stage.provider().config.users;
    let Some(sub) = users.iter().map(|user| user.sub.clone()).find(|sub| !is_known(sub)) else {
        return Ok(Judged::skip(
            "the provider knows nobody who never signs in: add a third user to the file of --config",
        ));
    };
    let sent = scene.send_about(&About { sub: Some(sub), sid: None }, "a token about a stranger").await?;
    Ok(Reaction { sent, sessions: scene.sessions(&mut guest).await? }.survives())
}

/// C8
async fn of_another_person(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, other) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::Another).await?);
    let sent = scene.send_about(&other.about(), "a token about another person").await?;
    Ok(Reaction { sent, sessions: scene.sessions(&mut one).await? }.survives())
}

/// C9
async fn replayed(scene: &Scene<'_>) -> Result<Judged> {
    scene.replayed().await
}

/// C10
async fn by_get(scene: &Scene<'_>) -> Result<Judged> {
    refused(scene, "a token by GET", |token| Message {
        method: Method::GET,
        query: vec![(FIELD.to_owned(), token.to_owned())],
        headers: HeaderMap::new(),
        body: Vec::new(),
    })
    .await
}

/// C11
async fn once(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let before = scene.stage.heard.count(EXCHANGE);
    let sent = scene.send_about(&guest.about(), "a token").await?;
    let times = scene.stage.heard.count(EXCHANGE) - before;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }
        .marked(Judged::of_rule(times == 1, format!("it was exchanged {times} times"))))
}

/// C12
async fn stays_dead(scene: &Scene<'_>) -> Result<Judged> {
    scene.stays_dead().await
}

async fn refused(scene: &Scene<'_>, what: &str, made: fn(&str) -> Message) -> Result<Judged> {
    changed(scene, what, Expect::Refused, made).await
}

/// Somebody signs in; what is made of the token of their logout comes instead of it.
async fn changed(scene: &Scene<'_>, what: &str, expect: Expect, made: fn(&str) -> Message) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let message = scene.hook.sealed(&scene.hook.draft(scene.stage, &guest.about())?, &[])?;
    let sent = scene.send(&made(&message.field(FIELD).unwrap_or_default()), what).await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(expect, scene.hook.event))
}
