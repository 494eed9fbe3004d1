//! Everything a login needs, each setting parsed into the type that cannot be wrong.

use std::collections::BTreeMap;

use super::{
    ask, callback,
    flow_place::leave_out_strays,
    key::Key,
    key_secret::KeySecret,
    origin::{Origin, Sourced},
    place::{self, Place},
    registration,
    settings::{Inputs, Settings},
    store_choice::StoreChoice,
    token_request::TokenRequest,
};
use crate::{
    error::{Code, Error, Result},
    protocol::{
        address,
        answer_form::AnswerForm,
        ask::Ask,
        authorization::ParPolicy,
        backchannel_authentication::DeliveryMode,
        client_auth::{AssertionAudience, ClientAuthMethod},
        dpop_policy::DpopPolicy,
        endpoint_url::EndpointUrl,
        grant::Grant,
        issuer::Issuer,
        response_mode::ResponseMode,
        response_type::ResponseType,
        scope::ScopeSet,
        security_profile::SecurityProfile,
        time::Seconds,
    },
    provider::{
        metadata::PkcePolicy,
        preset::{self, Preset, SecretNeed},
        profile_map::ProfileMap,
        quirk::Quirks,
    },
    secret::{source::SecretSource, token_source::TokenSource},
};

/// The largest difference between clocks that is taken, in seconds.
pub const LONGEST_SKEW_S: u64 = 300;

/// Where the browser is sent back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackSettings {
    /// `127.0.0.1`, `[::1]` or `localhost`.
    pub host: String,
    /// The port, 0 for any.
    pub port: u16,
    /// The path, beginning with `/`.
    pub path: String,
}

/// Everything a login needs.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The name that the session is kept under.
    pub profile: String,
    /// The preset's name, or `oidc` for a bare issuer, or `oauth` for bare endpoints.
    pub provider: String,
    /// The preset, if one is used.
    pub preset: Option<&'static Preset>,
    /// Where to sign in.
    pub place: Place,
    /// The endpoints that the issuer's metadata does not tell of.
    pub untold: Vec<(String, EndpointUrl)>,
    /// By which grant.
    pub grant: Grant,
    /// Our client id there.
    pub client_id: String,
    /// Where the client secret is.
    pub client_secret: Option<SecretSource>,
    /// Where the client's private keys are.
    pub client_key: Option<SecretSource>,
    /// How the client secret is made of a key, where it is.
    pub key_secret: Option<KeySecret>,
    /// The file of the client's certificate.
    pub tls_cert: Option<String>,
    /// Where its private key is.
    pub tls_key: Option<SecretSource>,
    /// Where a client assertion is that somebody else signs.
    pub client_assertion: Option<TokenSource>,
    /// Whom an assertion of ours is for.
    pub assertion_audience: AssertionAudience,
    /// The client authentication that was named; else the metadata decides, by [`ClientAuthMethod::choose`].
    pub auth_method: Option<ClientAuthMethod>,
    /// Where the token of another issuer is, for a grant that needs one.
    pub subject_token: Option<TokenSource>,
    /// What kind of token that is: a URN (RFC 8693 §3).
    pub subject_token_type: String,
    /// Where the refresh token is that begins the session.
    pub refresh_token: Option<SecretSource>,
    /// The person's name at the provider, for the flow that sends it.
    pub username: Option<String>,
    /// Where the person's password is, for the flow that sends it.
    pub password: Option<SecretSource>,
    /// What to ask for.
    pub scopes: ScopeSet,
    /// What to ask for beside that.
    pub ask: Ask,
    /// What to add to the authorization request, or without a person to the token request.
    pub params: Vec<(String, String)>,
    /// What token requests are made with.
    pub token_request: TokenRequest,
    /// Where the browser is sent back to.
    pub callback: CallbackSettings,
    /// Where the session is kept, if that was said.
    pub store: Option<StoreChoice>,
    /// Certificates of a private CA.
    pub ca_file: Option<String>,
    /// The proxy.
    pub proxy: Option<String>,
    /// What about providers that list PKCE methods without S256.
    pub pkce: PkcePolicy,
    /// What the browser is to bring, if that was said.
    pub response_type: Option<ResponseType>,
    /// How the browser is to bring the answer.
    pub response_mode: ResponseMode,
    /// When the authorization request is pushed.
    pub par: ParPolicy,
    /// Whether tokens are bound to a key.
    pub dpop: DpopPolicy,
    /// What is kept to beyond the standards.
    pub security_profile: SecurityProfile,
    /// How a client learns that the person has decided elsewhere.
    pub delivery_mode: DeliveryMode,
    /// What the ID token must be.
    pub id_token_form: AnswerForm,
    /// What the UserInfo answer must be.
    pub userinfo_form: AnswerForm,
    /// What the answer of the browser must be.
    pub response_form: AnswerForm,
    /// How far clocks may differ, in seconds.
    pub skew_s: i64,
    /// What the provider does in its own way.
    pub quirks: Quirks,
    /// Where the provider's user object has what.
    pub profile_map: ProfileMap,
    /// Where the person's name for people may be, by dot paths; the first one present counts.
    pub username_claims: Vec<String>,
    /// All of it as text, with its origins.
    pub settings: Settings,
}

