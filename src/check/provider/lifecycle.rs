//! What becomes of tokens: refreshed, revoked, looked up, used.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-6>, <https://www.rfc-editor.org/rfc/rfc9700#section-4.14>,
//! <https://www.rfc-editor.org/rfc/rfc7009>, <https://www.rfc-editor.org/rfc/rfc7662>

use http::header;

use super::{
    authorization::Landing,
    client,
    grant::Granted,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    jose::jws,
    protocol::exchange::{Endpoint, Request},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("F1" Must "RFC 6749 §6": "a right refresh token"
            => "brings another access token";
            "answer a right refresh token with a new access token"),
        run: |stage, trace| ruled(right_refresh(stage, trace)),
    },
    Row {
        case: case!("F2" Must "RFC 9700 §4.14.2": "a refresh token of a public client, after its use"
            => "is refused: each use brings another, or it is bound to a key";
            "rotate refresh tokens, and refuse the old one"),
        run: |stage, trace| ruled(old_one_is_refused(stage, trace)),
    },
    Row {
        case: case!("F3" Should "RFC 9700 §4.14.2": "the newest refresh token, after an old one has come again"
            => "is refused too: one of the two is a thief's";
            "revoke the whole family of refresh tokens when an old one comes again"),
        run: |stage, trace| ruled(family_ends(stage, trace)),
    },
    Row {
        case: case!("F4" Must "RFC 6749 §6": "a refresh with more scope than was granted"
            => "is refused, or brings no more";
            "compare the scope of a refresh with what was granted: invalid_scope"),
        run: |stage, trace| ruled(scope_does_not_grow(stage, trace)),
    },
    Row {
        case: case!("F5" Must "RFC 6749 §6": "a refresh token of another client"
            => "is refused: invalid_grant";
            "compare the client of the refresh token with the one that uses it"),
        run: |stage, trace| ruled(refresh_of_another(stage, trace)),
    },
    Row {
        case: case!("F6" Must "RFC 6749 §6": "a refresh without the client's secret"
            => "is refused: invalid_client";
            "authenticate confidential clients at every refresh"),
        run: |stage, trace| ruled(refresh_without_secret(stage, trace)),
    },
    Row {
        case: case!("F7" Must "OIDC Core §12.2": "the ID token of a refresh, if there is one"
            => "has the same `iss`, `sub` and `aud` as the first";
            "issue ID tokens at a refresh for the same person and client"),
        run: |stage, trace| ruled(refreshed_id_token(stage, trace)),
    },
    Row {
        case: case!("V6" Must "RFC 7009 §2.1": "a refresh token that was revoked"
            => "is refused";
            "end the grant when its refresh token is revoked"),
        run: |stage, trace| ruled(revoked_refresh_token(stage, trace)),
    },
    Row {
        case: case!("V7" Must "RFC 7009 §2.1": "an access token that was revoked"
            => "is refused by UserInfo";
            "look revoked access tokens up wherever they are taken"),
        run: |stage, trace| ruled(revoked_access_token(stage, trace)),
    },
    Row {
        case: case!("V8" Should "RFC 7009 §2.1": "the access token of a refresh token that was revoked"
            => "is refused too";
            "revoke the access tokens of the same grant"),
        run: |stage, trace| ruled(revocation_ends_the_grant(stage, trace)),
    },
    Row {
        case: case!("V9" Must "RFC 7009 §2.1": "another client revokes the token"
            => "changes nothing";
            "compare the client of the token with the one that revokes it"),
        run: |stage, trace| ruled(others_revoke_nothing(stage, trace)),
    },
    Row {
        case: case!("I5" Must "RFC 7662 §2.2": "introspection of a right access token"
            => "says that it is active";
            "answer active: true for a token that is good"),
        run: |stage, trace| ruled(right_token_is_active(stage, trace)),
    },
    Row {
        case: case!("I6" Must "RFC 7662 §2.2": "introspection of an access token that was revoked"
            => "says that it is not active, and nothing else";
            "answer active: false for a token that was revoked"),
        run: |stage, trace| ruled(revoked_is_inactive(stage, trace)),
    },
    Row {
        case: case!("U3" Must "OIDC Core §5.3.1": "UserInfo by POST"
            => "answers as it does by GET";
            "take UserInfo requests by GET and POST"),
        run: |stage, trace| ruled(userinfo_by_post(stage, trace)),
    },
    Row {
        case: case!("U4" Should "RFC 6750 §2.3": "UserInfo with a right token in the address"
            => "is refused";
            "take access tokens from the Authorization header, never from the query"),
        run: |stage, trace| ruled(token_in_query(stage, trace)),
    },
    Row {
        case: case!("U5" Must "OIDC Core §5.3.2": "UserInfo with a right token"
            => "is JSON or a signed token, with `sub`, and is about nobody else";
            "answer with sub, as application/json or application/jwt"),
        run: |stage, trace| ruled(userinfo_has_a_subject(stage, trace)),
    },
    Row {
        case: case!("L3" Must "RP-Initiated Logout §3": "logout with a right hint, and back to a place that is not registered"
            => "sends nobody there";
            "compare post_logout_redirect_uri with those of the client that the hint names"),
        run: |stage, trace| ruled(hint_opens_no_redirect(stage, trace)),
    },
    Row {
        case: case!("L4" Must "RP-Initiated Logout §2": "logout with a right hint, and back to the registered place"
            => "asks the person, or leads there with the state";
            "take the id_token_hint of an ID token that you have issued, and lead back with state"),
        run: |stage, trace| ruled(logout_leads_back(stage, trace)),
    },
];

