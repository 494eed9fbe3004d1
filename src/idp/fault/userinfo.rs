//! What is odd about UserInfo. <https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse>

use serde_json::{Map, Value, json};

use super::{
    members::{set, unset},
    row::{
        Change::{Members, Reply, Trouble},
        Fault,
        Place::Userinfo,
        Trouble::{Dropped, Fails, Late},
        faults,
    },
    whole,
};
use crate::jose::base64url;

/// What a person's name may be.
const MARKUP: &str = "<script>alert('authctl')</script>\"'><img src=x onerror=alert(1)>";

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "UI1" "userinfo-of-another" Refuses Must "OIDC Core §5.3.2"
        "UserInfo tells of another person than the ID token"
        => "compare the sub of UserInfo with that of the ID token, and use nothing of it if they differ"
        [Members(Userinfo, |claims, _| {
            set(claims, "sub", "mallory");
            set(claims, "name", "Mallory Other");
            set(claims, "preferred_username", "mallory");
            set(claims, "email", "mallory@other.example");
        })];
    "UI2" "userinfo-sub-other" Refuses Must "OIDC Core §5.3.2"
        "UserInfo has another sub than the ID token, and is right otherwise"
        => "compare the sub of UserInfo with that of the ID token, and use nothing of it if they differ"
        [Members(Userinfo, |claims, _| set(claims, "sub", "mallory"))];
    "UI3" "userinfo-sub-missing" Refuses Must "OIDC Core §5.3.2"
        "UserInfo does not say whom it tells of"
        => "require sub in UserInfo"
        [Members(Userinfo, |claims, _| unset(claims, "sub"))];
    "UI4" "userinfo-sub-empty" Refuses Must "OIDC Core §5.3.2"
        "UserInfo's sub is empty"
        => "compare the sub of UserInfo with that of the ID token also where it is empty"
        [Members(Userinfo, |claims, _| set(claims, "sub", ""))];
    "UI5" "userinfo-sub-longer" Refuses Must "OIDC Core §5.3.2"
        "UserInfo's sub begins with that of the ID token and goes on"
        => "compare the whole sub of UserInfo with that of the ID token"
        [Members(Userinfo, |claims, _| respell(claims, |sub| format!("{sub}-2")))];
    "UI6" "userinfo-sub-in-capitals" Refuses Must "OIDC Core §5.3.2"
        "UserInfo's sub is that of the ID token in another letter case"
        => "compare the sub of UserInfo with that of the ID token to the letter"
        [Members(Userinfo, |claims, _| respell(claims, |sub| sub.to_uppercase()))];
    "UI7" "userinfo-fails" Either Info "OIDC Core §5.3.3"
        "UserInfo fails with 500"
        => "an app that needs UserInfo says that it cannot go on, any other does without"
        [Trouble(Userinfo, Fails)];
    "UI8" "userinfo-refused" Either Info "OIDC Core §5.3.3"
        "UserInfo does not take the access token"
        => "an app that needs UserInfo says that it cannot go on, any other does without"
        [Reply(Userinfo, whole::invalid_token)];
    "UI9" "userinfo-cut" Either Info "OIDC Core §5.3.2"
        "UserInfo's answer ends in its middle"
        => "an app that needs UserInfo says that it cannot go on, any other does without"
        [Reply(Userinfo, whole::cut)];
    "UI10" "userinfo-page" Either Info "OIDC Core §5.3.2"
        "UserInfo answers with a page"
        => "an app that needs UserInfo says that it cannot go on, any other does without"
        [Reply(Userinfo, whole::page)];
    "UI11" "userinfo-list" Either Info "OIDC Core §5.3.2"
        "UserInfo answers with a list"
        => "require that UserInfo is an object"
        [Reply(Userinfo, whole::listed)];
    "UI12" "userinfo-dropped" Either Info "OIDC Core §5.3.3"
        "UserInfo ends the connection without an answer"
        => "an app that needs UserInfo says that it cannot go on, any other does without"
        [Trouble(Userinfo, Dropped)];
    "UI13" "userinfo-late" Accepts Info "OIDC Core §5.3.2"
        "UserInfo takes two seconds"
        => "wait some seconds for UserInfo"
        [Trouble(Userinfo, Late)];
    "UI14" "userinfo-redirected" Either Info "RFC 9700 §4.9"
        "UserInfo sends the request on to another place"
        => "do not send the access token to another place than UserInfo"
        [Reply(Userinfo, whole::redirected)];
    "UI15" "userinfo-extra-claims" Accepts Must "OIDC Core §5.1.2"
        "UserInfo has claims that nobody knows"
        => "ignore claims that the app does not know"
        [Members(Userinfo, |claims, _| {
            set(claims, "urn:example:unknown", json!({"a": [1, 2.5, null, true], "b": "ü"}));
            set(claims, "updated_at", 1_800_000_000);
        })];
    "UI16" "userinfo-few-claims" Accepts Should "OIDC Core §5.3.2"
        "UserInfo tells nothing but who it is"
        => "do without claims that a person or the provider does not give"
        [Members(Userinfo, |claims, _| claims.retain(|name, _| name == "sub"))];
    "UI17" "userinfo-null-claims" Either Info "OIDC Core §5.3.2"
        "UserInfo's claims but sub are null"
        => "take a claim that is null for one that is not there"
        [Members(Userinfo, |claims, _| {
            claims.iter_mut().filter(|(name, _)| *name != "sub").for_each(|(_, value)| *value = Value::Null);
        })];
    "UI18" "userinfo-markup" Accepts Should "RFC 6749 §10.14"
        "the person's name is markup with a script"
        => "escape everything that a provider says before it is part of a page"
        [Members(Userinfo, |claims, _| {
            set(claims, "name", MARKUP);
            set(claims, "preferred_username", MARKUP);
        })];
    "UI19" "userinfo-email-unverified" Either Info "OIDC Core §5.7"
        "the person's address is not verified"
        => "know people by iss and sub, never by an address"
        [Members(Userinfo, |claims, _| set(claims, "email_verified", false))];
    "UI20" "userinfo-email-of-another" Either Info "OIDC Core §5.7"
        "the person has another person's address"
        => "know people by iss and sub: whoever has the same address is not the same person"
        [Members(Userinfo, |claims, _| set(claims, "email", "bob@example.com"))];
    "UI21" "userinfo-unsigned-token" Either Info "OIDC Core §5.3.4"
        "UserInfo answers with an unsigned token that nobody asked for"
        => "refuse UserInfo in a form that was not asked for"
        [Reply(Userinfo, |reply, _| {
            let claims = base64url::encode(&reply.body);
            reply.body = format!("{}.{claims}.", base64url::encode(r#"{"alg":"none"}"#)).into_bytes();
            whole::typed(reply, "application/jwt");
        })];
    "UI22" "userinfo-as-text" Either Info "OIDC Core §5.3.2"
        "UserInfo says that it is plain text"
        => "an answer of another type than application/json may be refused"
        [Reply(Userinfo, whole::as_text)];
    "UI23" "userinfo-too-long" Either Info "OIDC Core §5.3.2"
        "UserInfo has four megabytes of white space behind it"
        => "read no more of an answer than it can need"
        [Reply(Userinfo, whole::padded)];
    "UI24" "userinfo-distributed-claims" Accepts Should "OIDC Core §5.6.2"
        "UserInfo says that a claim is to be had in another place, where there is none"
        => "do without claims that are in another place, and send nobody's token there unless that is trusted"
        [Members(Userinfo, |claims, means| {
            set(claims, "_claim_names", json!({"credit_score": "bank"}));
            let source = json!({"endpoint": means.elsewhere, "access_token": "not-a-token"});
            set(claims, "_claim_sources", json!({"bank": source}));
        })];
};

fn respell(claims: &mut Map<String, Value>, spell: fn(&str) -> String) {
    let sub = claims.get("sub").and_then(Value::as_str).map(spell);
    set(claims, "sub", sub);
}
