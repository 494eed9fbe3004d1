//! Which client of the embedded provider the app is that is checked.

use super::serve_site::{KnownApp, Site};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Random as _, random::SystemRandom},
    idp::{client::OWN_CLIENT_ID, config::Config, shape::row::Shape},
    jose::base64url,
    secret::SecretString,
};

/// The id of the client that is made for an app.
const FRESH: &str = "checked-app";
/// How much randomness its secret has, in bytes.
const SECRET_BYTES: usize = 32;

/// Which client the app is.
pub enum CheckClient {
    /// The first that the provider knows, besides this program.
    Known,
    /// One that is made for this check, and is told to the app by its environment.
    Fresh {
        /// Its id.
        client_id: String,
        /// Its secret.
        client_secret: SecretString,
    },
}

impl CheckClient {
    /// Chooses it, and puts it first of the configuration's.
    ///
    /// # Errors
    /// [`Code::Usage`] if it is not clear which one it is.
    pub fn choose(
        config: &mut Config,
        named: Option<&str>,
        (shape, is_started): (Option<&Shape>, bool),
    ) -> Result<Self> {
        let ids = config.clients.iter().map(|client| client.client_id.as_str());
        let ids: Vec<&str> = ids.filter(|id| *id != OWN_CLIENT_ID).collect();
        match (named, ids.as_slice()) {
            (None, [_]) => Ok(Self::Known),
            (None, [_, ..]) => Err(unclear("the provider knows more than one app")
                .expected(ids.join(", "))
                .hint("say which one is checked: --client-id ID")),
            (Some(name), _) if ids.contains(&name) => {
                config.clients.sort_by_key(|client| client.client_id != name);
                Ok(Self::Known)
            }
            (Some(name), [_, ..]) => Err(unclear("the provider knows no client of that id").got(name)),
            // the vendor's example app
            (_, []) if shape.is_some() => Ok(Self::Known),
            (_, []) if is_started => {
                let mut secret = [0; SECRET_BYTES];
                SystemRandom.fill(&mut secret);
                let client_id = named.unwrap_or(FRESH).to_owned();
                Ok(Self::Fresh { client_id, client_secret: base64url::encode(secret).into() })
            }
            (_, []) => Err(unclear("the provider does not know the app")
                .hint("name the client in the file of --config, or let the check start the app: -- CMD")),
        }
    }

    /// What the app is known by; a fresh one becomes the provider's.
    ///
    /// # Errors
    /// [`Code::Usage`] if it knows none.
    pub fn known(&self, site: &mut Site) -> Result<KnownApp> {
        if let Self::Fresh { client_id, client_secret } = self {
            let (client_id, client_secret) = (client_id.clone(), client_secret.clone());
            site.app = Some(KnownApp { client_id, client_secret, is_example: false });
        }
        site.app.clone().ok_or_else(|| unclear("the provider does not know the app"))
    }
}

fn unclear(why: &str) -> Error {
    Code::Usage.error().phase(Phase::Check).message(why)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::idp::{client::Client, shape};

    fn config(ids: &[&str]) -> Config {
        let mut config = Config::default();
        let client = |id: &&str| Arc::new(Client { client_id: (*id).into(), ..Client::own() });
        config.clients.extend(ids.iter().map(client));
        config
    }

    fn chosen(ids: &[&str], named: Option<&str>, started: bool) -> std::result::Result<String, Code> {
        let mut config = config(ids);
        let choice =
            CheckClient::choose(&mut config, named, (None, started)).map_err(|error| error.code())?;
        let first = config.clients.iter().find(|client| client.client_id != OWN_CLIENT_ID);
        Ok(match choice {
            CheckClient::Known => first.expect("there is one").client_id.clone(),
            CheckClient::Fresh { client_id, .. } => format!("fresh {client_id}"),
        })
    }

    #[test]
    fn the_client_is_named_or_the_only_one_or_made_for_an_app_that_is_started_here() {
        let right = |id: &str| Ok(id.to_owned());
        assert_eq!(chosen(&["a"], None, false), right("a"));
        assert_eq!(chosen(&["a", "b"], Some("b"), false), right("b"));
        assert_eq!(chosen(&["a", "b"], None, true), Err(Code::Usage));
        assert_eq!(chosen(&["a"], Some("c"), true), Err(Code::Usage));
        assert_eq!(chosen(&[], None, false), Err(Code::Usage));
        assert_eq!(chosen(&[], None, true), right("fresh checked-app"));
        assert_eq!(chosen(&[], Some("mine"), true), right("fresh mine"));
        let shape = shape::named("clef");
        assert!(CheckClient::choose(&mut config(&[]), None, (shape, false)).is_ok());
    }
}
