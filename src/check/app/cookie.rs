//! How the app's cookies are protected. <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use super::{
    delivered::has_token,
    row::{Row, Way::Runs},
    scene::Scene,
    session_cookie::{self, AppCookie},
};
use crate::{
    check::{
        case::case,
        judged::Judged,
        user_agent::{Cookie, SameSite},
    },
    error::Result,
    untrusted::sanitize,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("CK1" Should "OWASP ASVS 5.0 3.3.4": "the session cookie is set" => "keeps it from scripts: HttpOnly";
            "set HttpOnly"),
        way: Runs(|scene| {
            Box::pin(each(scene, |cookie| match cookie.is_http_only {
                true => Ok(()),
                false => Err("can be read by scripts: HttpOnly is missing"),
            }))
        }),
    },
    Row {
        case: case!("CK2" Should "OWASP ASVS 5.0 3.3.2": "the session cookie is set"
            => "keeps it from requests of other sites: SameSite=Lax or Strict"; "set SameSite=Lax"),
        way: Runs(|scene| {
            Box::pin(each(scene, |cookie| match cookie.same_site {
                Some(SameSite::Lax | SameSite::Strict) => Ok(()),
                Some(SameSite::None) => Err("goes with requests of every site: SameSite=None"),
                None => Err("says nothing of other sites: SameSite is missing, and browsers differ"),
            }))
        }),
    },
    Row {
        case: case!("CK3" Must "OWASP ASVS 5.0 3.3.1": "the session cookie is set over https"
            => "keeps it from http: Secure"; "set Secure wherever the app is on https"),
        way: Runs(|scene| Box::pin(secure(scene))),
    },
    Row {
        case: case!("CK4" Should "RFC 6265 §4.1.2.3": "the session cookie is set" => "keeps it to the app's own host: no Domain";
            "leave Domain out: with it every host beneath gets the session"),
        way: Runs(|scene| Box::pin(domain(scene))),
    },
    Row {
        case: case!("CK5" Must "RFC 6749 §10.3": "the person is signed in" => "puts no token into a cookie that scripts can read";
            "keep tokens on the server, or in a cookie that is encrypted and HttpOnly"),
        way: Runs(|scene| Box::pin(tokens(scene))),
    },
    Row {
        case: case!("CK6" Should "OWASP ASVS 5.0 3.3.4": "a login has begun" => "keeps its cookies from scripts: HttpOnly";
            "set HttpOnly on the cookie that holds state, too"),
        way: Runs(|scene| Box::pin(of_login(scene))),
    },
    Row {
        case: case!("CK7" Info "OWASP ASVS 5.0 7.3.2": "the session cookie is set" => "lets it end within 400 days";
            "let the cookie end with the browser's session, or in days"),
        way: Runs(|scene| Box::pin(lifetime(scene))),
    },
];

type Rule = fn(&Cookie) -> std::result::Result<(), &'static str>;

async fn each(scene: &Scene<'_>, rule: Rule) -> Result<Judged> {
    Ok(judge(&session_cookie::of_login(scene).await?, rule))
}

fn judge(cookies: &[AppCookie], rule: Rule) -> Judged {
    if cookies.is_empty() {
        return Judged::skip("the app sets no cookie");
    }
    match cookies.iter().find_map(|AppCookie(cookie)| Some((&cookie.name, rule(cookie).err()?))) {
        Some((name, why)) => Judged::fail(format!("the cookie {} {why}", sanitize(name))),
        None => Judged::pass("so it does"),
    }
}

/// Whether it may go over http (RFC 6265 §4.1.2.5).
fn is_kept_from_http(cookie: &Cookie) -> std::result::Result<(), &'static str> {
    if cookie.is_secure { Ok(()) } else { Err("goes over http too: Secure is missing") }
}

async fn secure(scene: &Scene<'_>) -> Result<Judged> {
    match scene.stage.subject.probe.scheme() {
        "https" => each(scene, is_kept_from_http).await,
        _ => Ok(Judged::skip("the app is on http here")),
    }
}

async fn domain(scene: &Scene<'_>) -> Result<Judged> {
    each(scene, |cookie| match cookie.is_host_only {
        true => Ok(()),
        false => Err("names a Domain"),
    })
    .await
}

async fn tokens(scene: &Scene<'_>) -> Result<Judged> {
    let visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let issuer = scene.stage.server.issuer();
    let shown = session_cookie::of_app(scene, &visit.agent)
        .into_iter()
        .find(|AppCookie(cookie)| !cookie.is_http_only && has_token(cookie.value.expose(), issuer));
    Ok(match shown {
        Some(AppCookie(cookie)) => {
            Judged::fail(format!("a token stands in the cookie {}", sanitize(&cookie.name)))
        }
        None => Judged::pass("no cookie that scripts can read has a token in it"),
    })
}

async fn of_login(scene: &Scene<'_>) -> Result<Judged> {
    let paused = scene.arrive(scene.person()).await?;
    let cookies = session_cookie::of_callback(scene, &paused);
    Ok(judge(&cookies, |cookie| match cookie.is_http_only {
        true => Ok(()),
        false => Err("can be read by scripts: HttpOnly is missing"),
    }))
}

/// The longest that a session cookie is kept, in seconds; browsers themselves keep none longer than 400 days.
const LONGEST: i64 = 399 * 86_400;

async fn lifetime(scene: &Scene<'_>) -> Result<Judged> {
    let now = scene.stage.clock.now();
    let cookies = session_cookie::of_login(scene).await?;
    let long = cookies
        .iter()
        .find(|AppCookie(cookie)| cookie.expires_at.is_some_and(|end| end.since(now) > LONGEST));
    Ok(match long {
        Some(AppCookie(cookie)) => {
            Judged::fail(format!("the cookie {} is kept for years", sanitize(&cookie.name)))
        }
        None => Judged::pass("it ends before"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::time::UnixTime, secret::SecretString};

    fn cookie(is_secure: bool) -> AppCookie {
        AppCookie(Cookie {
            name: "session".into(),
            value: SecretString::from("a-number"),
            domain: "app.example".into(),
            is_host_only: true,
            path: "/".into(),
            is_secure,
            is_http_only: true,
            same_site: None,
            expires_at: None,
            created_at: UnixTime(0),
        })
    }

    #[test]
    fn over_https_a_session_cookie_is_secure() {
        let judged = |is_secure| judge(&[cookie(true), cookie(is_secure)], is_kept_from_http).verdict;
        assert_eq!(judged(true), crate::check::judged::Verdict::Pass);
        assert_eq!(judged(false), crate::check::judged::Verdict::Fail);
    }
}
