//! What is odd about the answer of the token endpoint to a sign-in. <https://www.rfc-editor.org/rfc/rfc6749#section-5>

use http::StatusCode;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{
    members::{set, unset},
    row::{
        Change::{Members, Reply, Trouble},
        Fault,
        Place::Token,
        Trouble::{Dropped, Fails, FailsOnce, Late},
        faults,
    },
    whole,
};

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "TA1" "token-id-token-missing" Refuses Must "OIDC Core §3.1.3.3"
        "the token answer has no ID token"
        => "require an ID token where openid was asked for"
        [Members(Token, |members, _| unset(members, "id_token"))];
    "TA2" "token-id-token-empty" Refuses Must "OIDC Core §3.1.3.3"
        "the token answer's ID token is empty"
        => "require an ID token, and refuse one that is no token"
        [Members(Token, |members, _| set(members, "id_token", ""))];
    "TA3" "token-id-token-null" Refuses Must "OIDC Core §3.1.3.3"
        "the token answer's ID token is null"
        => "require an ID token where openid was asked for"
        [Members(Token, |members, _| set(members, "id_token", Value::Null))];
    "TA4" "token-id-token-garbage" Refuses Must "RFC 7519 §7.2"
        "the token answer's ID token is no token"
        => "refuse an ID token that cannot be read"
        [Members(Token, |members, _| set(members, "id_token", "not-a-token"))];
    "TA5" "token-id-token-four-parts" Refuses Must "RFC 7515 §5.2"
        "the token answer's ID token has a fourth part"
        => "refuse a token that has not exactly three parts"
        [Members(Token, |members, _| {
            let token = members.get("id_token").and_then(Value::as_str).map(|token| format!("{token}.AA"));
            set(members, "id_token", token);
        })];
    "TA6" "token-id-token-object" Refuses Must "OIDC Core §3.1.3.3"
        "the token answer's ID token is not a token but its claims"
        => "require that the ID token is a signed token"
        [Members(Token, |members, means| {
            set(members, "id_token", json!({"iss": means.issuer, "sub": "alice", "aud": "app"}));
        })];
    "TA7" "token-id-token-is-access-token" Refuses Must "RFC 8725 §3.12"
        "the token answer's ID token is its access token"
        => "check aud, nonce and typ of the ID token: an access token passes none of them"
        [Members(Token, |members, _| {
            let token = members.get("access_token").cloned();
            set(members, "id_token", token);
        })];
    "TA8" "token-access-token-missing" Refuses Should "RFC 6749 §5.1"
        "the token answer has no access token"
        => "require an access token"
        [Members(Token, |members, _| unset(members, "access_token"))];
    "TA9" "token-access-token-empty" Refuses Info "RFC 6749 §5.1"
        "the token answer's access token is empty"
        => "require an access token"
        [Members(Token, |members, _| set(members, "access_token", ""))];
    "TA10" "token-type-mac" Refuses Should "RFC 6749 §7.1"
        "the access token is of the type mac"
        => "do not use an access token of a type that the app does not know"
        [Members(Token, |members, _| set(members, "token_type", "mac"))];
    "TA11" "token-type-missing" Refuses Should "RFC 6749 §5.1"
        "the token answer does not say of which type the access token is"
        => "require token_type"
        [Members(Token, |members, _| unset(members, "token_type"))];
    "TA12" "token-type-lower-case" Accepts Must "RFC 6749 §5.1"
        "the access token is of the type bearer, in small letters"
        => "compare token_type without regard to letter case"
        [Members(Token, |members, _| set(members, "token_type", "bearer"))];
    "TA13" "token-expires-text" Either Info "RFC 6749 §5.1"
        "the token answer's expires_in is a text"
        => "expires_in is a number; an app may be lenient"
        [Members(Token, |members, _| set(members, "expires_in", "3600"))];
    "TA14" "token-expires-missing" Accepts Should "RFC 6749 §5.1"
        "the token answer has no expires_in"
        => "do not require expires_in"
        [Members(Token, |members, _| unset(members, "expires_in"))];
    "TA15" "token-expires-negative" Either Info "RFC 6749 §5.1"
        "the token answer's expires_in is -1"
        => "take an access token of such an answer for one that has expired"
        [Members(Token, |members, _| set(members, "expires_in", -1))];
    "TA16" "token-scope-missing" Accepts Must "RFC 6749 §5.1"
        "the token answer has no scope: what was asked for was granted"
        => "do not require scope"
        [Members(Token, |members, _| unset(members, "scope"))];
    "TA17" "token-scope-less" Either Info "RFC 6749 §5.1"
        "the token answer's scope is openid alone"
        => "do without what was not granted, or say so"
        [Members(Token, |members, _| set(members, "scope", "openid"))];
    "TA18" "token-refresh-missing" Accepts Must "RFC 6749 §5.1"
        "the token answer has no refresh token"
        => "do not require a refresh token"
        [Members(Token, |members, _| unset(members, "refresh_token"))];
    "TA19" "token-extra-members" Accepts Must "RFC 6749 §5.1"
        "the token answer has members that nobody knows"
        => "ignore members that the app does not know"
        [Members(Token, |members, _| {
            set(members, "unknown", json!({"a": [1, null]}));
            set(members, "not-before-policy", 0);
        })];
    "TA20" "token-error-with-200" Refuses Should "RFC 6749 §5.2"
        "the token endpoint says with status 200 that there are no tokens"
        => "require the tokens, whatever the status is"
        [Members(Token, |members, _| {
            members.clear();
            set(members, "error", "invalid_grant");
            set(members, "error_description", "the code is not one of ours");
        })];
    "TA21" "token-error-beside-tokens" Either Info "RFC 6749 §5.2"
        "the token answer has tokens and an error"
        => "an answer that says both may be refused"
        [Members(Token, |members, _| set(members, "error", "server_error"))];
    "TA22" "token-refused" Refuses Should "RFC 6749 §5.2"
        "the token endpoint does not take the code"
        => "require a good answer of the token endpoint"
        [Reply(Token, whole::invalid_grant)];
    "TA23" "token-client-refused" Refuses Should "RFC 6749 §5.2"
        "the token endpoint does not take the client"
        => "require a good answer of the token endpoint"
        [Reply(Token, whole::invalid_client)];
    "TA24" "token-fails" Refuses Should "RFC 6749 §5.1"
        "the token endpoint fails with 500"
        => "require a good answer of the token endpoint"
        [Trouble(Token, Fails)];
    "TA25" "token-fails-once" Either Info "RFC 6749 §5.1"
        "the token endpoint fails with 500, once"
        => "an app may try again, or let the person try again"
        [Trouble(Token, FailsOnce)];
    "TA26" "token-page" Refuses Should "RFC 6749 §5.1"
        "the token endpoint answers with a page"
        => "require that the token answer is JSON"
        [Reply(Token, whole::page)];
    "TA27" "token-cut" Refuses Should "RFC 6749 §5.1"
        "the token answer ends in its middle"
        => "require that the token answer is JSON"
        [Reply(Token, whole::cut)];
    "TA28" "token-empty" Refuses Should "RFC 6749 §5.1"
        "the token answer is empty"
        => "require that the token answer is JSON"
        [Reply(Token, whole::empty)];
    "TA29" "token-list" Refuses Should "RFC 6749 §5.1"
        "the token answer is a list"
        => "require that the token answer is an object"
        [Reply(Token, whole::listed)];
    "TA30" "token-as-text" Either Info "RFC 6749 §5.1"
        "the token answer says that it is plain text"
        => "an answer of another type than application/json may be refused"
        [Reply(Token, whole::as_text)];
    "TA31" "token-charset" Accepts Should "RFC 6749 §5.1"
        "the token answer says that it is JSON in UTF-8"
        => "let the media type have parameters"
        [Reply(Token, whole::with_charset)];
    "TA32" "token-form" Either Info "RFC 6749 §5.1"
        "the token answer is a form, not JSON"
        => "an answer of another type than application/json may be refused"
        [Reply(Token, |reply, _| {
            let members: Map<String, Value> = serde_json::from_slice(&reply.body).unwrap_or_default();
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let pairs = members.iter().map(|(name, value)| (name, text(value)));
            reply.body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into();
            whole::typed(reply, "application/x-www-form-urlencoded");
        })];
    "TA33" "token-created" Either Info "RFC 6749 §5.1"
        "the token endpoint answers with 201"
        => "an answer of another status than 200 may be refused"
        [Reply(Token, |reply, _| reply.status = StatusCode::CREATED)];
    "TA34" "token-late" Accepts Info "RFC 6749 §5.1"
        "the token endpoint takes two seconds"
        => "wait some seconds for the token endpoint"
        [Trouble(Token, Late)];
    "TA35" "token-dropped" Refuses Should "RFC 6749 §5.1"
        "the token endpoint ends the connection without an answer"
        => "require a good answer of the token endpoint"
        [Trouble(Token, Dropped)];
    "TA36" "token-redirected" Refuses Info "RFC 6749 §5.1"
        "the token endpoint sends the request on to another place"
        => "do not follow redirects of the token endpoint: code and secret would go along"
        [Reply(Token, whole::redirected)];
    "TA37" "token-too-long" Either Info "RFC 6749 §5.1"
        "the token answer has four megabytes of white space behind it"
        => "read no more of an answer than it can need"
        [Reply(Token, whole::padded)];
};
