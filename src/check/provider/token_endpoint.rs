//! What the token endpoint refuses, and how it says so. <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>

use http::{HeaderValue, header};

use super::{
    answer::Answer,
    authorization::STRANGER,
    client::{self, Client},
    published::PAGE,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
    },
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("P1" Must "RFC 6749 §3.2": "a token request by GET"
            => "is refused";
            "take token requests by POST alone: what is in an address is written down on the way"),
        run: |stage, trace| ruled(get_is_refused(stage, trace)),
    },
    Row {
        case: case!("P2" Must "RFC 6749 §5.2": "a client that is not known, with a secret in the header"
            => "is refused: 401, invalid_client, and WWW-Authenticate with the scheme that it used";
            "answer 401 with WWW-Authenticate: Basic"),
        run: |stage, trace| ruled(stranger_is_challenged(stage, trace)),
    },
    Row {
        case: case!("P3" Must "RFC 6749 §3.2.1": "nobody in particular"
            => "is refused: invalid_client or invalid_request";
            "refuse a token request that names no client"),
        run: |stage, trace| ruled(nobody_is_refused(stage, trace)),
    },
    Row {
        case: case!("P4" Must "RFC 6749 §5.2": "an error of the token endpoint"
            => "is 400 or 401 and JSON with `error`";
            "answer errors with 400 (401 for the client), Content-Type: application/json, and error"),
        run: |stage, trace| ruled(error_is_json(stage, trace)),
    },
    Row {
        case: case!("P5" Should "RFC 6749 §5.2": "the text of an error of the token endpoint"
            => "is stored nowhere: Cache-Control: no-store";
            "send Cache-Control: no-store with every answer of the token endpoint"),
        run: |stage, trace| ruled(error_is_not_stored(stage, trace)),
    },
    Row {
        case: case!("P6" Must "Fetch §3.3": "a script of another site, with the person's cookies"
            => "may not read the answer of the token endpoint";
            "do not send Access-Control-Allow-Credentials from the token endpoint"),
        run: |stage, trace| ruled(cookies_are_no_use(stage, trace)),
    },
    Row {
        case: case!("P7" Must "RFC 6749 §5.2": "a grant that nobody knows"
            => "is refused: unsupported_grant_type";
            "answer an unknown grant_type with unsupported_grant_type"),
        run: |stage, trace| {
            ruled(with_form(
                stage,
                trace,
                &[("grant_type", "urn:authctl:unknown")],
                &["unsupported_grant_type"],
            ))
        },
    },
    Row {
        case: case!("P8" Must "RFC 6749 §5.2": "no grant_type"
            => "is refused: invalid_request";
            "answer a request without grant_type with invalid_request"),
        run: |stage, trace| {
            ruled(with_form(
                stage,
                trace,
                &[("code", "none")],
                &["invalid_request", "unsupported_grant_type"],
            ))
        },
    },
    Row {
        case: case!("P9" Must "RFC 6749 §5.2": "a code that was never given out"
            => "is refused: invalid_grant";
            "answer an unknown code with invalid_grant"),
        run: |stage, trace| ruled(unknown_code(stage, trace)),
    },
    Row {
        case: case!("P10" Must "RFC 6749 §5.2": "a refresh token that was never given out"
            => "is refused: invalid_grant";
            "answer an unknown refresh token with invalid_grant"),
        run: |stage, trace| ruled(unknown_refresh_token(stage, trace)),
    },
    Row {
        case: case!("P11" Must "RFC 6749 §3.2": "a right code, and a parameter twice"
            => "is refused: invalid_request";
            "refuse a request that has a parameter twice"),
        run: |stage, trace| ruled(twice_is_refused(stage, trace)),
    },
    Row {
        case: case!("P12" Should "RFC 9700 §2.4": "a name and a password of a person, from a client of the code flow"
            => "is refused: unauthorized_client or unsupported_grant_type";
            "turn the password grant off, at least for clients that do not need it"),
        run: |stage, trace| ruled(passwords_are_refused(stage, trace)),
    },
    Row {
        case: case!("P13" Must "RFC 6749 §5.2": "the client with a wrong secret"
            => "is refused: invalid_client";
            "compare the secret, and answer invalid_client"),
        run: |stage, trace| ruled(wrong_secret(stage, trace)),
    },
    Row {
        case: case!("P14" Must "RFC 6749 §3.2.1": "the client without its secret"
            => "is refused: invalid_client";
            "require the secret of every client that has one"),
        run: |stage, trace| ruled(no_secret(stage, trace)),
    },
    Row {
        case: case!("P15" Must "RFC 6749 §2.3.1": "the secret in the address"
            => "is refused: invalid_client or invalid_request";
            "take client credentials from the header or the body, never from the query"),
        run: |stage, trace| ruled(secret_in_query(stage, trace)),
    },
    Row {
        case: case!("P16" Should "RFC 6749 §2.3": "the secret in the header and in the body"
            => "is refused: invalid_request or invalid_client";
            "refuse a request that authenticates in more than one way"),
        run: |stage, trace| ruled(two_ways(stage, trace)),
    },
    Row {
        case: case!("P17" Should "RFC 6749 §4.1.3": "a form that is sent as JSON"
            => "is refused";
            "read token requests as application/x-www-form-urlencoded alone"),
        run: |stage, trace| ruled(json_is_refused(stage, trace)),
    },
];

