//! What the app knows of its provider: metadata and keys, kept, and fetched again when there is reason to, not more often.

use std::{
    collections::BTreeSet,
    sync::Mutex,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    defect::{Defect as D, Defects},
    fetch::{Fetch, Fetched, Question},
    narrow,
};

/// How many fetches of keys may follow each other at once, and how fast that is possible again.
const BURST: f64 = 10.0;
const A_SECOND: f64 = 4.0;

/// What is asked of the provider, and with which defects.
pub struct Asking<'a> {
    pub fetch: &'a Fetch,
    pub defects: &'a Defects,
    pub issuer: &'a str,
    pub algorithm: &'a str,
}

impl Asking<'_> {
    /// Asks the provider.
    pub fn ask(&self, url: &str, question: &Question<'_>) -> Option<Fetched> {
        let has = |defect: D| self.defects.has(defect);
        let patience =
            if has(D::IsImpatient) { Some(1) } else { has(D::WaitsLongForProvider).then_some(3600) };
        let deadline = patience.map(Duration::from_secs);
        let mut fetched = self.fetch.ask(url, question, deadline)?;
        for _ in 0..5 {
            let leads = matches!(fetched.status, 301 | 302 | 303 | 307 | 308);
            let Some(next) =
                fetched.header("location").filter(|_| leads && self.defects.has(D::FollowsRedirects))
            else {
                break;
            };
            let next = url::Url::parse(url).ok()?.join(next).ok()?;
            fetched = self.fetch.ask(next.as_str(), question, deadline)?;
        }
        let is_plain = fetched.header("content-type") == Some("application/json");
        (is_plain || !has(D::WantsPlainMediaType)).then_some(fetched)
    }

    fn object(&self, url: &str) -> Option<Value> {
        let fetched = self.ask(url, &Question::default())?;
        (fetched.status == 200).then(|| fetched.object())?
    }
}

/// What is known.
#[derive(Default)]
pub struct Provider {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<Value>,
    keys: Option<Vec<Value>>,
    /// Names of keys that the provider does not have.
    unknown: BTreeSet<String>,
    allowance: Option<(f64, Instant)>,
    has_failed: bool,
    is_kept: bool,
}

impl Provider {
    /// Forgets all of it, unless it is kept for ever.
    pub fn forget(&self) {
        let mut known = self.known.lock().unwrap();
        if !known.is_kept {
            *known = Known::default();
        }
    }

    /// Begins anew; an app with a defect fetches the keys now, and never again.
    pub fn begin(&self, asking: &Asking<'_>) {
        *self.known.lock().unwrap() = Known::default();
        if asking.defects.has(D::KeepsKeysForever) {
            let is_kept = self.keys(asking, None).is_some();
            self.known.lock().unwrap().is_kept = is_kept;
        }
    }

    /// The metadata, judged.
    pub fn metadata(&self, asking: &Asking<'_>) -> Option<Value> {
        if let Some(metadata) = &self.known.lock().unwrap().metadata {
            return Some(metadata.clone());
        }
        // OpenID Connect Discovery §4.1
        let address = format!("{}/.well-known/openid-configuration", asking.issuer.trim_end_matches('/'));
        let metadata = asking.object(&address).filter(|metadata| is_right(metadata, asking))?;
        self.known.lock().unwrap().metadata = Some(metadata.clone());
        Some(metadata)
    }

    /// The keys that may have signed what names this key; nothing, if they cannot be had.
    pub fn keys(&self, asking: &Asking<'_>, kid: Option<&str>) -> Option<Vec<Value>> {
        let metadata = self.metadata(asking)?;
        let mut known = self.known.lock().unwrap();
        if known.keys.is_none() || asking.defects.has(D::FetchesKeysEachTime) {
            self.fetch_keys(&mut known, &metadata, asking)?;
        }
        let has = |keys: &[Value]| kid.is_none_or(|kid| keys.iter().any(|key| key["kid"] == kid));
        let named = kid.unwrap_or_default();
        if !has(known.keys.as_ref()?)
            && !known.unknown.contains(named)
            && !asking.defects.has(D::KeepsKeysForever)
        {
            if !is_allowed(&mut known) {
                return known.keys.clone();
            }
            self.fetch_keys(&mut known, &metadata, asking)?;
            if !has(known.keys.as_ref()?) && known.unknown.len() < 1000 {
                known.unknown.insert(named.to_owned());
            }
        }
        known.keys.clone()
    }

    fn fetch_keys(&self, known: &mut Known, metadata: &Value, asking: &Asking<'_>) -> Option<()> {
        if known.has_failed && asking.defects.has(D::RemembersFailure) {
            return None;
        }
        let set = asking.object(metadata["jwks_uri"].as_str()?);
        known.has_failed |= set.is_none();
        let keys = set?["keys"].as_array()?.clone();
        known.keys = Some(keys).filter(|keys| narrow::takes_keys(keys, asking.defects));
        Some(())
    }
}

fn is_allowed(known: &mut Known) -> bool {
    let now = Instant::now();
    let (left, at) = known.allowance.unwrap_or((BURST, now));
    let left = BURST.min(left + now.duration_since(at).as_secs_f64() * A_SECOND);
    let may = left >= 1.0;
    known.allowance = Some((if may { left - 1.0 } else { left }, now));
    may
}

/// OpenID Connect Discovery §4.3
fn is_right(metadata: &Value, asking: &Asking<'_>) -> bool {
    let issuer = &metadata["issuer"];
    let is_its_own = issuer == asking.issuer
        || asking.defects.has(D::IgnoresMetadataIssuer)
        || issuer.is_null() && asking.defects.has(D::TakesMetadataWithoutIssuer)
        || asking.defects.has(D::ComparesIssuersLoosely) && alike(issuer.as_str(), asking.issuer);
    let has_endpoints = ["authorization_endpoint", "token_endpoint", "jwks_uri"].iter().all(|name| {
        asking.defects.has(D::TakesIncompleteMetadata)
            || metadata[name].as_str().and_then(|it| url::Url::parse(it).ok()).is_some_and(|it| is_safe(&it))
    });
    is_its_own && has_endpoints && narrow::takes_metadata(metadata, asking.algorithm, asking.defects)
}

/// Whether two issuers are the same to whoever does not look closely.
pub fn alike(one: Option<&str>, other: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
    one.is_some_and(|one| plain(one) == plain(other))
}

/// TLS, or this machine.
fn is_safe(url: &url::Url) -> bool {
    let is_here = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_here
}
