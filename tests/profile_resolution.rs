//! Flag over environment over profile over preset over default, and each value knows where it came from.

use std::collections::BTreeMap;

use authctl::{
    error::{Code, Error},
    profile::{
        file::ProfilesFile,
        key::{KEYS, Key},
        place::Place,
        resolved::Resolved,
        settings::{Flags, Inputs, Settings},
        store_choice::StoreChoice,
        view,
    },
    protocol::{client_auth::ClientAuthMethod, grant::Grant},
    provider::{metadata::PkcePolicy, profile_map::Field, quirk::Quirk},
    secret::source::SecretSource,
};

const FILE: &str = "\
default_profile = \"work\"
[profiles.work]
provider = \"gitlab\"
host = \"gitlab.example\"
client_id = \"profile-client\"
client_secret = \"env:WORK_SECRET\"
store = \"file\"
[profiles.plain]
issuer = \"https://id.example\"
client_id = \"plain-client\"
skew = 30
[profiles.hub]
provider = \"github\"
client_id = \"hub\"
client_secret = \"keyring:hub\"
[profiles.hub.endpoints]
userinfo_endpoint = \"https://api.hub.example/user\"
";

struct World {
    flags: Flags,
    environment: Vec<(&'static str, &'static str)>,
    file: &'static str,
}

impl World {
    fn with(flags: Flags) -> Self {
        Self { flags, environment: Vec::new(), file: FILE }
    }

    fn environment(mut self, variables: &[(&'static str, &'static str)]) -> Self {
        self.environment = variables.to_vec();
        self
    }

    fn inputs<T>(&self, use_them: impl FnOnce(&Inputs<'_>) -> T) -> T {
        let file = ProfilesFile::parse(self.file, "profiles.toml").unwrap();
        let environment = |name: &str| {
            self.environment.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
        };
        use_them(&Inputs { flags: &self.flags, environment: &environment, file: Some(&file) })
    }

    fn resolve(&self) -> Result<Resolved, Error> {
        self.inputs(Resolved::resolve)
    }

    fn shown(&self) -> BTreeMap<String, (String, String)> {
        let settings = self.inputs(Settings::gather).unwrap();
        view::show(&settings).into_iter().map(|row| (row.name, (row.value, row.origin.to_string()))).collect()
    }
}

fn flags() -> Flags {
    Flags::default()
}

#[test]
fn every_value_tells_where_it_came_from() {
    let world = World::with(flags().with(Key::Scopes, ["openid", "api"]).with(Key::Params, ["prompt=login"]))
        .environment(&[("AUTHCTL_STORE", "memory"), ("AUTHCTL_SKEW", "2m"), ("AUTHCTL_CLIENT_ID", "")]);
    let expected = [
        ("callback_host", "127.0.0.1", "preset gitlab"),
        ("callback_path", "/callback", "preset gitlab"),
        ("callback_port", "9471", "preset gitlab"),
        ("client_id", "profile-client", "profiles.toml:5"),
        ("client_secret", "env:WORK_SECRET", "profiles.toml:6"),
        ("dpop", "never", "default"),
        ("flow", "authorization-code", "default"),
        ("par", "as-required", "default"),
        ("params.prompt", "login", "--param"),
        ("pkce", "required", "default"),
        ("provider", "gitlab", "profiles.toml:3"),
        ("scopes", "openid api", "--scope"),
        ("set.host", "gitlab.example", "profiles.toml:4"),
        ("skew", "2m", "AUTHCTL_SKEW"),
        ("store", "memory", "AUTHCTL_STORE"),
    ];
    let expected: BTreeMap<_, _> = expected
        .into_iter()
        .map(|(name, value, origin)| (name.to_owned(), (value.to_owned(), origin.to_owned())))
        .collect();
    assert_eq!(world.shown(), expected);
    let resolved = world.resolve().unwrap();
    assert_eq!(resolved.profile, "work");
    assert_eq!(resolved.provider, "gitlab");
    assert_eq!(resolved.issuer().unwrap().as_str(), "https://gitlab.example");
    assert_eq!(resolved.client_secret, Some(SecretSource::Env("WORK_SECRET".to_owned())));
    assert_eq!(resolved.scopes.to_string(), "openid api");
    assert_eq!(resolved.params, [("prompt".to_owned(), "login".to_owned())]);
    assert_eq!((resolved.callback.port, resolved.skew_s, resolved.pkce), (9471, 120, PkcePolicy::Required));
}

#[test]
fn each_place_is_stronger_than_the_next() {
    let value = |flag: Option<&str>, variable: Option<&'static str>| {
        let world = World::with(flags().profile(Some("work")).with(Key::ClientId, flag));
        let variables: Vec<_> = variable.map(|value| ("AUTHCTL_CLIENT_ID", value)).into_iter().collect();
        world.environment(&variables).shown()["client_id"].clone()
    };
    let pair = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(value(Some("f"), Some("e")), pair("f", "--client-id"));
    assert_eq!(value(None, Some("e")), pair("e", "AUTHCTL_CLIENT_ID"));
    assert_eq!(value(None, None), pair("profile-client", "profiles.toml:5"));
    let dev = World::with(flags().with(Key::Provider, ["dev"])).shown();
    assert_eq!(dev["client_id"], pair("authctl", "preset dev"));
    assert_eq!(dev["store"], pair("file", "preset dev"));
    assert_eq!(dev["pkce"], pair("required", "default"));
}

