//! The page that posts an answer to the client by itself: OAuth 2.0 Form Post Response Mode §2, §4.
//!
//! The one page with a script, since sending itself is what the standard asks of it; the script is fixed, and
//! allowed by its hash alone. Without scripts there is a button.

use super::{Page, hidden};

const SCRIPT: &str = "document.forms[0].submit()";

/// base64 of the SHA-256 of [`SCRIPT`]; a test computes it.
const SCRIPT_HASH: &str = "'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='";

/// The page.
pub fn page(redirect_uri: &str, parameters: &[(&str, &str)]) -> Page {
    let fields: String = parameters.iter().map(|(name, value)| hidden(name, value)).collect();
    let action = redirect_uri.replace('&', "&amp;").replace('"', "&quot;");
    let body = format!(
        "<form method=\"post\" action=\"{action}\">\n{fields}<button class=\"main\">Continue</button>\n</form>\n\
         <script>{SCRIPT}</script>"
    );
    Page {
        script: Some(SCRIPT_HASH),
        ..Page::new("Continue to the application", body).leading_to(redirect_uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{base64url, hash};

    #[test]
    fn the_policy_allows_this_script_and_no_other() {
        let hash = base64url::encode(hash::sha256(SCRIPT.as_bytes())).replace('-', "+").replace('_', "/");
        assert_eq!(SCRIPT_HASH, format!("'sha256-{hash}='"));
    }

    #[test]
    fn values_arrive_as_they_are_and_leave_no_quotes() {
        let page = page("http://127.0.0.1:1/cb?a=\"b&c", &[("state", "\"><script>x</script>")]);
        assert!(page.body.starts_with(
            "<form method=\"post\" action=\"http://127.0.0.1:1/cb?a=&quot;b&amp;c\">\n\
             <input type=\"hidden\" name=\"state\" value=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">\n"
        ));
    }
}
