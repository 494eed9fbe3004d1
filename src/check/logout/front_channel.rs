//! Front-channel logout: a page of the provider loads an address of the app in a frame of the person's browser, with its cookies.
//! Nothing is signed, so what counts is that nobody else's session ends.
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html>

use url::Url;

use super::{
    expect::Expect,
    guest::{About, Who},
    positive::forbids_keeping,
    reaction::{Reaction, Sent},
    row::{Row, by_hand, mutated},
    scene::Scene,
};
use crate::{
    check::judged::{Judged, Session},
    error::Result,
    webhook::{framing, message::Message},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("FC1" Must "Front-Channel Logout §2": "the browser loads the address in a frame, with iss and sid"
        => "ends the browser's session";
        "end the session of the cookie that comes with the request"; loaded),
    by_hand!("FC2" Should "Front-Channel Logout §2": "Cache-Control of the answer"
        => "no-store: an answer from a cache ends nothing";
        "send Cache-Control: no-cache, no-store with the answer"; no_store),
    by_hand!("FC3" Must "Front-Channel Logout §2": "whether a browser shows the answer in a frame of the provider"
        => "nothing forbids it";
        "let the provider's origin frame this one address: frame-ancestors, and no X-Frame-Options"; framed),
    mutated!("FC4" Should "Front-Channel Logout §2": "the iss of another provider"
        => "ends nothing";
        "compare iss with the issuer of the session"; Survives),
    mutated!("FC5" Should "Front-Channel Logout §2": "a sid without iss"
        => "ends nothing";
        "take iss and sid together, or neither"; Survives),
    mutated!("FC6" Should "Front-Channel Logout §2": "an iss without sid"
        => "ends nothing";
        "take iss and sid together, or neither"; Survives),
    mutated!("FC7" Should "Front-Channel Logout §2": "a sid that nobody knows"
        => "ends nothing";
        "compare sid with the one of the session"; Survives),
    by_hand!("FC8" Should "Front-Channel Logout §2": "the sid of another person's session"
        => "ends neither session";
        "compare sid with the one of the browser's own session, and end no other"; of_another),
    by_hand!("FC9" Should "Front-Channel Logout §2": "a browser without cookies, and neither iss nor sid"
        => "ends nobody's session";
        "without a cookie and a sid there is no session to end"; of_nobody),
    by_hand!("FC10" Info "Front-Channel Logout §2": "neither iss nor sid"
        => "ends the browser's session, or refuses it and does not";
        "both parameters are optional, unless frontchannel_logout_session_required is registered"; bare),
];

/// FC1
async fn loaded(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let message = scene.hook.sealed(&scene.hook.draft(scene.stage, &guest.about())?, &[])?;
    let sent = scene.frame(&mut guest.agent, &message).await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// FC2
async fn no_store(scene: &Scene<'_>) -> Result<Judged> {
    let (sent, _) = answered(scene).await?;
    let holds = matches!(&sent, Sent::Answered(response) if forbids_keeping(&response.headers));
    let message =
        if holds { "no-store" } else { "the answer may be kept: it has no Cache-Control: no-store" };
    Ok(sent.marked(Judged::of_rule(holds, message)))
}

/// FC3
async fn framed(scene: &Scene<'_>) -> Result<Judged> {
    let (sent, page) = answered(scene).await?;
    let forbidden = match &sent {
        Sent::Answered(response) => framing::forbidden(&page, &response.headers),
        Sent::Unanswered(why) => Some(why.clone()),
    };
    let message = forbidden.clone().map_or_else(
        || "the provider's page may frame it".to_owned(),
        |why| format!("a browser does not show it in a frame of the provider: {why}"),
    );
    Ok(sent.marked(Judged::of_rule(forbidden.is_none(), message)))
}

/// FC8
async fn of_another(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, mut other) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::Another).await?);
    let message = scene.hook.sealed(&scene.hook.draft(scene.stage, &other.about())?, &[])?;
    let sent = scene.frame(&mut one.agent, &message).await?;
    let reaction = Reaction { sent, sessions: scene.sessions(&mut one).await? };
    match scene.sessions(&mut other).await?.live {
        Session::Dead => Ok(reaction.marked(Judged::fail("the session of the other person has ended"))),
        Session::Alive => Ok(reaction.survives()),
    }
}

/// FC9
async fn of_nobody(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let mut stranger = scene.stage.agent(scene.trace)?;
    let sent = scene.frame(&mut stranger, &without_parameters(scene)?).await?;
    Ok(Reaction { sent, sessions: scene.sessions(&mut guest).await? }.survives())
}

/// FC10
async fn bare(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let sent = scene.frame(&mut guest.agent, &without_parameters(scene)?).await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Consistent, scene.hook.event))
}

/// A request as it should be, whose answer is looked at; and the page around.
async fn answered(scene: &Scene<'_>) -> Result<(Sent, Url)> {
    let mut guest = scene.sign_in(Who::One).await?;
    let message = scene.hook.sealed(&scene.hook.draft(scene.stage, &guest.about())?, &[])?;
    Ok((scene.frame(&mut guest.agent, &message).await?, scene.stage.origin()?))
}

fn without_parameters(scene: &Scene<'_>) -> Result<Message> {
    let about = About { sub: None, sid: Some(String::new()) };
    let mut message = scene.hook.sealed(&scene.hook.draft(scene.stage, &about)?, &[])?;
    message.query.clear();
    Ok(message)
}