const CODE: [(&str, &str); 2] = [("grant_type", "authorization_code"), ("code", "authctl-never-given-out")];
/// RFC 6749 §5.2: which of them depends on what a provider looks at first.
const OF_CLIENT: [&str; 3] = ["invalid_client", "invalid_request", "unauthorized_client"];

impl Stage {
    /// The client's token request.
    pub(super) async fn token(
        &self,
        client: &Client,
        fields: &[(&str, &str)],
        trace: &Trace,
    ) -> Result<Answer, Judged> {
        let endpoint = self.endpoint("token_endpoint", trace).await?;
        self.ask(client.form(endpoint, fields), trace).await
    }
}

async fn get_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let mut url = stage.endpoint("token_endpoint", trace).await?;
    url.query_pairs_mut().extend_pairs(CODE).append_pair("client_id", STRANGER);
    let answer = stage.ask(Request::get(Endpoint::Authorization, url), trace).await?;
    Ok(answer.rule(
        !answer.is_success() && !answer.response.status.is_redirection(),
        format!("it answers {}", answer.said()),
    ))
}

async fn strange(stage: &Stage, trace: &Trace) -> Result<Answer, Judged> {
    let url = stage.endpoint("token_endpoint", trace).await?;
    let request = client::form(url, &CODE);
    stage.ask(request.header(header::AUTHORIZATION, client::basic(STRANGER, "authctl-wrong")), trace).await
}

async fn stranger_is_challenged(stage: &Stage, trace: &Trace) -> Ruling {
    let answer = strange(stage, trace).await?;
    let is_right =
        answer.status() == 401 && answer.text("error") == "invalid_client" && answer.challenges("Basic");
    let challenge = if answer.challenges("Basic") { "with" } else { "without" };
    Ok(answer.rule(is_right, format!("it answers {} {challenge} WWW-Authenticate: Basic", answer.said())))
}

async fn nobody_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("token_endpoint", trace).await?;
    Ok(stage.ask(client::form(url, &CODE), trace).await?.is_refused_as(&OF_CLIENT))
}

async fn error_is_json(stage: &Stage, trace: &Trace) -> Ruling {
    let answer = strange(stage, trace).await?;
    let kind = answer.response.content_type();
    let is_right = [400, 401].contains(&answer.status())
        && kind == "application/json"
        && !answer.text("error").is_empty();
    Ok(answer.rule(is_right, format!("it answers {} as {kind}", answer.said())))
}

