//! What to ask for beside the scope: the flags of `login` about that.

use std::path::Path;

use clap::Args;

use crate::{
    host::user_file,
    jose::jwe::{ContentEncryption, KeyManagement},
    profile::{key::Key, settings::Flags},
    protocol::request_object_form::RequestObjectForm,
};

/// The flags. Most are settings, and their environment twins are read with the profile; the others are parameters of the
/// authorization request by another name.
#[derive(Args, Default)]
pub struct AskArguments {
    /// An API that the tokens are for (RFC 8707), by its address; more than once for more
    #[arg(long, value_name = "URI")]
    resource: Vec<String>,
    /// Whom the token is for, by the provider's name of it; for a flow without a person
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
    /// What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE
    #[arg(long, value_name = "JSON", value_parser = json)]
    authorization_details: Option<String>,
    /// How strong the sign-in should be, by the provider's names, the best liked first
    #[arg(long, value_name = "ACR")]
    acr_values: Vec<String>,
    /// Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE
    #[arg(long, value_name = "JSON", value_parser = json)]
    claims: Option<String>,
    /// Sign the authorization request with the client's key (RFC 9101): always, or as-required
    #[arg(long, value_name = "RULE", num_args = 0..=1, require_equals = true, default_missing_value = "always")]
    jar: Option<String>,
    /// What the signed request is beside that: signed, or encrypted to the provider
    #[arg(long, value_name = "FORM", value_parser = object_forms())]
    request_object_form: Option<String>,
    /// How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256
    #[arg(long, value_name = "ALG", value_parser = ways())]
    request_object_encryption_alg: Option<String>,
    /// How its content is encrypted, such as A256GCM
    #[arg(long, value_name = "ENC", value_parser = contents())]
    request_object_encryption_enc: Option<String>,
    /// refuse, or ok to ask for what the provider's metadata does not offer
    #[arg(long, value_name = "RULE")]
    unadvertised: Option<String>,
    /// What the provider shows: login, consent, select_account or none; as --param prompt=VALUE
    #[arg(long, value_name = "PROMPT", env = "AUTHCTL_PROMPT", hide_env = true)]
    prompt: Option<String>,
    /// Whom the provider's sign-in page proposes; as --param login_hint=VALUE
    #[arg(long, value_name = "WHOM", env = "AUTHCTL_LOGIN_HINT", hide_env = true)]
    login_hint: Option<String>,
    /// The languages of the provider's pages, the best liked first; as --param ui_locales=VALUE
    #[arg(long, value_name = "TAGS", env = "AUTHCTL_UI_LOCALES", hide_env = true)]
    ui_locales: Option<String>,
}

impl AskArguments {
    /// With what was given.
    pub fn add_to(&self, flags: Flags) -> Flags {
        let params =
            [("prompt", &self.prompt), ("login_hint", &self.login_hint), ("ui_locales", &self.ui_locales)];
        let params =
            params.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)));
        flags
            .with(Key::Resource, self.resource.iter())
            .with(Key::Audience, self.audience.iter())
            .with(Key::AuthorizationDetails, self.authorization_details.iter())
            .with(Key::AcrValues, self.acr_values.iter())
            .with(Key::Claims, self.claims.iter())
            .with(Key::Jar, self.jar.iter())
            .with(Key::RequestObjectForm, self.request_object_form.iter())
            .with(Key::RequestObjectAlg, self.request_object_encryption_alg.iter())
            .with(Key::RequestObjectEnc, self.request_object_encryption_enc.iter())
            .with(Key::Unadvertised, self.unadvertised.iter())
            .with(Key::Params, params)
    }
}

fn object_forms() -> Vec<&'static str> {
    RequestObjectForm::NAMES.iter().map(|(name, _)| *name).collect()
}

fn ways() -> Vec<&'static str> {
    KeyManagement::ALL.iter().filter(|way| way.is_written()).map(|way| way.name()).collect()
}

fn contents() -> Vec<&'static str> {
    ContentEncryption::ALL.iter().map(|way| way.name()).collect()
}

/// JSON, or what is in a file after `@`. Whether it is what it should be is judged with the settings.
fn json(text: &str) -> Result<String, String> {
    match text.strip_prefix('@') {
        Some(path) => user_file::read_argument(Path::new(path)).map_err(|error| match error.found() {
            Some(why) => why.to_string(),
            None => error.text().to_owned(),
        }),
        None => Ok(text.to_owned()),
    }
}
