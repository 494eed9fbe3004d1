//! What the authorization endpoint refuses, and how it says so. <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1>

use http::{HeaderName, HeaderValue, header};
use url::Url;

use super::{
    authorization::{Asking, Back, Landing, STRANGER, pairs_of, signs_in_first},
    published::PAGE,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    protocol::exchange::{Endpoint, Request},
};

/// A state with what encoders get wrong.
const ODD_STATE: &str = "a+b c%20&d=\"<>~";

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("A1" Must "RFC 6749 §4.1.2.1": "a client that is not known"
            => "shows an error, and sends nobody to its redirect URI";
            "show a page for an unknown client_id, and redirect nowhere"),
        run: |stage, trace| ruled(stranger_gets_nothing(stage, trace, Some(STRANGER))),
    },
    Row {
        case: case!("A2" Must "RFC 6749 §4.1.2.1": "no client_id"
            => "shows an error, and sends nobody to the redirect URI";
            "show a page for a request without client_id, and redirect nowhere"),
        run: |stage, trace| ruled(stranger_gets_nothing(stage, trace, None)),
    },
    Row {
        case: case!("A3" Must "RFC 6749 §10.14": "markup in a parameter"
            => "does not stand in the page as it came";
            "escape everything of a request that a page shows"),
        run: |stage, trace| ruled(markup_is_escaped(stage, trace)),
    },
    Row {
        case: case!("A4" Must "RFC 6749 §4.1.2.1": "no response_type"
            => "sends back invalid_request or unsupported_response_type";
            "answer the client's redirect URI with error=invalid_request"),
        run: |stage, trace| ruled(no_response_type(stage, trace)),
    },
    Row {
        case: case!("A5" Must "RFC 6749 §4.1.2.1": "a response_type that nobody knows"
            => "sends back unsupported_response_type";
            "answer the client's redirect URI with error=unsupported_response_type"),
        run: |stage, trace| ruled(odd_response_type(stage, trace)),
    },
    Row {
        case: case!("A6" Must "RFC 6749 §4.1.2.1": "an error, and a state with odd characters"
            => "brings the state back as it was";
            "give state back in errors, form-encoded, to the letter"),
        run: |stage, trace| ruled(error_has_the_state(stage, trace)),
    },
    Row {
        case: case!("A7" Must "RFC 9207 §2": "an error"
            => "tells who it is from, if answers do: `iss`";
            "add iss to error answers too"),
        run: |stage, trace| ruled(error_has_the_issuer(stage, trace)),
    },
    Row {
        case: case!("A8" Must "RFC 6749 §4.1.2.1": "the text of an error"
            => "has the characters that it may have";
            "write error and error_description in ASCII, without quotes and backslashes"),
        run: |stage, trace| ruled(error_is_ascii(stage, trace)),
    },
    Row {
        case: case!("A9" Must "OIDC Core §3.1.2.6": "prompt=none, and nobody is signed in"
            => "sends back login_required";
            "answer prompt=none without a session with error=login_required, and show no page"),
        run: |stage, trace| ruled(nobody_is_signed_in(stage, trace)),
    },
    Row {
        case: case!("A10" Must "OIDC Core §3.1.2.1": "prompt=none together with another prompt"
            => "sends back an error";
            "refuse `none` beside other values of prompt with error=invalid_request"),
        run: |stage, trace| ruled(none_stands_alone(stage, trace)),
    },
    Row {
        case: case!("A11" Must "OIDC Core §3.1.2.6": "request_uri, where it is not supported"
            => "sends back request_uri_not_supported";
            "answer request_uri with error=request_uri_not_supported, or support it and say so"),
        run: |stage, trace| ruled(request_uri_is_refused(stage, trace)),
    },
    Row {
        case: case!("A12" Must "OIDC Core §6.1": "a request object that is not what it says"
            => "is refused: request_not_supported or invalid_request_object";
            "answer `request` with error=request_not_supported, or read it and refuse what is none"),
        run: |stage, trace| ruled(broken_request_object(stage, trace)),
    },
    Row {
        case: case!("A13" Must "RFC 6749 §3.1": "a parameter twice"
            => "is refused: invalid_request";
            "refuse a request that has a parameter twice"),
        run: |stage, trace| ruled(twice_is_refused(stage, trace)),
    },
    Row {
        case: case!("A14" Must "RFC 6749 §3.1": "a parameter that nobody knows"
            => "is passed over";
            "ignore parameters that are not known"),
        run: |stage, trace| ruled(unknown_is_ignored(stage, trace)),
    },
    Row {
        case: case!("A15" Must "OIDC Core §3.1.2.1": "the request as a form that is posted"
            => "is taken as one with a query";
            "take authorization requests by POST too"),
        run: |stage, trace| ruled(post_is_taken(stage, trace)),
    },
    Row {
        case: case!("A16" Must "RFC 9700 §4.16": "the first page in a frame"
            => "is not shown in one: frame-ancestors or X-Frame-Options";
            "send Content-Security-Policy: frame-ancestors 'none' and X-Frame-Options: DENY with every page"),
        run: |stage, trace| ruled(page_has(stage, trace, refuses_frames)),
    },
    Row {
        case: case!("A17" Should "RFC 9700 §4.2.4": "links and images of the first page"
            => "do not tell others its address: Referrer-Policy";
            "send Referrer-Policy: no-referrer with every page"),
        run: |stage, trace| ruled(page_has(stage, trace, tells_no_address)),
    },
    Row {
        case: case!("A18" Must "RFC 9700 §2.6": "a script of another site asks the authorization endpoint"
            => "may not read the answer";
            "send no Access-Control-Allow-Origin from the authorization endpoint"),
        run: |stage, trace| ruled(scripts_may_not_read(stage, trace)),
    },
    Row {
        case: case!("A19" Should "RFC 9700 §2.1.1": "no code_challenge"
            => "is refused";
            "require PKCE of every client"),
        run: |stage, trace| ruled(pkce_is_required(stage, trace)),
    },
    Row {
        case: case!("A20" Must "RFC 7636 §4.4.1": "a code_challenge_method that nobody knows"
            => "is refused: invalid_request";
            "answer a code_challenge_method that is not supported with error=invalid_request"),
        run: |stage, trace| ruled(odd_method(stage, trace)),
    },
    Row {
        case: case!("A21" Should "RFC 9700 §2.1.1": "the code_challenge_method `plain`"
            => "is refused";
            "turn `plain` off"),
        run: |stage, trace| ruled(plain_is_refused(stage, trace)),
    },
    Row {
        case: case!("A22" Should "RFC 9700 §2.1.2": "an access token through the browser"
            => "is refused to a client of the code flow";
            "give tokens at the token endpoint only: register clients for response_type=code"),
        run: |stage, trace| ruled(implicit_is_refused(stage, trace)),
    },
];

