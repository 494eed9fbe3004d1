//! Makes an app: `/iframes/application/create/v2`, which a site shows in a frame, and whose last page hands the new keys to it.
//!
//! Browsers send no cookie of ours into another site's frame, so there is no session here: the person says each time who they
//! are, and a form counts by where it comes from. Only sites on this machine may show the frame, and get the keys.

use http::{Method, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::site;
use crate::{
    idp::{
        answer::error_page,
        endpoint::sign_in,
        interaction, notice,
        oauth_error::{OauthError, Outcome},
        page::{Form, Page, attribute, sign_in as sign_in_page, text},
        parameters::Parameters,
        provider::{Provider, cookie_hash},
        received::Received,
        registration_policy::RegistrationPolicy,
        reply::Reply,
        state::{Change, Record, Registered},
        user::User,
    },
    protocol::{address::is_loopback, time::UnixTime},
};

/// Where it is.
const PATH: &str = "/iframes/application/create/v2";
/// What its form is sealed for.
const PURPOSE: &str = "clef_application";
/// How long a page may be open, in seconds.
const PATIENCE: i64 = 3600;

/// Hands a message to the page around.
const SCRIPT: &str =
    "var it=document.getElementById('message').dataset;parent.postMessage(JSON.parse(it.message),it.to)";

/// base64 of the SHA-256 of [`SCRIPT`]; a test computes it.
const SCRIPT_HASH: &str = "'sha256-OrwkJKok48u/+lbamRRam66bnC/7/r1hc+41VeWsxhQ='";

/// The app that is wanted.
#[derive(Serialize, Deserialize)]
struct Wish {
    name: String,
    /// The site's origin.
    origin: String,
    logout_hook: Option<String>,
    opened_at: UnixTime,
}

/// Shows the form, or takes it.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let outcome = match received.method {
        Method::POST => made(provider, received),
        _ => shown(provider, received),
    };
    outcome.unwrap_or_else(|error| error_page(&error))
}

fn shown(provider: &Provider, received: &Received) -> Outcome<Reply> {
    let (parameters, _) = received.parameters();
    ask(provider, &Wish::read(provider, &parameters)?, None)
}

fn made(provider: &Provider, received: &Received) -> Outcome<Reply> {
    if !received.is_from(&provider.web_origin_at(received.header(header::HOST).unwrap_or_default())) {
        return Err(OauthError::request("the form was not sent from a page of this provider"));
    }
    let fields = received.form()?;
    let wish = Wish::open(provider, fields.get("transaction").unwrap_or_default())?;
    match sign_in::user(provider, &fields) {
        Err(problem) => ask(provider, &wish, Some(problem)),
        Ok(user) => match register(provider, &wish, &user)? {
            Ok(keys) => Ok(framed(StatusCode::OK, &told(&wish, &keys), &wish)),
            Err(why) => {
                let message = json!({"type": "error", "message": why});
                Ok(framed(StatusCode::BAD_REQUEST, &told(&wish, &message), &wish))
            }
        },
    }
}

/// Makes the app, and gives what its site is told of it.
fn register(provider: &Provider, wish: &Wish, user: &User) -> Outcome<Result<Value, String>> {
    let mut metadata = Map::new();
    metadata.insert("client_name".into(), wish.name.clone().into());
    metadata.insert("redirect_uris".into(), json!([format!("{}/", wish.origin)]));
    metadata.insert("token_endpoint_auth_method".into(), "client_secret_post".into());
    metadata.insert("grant_types".into(), json!(["authorization_code"]));
    if let Some(hook) = &wish.logout_hook {
        metadata.insert("logout_hook".into(), hook.clone().into());
    }
    let (app_id, app_secret) = (hexadecimal(provider), hexadecimal(provider));
    let record = Record {
        client_id: app_id.clone(),
        client_secret: Some(app_secret.as_str().into()),
        metadata,
        // nobody knows its token, so nobody changes it
        token_hash: cookie_hash(&provider.random(32)),
        issued_at: provider.now(),
    };
    if let Err(fault) = Registered::of(record.clone()) {
        return Ok(Err(fault.why));
    }
    provider.commit(|_| ((), vec![Change::ClientRegistered { record }]))?;
    let id = provider.config.user_id_type.value(user.number());
    Ok(Ok(json!({"type": "keys", "clefID": id, "appID": app_id, "appSecret": app_secret})))
}

