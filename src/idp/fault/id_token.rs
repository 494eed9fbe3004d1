//! What is odd about the claims of the ID token.
//! <https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation>

use serde_json::{Value, json};

use super::{
    members::{set, unset},
    row::{
        Change::{Claims, Members},
        Fault,
        Place::Userinfo,
        faults,
    },
};

/// A client and an issuer that are nobody's (RFC 6761 §6.5).
const OTHER_CLIENT: &str = "another-client";
const OTHER_ISSUER: &str = "https://other.example";

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "IT1" "id-token-iss-other" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token was issued by somebody else"
        => "compare iss with the issuer of the metadata, to the letter"
        [Claims(|claims, _| set(claims, "iss", OTHER_ISSUER))];
    "IT2" "id-token-iss-missing" Refuses Must "OIDC Core §2"
        "the ID token does not say who issued it"
        => "require iss"
        [Claims(|claims, _| unset(claims, "iss"))];
    "IT3" "id-token-iss-trailing-slash" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token's iss is the issuer with a slash behind it"
        => "compare iss with the issuer of the metadata to the letter, with nothing trimmed"
        [Claims(|claims, means| set(claims, "iss", format!("{}/", means.issuer)))];
    "IT4" "id-token-iss-longer" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token's iss begins with the issuer and goes on"
        => "compare the whole of iss; that it begins with the issuer says nothing"
        [Claims(|claims, means| set(claims, "iss", format!("{}.other.example", means.issuer)))];
    "IT5" "id-token-iss-in-capitals" Refuses Should "OIDC Core §3.1.3.7"
        "the ID token's iss is the issuer in another letter case"
        => "compare iss to the letter, and do not normalise it"
        [Claims(|claims, means| set(claims, "iss", means.issuer.to_ascii_uppercase()))];
    "IT6" "id-token-aud-other" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token is for another client"
        => "require that aud has the app's client_id"
        [Claims(|claims, _| set(claims, "aud", OTHER_CLIENT))];
    "IT7" "id-token-aud-missing" Refuses Must "OIDC Core §2"
        "the ID token does not say whom it is for"
        => "require aud"
        [Claims(|claims, _| unset(claims, "aud"))];
    "IT8" "id-token-aud-longer" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token is for a client whose name has the app's name in it"
        => "compare aud whole: where it is one text, do not look for the client_id within it"
        [Claims(|claims, means| set(claims, "aud", format!("not-{}-at-all", means.client_id)))];
    "IT9" "id-token-aud-empty" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token's aud is an empty list"
        => "require that aud has the app's client_id"
        [Claims(|claims, _| set(claims, "aud", json!([])))];
    "IT10" "id-token-aud-others" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token is for two other clients"
        => "require that aud has the app's client_id; it may be a list"
        [Claims(|claims, _| set(claims, "aud", json!([OTHER_CLIENT, OTHER_ISSUER])))];
    "IT11" "id-token-aud-list" Accepts Must "OIDC Core §2"
        "the ID token's aud is a list of the app alone"
        => "read aud as a list too: both forms are allowed"
        [Claims(|claims, means| set(claims, "aud", json!([means.client_id])))];
    "IT12" "id-token-aud-several" Refuses Should "OIDC Core §3.1.3.7"
        "the ID token is for the app and for another client that it cannot know, and azp is the app"
        => "refuse an ID token that is also for a client that the app does not trust"
        [Claims(|claims, means| {
            set(claims, "aud", json!([means.client_id, OTHER_CLIENT]));
            set(claims, "azp", means.client_id.clone());
        })];
    "IT13" "id-token-aud-several-azp-other" Refuses Should "OIDC Core §3.1.3.7"
        "the ID token is for the app and for another client, and azp is the other"
        => "where azp is there, require that it is the app's client_id"
        [Claims(|claims, means| {
            set(claims, "aud", json!([means.client_id, OTHER_CLIENT]));
            set(claims, "azp", OTHER_CLIENT);
        })];
    "IT14" "id-token-aud-several-azp-missing" Refuses Should "OIDC Core §3.1.3.7"
        "the ID token is for the app and for another client, and azp is missing"
        => "refuse an ID token that is also for a client that the app does not trust"
        [Claims(|claims, means| set(claims, "aud", json!([OTHER_CLIENT, means.client_id])))];
    "IT15" "id-token-azp-other" Refuses Should "OIDC Core §3.1.3.7"
        "the ID token is for the app, and azp is another client"
        => "where azp is there, require that it is the app's client_id"
        [Claims(|claims, _| set(claims, "azp", OTHER_CLIENT))];
    "IT16" "id-token-azp-own" Accepts Must "OIDC Core §2"
        "the ID token says in azp too that it is for the app"
        => "let azp be there with the app's client_id"
        [Claims(|claims, means| set(claims, "azp", means.client_id.clone()))];
    "IT17" "id-token-sub-missing" Refuses Must "OIDC Core §2"
        "the ID token does not say who signed in"
        => "require sub, and know people by it alone"
        [Claims(|claims, _| unset(claims, "sub"))];
    "IT18" "id-token-sub-empty" Refuses Should "OIDC Core §2"
        "the ID token's sub is empty"
        => "require a sub that is not empty: everybody would share one account"
        [Claims(|claims, _| set(claims, "sub", ""))];
    "IT19" "id-token-sub-null" Refuses Must "OIDC Core §2"
        "the ID token's sub is null"
        => "require that sub is a text"
        [Claims(|claims, _| set(claims, "sub", Value::Null))];
    "IT20" "id-token-sub-number" Refuses Should "OIDC Core §2"
        "the ID token's sub is a number"
        => "require that sub is a text: numbers lose digits"
        [Claims(|claims, _| set(claims, "sub", 1))];
    "IT21" "id-token-sub-too-long" Refuses Info "OIDC Core §2"
        "the ID token's sub has 256 characters, one more than is allowed"
        => "refuse a sub of more than 255 characters; never cut it, since two people could become one"
        [Claims(|claims, _| set(claims, "sub", "a".repeat(256)))];
    "IT22" "id-token-sub-longest" Accepts Should "OIDC Core §2"
        "the ID token's sub has 255 characters, as UserInfo's has"
        => "make room for 255 characters of sub"
        [Claims(|claims, _| set(claims, "sub", "a".repeat(255))), Members(Userinfo, |claims, _| {
            set(claims, "sub", "a".repeat(255));
        })];
    "IT23" "id-token-expired" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token expired an hour ago"
        => "require that exp is ahead"
        [Claims(|claims, means| {
            set(claims, "iat", means.now.0 - 7_200);
            set(claims, "exp", means.now.0 - 3_600);
        })];
    "IT24" "id-token-exp-missing" Refuses Must "OIDC Core §2"
        "the ID token does not say when it expires"
        => "require exp"
        [Claims(|claims, _| unset(claims, "exp"))];
    "IT25" "id-token-exp-text" Either Info "RFC 7519 §4.1.4"
        "the ID token's exp is a text"
        => "require that exp is a number"
        [Claims(|claims, _| { let exp = claims.get("exp").map(Value::to_string); set(claims, "exp", exp); })];
    "IT26" "id-token-exp-fraction" Accepts Should "RFC 7519 §2"
        "the ID token's exp has a fraction of a second"
        => "read times as numbers, which may have a fraction"
        [Claims(|claims, means| set(claims, "exp", json!(means.now.plus(3_600).0 as f64 + 0.5)))];
    "IT27" "id-token-expired-just-now" Either Info "OIDC Core §3.1.3.7"
        "the ID token expired ten seconds ago"
        => "some leeway for clocks that differ is allowed, some minutes at most"
        [Claims(|claims, means| {
            set(claims, "iat", means.now.0 - 60);
            set(claims, "exp", means.now.0 - 10);
        })];
    "IT28" "id-token-iat-missing" Refuses Must "OIDC Core §2"
        "the ID token does not say when it was issued"
        => "require iat"
        [Claims(|claims, _| unset(claims, "iat"))];
    "IT29" "id-token-iat-far-ahead" Refuses Info "OIDC Core §3.1.3.7"
        "the ID token was issued in a day"
        => "refuse an ID token whose iat is ahead by more than clocks differ"
        [Claims(|claims, means| {
            set(claims, "iat", means.now.plus(86_400).0);
            set(claims, "exp", means.now.plus(90_000).0);
        })];
    "IT30" "id-token-iat-ahead" Accepts Should "OIDC Core §3.1.3.7"
        "the provider's clock is 30 seconds ahead"
        => "allow for clocks that differ by a minute"
        [Claims(|claims, means| set(claims, "iat", means.now.plus(30).0))];
    "IT31" "id-token-iat-behind" Accepts Should "OIDC Core §3.1.3.7"
        "the provider's clock is 30 seconds behind"
        => "allow for clocks that differ by a minute"
        [Claims(|claims, means| set(claims, "iat", means.now.plus(-30).0))];
    "IT32" "id-token-nbf-ahead" Refuses Must "RFC 7519 §4.1.5"
        "the ID token is not good before an hour has passed"
        => "where nbf is there, require that it has come"
        [Claims(|claims, means| set(claims, "nbf", means.now.plus(3_600).0))];
    "IT33" "id-token-nbf-past" Accepts Must "RFC 7519 §4.1.5"
        "the ID token is good since a minute"
        => "let nbf be there"
        [Claims(|claims, means| set(claims, "nbf", means.now.plus(-60).0))];
    "IT34" "id-token-nonce-other" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token's nonce is that of another sign-in"
        => "send a nonce that is kept in the person's browser session, and require it back"
        [Claims(|claims, _| if claims.contains_key("nonce") { set(claims, "nonce", "another-nonce"); })];
    "IT35" "id-token-nonce-missing" Refuses Must "OIDC Core §3.1.3.7"
        "a nonce was sent, and the ID token has none"
        => "require the nonce back where one was sent"
        [Claims(|claims, _| unset(claims, "nonce"))];
    "IT36" "id-token-nonce-empty" Refuses Must "OIDC Core §3.1.3.7"
        "a nonce was sent, and the ID token's is empty"
        => "compare the nonce also where it is empty"
        [Claims(|claims, _| if claims.contains_key("nonce") { set(claims, "nonce", ""); })];
    "IT37" "id-token-at-hash-wrong" Refuses Info "OIDC Core §3.1.3.8"
        "the ID token's at_hash is of another access token"
        => "where at_hash is there, compare it with the access token"
        [Claims(|claims, _| set(claims, "at_hash", "AAAAAAAAAAAAAAAAAAAAAA"))];
    "IT38" "id-token-at-hash-missing" Accepts Must "OIDC Core §3.1.3.6"
        "the ID token has no at_hash"
        => "do not require at_hash where the ID token comes from the token endpoint"
        [Claims(|claims, _| unset(claims, "at_hash"))];
    "IT39" "id-token-c-hash-wrong" Either Info "OIDC Core §3.3.2.11"
        "the ID token has a c_hash that is of another code"
        => "where c_hash is there, it may be compared with the code"
        [Claims(|claims, _| set(claims, "c_hash", "AAAAAAAAAAAAAAAAAAAAAA"))];
    "IT40" "id-token-extra-claims" Accepts Must "OIDC Core §2"
        "the ID token has claims that nobody knows"
        => "ignore claims that the app does not know"
        [Claims(|claims, _| {
            set(claims, "urn:example:unknown", json!({"a": [1, 2.5, null, true], "b": "ü"}));
            set(claims, "unknown", true);
        })];
    "IT41" "id-token-events" Refuses Should "RFC 8725 §3.11"
        "the ID token is a logout token too: it has events"
        => "refuse as ID token what has events"
        [Claims(|claims, _| {
            set(claims, "events", json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
        })];
    "IT42" "id-token-few-claims" Accepts Must "OIDC Core §2"
        "the ID token has the claims that it must have, and no other"
        => "require no claim that the standard does not require"
        [Claims(|claims, _| claims.retain(|name, _| {
            matches!(&**name, "iss" | "sub" | "aud" | "exp" | "iat" | "nonce")
        }))];
};
