//! The tokens of a grant: access token (RFC 9068), ID token (OIDC Core §2), refresh token.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    acr,
    answer_protection::ResponseEncryption,
    claim_rule::Place,
    oauth_error::Outcome,
    opaque,
    provider::Provider,
    scope,
    state::{NO_PERSON, Session, Terms, has_person},
    target,
    token_answer::TokenAnswer,
};
use crate::{
    jose::{
        access_token::{self, AccessToken, Confirmation},
        algorithm::Algorithm,
        hash,
        jwe::Content,
    },
    protocol::token::TokenType,
};

/// What one token answer is about.
pub struct Issue<'a> {
    /// The grant's id.
    pub id: &'a str,
    /// Whom it is granted to.
    pub client_id: &'a str,
    /// The session in which it was granted.
    pub session: &'a Session,
    /// The `nonce` of the request, if this answers it or its code.
    pub nonce: Option<&'a str>,
    /// The scope of this answer: the grant's, or less.
    pub scope: &'a [String],
    /// What besides: the grant's, or less.
    pub terms: &'a Terms,
    /// The count of the refresh token that goes with it, if one does.
    pub generation: Option<u64>,
    /// The key that the tokens are bound to, if they are (RFC 9449 §5).
    pub dpop_jkt: Option<&'a str>,
    /// The certificate that the access token is bound to, by its thumbprint.
    pub certificate: Option<&'a str>,
}

/// What an ID token comes with, and binds (OIDC Core §3.3.2.11).
#[derive(Default)]
pub struct Beside<'a> {
    /// The access token.
    pub access_token: Option<&'a str>,
    /// The code.
    pub code: Option<&'a str>,
    /// The `state`.
    pub state: Option<&'a str>,
    /// Whether it is all there is, so that it says what UserInfo would.
    pub is_alone: bool,
}

impl Provider {
    /// Makes the token answer (RFC 6749 §5.1, OIDC Core §3.1.3.3).
    pub async fn issue(&self, issue: Issue<'_>) -> Outcome<TokenAnswer> {
        let access_token = self.access_token(&issue).await?;
        let id_token = match scope::is_in(issue.scope, scope::OPENID) {
            true => {
                let beside = Beside { access_token: Some(&access_token), ..Beside::default() };
                Some(self.id_token(&issue, &beside).await?)
            }
            false => None,
        };
        Ok(TokenAnswer {
            access_token,
            authorization_details: issue.terms.authorization_details.clone(),
            expires_in: self.config.lifetimes.access_token,
            id_token,
            issued_token_type: None,
            refresh_token: issue.generation.map(|generation| self.refresh_token(issue.id, generation)),
            scope: self.policy.scope_of_token(issue.scope, &issue.terms.resources).join(" "),
            token_type: token_type(issue.dpop_jkt).name(),
        })
    }

    /// RFC 9068 §2.2.
    pub async fn access_token(&self, issue: &Issue<'_>) -> Outcome<String> {
        let scope = self.policy.scope_of_token(issue.scope, &issue.terms.resources);
        let has_person = issue.id != NO_PERSON;
        // a token for an API is read by that one, and one without a person stands for no grant that is kept
        if let (Some(prefix), [], true) =
            (self.policy.opaque_access_tokens, &*issue.terms.resources, has_person)
        {
            return Ok(opaque::issue(self, issue.id, &scope, prefix));
        }
        let (now, session) = (self.now(), issue.session);
        let confirmation = Confirmation { certificate: issue.certificate, jkt: issue.dpop_jkt };
        let claims = AccessToken {
            iss: &self.issuer,
            sub: &session.sub,
            aud: target::audience(self, &issue.terms.resources),
            client_id: issue.client_id,
            scope: scope.join(" "),
            iat: now,
            exp: now.plus(self.config.lifetimes.access_token),
            // the grant's id first: what revokes the grant revokes the token
            jti: format!("{}.{}", issue.id, self.random(16)),
            dev: true,
            cnf: confirmation.is_there().then_some(confirmation),
            auth_time: has_person.then_some(session.auth_time),
            acr: has_person.then(|| acr::of(session)),
            authorization_details: &issue.terms.authorization_details,
        };
        let algorithm = self.config.access_token_signing_alg;
        if self.config.claim_rules.is_empty() {
            return self.sign(algorithm, Some(access_token::TYPE), &claims).await;
        }
        let user = if has_person { self.user(&session.sub) } else { None };
        let mut claims = object(json!(claims));
        claims.extend(self.told_by_rule(user.as_deref(), issue.client_id, issue.scope, Place::AccessToken));
        self.sign(algorithm, Some(access_token::TYPE), &claims).await
    }