/// 16 bytes of randomness, as ids and secrets were written.
fn hexadecimal(provider: &Provider) -> String {
    let mut bytes = [0; 16];
    provider.world.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Wish {
    fn read(provider: &Provider, parameters: &Parameters) -> Outcome<Self> {
        if !matches!(provider.config.registration, RegistrationPolicy::Open) {
            return Err(OauthError::request("this provider's configuration lets nobody make apps"));
        }
        let domain = parameters.get("domain").unwrap_or_default();
        let url = Url::parse(domain)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && is_loopback(url));
        let Some(url) = url else {
            return Err(OauthError::request(format!(
                "domain must be the address of a site on this machine, such as http://localhost:8080: got {domain}"
            )));
        };
        let origin = url.origin().ascii_serialization();
        let logout_hook = parameters.get("logout_hook").map(str::to_owned);
        let is_right = |hook: &String| site::is_same(&origin, hook) && notice::address(hook).is_ok();
        if !logout_hook.as_ref().is_none_or(is_right) {
            return Err(OauthError::request("Invalid logout hook URL."));
        }
        let name = parameters.get("name").unwrap_or(domain).to_owned();
        Ok(Self { name, origin, logout_hook, opened_at: provider.now() })
    }

    fn seal(&self, provider: &Provider) -> String {
        provider.seal.seal(PURPOSE, &serde_json::to_vec(self).expect("text and numbers are JSON"))
    }

    fn open(provider: &Provider, sealed: &str) -> Outcome<Self> {
        let content = provider.seal.open(PURPOSE, sealed);
        content
            .and_then(|content| serde_json::from_slice::<Self>(&content).ok())
            .filter(|wish| provider.now().since(wish.opened_at) <= PATIENCE)
            .ok_or_else(interaction::stale)
    }
}

fn ask(provider: &Provider, wish: &Wish, problem: Option<&str>) -> Outcome<Reply> {
    let (sealed, what) = (wish.seal(provider), format!("the new app {}", wish.name));
    let form = Form { transaction: &sealed, csrf: "" };
    let page = sign_in_page::page(provider, &sign_in_page::Asks::of_person(PATH, &what), form, problem);
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(framed(status, &page, wish))
}

/// The page that tells the site around, and whoever has opened it without one.
fn told(wish: &Wish, message: &Value) -> Page {
    let member = |name: &str| text(message.get(name).and_then(Value::as_str).unwrap_or_default());
    let (title, lines) = match message["type"] == "keys" {
        true => (
            format!("{} is an app now", wish.name),
            format!(
                "<p>App ID <code>{}</code></p>\n<p>App secret <code>{}</code></p>",
                member("appID"),
                member("appSecret")
            ),
        ),
        false => {
            ("There is no new app".to_owned(), format!("<p class=\"problem\">{}</p>", member("message")))
        }
    };
    let body = format!(
        "{lines}\n<p id=\"message\" data-to=\"{}\" data-message=\"{}\" hidden></p>\n<script>{SCRIPT}</script>",
        attribute(&wish.origin),
        attribute(&message.to_string())
    );
    Page { script: Some(SCRIPT_HASH), ..Page::new(title, body) }
}

/// The page for the frame of that site, and for no other's (CSP3 §6.4.2, threat P9).
fn framed(status: StatusCode, page: &Page, wish: &Wish) -> Reply {
    let policy = page.content_security_policy();
    let policy = policy.replace("frame-ancestors 'none'", &format!("frame-ancestors {}", wish.origin));
    let mut reply = Reply::page(status, page).header("content-security-policy", &policy);
    // which knows no other origins
    reply.headers.remove(header::X_FRAME_OPTIONS);
    reply
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{base64url, hash};

    #[test]
    fn the_policy_allows_this_script_and_no_other() {
        let hash = base64url::encode(hash::sha256(SCRIPT.as_bytes())).replace('-', "+").replace('_', "/");
        assert_eq!(SCRIPT_HASH, format!("'sha256-{hash}='"));
    }
}
