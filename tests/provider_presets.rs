//! Every preset, walked: what it says can be used, and says where it is from.

use std::collections::BTreeMap;

use authctl::{
    error::Code,
    profile::logto_connector::LogtoConnector,
    protocol::{
        client_auth::ClientAuthMethod, grant::Grant, issuer::Issuer, parameter, response_mode::ResponseMode,
        scope::ScopeSet,
    },
    provider::{
        preset::{self, Preset},
        profile_map::ProfileMap,
        quirk::{QUIRKS, Quirk},
    },
};
use serde_json::json;

fn filled(preset: &Preset) -> BTreeMap<String, String> {
    let given = |address| if address { "https://id.example" } else { "example" };
    let needed = preset.parameters.iter().filter(|(_, row)| row.default.is_none());
    needed.map(|(name, row)| (name.clone(), given(row.address).to_owned())).collect()
}

#[test]
fn the_presets_are_these() {
    let names: Vec<&String> = preset::all().keys().collect();
    let expected = "apple auth0 authentik authgear bitbucket clef cognito dev discord dropbox facebook github gitlab google keycloak \
                    linkedin logto microsoft oidc okta ory salesforce slack spotify twitch x zitadel";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
}

#[test]
fn the_list_says_which_provider_works_at_once() {
    let row = |name: &str| {
        let row = preset::list().into_iter().find(|row| row.provider == name).unwrap();
        serde_json::to_string(&row).unwrap()
    };
    assert_eq!(
        [row("dev"), row("github"), row("okta")],
        [
            r#"{"provider":"dev","title":"The provider built into authctl","place":"http://127.0.0.1:9470","ready":true,"needs":[]}"#,
            r#"{"provider":"github","title":"GitHub","place":"https://github.com/login/oauth/authorize","ready":false,"needs":["client_id","client_secret"]}"#,
            r#"{"provider":"okta","title":"Okta","place":"https://{domain}/oauth2/{server}","ready":false,"needs":["client_id","domain"]}"#,
        ]
    );
    assert_eq!(preset::list().iter().filter(|row| row.ready).count(), 1);
}

#[test]
fn every_preset_leads_to_a_provider() {
    for (name, preset) in preset::all() {
        let issuer = preset.issuer(&filled(preset)).unwrap();
        assert_eq!(issuer.is_none(), !preset.endpoints.is_empty(), "{name} has an issuer or endpoints");
        match issuer {
            Some(issuer) => assert!(issuer.url().scheme() == "https" || name == "dev", "{name}"),
            None => {
                let endpoints = preset.endpoints(&filled(preset), &BTreeMap::new()).unwrap();
                assert!(endpoints.by_member().iter().all(|(_, url)| url.url().scheme() == "https"), "{name}");
                assert_eq!(
                    endpoints.by_member().len(),
                    preset.endpoints.len(),
                    "{name}: every endpoint is known"
                );
            }
        }
    }
}

#[test]
fn every_preset_says_only_what_is_known() {
    for (name, preset) in preset::all() {
        assert_eq!(&preset.name, name);
        assert!(!preset.title.is_empty() && !preset.username.is_empty(), "{name}");
        ProfileMap::of(preset.profile_map.iter().map(|(field, path)| (field.as_str(), path.as_str())))
            .unwrap();
        assert!(preset.register.ends_with('.') && preset.register.len() < 256, "{name}: shown whole");
        assert_eq!(ScopeSet::of(&preset.scopes).unwrap().tokens(), preset.scopes, "{name}");
        if let Some(method) = &preset.auth_method {
            ClientAuthMethod::named(method).unwrap();
        }
        if let Some(mode) = &preset.response_mode {
            ResponseMode::named(mode).unwrap();
        }
        for param in preset.params.keys() {
            parameter::check_extra(param).unwrap();
        }
        for quirk in &preset.quirks {
            assert!(Quirk::named(quirk).is_some(), "{name}: {quirk}");
        }
        for flow in &preset.public_flows {
            Grant::named(flow).unwrap();
        }
        for registered in preset.errors.values() {
            assert!(Code::named(registered).is_some(), "{name}: {registered}");
        }
        if let Some(url) = &preset.register_url {
            assert!(preset.fill(url, &filled(preset)).unwrap().starts_with("https://"), "{name}");
        }
        assert!(preset.client_id.is_some() || preset.register_url.is_some(), "{name}");
        assert_eq!(preset.quirks().on.len(), preset.quirks.len());
    }
}

#[test]
fn every_quirk_is_needed_by_a_preset_or_a_connector() {
    let connector = json!({
        "authorizationEndpoint": "a", "tokenEndpoint": "b", "userInfoEndpoint": "c", "clientId": "d", "clientSecret": "e",
        "tokenEndpointAuthMethod": "client_secret_basic",
    });
    let connector = LogtoConnector::parse(connector.to_string().as_bytes()).unwrap().settings().unwrap();
    let (_, connector) = connector.iter().find(|(name, _)| name == "quirks").unwrap();
    for row in QUIRKS {
        let of_preset = preset::all().values().any(|preset| preset.quirks().has(row.quirk));
        assert!(of_preset || connector.split(' ').any(|name| name == row.name), "{}", row.name);
    }
}

