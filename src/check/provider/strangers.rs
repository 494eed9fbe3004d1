//! What revocation, introspection and UserInfo say to those who prove nothing.
//! <https://www.rfc-editor.org/rfc/rfc7009>, <https://www.rfc-editor.org/rfc/rfc7662>, <https://www.rfc-editor.org/rfc/rfc6750>

use http::header;

use super::{
    authorization::{Landing, STRANGER},
    client,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    protocol::exchange::{Endpoint, Request},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("V1" Must "RFC 7009 §2.1": "revocation by a client that is not known"
            => "is refused: invalid_client";
            "authenticate the client before a token is revoked"),
        run: |stage, trace| ruled(stranger(stage, trace, "revocation_endpoint")),
    },
    Row {
        case: case!("V2" Must "RFC 7009 §2.1": "revocation by GET"
            => "is refused";
            "take revocation requests by POST alone"),
        run: |stage, trace| ruled(by_get(stage, trace, "revocation_endpoint")),
    },
    Row {
        case: case!("V3" Must "RFC 7009 §2.2": "revocation of a token that was never given out"
            => "is answered with 200";
            "answer 200 for a token that is not known: what was to be is so already"),
        run: |stage, trace| ruled(unknown_is_revoked(stage, trace, &[("token", "authctl-never-given-out")])),
    },
    Row {
        case: case!("V4" Must "RFC 7009 §2.1": "revocation with a token_type_hint that nobody knows"
            => "is answered with 200, or unsupported_token_type";
            "ignore a token_type_hint that is not known"),
        run: |stage, trace| ruled(odd_hint(stage, trace)),
    },
    Row {
        case: case!("V5" Must "RFC 7009 §2.1": "revocation of nothing"
            => "is refused: invalid_request";
            "answer a request without token with invalid_request"),
        run: |stage, trace| ruled(nothing_to_revoke(stage, trace)),
    },
    Row {
        case: case!("I1" Must "RFC 7662 §2.1": "introspection by nobody in particular"
            => "is refused";
            "require authentication of whoever asks what a token is worth"),
        run: |stage, trace| ruled(nobody_introspects(stage, trace)),
    },
    Row {
        case: case!("I2" Must "RFC 7662 §2.3": "introspection by a client that is not known"
            => "is refused: 401";
            "authenticate whoever asks, and answer 401"),
        run: |stage, trace| ruled(stranger(stage, trace, "introspection_endpoint")),
    },
    Row {
        case: case!("I3" Must "RFC 7662 §2.1": "introspection by GET"
            => "is refused";
            "take introspection requests by POST alone"),
        run: |stage, trace| ruled(by_get(stage, trace, "introspection_endpoint")),
    },
    Row {
        case: case!("I4" Must "RFC 7662 §2.2": "introspection of a token that was never given out"
            => "is answered with {\"active\":false}, and nothing else";
            "answer 200 with active: false for a token that is not known"),
        run: |stage, trace| ruled(unknown_is_inactive(stage, trace)),
    },
    Row {
        case: case!("U1" Must "RFC 6750 §3": "UserInfo without a token"
            => "is refused: 401 with WWW-Authenticate: Bearer";
            "answer 401 with WWW-Authenticate: Bearer"),
        run: |stage, trace| ruled(no_token(stage, trace)),
    },
    Row {
        case: case!("U2" Must "RFC 6750 §3.1": "UserInfo with a token that was never given out"
            => "is refused: 401, invalid_token";
            "answer 401 with WWW-Authenticate: Bearer error=\"invalid_token\""),
        run: |stage, trace| ruled(unknown_token(stage, trace)),
    },
    Row {
        case: case!("L1" Must "RP-Initiated Logout §3": "logout, and back to a place that is not registered"
            => "sends nobody there";
            "compare post_logout_redirect_uri with the registered ones, to the letter"),
        run: |stage, trace| ruled(logout_leads_nowhere(stage, trace)),
    },
    Row {
        case: case!("L2" Should "RP-Initiated Logout §2": "logout that nobody is known to have asked for"
            => "asks the person, or does nothing that can be seen";
            "ask the person before a session ends without an id_token_hint"),
        run: |stage, trace| ruled(logout_is_a_page(stage, trace)),
    },
];

const TOKEN: (&str, &str) = ("token", "authctl-never-given-out");

async fn stranger(stage: &Stage, trace: &Trace, member: &'static str) -> Ruling {
    let url = stage.endpoint(member, trace).await?;
    let credentials = client::basic(STRANGER, "authctl-wrong");
    let request = client::form(url, &[TOKEN]).header(header::AUTHORIZATION, credentials);
    Ok(stage.ask(request, trace).await?.is_refused())
}