impl Resolved {
    /// Resolves what was said; one command's whole configuration.
    pub fn resolve(inputs: &Inputs<'_>) -> Result<Self> {
        let settings = Settings::gather(inputs)?;
        let profile = settings.profile.value.clone();
        Self::typed(settings).map_err(|error| error.profile(profile))
    }

    /// As [`resolve`](Self::resolve), for a client that is yet to be registered: its `client_id` is empty.
    pub fn unregistered(inputs: &Inputs<'_>) -> Result<Self> {
        let mut settings = Settings::gather(inputs)?;
        let profile = settings.profile.value.clone();
        for key in [Key::ClientId, Key::ClientSecret] {
            if let Some(given) = settings.text(key) {
                let name = key.row().name;
                let error = Code::ConfigInvalid
                    .error()
                    .message(format!("there is a {name} already, and the provider would give another one"))
                    .hint("drop it, or name another --profile");
                return Err(given.origin.blame(error).profile(profile));
            }
        }
        let name = Key::ClientId.row().name;
        settings.values.insert(name.to_owned(), Sourced::new("unregistered".to_owned(), Origin::Default));
        let mut resolved = Self::typed(settings).map_err(|error| error.profile(profile))?;
        resolved.settings.values.remove(name);
        resolved.client_id.clear();
        Ok(resolved)
    }

    /// What a session needs to be refreshed and ended: settings by name, secrets by their source.
    pub fn to_settings(&self) -> BTreeMap<String, String> {
        let kept = self.settings.values.iter().filter(|(_, setting)| setting.origin != Origin::Default);
        kept.map(|(name, setting)| (name.clone(), setting.value.clone())).collect()
    }

    /// From what a session has kept.
    pub fn from_settings(profile: &str, settings: &BTreeMap<String, String>) -> Result<Self> {
        Self::typed(Settings::kept(profile, settings)?).map_err(|error| error.profile(profile))
    }

