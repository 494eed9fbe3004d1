//! Judging a provider's metadata. OIDC Discovery §3, §4.3; RFC 8414 §2, §3.3; RFC 9700 §2.1.1.

use authctl::{
    error::{Code, Error},
    protocol::issuer::Issuer,
    provider::{
        metadata::{Judging, PkcePolicy, ProviderMetadata},
        quirk::{Quirk, Quirks},
    },
};
use serde_json::{Map, Value, json};

const ISSUER: &str = "https://id.example";

fn document() -> Map<String, Value> {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://id.example/auth",
        "token_endpoint": "https://id.example/token",
        "userinfo_endpoint": "https://api.id.example/me",
        "jwks_uri": "https://id.example/jwks",
        "scopes_supported": ["openid", "email"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "authorization_response_iss_parameter_supported": true,
        "x_unknown": {"kept": [1]},
    })
    .as_object()
    .unwrap()
    .clone()
}

fn with(changes: &[(&str, Value)]) -> Map<String, Value> {
    let mut document = document();
    for (member, value) in changes {
        document.insert((*member).to_owned(), value.clone());
    }
    document
}

fn without(member: &str) -> Map<String, Value> {
    let mut document = document();
    assert!(document.remove(member).is_some());
    document
}

fn judge_as(document: Map<String, Value>, asked: &str, pkce: PkcePolicy) -> Result<ProviderMetadata, Error> {
    let judging = Judging { quirks: &Quirks::default(), pkce, openid: true, authorization: true };
    ProviderMetadata::judge(document, &Issuer::parse(asked).unwrap(), &judging)
}

fn judge(document: Map<String, Value>) -> Result<ProviderMetadata, Error> {
    judge_as(document, ISSUER, PkcePolicy::Required)
}

#[test]
fn good_metadata_is_taken_with_what_is_not_known_here() {
    let metadata = judge(document()).unwrap();
    assert_eq!(metadata.issuer, Some(Issuer::parse(ISSUER).unwrap()));
    assert_eq!(metadata.endpoints.token.url().as_str(), "https://id.example/token");
    assert_eq!(metadata.endpoints.userinfo.as_ref().unwrap().url().as_str(), "https://api.id.example/me");
    assert_eq!(metadata.endpoints.revocation, None);
    assert_eq!(metadata.token_endpoint_auth_methods_supported.as_deref().unwrap(), ["client_secret_post"]);
    assert_eq!(metadata.id_token_signing_alg_values_supported.as_deref().unwrap(), ["RS256"]);
    assert!(metadata.authorization_response_iss_parameter_supported);
    assert_eq!(metadata.document["x_unknown"], json!({"kept": [1]}));
    let names: Vec<&str> = metadata.endpoints.by_member().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"]);
}

#[test]
fn metadata_of_another_issuer_is_refused_however_alike() {
    // C1, C2
    for other in [
        "https://evil.example",
        "https://id.example/",
        "https://id.example.evil.example",
        "https://ID.example",
        "HTTPS://id.example",
        "https://id.example:443",
        "https://id%2eexample",
        "http://id.example",
        "https://id.example ",
        "https://id.example?",
        "https://id.example#",
        "https://i\u{301}d.example",
        "https://íd.example",
        "id.example",
        "",
    ] {
        let error = judge(with(&[("issuer", json!(other))])).unwrap_err();
        assert_eq!((error.code(), error.exit()), (Code::IssuerMismatch, 9), "{other}");
        assert_eq!(error.wanted().unwrap().raw(), ISSUER);
        assert_eq!(error.found().unwrap().raw(), other);
        assert_eq!(error.at().name(), "discovery");
        assert_eq!(error.of_issuer(), Some(ISSUER));
    }
    assert!(judge_as(document(), "https://id.example/", PkcePolicy::Required).is_err());
}

#[test]
fn a_member_in_another_letter_case_is_another_member() {
    // C16
    let mut document = without("issuer");
    document.insert("Issuer".into(), json!(ISSUER));
    let error = judge(document).unwrap_err();
    assert_eq!(error.code(), Code::MetadataInvalid);
    assert_eq!(error.text(), "the provider's metadata has no `issuer`");
}

#[test]
fn signed_metadata_changes_nothing() {
    // C19
    let signed = judge(with(&[("signed_metadata", json!("eyJhbGciOiJub25lIn0.e30."))])).unwrap();
    assert_eq!(signed.endpoints, judge(document()).unwrap().endpoints);
}

#[test]
fn a_required_member_that_is_missing_is_named() {
    for member in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        for document in [without(member), with(&[(member, Value::Null)])] {
            let error = judge(document).unwrap_err();
            assert_eq!(error.code(), Code::MetadataInvalid);
            assert_eq!(error.text(), format!("the provider's metadata has no `{member}`"));
        }
    }
    let judging = Judging {
        quirks: &Quirks::default(),
        pkce: PkcePolicy::Required,
        openid: false,
        authorization: true,
    };
    assert!(ProviderMetadata::judge(without("jwks_uri"), &Issuer::parse(ISSUER).unwrap(), &judging).is_ok());
}

