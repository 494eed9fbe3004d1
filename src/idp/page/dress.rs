//! What the configuration says of the pages of a sign-in: `[page]`.

use serde::Deserialize;

/// A title, a text and a colour of one's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dress {
    /// What the sign-in page is headed by.
    pub title: Option<String>,
    /// What stands below that.
    pub text: Option<String>,
    /// The colour of buttons and links where it is light.
    accent: Option<Colour>,
    /// The same where it is dark; the first one without it.
    accent_dark: Option<Colour>,
}

/// A colour, as `#rrggbb`: nothing else gets into a style sheet.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Colour([u8; 3]);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_hex =
            |digits: &&str| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let digits = text.strip_prefix('#').filter(is_hex);
        let part = |at: usize| u8::from_str_radix(digits?.get(at..at + 2)?, 16).ok();
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self([red, green, blue])),
            _ => Err(format!("a colour is like #1f5fbf, not {text:?}")),
        }
    }
}

impl Colour {
    /// Black or white, whichever is easier to read on it (WCAG 2.2 §1.4.3, relative luminance).
    fn ink(self) -> &'static str {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        // where the contrast to black and to white is the same
        if luminance > 0.179 { "#000" } else { "#fff" }
    }

    fn rule(self) -> String {
        let [red, green, blue] = self.0;
        format!("--accent:#{red:02x}{green:02x}{blue:02x};--on:{}", self.ink())
    }
}

impl Dress {
    /// What follows the style of every page.
    pub fn style(&self) -> String {
        let light = self.accent.map(|colour| format!(":root{{{}}}", colour.rule()));
        let dark = self
            .accent_dark
            .or(self.accent)
            .map(|colour| format!("@media (prefers-color-scheme:dark){{:root{{{}}}}}", colour.rule()));
        [light, dark].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_ink_that_can_be_read_on_it_and_nothing_else_is_one() {
        let style = |text: &str| toml::from_str::<Dress>(text).map(|dress| dress.style());
        assert_eq!(
            style("accent = \"#FFDD00\"").expect("a colour"),
            ":root{--accent:#ffdd00;--on:#000}@media (prefers-color-scheme:dark){:root{--accent:#ffdd00;--on:#000}}"
        );
        assert_eq!(
            style("accent = \"#202060\"\naccent_dark = \"#c0c0ff\"").expect("colours"),
            ":root{--accent:#202060;--on:#fff}@media (prefers-color-scheme:dark){:root{--accent:#c0c0ff;--on:#000}}"
        );
        assert_eq!(style("title = \"x\"").expect("no colour"), "");
        for text in ["red", "#fff", "#12345g", "#ééé", "#+1+1+1", "1f5fbf;}"] {
            assert!(style(&format!("accent = \"{text}\"")).is_err(), "{text}");
        }
    }
}
