//! An error of the protocol, as the other side gets it: a registered code, and a description that names the
//! parameter, the rule and its section (RFC 6749 §4.1.2.1, §5.2).

use http::StatusCode;

use super::reply::Reply;

/// The header that says why something was refused, where the answer is a page or a redirect.
pub const HEADER: &str = "authctl-error";

/// The longest description in it, in bytes.
const LONGEST: usize = 512;

/// What went wrong, for the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OauthError {
    /// The HTTP status where it is answered directly.
    pub status: StatusCode,
    /// The registered code.
    pub error: &'static str,
    /// One sentence; of the characters that RFC 6749 §5.2 allows.
    pub description: String,
}

/// What endpoints and grants return.
pub type Outcome<T> = Result<T, OauthError>;

impl OauthError {
    /// One with status 400.
    pub fn new(error: &'static str, description: impl Into<String>) -> Self {
        let description = description.into().chars().map(allowed).collect();
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// `invalid_request`.
    pub fn request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// `invalid_grant`.
    pub fn grant(description: impl Into<String>) -> Self {
        Self::new("invalid_grant", description)
    }

    /// `invalid_client`, which is a 401 (RFC 6749 §5.2).
    pub fn client(description: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..Self::new("invalid_client", description) }
    }

    /// What would be answered at another time.
    pub fn unavailable(description: impl Into<String>) -> Self {
        Self { status: StatusCode::SERVICE_UNAVAILABLE, ..Self::new("temporarily_unavailable", description) }
    }

    /// The provider's own failure; it says no more than that.
    pub fn server() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Self::new("server_error", "the provider failed; its log says why")
        }
    }

    /// As the token endpoint answers it (RFC 6749 §5.2).
    pub fn reply(&self) -> Reply {
        let body = serde_json::json!({"error": self.error, "error_description": self.description});
        let reply = Reply::of_tokens(self.status, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            return reply.header("www-authenticate", "Basic realm=\"authctl\", charset=\"UTF-8\"");
        }
        reply
    }

    /// Says it beside an answer that is a page or a redirect.
    pub fn beside(&self, reply: Reply) -> Reply {
        let description = self.description.get(..LONGEST).unwrap_or(&self.description);
        reply.header(HEADER, &format!("{}: {description}", self.error))
    }

    /// As a protected resource answers it (RFC 6750 §3).
    pub fn bearer_reply(&self) -> Reply {
        self.reply().header(
            "www-authenticate",
            &format!(
                "Bearer realm=\"authctl\", error=\"{}\", error_description=\"{}\"",
                self.error, self.description
            ),
        )
    }
}

/// RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E.
fn allowed(character: char) -> char {
    match character {
        '"' => '\'',
        ' '..='[' | ']'..='~' => character,
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_it_may_have() {
        assert_eq!(OauthError::request("a\"b\\c\r\nd§ü").description, "a'b?c??d??");
    }
}
