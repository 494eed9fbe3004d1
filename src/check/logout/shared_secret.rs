//! Events that are signed with a secret that the app has too. What is wrong with each stands in the mutations of events, by the
//! number of the case. <https://www.rfc-editor.org/rfc/rfc2104>, <https://www.standardwebhooks.com>

use super::{
    guest::{About, Guest, Who},
    reaction::Reaction,
    row::{Row, by_hand, mutated},
    scene::Scene,
};
use crate::{
    check::judged::{Judged, Session},
    error::Result,
    webhook::mutation::sample::Sample,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("H1" Must "RFC 2104 §2": "an event that is rightly signed"
        => "answers 2xx, and does what the event says";
        "verify the signature over the bytes of the body, and end the person's sessions"; right),
    mutated!("H2" Must "RFC 2104 §2": "an event that is not signed"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "refuse a request without the header of the signature"; Refused),
    mutated!("H3" Must "RFC 2104 §2": "an event signed with another secret"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "compute the hash yourself, and compare all of it in constant time"; Refused),
    mutated!("H4" Must "RFC 2104 §2": "a body whose JSON was written anew after it was signed"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "verify the bytes as they came, before anything parses them"; Refused),
    mutated!("H5" Must "RFC 2104 §2": "a body with a space more than was signed"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "verify the bytes as they came; trim nothing"; Refused),
    mutated!("H6" Must "RFC 2104 §2": "an empty body beside the signature of another"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "verify the signature of an empty body too"; Refused),
    mutated!("H7" Info "RFC 2104 §2": "a signature in capital hexadecimal digits"
        => "refuses it, and the session goes on";
        "compare the text of the signature as its sender writes it"; Refused),
    mutated!("H8" Must "RFC 2104 §2": "a signature in another encoding"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "compare the text of the signature as its sender writes it"; Refused),
    mutated!("H9" Must "RFC 2104 §5": "a signature whose end is missing"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "compare all of it: no prefix is enough"; Refused),
    mutated!("H10" Must "RFC 2104 §2": "another prefix before the signature"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "require the prefix that the sender documents"; Refused),
    mutated!("H11" Must "RFC 6194 §3.3": "a signature with SHA-1 alone, in the old header"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "take the header with SHA-256 alone"; Refused),
    mutated!("H12" Must "Standard Webhooks, verifying webhook authenticity": "an event that was signed an hour ago"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "refuse a timestamp of more than five minutes ago"; Refused),
    mutated!("H13" Must "Standard Webhooks, verifying webhook authenticity": "an event that was signed in an hour from now"
        => "refuses it with 400, 401 or 403, and the session goes on";
        "refuse a timestamp that is more than five minutes ahead"; Refused),
    mutated!("H14" Must "Standard Webhooks, webhook signature scheme": "a signature by an old secret beside the right one"
        => "takes it";
        "take the event if any of its signatures is right: secrets are rotated so"; Taken),
    mutated!("H15" Should "Standard Webhooks, webhook payload structure": "an event of a type that nobody knows"
        => "ends nothing, and does not fail";
        "answer 2xx to events that you do not know, and ignore them"; Survives),
    mutated!("H16" Must "RFC 8259 §8.1": "an event with letters beyond ASCII"
        => "takes it";
        "verify the bytes as they came, not a text that was decoded and encoded again"; Taken),
    mutated!("H17" Must "RFC 8259 §2": "an event with line ends of two bytes"
        => "takes it";
        "verify the bytes as they came; no framework may change line ends"; Taken),
    mutated!("H18" Info "RFC 9110 §8.3": "an event that says it is plain text"
        => "takes it and ends the session, or refuses it and does not";
        "answer 2xx only to what you have acted on"; Consistent),
    by_hand!("H19" Should "Standard Webhooks, webhook headers": "the same event again, after the person has signed in anew"
        => "leaves the new session alive";
        "remember the name of each event, and act on it once"; replayed),
    by_hand!("H20" Must "RFC 2104 §2": "an event about another person"
        => "ends that person's session alone";
        "end the sessions of the person that the event names"; of_another),
];

/// H1
async fn right(scene: &Scene<'_>) -> Result<Judged> {
    scene.ends(Guest::about, "the event").await
}

/// H19
async fn replayed(scene: &Scene<'_>) -> Result<Judged> {
    let event = scene.hook.event;
    let about = About { sub: Some(scene.stage.subject.user.sub.clone()), sid: None };
    let sample = Sample::of(&scene.hook.draft(scene.stage, &about)?, &scene.hook.means)?;
    if !sample.is_timed && event.about.id.is_none() && event.setting("id").is_empty() {
        return Ok(Judged::skip(
            "this sender gives its events no name and signs no time: nobody can tell one that comes again",
        ));
    }
    scene.replayed().await
}

/// H20
async fn of_another(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, other) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::Another).await?);
    let sent = scene.send_about(&other.about(), "the event, about another person").await?;
    let sessions = scene.sessions(&mut one).await?;
    let reaction = Reaction { sent, sessions };
    match sessions.live {
        Session::Dead => Ok(reaction.marked(Judged::fail("the session of the other person has ended"))),
        Session::Alive => Ok(reaction.survives()),
    }
}
