//! What every login of a person ends with: the ID token and UserInfo are checked before anything is made of the tokens.

use serde_json::{Map, Value};

use super::{
    answered::{self, Question},
    decryption, id_token,
    peer::Peer,
    userinfo,
};
use crate::{
    error::{Code, Phase, Result},
    host::Host,
    jose::{id_token::IdToken, validated::Validated},
    protocol::{authorization_details::AuthorizationDetails, scope::ScopeSet, token::TokenResponse},
    secret::SecretString,
};

/// What a login brought, every check passed.
#[derive(Debug)]
pub struct SignedIn {
    /// The tokens.
    pub tokens: TokenResponse,
    /// The ID token, if there was one.
    pub id_token: Option<Validated<IdToken>>,
    /// What the provider tells of the person, if it has an endpoint for that.
    pub user: Option<Map<String, Value>>,
}

/// What was asked for, as far as the answer has to show it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The scope.
    pub scopes: &'a ScopeSet,
    /// The nonce, if one was sent.
    pub nonce: Option<&'a SecretString>,
    /// The code that the tokens were exchanged for, if it was one.
    pub code: Option<&'a SecretString>,
    /// How old the person's sign-in may be, in seconds.
    pub max_age: Option<u64>,
    /// What was asked of the sign-in itself, if anything was.
    pub question: Option<Question<'a>>,
}

impl SignedIn {
    /// Checks what came with these tokens.
    pub async fn check(
        host: &Host,
        peer: &Peer,
        mut tokens: TokenResponse,
        asked: &Asked<'_>,
    ) -> Result<Self> {
        if let Some(token) = &tokens.id_token {
            tokens.id_token = Some(decryption::signed_id_token(host, peer, token)?);
        }
        AuthorizationDetails::of_answer(&tokens.extra).map_err(|error| error.issuer(peer.name()))?;
        let id_token = check_id_token(host, peer, &tokens, asked).await?;
        Self::complete(host, peer, tokens, id_token, asked).await
    }

    /// Asks who it is, of tokens whose ID token has been checked.
    pub async fn complete(
        host: &Host,
        peer: &Peer,
        tokens: TokenResponse,
        id_token: Option<Validated<IdToken>>,
        asked: &Asked<'_>,
    ) -> Result<Self> {
        if let (Some(token), Some(question)) = (&id_token, asked.question) {
            answered::check(host, question, token).map_err(|error| error.issuer(peer.name()))?;
        }
        let subject = id_token.as_ref().map(|token| token.sub.as_str());
        let user = match tells_of_the_person(peer, asked.scopes) && !tokens.access_token.is_empty() {
            true => Some(userinfo::userinfo(host, peer, &tokens.access_token, subject).await?),
            false => None,
        };
        Ok(Self { tokens, id_token, user })
    }
}

/// OIDC Core §5.3: the access token of a login with `openid` opens UserInfo. A plain OAuth provider's user API is the only
/// way to know who signed in.
fn tells_of_the_person(peer: &Peer, scopes: &ScopeSet) -> bool {
    let is_plain = peer.metadata.issuer.is_none();
    // RFC 8707 §2: a token for one API opens no other, and the ID token has told who it is.
    let is_for_userinfo = peer.resources.is_empty() && scopes.is_openid();
    peer.metadata.endpoints.userinfo.is_some() && (is_plain || is_for_userinfo)
}

async fn check_id_token(
    host: &Host,
    peer: &Peer,
    tokens: &TokenResponse,
    asked: &Asked<'_>,
) -> Result<Option<Validated<IdToken>>> {
    let Some(token) = &tokens.id_token else {
        // OIDC Core §3.1.3.3: with openid there is one.
        return match asked.scopes.is_openid() {
            true => Err(Code::IdTokenMissing.error().phase(Phase::Validate).issuer(peer.name())),
            false => Ok(None),
        };
    };
    let login = id_token::Login {
        nonce: asked.nonce,
        access_token: Some(&tokens.access_token),
        code: asked.code,
        max_age: asked.max_age,
        ..id_token::Login::default()
    };
    id_token::check(host, peer, token, &login).await.map(Some)
}