async fn by_get(stage: &Stage, trace: &Trace, member: &'static str) -> Ruling {
    let mut url = stage.endpoint(member, trace).await?;
    url.query_pairs_mut().append_pair(TOKEN.0, TOKEN.1);
    let request = Request::get(Endpoint::Authorization, url);
    let request = match stage.client.as_ref().and_then(|it| Some((it, it.secret.as_ref()?))) {
        Some((client, secret)) => {
            request.header(header::AUTHORIZATION, client::basic(&client.id, secret.expose()))
        }
        None => request,
    };
    let answer = stage.ask(request, trace).await?;
    Ok(answer.rule(
        !answer.is_success() && !answer.response.status.is_redirection(),
        format!("it answers {}", answer.said()),
    ))
}

async fn unknown_is_revoked(stage: &Stage, trace: &Trace, fields: &[(&str, &str)]) -> Ruling {
    let client = stage.client()?;
    let url = stage.endpoint("revocation_endpoint", trace).await?;
    let answer = stage.ask(client.form(url, fields), trace).await?;
    Ok(answer.rule(answer.status() == 200, format!("it answers {}", answer.said())))
}

async fn odd_hint(stage: &Stage, trace: &Trace) -> Ruling {
    let client = stage.client()?;
    let url = stage.endpoint("revocation_endpoint", trace).await?;
    let answer = stage.ask(client.form(url, &[TOKEN, ("token_type_hint", "authctl-unknown")]), trace).await?;
    let is_right = answer.status() == 200 || answer.text("error") == "unsupported_token_type";
    Ok(answer.rule(is_right, format!("it answers {}", answer.said())))
}

async fn nothing_to_revoke(stage: &Stage, trace: &Trace) -> Ruling {
    let client = stage.client()?;
    let url = stage.endpoint("revocation_endpoint", trace).await?;
    Ok(stage.ask(client.form(url, &[]), trace).await?.is_refused_as(&["invalid_request"]))
}

async fn nobody_introspects(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("introspection_endpoint", trace).await?;
    Ok(stage.ask(client::form(url, &[TOKEN]), trace).await?.is_refused())
}

async fn unknown_is_inactive(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, _) = stage.confidential()?;
    let url = stage.endpoint("introspection_endpoint", trace).await?;
    let answer = stage.ask(client.form(url, &[TOKEN]), trace).await?;
    let members = answer.members();
    let is_right = answer.status() == 200 && members.len() == 1 && members["active"] == false;
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    Ok(answer.rule(is_right, format!("it answers {} with {}", answer.status(), names.join(", "))))
}

async fn no_token(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("userinfo_endpoint", trace).await?;
    let answer = stage.ask(Request::get(Endpoint::Authorization, url), trace).await?;
    let is_right = answer.status() == 401 && answer.challenges("Bearer");
    Ok(answer.rule(is_right, format!("it answers {}", answer.status())))
}

async fn unknown_token(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("userinfo_endpoint", trace).await?;
    let request = Request::get(Endpoint::Authorization, url);
    let request = request.header(header::AUTHORIZATION, client::bearer("authctl-never-given-out"));
    let answer = stage.ask(request, trace).await?;
    let challenge = answer.headers(header::WWW_AUTHENTICATE);
    let is_right = answer.status() == 401 && challenge.contains("invalid_token");
    Ok(answer.rule(is_right, format!("it answers {} with {challenge:?}", answer.status())))
}

/// RP-initiated logout without a hint, back to this place.
async fn logout(stage: &Stage, trace: &Trace, back: &str) -> Result<Landing, Judged> {
    let mut url = stage.endpoint("end_session_endpoint", trace).await?;
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("post_logout_redirect_uri", back);
        query.extend_pairs(stage.client.as_ref().map(|client| ("client_id", &client.id)));
    }
    stage.visit(Request::get(Endpoint::Authorization, url), trace).await
}

async fn logout_leads_nowhere(stage: &Stage, trace: &Trace) -> Ruling {
    let landing = logout(stage, trace, "https://attacker.example/out").await?;
    Ok(landing.rule(!matches!(landing, Landing::Away(..))))
}

async fn logout_is_a_page(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("end_session_endpoint", trace).await?;
    let landing = stage.visit(Request::get(Endpoint::Authorization, url), trace).await?;
    let is_right = matches!(&landing, Landing::Page(answer) if answer.status() < 500);
    Ok(landing.rule(is_right))
}
