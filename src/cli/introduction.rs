//! What comes before the first login with a provider: finding it by the API that it signs people in for, and registering a
//! client with it.

use clap::{Args, builder::BoolishValueParser};

use super::{
    context::{Context, Outcome},
    network,
    plan::Plan,
    registering::{self, ClientArguments},
};
use crate::{
    error::{Code, Result},
    flow::{discovery, protected_resource},
    host::resolver::AddressPolicy,
    profile::{
        file::{Layer, ProfilesFile},
        flow_place::is_stray,
        key::{KEYS, Key, KeyRow},
        origin::Origin,
        resolved::Resolved,
        settings::{DEFAULT_FLOW, Flags, Inputs, Settings},
    },
    protocol::{grant::Grant, protected_resource::ResourceIdentifier},
    provider::{
        metadata::{Judging, PkcePolicy, ProviderMetadata},
        quirk::Quirks,
    },
};

/// Flags of `login` about that.
#[derive(Args)]
pub struct IntroductionArguments {
    /// Register a client first, if there is none yet: as `authctl client register`
    #[arg(long, env = "AUTHCTL_REGISTER", hide_env = true, value_parser = BoolishValueParser::new())]
    register: bool,
}

impl IntroductionArguments {
    /// What the login goes on with.
    pub fn introduced(&self, context: &Context, flags: Flags) -> Result<Outcome<Flags>> {
        match found(context, flags, self.register)? {
            Outcome::Done(flags) if self.register => registered(context, flags),
            other => Ok(other),
        }
    }
}

/// With the provider that an API names, where an API is named and no provider (RFC 9728).
pub fn found(context: &Context, flags: Flags, registers: bool) -> Result<Outcome<Flags>> {
    let file = context.file()?;
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    let Some(said) = Settings::without_place(&inputs)? else { return Ok(Outcome::Done(flags)) };
    let text = |key: Key| said.get(key.row().name);
    let Some(named) = text(Key::Resource) else { return Ok(Outcome::Done(flags)) };
    check_nothing_is_given_away(&said)?;
    let resource = ResourceIdentifier::parse(&named.value).map_err(|error| named.origin.blame(error))?;
    let (ca_file, proxy) = (text(Key::CaFile), text(Key::Proxy));
    let host = network::reach(
        context,
        ca_file.map(|said| said.value.as_str()),
        proxy.map(|said| said.value.as_str()),
        near(&resource),
        None,
    )?;
    let work = async {
        let told = protected_resource::discover(&host, &resource).await?;
        // C5: reached as the resource may lead, before it is reached by its own right.
        let quirks = Quirks::default();
        let (pkce, openid, authorization) = (PkcePolicy::UnadvertisedOk, false, false);
        let judging = Judging { quirks: &quirks, pkce, openid, authorization };
        let metadata = discovery::discover(&host, &told.authorization_servers[0], &judging).await?;
        Ok((told, metadata))
    };
    let (told, metadata) = match context.block_on(work)? {
        Outcome::Done(found) => found,
        Outcome::Interrupted(exit) => return Ok(Outcome::Interrupted(exit)),
    };
    let (first, others) = told.authorization_servers.split_first().expect("there is at least one");
    context.say(&format!("{} names {first} to sign in with.", resource.as_str()));
    if !others.is_empty() {
        let others: Vec<&str> = others.iter().map(|issuer| issuer.as_str()).collect();
        context.say(&format!("It names others too, which --issuer chooses: {}", others.join(", ")));
    }
    if text(Key::ClientId).is_none() && !registers {
        context.say(&ways_in(&metadata));
    }
    let flags = flags.with(Key::Issuer, [first.as_str()]);
    Ok(Outcome::Done(match (text(Key::Scopes), scopes(told.scopes, &metadata)) {
        (None, Some(scopes)) => flags.with(Key::Scopes, [scopes.join(" ")]),
        _ => flags,
    }))
}

