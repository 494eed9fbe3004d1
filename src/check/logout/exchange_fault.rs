//! Exchanges that do not come out as they should: the provider fails while the app asks it who has logged out, or tells the person's
//! id otherwise. <https://github.com/clef/sample-flask>

use super::{
    expect::Expect,
    faulty::Faulty,
    guest::Who,
    positive::PROMPT,
    reaction::Reaction,
    row::{Row, by_hand},
    scene::Scene,
};
use crate::{
    check::judged::Judged,
    error::{Code, Result},
    idp::fault::{logout_exchange, row::Fault},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("C13" Must "Clef: logout hooks": "a token while the exchange fails with 500, and one afterwards"
        => "ends no session by the first and answers with an error, and takes the second";
        "end a session only where the exchange is answered with 200 and success, and answer 502 or 503 where it fails"; fails),
    by_hand!("C14" Must "Clef: logout hooks": "a token while the exchange is answered with a page, and one afterwards"
        => "ends no session by the first and answers with an error, and takes the second";
        "read success and clef_id of a JSON object, and answer 502 or 503 where there is none"; page),
    by_hand!("C15" Must "Clef: logout hooks": "a token while the exchange ends without an answer, and one afterwards"
        => "ends no session by the first and answers with an error, and takes the second";
        "answer 502 or 503 where the provider cannot be reached"; dropped),
    by_hand!("C16" Should "Clef: logout hooks": "a token while the exchange is not answered"
        => "ends no session, and answers with an error within 5 s";
        "wait some seconds for the exchange, then answer 504"; silent),
    by_hand!("C17" Should "Clef: logout hooks": "the exchange tells the person's id as a number"
        => "ends that person's session";
        "compare ids as text: they have been told as text and as numbers"; number),
    by_hand!("C18" Should "Clef: logout hooks": "the exchange tells the person's id as text"
        => "ends that person's session";
        "compare ids as text: they have been told as text and as numbers"; text),
];

/// What the app cannot know.
const UNKNOWN: &str = "the provider has not said who has logged out";

/// C13
async fn fails(scene: &Scene<'_>) -> Result<Judged> {
    failed(scene, "logout-exchange-fails").await
}

/// C14
async fn page(scene: &Scene<'_>) -> Result<Judged> {
    failed(scene, "logout-exchange-page").await
}

/// C15
async fn dropped(scene: &Scene<'_>) -> Result<Judged> {
    failed(scene, "logout-exchange-dropped").await
}

async fn failed(scene: &Scene<'_>, name: &str) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let sent = {
        let fault = named(name)?;
        let _faulty = Faulty::now(scene, fault);
        scene.send_about(&guest.about(), fault.what).await?
    };
    let first = Reaction { sent, sessions: scene.sessions(&mut guest).await? };
    if let Some(judged) = first.groundless(UNKNOWN) {
        return Ok(judged);
    }
    let sent = scene.send_about(&guest.about(), "a token afterwards").await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// C16
async fn silent(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let about = guest.about();
    let fault = named("logout-exchange-silent")?;
    let _faulty = Faulty::now(scene, fault);
    let sent = tokio::select! {
        sent = scene.send_about(&about, fault.what) => sent?,
        () = scene.stage.clock.sleep(PROMPT) => {
            return Ok(Judged::fail("there is no answer after 5 s: the app waits for the provider"));
        }
    };
    let reaction = Reaction { sent, sessions: scene.sessions(&mut guest).await? };
    Ok(reaction.groundless(UNKNOWN).unwrap_or_else(|| {
        let message = format!("it is answered {}, in time, and the session goes on", reaction.sent.words());
        reaction.marked(Judged::pass(message))
    }))
}

/// C17
async fn number(scene: &Scene<'_>) -> Result<Judged> {
    told_as(scene, "logout-exchange-number").await
}

/// C18
async fn text(scene: &Scene<'_>) -> Result<Judged> {
    told_as(scene, "logout-exchange-text").await
}

async fn told_as(scene: &Scene<'_>, name: &str) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let fault = named(name)?;
    let _faulty = Faulty::now(scene, fault);
    let sent = scene.send_about(&guest.about(), fault.what).await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

fn named(name: &str) -> Result<&'static Fault> {
    logout_exchange::ROWS.iter().find(|fault| fault.name == name).ok_or_else(|| Code::InternalError.error())
}
