//! Resource indicators: which API a token is to be for. <https://www.rfc-editor.org/rfc/rfc8707#section-2>

use url::Url;

use crate::error::{Code, Result};

/// The parameter's name.
pub const RESOURCE: &str = "resource";

/// The longest that is taken, in characters: it has to fit into an address.
const LONGEST: usize = 2048;

/// Whether this names an API: RFC 8707 §2, "an absolute URI … MUST NOT include a fragment component".
pub fn is_resource(text: &str) -> bool {
    let is_uri = |text: &str| Url::parse(text).is_ok_and(|url| url.fragment().is_none());
    text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic()) && is_uri(text)
}

/// The APIs of a list that is separated by spaces, none twice, in the order given and to the letter: a provider compares them
/// so.
pub fn resources(text: &str) -> Result<Vec<String>> {
    let mut list: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if !is_resource(word) {
            return Err(Code::Usage
                .error()
                .message("a resource is an absolute URI without fragment (RFC 8707 §2)")
                .hint("write it as its API does, such as https://api.example/orders")
                .got(word));
        }
        if !list.iter().any(|known| known == word) {
            list.push(word.to_owned());
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_an_absolute_uri_without_fragment_and_stays_as_it_is_written() {
        for text in
            ["https://api.example", "https://api.example/A?b=c", "urn:example:api", "http://127.0.0.1:1/"]
        {
            assert!(is_resource(text), "{text}");
        }
        for text in
            ["", "/orders", "api.example", "https://api.example/#top", "https://api.example/#", "https://é"]
        {
            assert!(!is_resource(text), "{text}");
        }
        let list = resources("https://b.example  https://a.example/ https://b.example").unwrap();
        assert_eq!(list, ["https://b.example", "https://a.example/"]);
        assert_eq!(resources("https://a.example orders").unwrap_err().code(), Code::Usage);
        assert!(!is_resource(&format!("https://a.example/{}", "a".repeat(LONGEST))));
    }
}
