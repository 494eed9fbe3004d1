//! The fewest changes that lead to a state.

use super::{Change, State};
use crate::jose::base64url;

impl State {
    /// Those that lead to this one.
    pub fn snapshot(&self) -> Vec<Change> {
        let mut changes = self.keys_snapshot();
        changes.extend(self.learned());
        changes
    }

    /// Those that lead to this one but for its keys.
    pub fn learned(&self) -> Vec<Change> {
        let mut changes = vec![Change::Counted { counts: self.counts }];
        changes.extend(self.users.iter().map(|(_, user)| Change::UserSignedUp { user: user.clone() }));
        changes.extend(
            self.standings
                .iter()
                .map(|(sub, standing)| Change::UserStands { sub: sub.clone(), standing: Some(*standing) }),
        );
        let records = self.clients.iter().map(|(_, known)| known.record.clone());
        changes.extend(records.map(|record| Change::ClientRegistered { record }));
        let said = self.said_clients.iter().map(|(_, client)| client.clone());
        changes.extend(said.map(|client| Change::ClientSaid { client }));
        changes.extend(self.sessions.iter().map(|(cookie, session)| Change::SessionKept {
            cookie: cookie.clone(),
            session: session.clone(),
        }));
        changes.extend(self.participants.iter().map(|(sid, participants)| Change::ParticipantsKept {
            sid: sid.clone(),
            participants: participants.clone(),
        }));
        let owed = self.owed.iter();
        changes.extend(owed.map(|(sid, owed)| Change::LogoutOwed { sid: sid.clone(), owed: owed.clone() }));
        changes.extend(self.streams.snapshot().map(|(id, what)| Change::Stream { id, what }));
        changes.extend(self.consents.iter().map(|((sub, client_id), scope)| Change::Consented {
            sub: sub.clone(),
            client_id: client_id.clone(),
            scope: scope.clone(),
        }));
        let grants = self.grants.iter();
        changes.extend(grants.map(|(id, grant)| Change::GrantKept { id: id.clone(), grant: grant.clone() }));
        changes.extend(
            self.devices
                .iter()
                .map(|(id, device)| Change::DeviceKept { id: id.clone(), device: device.clone() }),
        );
        changes.extend(
            self.revoked
                .iter()
                .map(|(jti, forget_at)| Change::RevocationKept { jti: jti.clone(), forget_at: *forget_at }),
        );
        changes.extend(self.assertions.closed().map(|(client_id, until)| Change::AssertionsClosed {
            client_id: client_id.map(str::to_owned),
            until,
        }));
        changes.extend(self.assertions.iter().map(|(client_id, name, forget_at)| Change::AssertionUsed {
            client_id: client_id.to_owned(),
            id: base64url::encode(name),
            forget_at,
        }));
        changes
    }
}
