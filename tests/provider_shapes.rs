//! The presets against the vendors that the embedded provider stands for: nothing but the address is another than at the
//! original.

use authctl::idp::{client::OWN_CLIENT_ID, config::Config, shape::SHAPES};

use crate::support::{program::Program, served::Served};

#[test]
fn a_preset_signs_in_where_the_embedded_provider_stands_for_its_vendor() {
    for shape in SHAPES {
        let mut config = Config::default();
        (shape.prepare)(&mut config);
        let app = config.clients.iter().find(|client| client.client_id != OWN_CLIENT_ID).expect("an app");
        let secret = app.client_secret.as_ref().expect("the app has a secret");
        let served = Served::with("", &["--shape", shape.name]);
        let program = Program::new().with("APP_SECRET", secret.expose().as_str());
        let url = served.issuer.strip_suffix(shape.policy.issuer_path).expect("the issuer's path");
        let place = ["login", "--provider", shape.name, "--provider-url", url];
        let who = ["--client-id", &app.client_id, "--client-secret-from", "env:APP_SECRET", "--as", "alice"];
        program.run(&[&place[..], &who].concat()).ok();
        let person = program.run(&["whoami", "--json"]).ok().json();
        assert!(person["id"].is_string(), "{}: {person}", shape.name);
    }
}