async fn offline(stage: &Stage, trace: &Trace) -> Result<(Granted, String), Judged> {
    let granted = stage.granted(stage.asking_offline(trace).await?, trace).await?;
    let token = granted.refresh_token()?;
    Ok((granted, token))
}

async fn right_refresh(stage: &Stage, trace: &Trace) -> Ruling {
    let (granted, token) = offline(stage, trace).await?;
    let answer = stage.refreshed(stage.client()?, &token, trace).await?;
    let access_token = answer.text("access_token");
    let is_right = answer.is_success() && !access_token.is_empty() && access_token != granted.access_token();
    Ok(answer.rule(is_right, format!("it answers {}", answer.said())))
}

/// Refreshes once; the answer, and the token that was used.
async fn used_once(stage: &Stage, trace: &Trace) -> Result<(String, String), Judged> {
    let (_, old) = offline(stage, trace).await?;
    let answer = stage.refreshed(stage.client()?, &old, trace).await?;
    match answer.is_success() {
        true => Ok((old, answer.text("refresh_token"))),
        false => Err(Judged::error(format!("a right refresh token is refused: {}", answer.said()))),
    }
}

async fn old_one_is_refused(stage: &Stage, trace: &Trace) -> Ruling {
    let (old, _) = used_once(stage, trace).await?;
    let client = stage.client()?;
    let again = stage.refreshed(client, &old, trace).await?;
    match again.is_success() && client.is_confidential() {
        true => Ok(Judged::pass("it is taken again, and the client authenticates, which protects it too")),
        false => Ok(again.is_refused()),
    }
}

async fn family_ends(stage: &Stage, trace: &Trace) -> Ruling {
    let (old, new) = used_once(stage, trace).await?;
    let client = stage.client()?;
    if new.is_empty() || new == old || stage.refreshed(client, &old, trace).await?.is_success() {
        return Err(Judged::skip("refresh tokens are not rotated here, which F2 judges"));
    }
    Ok(stage.refreshed(client, &new, trace).await?.is_refused())
}

async fn scope_does_not_grow(stage: &Stage, trace: &Trace) -> Ruling {
    let (granted, token) = offline(stage, trace).await?;
    let more = "openid profile email address phone";
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("scope", more)];
    let answer = stage.token(stage.client()?, &fields, trace).await?;
    if !answer.is_success() {
        return Ok(answer.is_refused());
    }
    let had = match granted.answer.text("scope") {
        // RFC 6749 §5.1: left out, it is what was asked for
        scope if scope.is_empty() => granted.coded.asking.value("scope").to_owned(),
        scope => scope,
    };
    let scope = answer.text("scope");
    let grew = scope.split(' ').any(|one| !one.is_empty() && !had.split(' ').any(|known| known == one));
    let is_told = !scope.is_empty();
    Ok(answer.rule(is_told && !grew, format!("it had {had:?} and brings {scope:?}")))
}

async fn refresh_of_another(stage: &Stage, trace: &Trace) -> Ruling {
    let other = stage.other()?;
    let (_, token) = offline(stage, trace).await?;
    Ok(stage.refreshed(other, &token, trace).await?.is_refused())
}

async fn refresh_without_secret(stage: &Stage, trace: &Trace) -> Ruling {
    let (client, _) = stage.confidential()?;
    let (_, token) = offline(stage, trace).await?;
    let url = stage.endpoint("token_endpoint", trace).await?;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    Ok(stage.ask(client.form_with(url, &fields, None), trace).await?.is_refused())
}

async fn refreshed_id_token(stage: &Stage, trace: &Trace) -> Ruling {
    let (granted, token) = offline(stage, trace).await?;
    let answer = stage.refreshed(stage.client()?, &token, trace).await?;
    let Some((_, claims)) = jws::peek(&answer.text("id_token")) else {
        return Ok(answer.rule(answer.is_success(), "there is none"));
    };
    let (_, first) = granted.peeked()?;
    let differing = ["iss", "sub", "aud"].into_iter().find(|name| first.get(*name) != claims.get(*name));
    let message = differing.map_or("they are the same".to_owned(), |name| format!("{name} is another"));
    Ok(answer.rule(differing.is_none(), message))
}

async fn revoked_refresh_token(stage: &Stage, trace: &Trace) -> Ruling {
    let (_, token) = offline(stage, trace).await?;
    revoke(stage, trace, &token).await?;
    Ok(stage.refreshed(stage.client()?, &token, trace).await?.is_refused())
}

