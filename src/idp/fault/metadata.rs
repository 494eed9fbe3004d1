//! What is odd about the metadata: an app meets it when it reads them, often only when it starts.
//! <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation>

use serde_json::{Map, Value, json};

use super::{
    means::Means,
    members::{set, unset},
    row::{
        Change::{Answer, Claims, Members, Reply, Token, Trouble},
        Fault,
        Place::Metadata,
        Trouble::{Dropped, Fails, FailsOnce, Late},
        faults,
    },
    whole,
};
use crate::jose::forged::Signed;

/// An issuer that is nobody's (RFC 6761 §6.5).
const OTHER_ISSUER: &str = "https://other.example";
/// What a provider has to tell (OIDC Discovery §3), and where its tokens are.
const REQUIRED: [&str; 7] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];
/// The member that lists the algorithms of ID tokens.
const ALGORITHMS: &str = "id_token_signing_alg_values_supported";
/// The member that announces `iss` in authorization answers.
const NAMES_ISSUER: &str = "authorization_response_iss_parameter_supported";

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "MD1" "metadata-issuer-other" Refuses Must "OIDC Discovery §4.3"
        "the metadata are of another issuer than they were asked for at"
        => "compare the issuer of the metadata with the one that the app is configured for"
        [Members(Metadata, |members, _| set(members, "issuer", OTHER_ISSUER))];
    "MD2" "metadata-issuer-impostor" Refuses Must "OIDC Discovery §4.3"
        "the metadata are of another issuer, which all else that the provider says bears out"
        => "compare the issuer of the metadata with the one that the app is configured for"
        [Members(Metadata, |members, _| set(members, "issuer", OTHER_ISSUER)),
            Claims(|claims, _| set(claims, "iss", OTHER_ISSUER)),
            Answer(|answer, _| answer.set("iss", OTHER_ISSUER))];
    "MD3" "metadata-issuer-trailing-slash" Refuses Must "OIDC Discovery §4.3"
        "the issuer of the metadata has a slash behind it"
        => "compare the issuer to the letter, with nothing trimmed"
        [Members(Metadata, |members, means| set(members, "issuer", format!("{}/", means.issuer)))];
    "MD4" "metadata-issuer-in-capitals" Refuses Should "OIDC Discovery §4.3"
        "the issuer of the metadata is in another letter case"
        => "compare the issuer to the letter, and do not normalise it"
        [Members(Metadata, |members, means| set(members, "issuer", means.issuer.to_ascii_uppercase()))];
    "MD5" "metadata-issuer-missing" Refuses Must "OIDC Discovery §3"
        "the metadata do not say whose they are"
        => "require issuer"
        [Members(Metadata, |members, _| unset(members, "issuer"))];
    "MD6" "metadata-jwks-uri-missing" Refuses Should "OIDC Discovery §3"
        "the metadata do not say where the keys are"
        => "require jwks_uri; without keys no ID token can be verified"
        [Members(Metadata, |members, _| unset(members, "jwks_uri"))];
    "MD7" "metadata-jwks-uri-dead" Refuses Should "OIDC Core §10.1"
        "nobody answers where the keys are said to be"
        => "refuse an ID token for which there is no key"
        // nobody listens on the port that is for multiplexing others
        [Members(Metadata, |members, _| set(members, "jwks_uri", "http://127.0.0.1:1/jwks"))];
    "MD8" "metadata-jwks-uri-elsewhere" Refuses Should "OIDC Core §10.1"
        "the keys are said to be in another place, where there are other keys"
        => "refuse an ID token that no key of jwks_uri has signed"
        [Members(Metadata, |members, means| set(members, "jwks_uri", means.elsewhere.clone()))];
    "MD9" "metadata-token-endpoint-missing" Refuses Should "OIDC Discovery §3"
        "the metadata do not say where tokens are"
        => "require token_endpoint"
        [Members(Metadata, |members, _| unset(members, "token_endpoint"))];
    "MD10" "metadata-token-endpoint-elsewhere" Refuses Should "OIDC Discovery §3"
        "tokens are said to be at another host, over plain HTTP"
        => "require https for the token endpoint, but for this machine: code and secret go there"
        [Members(Metadata, |members, _| set(members, "token_endpoint", "http://token.invalid/token"))];
    "MD11" "metadata-authorization-endpoint-missing" Refuses Should "OIDC Discovery §3"
        "the metadata do not say where people sign in"
        => "require authorization_endpoint"
        [Members(Metadata, |members, _| unset(members, "authorization_endpoint"))];
    "MD12" "metadata-authorization-endpoint-script" Refuses Should "OIDC Discovery §3"
        "the address where people sign in is a script"
        => "require that addresses are https, or http of this machine, before a browser is sent there"
        [Members(Metadata, |members, _| set(members, "authorization_endpoint", "javascript:alert(1)//"))];
    "MD13" "metadata-userinfo-elsewhere" Either Info "OIDC Discovery §3"
        "UserInfo is said to be at another host, over plain HTTP"
        => "do not send the access token over plain HTTP to another host"
        [Members(Metadata, |members, _| set(members, "userinfo_endpoint", "http://userinfo.invalid/"))];
    "MD14" "metadata-algorithms-none" Refuses Must "OIDC Core §3.1.3.7"
        "the metadata list none as the one algorithm, and ID tokens are not signed"
        => "do not take alg none because the metadata say so"
        [Members(Metadata, |members, _| set(members, ALGORITHMS, json!(["none"]))), Token(|token, _| {
            token.head("alg", "none");
            token.signed = Signed::Bytes(Vec::new());
            Ok(())
        })];
    "MD15" "metadata-algorithms-with-none" Accepts Must "OIDC Discovery §3"
        "the metadata list none beside the right algorithms"
        => "let none be listed, and do not take it"
        [Members(Metadata, |members, _| {
            if let Some(Value::Array(names)) = members.get_mut(ALGORITHMS) { names.insert(0, "none".into()); }
        })];
    "MD16" "metadata-algorithms-other" Either Info "OIDC Discovery §3"
        "the metadata list another algorithm than ID tokens are signed with"
        => "what counts is the algorithm that the app is registered for"
        [Members(Metadata, |members, _| set(members, ALGORITHMS, json!(["ES512"])))];
    "MD17" "metadata-pkce-unannounced" Accepts Info "RFC 8414 §2"
        "the metadata do not say that there is PKCE"
        => "use PKCE all the same: providers that do not know it ignore it"
        [Members(Metadata, |members, _| unset(members, "code_challenge_methods_supported"))];
    "MD18" "metadata-pkce-plain" Either Info "RFC 9700 §2.1.1"
        "the metadata say that there is only plain PKCE"
        => "use S256 all the same, or refuse"
        [Members(Metadata, |members, _| set(members, "code_challenge_methods_supported", json!(["plain"])))];
    "MD19" "metadata-iss-unannounced" Accepts Must "RFC 9207 §3"
        "the metadata do not announce iss in answers, and answers have none"
        => "require iss in answers only where it is announced"
        [Members(Metadata, |members, _| unset(members, NAMES_ISSUER)), Answer(|answer, _| answer.remove("iss"))];
    "MD20" "metadata-extra-members" Accepts Must "OIDC Discovery §3"
        "the metadata have members that nobody knows"
        => "ignore members that the app does not know"
        [Members(Metadata, |members, _| {
            set(members, "urn:example:unknown", json!({"a": [1, null]}));
            set(members, "unknown_endpoint", false);
        })];
    "MD21" "metadata-few-members" Accepts Should "OIDC Discovery §3"
        "the metadata have what they must have, and nothing else"
        => "require no member that the standard does not require"
        [Members(Metadata, few)];
    "MD22" "metadata-fails" Refuses Should "OIDC Discovery §4.2"
        "the metadata fail with 500"
        => "do not go on without metadata"
        [Trouble(Metadata, Fails)];
    "MD23" "metadata-fails-once" Either Info "OIDC Discovery §4.2"
        "the metadata fail with 500, once"
        => "try again later: an app that starts before its provider has to recover"
        [Trouble(Metadata, FailsOnce)];
    "MD24" "metadata-dropped" Refuses Should "OIDC Discovery §4.2"
        "the connection ends without metadata"
        => "do not go on without metadata"
        [Trouble(Metadata, Dropped)];
    "MD25" "metadata-late" Accepts Info "OIDC Discovery §4.2"
        "the metadata take two seconds"
        => "wait some seconds for metadata"
        [Trouble(Metadata, Late)];
    "MD26" "metadata-not-found" Refuses Should "OIDC Discovery §4.2"
        "there are no metadata"
        => "do not go on without metadata"
        [Reply(Metadata, whole::not_found)];
    "MD27" "metadata-page" Refuses Should "OIDC Discovery §4.2"
        "there is a page where the metadata should be"
        => "require that metadata are JSON"
        [Reply(Metadata, whole::page)];
    "MD28" "metadata-cut" Refuses Should "OIDC Discovery §4.2"
        "the metadata end in their middle"
        => "require that metadata are JSON"
        [Reply(Metadata, whole::cut)];
    "MD29" "metadata-list" Refuses Should "OIDC Discovery §4.2"
        "the metadata are a list"
        => "require that metadata are an object"
        [Reply(Metadata, whole::listed)];
    "MD30" "metadata-redirected" Either Info "OIDC Discovery §4.2"
        "the metadata are said to be in another place, where there are none"
        => "do not follow redirects of metadata to another place"
        [Reply(Metadata, whole::redirected)];
    "MD31" "metadata-as-text" Either Info "OIDC Discovery §4.2"
        "the metadata say that they are plain text"
        => "an answer of another type than application/json may be refused"
        [Reply(Metadata, whole::as_text)];
    "MD32" "metadata-too-long" Either Info "OIDC Discovery §4.2"
        "the metadata have four megabytes of white space behind them"
        => "read no more of an answer than it can need"
        [Reply(Metadata, whole::padded)];
};

fn few(members: &mut Map<String, Value>, _: &Means) {
    // what announces `iss` is needed where answers have it
    members.retain(|name, _| REQUIRED.contains(&&**name) || name == NAMES_ISSUER);
}
