//! People who sign in without a page, for tests that have nobody at the browser: one request is answered at once, a `login_hint`
//! signs in a real browser, or whoever comes is somebody.

use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    idp::{
        account,
        control::{
            call::Call,
            operation::{Group, operations},
            schema::{Member, Schema, TIME},
        },
        endpoint::authorize,
        interaction::{self, Transaction},
        laxity::Laxity,
        oauth_error::{OauthError, Outcome},
        parameters::{Malformed, Parameters},
        prepared::{Arrival, LIFETIME, MOST_TIMES},
        provider::{self, Provider},
        reply::Reply,
        sign_up,
        state::{Change, Session},
        user::User,
        wanted_claims,
    },
    protocol::time::UnixTime,
};

/// The operations.
pub const SIGN_INS: Group = Group {
    name: "sign-ins",
    means: "People who sign in without a page.",
    parts: &[],
    is_open: false,
    operations: operations! {
        POST "/_dev/authorize" authorize takes REQUEST => OK ANSWER, "Answers an authorization request as if this person had signed in at a browser and decided.";
        POST "/_dev/sign-ins" prepare takes PREPARED => CREATED HINT, "Makes a login_hint that signs this person in at a browser, without a page.";
        PUT "/_dev/sign-in" stand_for takes STANDING => OK STANDING, "From now on whoever comes without a session is this person; null: nobody.";
    },
};

const REQUEST: Schema = Schema::Object(&[
    Member::needed("user", &Schema::Text, "the username"),
    Member::optional("url", &Schema::Text, "the address that the app sent its browser to"),
    Member::optional("parameters", &Schema::Open, "the parameters instead, each a text"),
    Member::optional(
        "decision",
        &Schema::Word(&["allow", "deny"]),
        "what the person decides; allow if nothing is said",
    ),
    Member::optional("auth_time", &TIME, "when they signed in; now if nothing is said, and never later"),
    Member::optional("sid", &Schema::Text, "the session that goes on; a new one if nothing is said"),
]);

const ANSWER: Schema = Schema::Object(&[
    Member::needed("location", &Schema::Text, "where the browser goes, or where it posts the form"),
    Member::needed(
        "form",
        &Schema::Maybe(&Schema::Open),
        "the fields that it posts there (response_mode=form_post)",
    ),
    Member::needed("sid", &Schema::Text, "the session"),
    Member::needed(
        "cookie",
        &Schema::Maybe(&COOKIE),
        "what a browser needs to have that session, if it is new",
    ),
]);

const COOKIE: Schema = Schema::Object(&[
    Member::needed("name", &Schema::Text, "its name"),
    Member::needed("value", &Schema::Text, "its value"),
]);

const PREPARED: Schema = Schema::Object(&[
    Member::needed("user", &Schema::Text, "the username"),
    Member::optional(
        "times",
        &Schema::Number(1, MOST_TIMES),
        "how often it can be used; once if nothing is said",
    ),
    Member::optional(
        "consent",
        &Schema::Flag,
        "whether what is asked for is agreed to; it is if nothing is said",
    ),
]);

const HINT: Schema = Schema::Object(&[
    Member::needed("login_hint", &Schema::Text, "to be sent with the authorization request"),
    Member::needed("expires_at", &TIME, "until when"),
]);

const STANDING: Schema =
    Schema::Object(&[Member::needed("user", &Schema::Maybe(&Schema::Text), "the username, or null")]);

#[derive(Deserialize)]
struct Asked {
    user: String,
    url: Option<String>,
    parameters: Option<Map<String, Value>>,
    decision: Option<String>,
    auth_time: Option<i64>,
    sid: Option<String>,
}

async fn authorize(call: Call<'_>) -> Outcome<Reply> {
    let (provider, asked): (_, Asked) = (call.provider, call.body()?);
    let user = known(provider, &asked.user)?;
    let (parameters, fault) = asked.parameters()?;
    let parameters = authorize::asked(provider, parameters)?;
    let second_factor = wanted_claims::acr(&parameters)?.pretends_second_factor();
    let (session, cookie) = asked.session(provider, &user, second_factor)?;
    let sid = session.sid.clone();
    let transaction = Transaction::begin(provider, parameters);
    // a session that is said to be older is judged by that
    let is_fresh = asked.sid.is_none() && asked.auth_time.is_none();
    let transaction = Transaction { signed_in: is_fresh.then(|| sid.clone()), ..transaction };
    let agrees = asked.decision.as_deref() != Some("deny");
    let sent = interaction::decided(provider, (&transaction, fault), session, agrees).await?;
    let (location, form) = sent.document();
    let cookie = cookie.map(|value| json!({"name": provider.cookie_name("session"), "value": value}));
    let answer = json!({"location": location, "form": form, "sid": sid, "cookie": cookie});
    Ok(Reply::json(StatusCode::OK, &answer))
}