#[test]
fn the_default_profile_is_not_meant_when_another_provider_is_asked_for() {
    let resolved = World::with(flags().with(Key::Provider, ["dev"])).resolve().unwrap();
    assert_eq!((&*resolved.profile, &*resolved.provider, &*resolved.client_id), ("dev", "dev", "authctl"));
    assert_eq!(resolved.client_secret, None);
    let resolved =
        World::with(flags().with(Key::Issuer, ["https://id.example:8443"]).with(Key::ClientId, ["x"]));
    assert_eq!(resolved.resolve().unwrap().profile, "id.example-8443");
}

#[test]
fn a_variable_is_not_meant_when_a_flag_leads_elsewhere() {
    let variables = [
        ("AUTHCTL_PROFILE", "plain"),
        ("AUTHCTL_ISSUER", "https://id.example"),
        ("AUTHCTL_CLIENT_ID", "ci"),
        ("AUTHCTL_CLIENT_SECRET_FROM", "env:CI_SECRET"),
        ("AUTHCTL_STORE", "memory"),
    ];
    let world = World::with(flags().with(Key::Provider, ["dev"])).environment(&variables);
    let resolved = world.resolve().unwrap();
    assert_eq!((&*resolved.profile, &*resolved.client_id), ("dev", "authctl"));
    assert_eq!((resolved.client_secret, resolved.store), (None, Some(StoreChoice::Memory)));
    let world = World::with(flags()).environment(&variables);
    let resolved = world.resolve().unwrap();
    assert_eq!((&*resolved.profile, &*resolved.client_id), ("plain", "ci"));
    assert_eq!(resolved.client_secret, Some(SecretSource::Env("CI_SECRET".to_owned())));
    // Without a place of its own a variable goes with any.
    let flags = flags().with(Key::Issuer, ["https://other.example"]);
    let resolved = World::with(flags).environment(&variables[2..]).resolve().unwrap();
    assert_eq!(&*resolved.client_id, "ci");
}

