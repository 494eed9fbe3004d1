//! Google's authorization request: `access_type`, long and short scopes, both methods of PKCE; its errors are pages.
//! <https://developers.google.com/identity/protocols/oauth2/web-server#creatingclient>

use http::StatusCode;

use super::{client, scope};
use crate::{
    idp::{
        client::Client,
        interaction::{self, Transaction},
        oauth_error::{OauthError, Outcome},
        page::{self, Page},
        parameters::Parameters,
        provider::Provider,
        received::Received,
        redirect_uri,
        reply::Reply,
        scope::OFFLINE_ACCESS,
    },
    jose::{base64url, hash},
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    if let Err(error) = check(provider, &parameters) {
        return error_page(&error);
    }
    let transaction = Transaction::begin(provider, standard(&parameters));
    interaction::proceed(provider, received, &transaction, fault).await
}

/// What Google tells the person, and no app.
fn check(provider: &Provider, parameters: &Parameters) -> Outcome<()> {
    let need = |name: &str| {
        let missing = || OauthError::request(format!("Missing required parameter: {name}"));
        parameters.get(name).ok_or_else(missing)
    };
    let client = provider.client(need("client_id")?).ok_or_else(client::not_found)?;
    let redirect_uri = need("redirect_uri")?;
    if !is_registered(&client, redirect_uri) {
        let why = format!(
            "The redirect_uri passed in the authorization request does not match an authorized redirect URI for the \
             OAuth client ID: {redirect_uri}"
        );
        return Err(OauthError::new("redirect_uri_mismatch", why));
    }
    if parameters.get("response_type").is_none() {
        return Err(OauthError::request("Required parameter is missing: response_type"));
    }
    let asked: Vec<&str> = need("scope")?.split(' ').filter(|word| !word.is_empty()).collect();
    let (valid, invalid): (Vec<&str>, Vec<&str>) = asked.iter().partition(|word| scope::is_known(word));
    if !invalid.is_empty() {
        let (valid, invalid) = (valid.join(", "), invalid.join(", "));
        let why = format!("Some requested scopes were invalid. {{valid=[{valid}], invalid=[{invalid}]}}");
        return Err(OauthError::new("invalid_scope", why));
    }
    Ok(())
}

fn is_registered(client: &Client, uri: &str) -> bool {
    client.redirect_uris.iter().any(|registered| redirect_uri::matches(registered, uri))
}

/// The request as the strict provider reads it; what is only Google's is left out.
fn standard(parameters: &Parameters) -> Parameters {
    const AS_THEY_ARE: &[&str] = &[
        "response_type",
        "response_mode",
        "client_id",
        "redirect_uri",
        "state",
        "nonce",
        "login_hint",
        "prompt",
    ];
    let given = |name: &str| parameters.get(name).unwrap_or_default().to_owned();
    let mut scope: Vec<&str> =
        parameters.get("scope").unwrap_or_default().split(' ').map(scope::short).collect();
    if parameters.get("access_type") == Some("offline") {
        scope.push(OFFLINE_ACCESS);
    }
    let (challenge, method) =
        match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
            // RFC 7636 §4.3: plain is meant where no method is named; its hash is the challenge of the same verifier
            (Some(plain), None | Some("plain")) => {
                (base64url::encode(hash::sha256(plain.as_bytes())), "S256".to_owned())
            }
            _ => (given("code_challenge"), given("code_challenge_method")),
        };
    let changed =
        [("scope", scope.join(" ")), ("code_challenge", challenge), ("code_challenge_method", method)];
    let pairs = AS_THEY_ARE.iter().map(|name| (*name, given(name))).chain(changed);
    Parameters::of(pairs.map(|(name, value)| (name.to_owned(), value)))
}

/// The page, with the words that developers look for.
fn error_page(error: &OauthError) -> Reply {
    let status = match error.status {
        StatusCode::UNAUTHORIZED => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    let body = format!(
        "<p class=\"problem\">{}</p>\n<p>Error {}: {}</p>",
        page::text(&error.description),
        status.as_u16(),
        page::text(error.error)
    );
    Reply::page(status, &Page::new("Access blocked: Authorization Error", body))
}
