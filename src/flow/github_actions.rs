//! The identity token that GitHub Actions gives a job with `id-token: write`.
//! <https://docs.github.com/en/actions/reference/security/oidc>

use http::{HeaderValue, header};
use url::Url;

use super::{discovery::describe, peer::refusal};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        exchange::{Endpoint, Request},
        json,
        sent_secrets::SentSecrets,
        token,
    },
    secret::SecretString,
};

/// Where the job's environment says that tokens are.
pub const REQUEST_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
/// The variable of the bearer token that they are got with.
pub const REQUEST_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
/// The variable of the GitHub that runs the job; no step can change it.
pub const SERVER_URL: &str = "GITHUB_SERVER_URL";

/// What a job has been given to ask with.
#[derive(Debug)]
pub struct Offer {
    url: Url,
    bearer: SecretString,
}

impl Offer {
    /// Judges what the environment says. A step before may have changed the address, so it counts only if it is GitHub's own
    /// (threat C140).
    ///
    /// # Errors
    /// `secret_unavailable` outside such a job, `endpoint_refused` or `cleartext_refused` for another address.
    pub fn judge(environment: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let variable = |name: &str| environment(name).filter(|text| !text.is_empty());
        let (Some(url), Some(bearer)) = (variable(REQUEST_URL), variable(REQUEST_TOKEN)) else {
            return Err(Code::SecretUnavailable
                .error()
                .message("GitHub Actions offers this job no identity token")
                .hint("give the job `permissions: id-token: write`"));
        };
        let server = variable(SERVER_URL).and_then(|url| Url::parse(&url).ok());
        let server = server.as_ref().and_then(Url::host_str).unwrap_or("github.com");
        let url = Url::parse(&url).map_err(|_| refused(Code::EndpointRefused, server, "no address"))?;
        let host = url.host_str().unwrap_or_default();
        if url.scheme() != "https" {
            return Err(refused(Code::CleartextRefused, server, host));
        }
        match is_of(server, host) && url.username().is_empty() && url.password().is_none() {
            true => Ok(Self { url, bearer: bearer.into() }),
            false => Err(refused(Code::EndpointRefused, server, host)),
        }
    }
}

/// Whether the host belongs to the GitHub at `server`.
fn is_of(server: &str, host: &str) -> bool {
    let is_below = |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    match server {
        "github.com" => is_below("actions.githubusercontent.com"),
        server => host == server || is_below(server),
    }
}

fn refused(code: Code, server: &str, host: &str) -> Error {
    code.error()
        .message(format!("{REQUEST_URL} does not lead to the GitHub that runs this job"))
        .hint("look for the step that set it, and do not run the job again until you know why")
        .expected(format!("https, at {server}"))
        .got(host)
}

/// A token for that audience.
pub async fn identity_token(host: &Host, offer: &Offer, audience: &str) -> Result<SecretString> {
    let mut url = offer.url.clone();
    url.query_pairs_mut().append_pair("audience", audience);
    let bearer = HeaderValue::from_str(&format!("Bearer {}", offer.bearer.expose()))
        .map_err(|_| Code::TokenCharset.error().phase(Phase::Exchange))?;
    let request = Request::get(Endpoint::Platform, url).header(header::AUTHORIZATION, bearer);
    let secrets = SentSecrets::of(&request);
    let about = |error: Error| error.phase(Phase::Exchange);
    let response = host.http.send(request).await.map_err(about)?;
    if let Some(refusal) = refusal(&response, &secrets, Endpoint::Platform.name(), Phase::Exchange) {
        return Err(refusal.hint("it was GitHub Actions that refused: check the job's permissions"));
    }
    let members = json::object(&response.body).map_err(|error| about(describe(error, &response)))?;
    match members.get("value").and_then(serde_json::Value::as_str) {
        Some(value) if !value.is_empty() && token::is_token_text(value) => Ok(value.into()),
        _ => Err(about(Code::TokenResponseInvalid.error().message("GitHub Actions gave no identity token"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(url: &str, server: &str) -> Result<Offer> {
        let environment = |name: &str| {
            let value = match name {
                REQUEST_URL => url,
                REQUEST_TOKEN => "CANARY",
                _ => server,
            };
            Some(value.to_owned())
        };
        Offer::judge(&environment)
    }

    #[test]
    fn only_the_jobs_own_github_is_asked() {
        // C140
        for (url, server) in [
            ("https://pipelines.actions.githubusercontent.com/a/b?api-version=2.0", "https://github.com"),
            ("https://pipelines.actions.githubusercontent.com/", ""),
            ("https://github.corp.example/_services/token", "https://github.corp.example"),
            ("https://token.actions.octo.ghe.com/x", "https://octo.ghe.com"),
        ] {
            assert!(judged(url, server).is_ok(), "{url}");
        }
        for (url, server, code) in [
            ("http://pipelines.actions.githubusercontent.com/", "", Code::CleartextRefused),
            ("http://127.0.0.1:1/", "http://127.0.0.1:1", Code::CleartextRefused),
            ("https://actions.githubusercontent.com.evil.example/", "", Code::EndpointRefused),
            ("https://evilactions.githubusercontent.com/", "", Code::EndpointRefused),
            ("https://evil.example/?actions.githubusercontent.com", "", Code::EndpointRefused),
            ("https://x.actions.githubusercontent.com@evil.example/", "", Code::EndpointRefused),
            ("https://u@x.actions.githubusercontent.com/", "", Code::EndpointRefused),
            (
                "https://x.actions.githubusercontent.com/",
                "https://github.corp.example",
                Code::EndpointRefused,
            ),
            ("https://evilgithub.corp.example/", "https://github.corp.example", Code::EndpointRefused),
            ("nonsense", "", Code::EndpointRefused),
            ("", "", Code::SecretUnavailable),
        ] {
            let error = judged(url, server).expect_err(url);
            assert_eq!(error.code(), code, "{url}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }
}