#[test]
fn a_secret_does_not_follow_to_another_provider() {
    // C135
    let elsewhere =
        |flags: Flags| World::with(flags.profile(Some("work")).with(Key::ClientId, ["x"])).resolve();
    let resolved = elsewhere(flags().with(Key::Issuer, ["https://evil.example"])).unwrap();
    assert_eq!((resolved.client_secret, &*resolved.profile), (None, "work"));
    assert_eq!(resolved.store, Some(StoreChoice::File));

    let error = elsewhere(flags().with(Key::Set, ["host=evil.example"])).unwrap_err();
    assert_eq!(error.code(), Code::ConfigInvalid);
    assert_eq!(
        error.text(),
        "--set: this changes where to sign in, and the profile's client secret is not for there"
    );
    let told = flags().with(Key::Set, ["host=other.example"]).with(Key::ClientSecret, ["env:OTHER"]);
    assert_eq!(elsewhere(told).unwrap().client_secret, Some(SecretSource::Env("OTHER".to_owned())));
    assert!(elsewhere(flags().with(Key::Set, ["host=gitlab.example"])).is_ok());

    let variable =
        World::with(flags().profile(Some("work"))).environment(&[("AUTHCTL_ISSUER", "https://evil.example")]);
    assert_eq!(variable.resolve().unwrap_err().code(), Code::ClientIdMissing);
    let endpoint =
        flags().profile(Some("hub")).with(Key::Endpoints, ["token_endpoint=https://evil.example/token"]);
    assert_eq!(World::with(endpoint).resolve().unwrap_err().code(), Code::ConfigInvalid);
    for profile in ["work", "hub"] {
        let url = flags().profile(Some(profile)).with(Key::ProviderUrl, ["https://evil.example"]);
        let error = World::with(url.clone()).resolve().unwrap_err();
        assert_eq!(
            error.text(),
            "--provider-url: this changes where to sign in, and the profile's client secret is not for there"
        );
        let told = World::with(url.with(Key::ClientSecret, ["env:OTHER"])).resolve().unwrap();
        assert_eq!(told.client_secret, Some(SecretSource::Env("OTHER".to_owned())));
    }
}

#[test]
fn a_provider_at_another_address_is_said_of_a_preset_and_in_one_way() {
    // C6
    let at = |flags: Flags, url: &str| {
        let world = World::with(flags.with(Key::ClientId, ["x"]).with(Key::ProviderUrl, [url]));
        world.resolve().map(|resolved| match resolved.place {
            Place::Issuer(issuer) => issuer.to_string(),
            Place::Endpoints(endpoints) => endpoints.token.to_string(),
        })
    };
    let provider = |name: &str| flags().profile(Some("new")).with(Key::Provider, [name]);
    let here = "http://127.0.0.1:9470";
    assert_eq!(at(provider("logto"), here).unwrap(), "http://127.0.0.1:9470/oidc");
    assert_eq!(at(provider("discord"), here).unwrap(), "http://127.0.0.1:9470/api/oauth2/token");
    let fault = |flags: Flags, url: &str| {
        let error = at(flags, url).unwrap_err();
        (error.code(), error.text().to_owned())
    };
    assert_eq!(
        fault(provider("logto"), "http://id.example"),
        (
            Code::CleartextRefused,
            "--provider-url: the provider's address is http without TLS, and not on this machine".to_owned()
        )
    );
    assert_eq!(
        fault(provider("logto"), "https://id.example?a"),
        (Code::IssuerInvalid, "--provider-url: the provider's address has a query".to_owned())
    );
    assert_eq!(
        fault(provider("logto").with(Key::Issuer, ["https://id.example"]), here),
        (Code::ConfigInvalid, "--provider-url: provider_url and issuer both say where to sign in".to_owned())
    );
    assert_eq!(
        fault(flags().profile(Some("plain")), here),
        (
            Code::ConfigInvalid,
            "--provider-url: provider_url is the address of a preset's provider".to_owned()
        )
    );
}

#[test]
fn a_try_at_another_address_does_not_take_the_place_of_the_session_at_the_original() {
    let named = |flags: Flags| {
        let flags = flags.with(Key::Provider, ["logto"]).with(Key::ClientId, ["x"]);
        World::with(flags.with(Key::ProviderUrl, ["http://127.0.0.1:9470/"])).resolve().unwrap().profile
    };
    assert_eq!(named(flags()), "logto-127.0.0.1-9470");
    assert_eq!(named(flags().profile(Some("new"))), "new");
}

