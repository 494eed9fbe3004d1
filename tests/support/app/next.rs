//! Where a person goes after signing in or out: to a page of this app, whatever the address says (RFC 9700 §4.11).

use url::form_urlencoded;

use super::{defect::Defect as D, site::Desk};

/// The address if it is a page of this app, or else the first page.
pub fn judged(desk: &Desk<'_>, next: Option<&str>) -> String {
    let has = |defect: D| desk.defects.has(defect);
    if has(D::DecodesNextTwice) && is_own(&format!("/{}", next.unwrap_or_default()), &desk.site.origin) {
        let pair = format!("next={}", next.unwrap_or_default());
        return form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect();
    }
    let next = next.unwrap_or("/");
    let begins = |what: &[&str]| what.iter().any(|it| next.starts_with(it));
    let is_fine = has(D::RedirectsAnywhere)
        || has(D::RedirectsToSchemeless) && begins(&["//"])
        || has(D::RedirectsToBackslash) && begins(&["/\\"])
        || has(D::RedirectsByPrefix) && begins(&[&desk.site.origin])
        || is_own(next, &desk.site.origin);
    if is_fine { next.to_owned() } else { "/".to_owned() }
}

/// Whether it is a path of this origin, to every browser.
fn is_own(next: &str, origin: &str) -> bool {
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let base = url::Url::parse(origin).expect("the app has an address");
    is_plain
        && next.starts_with('/')
        && !next.starts_with("//")
        && base.join(next).is_ok_and(|url| url.origin() == base.origin())
}
