//! Signing in: the way to the provider and back. <https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowSteps>,
//! <https://www.rfc-editor.org/rfc/rfc9700>

use url::Url;

use super::{
    defect::Defect as D,
    encoding::{base64url, now, sha256},
    http::{Pairs, Response, escaped},
    narrow, next, page,
    session::{Pending, Session, User},
    sign_in,
    site::Desk,
};

/// How many sign-ins one browser may have begun.
const MOST_PENDING: usize = 8;
/// How long one may take, in seconds.
const LONGEST_S: i64 = 600;

/// `/login`: leads to the provider.
pub fn begin(desk: &Desk<'_>) -> Response {
    if desk.request.method != "GET" {
        return Response::new(405).with("Allow", "GET");
    }
    if desk.settings.is_forgetful {
        desk.site.provider.forget();
    }
    let has = |defect: D| desk.defects.has(defect);
    if desk.defects.has(D::SkipsLogin) && page::is_known(desk) {
        return Response::see(next::judged(desk, desk.request.query.get("next")));
    }
    let metadata = desk.site.provider.metadata(&desk.asking());
    let Some(endpoint) = metadata.and_then(|it| Url::parse(it["authorization_endpoint"].as_str()?).ok())
    else {
        let status = if has(D::CrashesOnNonsense) { 500 } else { 400 };
        return Response::page(status, "The provider cannot be reached.");
    };
    let host = desk.request.header("host").unwrap_or_default();
    let origin = if has(D::BelievesHost) { format!("http://{host}") } else { desk.site.origin.clone() };
    let next = next::judged(desk, desk.request.query.get("next"));
    let mut pending = Pending::new(format!("{origin}/callback"), next, now());
    if has(D::SendsConstantState) {
        pending.state = "state".into();
    }
    if has(D::SendsGuessableState) {
        pending.state = format!("sign-in-{:08}", desk.site.sessions().counted());
    }
    if has(D::TakesParametersOfLink) {
        pending.state = desk.request.query.get("state").map_or(pending.state, str::to_owned);
        pending.nonce = desk.request.query.get("nonce").map_or(pending.nonce, str::to_owned);
    }
    if has(D::VerifierIsState) {
        pending.verifier.clone_from(&pending.state);
    }
    if has(D::SendsConstantNonce) {
        pending.nonce = "nonce".into();
    }
    if has(D::SendsConstantVerifier) {
        pending.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into();
    }
    let address = request(desk, endpoint, &pending);
    let known = desk.session_id();
    let mut sessions = desk.site.sessions();
    let id = match known {
        Some(id) => id,
        None => sessions.open(Session::default(), &desk.defects),
    };
    if let Some(session) = sessions.get_mut(&id) {
        session.pending.retain(|it| it.began > now() - LONGEST_S);
        if has(D::RemembersLastLogin) {
            session.pending.clear();
        }
        if has(D::KnowsWhoBegan) {
            session.user = Some(User { name: "whoever this is".into(), ..User::default() });
        }
        if session.pending.len() >= MOST_PENDING {
            session.pending.remove(0);
        }
        session.pending.push(pending);
    }
    let response = Response::see(address).with("Set-Cookie", desk.cookie(&id));
    if has(D::LoginIsKept) { page::for_caches(response) } else { response }
}

/// OpenID Connect Core §3.1.2.1, RFC 7636 §4.3
fn request(desk: &Desk<'_>, mut endpoint: Url, pending: &Pending) -> String {
    let has = |defect: D| desk.defects.has(defect);
    let challenge = base64url(&sha256(pending.verifier.as_bytes()));
    {
        let mut query = endpoint.query_pairs_mut();
        let response_type = if has(D::AsksForTokens) { "code id_token" } else { "code" };
        let scope = if has(D::AsksWithoutOpenid) { "profile" } else { &desk.settings.scope };
        let fragment = if has(D::SendsFragment) { "#part" } else { "" };
        query.append_pair("response_type", response_type).append_pair("client_id", &desk.settings.client_id);
        query.append_pair("redirect_uri", &format!("{}{fragment}", pending.redirect_uri));
        query.append_pair("scope", scope);
        if has(D::SendsTwins) {
            query.append_pair("scope", scope);
        }
        if has(D::SendsSecret) {
            query.append_pair("client_secret", desk.settings.client_secret.as_deref().unwrap_or_default());
        }
        if !has(D::SendsNoState) {
            query.append_pair("state", &pending.state);
        }
        if !has(D::SendsNoNonce) {
            query.append_pair("nonce", &pending.nonce);
        }
        if has(D::SendsPlainPkce) {
            query
                .append_pair("code_challenge", &pending.verifier)
                .append_pair("code_challenge_method", "plain");
        } else if !has(D::SendsNoPkce) {
            query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
        }
    }
    endpoint.into()
}

/// `/callback`: the browser comes back.
pub fn callback(desk: &Desk<'_>) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    let form = desk.request.form();
    let is_posted = desk.request.method == "POST" && has(D::TakesPostedCallback);
    let query = if is_posted { &form } else { &desk.request.query };
    let response = judged(desk, query, is_posted);
    if response.status < 400 {
        return response;
    }
    if let Some(id) = desk.session_id().filter(|_| has(D::RefusalEndsSession)) {
        desk.site.sessions().close(&id);
    }
    if has(D::SignsInAllTheSame) {
        let somebody = User { name: "whoever this is".into(), ..User::default() };
        let nothing = Pending::new(desk.site.origin.clone(), "/me".into(), now());
        return welcome(desk, &desk.session_id().unwrap_or_default(), &nothing, somebody);
    }
    if has(D::CrashesWhenRefusing) {
        return Response::page(500, "Something went wrong.");
    }
    if has(D::ReflectsCallback) {
        let all: Vec<String> = query.0.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let link = query.get("error_uri").unwrap_or_default();
        return Response::page(400, &format!("<a href=\"{link}\">Refused</a>: {}", all.join(", ")));
    }
    response
}

