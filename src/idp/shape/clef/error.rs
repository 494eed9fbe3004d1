//! What the API answers when it refuses: one sentence, by which the SDKs know what it is about.

use http::StatusCode;
use serde_json::json;

use crate::idp::{oauth_error::OauthError, reply::Reply};

/// Why the API refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such app.
    AppId,
    /// The app's secret is another.
    AppSecret,
    /// It is another app's.
    App,
    /// The code is none, has expired, was used, or is another app's.
    Code,
    /// The access token is none that works.
    Token,
    /// The logout hook is not at the app's site.
    LogoutHook,
    /// The logout token is none, has expired, or was used.
    LogoutToken,
    /// The provider's own failure.
    Server,
}

impl Refusal {
    /// The status and the sentence.
    pub fn row(self) -> (StatusCode, &'static str) {
        match self {
            Self::AppId => (StatusCode::FORBIDDEN, "Invalid App ID."),
            Self::AppSecret => (StatusCode::FORBIDDEN, "Invalid App Secret."),
            Self::App => (StatusCode::FORBIDDEN, "Invalid App."),
            Self::Code => (StatusCode::FORBIDDEN, "Invalid OAuth Code."),
            Self::Token => (StatusCode::FORBIDDEN, "Invalid token."),
            Self::LogoutHook => (StatusCode::BAD_REQUEST, "Invalid logout hook URL."),
            Self::LogoutToken => (StatusCode::FORBIDDEN, "Invalid Logout Token."),
            Self::Server => (StatusCode::INTERNAL_SERVER_ERROR, "The provider failed; its log says why."),
        }
    }

    /// The answer.
    pub fn reply(self) -> Reply {
        let (status, sentence) = self.row();
        Reply::json(status, &json!({"error": sentence}))
    }
}

/// The strict provider's own failures; what it refuses is about what was sent, of which the API says more.
impl From<OauthError> for Refusal {
    fn from(_: OauthError) -> Self {
        Self::Server
    }
}
