//! The settings of a login as flags: one for each row of [`KEYS`](crate::profile::key::KEYS).

use std::path::PathBuf;

use clap::Args;

use super::{ask::AskArguments, global::Global};
use crate::{
    flow::FLOWS,
    profile::{key::Key, settings::Flags},
    protocol::{
        answer_form::AnswerForm, client_auth::AssertionAudience, response_mode::RESPONSE_MODES,
        response_type::RESPONSE_TYPES,
    },
};

/// The flags. Their environment twins are read with the profile, so that `profile show` can tell where a value came from.
#[derive(Args, Default)]
#[command(next_help_heading = "Provider and client")]
pub struct SettingArguments {
    /// The provider's preset: see `authctl provider list`
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// The issuer, for a provider without preset
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// Another address of the preset's provider, such as one of this machine
    #[arg(long, value_name = "URL")]
    provider_url: Option<String>,
    /// A parameter of the preset, such as tenant=ID
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// The grant by which to get tokens [default: authorization-code]
    #[arg(long, value_name = "FLOW", value_parser = flow_names())]
    pub flow: Option<String>,
    /// Your client id at the provider
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "SOURCE")]
    client_secret_from: Option<String>,
    /// How the client authenticates, such as client_secret_post or private_key_jwt
    #[arg(long, value_name = "METHOD")]
    auth_method: Option<String>,
    /// The algorithm that signs client assertions, such as HS512
    #[arg(long, value_name = "ALG")]
    auth_signing_alg: Option<String>,
    /// Where the client's private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE")]
    client_key_from: Option<String>,
    /// The file with the client's private keys, for short
    #[arg(
        long,
        value_name = "FILE",
        env = "AUTHCTL_CLIENT_KEY",
        hide_env = true,
        conflicts_with = "client_key_from"
    )]
    client_key: Option<PathBuf>,
    /// The client's certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "FILE|SOURCE")]
    tls_key: Option<String>,
    /// Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …
    #[arg(long, value_name = "SOURCE")]
    client_assertion_from: Option<String>,
    /// Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that
    #[arg(long, value_name = "WHOM", value_parser = assertion_audiences())]
    assertion_audience: Option<String>,
    /// Where another issuer's token is, for token-exchange and jwt-bearer: github-actions, env:NAME …
    #[arg(long, value_name = "SOURCE")]
    subject_token_from: Option<String>,
    /// What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN
    #[arg(long, value_name = "TYPE")]
    subject_token_type: Option<String>,
    /// Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE")]
    refresh_token_from: Option<String>,
    /// The person's name at the provider, for the legacy --flow password
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Where the password is, for the legacy --flow password; else it is asked for: env:NAME …
    #[arg(long, value_name = "SOURCE")]
    password_from: Option<String>,
    /// A scope to ask for, instead of the preset's; more than once for more
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    #[command(flatten)]
    ask: AskArguments,
    /// A parameter to add to the authorization request, or without a person to the token request
    #[arg(long, value_name = "NAME=VALUE")]
    param: Vec<String>,
    /// A parameter to add to the token requests of a person's login
    #[arg(long, value_name = "NAME=VALUE")]
    token_param: Vec<String>,
    /// What the provider does in its own way, by the name of the quirk; more than once for more
    #[arg(long, value_name = "NAME")]
    quirk: Vec<String>,
    /// An endpoint that no metadata tells of, such as token_endpoint=URL
    #[arg(long, value_name = "NAME=URL")]
    endpoint: Vec<String>,
    /// Where the user object has id, name, email, avatar or phone, such as id=data.user.id
    #[arg(long, value_name = "FIELD=PATH")]
    profile_map: Vec<String>,
    /// What the ID token must be, which is always signed: any, or encrypted
    #[arg(long, value_name = "FORM", value_parser = answer_forms())]
    id_token_form: Option<String>,
    /// What the UserInfo answer must be: any, signed, encrypted or signed-encrypted
    #[arg(long, value_name = "FORM", value_parser = answer_forms())]
    userinfo_form: Option<String>,
    /// required, or unadvertised-ok for a provider that lists PKCE methods without S256
    #[arg(long, value_name = "RULE")]
    pkce: Option<String>,
    /// Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata
    #[arg(long, value_name = "RULE", num_args = 0..=1, require_equals = true, default_missing_value = "always")]
    par: Option<String>,
    /// Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok
    #[arg(long, value_name = "RULE", num_args = 0..=1, require_equals = true, default_missing_value = "required")]
    dpop: Option<String>,
    /// What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids
    #[arg(long, value_name = "NAME")]
    security_profile: Option<String>,
    /// How the client learns of the decision, for --flow ciba: poll, or ping to the callback address
    #[arg(long, value_name = "MODE")]
    delivery_mode: Option<String>,
    /// What the browser brings in the flows hybrid and implicit, such as "code id_token token"
    #[arg(long, value_name = "TYPE", value_parser = response_types())]
    response_type: Option<String>,
    /// How the browser brings the answer; with jwt in its name signed by the provider (JARM)
    #[arg(long, value_name = "MODE", value_parser = response_modes())]
    response_mode: Option<String>,
    /// What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)
    #[arg(long, value_name = "FORM", value_parser = answer_forms())]
    response_form: Option<String>,
    /// The host of the callback: 127.0.0.1, [::1] or localhost
    #[arg(long, value_name = "HOST")]
    callback_host: Option<String>,
    /// The port of the callback, 0 for any free one
    #[arg(long, value_name = "PORT")]
    callback_port: Option<String>,
    /// The path of the callback
    #[arg(long, value_name = "PATH")]
    callback_path: Option<String>,
    /// How far clocks may differ, at most 5m
    #[arg(long, value_name = "DURATION")]
    skew: Option<String>,
}

