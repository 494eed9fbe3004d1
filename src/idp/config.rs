//! What the provider is told: users, clients, lifetimes, as TOML.
//!
//! ```toml
//! [lifetimes]
//! access_token = "1h"
//! id_token = "1h"
//! refresh_token = "14d"
//!
//! [[users]]
//! username = "carol"
//! name = "Carol Example"
//! email = "carol@example.com"
//! groups = ["users"]
//!
//! [[clients]]
//! client_id = "my-app"
//! redirect_uris = ["http://localhost:3000/callback"]
//! token_endpoint_auth_method = "client_secret_basic"
//! client_secret_env = "MY_APP_SECRET"
//! ```

use std::{collections::HashSet, ops::Range, sync::Arc};

use serde::Deserialize;
use toml::Spanned;

use super::{
    certificate_authority::CertificateAuthority,
    client::Client,
    detail_type::DetailType,
    registration::Registration,
    registration_policy::{RegistrationPolicy, RegistrationTable},
    resource::Resource,
    signing_algorithm::SigningAlgorithm,
    trusted_issuer::{IssuerTable, TrustedIssuer},
    user::User,
    user_id_type::UserIdType,
};
use crate::{
    error::{Code, Error, Result},
    jose::algorithm::Algorithm,
    protocol::time::Seconds,
};

/// Everything the provider is told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who can sign in.
    pub users: Vec<Arc<User>>,
    /// Who can ask; [`Client::own`] is always among them.
    pub clients: Vec<Arc<Client>>,
    /// The APIs that tokens can be for.
    pub resources: Vec<Resource>,
    /// Who may register clients.
    pub registration: RegistrationPolicy,
    /// The types of authorization details that there are.
    pub detail_types: Vec<DetailType>,
    /// The other issuers whose tokens are taken.
    pub issuers: Vec<TrustedIssuer>,
    /// Whose certificates prove a client (RFC 8705 §2.1).
    pub client_ca: Option<CertificateAuthority>,
    /// How long things live.
    pub lifetimes: Lifetimes,
    /// What access tokens are signed with.
    pub access_token_signing_alg: Algorithm,
    /// Whether proofs of keys must have a nonce of this provider (RFC 9449 §8).
    pub demands_dpop_nonce: bool,
    /// How people's numbers are told, where that is not fixed.
    pub user_id_type: UserIdType,
}