async fn stranger_gets_nothing(stage: &Stage, trace: &Trace, id: Option<&str>) -> Ruling {
    let endpoint = stage.endpoint("authorization_endpoint", trace).await?;
    let mut url = endpoint;
    {
        let mut query = url.query_pairs_mut();
        query.extend_pairs([("response_type", "code"), ("scope", "openid"), ("state", "s")]);
        query.append_pair("redirect_uri", "https://attacker.example/callback");
        query.extend_pairs(id.map(|id| ("client_id", id)));
    }
    let landing = stage.visit(Request::get(Endpoint::Authorization, url), trace).await?;
    match landing.is_page_to_go_on_with() {
        true => Err(signs_in_first().with_status(landing.status())),
        false => Ok(landing.rule(!landing.is_taken())),
    }
}

async fn markup_is_escaped(stage: &Stage, trace: &Trace) -> Ruling {
    let markup = "\"'><authctl-markup>";
    let mut url = stage.endpoint("authorization_endpoint", trace).await?;
    for name in ["client_id", "redirect_uri", "response_type", "scope", "state", "login_hint"] {
        url.query_pairs_mut().append_pair(name, markup);
    }
    let landing = stage.visit(Request::get(Endpoint::Authorization, url), trace).await?;
    let Landing::Page(answer) = &landing else { return Ok(landing.rule(true)) };
    let is_markup = answer.response.content_type() == "text/html"
        && String::from_utf8_lossy(&answer.response.body).contains("<authctl-markup>");
    Ok(answer
        .rule(!is_markup, if is_markup { "the page has it as markup" } else { "no page has it as markup" }))
}