async fn revoke(stage: &Stage, trace: &Trace, token: &str) -> Result<(), Judged> {
    let answer = stage.revoked(stage.client()?, token, trace).await?;
    match answer.is_success() {
        true => Ok(()),
        false => Err(Judged::fail(format!("revocation answers {}", answer.said()))),
    }
}

async fn revoked_access_token(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = usable(stage, trace, &granted).await?;
    revoke(stage, trace, &token).await?;
    Ok(stage.userinfo(&token, trace).await?.is_refused())
}

/// The access token, which UserInfo takes.
async fn usable(stage: &Stage, trace: &Trace, granted: &Granted) -> Result<String, Judged> {
    let token = granted.access_token();
    match stage.userinfo(&token, trace).await?.is_success() {
        true => Ok(token),
        false => Err(Judged::error("UserInfo does not take a right token")),
    }
}

async fn revocation_ends_the_grant(stage: &Stage, trace: &Trace) -> Ruling {
    let (granted, token) = offline(stage, trace).await?;
    let access_token = usable(stage, trace, &granted).await?;
    revoke(stage, trace, &token).await?;
    Ok(stage.userinfo(&access_token, trace).await?.is_refused())
}

async fn others_revoke_nothing(stage: &Stage, trace: &Trace) -> Ruling {
    let other = stage.other()?;
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = usable(stage, trace, &granted).await?;
    stage.revoked(other, &token, trace).await?;
    let answer = stage.userinfo(&token, trace).await?;
    Ok(answer.rule(answer.is_success(), format!("UserInfo answers {}", answer.status())))
}

async fn right_token_is_active(stage: &Stage, trace: &Trace) -> Ruling {
    stage.confidential()?;
    let granted = stage.granted(stage.asking()?, trace).await?;
    let answer = stage.introspected(&granted.access_token(), trace).await?;
    let is_active = answer.members().get("active").is_some_and(|active| active == true);
    Ok(answer.rule(is_active, format!("active is {is_active}")))
}

async fn revoked_is_inactive(stage: &Stage, trace: &Trace) -> Ruling {
    stage.confidential()?;
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = granted.access_token();
    revoke(stage, trace, &token).await?;
    let answer = stage.introspected(&token, trace).await?;
    let members = answer.members();
    let is_right = members.len() == 1 && members["active"] == false;
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    Ok(answer.rule(is_right, format!("it answers {} with {}", answer.status(), names.join(", "))))
}

async fn userinfo_by_post(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = usable(stage, trace, &granted).await?;
    let url = stage.endpoint("userinfo_endpoint", trace).await?;
    let request = client::form(url, &[]).header(header::AUTHORIZATION, client::bearer(&token));
    let answer = stage.ask(request, trace).await?;
    Ok(answer.rule(answer.is_success(), format!("it answers {}", answer.said())))
}

async fn token_in_query(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = usable(stage, trace, &granted).await?;
    let mut url = stage.endpoint("userinfo_endpoint", trace).await?;
    url.query_pairs_mut().append_pair("access_token", &token);
    Ok(stage.ask(Request::get(Endpoint::Authorization, url), trace).await?.is_refused())
}

async fn userinfo_has_a_subject(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let answer = stage.userinfo(&granted.access_token(), trace).await?;
    let kind = answer.response.content_type();
    let is_right = answer.is_success()
        && (kind == "application/jwt" || kind == "application/json" && !answer.text("sub").is_empty());
    Ok(answer.rule(is_right, format!("it answers {} as {kind}", answer.said())))
}

/// RP-initiated logout of somebody who has signed in, back to this place.
async fn logout(stage: &Stage, trace: &Trace, back: &str, state: &str) -> Result<Landing, Judged> {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let mut url = stage.endpoint("end_session_endpoint", trace).await?;
    url.query_pairs_mut()
        .append_pair("id_token_hint", &granted.id_token()?)
        .append_pair("post_logout_redirect_uri", back)
        .append_pair("state", state);
    stage.visit(Request::get(Endpoint::Authorization, url), trace).await
}

async fn hint_opens_no_redirect(stage: &Stage, trace: &Trace) -> Ruling {
    let landing = logout(stage, trace, "https://attacker.example/out", "s").await?;
    Ok(landing.rule(!matches!(landing, Landing::Away(..))))
}

async fn logout_leads_back(stage: &Stage, trace: &Trace) -> Ruling {
    stage.client()?;
    let reason = "it takes a registered place: --post-logout-redirect-uri";
    let wanted = stage.post_logout_redirect_uri.as_deref().ok_or_else(|| Judged::skip(reason))?;
    let state = stage.fresh();
    let landing = logout(stage, trace, wanted, &state).await?;
    let is_right = match &landing {
        Landing::Away(url, _) => {
            super::authorization::is_back(url, wanted)
                && super::authorization::pairs_of(url).contains(&("state".to_owned(), state))
        }
        Landing::Page(_) => landing.is_taken(),
    };
    Ok(landing.rule(is_right))
}