#[test]
fn a_profile_is_named_by_flag_then_variable_then_default() {
    let named = |flag: Option<&str>, variable: &'static str| {
        let world = World::with(flags().profile(flag)).environment(&[("AUTHCTL_PROFILE", variable)]);
        world
            .inputs(Settings::gather)
            .map(|settings| (settings.profile.value, settings.profile.origin.to_string()))
    };
    let pair = |value: &str, origin: &str| Ok((value.to_owned(), origin.to_owned()));
    assert_eq!(named(Some("plain"), "work"), pair("plain", "--profile"));
    assert_eq!(named(None, "plain"), pair("plain", "AUTHCTL_PROFILE"));
    assert_eq!(named(None, ""), pair("work", "profiles.toml:1"));
    assert_eq!(named(Some("other"), "").unwrap_err().code(), Code::ProfileNotFound);
    assert_eq!(named(Some("wrok"), "").unwrap_err().advice(), "did you mean `work`?");
    assert_eq!(named(Some("../x"), "").unwrap_err().code(), Code::ProfileNameInvalid);
    // A new name with a place to sign in is the name of a new session.
    let world = World::with(flags().profile(Some("other")).with(Key::Provider, ["dev"]));
    assert_eq!(world.resolve().unwrap().profile, "other");
}

#[test]
fn a_provider_without_metadata_has_its_endpoints_from_preset_and_profile() {
    let resolved = World::with(flags().profile(Some("hub"))).resolve().unwrap();
    let Place::Endpoints(endpoints) = &resolved.place else { panic!("github has no issuer") };
    assert_eq!(endpoints.token.url().as_str(), "https://github.com/login/oauth/access_token");
    assert_eq!(endpoints.userinfo.as_ref().unwrap().url().as_str(), "https://api.hub.example/user");
    assert_eq!(resolved.issuer(), None);
    assert_eq!(resolved.auth_method, Some(ClientAuthMethod::ClientSecretPost));
    assert!(resolved.quirks.has(Quirk::ErrorWithHttp200));
    assert_eq!(resolved.profile_map.path(Field::Id), "id");
    assert_eq!(resolved.profile_map.path(Field::Email), "email");
    let both = flags().profile(Some("plain")).with(Key::Endpoints, ["token_endpoint=https://id.example/t"]);
    assert_eq!(
        World::with(both).resolve().unwrap_err().text(),
        "--endpoint: endpoints.token_endpoint is named, and the issuer's metadata names the endpoints"
    );
}

#[test]
fn an_endpoint_that_the_metadata_leaves_out_can_be_named_beside_the_issuer() {
    let with = |endpoint: &str| {
        World::with(flags().profile(Some("plain")).with(Key::Endpoints, [endpoint])).resolve()
    };
    let resolved = with("device_authorization_endpoint=https://id.example/device/").unwrap();
    assert!(matches!(resolved.place, Place::Issuer(_)));
    let [(name, url)] = &resolved.untold[..] else { panic!("one is named") };
    let named = (name.as_str(), url.url().as_str());
    assert_eq!(named, ("device_authorization_endpoint", "https://id.example/device/"));
    let error = with("revocation_endpoint=http://id.example/revoke").unwrap_err();
    assert_eq!(
        (error.code(), error.text()),
        (Code::ConfigInvalid, "--endpoint: `revocation_endpoint` is http without TLS")
    );
}