    /// OIDC Core §2, §3.1.3.6, §12.2.
    pub async fn id_token(&self, issue: &Issue<'_>, beside: &Beside<'_>) -> Outcome<String> {
        let (now, session) = (self.now(), issue.session);
        let algorithm = self
            .client(issue.client_id)
            .map_or(Algorithm::RS256, |client| client.id_token_signed_response_alg);
        let mut claims = object(json!({
            "iss": self.issuer,
            "sub": session.sub,
            "aud": issue.client_id,
            "iat": now,
            "exp": now.plus(self.config.lifetimes.id_token),
            "auth_time": session.auth_time,
            "acr": acr::of(session),
            "sid": session.sid,
            "dev": true,
        }));
        let (token, code, state) = (beside.access_token, beside.code, beside.state);
        if self.policy.names_authorized_party {
            claims.insert("azp".into(), issue.client_id.into());
        }
        for (name, value) in [("at_hash", token), ("c_hash", code), ("s_hash", state)] {
            if let Some(value) = value {
                claims.insert(name.into(), hash::left_half(algorithm, value).into());
            }
        }
        let tells = beside.is_alone || self.policy.claims_in_id_token;
        if let Some(user) = self.user(&session.sub).filter(|_| tells) {
            let mut told = self.told(&user, issue.client_id, issue.scope, Place::IdToken);
            told.retain(|name, _| !self.policy.only_at_userinfo.contains(&name.as_str()));
            claims.extend(told);
        }
        // RFC 8176 §2; choosing oneself from a list is no authentication that has a name
        let methods = [("pwd", session.by_password), ("mfa", session.second_factor)];
        let methods: Vec<&str> = methods.iter().filter(|(_, was)| *was).map(|(name, _)| *name).collect();
        if !methods.is_empty() {
            claims.insert("amr".into(), json!(methods));
        }
        if let Some(user) = self.user(&session.sub) {
            // what is said of the token itself stays (OIDC Core §5.5)
            for (name, value) in self.told_by_rule(Some(&user), issue.client_id, issue.scope, Place::IdToken)
            {
                claims.entry(name).or_insert(value);
            }
            for (name, value) in self.told_by_name(&user, &issue.terms.id_token_claims) {
                claims.entry(name).or_insert(value);
            }
        }
        if let Some(nonce) = issue.nonce {
            claims.insert("nonce".into(), nonce.into());
        }
        let signed = self.sign(algorithm, Some("JWT"), &claims).await?;
        self.to_reader(issue.client_id, signed)
    }

    /// The ID token as its client wants it: encrypted, or as it is (OIDC Core §10.2, §16.14: signed first).
    fn to_reader(&self, client_id: &str, id_token: String) -> Outcome<String> {
        match self.client(client_id).and_then(|client| client.answers.id_token.clone()) {
            Some(encryption) => self.encrypted(&encryption, Content::Nested(&id_token)),
            None => Ok(id_token),
        }
    }

    /// Encrypts to a client.
    pub fn encrypted(&self, encryption: &ResponseEncryption, content: Content<'_>) -> Outcome<String> {
        encryption
            .encrypt(content, &mut |buffer| self.world.fill(buffer))
            .map_err(|error| self.failed(&error))
    }

    /// Signs claims with a key of ours.
    pub async fn sign(
        &self,
        algorithm: Algorithm,
        typ: Option<&str>,
        claims: &impl Serialize,
    ) -> Outcome<String> {
        let key =
            self.keys.get(algorithm, &self.store, &self.world).await.map_err(|error| self.failed(&error))?;
        key.sign(typ, claims).map_err(|error| self.failed(&error))
    }