    /// Parses each setting.
    pub fn typed(mut settings: Settings) -> Result<Self> {
        let grant = required(&settings, Key::Flow, Grant::named)?;
        leave_out_strays(&mut settings, grant);
        let place = place(&settings, grant)?;
        let preset = settings.preset;
        let Some(client_id) = settings.text(Key::ClientId) else {
            return Err(registration::client_id_missing(&settings, &place));
        };
        let client_id = parsed(client_id, client_id_text)?;
        let client_secret = optional(&settings, Key::ClientSecret, SecretSource::parse)?;
        let client_key = optional(&settings, Key::ClientKey, SecretSource::parse)?;
        let client_assertion = optional(&settings, Key::ClientAssertion, TokenSource::parse)?;
        let tls_cert = optional(&settings, Key::TlsCert, not_empty)?;
        let has_proof = client_secret.is_some() || client_key.is_some() || client_assertion.is_some();
        let has_proof = has_proof || tls_cert.is_some();
        let needs_none = |preset: &Preset| preset.public_flows.iter().any(|flow| flow == grant.row().name);
        let is_public = !has_proof && preset.is_some_and(needs_none);
        if let Some(preset) = preset.filter(|preset| preset.secret != SecretNeed::Optional)
            && !has_proof
            && !is_public
        {
            return Err(registration::secret_missing(&settings, preset, &client_id));
        }
        // What the preset says of it is about clients with a secret.
        let auth_method = settings
            .text(Key::AuthMethod)
            .filter(|named| !(is_public && matches!(named.origin, Origin::Preset(_))));
        let auth_method = auth_method.map(|named| parsed(named, ClientAuthMethod::named)).transpose()?;
        let subject_token = optional(&settings, Key::SubjectToken, TokenSource::parse)?;
        let refresh_token = optional(&settings, Key::RefreshToken, SecretSource::parse)?;
        let lacks_subject = grant.needs_subject_token() && subject_token.is_none();
        let lacks_refresh_token = grant == Grant::RefreshToken && refresh_token.is_none();
        for (lacks, key) in [(lacks_subject, Key::SubjectToken), (lacks_refresh_token, Key::RefreshToken)] {
            if lacks {
                return Err(source_missing(grant, key));
            }
        }
        if client_key.is_none() && client_secret.is_none() {
            nothing_decrypts(&settings)?;
        }
        Ok(Self {
            profile: settings.profile.value.clone(),
            provider: preset.map_or_else(|| place.bare_name().to_owned(), |preset| preset.name.clone()),
            preset,
            untold: untold(&settings, &place)?,
            grant,
            client_id,
            key_secret: KeySecret::of(&settings, client_key.is_some() && auth_method.is_none())?,
            client_secret,
            client_key,
            tls_cert,
            tls_key: optional(&settings, Key::TlsKey, SecretSource::parse_key)?,
            client_assertion,
            assertion_audience: optional(&settings, Key::AssertionAudience, assertion_audience)?
                .unwrap_or_default(),
            auth_method,
            subject_token,
            subject_token_type: optional(&settings, Key::SubjectTokenType, token_type)?
                .unwrap_or_else(|| format!("{TOKEN_TYPE}jwt")),
            refresh_token,
            username: optional(&settings, Key::Username, not_empty)?,
            password: optional(&settings, Key::Password, SecretSource::parse)?,
            scopes: required(&settings, Key::Scopes, ScopeSet::parse)?,
            ask: ask::ask(&settings, grant)?,
            params: settings.extra_parameters(Key::Params)?,
            token_request: TokenRequest::of(&settings)?,
            callback: CallbackSettings {
                host: required(&settings, Key::CallbackHost, callback::host)?,
                port: required(&settings, Key::CallbackPort, callback::port)?,
                path: required(&settings, Key::CallbackPath, callback::path)?,
            },
            store: optional(&settings, Key::Store, StoreChoice::parse)?,
            ca_file: optional(&settings, Key::CaFile, not_empty)?,
            proxy: optional(&settings, Key::Proxy, proxy)?,
            pkce: required(&settings, Key::Pkce, pkce)?,
            response_type: optional(&settings, Key::ResponseType, ResponseType::named)?,
            response_mode: optional(&settings, Key::ResponseMode, ResponseMode::named)?
                .unwrap_or(ResponseMode::UNSAID),
            par: required(&settings, Key::Par, par)?,
            dpop: required(&settings, Key::Dpop, dpop)?,
            security_profile: optional(&settings, Key::SecurityProfile, security_profile)?
                .unwrap_or_default(),
            delivery_mode: optional(&settings, Key::DeliveryMode, DeliveryMode::named)?.unwrap_or_default(),
            id_token_form: optional(&settings, Key::IdTokenForm, AnswerForm::named)?.unwrap_or_default(),
            userinfo_form: optional(&settings, Key::UserInfoForm, AnswerForm::named)?.unwrap_or_default(),
            response_form: optional(&settings, Key::ResponseForm, AnswerForm::named)?.unwrap_or_default(),
            skew_s: required(&settings, Key::Skew, skew)?,
            quirks: settings.quirks()?,
            profile_map: settings.profile_map()?,
            username_claims: preset.map_or_else(
                || ["preferred_username", "email", "name"].map(str::to_owned).to_vec(),
                |preset| preset.username.clone(),
            ),
            place,
            settings,
        })
    }

    /// Whether the person is sent to this machine.
    pub fn is_on_this_machine(&self) -> bool {
        self.place.front_door().is_some_and(address::is_loopback)
    }

