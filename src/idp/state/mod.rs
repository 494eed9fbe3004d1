//! What the provider knows: keys, browser sessions, consents, grants with their refresh tokens, what was
//! revoked.
//!
//! Nothing changes but by a [`Change`]; the same changes read from the journal give the same state. No token
//! and no code stands in it: those are sealed values that name a grant or a device ([`super::seal`]). Only what a person
//! enters for a device does, which alone is good for nothing.

mod change;
mod counts;
mod device;
mod grant;
mod kept_key;
mod owed;
mod participants;
mod registered;
mod said_client;
mod session;
mod signed_up;
mod snapshot;
mod standing;
mod stream;
mod terms;

use std::collections::BTreeMap;

pub use self::{
    change::Change,
    counts::Counts,
    device::{Device, Verdict},
    grant::Grant,
    kept_key::KeptKey,
    owed::Owed,
    participants::Participants,
    registered::{Record, Registered},
    said_client::SaidClient,
    session::Session,
    signed_up::SignedUp,
    standing::{Standing, Standings},
    stream::{Delivery, HELD, Held, OF_CLIENT, STREAMS, Status, Stream, StreamChange, Streams, Waiting},
    terms::Terms,
};
use super::{capped::Capped, room::Room, used_once::UsedOnce};
use crate::{jose::base64url, protocol::time::UnixTime, secret::SecretString};

/// The most browser sessions, grants, consents, revoked tokens and used assertions that are remembered, each (threat P17).
pub const CAP: usize = 10_000;

/// The most clients that whoever runs the provider makes, changes or deletes.
pub const SAID_CLIENTS: usize = 1000;

/// The most ended sessions of which clients have yet to hear, each with as many as took part (threat P17).
pub const OWED: usize = 1000;

/// What stands for the grant's id in the `jti` of a token that nobody signed in for. No grant has this id: theirs is longer.
pub const NO_PERSON: &str = "none";

/// Whether a person is behind the access token of ours of that `jti`.
pub fn has_person(jti: &str) -> bool {
    jti.split_once('.').is_none_or(|(id, _)| id != NO_PERSON)
}

/// The state.
#[derive(Debug)]
pub struct State {
    /// How much there is room for.
    pub room: Room,
    /// The key that seals.
    pub seal: Option<SecretString>,
    /// The saved signing keys, by algorithm.
    pub keys: BTreeMap<String, SecretString>,
    /// The signing keys that were announced, by algorithm.
    pub next_keys: BTreeMap<String, SecretString>,
    /// The signing keys that were rotated away and are published still, the oldest first.
    pub retired_keys: Vec<KeptKey>,
    /// The users who signed up, by `sub`.
    pub users: Capped<String, SignedUp>,
    /// The users who may not sign in any more.
    pub standings: Standings,
    /// The clients that have registered themselves, by id.
    pub clients: Capped<String, Registered>,
    /// The clients that were made, changed or deleted by whoever runs the provider, by id.
    pub said_clients: Capped<String, SaidClient>,
    /// The browser sessions, by the hash of the cookie.
    pub sessions: Capped<String, Session>,
    /// Who took part in each session, by `sid`.
    pub participants: Capped<String, Participants>,
    /// The clients that have yet to hear of the end of a session, by its `sid`.
    pub owed: Capped<String, Owed>,
    /// The streams of events.
    pub streams: Streams,
    /// What people allowed, by `sub` and client.
    pub consents: Capped<(String, String), Vec<String>>,
    /// The grants of people, by id. Those without a person are not kept.
    pub grants: Capped<String, Grant>,
    /// The devices, by id.
    pub devices: Capped<String, Device>,
    /// The access tokens that were revoked, by `jti`.
    pub revoked: Capped<String, UnixTime>,
    /// The client assertions and request objects that were used and have not expired, by their hash.
    pub assertions: UsedOnce,
    /// The numbers.
    pub counts: Counts,
}

impl Default for State {
    fn default() -> Self {
        Self::within(Room::WHOLE)
    }
}

impl State {
    /// An empty one.
    pub fn within(room: Room) -> Self {
        Self {
            room,
            seal: None,
            keys: BTreeMap::new(),
            next_keys: BTreeMap::new(),
            retired_keys: Vec::new(),
            users: Capped::new(CAP),
            standings: Standings::new(),
            clients: Capped::new(room.clients),
            said_clients: Capped::new(SAID_CLIENTS),
            sessions: Capped::new(CAP),
            participants: Capped::new(CAP),
            owed: Capped::new(OWED),
            streams: Streams::default(),
            consents: Capped::new(CAP),
            grants: Capped::new(CAP),
            devices: Capped::new(room.devices),
            revoked: Capped::new(CAP),
            assertions: UsedOnce::new(CAP),
            counts: Counts::default(),
        }
    }
}

