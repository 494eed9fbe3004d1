//! A person without a client id is told where to register, what to enter and what to run next.

use authctl::{
    error::{Code, Error},
    profile::{
        key::Key,
        resolved::Resolved,
        settings::{Flags, Inputs},
    },
};

fn error(flags: &Flags) -> Error {
    Resolved::resolve(&Inputs { flags, environment: &|_| None, file: None }).unwrap_err()
}

fn provider(name: &str) -> Flags {
    Flags::default().with(Key::Provider, [name])
}

#[test]
fn github_is_registered_with_a_callback_without_port_and_a_secret() {
    let error = error(&provider("github"));
    assert_eq!((error.code(), error.exit()), (Code::ClientIdMissing, 3));
    assert_eq!(error.text(), "GitHub needs a client id of yours");
    assert_eq!(
        error.advice(),
        "At https://github.com/settings/applications/new : Create an OAuth app, enter the callback address below, \
         then make a client secret.\n\
         Callback address: http://127.0.0.1/callback\n\
         Then run: authctl login --provider github --client-id CLIENT_ID --client-secret-from env:GITHUB_CLIENT_SECRET"
    );
}

#[test]
fn google_has_no_callback_to_enter() {
    assert_eq!(
        error(&provider("google")).advice(),
        "At https://console.cloud.google.com/auth/clients : Create an OAuth client of the type Desktop app and copy its \
         id and secret. Google takes any port of the loopback address for this type, so there is no callback to enter.\n\
         Then run: authctl login --provider google --client-id CLIENT_ID --client-secret-from env:GOOGLE_CLIENT_SECRET"
    );
}

#[test]
fn gitlab_has_a_fixed_port_and_its_own_host() {
    let flags = provider("gitlab").with(Key::Set, ["host=gitlab.example"]).profile(Some("work"));
    assert_eq!(
        error(&flags).advice(),
        "At https://gitlab.example/-/user_settings/applications : Add an application, enter the callback address below, \
         clear Confidential, and tick openid, profile and email.\n\
         Callback address: http://127.0.0.1:9471/callback\n\
         Then run: authctl login --profile work --provider gitlab --set host=gitlab.example --client-id CLIENT_ID"
    );
    let flags = provider("gitlab").with(Key::CallbackPort, ["8000"]).with(Key::Params, ["a=b c"]);
    let text = error(&flags).advice().to_owned();
    assert!(text.contains("Callback address: http://127.0.0.1:8000/callback\n"), "{text}");
    assert!(
        text.ends_with("--provider gitlab --callback-port 8000 --param 'a=b c' --client-id CLIENT_ID"),
        "{text}"
    );
}

#[test]
fn microsoft_takes_localhost() {
    let error = error(&provider("microsoft"));
    assert!(
        error
            .advice()
            .contains("\nCallback address: http://localhost\nThen run: authctl login --provider microsoft ")
    );
}

#[test]
fn a_bare_issuer_is_named_with_the_callback() {
    let error = error(&Flags::default().with(Key::Issuer, ["https://id.example"]));
    assert_eq!(error.text(), "https://id.example needs a client id of yours");
    assert_eq!(
        error.advice(),
        "Register a native app there, with the callback http://127.0.0.1/callback.\n\
         Where the provider registers clients by itself, --register does that.\n\
         Then run: authctl login --issuer https://id.example --client-id CLIENT_ID"
    );
}

#[test]
fn a_provider_that_gives_every_client_a_secret_wants_to_know_where_it_is() {
    let error = error(&provider("github").with(Key::ClientId, ["abc"]));
    assert_eq!(error.code(), Code::ConfigInvalid);
    assert_eq!(error.text(), "GitHub gives every client a secret, and nothing says where yours is");
    assert_eq!(
        error.advice(),
        "Put it into a variable, then run: authctl login --provider github --client-id abc \
         --client-secret-from env:GITHUB_CLIENT_SECRET"
    );
}

#[test]
fn nothing_said_at_all_is_answered_with_the_two_ways_to_say_it() {
    let error = error(&Flags::default());
    assert_eq!(
        (error.code(), error.advice()),
        (Code::ProviderMissing, "give --provider NAME or --issuer URL")
    );
}
