//! The forms that texts of more than one operation have.

use super::schema::{Form, Schema};

/// A `client_id`: VSCHAR without space (RFC 6749 appendix A.1).
pub const CLIENT_ID: Schema = Schema::Form(&Form {
    shortest: 1,
    longest: 200,
    pattern: "^[!-~]+$",
    means: "text of 1 to 200 visible ASCII characters",
    is: |text| text.bytes().all(|byte| byte.is_ascii_graphic()),
});

/// A `sub` (OIDC Core §2).
pub const SUB: Schema = Schema::Form(&Form {
    shortest: 1,
    longest: 255,
    pattern: "^[ -~]+$",
    means: "text of 1 to 255 ASCII characters",
    is: |text| text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
});

/// A name that somebody gives to something: of a user, a snapshot.
pub const NAME: Schema = Schema::Form(&Form {
    shortest: 1,
    longest: 200,
    pattern: r"^\S(.*\S)?$",
    means: "text of 1 to 200 characters without a space around it or a line end in it",
    is: |text| text.trim() == text && !text.chars().any(char::is_control),
});

/// A scope token (RFC 6749 §3.3).
pub const SCOPE: Schema = Schema::Form(&Form {
    shortest: 1,
    longest: 200,
    pattern: r"^[!#-\[\]-~]+$",
    means: "a scope: visible ASCII characters without quote and backslash",
    is: |text| text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'),
});

/// A length of time, forward or back.
pub const LENGTH_OF_TIME: Schema = Schema::Form(&Form {
    shortest: 1,
    longest: 12,
    pattern: "^-?[0-9]{1,9}[smhd]?$",
    means: "a length of time such as 90s, 5m, 2h, 1d, or -1h",
    is: |text| {
        let text = text.strip_prefix('-').unwrap_or(text);
        let digits = text.strip_suffix(['s', 'm', 'h', 'd']).unwrap_or(text);
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    },
});