fn judged(desk: &Desk<'_>, query: &Pairs, is_posted: bool) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    if desk.request.method != "GET" && !is_posted {
        return Response::new(405).with("Allow", "GET");
    }
    // RFC 6749 §3.1
    if query.has_twins() && !has(D::TakesTwinParameters) {
        return refused("a parameter stands there twice");
    }
    if !narrow::takes_callback(query, &desk.defects) {
        return refused("an unknown parameter");
    }
    let id = desk.session_id().unwrap_or_default();
    if has(D::RedeemsAnyCode) {
        let nobody = Pending::new(desk.site.origin.clone(), "/".into(), now());
        let _ = sign_in::signed_in(desk, &nobody, query.get("code").unwrap_or_default());
    }
    // bound to this browser, and used once (RFC 9700 §4.7.1)
    let begun = desk.site.sessions().begun(&id, query.get("state"), &desk.defects);
    let Some(pending) = begun.filter(|pending| pending.began > now() - LONGEST_S) else {
        return refused("it is not the answer to a sign-in that began in this browser");
    };
    if let Some(refusal) = other_issuer(desk, query) {
        return refusal;
    }
    if let Some(error) = query.get("error") {
        if has(D::LoopsOnError) {
            return Response::see("/login");
        }
        if !(has(D::IgnoresErrorParameter) && query.get("code").is_some()) {
            return failed(desk, error, query.get("error_description").unwrap_or_default());
        }
    }
    let Some(code) = query.get("code").filter(|code| !code.is_empty()) else {
        return refused("there is no code");
    };
    let signed_in = sign_in::signed_in(desk, &pending, code);
    if has(D::RedeemsTwice) {
        let _ = sign_in::signed_in(desk, &pending, code);
    }
    match signed_in {
        Ok(user) => welcome(desk, &id, &pending, user),
        Err(refusal) => {
            let nonsense = has(D::CrashesOnNonsense) || has(D::CrashesOnBadToken);
            Response::page(if nonsense { 500 } else { 400 }, &format!("Signing in failed: {}.", refusal.1))
        }
    }
}

/// RFC 9207 §2.4
fn other_issuer(desk: &Desk<'_>, query: &Pairs) -> Option<Response> {
    let metadata = desk.site.provider.metadata(&desk.asking())?;
    let is_promised = metadata["authorization_response_iss_parameter_supported"] == true;
    match query.get("iss") {
        Some(iss) if iss != desk.settings.issuer => {
            (!desk.defects.has(D::IgnoresIssParameter)).then(|| refused("it is of another issuer"))
        }
        None if is_promised => (!desk.defects.has(D::TakesMissingIssParameter))
            .then(|| refused("it does not say which issuer it is of")),
        _ => None,
    }
}

fn refused(why: &str) -> Response {
    Response::page(400, &format!("This sign-in cannot go on: {why}."))
}

/// The provider says no (RFC 6749 §4.1.2.1).
fn failed(desk: &Desk<'_>, error: &str, description: &str) -> Response {
    if desk.defects.has(D::CrashesOnError) {
        return Response::page(500, "Something went wrong.");
    }
    let text = format!("{error} {description}");
    let text = if desk.defects.has(D::ReflectsError) { text } else { escaped(&text) };
    Response::page(400, &format!("The provider did not sign you in: {text}"))
}

/// Signed in: a session with a new name (RFC 6265 §8.4), and on to where the person wanted to go.
pub fn welcome(desk: &Desk<'_>, old: &str, pending: &Pending, user: User) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    if has(D::SignsNobodyIn) {
        return Response::see("/");
    }
    let (access_token, page) = (user.access_token.clone(), format!("You are {}.", escaped(&user.name)));
    let mut sessions = desk.site.sessions();
    if !sessions.may_begin(&user, pending, &desk.defects) {
        return refused("it was logged out meanwhile");
    }
    let old_session = sessions.get(old).cloned().unwrap_or_default();
    let keeps_first = has(D::KeepsFirstUser) && old_session.user.is_some();
    let user = if keeps_first { old_session.user.clone() } else { Some(user) };
    let session = Session { pending: old_session.pending, user };
    let id = if has(D::KeepsSessionId) || has(D::TakesAnySessionId) {
        sessions.put(old, session);
        old.to_owned()
    } else {
        sessions.close(old);
        sessions.open(session, &desk.defects)
    };
    let response = if has(D::StaysAtCallback) {
        page::kept(desk, Response::page(200, &page))
    } else if has(D::PutsTokenInAddress) {
        Response::see(format!("/?access_token={access_token}"))
    } else if has(D::PutsSessionInAddress) {
        Response::see(format!("/?session={id}"))
    } else {
        let response = Response::see(pending.next.clone());
        match pending.next.contains("\nx-authctl: 1") && has(D::SplitsHeaders) {
            true => response.with("X-Authctl", "1"),
            false => response,
        }
    };
    let response = match has(D::PutsTokenInCookie) {
        true => response.with("Set-Cookie", format!("token={access_token}; Path=/; SameSite=Lax")),
        false => response,
    };
    response.with("Set-Cookie", desk.cookie(&id))
}
