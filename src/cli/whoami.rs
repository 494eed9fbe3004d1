//! `whoami`: who is signed in, as the provider tells it now.

use std::process::ExitCode;

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    context::Context,
    plan::Plan,
    sessions::{self, Chosen},
};
use crate::{
    error::{Code, Phase, Result},
    flow::{user_emails, userinfo},
    jose::jws,
    output::{json, table},
    profile::{
        key::Key,
        profile_map::for_session,
        settings::{Flags, Inputs},
    },
    provider::profile_map::{self, Field, ProfileMap, UserProfile},
    session::{
        Session,
        want::{DEFAULT_MIN_TTL, Want},
    },
};

const EXAMPLES: &str = "\
Examples:
  authctl whoami
  authctl whoami --raw
        the user as the provider tells it
  authctl whoami --profile-map id=data.user.id --profile-map avatar=data.pictures.0.url
        where another provider has what; profile_map in profiles.toml keeps it";

/// Flags of `whoami`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct WhoamiArguments {
    /// Print the user object as the provider has it
    #[arg(long, env = "AUTHCTL_RAW", hide_env = true, value_parser = BoolishValueParser::new())]
    raw: bool,
    /// Where the user object has id, name, email, avatar or phone, such as id=data.user.id
    #[arg(long, value_name = "FIELD=PATH", conflicts_with = "raw")]
    profile_map: Vec<String>,
}

/// Asks the provider, or reads the ID token of a provider without UserInfo.
pub fn run(arguments: &WhoamiArguments, context: &Context) -> Result<ExitCode> {
    let chosen = sessions::chosen(context)?;
    let told = context
        .block_on(ask(context, &chosen, arguments.raw))
        .map_err(|error| error.profile(chosen.profile()))?;
    told.then(|told| {
        if arguments.raw {
            return context.print(format!("{}\n", json::document(&told.claims)).as_bytes());
        }
        let person = arguments.read(context, told).map_err(|error| error.profile(chosen.profile()))?;
        context.answer(&person, || person.text())
    })
}

impl WhoamiArguments {
    /// What the provider told, by the map that is in force now.
    fn read(&self, context: &Context, told: Told) -> Result<Person> {
        let mut user = match told.source {
            SESSION => UserProfile::default(),
            _ => self.map(context, &told.session)?.read(&told.claims)?,
        };
        let Told { session, source, claims, email } = told;
        user.email = user.email.or(email);
        Ok(Person {
            profile: session.profile,
            provider: session.provider,
            issuer: session.issuer,
            sub: session.subject,
            username: session.username,
            user,
            source,
            claims,
        })
    }

    fn map(&self, context: &Context, session: &Session) -> Result<ProfileMap> {
        let flags = Flags::default().with(Key::ProfileMap, self.profile_map.iter());
        let file = context.file()?;
        let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
        for_session(&inputs, &session.profile, &session.settings)
    }
}

/// Nobody signed in: it is the client itself.
const SESSION: &str = "session";

/// What was told of the person, and by whom.
struct Told {
    session: Session,
    /// `userinfo`, `id_token`, or without a person `session`
    source: &'static str,
    claims: Map<String, Value>,
    /// An address that stands elsewhere.
    email: Option<String>,
}

#[derive(Serialize)]
struct Person {
    profile: String,
    provider: String,
    issuer: Option<String>,
    sub: Option<String>,
    username: Option<String>,
    #[serde(flatten)]
    user: UserProfile,
    source: &'static str,
    claims: Map<String, Value>,
}

impl Person {
    fn text(&self) -> String {
        let mut rows = vec![
            ("profile", self.profile.clone()),
            ("provider", self.issuer.clone().unwrap_or_else(|| self.provider.clone())),
        ];
        if self.source == SESSION {
            rows.extend(self.claims.iter().map(|(name, value)| (name.as_str(), text(value))));
        }
        rows.extend(self.user.fields().map(|(name, value)| (name, value.to_owned())));
        let is_new = |name: &&String| self.user.fields().all(|(_, value)| value != name.as_str());
        let username = self.username.iter().filter(is_new);
        rows.extend(username.map(|name| ("username", name.clone())));
        table::pairs(&rows)
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

async fn ask(context: &Context, chosen: &Chosen, raw: bool) -> Result<Told> {
    let kept = chosen.load()?;
    if kept.access_token.is_empty() && kept.id_token.is_some() && !kept.is_renewable() {
        // OIDC Core §3.2.2.5: response_type id_token; nothing opens UserInfo
        return read_id_token(kept);
    }
    let session = chosen.fresh(context, Want::ValidFor(DEFAULT_MIN_TTL)).await?.session;
    match tell(context, session.clone(), raw).await {
        // A token that the provider has withdrawn before its time is renewed once.
        Err(error) if error.code() == Code::InvalidToken && session.is_renewable() => {
            let session = chosen.fresh(context, Want::NewerThan(session.generation)).await?.session;
            tell(context, session, raw).await
        }
        told => told,
    }
}

async fn tell(context: &Context, session: Session, raw: bool) -> Result<Told> {
    if session.is_repeatable() {
        // Nobody signed in: it is the client itself, and no provider has more to tell of it.
        let claims = Map::from_iter([("client_id".to_owned(), session.client_id.clone().into())]);
        return Ok(Told { session, source: SESSION, claims, email: None });
    }
    let plan = Plan::of_session(context, &session).await?;
    let told = match plan.peer.metadata.endpoints.userinfo {
        // A token for an API opens no UserInfo (RFC 8707 §2).
        Some(_) if plan.peer.resources.is_empty() || session.id_token.is_none() => {
            told_by_userinfo(context, &plan, session, raw).await
        }
        _ => read_id_token(session),
    };
    plan.finish().await;
    told
}

async fn told_by_userinfo(context: &Context, plan: &Plan, session: Session, raw: bool) -> Result<Told> {
    // OIDC Core §5.3.2 compares with the ID token's `sub`; a plain OAuth provider has none.
    let subject = session.id_token.as_ref().and(session.subject.as_deref());
    let claims = userinfo::userinfo(&plan.host, &plan.peer, &session.access_token, subject).await?;
    let email = match profile_map::at(&claims, plan.resolved.profile_map.path(Field::Email)) {
        Some(_) => None,
        None if raw => None,
        None => {
            let asked = user_emails::primary(&plan.host, &plan.peer, &session.access_token).await;
            asked.unwrap_or_else(|error| {
                let why = error.text().to_owned();
                context.warn(&error.message(format!(
                    "the provider does not tell the user's e-mail addresses, for which the scope is user:email: {why}"
                )));
                None
            })
        }
    };
    Ok(Told { session, source: "userinfo", claims, email })
}

/// It was validated before it was kept.
fn read_id_token(session: Session) -> Result<Told> {
    match session.id_token.as_ref().and_then(|token| jws::peek(token.expose())) {
        Some((_, Value::Object(claims))) => Ok(Told { session, source: "id_token", claims, email: None }),
        _ => Err(Code::EndpointMissing
            .error()
            .phase(Phase::UserInfo)
            .message("the provider has no userinfo_endpoint, and there is no ID token")),
    }
}
