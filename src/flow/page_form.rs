//! The form of a page of the embedded provider, as a browser would send it: a HTML form, read as far as that provider writes it.

use url::form_urlencoded;

/// The action of the page's first form, as it is written.
pub fn action(page: &str) -> Option<String> {
    between(page, "action=\"", "\"").map(unescaped)
}

/// A hidden field's value.
pub fn hidden(page: &str, name: &str) -> Option<String> {
    between(page, &format!("name=\"{name}\" value=\""), "\"").map(unescaped)
}

/// Every hidden field, form-encoded, in order.
pub fn all_hidden(page: &str) -> String {
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    for field in page.split("<input type=\"hidden\" ").skip(1) {
        if let (Some(name), Some(value)) = (between(field, "name=\"", "\""), between(field, "value=\"", "\""))
        {
            encoded.append_pair(&unescaped(name), &unescaped(value));
        }
    }
    encoded.finish()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(inner, _)| inner)
}

/// The references that the embedded provider writes; `&amp;` last, since what it stands for is none.
fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#96;", "`"),
        ("&#13;", "\r"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (reference, character)| text.replace(reference, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_a_browser_reads_them() {
        let page = "<form method=\"post\" action=\"http://127.0.0.1/cb?a=&quot;b&amp;c\">\n\
            <input type=\"hidden\" name=\"state\" value=\"&quot;&gt;&lt;&#39;&#96;&#13;&amp;lt;\">\n\
            <input type=\"hidden\" name=\"code\" value=\"c\">\n</form>";
        assert_eq!(action(page).unwrap(), "http://127.0.0.1/cb?a=\"b&c");
        assert_eq!(hidden(page, "state").unwrap(), "\"><'`\r&lt;");
        assert_eq!(all_hidden(page), "state=%22%3E%3C%27%60%0D%26lt%3B&code=c");
        assert_eq!((action("<p>"), hidden(page, "x"), all_hidden("<p>")), (None, None, String::new()));
    }
}