impl Asked {
    /// What the client asks for, and what is wrong with how it says it.
    fn parameters(&self) -> Outcome<(Parameters, Option<Malformed>)> {
        match (&self.url, &self.parameters) {
            (Some(url), None) => {
                let url = Url::parse(url).map_err(|_| OauthError::request("url must be an address"))?;
                Ok(Parameters::parse(url.query().unwrap_or_default().as_bytes()))
            }
            (None, Some(parameters)) => {
                let pair =
                    |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
                let pairs: Option<Vec<_>> = parameters.iter().map(pair).collect();
                let pairs = pairs.ok_or_else(|| OauthError::request("each of parameters must be text"))?;
                Ok((Parameters::of(pairs), None))
            }
            _ => Err(OauthError::request("either url or parameters must be there")),
        }
    }

    /// The session that it says, or a new one with its cookie.
    fn session(
        &self,
        provider: &Provider,
        user: &User,
        second_factor: bool,
    ) -> Outcome<(Session, Option<String>)> {
        let now = provider.now();
        if let Some(sid) = &self.sid {
            let is_it =
                |known: &&Session| known.sid == *sid && known.sub == user.sub && known.expires_at > now;
            let known = provider
                .store
                .read(|state| state.sessions.iter().map(|(_, known)| known).find(is_it).cloned());
            let missing = || account::missing("there is no such session of this user".into());
            return Ok((known.ok_or_else(missing)?, None));
        }
        let session = Session {
            sid: provider.random(16),
            sub: user.sub.clone(),
            auth_time: self.auth_time.map_or(now, |said| UnixTime(said.min(now.0))),
            by_password: user.password.is_some(),
            second_factor,
            expires_at: now.plus(provider.config.lifetimes.session),
        };
        let cookie = provider.random(32);
        let begun = session.clone();
        let change = Change::SignedIn { cookie: provider::cookie_hash(&cookie), session, replaces: None };
        provider.commit(|_| ((), vec![change]))?;
        Ok((begun, Some(cookie)))
    }
}

#[derive(Deserialize)]
struct Prepare {
    user: String,
    times: Option<u32>,
    consent: Option<bool>,
}

async fn prepare(call: Call<'_>) -> Outcome<Reply> {
    let (provider, asked): (_, Prepare) = (call.provider, call.body()?);
    let user = known(provider, &asked.user)?;
    let arrival = Arrival { sub: user.sub.clone(), consents: asked.consent.unwrap_or(true) };
    let now = provider.now();
    let login_hint = provider.prepared.keep(&provider.random(32), arrival, asked.times.unwrap_or(1), now);
    let answer = json!({"login_hint": login_hint, "expires_at": now.plus(LIFETIME)});
    Ok(Reply::json(StatusCode::CREATED, &answer))
}

#[derive(Deserialize)]
struct Standing {
    user: Option<String>,
}

async fn stand_for(call: Call<'_>) -> Outcome<Reply> {
    let (provider, asked): (_, Standing) = (call.provider, call.body()?);
    if let Some(username) = &asked.user {
        known(provider, username)?;
    }
    provider.change(|told| {
        let lax = told.config.lax;
        told.config.lax = match asked.user {
            Some(_) => lax.with(Laxity::NoSignIn),
            None => lax.without(Laxity::NoSignIn),
        };
        told.config.sign_in_as.clone_from(&asked.user);
    });
    Ok(Reply::json(StatusCode::OK, &json!({"user": asked.user})))
}

fn known(provider: &Provider, username: &str) -> Outcome<Arc<User>> {
    let missing = || account::missing(format!("there is no user {username} who may sign in"));
    sign_up::known_or_new(provider, username).ok_or_else(missing)
}