async fn no_response_type(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.without("response_type");
    is_sent_back(stage, trace, asking, &["invalid_request", "unsupported_response_type"]).await
}

async fn odd_response_type(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.with("response_type", "authctl-unknown");
    is_sent_back(stage, trace, asking, &["unsupported_response_type"]).await
}

async fn error_has_the_state(stage: &Stage, trace: &Trace) -> Ruling {
    let back = stage.error_of(&wrong(stage)?.with("state", ODD_STATE), trace).await?;
    Ok(Judged::of_rule(back.value("state") == ODD_STATE, format!("it is {:?}", back.value("state"))))
}

async fn error_has_the_issuer(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = wrong(stage)?;
    let metadata = stage.metadata(trace).await?;
    if metadata.flag("authorization_response_iss_parameter_supported") != Some(true) {
        return Err(Judged::skip("the metadata do not say that answers have iss, which M15 judges"));
    }
    let back = stage.error_of(&asking, trace).await?;
    let is_right = back.value("iss") == stage.issuer.as_str();
    Ok(Judged::of_rule(is_right, format!("iss is {:?}", back.value("iss"))))
}

async fn error_is_ascii(stage: &Stage, trace: &Trace) -> Ruling {
    let back = stage.error_of(&wrong(stage)?, trace).await?;
    let allowed = |letter: char| matches!(letter, '\u{20}'..='\u{7e}') && !matches!(letter, '"' | '\\');
    let is_right = ["error", "error_description"].iter().all(|name| back.value(name).chars().all(allowed));
    Ok(Judged::of_rule(is_right && back.has("error"), said(&back)))
}

/// A request that everybody sends back with an error.
fn wrong(stage: &Stage) -> Result<Asking, Judged> {
    Ok(stage.asking()?.with("response_type", "authctl-unknown"))
}

async fn nobody_is_signed_in(stage: &Stage, trace: &Trace) -> Ruling {
    let landing = stage.bring(&stage.asking()?.with("prompt", "none"), trace).await?;
    let Landing::Away(url, _) = &landing else { return Ok(landing.rule(false)) };
    let error = Back(pairs_of(url)).value("error").to_owned();
    Ok(landing.rule(["login_required", "interaction_required"].contains(&error.as_str())))
}

async fn none_stands_alone(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.with("prompt", "none login");
    is_sent_back(stage, trace, asking, &["invalid_request", "login_required"]).await
}

async fn request_uri_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.with("request_uri", "https://app.example/request.jwt");
    let metadata = stage.metadata(trace).await?;
    if metadata.flag("request_uri_parameter_supported") != Some(false) {
        return Err(Judged::skip(
            "the metadata do not say that request_uri is not supported, which M16 judges",
        ));
    }
    is_sent_back(
        stage,
        trace,
        asking,
        &["request_uri_not_supported", "invalid_request_uri", "invalid_request"],
    )
    .await
}

async fn broken_request_object(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.with("request", "authctl.is-no.request-object");
    let landing = stage.bring_wrong(&asking, trace).await?;
    Ok(landing.rule(landing.is_refused()))
}

async fn twice_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    is_not_gone_on_with(stage, trace, stage.asking()?.and("scope", "openid profile")).await
}

async fn unknown_is_ignored(stage: &Stage, trace: &Trace) -> Ruling {
    let landing = stage.bring(&stage.asking()?.with("authctl_unknown", "1"), trace).await?;
    Ok(landing.rule(landing.is_taken() && !landing.is_refused()))
}

