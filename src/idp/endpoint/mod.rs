//! The endpoints: one file and one row each. The row says who may ask and how; the file what is answered.

pub mod api;
pub mod authorize;
pub mod backchannel;
pub mod backchannel_authentication;
pub mod consent;
pub mod control;
pub mod device;
pub mod device_authorization;
pub mod discovery;
pub mod end_session;
pub mod introspect;
pub mod jwks;
pub mod par;
pub mod path;
pub mod protected_resource;
pub mod register;
pub mod revoke;
pub mod sign_in;
pub mod ssf;
pub mod token;
pub mod userinfo;

use std::{future::Future, pin::Pin, sync::LazyLock};

use http::{Method, StatusCode, header};

use self::control::groups::GROUPS;
use super::{answer, cross_origin, names, provider::Provider, received::Received, reply::Reply, resource};

/// What an endpoint returns.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// Who an endpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anybody: documents without secrets, and pages that browsers are led to.
    All,
    /// Programs; pages of other sites may not ask (threat P2).
    Programs,
    /// Programs, and [scripts in the pages of apps](cross_origin) that run in a browser.
    Apps,
}

/// One endpoint.
#[derive(Clone, Copy)]
pub struct EndpointRow {
    /// Its path, in which a part in braces is any one part.
    pub path: &'static str,
    /// Whether there is such a part.
    pub has_any: bool,
    /// Its methods.
    pub methods: &'static [Method],
    /// Who it is for.
    pub audience: Audience,
    /// Answers one request.
    pub answer: for<'a> fn(&'a Provider, &'a Received) -> Answer<'a>,
}

/// A table of endpoints, a line each: the path, the methods, whom it is for, and what answers.
macro_rules! endpoints {
    ($($path:literal $($method:ident)|+ $audience:ident => $answer:path;)*) => {
        &[$($crate::idp::endpoint::EndpointRow {
            path: $path,
            has_any: $crate::idp::endpoint::path::has_any($path),
            methods: &[$(http::Method::$method),+],
            audience: $crate::idp::endpoint::Audience::$audience,
            answer: |provider, received| Box::pin($answer(provider, received)),
        }),*]
    };
}
pub(in crate::idp) use endpoints;

/// Every endpoint but those of the control interface.
pub const ENDPOINTS: &[EndpointRow] = endpoints! {
    "/.well-known/openid-configuration" GET | HEAD All => discovery::answer;
    "/.well-known/oauth-authorization-server" GET | HEAD All => discovery::answer;
    "/.well-known/oauth-protected-resource/_dev/api" GET | HEAD All => protected_resource::answer;
    "/jwks" GET | HEAD All => jwks::answer;
    "/authorize" GET | POST All => authorize::answer;
    "/authorize/continue" GET All => authorize::resume;
    "/par" POST Apps => par::answer;
    "/sign-in" POST All => sign_in::answer;
    "/consent" POST All => consent::answer;
    "/device_authorization" POST Programs => device_authorization::answer;
    "/device" GET | POST All => device::answer;
    "/device/sign-in" POST All => device::sign_in;
    "/device/continue" GET All => device::resume;
    "/device/confirm" POST All => device::confirm;
    "/backchannel_authentication" POST Programs => backchannel_authentication::answer;
    "/ciba" GET | POST All => backchannel::answer;
    "/ciba/sign-in" POST All => backchannel::sign_in;
    "/token" POST Apps => token::answer;
    "/userinfo" GET | POST Apps => userinfo::answer;
    "/revoke" POST Apps => revoke::answer;
    "/introspect" POST Programs => introspect::answer;
    "/register" POST Programs => register::answer;
    "/register/client" GET | PUT | DELETE Programs => register::manage;
    "/end_session" GET | POST All => end_session::answer;
    "/end_session/confirm" POST All => end_session::confirm;
    "/.well-known/ssf-configuration" GET | HEAD All => ssf::transmitter::answer;
    "/ssf/stream" GET | POST | PATCH | PUT | DELETE Programs => ssf::stream::answer;
    "/ssf/status" GET | POST Programs => ssf::status::answer;
    "/ssf/subjects/add" POST Programs => ssf::subjects::add;
    "/ssf/subjects/remove" POST Programs => ssf::subjects::remove;
    "/ssf/verify" POST Programs => ssf::verification::answer;
    "/ssf/poll/{stream}" POST Programs => ssf::poll::answer;
    "/_dev/api" GET Apps => api::answer;
    "/_dev/" GET | POST All => control::page::answer;
};

