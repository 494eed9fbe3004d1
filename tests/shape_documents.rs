//! docs/run-webauth-offline.md names what the shapes of GitHub and Google have.

use authctl::idp::{
    config::Config,
    shape::{self, row::Shape},
};

const PAGE: &str = include_str!("../docs/run-webauth-offline.md");

fn shapes() -> [&'static Shape; 2] {
    ["github", "google"].map(|name| shape::named(name).expect("a vendor of that name"))
}

#[test]
fn the_page_about_webauth_has_the_apps_their_callbacks_and_their_settings() {
    for shape in shapes() {
        let mut config = Config::default();
        (shape.prepare)(&mut config);
        let app = config.clients.last().expect("an app");
        let secret = app.client_secret.as_ref().expect("it has a secret").expose();
        assert!(PAGE.contains(&format!("app: {}  secret: {}", app.client_id, &**secret)), "{}", shape.name);
        let callback = format!("/auth/{}/auth", shape.name);
        assert!(PAGE.contains(&format!("`{callback}`")), "{callback}");
        assert!(app.redirect_uris.contains(&format!("http://localhost{callback}")), "{callback}");
        for (name, _) in shape.environment {
            let setting = name.to_lowercase().replace('_', "-");
            assert!(PAGE.contains(&format!("\"{setting}\"")), "{setting}");
        }
    }
}

#[test]
fn every_path_on_the_page_about_webauth_is_one_of_theirs() {
    let (_, table) = PAGE.split_once("| GitHub | Google |").expect("a table");
    let (table, _) = table.split_once("\n\n").expect("the end of the table");
    let paths: Vec<&str> = table.split('`').skip(1).step_by(2).filter(|word| word.starts_with('/')).collect();
    assert!(paths.len() > 12, "{paths:?}");
    for path in paths {
        let known = |shape: &&Shape| shape.endpoints.iter().any(|row| row.path.ends_with(path));
        assert!(shapes().iter().any(known) || path == "/device", "{path}");
    }
}
