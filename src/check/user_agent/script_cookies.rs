//! A player's cookies as scripts see them: given to a tab before its page opens, and what scripts have changed taken back.
//! <https://html.spec.whatwg.org/multipage/dom.html#dom-document-cookie>

use serde_json::{Value, json};
use url::Url;

use super::{
    cookie::{Cookie, SameSite},
    jar::{Jar, Taken},
};
use crate::protocol::time::UnixTime;

/// Those of the jar, as the protocol has them.
pub fn given(jar: &Jar, now: UnixTime) -> Vec<Value> {
    jar.cookies().iter().filter(|cookie| !cookie.is_expired(now)).map(written).collect()
}

fn written(cookie: &Cookie) -> Value {
    let scheme = if cookie.is_secure { "https" } else { "http" };
    let mut written = json!({
        "name": cookie.name,
        "value": cookie.value.expose(),
        "url": format!("{scheme}://{}{}", cookie.domain, cookie.path),
        "path": cookie.path,
        "secure": cookie.is_secure,
        "httpOnly": cookie.is_http_only,
    });
    if !cookie.is_host_only {
        written["domain"] = cookie.domain.as_str().into();
    }
    if let Some(same_site) = cookie.same_site {
        written["sameSite"] = name_of(same_site).into();
    }
    if let Some(end) = cookie.expires_at {
        written["expires"] = end.0.into();
    }
    written
}

fn name_of(same_site: SameSite) -> &'static str {
    match same_site {
        SameSite::Strict => "Strict",
        SameSite::Lax => "Lax",
        SameSite::None => "None",
    }
}

/// Takes what scripts of a page have set and taken back, by what was in the tab before and what is there after; the names.
pub fn take(jar: &mut Jar, (before, after): (&[Value], &[Value]), page: &Url, now: UnixTime) -> Vec<String> {
    let mut names = Vec::new();
    let is_like =
        |one: &Value, other: &Value| ["name", "domain", "path"].iter().all(|it| one[*it] == other[*it]);
    let gone = before.iter().filter(|old| !after.iter().any(|new| is_like(old, new)));
    let gone = gone.filter(|old| kept(jar, old).is_some());
    let gone: Vec<(&Value, String)> =
        gone.map(|old| (old, format!("{}; Max-Age=0", said(old, now)))).collect();
    let is_new = |new: &&Value| {
        !before.contains(new) && kept(jar, new) != new["value"].as_str().map(ToOwned::to_owned)
    };
    let set: Vec<(&Value, String)> = after.iter().filter(is_new).map(|new| (new, said(new, now))).collect();
    for (cookie, line) in gone.into_iter().chain(set).filter(|(cookie, _)| cookie["httpOnly"] != true) {
        let mut from = page.clone();
        let host = cookie["domain"].as_str().unwrap_or_default().trim_start_matches('.');
        if from.set_host(Some(host)).is_ok()
            && let Ok(Taken::Kept(name) | Taken::Forgotten(name)) = jar.take(line.as_bytes(), &from, now)
        {
            names.push(name);
        }
    }
    names
}

/// What the jar has in its place.
fn kept(jar: &Jar, cookie: &Value) -> Option<String> {
    let domain = cookie["domain"].as_str()?;
    let is_it = |known: &&Cookie| {
        known.name == cookie["name"]
            && known.path == cookie["path"]
            && known.domain == domain.trim_start_matches('.')
    };
    jar.cookies().iter().find(is_it).map(|known| known.value.expose().clone())
}

/// As `Set-Cookie` would say it.
fn said(cookie: &Value, now: UnixTime) -> String {
    let text = |name: &str| cookie[name].as_str().unwrap_or_default();
    let mut said = format!("{}={}; Path={}", text("name"), text("value"), text("path"));
    if let Some(domain) = text("domain").strip_prefix('.') {
        said.push_str(&format!("; Domain={domain}"));
    }
    if cookie["secure"] == true {
        said.push_str("; Secure");
    }
    if !text("sameSite").is_empty() {
        said.push_str(&format!("; SameSite={}", text("sameSite")));
    }
    // in seconds, with a fraction; what is too large ends with the largest
    if let Some(end) = cookie["expires"].as_f64().filter(|end| *end > 0.0) {
        said.push_str(&format!("; Max-Age={}", (end as i64).saturating_sub(now.0)));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_800_000_000);

    fn page() -> Url {
        Url::parse("http://localhost:3000/a/page").unwrap()
    }

    fn jar(cookies: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for cookie in cookies {
            jar.take(cookie.as_bytes(), &page(), NOW).unwrap();
        }
        jar
    }

    fn stored(name: &str, value: &str) -> Value {
        json!({"name": name, "value": value, "domain": "localhost", "path": "/", "expires": -1, "httpOnly": false})
    }

    fn shown(jar: &Jar) -> Vec<String> {
        jar.cookies().iter().map(|cookie| format!("{}={}", cookie.name, cookie.value.expose())).collect()
    }

    #[test]
    fn a_tab_is_given_every_cookie_with_what_was_said_of_it() {
        let jar = jar(&["s=1; Secure; HttpOnly; Path=/; SameSite=Strict", "t=2; Max-Age=60"]);
        assert_eq!(
            given(&jar, NOW),
            [
                json!({"name": "s", "value": "1", "url": "https://localhost/", "path": "/", "secure": true,
                    "httpOnly": true, "sameSite": "Strict"}),
                json!({"name": "t", "value": "2", "url": "http://localhost/a", "path": "/a", "secure": false,
                    "httpOnly": false, "expires": NOW.0 + 60}),
            ]
        );
        assert_eq!(given(&jar, NOW.plus(60)).len(), 1);
    }

    #[test]
    fn what_scripts_set_and_take_back_is_taken_over_and_nothing_else() {
        let mut jar = jar(&["same=1; Path=/", "gone=1; Path=/", "changed=1; Path=/", "ours=1; Path=/"]);
        let before = [stored("same", "1"), stored("gone", "1"), stored("changed", "1")];
        let mut hidden = stored("hidden", "1");
        hidden["httpOnly"] = true.into();
        let mut lasting = stored("lasting", "1");
        lasting["expires"] = (NOW.0 + 60).into();
        let after = [stored("same", "1"), stored("changed", "2"), stored("new", "1"), hidden, lasting];
        let names = take(&mut jar, (&before, &after), &page(), NOW);
        assert_eq!(names, ["gone", "changed", "new", "lasting"]);
        assert_eq!(shown(&jar), ["same=1", "changed=2", "ours=1", "new=1", "lasting=1"]);
        assert_eq!(jar.named("lasting").and_then(|it| it.expires_at), Some(NOW.plus(60)));
        // what an answer has changed since is in both
        assert!(take(&mut jar, (&before, &after), &page(), NOW).is_empty());
    }
}
