//! Where in a command something went wrong.

/// Where in a command something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Phase {
    Config,
    Discovery,
    Registration,
    Authorize,
    Browser,
    Callback,
    Device,
    Backchannel,
    Exchange,
    Refresh,
    Validate,
    Store,
    Lock,
    UserInfo,
    Logout,
    Revoke,
    Introspect,
    Request,
    Exec,
    Output,
    Webhook,
    Provider,
    Check,
}

impl Phase {
    /// Its name in `phase` of the error document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Discovery => "discovery",
            Self::Registration => "registration",
            Self::Authorize => "authorize",
            Self::Browser => "browser",
            Self::Callback => "callback",
            Self::Device => "device",
            Self::Backchannel => "backchannel",
            Self::Exchange => "exchange",
            Self::Refresh => "refresh",
            Self::Validate => "validate",
            Self::Store => "store",
            Self::Lock => "lock",
            Self::UserInfo => "userinfo",
            Self::Logout => "logout",
            Self::Revoke => "revoke",
            Self::Introspect => "introspect",
            Self::Request => "request",
            Self::Exec => "exec",
            Self::Output => "output",
            Self::Webhook => "webhook",
            Self::Provider => "provider",
            Self::Check => "check",
        }
    }
}