impl State {
    /// Takes one change in.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::SealMade { secret } => self.seal = Some(secret),
            Change::KeyMade { algorithm, key } => drop(self.keys.insert(algorithm, key)),
            Change::KeyRotated { algorithm, key, retired } => self.rotate_key(algorithm, key, retired),
            Change::KeyKept { key } => self.retire_key(key),
            Change::KeyWithdrawn { kid } => self.retired_keys.retain(|key| key.kid != kid),
            Change::NextKeyMade { algorithm, key } => drop(self.next_keys.insert(algorithm, key)),
            Change::NextKeyWithdrawn { algorithm } => drop(self.next_keys.remove(&algorithm)),
            Change::Counted { counts } => self.counts = counts,
            Change::SignedIn { cookie, session, replaces } => {
                self.counts.logins += 1;
                if let Some(replaced) = replaces {
                    self.sessions.remove(&replaced);
                }
                if let Some(participants) = self.participants.get_mut(&session.sid) {
                    participants.last_as_long_as(&session);
                }
                if !self.standings.contains_key(&session.sub) {
                    self.sessions.insert(cookie, session);
                }
            }
            Change::UserStands { sub, standing } => self.user_stands(sub, standing),
            Change::UserSignedUp { user } => self.users.insert(user.sub.clone(), user),
            Change::ClientRegistered { record } => self.register(record),
            Change::ClientRemoved { client_id } => self.remove_client(&client_id),
            Change::ClientSaid { client } => self.said_clients.insert(client.client_id.clone(), client),
            Change::SessionKept { cookie, session } => self.sessions.insert(cookie, session),
            Change::ParticipantsKept { sid, participants } => self.participants.insert(sid, participants),
            Change::LogoutHookNamed { sid, client_id, hook } => {
                if let Some(participants) = self.participants.get_mut(&sid) {
                    participants.name_hook(client_id, hook);
                }
            }
            Change::SessionEnded { sid, owed } => {
                self.end_session(&sid);
                owed.into_iter().for_each(|owed| self.owed.insert(sid.clone(), owed));
            }
            Change::LogoutOwed { sid, owed } => self.owed.insert(sid, owed),
            Change::LogoutTold { sid, client_id, by_hook } => self.told(&sid, &client_id, by_hook),
            Change::Stream { id, what } => self.streams.apply(id, what),
            Change::Consented { sub, client_id, scope } => self.consent((sub, client_id), scope),
            Change::ConsentWithdrawn { sub, client_id } => {
                self.consents.take(&(sub, client_id));
            }
            Change::CodeIssued { id, grant } => {
                self.counts.codes_issued += 1;
                self.grant(id, grant);
            }
            Change::PasswordGranted { id, grant } => {
                self.counts.password_grants += 1;
                self.takes_part(&grant);
                self.grant(id, grant);
            }
            Change::TokensIssued { id, grant } => {
                self.takes_part(&grant);
                self.grant(id, grant);
            }
            Change::BackchannelGranted { id, grant } => {
                self.counts.backchannel_grants += 1;
                self.takes_part(&grant);
                self.grant(id, grant);
            }
            Change::GrantKept { id, grant } => self.grant(id, grant),
            Change::DeviceAsked { id, device } => {
                self.counts.devices_asked += 1;
                self.devices.insert(id, device);
            }
            Change::DeviceKept { id, device } => self.devices.insert(id, device),
            Change::DeviceJudged { id, verdict } => self.judge_device(&id, verdict),
            Change::DeviceRedeemed { id, grant } => {
                self.judge_device(&id, Verdict::Redeemed);
                self.takes_part(&grant);
                self.grant(id, grant);
            }
            Change::CodeRedeemed { id, refresh_expires_at, forget_at, dpop_jkt } => {
                self.counts.codes_redeemed += 1;
                self.on_grant(&id, |grant| {
                    grant.redeemed = true;
                    grant.dpop_jkt = dpop_jkt;
                    grant.refresh_expires_at = refresh_expires_at;
                    grant.forget_at = forget_at;
                });
                if let Some(grant) = self.grants.get(&id).cloned() {
                    self.takes_part(&grant);
                }
            }
            Change::GrantBound { id, x5t } => self.on_grant(&id, |grant| grant.certificate = Some(x5t)),
            Change::Refreshed { id, refresh_expires_at, forget_at, stays } => {
                self.counts.refreshes += 1;
                self.on_grant(&id, |grant| {
                    grant.generation += u64::from(!stays);
                    grant.refresh_expires_at = Some(refresh_expires_at);
                    grant.forget_at = forget_at;
                });
            }
            Change::CodeReuseRefused { id } => {
                self.counts.code_reuse_refused += 1;
                self.on_grant(&id, |grant| grant.revoked = true);
            }
            Change::RefreshReuseRefused { id } => {
                self.counts.refresh_reuse_refused += 1;
                self.on_grant(&id, |grant| grant.revoked = true);
            }
            Change::GrantRevoked { id } => {
                self.counts.revocations += 1;
                self.on_grant(&id, |grant| grant.revoked = true);
            }
            Change::AccessRevoked { jti, forget_at } => {
                self.counts.revocations += 1;
                self.revoke(jti, forget_at);
            }
            Change::RevocationKept { jti, forget_at } => self.revoke(jti, forget_at),
            Change::AssertionUsed { client_id, id, forget_at } => {
                if let Some(name) = base64url::decode(&id).and_then(|name| name.try_into().ok()) {
                    self.assertions.take(&client_id, name, forget_at);
                }
            }
            Change::AssertionsClosed { client_id, until } => {
                self.assertions.close(client_id.as_deref(), until)
            }
        }
    }

    /// Whether one more access token can be revoked, with no other coming back to life for that (threat P17).
    pub fn has_room_to_revoke(&self, now: UnixTime) -> bool {
        self.revoked.len() < CAP || self.revoked.iter().any(|(_, forget_at)| *forget_at <= now)
    }

    /// Remembers a revoked access token; what expires first makes room, not what was revoked first.
    fn revoke(&mut self, jti: String, forget_at: UnixTime) {
        if self.revoked.len() >= CAP
            && let Some((first, _)) = self.revoked.iter().min_by_key(|(_, forget_at)| **forget_at)
        {
            self.revoked.remove(&first.clone());
        }
        self.revoked.insert(jti, forget_at);
    }

    /// From now on its client hears of the end of its session.
    fn takes_part(&mut self, grant: &Grant) {
        let session = &grant.session;
        if self.participants.get(&session.sid).is_none() {
            self.participants.insert(session.sid.clone(), Participants::of(session));
        }
        if let Some(participants) = self.participants.get_mut(&session.sid) {
            participants.add(&grant.client_id, session);
        }
    }

    /// One more grant; one that was decided while its person was put out is as dead as the others.
    fn grant(&mut self, id: String, mut grant: Grant) {
        grant.revoked |= self.standings.contains_key(&grant.session.sub);
        self.grants.insert(id, grant);
    }

    fn on_grant(&mut self, id: &str, change: impl FnOnce(&mut Grant)) {
        if let Some(grant) = self.grants.get_mut(id) {
            change(grant);
        }
    }

    /// One that the rules of today do not take is forgotten.
    fn register(&mut self, record: Record) {
        if let Ok(registered) = Registered::of(record) {
            self.clients.insert(registered.record.client_id.clone(), registered);
        }
    }

    /// RFC 7592 §2.3: what was granted to it goes with it.
    fn remove_client(&mut self, client_id: &str) {
        self.clients.take(client_id);
        self.said_clients.take(client_id);
        self.streams.remove_client(client_id);
        self.consents.retain(|(_, other), _| other != client_id);
        self.grants.retain(|_, grant| grant.client_id != client_id);
        self.devices.retain(|_, device| device.client_id != client_id);
    }

    fn judge_device(&mut self, id: &str, verdict: Verdict) {
        match verdict {
            Verdict::Approved(_) => self.counts.devices_approved += 1,
            Verdict::Denied => self.counts.devices_denied += 1,
            Verdict::Redeemed => self.counts.devices_redeemed += 1,
            Verdict::Waiting => {}
        }
        if let Some(device) = self.devices.get_mut(id) {
            device.verdict = verdict;
        }
    }

    fn end_session(&mut self, sid: &str) {
        self.counts.logouts += 1;
        self.sessions.retain(|_, session| session.sid != sid);
        self.participants.take(sid);
        // OIDC Core §11: offline access outlives the session, all else ends with it
        for grant in self.grants.values_mut().filter(|grant| grant.session.sid == sid) {
            grant.revoked |= grant.refresh_expires_at.is_none();
        }
        // what nobody has fetched yet is not fetched after the end
        for device in self.devices.values_mut() {
            if matches!(&device.verdict, Verdict::Approved(session) if session.sid == sid) {
                device.verdict = Verdict::Denied;
            }
        }
    }

    /// What was granted for somebody who is out is worth nothing any more, now and when they are back.
    fn user_stands(&mut self, sub: String, standing: Option<Standing>) {
        let Some(standing) = standing else {
            self.standings.remove(&sub);
            return;
        };
        for grant in self.grants.values_mut().filter(|grant| grant.session.sub == sub) {
            grant.revoked = true;
        }
        for device in self.devices.values_mut() {
            if matches!(&device.verdict, Verdict::Approved(session) if session.sub == sub) {
                device.verdict = Verdict::Denied;
            }
        }
        if standing == Standing::Deleted {
            self.consents.retain(|(known, _), _| *known != sub);
        }
        self.standings.insert(sub, standing);
    }

    fn told(&mut self, sid: &str, client_id: &str, by_hook: bool) {
        if let Some(owed) = self.owed.get_mut(sid) {
            match by_hook {
                true => drop(owed.hooks.remove(client_id)),
                false => drop(owed.tokens.remove(client_id)),
            }
            if owed.is_empty() {
                self.owed.take(sid);
            }
        }
    }

    fn consent(&mut self, key: (String, String), scope: Vec<String>) {
        let mut known = self.consents.get(&key).cloned().unwrap_or_default();
        known.extend(
            scope.into_iter().filter(|word| !crate::idp::scope::is_in(&known, word)).collect::<Vec<_>>(),
        );
        self.consents.insert(key, known);
    }

    /// Whether an access token of ours of that `jti` still works, apart from its own expiry.
    pub fn is_live(&self, jti: &str) -> bool {
        let Some((id, _)) = jti.split_once('.') else { return false };
        let granted = !has_person(jti) || self.grants.get(id).is_some_and(|grant| !grant.revoked);
        granted && self.revoked.get(jti).is_none()
    }

    /// The session of a cookie's hash, unless it has ended.
    pub fn session(&self, cookie: &str, now: UnixTime) -> Option<&Session> {
        self.sessions.get(cookie).filter(|session| session.expires_at > now)
    }

    /// Whether a browser has the session of that name.
    pub fn has_session(&self, sid: &str, now: UnixTime) -> bool {
        self.sessions.iter().any(|(_, session)| session.sid == sid && session.expires_at > now)
    }

    /// Forgets what has run out.
    pub fn forget(&mut self, now: UnixTime) {
        self.sessions.retain(|_, session| session.expires_at > now);
        self.participants.retain(|_, participants| participants.expires_at > now);
        self.owed.retain(|_, owed| owed.forget_at > now);
        self.streams.forget(now);
        self.grants.retain(|_, grant| grant.forget_at > now);
        self.devices.retain(|_, device| device.expires_at.plus(device::KNOWN_AFTER) > now);
        self.revoked.retain(|_, forget_at| *forget_at > now);
        self.assertions.forget(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_nobody_signed_in_for_lives_until_it_is_given_back() {
        let mut state = State::default();
        let (jti, other) = (format!("{NO_PERSON}.1"), format!("{NO_PERSON}.2"));
        assert!(state.is_live(&jti) && !has_person(&jti));
        assert!(!state.is_live("unknown.1") && has_person("unknown.1") && !state.is_live(NO_PERSON));
        state.apply(Change::AccessRevoked { jti: jti.clone(), forget_at: UnixTime(9) });
        assert!(!state.is_live(&jti) && state.is_live(&other));
    }

    #[test]
    fn whoever_signs_in_anew_in_a_session_keeps_those_who_hear_of_its_end() {
        let lasting = |until| Session {
            sid: "s".into(),
            sub: "alice".into(),
            auth_time: UnixTime(0),
            by_password: false,
            second_factor: false,
            expires_at: UnixTime(until),
        };
        let mut state = State::default();
        let grant = Grant::without_code("app", lasting(10), Vec::new(), UnixTime(0), 10);
        state.apply(Change::PasswordGranted { id: "g".into(), grant });
        state.apply(Change::SignedIn { cookie: "c".into(), session: lasting(20), replaces: None });
        state.forget(UnixTime(19));
        assert!(state.participants.get("s").is_some_and(|known| known.clients.contains("app")));
        state.forget(UnixTime(20));
        assert!(state.participants.is_empty());
    }

    #[test]
    fn a_revoked_token_does_not_come_back_to_life_for_others() {
        // P17
        let mut state = State::default();
        let jti = |number: i64| format!("{NO_PERSON}.{number}");
        let revoked = |number: i64, forget_at| Change::AccessRevoked { jti: jti(number), forget_at };
        state.apply(revoked(0, UnixTime(100)));
        // the one that expires first is not the one that was revoked first
        state.apply(revoked(1, UnixTime(50)));
        assert!(state.has_room_to_revoke(UnixTime(0)));
        for number in 2..10_000 {
            state.apply(revoked(number, UnixTime(100)));
        }
        assert!(!state.has_room_to_revoke(UnixTime(49)) && state.has_room_to_revoke(UnixTime(50)));
        state.apply(revoked(10_000, UnixTime(100)));
        assert!(!state.is_live(&jti(0)) && !state.is_live(&jti(10_000)) && state.is_live(&jti(1)));
        assert_eq!(state.revoked.len(), CAP);
    }
}
