//! Every preset, through the real binary: shown, pointed at a provider of this machine, and as far as the address that the
//! person is sent to.

use authctl::provider::preset::{self, Preset};
use serde_json::json;
use url::Url;

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{CLIENT, Scripted},
};

/// What a login with this preset has to be told: parameters that only the person knows.
fn parameters(preset: &Preset) -> Vec<String> {
    let needed = preset.parameters.iter().filter(|(_, row)| row.default.is_none() && !row.address);
    needed.map(|(name, _)| format!("{name}=example")).collect()
}

/// The path of the preset's issuer, with the parameters filled in.
fn issuer_path(preset: &Preset) -> Option<String> {
    let values = parameters(preset).iter().map(|pair| pair.split_once('=').unwrap()).fold(
        std::collections::BTreeMap::from([("issuer".to_owned(), "https://id.example".to_owned())]),
        |mut values, (name, value)| {
            values.insert(name.to_owned(), value.to_owned());
            values
        },
    );
    let issuer = preset.issuer(&values).unwrap()?;
    // as it is written: one that ends in a slash is another one
    let path = issuer.as_str().splitn(4, '/').nth(3).map(|path| format!("/{path}"));
    Some(path.unwrap_or_default())
}

/// A provider with metadata at this path of this machine.
fn discovered(path: &str) -> Scripted {
    let place = format!("{}/.well-known/openid-configuration", path.trim_end_matches('/'));
    let issuer = path.to_owned();
    Scripted::new().at(place.leak(), move |_, world| {
        let at = |path: &str| format!("{}{path}", world.issuer);
        let metadata = json!({
            "issuer": at(&issuer.replace("/common/", "/{tenantid}/")),
            "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/jwks"),
        });
        Reply::json("200 OK", &metadata.to_string())
    })
}

#[test]
fn every_preset_is_shown_with_what_one_has_to_know_to_register_an_app_there() {
    let program = Program::new();
    for (name, preset) in preset::all() {
        let shown = program.run(&["provider", "show", name]).answer();
        let row = |label: &str, value: &str| {
            let is_it = |line: &str| line.strip_prefix(label).is_some_and(|rest| rest.trim_start() == value);
            assert!(shown.lines().any(is_it), "{label} {value}\n{shown}");
        };
        row("title", &preset.title);
        row("register", &preset.register);
        preset.callback.enter.iter().for_each(|enter| row("callback", enter));
        preset.issuer.iter().for_each(|issuer| row("issuer", issuer));
        preset.endpoints.iter().for_each(|(member, url)| row(member, url));
        for quirk in preset.quirks().on {
            row("quirk", &format!("{}: {}", quirk.row().name, quirk.row().what));
        }
        assert!(shown.contains(&format!("authctl login --provider {name}")), "{shown}");
        // nothing was cut
        assert!(!shown.contains('…'), "{shown}");
    }
}

#[test]
fn every_preset_leads_to_a_login_at_a_provider_of_this_machine() {
    for (name, preset) in preset::all().iter().filter(|(name, _)| *name != "dev") {
        let path = issuer_path(preset);
        let provider = path.as_deref().map(|path| discovered(path).start());
        // nothing is asked of a provider without metadata before the person comes back
        let address = provider.as_ref().map_or("http://127.0.0.1:9", |provider| provider.issuer());
        let program = Program::new().with("APP_SECRET", "CANARY-secret");
        let mut arguments = vec!["login", "--provider", name, "--provider-url", address];
        arguments.extend(["--client-id", CLIENT, "--callback-port", "0", "--no-browser"]);
        let parameters = parameters(preset);
        parameters.iter().for_each(|pair| arguments.extend(["--set", pair.as_str()]));
        arguments.extend(["--client-secret-from", "env:APP_SECRET"]);
        let mut login = program.start(&arguments);
        let url = Url::parse(&login.line("http")).unwrap();
        let value = |wanted: &str| {
            let own = preset.authorization_names.get(wanted).map_or(wanted, String::as_str);
            url.query_pairs().find(|(name, _)| name == own).map(|(_, value)| value)
        };
        assert!(url.as_str().starts_with(address) && !url.as_str().contains('{'), "{name}: {url}");
        assert_eq!(value("client_id").as_deref(), Some(CLIENT), "{name}");
        assert_eq!(value("scope").unwrap_or_default(), preset.scopes.join(" "), "{name}");
        assert_eq!(value("response_mode").as_deref(), preset.response_mode.as_deref(), "{name}");
        assert_eq!(value("state").unwrap().len(), 43, "{name}"); // C25
        for (param, wanted) in &preset.params {
            assert_eq!(value(param).as_deref(), Some(wanted.as_str()), "{name}: {param}");
        }
        let callback = Url::parse(&value("redirect_uri").unwrap()).unwrap();
        assert_eq!(
            (callback.host_str(), callback.path()),
            (Some(&*preset.callback.host), &*preset.callback.path)
        );
    }
}
