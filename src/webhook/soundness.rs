//! Whether an event is what its own standard wants, before it is sent: what nobody would take tests nothing.

use super::{credential::Credential, draft::Draft, facts::Facts, message::Message, scheme, trust::Trust};
use crate::{
    error::{Code, Phase, Result},
    jose::jwk_set::JwkSet,
};

/// Judges it as the app will that it is about.
///
/// # Errors
/// [`Code::EventFactMissing`] with the first check that it would not pass.
pub fn judge(draft: &Draft, message: &Message, facts: &Facts, credential: &Credential) -> Result<()> {
    let mut trust = Trust::at(draft.at);
    trust.issuer = facts.text("iss").map(str::to_owned);
    trust.audience = facts.text("aud").map(str::to_owned);
    match credential {
        Credential::Key(key) => trust.keys = JwkSet::of([key.public().clone()]),
        Credential::Secret(secret) => trust.secrets = vec![secret.clone()],
        Credential::Nothing => {}
    }
    let judgement = scheme::of(draft.event).judge(draft.event, message, &trust);
    // what it is signed with is the sender's own matter, and cannot be wrong here
    let fault =
        judgement.checks.iter().find(|check| check.passed == Some(false) && check.name != "signature");
    let Some(fault) = fault else { return Ok(()) };
    let help = match fault.name {
        "sub, sid" => "give --user, --sid or both, or --profile to take them from a session",
        "iss" => "give --issuer",
        "aud" => "give --client-id",
        _ => "`--set` and `--remove` send it as you say, `--mutate` wrong on purpose",
    };
    Err(Code::EventFactMissing
        .error()
        .phase(Phase::Webhook)
        .message(format!("no app takes this event: {} ({})", fault.why, fault.section))
        .hint(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::time::UnixTime,
        webhook::{catalogue, mutation::sample::Means},
    };

    #[test]
    fn an_event_of_the_catalogue_about_somebody_is_sound_and_one_about_nobody_is_not() {
        for event in catalogue::all().values() {
            let means = Means::example(scheme::of(event).needs()).unwrap();
            let facts = Facts::example();
            let draft = scheme::draft(event, &facts, UnixTime(1_800_000_000)).unwrap();
            let message = scheme::sealed(&draft, means.credential()).unwrap();
            let judged = judge(&draft, &message, &facts, means.credential());
            assert!(judged.is_ok(), "{}: {}", event.name, judged.unwrap_err().text());
        }
        let event = catalogue::named("oidc.backchannel-logout").unwrap();
        let means = Means::example(scheme::of(event).needs()).unwrap();
        let facts =
            Facts::at(UnixTime(5), &mut |bytes| bytes.fill(1)).with("iss", Some("https://id.example"));
        let facts = facts.with("aud", Some("app"));
        let draft = scheme::draft(event, &facts, UnixTime(5)).unwrap();
        let message = scheme::sealed(&draft, means.credential()).unwrap();
        let error = judge(&draft, &message, &facts, means.credential()).unwrap_err();
        assert_eq!(error.code(), Code::EventFactMissing);
        assert!(error.advice().contains("--user"), "{}", error.advice());
    }
}
