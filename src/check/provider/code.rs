//! What a code is good for: once, for its client, its redirect URI and its verifier.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3>, <https://www.rfc-editor.org/rfc/rfc7636#section-4.6>

use http::header;
use serde_json::Value;

use super::{
    grant::Coded,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::check::{case::case, judged::Judged, trace::Trace};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("C1" Must "RFC 6749 §5.1": "a right code"
            => "brings an access token and its type, as JSON";
            "answer a right token request with access_token and token_type"),
        run: |stage, trace| ruled(right_code(stage, trace)),
    },
    Row {
        case: case!("C2" Must "RFC 6749 §5.1": "the answer with the tokens"
            => "is stored nowhere: Cache-Control: no-store";
            "send Cache-Control: no-store with every answer of the token endpoint"),
        run: |stage, trace| ruled(tokens_are_not_stored(stage, trace)),
    },
    Row {
        case: case!("C3" Must "RFC 6749 §4.1.2": "the state of the request"
            => "comes back as it was";
            "give state back to the letter"),
        run: |stage, trace| ruled(state_comes_back(stage, trace)),
    },
    Row {
        case: case!("C4" Must "RFC 9207 §2": "the answer tells who it is from, if the metadata say so"
            => "has the issuer in `iss`";
            "add iss to authorization answers, or say in the metadata that they have none"),
        run: |stage, trace| ruled(answer_has_the_issuer(stage, trace)),
    },
    Row {
        case: case!("C5" Must "RFC 9700 §2.1.1": "a challenge was sent, and no verifier"
            => "is refused: invalid_grant or invalid_request";
            "require code_verifier wherever the request had a code_challenge"),
        run: |stage, trace| ruled(with_verifier(stage, trace, |_| None)),
    },
    Row {
        case: case!("C6" Must "RFC 7636 §4.6": "another verifier"
            => "is refused: invalid_grant";
            "compare BASE64URL(SHA256(code_verifier)) with the challenge"),
        run: |stage, trace| ruled(with_verifier(stage, trace, |coded| Some(changed(&coded.asking.verifier)))),
    },
    Row {
        case: case!("C7" Must "RFC 7636 §4.6": "the challenge as the verifier, as if it were plain"
            => "is refused: invalid_grant";
            "keep the method of each challenge, and compare by it"),
        run: |stage, trace| {
            ruled(with_verifier(stage, trace, |coded| Some(coded.asking.value("code_challenge").to_owned())))
        },
    },
    Row {
        case: case!("C8" Must "RFC 9700 §4.8.2": "no challenge was sent, and a verifier is"
            => "is refused: an attacker has taken the challenge away";
            "refuse a code_verifier where the request had no code_challenge"),
        run: |stage, trace| ruled(verifier_without_challenge(stage, trace)),
    },
    Row {
        case: case!("C9" Must "RFC 6749 §4.1.2": "a code twice, one after the other"
            => "is refused the second time: invalid_grant";
            "forget a code when it is redeemed"),
        run: |stage, trace| ruled(code_is_good_once(stage, trace)),
    },
    Row {
        case: case!("C10" Should "RFC 6749 §4.1.2": "a code twice, and the tokens of the first time"
            => "are good for nothing any more";
            "revoke what was given for a code when it comes a second time: one of the two has stolen it"),
        run: |stage, trace| ruled(reuse_ends_the_tokens(stage, trace)),
    },
    Row {
        case: case!("C11" Must "RFC 6749 §4.1.2": "a code four times at once"
            => "brings tokens once at most";
            "take the code out of the store in one step with reading it"),
        run: |stage, trace| ruled(double_spend(stage, trace)),
    },
    Row {
        case: case!("C12" Must "RFC 6749 §4.1.3": "a code of another client"
            => "is refused: invalid_grant";
            "compare the client of the code with the one that redeems it"),
        run: |stage, trace| ruled(code_of_another(stage, trace)),
    },
    Row {
        case: case!("C13" Must "RFC 6749 §4.1.3": "another redirect URI at the token endpoint"
            => "is refused: invalid_grant";
            "compare redirect_uri with the one of the authorization request"),
        run: |stage, trace| ruled(with_redirect_uri(stage, trace, Some("https://attacker.example/callback"))),
    },
    Row {
        case: case!("C14" Must "RFC 6749 §4.1.3": "no redirect URI at the token endpoint"
            => "is refused: invalid_grant or invalid_request";
            "require redirect_uri where the authorization request had it"),
        run: |stage, trace| ruled(with_redirect_uri(stage, trace, None)),
    },
    Row {
        case: case!("C15" Must "RFC 6749 §3.2.1": "a right code without the client's secret"
            => "is refused: invalid_client";
            "authenticate confidential clients at the token endpoint, with PKCE too"),
        run: |stage, trace| ruled(code_without_secret(stage, trace)),
    },
    Row {
        case: case!("C16" Must "RFC 6749 §10.10": "two codes"
            => "differ, and are long enough that nobody guesses one";
            "make codes of 128 random bits or more"),
        run: |stage, trace| ruled(codes_are_long(stage, trace)),
    },
    Row {
        case: case!("C17" Must "RFC 9700 §2.1.2": "what comes through the browser"
            => "is the code and no token, in the query and not in the fragment";
            "give tokens at the token endpoint only"),
        run: |stage, trace| ruled(nothing_but_the_code(stage, trace)),
    },
    Row {
        case: case!("C18" Should "RFC 6749 §5.1": "how long the access token lives"
            => "is told in expires_in, as a number above 0";
            "send expires_in, in seconds"),
        run: |stage, trace| ruled(lifetime_is_told(stage, trace)),
    },
];

