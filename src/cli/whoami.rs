//! `whoami`: who is signed in, as the provider tells it now.

use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    context::Context,
    plan::Plan,
    sessions::{self, Chosen},
};
use crate::{
    error::{Code, Phase, Result},
    flow::userinfo,
    jose::jws,
    output::table,
    session::{
        Session,
        want::{DEFAULT_MIN_TTL, Want},
    },
};

/// Asks the provider, or reads the ID token of a provider without UserInfo.
pub fn run(context: &Context) -> Result<ExitCode> {
    let chosen = sessions::chosen(context)?;
    let work = ask(context, &chosen);
    context.block_on(work).map_err(|error| error.profile(chosen.profile()))?.then(|person| {
        context.answer(&person, || {
            let mut rows = vec![
                ("profile", person.profile.clone()),
                ("provider", person.issuer.clone().unwrap_or_else(|| person.provider.clone())),
            ];
            let claims: Vec<(&str, String)> =
                person.claims.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
            rows.extend(claims);
            table::pairs(&rows)
        })
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[derive(Serialize)]
struct Person {
    profile: String,
    provider: String,
    issuer: Option<String>,
    sub: Option<String>,
    username: Option<String>,
    /// `userinfo`, `id_token`, or without a person `session`
    source: &'static str,
    claims: Map<String, Value>,
}

impl Person {
    fn new(session: &Session, source: &'static str, claims: Map<String, Value>) -> Self {
        Self {
            profile: session.profile.clone(),
            provider: session.provider.clone(),
            issuer: session.issuer.clone(),
            sub: session.subject.clone(),
            username: session.username.clone(),
            source,
            claims,
        }
    }
}

async fn ask(context: &Context, chosen: &Chosen) -> Result<Person> {
    let kept = chosen.load()?;
    if kept.access_token.is_empty() && kept.id_token.is_some() && !kept.is_renewable() {
        // OIDC Core §3.2.2.5: response_type id_token; nothing opens UserInfo
        return read_id_token(&kept);
    }
    let session = chosen.fresh(context, Want::ValidFor(DEFAULT_MIN_TTL)).await?.session;
    match tell(context, &session).await {
        // A token that the provider has withdrawn before its time is renewed once.
        Err(error) if error.code() == Code::InvalidToken && session.is_renewable() => {
            let session = chosen.fresh(context, Want::NewerThan(session.generation)).await?.session;
            tell(context, &session).await
        }
        told => told,
    }
}

async fn tell(context: &Context, session: &Session) -> Result<Person> {
    if session.is_repeatable() {
        // Nobody signed in: it is the client itself, and no provider has more to tell of it.
        let claims = Map::from_iter([("client_id".to_owned(), session.client_id.clone().into())]);
        return Ok(Person::new(session, "session", claims));
    }
    let plan = Plan::of_session(context, session).await?;
    let told = match plan.peer.metadata.endpoints.userinfo {
        // A token for an API opens no UserInfo (RFC 8707 §2).
        Some(_) if plan.peer.resources.is_empty() || session.id_token.is_none() => {
            userinfo_of(&plan, session).await.map(|claims| Person::new(session, "userinfo", claims))
        }
        _ => read_id_token(session),
    };
    plan.finish().await;
    told
}

async fn userinfo_of(plan: &Plan, session: &Session) -> Result<Map<String, Value>> {
    // OIDC Core §5.3.2 compares with the ID token's `sub`; a plain OAuth provider has none.
    let subject = session.id_token.as_ref().and(session.subject.as_deref());
    userinfo::userinfo(&plan.host, &plan.peer, &session.access_token, subject).await
}

/// It was validated before it was kept.
fn read_id_token(session: &Session) -> Result<Person> {
    match session.id_token.as_ref().and_then(|token| jws::peek(token.expose())) {
        Some((_, Value::Object(claims))) => Ok(Person::new(session, "id_token", claims)),
        _ => Err(Code::EndpointMissing
            .error()
            .phase(Phase::UserInfo)
            .message("the provider has no userinfo_endpoint, and there is no ID token")),
    }
}
