//! What a provider sends back to an app through the browser, held before the app gets it: so that it can be kept, changed, or
//! brought by another browser.

use std::fmt;

use url::Url;

use super::{navigation::Navigation, page::Hop, referrer::ReferrerPolicy, shown};

/// An answer on its way to an app's redirect URI.
#[derive(Clone)]
pub struct Callback {
    /// Where it goes, with the answer in its query if it is not a form.
    pub url: Url,
    /// The answer's fields, where it is posted (OAuth 2.0 Form Post Response Mode).
    pub form: Option<Vec<(String, String)>>,
    /// The page that leads there: the provider's last.
    pub from: Option<Url>,
    pub(super) policy: ReferrerPolicy,
    /// Every answer on the way so far.
    pub hops: Vec<Hop>,
}

/// The address without its secrets.
impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown::whole(&self.url))
    }
}

impl Callback {
    pub(super) fn held(next: &Navigation, form: Option<Vec<(String, String)>>, hops: Vec<Hop>) -> Self {
        Self { url: next.url.clone(), form, from: next.from.clone(), policy: next.policy(), hops }
    }

    /// A parameter of the answer.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The parameters of the answer, or of its query if it has no other.
    pub fn parameters(&self) -> Vec<(String, String)> {
        match &self.form {
            Some(fields) => fields.clone(),
            None => self.url.query_pairs().into_owned().collect(),
        }
    }

    /// With a parameter changed or added, or, with `None`, left out. The others stay as they were, and in their order.
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        let mut parameters = self.parameters();
        match (parameters.iter().position(|(known, _)| known == name), value) {
            (Some(at), Some(value)) => parameters[at].1 = value.to_owned(),
            (None, Some(value)) => parameters.push((name.to_owned(), value.to_owned())),
            (_, None) => parameters.retain(|(known, _)| known != name),
        }
        match &mut self.form {
            Some(fields) => *fields = parameters,
            None if parameters.is_empty() => self.url.set_query(None),
            None => {
                self.url.query_pairs_mut().clear().extend_pairs(parameters);
            }
        }
        self
    }

    /// The step that brings it.
    pub fn navigation(&self) -> Navigation {
        match &self.form {
            Some(fields) => {
                let fields = fields.iter().map(|(name, value)| (name, value));
                Navigation::post(self.url.clone(), fields, self.from.clone())
            }
            None => Navigation::to(self.url.clone()).with_from(self.from.clone()),
        }
        .with_policy(self.policy)
    }
}