/// The endpoints of the control interface, each with the operations of its path.
pub static CONTROL: LazyLock<Vec<EndpointRow>> = LazyLock::new(|| {
    let mut methods = Vec::<(&'static str, Vec<Method>)>::new();
    for operation in GROUPS.iter().flat_map(|group| group.operations) {
        match methods.iter_mut().find(|(path, _)| *path == operation.path) {
            Some((_, known)) => known.push(operation.method.clone()),
            None => methods.push((operation.path, vec![operation.method.clone()])),
        }
    }
    let row = |(path, methods): (&'static str, Vec<Method>)| EndpointRow {
        path,
        has_any: path::has_any(path),
        // once in the life of the program
        methods: Vec::leak(methods),
        audience: Audience::Programs,
        answer: |provider, received| Box::pin(control::answer(provider, received)),
    };
    methods.into_iter().map(row).collect()
});

/// The pages that a person goes through between an authorization request and its answer, whichever vendor's it is.
pub const PAGES: &[EndpointRow] = &[
    row("/authorize/continue"),
    row("/sign-in"),
    row("/consent"),
    row("/device"),
    row("/device/sign-in"),
    row("/device/continue"),
    row("/device/confirm"),
    row("/end_session/confirm"),
    row("/_dev/"),
];

/// The row of that path.
pub const fn row(path: &str) -> EndpointRow {
    let mut index = 0;
    while index < ENDPOINTS.len() {
        if is_same(ENDPOINTS[index].path, path) {
            return ENDPOINTS[index];
        }
        index += 1;
    }
    panic!("no endpoint has that path")
}

/// Whether two paths are the same; `==` cannot be asked yet when constants are made.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

/// Whether a path is the one of a row.
pub fn is_path(row: &EndpointRow, path: &str) -> bool {
    if row.has_any { path::is_of(row.path, path) } else { row.path == path }
}

/// What is asked, if it is for apps that run in a browser too.
pub fn for_apps(
    tables: &[&'static [EndpointRow]],
    provider: &Provider,
    received: &Received,
) -> Option<&'static EndpointRow> {
    let row = tables.iter().copied().flatten().find(|row| is_path(row, &received.path))?;
    (row.audience == Audience::Apps && refuse_host(provider, received).is_none()).then_some(row)
}

/// Refuses a request for another host, which was not meant for us (RFC 9110 §7.4; DNS rebinding, threat P2).
pub fn refuse_host(provider: &Provider, received: &Received) -> Option<Reply> {
    let host = received.header(header::HOST).unwrap_or_default();
    let is_own = match received.is_mutual {
        true => host == provider.mutual_authority(),
        false => provider.base_at(host).is_some(),
    };
    let is_ours = is_own || provider.hosts.contains(&host);
    let why = || format!("this provider answers as {} only", provider.origin);
    (!is_ours).then(|| Reply::text(StatusCode::MISDIRECTED_REQUEST, &why()))
}

/// Answers any request by these tables, the first row of its path counts.
pub async fn answer(tables: &[&'static [EndpointRow]], provider: &Provider, received: &Received) -> Reply {
    if let Some(refused) = refuse_host(provider, received) {
        return refused;
    }
    // RFC 8705 §5: no page is shown where a browser would ask which certificate to show
    let is_mutual =
        |row: &EndpointRow| discovery::ALIASED.contains(&row.path) || row.path == resource::OWN_API;
    let is_here =
        |row: &&EndpointRow| is_path(row, &received.path) && (!received.is_mutual || is_mutual(row));
    let Some(row) = tables.iter().copied().flatten().find(is_here) else {
        return Reply::text(StatusCode::NOT_FOUND, "there is no such endpoint");
    };
    // P21: by a name that others have too, what is for this machine is not answered, whatever secret comes with it
    let is_control = row.path.starts_with("/_dev/") && row.path != resource::OWN_API;
    let host = received.header(header::HOST).unwrap_or_default();
    if is_control && !names::is_of_this_machine(provider, host) {
        return Reply::text(StatusCode::NOT_FOUND, "this is answered by a name of this machine only");
    }
    if !row.methods.contains(&received.method) {
        let allow = row.methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let why = format!("this endpoint takes {allow}, not {} (RFC 9110 section 15.5.6)", received.method);
        return Reply::text(StatusCode::METHOD_NOT_ALLOWED, &why).header("allow", &allow);
    }
    let refused = match row.audience {
        Audience::All => None,
        Audience::Programs => cross_origin::refuse(provider, received),
        Audience::Apps => cross_origin::refuse_unknown(provider, received),
    };
    if let Some(refused) = refused {
        return refused;
    }
    if let Err(error) = provider.learn_client(received).await {
        return match row.audience {
            Audience::Programs => error.reply(),
            Audience::Apps => cross_origin::error_of_fetching(provider, received, error).reply(),
            // Whose request it is, is not known beyond doubt.
            Audience::All => answer::error_page(&error),
        };
    }
    (row.answer)(provider, received).await
}
