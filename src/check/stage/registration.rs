//! How an app becomes known to the provider that was made for this check.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::{Stage, not_signed_in};
use crate::{
    check::trace::Trace,
    error::{Code, Phase, Result},
    host::{BoxFuture, Http},
    idp::state::{Change, Record, Registered},
    protocol::exchange::{Request, Response},
    secret::SecretString,
};

/// Where the app wants to be answered, by the first request that it sends a person to the provider with. The provider refuses
/// that one, since it does not know the app yet.
///
/// # Errors
/// [`Code::AppSignInFailed`] if its login address does not lead to the provider.
pub async fn asked_for(stage: &Stage, trace: &Trace) -> Result<String> {
    let (origin, asked) = (stage.server.origin().to_owned(), Arc::default());
    let watched = Arc::new(Watched { http: Arc::clone(&stage.http), origin, asked: Arc::clone(&asked) });
    let mut agent = stage.agent_over(watched, trace)?;
    let led = agent.sign_in(stage.subject.login.clone(), &stage.subject.user.username, None).await;
    if let Err(error) = &led
        && error.code() == Code::ChromiumFailed
    {
        return Err(error.clone());
    }
    let asked = asked.lock().unwrap_or_else(PoisonError::into_inner).take();
    asked.ok_or_else(|| {
        let error = not_signed_in("its login address does not lead to the provider with a redirect_uri");
        let error = match led {
            Ok(page) => error.got(format!("{} at {}", page.status.as_u16(), page.url.path())),
            Err(why) => error.got(why.to_string()),
        };
        error.hint(
            "give the app's redirect address with --redirect-uri, or register it in the file of --config",
        )
    })
}

/// A way to the app and the provider that takes note of the first request for a sign-in.
struct Watched {
    http: Arc<dyn Http>,
    origin: String,
    asked: Arc<Mutex<Option<String>>>,
}

impl Http for Watched {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>> {
        let value = |name: &str| {
            request.url.query_pairs().find(|(known, _)| known == name).map(|it| it.1.into_owned())
        };
        if request.url.origin().ascii_serialization() == self.origin
            && let Some(redirect_uri) = value("redirect_uri")
        {
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(redirect_uri);
        }
        self.http.send(request)
    }
}

/// Registers it, with that secret.
///
/// # Errors
/// [`Code::Usage`] if the provider does not register such a client.
pub fn register(stage: &Stage, secret: &SecretString, redirect_uris: &[String]) -> Result<()> {
    let (provider, subject) = (stage.provider(), &stage.subject);
    let mut metadata = Map::<String, Value>::new();
    metadata.insert("client_name".into(), "The app that is checked".into());
    metadata.insert("redirect_uris".into(), json!(redirect_uris));
    let record = Record {
        client_id: subject.client_id.clone(),
        client_secret: Some(secret.clone()),
        metadata,
        token_hash: String::new(),
        issued_at: provider.now(),
    };
    if let Err(fault) = Registered::of(record.clone()) {
        return Err(Code::Usage
            .error()
            .phase(Phase::Check)
            .message(format!("the app cannot be registered so: {}", fault.why))
            .got(redirect_uris.join(", ")));
    }
    provider.store.commit(provider.now(), |_| ((), vec![Change::ClientRegistered { record }]))
}