/// A secret is for one provider, and not for whichever a resource names (threat C135). With a key only what is for that
/// provider alone is signed.
fn check_nothing_is_given_away(said: &Layer) -> Result<()> {
    let keys = [Key::ClientKey, Key::TlsKey];
    let secrets = KEYS.iter().filter(|row| row.kind.is_secret() && !keys.contains(&row.key));
    // An unknown name is refused where it is parsed.
    let flow = said.get(Key::Flow.row().name).and_then(|flow| Grant::named(&flow.value).ok());
    let grant = flow.unwrap_or(DEFAULT_FLOW);
    let said = |row: &'static KeyRow| Some((row, said.get(row.name)?));
    let mut said = secrets.filter_map(said).filter(|(row, secret)| !is_stray(row.key, secret, grant));
    let Some((row, secret)) = said.next() else {
        return Ok(());
    };
    Err(secret.origin.blame(
        Code::ConfigInvalid
            .error()
            .message(format!("nothing says which provider {} is for, and the resource is not to decide it", row.name))
            .hint("name the provider with --issuer; `authctl discover --resource URL` tells which the resource names"),
    ))
}

/// Nothing that a resource names may be nearer than itself (threat C5).
pub fn near(resource: &ResourceIdentifier) -> AddressPolicy {
    let host = resource.url().host_str();
    host.map_or(AddressPolicy::Any, |host| AddressPolicy::NoNearerThan(host.to_owned()))
}

/// What the resource wants; else nothing, at a provider that does not say that it speaks OpenID Connect.
fn scopes(told: Option<Vec<String>>, metadata: &ProviderMetadata) -> Option<Vec<String>> {
    let speaks_openid =
        metadata.scopes_supported.as_ref().is_some_and(|scopes| scopes.iter().any(|scope| scope == "openid"));
    told.or_else(|| (!speaks_openid).then(Vec::new))
}

/// How one gets a client id there.
fn ways_in(metadata: &ProviderMetadata) -> String {
    let mut ways = Vec::new();
    if metadata.endpoints.registration.is_some() {
        ways.push("it registers clients by itself, which --register does");
    }
    if takes_documents(metadata) {
        ways.push("it takes the address of a client's metadata document for --client-id");
    }
    match ways.is_empty() {
        true => "It registers no clients by itself.".to_owned(),
        false => format!("No client id is known there yet: {}.", ways.join("; ")),
    }
}

/// Says so where a client id is the address of a document, and the provider does not say that it reads such (OAuth Client ID
/// Metadata Document §5); it may know this one all the same.
pub fn say_if_unheard_of(context: &Context, plan: &Plan) {
    let is_address = plan.peer.client.id.starts_with("https://");
    if is_address && plan.peer.metadata.issuer.is_some() && !takes_documents(&plan.peer.metadata) {
        context.say(
            "The client id is an address, and the provider does not say that it reads metadata documents \
             (client_id_metadata_document_supported). It has to know this client already.",
        );
    }
}

fn takes_documents(metadata: &ProviderMetadata) -> bool {
    metadata.document.get("client_id_metadata_document_supported").is_some_and(|value| value == true)
}

/// With the profile whose client is registered: already, or now.
fn registered(context: &Context, flags: Flags) -> Result<Outcome<Flags>> {
    let file = context.file()?;
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    let settings = Settings::gather(&inputs)?;
    if settings.text(Key::ClientId).is_some() {
        return Ok(Outcome::Done(flags));
    }
    let name = settings.profile.value.clone();
    // One that was registered by a login before goes by the name that this one would give it.
    let same = |key: Key| {
        let kept = file.as_ref().and_then(|file| file.profile(&name)?.get(key.row().name));
        kept.map(|kept| &kept.value) == settings.text(key).map(|own| &own.value)
    };
    let is_known = has_client(file.as_ref(), &name)
        && [Key::Provider, Key::Issuer, Key::ProviderUrl].into_iter().all(same);
    if settings.profile.origin == Origin::Default && is_known {
        return Ok(Outcome::Done(flags.profile(Some(name))));
    }
    let resolved = Resolved::unregistered(&inputs)?;
    let client = ClientArguments::default();
    let work = registering::register(context, &resolved, &client, None);
    Ok(match context.block_on(work).map_err(|error| error.profile(&name))? {
        Outcome::Done(client) => {
            context.say(&client.text(context.now()));
            Outcome::Done(flags.profile(Some(name)))
        }
        Outcome::Interrupted(exit) => Outcome::Interrupted(exit),
    })
}

fn has_client(file: Option<&ProfilesFile>, profile: &str) -> bool {
    let layer = file.and_then(|file| file.profile(profile));
    layer.is_some_and(|layer| layer.contains_key(Key::ClientId.row().name))
}