#[test]
fn a_member_of_the_wrong_type_is_named() {
    // C17
    let texts = ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"];
    let lists =
        ["scopes_supported", "code_challenge_methods_supported", "token_endpoint_auth_methods_supported"];
    let wrong = |member: &str, value: Value| {
        let error = judge(with(&[(member, value)])).unwrap_err();
        assert_eq!(error.code(), Code::MetadataInvalid, "{member}");
        assert_eq!(error.text(), format!("`{member}` in the provider's metadata is of the wrong type"));
        (error.wanted().unwrap().to_string(), error.found().unwrap().to_string())
    };
    for member in texts {
        for value in [json!(1), json!(true), json!(["https://id.example"]), json!({})] {
            assert_eq!(wrong(member, value).0, "a string");
        }
    }
    for member in lists {
        for value in [json!("S256"), json!(["S256", 1]), json!({"S256": true}), json!([["S256"]])] {
            assert_eq!(wrong(member, value).0, "a list of strings");
        }
    }
    for value in [json!("true"), json!(1)] {
        assert_eq!(wrong("authorization_response_iss_parameter_supported", value).0, "true or false");
    }
}

#[test]
fn every_endpoint_is_an_address_that_may_be_used() {
    // C6, C21, C35
    for member in authctl::provider::endpoints::MEMBERS {
        for (code, text) in [
            (Code::CleartextRefused, "http://id.example/x"),
            (Code::CleartextRefused, "http://127.0.0.1/x"),
            (Code::CleartextRefused, "http://localhost/x"),
            (Code::EndpointRefused, "https://user@id.example/x"),
            (Code::EndpointRefused, "https://id.example/x#y"),
            (Code::EndpointRefused, "/x"),
            (Code::EndpointRefused, "javascript:alert(1)"),
            (Code::EndpointRefused, "file:///etc/passwd"),
            (Code::EndpointRefused, ""),
        ] {
            let error = judge(with(&[(member, json!(text))])).unwrap_err();
            assert_eq!((error.code(), error.exit()), (code, 9), "{member} {text}");
            assert!(error.text().starts_with(&format!("`{member}` ")), "{}", error.text());
        }
    }
    let error =
        judge(with(&[("authorization_endpoint", json!("https://id.example/auth?client_id=x"))])).unwrap_err();
    assert_eq!(
        error.text(),
        "`authorization_endpoint` has a parameter in its query that belongs to the request"
    );
    assert!(judge(with(&[("authorization_endpoint", json!("https://id.example/auth?p=b2c"))])).is_ok());
}

#[test]
fn an_issuer_on_this_machine_may_have_http_endpoints_on_this_machine() {
    let local = |token: &str| {
        json!({
            "issuer": "http://127.0.0.1:9470",
            "authorization_endpoint": "http://127.0.0.1:9470/authorize",
            "token_endpoint": token,
            "jwks_uri": "http://127.0.0.1:9470/jwks",
        })
        .as_object()
        .unwrap()
        .clone()
    };
    let judge = |document| judge_as(document, "http://127.0.0.1:9470", PkcePolicy::Required);
    assert!(judge(local("http://127.0.0.1:9470/token")).is_ok());
    assert_eq!(judge(local("http://id.example/token")).unwrap_err().code(), Code::CleartextRefused);
}

#[test]
fn a_provider_that_lists_its_pkce_methods_without_s256_is_refused() {
    // C24
    for (methods, policy, taken) in [
        (Some(json!(["S256"])), PkcePolicy::Required, true),
        (None, PkcePolicy::Required, true),
        (Some(json!(["plain"])), PkcePolicy::Required, false),
        (Some(json!([])), PkcePolicy::Required, false),
        (Some(json!(["s256"])), PkcePolicy::Required, false),
        (Some(json!(["plain"])), PkcePolicy::UnadvertisedOk, true),
        (Some(json!([])), PkcePolicy::UnadvertisedOk, true),
    ] {
        let document = match &methods {
            Some(methods) => with(&[("code_challenge_methods_supported", methods.clone())]),
            None => without("code_challenge_methods_supported"),
        };
        let judged = judge_as(document, ISSUER, policy);
        assert_eq!(
            judged.err().map(|error| error.code()),
            (!taken).then_some(Code::PkceUnsupported),
            "{methods:?}"
        );
    }
}

#[test]
fn a_template_issuer_is_taken_for_a_shared_tenant_of_the_preset_that_has_the_quirk() {
    let entra = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let own = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let judged = |quirks: Vec<Quirk>, asked: &str, said: &str| {
        let quirks = Quirks { on: quirks, ..Quirks::default() };
        let judging =
            Judging { quirks: &quirks, pkce: PkcePolicy::Required, openid: true, authorization: true };
        ProviderMetadata::judge(with(&[("issuer", json!(said))]), &Issuer::parse(asked).unwrap(), &judging)
            .map(|metadata| metadata.issuer.unwrap().to_string())
            .map_err(|error| error.code())
    };
    let template = vec![Quirk::IssuerTemplate];
    for shared in ["common", "organizations"] {
        let asked = entra(shared);
        assert_eq!(judged(template.clone(), &asked, &entra("{tenantid}")), Ok(asked.clone()));
        assert_eq!(judged(Vec::new(), &asked, &entra("{tenantid}")), Err(Code::IssuerMismatch));
        assert_eq!(judged(template.clone(), &asked, &entra(own)), Err(Code::IssuerMismatch));
    }
    assert_eq!(judged(template.clone(), &entra(own), &entra(own)), Ok(entra(own)));
    assert_eq!(judged(template, &entra(own), &entra("{tenantid}")), Err(Code::IssuerMismatch));
}
