//! From settings to a provider that can be spoken with: the host, the judged metadata, who we are there.

use std::sync::Arc;

use super::{bound, client_certificate, context::Context, credentials::Credentials, dev, network};
use crate::{
    error::{Code, Result},
    flow::{
        discovery,
        peer::{Client, Peer},
    },
    host::Host,
    idp::server::Server,
    jose::private_key::PrivateKey,
    profile::{fapi2, place::Place, resolved::Resolved},
    protocol::{answer_form::AnswerForm, client_auth::Proof, issuer::Issuer},
    provider::metadata::{Judging, ProviderMetadata},
    session::Session,
};

/// What a flow needs.
pub struct Plan {
    /// The settings it was made from.
    pub resolved: Resolved,
    /// The world.
    pub host: Host,
    /// The provider, and who we are there.
    pub peer: Peer,
    /// The private keys that may sign the client's requests.
    pub request_keys: Vec<PrivateKey>,
    /// The embedded provider, if it lives in this command.
    embedded: Option<Server>,
}

impl Plan {
    /// Fetches what proves who the client is, finds the provider and judges what it says of itself.
    pub async fn make(context: &Context, resolved: Resolved, browser: Option<String>) -> Result<Self> {
        // before anything is read or sent
        fapi2::check_settings(&resolved)?;
        let credentials = Credentials::fetch(context, &resolved).await?;
        let certificate = client_certificate::fetch(context, &resolved).await?;
        let host = network::of_settings(context, &resolved, browser, certificate.as_ref())?;
        let embedded = match resolved.issuer() {
            Some(issuer) if is_embedded(&resolved) => dev::provide(context, issuer).await?,
            _ => None,
        };
        let metadata = fapi2::judged(&resolved, metadata(&host, &resolved).await?)?;
        let request_keys = credentials.request_keys();
        let protection = credentials.protection(&resolved);
        let client = credentials.client(&resolved, &metadata, certificate.as_ref())?;
        fapi2::check_client(&resolved, client.auth_method, client.assertion_algorithm())?;
        protection.check(&metadata, client.secret.is_some())?;
        let metadata = match certificate {
            Some(_) => with_certificate(context, metadata, &client)?,
            None => metadata,
        };
        let peer = Peer {
            metadata,
            quirks: resolved.quirks.clone(),
            client,
            protection,
            resources: resolved.ask.resources.clone(),
            token_params: resolved.token_request.params.clone(),
            skew_s: resolved.skew_s,
            dpop: None,
        };
        Ok(Self { resolved, host, peer, request_keys, embedded })
    }

    /// For what a session was made of, and with the key that its tokens are bound to.
    pub async fn of_session(context: &Context, session: &Session) -> Result<Self> {
        let mut resolved = Resolved::from_settings(&session.profile, &session.settings)?;
        // Nothing comes by the browser any more.
        resolved.response_form = AnswerForm::default();
        // Without its key nothing of the session is of use, whatever the provider says.
        let prover = bound::prover(session)?;
        let mut plan = Self::make(context, resolved, None).await?;
        plan.peer.dpop = prover.map(Arc::new);
        Ok(plan)
    }

    /// Whether the provider lives in this command, and so no browser reaches it later.
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Whether the metadata has this grant among those that it lists (RFC 8414 §2); many providers list none.
    pub fn lists_grant(&self, grant_type: &str) -> bool {
        let listed =
            self.peer.metadata.document.get("grant_types_supported").and_then(|list| list.as_array());
        listed.is_none_or(|list| list.iter().any(|name| name == grant_type))
    }

    /// Tells the person if it has not.
    pub fn say_if_unlisted(&self, context: &Context, grant_type: &str) {
        if !self.lists_grant(grant_type) {
            context.say("The provider's metadata does not list this grant; it is tried all the same.");
        }
    }

    /// Lets the embedded provider finish what it is doing.
    pub async fn finish(self) {
        if let Some(server) = self.embedded {
            server.shutdown().await;
        }
    }
}

/// Where a client with a certificate is led to (RFC 8705 §5).
fn with_certificate(
    context: &Context,
    metadata: ProviderMetadata,
    client: &Client,
) -> Result<ProviderMetadata> {
    let metadata = metadata.for_mutual_tls()?;
    // RFC 8705 §4: then the certificate is there for nothing but that
    if client.auth_method.proof() != Proof::Certificate && !metadata.binds_tokens_to_certificates() {
        context.say("The provider does not say that it binds tokens to the certificate (RFC 8705 §3.3); asking all the same.");
    }
    Ok(metadata)
}

fn is_embedded(resolved: &Resolved) -> bool {
    resolved.preset.is_some_and(|preset| preset.name == dev::PRESET)
        && resolved.issuer().is_some_and(Issuer::is_loopback)
}

/// What the provider says of itself, judged; of what it can, what is asked of it.
pub async fn metadata(host: &Host, resolved: &Resolved) -> Result<ProviderMetadata> {
    let mut metadata = judged(host, resolved).await?;
    if let Some(named) = &resolved.token_request.auth_signing_alg {
        let listed = &mut metadata.token_endpoint_auth_signing_alg_values_supported;
        if listed.as_ref().is_none_or(|listed| listed.contains(named)) {
            *listed = Some(vec![named.clone()]);
        } else {
            return Err(Code::AuthMethodUnsupported
                .error()
                .message("the provider takes no assertion that is signed with --auth-signing-alg")
                .expected(listed.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", "))
                .got(named.as_str()));
        }
    }
    Ok(metadata)
}

async fn judged(host: &Host, resolved: &Resolved) -> Result<ProviderMetadata> {
    match &resolved.place {
        Place::Endpoints(endpoints) => Ok(ProviderMetadata::known((**endpoints).clone())),
        Place::Issuer(issuer) => {
            let judging = Judging {
                quirks: &resolved.quirks,
                pkce: resolved.pkce,
                openid: resolved.scopes.is_openid(),
                authorization: resolved.grant.has_callback(),
            };
            let mut metadata = discovery::discover(host, issuer, &judging).await?;
            for (member, url) in &resolved.untold {
                metadata.endpoints.add(member, url.clone()).map_err(|error| error.issuer(issuer.as_str()))?;
            }
            Ok(metadata)
        }
    }
}
