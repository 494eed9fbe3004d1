//! GitHub's hosts.

/// Where people sign in, and apps get their tokens.
pub const WEB: &str = "github.com";

/// Where the API is.
pub const API: &str = "api.github.com";

/// Where the pictures are.
pub const AVATARS: &str = "avatars.githubusercontent.com";