/// How long things live, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Access tokens.
    pub access_token: i64,
    /// ID tokens.
    pub id_token: i64,
    /// Refresh tokens, from their last use.
    pub refresh_token: i64,
    /// Authorization codes; never above a minute (threat P5).
    pub code: i64,
    /// Device codes and user codes (threat P12).
    pub device_code: i64,
    /// The shortest time between two questions of a device; no lifetime, but a time that a test wants short.
    pub device_interval: i64,
    /// Requests that wait for a person elsewhere (CIBA Core §7.3).
    pub backchannel_request: i64,
    /// Browser sessions.
    pub session: i64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access_token: 3600,
            id_token: 3600,
            refresh_token: 14 * 86_400,
            code: 60,
            device_code: 600,
            device_interval: 5,
            backchannel_request: 120,
            session: 12 * 3600,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            users: User::defaults(),
            clients: vec![Arc::new(Client::own())],
            resources: Vec::new(),
            registration: RegistrationPolicy::default(),
            detail_types: DetailType::default_types(),
            issuers: Vec::new(),
            client_ca: None,
            lifetimes: Lifetimes::default(),
            // whose key costs nothing to make; the readers are this provider and APIs under development
            access_token_signing_alg: Algorithm::EdDSA,
            demands_dpop_nonce: false,
            user_id_type: UserIdType::default(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    users: Vec<Spanned<User>>,
    #[serde(default)]
    clients: Vec<Spanned<Registration>>,
    registration: Option<Spanned<RegistrationTable>>,
    #[serde(default)]
    resources: Vec<Spanned<Resource>>,
    #[serde(default)]
    authorization_details_types: Vec<Spanned<DetailType>>,
    #[serde(default)]
    issuers: Vec<Spanned<IssuerTable>>,
    #[serde(default)]
    tls: TlsTable,
    #[serde(default)]
    lifetimes: RawLifetimes,
    access_token_signing_alg: Option<Spanned<String>>,
    #[serde(default)]
    require_dpop_nonce: bool,
    #[serde(default)]
    user_id_type: UserIdType,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct TlsTable {
    client_ca: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawLifetimes {
    access_token: Option<Spanned<String>>,
    id_token: Option<Spanned<String>>,
    refresh_token: Option<Spanned<String>>,
    code: Option<Spanned<String>>,
    device_code: Option<Spanned<String>>,
    device_interval: Option<Spanned<String>>,
    backchannel_request: Option<Spanned<String>>,
    session: Option<Spanned<String>>,
}

impl Config {
    /// Reads TOML text; `environment` looks a variable up, for `client_secret_env`.
    pub fn parse(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let refuse = |span: Range<usize>, why: &str| refusal(text, &span, why);
        let file: File = toml::from_str(text)
            .map_err(|error| refuse(error.span().unwrap_or_default(), error.message()))?;
        let mut config = Self {
            lifetimes: file.lifetimes.read(text)?,
            demands_dpop_nonce: file.require_dpop_nonce,
            user_id_type: file.user_id_type,
            ..Self::default()
        };
        if let Some(name) = file.access_token_signing_alg {
            let SigningAlgorithm(algorithm) =
                name.get_ref().parse().map_err(|why: String| refuse(name.span(), &why))?;
            config.access_token_signing_alg = algorithm;
        }
        if !file.users.is_empty() {
            config.users.clear();
        }
        let mut known = HashSet::new();
        for user in file.users {
            let (span, user) = (user.span(), user.into_inner());
            let user = checked_user(user).map_err(|why| refuse(span.clone(), &why))?;
            if !known.insert(user.username.clone()) | !known.insert(format!("sub {}", user.sub)) {
                return Err(refuse(span, "there are two users of this username or sub"));
            }
            config.users.push(Arc::new(user));
        }
        if let Some(pem) = file.tls.client_ca {
            let ca = CertificateAuthority::parse(pem.get_ref());
            config.client_ca = Some(ca.map_err(|why| refuse(pem.span(), &format!("client_ca: {why}")))?);
        }
        let mut known = HashSet::new();
        for client in file.clients {
            let (span, client) = (client.span(), client.into_inner());
            let client = client.checked(environment).map_err(|fault| refuse(span.clone(), &fault.why))?;
            if !known.insert(client.client_id.clone()) {
                return Err(refuse(span, "there are two clients of this client_id"));
            }
            // RFC 9068 §5: a client that speaks for itself must not be taken for a person
            if client.grants_without_person() && config.users.iter().any(|user| user.sub == client.client_id)
            {
                return Err(refuse(span, "the client_id is the sub of a user"));
            }
            config.clients.retain(|other| other.client_id != client.client_id);
            if let Some(lack) = client.lacks(true, config.client_ca.is_some()) {
                return Err(refuse(span, lack));
            }
            config.clients.push(Arc::new(client));
        }
        if !file.authorization_details_types.is_empty() {
            config.detail_types.clear();
        }
        for detail in file.authorization_details_types {
            let (span, detail) = (detail.span(), detail.into_inner());
            config.detail_types.push(detail.checked().map_err(|why| refuse(span, &why))?);
        }
        for resource in file.resources {
            let (span, resource) = (resource.span(), resource.into_inner());
            config.resources.push(resource.checked().map_err(|why| refuse(span, &why))?);
        }
        if let Some(table) = file.registration {
            let (span, table) = (table.span(), table.into_inner());
            config.registration = table.checked(environment).map_err(|why| refuse(span, &why))?;
        }
        for issuer in file.issuers {
            let (span, issuer) = (issuer.span(), issuer.into_inner());
            let issuer = issuer.checked().map_err(|why| refuse(span.clone(), &why))?;
            if config.issuers.iter().any(|other| other.issuer == issuer.issuer) {
                return Err(refuse(span, "there are two issuers of this name"));
            }
            config.issuers.push(issuer);
        }
        Ok(config)
    }
}

fn refusal(text: &str, span: &Range<usize>, why: &str) -> Error {
    let line = text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1;
    Code::ConfigInvalid
        .error()
        .message(format!("line {line} of the provider's configuration is not right"))
        .hint("correct the file given to --config")
        .got(why)
}

fn checked_user(mut user: User) -> Result<User, String> {
    if user.username.is_empty() || user.username.trim() != user.username {
        return Err("a username is not empty and has no space around it".into());
    }
    if user.sub.is_empty() {
        user.sub.clone_from(&user.username);
    }
    // OIDC Core §2: at most 255 ASCII characters
    if user.sub.len() > 255 || !user.sub.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return Err("sub is 1 to 255 ASCII characters".into());
    }
    Ok(user)
}

impl RawLifetimes {
    fn read(self, text: &str) -> Result<Lifetimes> {
        let mut lifetimes = Lifetimes::default();
        for (given, target, longest) in [
            (self.access_token, &mut lifetimes.access_token, 86_400),
            (self.id_token, &mut lifetimes.id_token, 86_400),
            (self.refresh_token, &mut lifetimes.refresh_token, 315_360_000),
            (self.code, &mut lifetimes.code, 60),
            (self.device_code, &mut lifetimes.device_code, 1800),
            (self.device_interval, &mut lifetimes.device_interval, 60),
            (self.backchannel_request, &mut lifetimes.backchannel_request, 1800),
            (self.session, &mut lifetimes.session, 315_360_000),
        ] {
            let Some(given) = given else { continue };
            let seconds =
                given.get_ref().parse::<Seconds>().map_err(|why| refusal(text, &given.span(), &why))?;
            if seconds.0 == 0 || seconds.0 > longest {
                let why = format!("this length of time is between 1s and {longest}s");
                return Err(refusal(text, &given.span(), &why));
            }
            *target = i64::try_from(seconds.0).expect("at most ten years");
        }
        Ok(lifetimes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{jose::algorithm::Algorithm, protocol::client_auth::ClientAuthMethod};

    fn parse(text: &str) -> Result<Config> {
        Config::parse(text, &|name| (name == "APP_SECRET").then(|| "CANARY".to_owned()))
    }

    #[test]
    fn nothing_said_gives_two_users_and_this_program_as_a_client() {
        let config = parse("").expect("empty is right");
        assert_eq!(config.users.iter().map(|user| &*user.username).collect::<Vec<_>>(), ["alice", "bob"]);
        assert_eq!(config.clients.iter().map(|client| &*client.client_id).collect::<Vec<_>>(), ["authctl"]);
    }

    #[test]
    fn users_clients_and_lifetimes_are_read() {
        let config = parse(
            "[lifetimes]\naccess_token = \"5m\"\n[[users]]\nusername = \"carol\"\n[[clients]]\nclient_id = \"app\"\n\
             client_secret_env = \"APP_SECRET\"\nredirect_uris = [\"http://localhost:3000/cb\"]\n",
        )
        .expect("right");
        assert_eq!(config.lifetimes, Lifetimes { access_token: 300, ..Lifetimes::default() });
        assert_eq!((config.users.len(), &*config.users[0].sub), (1, "carol"));
        let app = &config.clients[1];
        assert_eq!(app.token_endpoint_auth_method, ClientAuthMethod::ClientSecretBasic);
        assert_eq!(app.id_token_signed_response_alg, Algorithm::RS256);
        assert!(app.client_secret.as_ref().is_some_and(|secret| secret.matches("CANARY")));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let client = "[[clients]]\nclient_id = \"a\"\nredirect_uris = [\"https://a.example/\"]\n";
        for (text, line, part) in [
            ("x = 1", 1, "unknown field"),
            ("\n[[users]]\nname = \"x\"", 2, "missing field"),
            ("[[users]]\nusername = \"x\"\nnick = 1", 3, "unknown field"),
            ("[[users]]\nusername = \"x\"\n[[users]]\nusername = \"x\"", 3, "two users"),
            ("[lifetimes]\n\naccess_token = \"soon\"", 3, "length of time"),
            ("[lifetimes]\ncode = \"5m\"", 2, "between 1s and 60s"),
            ("[[clients]]\nclient_id = \"a\"\nredirect_uris = [\"http://a.example/\"]", 1, "not to loopback"),
            (&format!("{client}client_secret_env = \"NONE\""), 1, "no variable NONE"),
            (
                &format!("{client}token_endpoint_auth_method = \"client_secret_post\""),
                1,
                "needs client_secret",
            ),
            (&format!("{client}token_endpoint_auth_method = \"tls\""), 4, "unknown variant"),
            (&format!("{client}id_token_signed_response_alg = \"none\""), 1, "RS256, ES256 or EdDSA"),
            ("\naccess_token_signing_alg = \"HS256\"", 2, "RS256, ES256 or EdDSA"),
            (&format!("{client}{client}"), 4, "two clients"),
            (&format!("{client}grant_types = [\"passwords\"]"), 1, "grant_types are"),
            (&format!("{client}grant_types = [\"client_credentials\"]"), 1, "needs a client that proves"),
            (&format!("{client}scope = \"api\""), 1, "only for grants without a person"),
            ("[[clients]]\nclient_id = \"a\"", 1, "redirect_uris is missing"),
            (
                "[[clients]]\nclient_id = \"alice\"\nclient_secret = \"s\"\ngrant_types = [\"client_credentials\"]",
                1,
                "the sub of a user",
            ),
            (
                "[[clients]]\nclient_id = \"a\"\nclient_secret = \"s\"\ngrant_types = [\"client_credentials\"]\n\
                 scope = \"api openid\"",
                1,
                "about a person",
            ),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.code(), Code::ConfigInvalid, "{text}");
            assert_eq!(
                error.text(),
                format!("line {line} of the provider's configuration is not right"),
                "{text}"
            );
            let why = error.found().expect("says why").to_string();
            assert!(why.contains(part), "{text}: {why}");
        }
    }
}
