//! Who is to sign in, told by an ID token of theirs (OIDC Core §3.1.2.1, `id_token_hint`).

use serde_json::Value;

use crate::{
    error::{Code, Phase, Result},
    jose::jws,
    secret::SecretString,
};

/// An ID token to send, and what it says. Nobody believes it here: the provider looks whether it is its own.
#[derive(Debug, Clone)]
pub struct IdTokenHint {
    /// The token.
    pub token: SecretString,
    /// Who it is of.
    pub sub: String,
    /// Whose it is.
    pub iss: String,
}

impl IdTokenHint {
    /// Reads what the token says.
    ///
    /// # Errors
    /// `usage` if it is none.
    pub fn read(token: SecretString) -> Result<Self> {
        let told = jws::peek(token.expose()).and_then(|(_, claims)| {
            let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
            Some((text("sub")?, text("iss")?))
        });
        match told {
            Some((sub, iss)) => Ok(Self { token, sub, iss }),
            None => Err(Code::Usage
                .error()
                .phase(Phase::Config)
                .message("what --id-token-hint leads to is no ID token")
                .hint("`authctl token --type id` prints one")),
        }
    }
}