    /// The issuer, if the provider has one.
    pub fn issuer(&self) -> Option<&Issuer> {
        match &self.place {
            Place::Issuer(issuer) => Some(issuer),
            Place::Endpoints(_) => None,
        }
    }
}

/// An issuer that was named, else the preset's, else endpoints.
fn place(settings: &Settings, grant: Grant) -> Result<Place> {
    let parameters = own(settings, Key::Set);
    let overrides = own(settings, Key::Endpoints);
    check_parameters(settings)?;
    let preset = place::located(settings)?;
    let issuer = match settings.text(Key::Issuer) {
        Some(issuer) => Some(parsed(issuer, Issuer::parse)?),
        None => preset.as_deref().map(|preset| preset.issuer(&parameters)).transpose()?.flatten(),
    };
    if let Some(issuer) = issuer {
        return match settings.entries(Key::Endpoints).find(|(name, _)| ALWAYS_IN_METADATA.contains(name)) {
            None => Ok(Place::Issuer(issuer)),
            Some((name, setting)) => Err(setting.origin.blame(
                Code::ConfigInvalid
                    .error()
                    .message(format!(
                        "endpoints.{name} is named, and the issuer's metadata names the endpoints"
                    ))
                    .hint("name the issuer or the endpoints, not both"),
            )),
        };
    }
    let endpoints = match preset.as_deref() {
        Some(preset) => preset.endpoints(&parameters, &overrides),
        None if overrides.is_empty() => Err(Code::ProviderMissing.error()),
        None => preset::endpoints_of(&overrides),
    };
    let endpoints = endpoints.and_then(|endpoints| match grant.has_callback() {
        true => endpoints.for_a_person().map_err(|error| error.recoded(Code::ConfigInvalid)),
        false => Ok(endpoints),
    });
    endpoints.map(Box::new).map(Place::Endpoints).map_err(|error| {
        match settings.entries(Key::Endpoints).find(|(name, _)| error.text().contains(&format!("`{name}`"))) {
            Some((_, setting)) => setting.origin.blame(error),
            None => error,
        }
    })
}

/// What the metadata of an issuer names in any case (OIDC Discovery §3, RFC 8414 §2).
const ALWAYS_IN_METADATA: &[&str] = &["authorization_endpoint", "token_endpoint", "jwks_uri"];

/// The endpoints that the issuer has, and its metadata does not tell of.
fn untold(settings: &Settings, place: &Place) -> Result<Vec<(String, EndpointUrl)>> {
    let Place::Issuer(issuer) = place else { return Ok(Vec::new()) };
    let judge = |name: &str, text: &str| {
        EndpointUrl::parse(text, issuer.transport()).map_err(|error| {
            let message = format!("`{name}` {}", error.text());
            error.recoded(Code::ConfigInvalid).message(message)
        })
    };
    settings
        .entries(Key::Endpoints)
        .map(|(name, setting)| Ok((name.to_owned(), parsed(setting, |text| judge(name, text))?)))
        .collect()
}

/// A parameter that the preset does not have would change nothing, silently.
fn check_parameters(settings: &Settings) -> Result<()> {
    let known = |name: &str| settings.preset.is_some_and(|preset| preset.parameters.contains_key(name));
    match settings.entries(Key::Set).find(|(name, _)| !known(name)) {
        None => Ok(()),
        Some((name, setting)) => {
            let provider = settings.preset.map_or("a bare issuer", |preset| preset.name.as_str());
            let message = format!("{provider} has no parameter `{}`", crate::untrusted::sanitize(name));
            Err(setting
                .origin
                .blame(Code::ConfigInvalid.error().message(message).hint("see `authctl provider show`")))
        }
    }
}

fn own(settings: &Settings, key: Key) -> BTreeMap<String, String> {
    settings.entries(key).map(|(name, setting)| (name.to_owned(), setting.value.clone())).collect()
}

fn parsed<T>(setting: &Sourced<String>, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
    parse(&setting.value).map_err(|error| setting.origin.blame(error))
}

fn optional<T>(settings: &Settings, key: Key, parse: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
    settings.text(key).map(|setting| parsed(setting, parse)).transpose()
}