#[test]
fn a_device_needs_no_secret_where_the_preset_says_so_and_no_parameter_of_a_browser() {
    let resolve = |provider: &str, more: &[(Key, &str)]| {
        let flags = flags().with(Key::Provider, [provider]).with(Key::ClientId, ["x"]);
        World::with(more.iter().fold(flags, |flags, (key, value)| flags.with(*key, [*value]))).resolve()
    };
    let device = (Key::Flow, "device");
    let github = resolve("github", &[device]).unwrap();
    assert_eq!((github.grant, github.auth_method), (Grant::Device, None));
    assert_eq!(github.scopes.to_string(), "read:user user:email");
    let Place::Endpoints(endpoints) = &github.place else { panic!("github has no issuer") };
    assert!(endpoints.device_authorization.is_some());
    let secret = (Key::ClientSecret, "env:SECRET");
    let github = resolve("github", &[device, secret]).unwrap();
    assert_eq!(github.auth_method, Some(ClientAuthMethod::ClientSecretPost));
    let wanted = (Key::AuthMethod, "client_secret_basic");
    let asked = resolve("github", &[device, wanted]).unwrap();
    assert_eq!(asked.auth_method, Some(ClientAuthMethod::ClientSecretBasic));
    assert_eq!(resolve("github", &[]).unwrap_err().code(), Code::ConfigInvalid);

    assert_eq!(resolve("google", &[device]).unwrap_err().code(), Code::ConfigInvalid);
    let own = (Key::Params, "hd=example.com");
    let google = resolve("google", &[device, secret, own]).unwrap();
    assert_eq!(google.params, [("hd".to_owned(), "example.com".to_owned())]);
    assert_eq!(resolve("google", &[secret]).unwrap().params.len(), 2);
}

#[test]
fn a_wrong_value_is_blamed_on_its_place() {
    for (key, value, code, message) in [
        (Key::Skew, "6m", Code::Usage, "--skew: clocks may differ by 5m at most"),
        (Key::Pkce, "off", Code::Usage, "--pkce: there is no such rule for PKCE"),
        (Key::CallbackPort, "65536", Code::Usage, "--callback-port: a port is a number from 0 to 65535"),
        (
            Key::CallbackHost,
            "0.0.0.0",
            Code::Usage,
            "--callback-host: a callback stands on this machine only",
        ),
        (
            Key::CallbackPath,
            "x",
            Code::Usage,
            "--callback-path: the callback's path is / and letters, digits, - . _ ~ /",
        ),
        (
            Key::Issuer,
            "http://id.example",
            Code::CleartextRefused,
            "--issuer: the issuer is http without TLS, and not on this machine",
        ),
        (
            Key::Params,
            "state=x",
            Code::ReservedParameter,
            "--param: the parameter `state` belongs to the protocol and cannot be set",
        ),
        (Key::Params, "x", Code::Usage, "--param: it is written NAME=VALUE"),
        (
            Key::ClientSecret,
            "CANARY",
            Code::Usage,
            "--client-secret-from: a secret is never written here, only where it is",
        ),
        (
            Key::AuthMethod,
            "attest_jwt_client_auth",
            Code::AuthMethodUnsupported,
            "--auth-method: authctl does not authenticate by attest_jwt_client_auth",
        ),
        (Key::Set, "tenant=x", Code::ConfigInvalid, "--set: dev has no parameter `tenant`"),
        (
            Key::Provider,
            "githup",
            Code::ProviderUnknown,
            "--provider: there is no provider preset of that name",
        ),
        (
            Key::Scopes,
            "a\"b",
            Code::Usage,
            "--scope: a scope is made of printable ASCII without space, quote and backslash",
        ),
    ] {
        let flags = if key == Key::Provider { flags() } else { flags().with(Key::Provider, ["dev"]) };
        let error = World::with(flags.with(key, [value])).resolve().unwrap_err();
        assert_eq!((error.code(), error.text()), (code, message));
        assert!(!format!("{error:?}").contains("CANARY"));
    }
    let environment = World::with(flags()).environment(&[("AUTHCTL_SKEW", "x")]).resolve().unwrap_err();
    assert_eq!((environment.code(), environment.exit()), (Code::ConfigInvalid, 3));
    assert_eq!(environment.text(), "AUTHCTL_SKEW: clocks may differ by 5m at most");
    let world = World {
        file: "[profiles.a]\nprovider = \"dev\"\nskew = 301\n",
        ..World::with(flags().profile(Some("a")))
    };
    let file = world.resolve().unwrap_err();
    assert_eq!(
        (file.code(), file.text()),
        (Code::ConfigInvalid, "profiles.toml:3: clocks may differ by 5m at most")
    );
    assert_eq!(file.of_profile(), Some("a"));
}

