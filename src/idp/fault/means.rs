//! What a fault is done with.

use std::sync::Arc;

use crate::{
    error::{Code, Result},
    jose::{
        forged::{Forged, Signed},
        key::SigningKey,
    },
    protocol::{response_mode::Delivery, time::UnixTime},
    secret::SecretString,
};

/// The path below which a stranger publishes keys while a fault needs that.
pub const ELSEWHERE: &str = "/elsewhere/jwks";

/// What is known where a fault is done.
pub struct Means {
    /// The issuer.
    pub issuer: String,
    /// The same machine and port by another name: another site, where a stranger publishes keys.
    pub elsewhere: String,
    /// Now.
    pub now: UnixTime,
    /// The client's id, if it is known.
    pub client_id: String,
    /// Its secret, if it has one.
    pub client_secret: Option<SecretString>,
    /// The key that the ID token is signed with, if this is about one.
    pub own: Option<Arc<SigningKey>>,
    /// A key of the same algorithm that the provider does not publish.
    pub stranger: Option<Arc<SigningKey>>,
    /// A key of the same algorithm that nobody has seen before.
    pub fresh: Option<Arc<SigningKey>>,
}

impl Means {
    /// The key that the ID token is signed with.
    ///
    /// # Errors
    /// [`Code::InternalError`] where there is no token.
    pub fn own(&self) -> Result<&Arc<SigningKey>> {
        there(self.own.as_ref())
    }

    /// A key that the provider does not publish.
    ///
    /// # Errors
    /// [`Code::InternalError`] where there is no token.
    pub fn stranger(&self) -> Result<&Arc<SigningKey>> {
        there(self.stranger.as_ref())
    }

    /// Lets the new key sign, under its name.
    ///
    /// # Errors
    /// [`Code::InternalError`] where there is no token.
    pub fn sign_afresh(&self, token: &mut Forged) -> Result<()> {
        let fresh = there(self.fresh.as_ref())?;
        token.head("kid", fresh.kid());
        token.signed = Signed::By(Arc::clone(fresh));
        Ok(())
    }

    /// Lets the stranger sign, under the name that the header has.
    ///
    /// # Errors
    /// [`Code::InternalError`] where there is no token.
    pub fn sign_as_stranger(&self, token: &mut Forged) -> Result<()> {
        token.signed = Signed::By(Arc::clone(self.stranger()?));
        Ok(())
    }
}

fn there(key: Option<&Arc<SigningKey>>) -> Result<&Arc<SigningKey>> {
    key.ok_or_else(|| Code::InternalError.error().message("no token is signed here"))
}

/// An authorization answer before it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its parameters, in their order.
    pub parameters: Vec<(&'static str, String)>,
    /// How it gets to the client.
    pub delivery: Delivery,
}

impl Answer {
    /// Whether it grants something by a code.
    pub fn has_code(&self) -> bool {
        self.parameters.iter().any(|(name, _)| *name == "code")
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Puts a value in place of a parameter's, or behind the others.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        match self.parameters.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value.into(),
            None => self.add(name, value),
        }
    }

    /// Puts a parameter behind the others.
    pub fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.parameters.push((name, value.into()));
    }

    /// Takes a parameter away.
    pub fn remove(&mut self, name: &str) {
        self.parameters.retain(|(known, _)| *known != name);
    }
}
