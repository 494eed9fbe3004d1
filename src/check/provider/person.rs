//! Who signs in at the provider, when a case needs somebody.

use url::Url;

use crate::{check::trace::Trace, error::Result, host::BoxFuture};

/// Somebody with a browser.
pub trait Person: Send + Sync {
    /// Takes this authorization request through the provider's pages, with a browser that has never been there, and returns
    /// the address that it is sent back to, which is `redirect_uri` with the answer.
    fn go_through<'a>(
        &'a self,
        request: Url,
        redirect_uri: &'a str,
        trace: &'a Trace,
    ) -> BoxFuture<'a, Result<Url>>;
}