#[test]
fn what_a_session_keeps_resolves_to_the_same_provider() {
    for profile in ["work", "plain", "hub"] {
        let before =
            World::with(flags().profile(Some(profile)).with(Key::CaFile, ["/ca.pem"])).resolve().unwrap();
        let kept = before.to_settings();
        // What is built in is not written down, so that a later authctl may do better.
        assert!(!kept.contains_key("pkce") && kept.contains_key("client_id"));
        let after = Resolved::from_settings(profile, &kept).unwrap();
        assert_eq!(after.place, before.place);
        assert_eq!(after.client_id, before.client_id);
        assert_eq!(after.client_secret, before.client_secret);
        assert_eq!(after.auth_method, before.auth_method);
        assert_eq!(after.scopes, before.scopes);
        assert_eq!(after.ca_file.as_deref(), Some("/ca.pem"));
        assert_eq!(
            (after.skew_s, &after.provider, &after.quirks),
            (before.skew_s, &before.provider, &before.quirks)
        );
        assert_eq!(after.to_settings(), kept);
    }
    let newer = BTreeMap::from([
        ("provider".to_owned(), "dev".to_owned()),
        ("a_later_key".to_owned(), "x".to_owned()),
    ]);
    assert!(Resolved::from_settings("dev", &newer).is_ok());
}

#[test]
fn the_built_in_provider_may_stand_elsewhere_on_this_machine() {
    let world =
        World::with(flags().with(Key::Provider, ["dev"]).with(Key::Issuer, ["http://127.0.0.1:18080"]));
    let resolved = world.resolve().unwrap();
    assert_eq!((&*resolved.provider, &*resolved.client_id), ("dev", "authctl"));
    assert_eq!(resolved.issuer().unwrap().as_str(), "http://127.0.0.1:18080");
}

#[test]
fn every_setting_has_a_flag_a_variable_and_a_meaning() {
    for row in KEYS {
        assert_eq!(row.key.row().name, row.name);
        assert!(
            !row.what.is_empty() && row.flag.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        );
    }
    assert_eq!(Key::ClientSecret.row().variable(), "AUTHCTL_CLIENT_SECRET_FROM");
}

#[test]
fn profiles_are_listed_with_the_default_marked() {
    let file = ProfilesFile::parse(FILE, "profiles.toml").unwrap();
    let rows: Vec<String> = view::list(&file).iter().map(|row| serde_json::to_string(row).unwrap()).collect();
    assert_eq!(
        rows,
        [
            r#"{"profile":"hub","provider":"github","issuer":null,"client_id":"hub","default":false}"#,
            r#"{"profile":"plain","provider":null,"issuer":"https://id.example","client_id":"plain-client","default":false}"#,
            r#"{"profile":"work","provider":"gitlab","issuer":null,"client_id":"profile-client","default":true}"#,
        ]
    );
}

#[test]
fn a_parameter_that_the_provider_calls_by_a_name_of_its_own_cannot_be_added_either() {
    // C34
    for name in ["app_id", "redirect_url", "app_secret", "APP_ID"] {
        for key in [Key::Params, Key::TokenParams] {
            let flags = flags().with(Key::Provider, ["clef"]).with(Key::ClientId, ["c"]);
            let secret = flags.with(Key::ClientSecret, ["env:SECRET"]);
            let error = World::with(secret.with(key, [format!("{name}=x").as_str()])).resolve().unwrap_err();
            assert_eq!(error.code(), Code::ReservedParameter, "{name}");
        }
    }
}
