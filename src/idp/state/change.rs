//! What the journal says: one change a line.

use serde::{Deserialize, Serialize};

use super::{
    counts::Counts,
    device::{Device, Verdict},
    grant::Grant,
    kept_key::KeptKey,
    owed::Owed,
    participants::Participants,
    registered::Record,
    said_client::SaidClient,
    session::Session,
    signed_up::SignedUp,
    standing::Standing,
    stream::StreamChange,
};
use crate::{
    protocol::time::UnixTime,
    secret::{SecretString, serialize_exposed},
};

/// One change, as it stands in the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Change {
    /// The key that seals codes and refresh tokens was made.
    SealMade {
        #[serde(serialize_with = "serialize_exposed")]
        secret: SecretString,
    },
    /// A signing key was made.
    KeyMade {
        algorithm: String,
        #[serde(serialize_with = "serialize_exposed")]
        key: SecretString,
    },
    /// A signing key took the place of another, which stays published.
    KeyRotated {
        algorithm: String,
        #[serde(serialize_with = "serialize_exposed")]
        key: SecretString,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retired: Option<KeptKey>,
    },
    /// A signing key that has signed, in a rewritten journal.
    KeyKept { key: KeptKey },
    /// A signing key that has signed is published no longer.
    KeyWithdrawn { kid: String },
    /// The signing key was made that will be the next.
    NextKeyMade {
        algorithm: String,
        #[serde(serialize_with = "serialize_exposed")]
        key: SecretString,
    },
    /// It will not be the next.
    NextKeyWithdrawn { algorithm: String },
    /// The counts so far; only at the head of a rewritten journal.
    Counted { counts: Counts },
    /// A person signed in; the browser's cookie is known by its hash.
    /// `replaces` is the cookie of the same person's session that goes on under the new one.
    SignedIn {
        cookie: String,
        session: Session,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<String>,
    },
    /// As `SignedIn`, in a rewritten journal: not counted again.
    SessionKept { cookie: String, session: Session },
    /// A person signed up.
    UserSignedUp { user: SignedUp },
    /// A user may not sign in any more, or may again.
    UserStands {
        sub: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        standing: Option<Standing>,
    },
    /// A client registered itself, or changed what it had registered.
    ClientRegistered { record: Record },
    /// Whoever runs the provider made, changed or deleted a client.
    ClientSaid { client: SaidClient },
    /// A client deleted its registration, or was deleted, with all that was granted to it.
    ClientRemoved { client_id: String },
    /// Who took part in a session, in a rewritten journal.
    ParticipantsKept { sid: String, participants: Participants },
    /// A client named, at its login, where it hears of the end of that session.
    LogoutHookNamed { sid: String, client_id: String, hook: String },
    /// A session ended, and with it the grants that were not for the time after.
    /// `owed` are the clients that have to hear of it.
    SessionEnded {
        sid: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owed: Option<Owed>,
    },
    /// Who has yet to hear of the end of a session, in a rewritten journal.
    LogoutOwed { sid: String, owed: Owed },
    /// A client was told of the end of a session, or could not be.
    LogoutTold {
        sid: String,
        client_id: String,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_hook: bool,
    },
    /// A stream of events was made or changed, or something happened that it is to have.
    Stream { id: String, what: StreamChange },
    /// A person allowed a client something.
    Consented { sub: String, client_id: String, scope: Vec<String> },
    /// A person's allowances of a client ended.
    ConsentWithdrawn { sub: String, client_id: String },
    /// A code was issued.
    CodeIssued { id: String, grant: Grant },
    /// A person granted tokens that came through the browser, without a code.
    TokensIssued { id: String, grant: Grant },
    /// As `CodeIssued`, in a rewritten journal.
    GrantKept { id: String, grant: Grant },
    /// A person's password was taken for tokens.
    PasswordGranted { id: String, grant: Grant },
    /// A person's decision elsewhere was fetched as tokens.
    BackchannelGranted { id: String, grant: Grant },
    /// A device asked for its codes.
    DeviceAsked { id: String, device: Device },
    /// As `DeviceAsked`, in a rewritten journal.
    DeviceKept { id: String, device: Device },
    /// A person has decided about a device.
    DeviceJudged { id: String, verdict: Verdict },
    /// A device has got its tokens.
    DeviceRedeemed { id: String, grant: Grant },
    /// A code was used.
    /// Its refresh token is bound to the key, if one is named.
    CodeRedeemed {
        id: String,
        refresh_expires_at: Option<UnixTime>,
        forget_at: UnixTime,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dpop_jkt: Option<String>,
    },
    /// What came of a code is bound to a certificate.
    GrantBound { id: String, x5t: String },
    /// A code was used again.
    CodeReuseRefused { id: String },
    /// A refresh token was used, and the next one made, unless it stays.
    Refreshed {
        id: String,
        refresh_expires_at: UnixTime,
        forget_at: UnixTime,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stays: bool,
    },
    /// A refresh token was used again.
    RefreshReuseRefused { id: String },
    /// A client gave a refresh token back.
    GrantRevoked { id: String },
    /// A client gave an access token back, or it was kept so in a rewritten journal.
    AccessRevoked { jti: String, forget_at: UnixTime },
    /// As `AccessRevoked`, in a rewritten journal.
    RevocationKept { jti: String, forget_at: UnixTime },
    /// A client assertion was used; it is known by its hash.
    AssertionUsed {
        #[serde(default)]
        client_id: String,
        id: String,
        forget_at: UnixTime,
    },
    /// A client, or every client if none is named, had so many assertions that those which end by then are not taken any
    /// more, in a rewritten journal.
    AssertionsClosed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<String>,
        until: UnixTime,
    },
}