impl SettingArguments {
    /// What was given, with the global options that are settings too.
    pub fn flags(&self, global: &Global) -> Flags {
        self.ask
            .add_to(global_flags(global))
            .with(Key::Provider, self.provider.iter())
            .with(Key::Issuer, self.issuer.iter())
            .with(Key::ProviderUrl, self.provider_url.iter())
            .with(Key::Set, self.set.iter())
            .with(Key::Flow, self.flow.iter())
            .with(Key::ClientId, self.client_id.iter())
            .with(Key::ClientSecret, self.client_secret_from.iter())
            .with(Key::AuthMethod, self.auth_method.iter())
            .with(Key::AuthSigningAlg, self.auth_signing_alg.iter())
            .with(Key::ClientKey, self.client_key_from.iter())
            .with(Key::ClientKey, self.client_key.iter().map(|file| format!("file:{}", file.display())))
            .with(Key::TlsCert, self.tls_cert.iter())
            .with(Key::TlsKey, self.tls_key.iter())
            .with(Key::ClientAssertion, self.client_assertion_from.iter())
            .with(Key::AssertionAudience, self.assertion_audience.iter())
            .with(Key::SubjectToken, self.subject_token_from.iter())
            .with(Key::SubjectTokenType, self.subject_token_type.iter())
            .with(Key::RefreshToken, self.refresh_token_from.iter())
            .with(Key::Username, self.username.iter())
            .with(Key::Password, self.password_from.iter())
            .with(Key::Scopes, self.scope.iter())
            .with(Key::Params, self.param.iter())
            .with(Key::TokenParams, self.token_param.iter())
            .with(Key::Quirks, self.quirk.iter())
            .with(Key::Endpoints, self.endpoint.iter())
            .with(Key::ProfileMap, self.profile_map.iter())
            .with(Key::IdTokenForm, self.id_token_form.iter())
            .with(Key::UserInfoForm, self.userinfo_form.iter())
            .with(Key::Pkce, self.pkce.iter())
            .with(Key::Par, self.par.iter())
            .with(Key::Dpop, self.dpop.iter())
            .with(Key::SecurityProfile, self.security_profile.iter())
            .with(Key::DeliveryMode, self.delivery_mode.iter())
            .with(Key::ResponseType, self.response_type.iter())
            .with(Key::ResponseMode, self.response_mode.iter())
            .with(Key::ResponseForm, self.response_form.iter())
            .with(Key::CallbackHost, self.callback_host.iter())
            .with(Key::CallbackPort, self.callback_port.iter())
            .with(Key::CallbackPath, self.callback_path.iter())
            .with(Key::Skew, self.skew.iter())
    }
}

fn flow_names() -> Vec<&'static str> {
    FLOWS.iter().map(|flow| flow.name).collect()
}

fn response_types() -> Vec<&'static str> {
    RESPONSE_TYPES.iter().map(|row| row.name).collect()
}

fn response_modes() -> Vec<&'static str> {
    RESPONSE_MODES.iter().map(|(name, _)| *name).collect()
}

fn answer_forms() -> Vec<&'static str> {
    AnswerForm::NAMES.iter().map(|(name, _)| *name).collect()
}

fn assertion_audiences() -> Vec<&'static str> {
    AssertionAudience::NAMES.iter().map(|(name, _)| *name).collect()
}

/// The global options that are settings.
pub fn global_flags(global: &Global) -> Flags {
    Flags::default()
        .profile(global.profile.clone())
        .with(Key::Store, global.store.iter())
        .with(Key::CaFile, global.ca_file.iter())
        .with(Key::Proxy, global.proxy.iter())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use crate::{cli::arguments::Arguments, profile::key::KEYS};

    #[test]
    fn every_setting_has_its_flag_at_login() {
        let mut arguments = Arguments::command();
        arguments.build();
        let login = arguments.find_subcommand("login").unwrap();
        for row in KEYS {
            assert!(login.get_arguments().any(|flag| flag.get_long() == Some(row.flag)), "--{}", row.flag);
        }
    }
}