async fn error_is_not_stored(stage: &Stage, trace: &Trace) -> Ruling {
    let answer = strange(stage, trace).await?;
    let policy = answer.headers(header::CACHE_CONTROL);
    Ok(answer.rule(answer.is_stored_nowhere(), format!("Cache-Control is {policy:?}")))
}

async fn cookies_are_no_use(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("token_endpoint", trace).await?;
    let request = client::form(url, &CODE).header(header::ORIGIN, HeaderValue::from_static(PAGE));
    let answer = stage.ask(request, trace).await?;
    let is_let = answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS) == Some("true");
    Ok(answer.rule(
        !is_let,
        if is_let { "it may be read with cookies" } else { "it may not be read with cookies" },
    ))
}

async fn with_form(stage: &Stage, trace: &Trace, fields: &[(&str, &str)], errors: &[&str]) -> Ruling {
    let client = stage.client()?;
    Ok(stage.token(client, fields, trace).await?.is_refused_as(errors))
}

async fn unknown_code(stage: &Stage, trace: &Trace) -> Ruling {
    let client = stage.client()?;
    let verifier = stage.fresh();
    let [grant, code] = CODE;
    let more = [("redirect_uri", client.redirect_uri.as_str()), ("code_verifier", verifier.as_str())];
    with_form(stage, trace, &[grant, code, more[0], more[1]], &["invalid_grant"]).await
}

async fn unknown_refresh_token(stage: &Stage, trace: &Trace) -> Ruling {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", "authctl-never-given-out")];
    with_form(stage, trace, &fields, &["invalid_grant"]).await
}

async fn twice_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let mut form = coded.form();
    form.push(("redirect_uri", "https://attacker.example/callback"));
    Ok(stage.token(stage.client()?, &form, trace).await?.is_refused())
}

async fn passwords_are_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let fields =
        [("grant_type", "password"), ("username", "authctl-nobody"), ("password", "authctl-nothing")];
    with_form(stage, trace, &fields, &["unauthorized_client", "unsupported_grant_type"]).await
}

async fn wrong_secret(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, _) = stage.confidential()?;
    let url = stage.endpoint("token_endpoint", trace).await?;
    let request = client.form_with(url, &CODE, Some("authctl-wrong"));
    Ok(stage.ask(request, trace).await?.is_refused_as(&["invalid_client"]))
}

async fn no_secret(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, _) = stage.confidential()?;
    let url = stage.endpoint("token_endpoint", trace).await?;
    Ok(stage.ask(client.form_with(url, &CODE, None), trace).await?.is_refused_as(&OF_CLIENT))
}

async fn secret_in_query(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, secret) = stage.confidential()?;
    let mut url = stage.endpoint("token_endpoint", trace).await?;
    url.query_pairs_mut().extend_pairs([("client_id", client.id.as_str()), ("client_secret", secret)]);
    Ok(stage.ask(client::form(url, &CODE), trace).await?.is_refused_as(&OF_CLIENT))
}

async fn two_ways(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, secret) = stage.confidential()?;
    let url = stage.endpoint("token_endpoint", trace).await?;
    let body = Client { method: ClientAuthMethod::ClientSecretPost, ..client.clone() };
    let request = body.form_with(url, &CODE, Some(secret));
    let request = request.header(header::AUTHORIZATION, client::basic(&client.id, secret));
    Ok(stage.ask(request, trace).await?.is_refused_as(&["invalid_request", "invalid_client"]))
}

async fn json_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let client = stage.client()?;
    let url = stage.endpoint("token_endpoint", trace).await?;
    let mut request = client.form(url, &CODE);
    let members = CODE.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let mut document: serde_json::Map<_, serde_json::Value> = members.collect();
    document.insert("client_id".into(), client.id.as_str().into());
    request.body = serde_json::Value::Object(document).to_string().into_bytes();
    let request = request.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let answer = stage.ask(request, trace).await?;
    let is_read = answer.text("error") == "invalid_grant" || answer.is_success();
    Ok(answer.rule(!is_read, format!("it answers {}", answer.said())))
}