#[test]
fn every_fact_has_its_source_in_the_comment_above() {
    let facts = [
        "issuer = ",
        "endpoints.",
        "quirks = ",
        "params = ",
        "callback = ",
        "register_url = ",
        "secret = ",
        "public_flows = ",
        "errors = ",
        "scope_names = ",
        "response_mode = ",
    ];
    let (mut table, mut sourced) = (String::new(), false);
    for line in preset::SOURCE.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']').to_owned();
            sourced = false;
        } else if line.starts_with('#') {
            sourced |= line.contains("https://");
        } else if facts.iter().any(|fact| line.starts_with(fact)) && table != "dev" {
            assert!(sourced, "[{table}] {line}");
        }
    }
}

#[test]
fn a_mistyped_preset_is_answered_with_the_nearest() {
    let error = preset::named("githup").unwrap_err();
    assert_eq!(error.code(), Code::ProviderUnknown);
    assert!(error.wanted().unwrap().raw().starts_with("apple, auth0, "));
    assert_eq!(error.advice(), "did you mean `github`? Any other provider is reached by --issuer");
    assert_eq!(preset::named("zzz").unwrap_err().advice(), "see `authctl provider list`, or use --issuer");
}

#[test]
fn a_parameter_cannot_become_more_than_its_part_of_the_address() {
    let microsoft = preset::named("microsoft").unwrap();
    let issuer = |tenant: &str| {
        microsoft
            .issuer(&BTreeMap::from([("tenant".to_owned(), tenant.to_owned())]))
            .map(|issuer| issuer.unwrap())
    };
    assert_eq!(
        issuer("contoso.example").unwrap().as_str(),
        "https://login.microsoftonline.com/contoso.example/v2.0"
    );
    for tenant in ["", "a/b", "..", "a?b", "a#b", "@evil.example", "a b", "%2e", "{tenant}", "a\\b", "é"] {
        assert!(issuer(tenant).is_err(), "{tenant}");
    }
    let gitlab = preset::named("gitlab").unwrap();
    for host in ["a@evil.example", "evil.example/x", "evil.example:99999", ".", "[::1]"] {
        assert!(gitlab.issuer(&BTreeMap::from([("host".to_owned(), host.to_owned())])).is_err(), "{host}");
    }
}

#[test]
fn a_parameter_that_only_the_person_knows_must_be_given() {
    let text = "title = \"Example\"\nissuer = \"https://{tenant}.id.example\"\nscopes = []\nusername = []\nregister = \"\"\n\
                parameters.tenant = { what = \"the name of your tenant\" }\n\
                callback = { host = \"127.0.0.1\", port = 0, path = \"/\" }\n";
    let preset: Preset = toml::from_str(text).unwrap();
    let error = preset.issuer(&BTreeMap::new()).unwrap_err();
    assert_eq!((error.code(), error.advice()), (Code::ParameterMissing, "add --set tenant=VALUE"));
    let values = BTreeMap::from([("tenant".to_owned(), "acme".to_owned())]);
    assert_eq!(preset.issuer(&values).unwrap().unwrap().as_str(), "https://acme.id.example");
}

#[test]
fn a_provider_at_another_address_keeps_its_paths() {
    let at = |name: &str, address: &str| preset::named(name).unwrap().at(&Issuer::parse(address).unwrap());
    let none = BTreeMap::new();
    for (name, address, issuer) in [
        ("logto", "http://127.0.0.1:9470", "http://127.0.0.1:9470/oidc"),
        ("logto", "http://127.0.0.1:9470/", "http://127.0.0.1:9470/oidc"),
        ("auth0", "http://127.0.0.1:9470", "http://127.0.0.1:9470/"),
        ("google", "http://[::1]:9470", "http://[::1]:9470"),
        ("microsoft", "https://id.example/a/", "https://id.example/a/common/v2.0"),
        ("oidc", "https://id.example/a", "https://id.example/a"),
    ] {
        assert_eq!(at(name, address).issuer(&none).unwrap().unwrap().as_str(), issuer, "{name}");
    }
    let github = at("github", "http://127.0.0.1:9470").endpoints(&none, &none).unwrap();
    let shown: Vec<String> =
        github.by_member().iter().map(|(name, url)| format!("{name} {}", url.url())).collect();
    assert_eq!(
        shown,
        [
            "authorization_endpoint http://127.0.0.1:9470/login/oauth/authorize",
            "token_endpoint http://127.0.0.1:9470/login/oauth/access_token",
            "userinfo_endpoint http://127.0.0.1:9470/user",
            "device_authorization_endpoint http://127.0.0.1:9470/login/device/code",
        ]
    );
    // what is in the path has to be said all the same
    let error = at("keycloak", "http://127.0.0.1:9470").issuer(&none).unwrap_err();
    assert_eq!(
        (error.code(), error.text()),
        (Code::ParameterMissing, "the provider keycloak needs `realm`: the realm")
    );
}

#[test]
fn an_issuer_that_is_a_parameter_is_judged_as_an_issuer() {
    let oidc = preset::named("oidc").unwrap();
    let issuer = |text: &str| oidc.issuer(&BTreeMap::from([("issuer".to_owned(), text.to_owned())]));
    assert_eq!(
        issuer("https://id.example/realms/a").unwrap().unwrap().as_str(),
        "https://id.example/realms/a"
    );
    for text in
        ["http://id.example", "id.example", "https://id.example?a", "https://me@id.example", "{issuer}"]
    {
        assert!(issuer(text).is_err(), "{text}");
    }
}
