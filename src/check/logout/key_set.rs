//! Logout tokens and the provider's key set: a key that is new, a set that cannot be fetched, and how often it is.
//! <https://openid.net/specs/openid-connect-core-1_0.html#RotateSigningKeys>

use std::{sync::Arc, time::Duration};

use super::{
    expect::Expect,
    faulty::Faulty,
    guest::{About, Guest, Who},
    reaction::{Reaction, Sent},
    scene::Scene,
};
use crate::{
    check::judged::{Judged, Session, Verdict},
    error::{Code, Result},
    idp::fault,
    jose::key::SigningKey,
    webhook::{
        credential::Credential,
        mutation::{self, sample::Means},
    },
};

/// How long an app may keep a key set that it has just fetched, before it looks whether there is a new key.
const COOLDOWN: Duration = Duration::from_secs(8);
/// How often it is tried again within that time.
const AGAIN: Duration = Duration::from_secs(2);
/// How many logouts of each kind come one after the other, and how often the key set may be fetched for all of them.
const FLOOD: usize = 10;
const FETCHES: usize = 4;
/// The fault that the key set cannot be fetched, by its name.
const DOWN: &str = "jwks-fails";

/// P13
pub(super) async fn rotated(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    // only now: the app has read the key set, to sign the person in
    let new = NewKey::publish(scene).await?;
    taken_in_time(scene, &new, &mut guest).await
}

/// D6
pub(super) async fn without_key_set(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    // only now: the app has read the key set, to sign the person in
    let new = NewKey::publish(scene).await?;
    let sent = {
        let _faulty = Faulty::now(scene, fault::named(DOWN)?);
        new.send(scene, &guest.about(), "logout by a new key, while the key set cannot be fetched").await?
    };
    let sessions = scene.sessions(&mut guest).await?;
    match (Reaction { sent, sessions }).groundless("the key of the logout token cannot be known") {
        Some(judged) => Ok(judged),
        None => taken_in_time(scene, &new, &mut guest).await,
    }
}

/// D7
pub(super) async fn flood(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let unknown = mutation::named("unknown-kid")?;
    let before = scene.stage.heard.count("/jwks");
    for _ in 0..FLOOD {
        scene.send_about(&guest.about(), "logout").await?;
    }
    let for_right = scene.stage.heard.count("/jwks") - before;
    for _ in 0..FLOOD {
        scene.send_mutated(&mut guest, unknown).await?;
    }
    let all = scene.stage.heard.count("/jwks") - before;
    let message = format!(
        "for {FLOOD} logouts it fetched the key set {for_right} times, and for {FLOOD} more of an unknown key {} times",
        all - for_right
    );
    Ok(Judged::of_rule(all <= FETCHES, message))
}

/// Sends a logout by the new key until it is taken, for as long as an app may keep its key set.
async fn taken_in_time(scene: &Scene<'_>, new: &NewKey<'_>, guest: &mut Guest) -> Result<Judged> {
    let (mut waited, mut tries) = (Duration::ZERO, 0);
    let before = scene.stage.heard.count("/jwks");
    loop {
        let sent = new.send(scene, &guest.about(), "logout by a new key").await?;
        let sessions = scene.sessions(guest).await?;
        tries += 1;
        let mut judged = Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event);
        let is_refused = judged.status.is_some_and(|status| status >= 400) && sessions.live == Session::Alive;
        if judged.verdict == Verdict::Pass || !is_refused {
            if !waited.is_zero() {
                judged.message = format!("{}, after {} s", judged.message, waited.as_secs());
            }
            return Ok(judged);
        }
        if waited >= COOLDOWN {
            // no standard says how long an app may keep a key set
            judged.message = format!(
                "{}; so it was {tries} times in {} s, in which the app fetched the key set {} times",
                judged.message,
                waited.as_secs(),
                scene.stage.heard.count("/jwks") - before
            );
            return Ok(judged);
        }
        scene.stage.clock.sleep(AGAIN).await;
        waited += AGAIN;
    }
}

/// A key that the provider has had since after the app began; it is published for as long as this is there.
struct NewKey<'a> {
    scene: &'a Scene<'a>,
    kid: String,
    means: Means,
}

impl<'a> NewKey<'a> {
    async fn publish(scene: &'a Scene<'a>) -> Result<Self> {
        let algorithm = scene.hook.means.credential().key()?.algorithm();
        let random = Arc::clone(&scene.stage.random);
        let made = tokio::task::spawn_blocking(move || {
            SigningKey::generate(algorithm, &mut |buffer| random.fill(buffer))
        });
        let key = made.await.map_err(|_| Code::InternalError.error().message("making a key failed"))??;
        scene.stage.provider().keys.publish(key.public_jwk());
        let kid = key.kid().to_owned();
        Ok(Self { scene, kid, means: Means::new(Credential::Key(Arc::new(key)), None) })
    }

    async fn send(&self, scene: &Scene<'_>, about: &About, what: &str) -> Result<Sent> {
        let draft = scene.hook.draft(scene.stage, about)?;
        let message = mutation::sealed(&draft, &[], &self.means)?;
        scene.send(&message, what).await
    }
}

impl Drop for NewKey<'_> {
    fn drop(&mut self) {
        self.scene.stage.provider().keys.withdraw(&self.kid);
    }
}