async fn post_is_taken(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?;
    let endpoint = stage.endpoint("authorization_endpoint", trace).await?;
    let landing = stage.visit(asking.posted(endpoint), trace).await?;
    Ok(landing.rule(landing.is_taken() && !landing.is_refused()))
}

/// Whether the first page that a person sees has this about it.
async fn page_has(stage: &Stage, trace: &Trace, holds: fn(&dyn Fn(HeaderName) -> String) -> bool) -> Ruling {
    let landing = stage.bring(&stage.asking()?, trace).await?;
    let Landing::Page(answer) = &landing else { return Err(Judged::error(landing.said())) };
    if !landing.is_taken() {
        return Err(Judged::error(format!("a right request of the client is not taken: {}", landing.said())));
    }
    let is_right = holds(&|name| answer.headers(name));
    Ok(answer.rule(is_right, if is_right { "the page says so" } else { "the page does not say so" }))
}

fn refuses_frames(header: &dyn Fn(HeaderName) -> String) -> bool {
    let policy = header(header::CONTENT_SECURITY_POLICY);
    let ancestors = policy.split([';', ',']).find_map(|rule| rule.trim().strip_prefix("frame-ancestors "));
    let by_policy = ancestors.is_some_and(|ancestors| !ancestors.split(' ').any(|one| one == "*"));
    by_policy || ["deny", "sameorigin"].contains(&header(header::X_FRAME_OPTIONS).as_str())
}

fn tells_no_address(header: &dyn Fn(HeaderName) -> String) -> bool {
    let policy = header(header::REFERRER_POLICY);
    ["no-referrer", "same-origin", "strict-origin", "origin", "strict-origin-when-cross-origin"]
        .iter()
        .any(|known| policy.split(',').next_back().is_some_and(|last| last.trim() == *known))
}

async fn scripts_may_not_read(stage: &Stage, trace: &Trace) -> Ruling {
    let endpoint = stage.endpoint("authorization_endpoint", trace).await?;
    let url: Url = match stage.asking() {
        Ok(asking) => asking.at(endpoint),
        Err(_) => endpoint,
    };
    let request = Request::get(Endpoint::Authorization, url);
    let request = request.header(header::ORIGIN, HeaderValue::from_static(PAGE));
    let answer = stage.ask(request, trace).await?;
    let is_let = answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_some();
    Ok(answer.rule(!is_let, if is_let { "scripts of other sites may read it" } else { "they may not" }))
}

async fn pkce_is_required(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.without("code_challenge").without("code_challenge_method");
    is_not_gone_on_with(stage, trace, asking).await
}

async fn odd_method(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.with("code_challenge_method", "S1024");
    is_not_gone_on_with(stage, trace, asking).await
}

async fn plain_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?;
    let verifier = asking.verifier.clone();
    let asking = asking.with("code_challenge", verifier).with("code_challenge_method", "plain");
    is_not_gone_on_with(stage, trace, asking).await
}

async fn implicit_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.with("response_type", "id_token token");
    is_not_gone_on_with(stage, trace, asking).await
}

/// Right if it comes back with an error, or is shown one.
async fn is_not_gone_on_with(stage: &Stage, trace: &Trace, asking: Asking) -> Ruling {
    let landing = stage.bring_wrong(&asking, trace).await?;
    Ok(landing.rule(landing.is_refused()))
}

async fn is_sent_back(stage: &Stage, trace: &Trace, asking: Asking, errors: &[&str]) -> Ruling {
    let back = stage.error_of(&asking, trace).await?;
    Ok(Judged::of_rule(errors.contains(&back.value("error")), said(&back)))
}

fn said(back: &Back) -> String {
    match back.value("error_description") {
        "" => format!("it sends back {}", back.value("error")),
        description => format!("it sends back {}: {description}", back.value("error")),
    }
}
