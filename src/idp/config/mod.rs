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

mod file;
mod lifetimes;
mod mistake;

use std::{collections::BTreeMap, sync::Arc};

pub use self::lifetimes::Lifetimes;
use super::{
    certificate_authority::CertificateAuthority,
    claim_rule::ClaimRule,
    client::Client,
    detail_type::DetailType,
    laxity::{Laxities, Laxity},
    own_scope::OwnScope,
    page::dress::Dress,
    registration_policy::RegistrationPolicy,
    resource::Resource,
    trusted_issuer::TrustedIssuer,
    user::User,
    user_id_type::UserIdType,
};
use crate::jose::algorithm::Algorithm;

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
    /// The scopes that there are besides the standard ones.
    pub scopes: Vec<OwnScope>,
    /// What is told besides, and to whom.
    pub claim_rules: Vec<ClaimRule>,
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
    /// What the pages of a sign-in look like.
    pub page: Dress,
    /// What is taken that is wrong.
    pub lax: Laxities,
    /// Who is signed in where nobody has to sign in, by username; else the first user.
    pub sign_in_as: Option<String>,
    /// The issuers with a path that are told something else, by it.
    pub tenants: BTreeMap<String, Tenant>,
}

/// What an issuer with a path is told.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The vendor that it stands for, by name.
    pub shape: Option<String>,
    /// All the rest.
    pub config: Arc<Config>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            users: User::defaults(),
            clients: vec![Arc::new(Client::own())],
            resources: Vec::new(),
            scopes: Vec::new(),
            claim_rules: Vec::new(),
            registration: RegistrationPolicy::default(),
            detail_types: DetailType::default_types(),
            issuers: Vec::new(),
            client_ca: None,
            lifetimes: Lifetimes::default(),
            // whose key costs nothing to make; the readers are this provider and APIs under development
            access_token_signing_alg: Algorithm::EdDSA,
            demands_dpop_nonce: false,
            user_id_type: UserIdType::default(),
            page: Dress::default(),
            lax: Laxities::default(),
            sign_in_as: None,
            tenants: BTreeMap::new(),
        }
    }
}

impl Config {
    /// Whoever comes without a session is this user from now on, without being asked; or why that cannot be.
    pub fn sign_in(&mut self, username: &str) -> Result<(), &'static str> {
        let is_known = self.users.iter().any(|user| user.username == username);
        if !is_known && !self.lax.has(Laxity::OpenUsers) {
            return Err("there is no user of that name");
        }
        self.sign_in_as = Some(username.to_owned());
        self.lax = self.lax.with(Laxity::NoSignIn);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::{Code, Result},
        protocol::client_auth::ClientAuthMethod,
    };

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