fn required<T>(settings: &Settings, key: Key, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
    let nothing = || Code::InternalError.error().message(format!("`{}` has no default", key.row().name));
    optional(settings, key, parse)?.ok_or_else(nothing)
}

/// An answer that nothing could open is not asked for.
fn nothing_decrypts(settings: &Settings) -> Result<()> {
    for key in [Key::IdTokenForm, Key::UserInfoForm, Key::ResponseForm] {
        optional(settings, key, |name| match AnswerForm::named(name)?.encrypted {
            false => Ok(()),
            true => Err(usage("an encrypted answer is asked for, and nothing is there to decrypt it")
                .hint("give --client-key FILE, with a key that `authctl key new --alg ECDH-ES` makes")),
        })?;
    }
    Ok(())
}

fn usage(message: &'static str) -> Error {
    Code::Usage.error().message(message)
}

/// RFC 6749 Appendix A.1: `client-id = *VSCHAR`.
fn client_id_text(text: &str) -> Result<String> {
    match !text.is_empty() && text.len() <= 1024 && text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        true => Ok(text.to_owned()),
        false => Err(usage("a client id is made of printable ASCII").got(text)),
    }
}

fn not_empty(text: &str) -> Result<String> {
    match text.is_empty() || text.chars().any(char::is_control) {
        true => Err(usage("the value is empty, or has a control character").got(text)),
        false => Ok(text.to_owned()),
    }
}

/// A proxy's password would be a secret in a file, and is shown nowhere (threat C20).
fn proxy(text: &str) -> Result<String> {
    if text.contains('@') {
        return Err(
            usage("a proxy's user and password are not written here").hint("put them into HTTPS_PROXY")
        );
    }
    not_empty(text)
}

fn pkce(text: &str) -> Result<PkcePolicy> {
    let named = PkcePolicy::NAMES.iter().find(|(name, _)| *name == text);
    let names = || PkcePolicy::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    named
        .map(|(_, policy)| *policy)
        .ok_or_else(|| usage("there is no such rule for PKCE").expected(names()).got(text))
}

fn par(text: &str) -> Result<ParPolicy> {
    let named = ParPolicy::NAMES.iter().find(|(name, _)| *name == text);
    let names = || ParPolicy::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    named
        .map(|(_, policy)| *policy)
        .ok_or_else(|| usage("there is no such rule for pushed requests").expected(names()).got(text))
}

fn security_profile(text: &str) -> Result<SecurityProfile> {
    let names = || SecurityProfile::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|()| usage("there is no such security profile").expected(names()).got(text))
}

fn dpop(text: &str) -> Result<DpopPolicy> {
    let names = || DpopPolicy::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    DpopPolicy::named(text)
        .ok_or_else(|| usage("there is no such rule for bound tokens").expected(names()).got(text))
}

fn source_missing(grant: Grant, key: Key) -> Error {
    let flag = key.row().flag;
    Code::ConfigInvalid
        .error()
        .message(format!("the flow {grant} begins with a token, and nothing says where it is"))
        .hint(format!("give --{flag} SOURCE"))
}

/// How the registered types begin (RFC 8693 §3).
const TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:";

/// The last word of a registered type, or any URN or address.
fn token_type(text: &str) -> Result<String> {
    match text {
        "jwt" | "id_token" | "access_token" => Ok(format!("{TOKEN_TYPE}{text}")),
        _ if text.contains(':') && text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(text.to_owned()),
        _ => Err(usage("there is no such type of token")
            .expected("jwt, id_token, access_token or a URN")
            .got(text)),
    }
}

fn assertion_audience(text: &str) -> Result<AssertionAudience> {
    let named = AssertionAudience::NAMES.iter().find(|(name, _)| *name == text);
    let names = || AssertionAudience::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    named.map(|(_, audience)| *audience).ok_or_else(|| {
        usage("an assertion is for the issuer or for the token endpoint").expected(names()).got(text)
    })
}

fn skew(text: &str) -> Result<i64> {
    let fault = || usage("clocks may differ by 5m at most").got(text);
    let Seconds(seconds) = text.parse().map_err(|_| fault())?;
    i64::try_from(seconds).ok().filter(|_| seconds <= LONGEST_SKEW_S).ok_or_else(fault)
}