    /// The code of a grant.
    pub fn code(&self, id: &str) -> String {
        format!("{}{}", self.policy.code_prefix, self.seal.seal("code", id.as_bytes()))
    }

    /// The grant that a code names.
    pub fn open_code(&self, code: &str) -> Option<String> {
        let sealed = code.strip_prefix(self.policy.code_prefix)?;
        String::from_utf8(self.seal.open("code", sealed)?).ok()
    }

    /// The device code of a device.
    pub fn device_code(&self, id: &str) -> String {
        self.seal.seal("device_code", id.as_bytes())
    }

    /// The device that a device code names.
    pub fn open_device_code(&self, code: &str) -> Option<String> {
        String::from_utf8(self.seal.open("device_code", code)?).ok()
    }

    /// The `auth_req_id` of a request.
    pub fn auth_req_id(&self, id: &str) -> String {
        self.seal.seal("auth_req_id", id.as_bytes())
    }

    /// The request that an `auth_req_id` names.
    pub fn open_auth_req_id(&self, auth_req_id: &str) -> Option<String> {
        String::from_utf8(self.seal.open("auth_req_id", auth_req_id)?).ok()
    }

    fn refresh_token(&self, id: &str, generation: u64) -> String {
        let sealed = self.seal.seal("refresh", format!("{generation}.{id}").as_bytes());
        format!("{}{sealed}", self.policy.refresh_token_prefix)
    }

    /// The grant that a refresh token names, and its count.
    pub fn open_refresh_token(&self, token: &str) -> Option<(String, u64)> {
        let sealed = token.strip_prefix(self.policy.refresh_token_prefix)?;
        let text = String::from_utf8(self.seal.open("refresh", sealed)?).ok()?;
        let (generation, id) = text.split_once('.')?;
        Some((id.to_owned(), generation.parse().ok()?))
    }

    /// The claims of an access token of ours that works now; nothing for any other text.
    pub fn open_access_token(&self, token: &str) -> Option<Map<String, Value>> {
        let opaque = self.policy.opaque_access_tokens.and_then(|prefix| opaque::open(self, token, prefix));
        if opaque.is_some() {
            return opaque;
        }
        let verified = self.keys.verify(token).ok()?;
        // RFC 9068 §4: an ID token is no access token
        if verified.header().typ.as_deref() != Some(access_token::TYPE) {
            return None;
        }
        let claims = verified.claims().ok()?;
        let exp = claims.get("exp")?.as_i64()?;
        let jti = claims.get("jti")?.as_str()?;
        let ours = claims.get("iss")?.as_str()? == self.issuer && exp > self.now().0;
        if !self.store.read(|state| state.is_live(jti)) {
            return None;
        }
        // who was removed from the configuration is gone
        if has_person(jti) {
            self.user(claims.get("sub")?.as_str()?)?;
        }
        let is_known = self.has_client(claims.get("client_id")?.as_str()?);
        (ours && is_known).then_some(claims)
    }

    /// The claims of an ID token of ours, expired or not: an `id_token_hint` (OIDC Core §3.1.2.1,
    /// RP-Initiated Logout §2).
    pub fn open_id_token_hint(&self, token: &str) -> Option<Map<String, Value>> {
        let verified = self.keys.verify(token).ok()?;
        if verified.header().typ.as_deref() != Some("JWT") {
            return None;
        }
        let claims = verified.claims().ok()?;
        // OIDC Core §2: what every ID token has, and no other token of that typ has all of (RFC 8725 §3.12, threat C77)
        let is_whole = ["sub", "aud", "exp", "iat"].iter().all(|name| claims.contains_key(*name));
        (is_whole && claims.get("iss")?.as_str()? == self.issuer).then_some(claims)
    }
}

/// The key that an access token is bound to, by its claims (RFC 9449 §6.1).
pub fn jkt(claims: &Map<String, Value>) -> Option<&str> {
    claims.get("cnf")?.get("jkt")?.as_str()
}

/// The type of a token that is bound to this key, if to any.
pub fn token_type(jkt: Option<&str>) -> TokenType {
    if jkt.is_some() { TokenType::Dpop } else { TokenType::Bearer }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