async fn right_code(stage: &Stage, trace: &Trace) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let answer = stage.token(stage.client()?, &coded.form(), trace).await?;
    let has = |member: &str| !answer.text(member).is_empty();
    let is_right = answer.status() == 200
        && answer.response.content_type() == "application/json"
        && has("access_token")
        && has("token_type");
    Ok(answer.rule(is_right, format!("it answers {}", answer.said())))
}

async fn tokens_are_not_stored(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let policy = granted.answer.headers(header::CACHE_CONTROL);
    Ok(granted.answer.rule(granted.answer.is_stored_nowhere(), format!("Cache-Control is {policy:?}")))
}

async fn state_comes_back(stage: &Stage, trace: &Trace) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let is_right = coded.back.value("state") == coded.asking.value("state");
    Ok(Judged::of_rule(is_right, if is_right { "it does" } else { "it does not" }))
}

async fn answer_has_the_issuer(stage: &Stage, trace: &Trace) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let metadata = stage.metadata(trace).await?;
    let is_told = metadata.flag("authorization_response_iss_parameter_supported") == Some(true);
    let iss = coded.back.value("iss");
    let is_right = iss == stage.issuer.as_str() || !is_told && !coded.back.has("iss");
    Ok(Judged::of_rule(is_right, format!("iss is {iss:?}, and the metadata promise it: {is_told}")))
}

async fn with_verifier(stage: &Stage, trace: &Trace, other: fn(&Coded) -> Option<String>) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let verifier = other(&coded);
    let form = coded.form_with("code_verifier", verifier.as_deref());
    Ok(stage.token(stage.client()?, &form, trace).await?.is_refused())
}

/// Another text of the same length.
fn changed(verifier: &str) -> String {
    let last = if verifier.ends_with('A') { "B" } else { "A" };
    format!("{}{last}", &verifier[..verifier.len() - 1])
}

async fn verifier_without_challenge(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.without("code_challenge").without("code_challenge_method");
    let landing = stage.bring(&asking, trace).await?;
    if landing.is_refused() {
        return Ok(landing.rule(true));
    }
    let back = stage.come_back(&asking, trace).await?;
    if back.has("error") {
        return Ok(Judged::pass(format!("it sends back {}", back.value("error"))));
    }
    let coded = Coded { asking, back };
    Ok(stage.token(stage.client()?, &coded.form(), trace).await?.is_refused())
}

async fn code_is_good_once(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let again = stage.token(stage.client()?, &granted.coded.form(), trace).await?;
    Ok(again.is_refused())
}

async fn reuse_ends_the_tokens(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = granted.access_token();
    if !stage.userinfo(&token, trace).await?.is_success() {
        return Err(Judged::error("UserInfo does not take a right token"));
    }
    stage.token(stage.client()?, &granted.coded.form(), trace).await?;
    let after = stage.userinfo(&token, trace).await?;
    Ok(after
        .rule(after.is_refusal(), format!("UserInfo answers {} to the first access token", after.status())))
}

async fn double_spend(stage: &Stage, trace: &Trace) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let (client, form) = (stage.client()?, coded.form());
    // fetched before, so that all go out together
    stage.endpoint("token_endpoint", trace).await?;
    let once = || stage.token(client, &form, trace);
    let (first, second, third, fourth) = tokio::join!(once(), once(), once(), once());
    let mut won = 0;
    for answer in [first, second, third, fourth] {
        won += usize::from(answer?.is_success());
    }
    Ok(Judged::of_rule(won <= 1, format!("{won} of 4 brought tokens")))
}

async fn code_of_another(stage: &Stage, trace: &Trace) -> Ruling {
    let other = stage.other()?;
    let coded = stage.code(stage.asking()?, trace).await?;
    Ok(stage.token(other, &coded.form(), trace).await?.is_refused())
}

async fn with_redirect_uri(stage: &Stage, trace: &Trace, uri: Option<&'static str>) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let form = coded.form_with("redirect_uri", uri);
    Ok(stage.token(stage.client()?, &form, trace).await?.is_refused())
}

async fn code_without_secret(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, _) = stage.confidential()?;
    let coded = stage.code(stage.asking()?, trace).await?;
    let url = stage.endpoint("token_endpoint", trace).await?;
    let answer = stage.ask(client.form_with(url, &coded.form(), None), trace).await?;
    Ok(answer.is_refused())
}

async fn codes_are_long(stage: &Stage, trace: &Trace) -> Ruling {
    let first = stage.code(stage.asking()?, trace).await?;
    let second = stage.code(stage.asking()?, trace).await?;
    let length = first.code().len().min(second.code().len());
    // 128 bits are 22 characters of base64url; codes of 6 bits a character are the densest that there are
    let is_right = length >= 22 && first.code() != second.code();
    let same = if first.code() == second.code() { "are the same" } else { "differ" };
    Ok(Judged::of_rule(is_right, format!("they {same} and have {length} characters")))
}

async fn nothing_but_the_code(stage: &Stage, trace: &Trace) -> Ruling {
    let coded = stage.code(stage.asking()?, trace).await?;
    let found = ["access_token", "id_token", "refresh_token"].into_iter().find(|name| coded.back.has(name));
    let message = found.map_or("there is no token".to_owned(), |name| format!("there is {name}"));
    Ok(Judged::of_rule(found.is_none(), message))
}

async fn lifetime_is_told(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let lifetime = granted.answer.members().get("expires_in").and_then(Value::as_i64).unwrap_or_default();
    Ok(granted.answer.rule(lifetime > 0, format!("expires_in is {lifetime}")))
}
