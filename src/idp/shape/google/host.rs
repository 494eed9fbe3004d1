//! Google's hosts.

/// Where people sign in; the issuer.
pub const ACCOUNTS: &str = "accounts.google.com";

/// Where apps get their tokens, and give them back.
pub const OAUTH: &str = "oauth2.googleapis.com";

/// Where UserInfo is.
pub const USERINFO: &str = "openidconnect.googleapis.com";

/// Where the keys are.
pub const APIS: &str = "www.googleapis.com";

/// Where people enter the code of a device.
pub const WEB: &str = "www.google.com";

/// Where the pictures are.
pub const PICTURES: &str = "lh3.googleusercontent.com";
