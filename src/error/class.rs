//! What a caller should do about an error: one class, one exit code.

/// One reaction of the caller; each has one exit code, frozen at 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A defect of authctl.
    Bug,
    /// A wrong flag or argument.
    Usage,
    /// A wrong or missing configuration.
    Config,
    /// A person has to sign in (again).
    LoginRequired,
    /// The user or a policy said no.
    Denied,
    /// The provider rejects this client or this request.
    ProviderRefused,
    /// It may work later.
    Temporary,
    /// The certificate or the handshake is not trusted.
    Tls,
    /// A check failed.
    Security,
    /// Nobody finished the step in time.
    HumanTimeout,
    /// The keyring, a file, a lock, a port or the output failed.
    Store,
    /// The command worked and the answer is "no".
    No,
}

/// A class with its exit code and what a script should do: the table of `authctl help exit-codes`.
pub struct ClassRow {
    /// The class.
    pub class: Class,
    /// The exit code.
    pub exit: u8,
    /// Its name in `class` of the error document.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What a script should do.
    pub reaction: &'static str,
    /// The value of `retry` in the error document.
    pub retry: &'static str,
}

macro_rules! classes {
    ($($class:ident $exit:literal $name:literal $retry:literal: $meaning:literal => $reaction:literal;)*) => {
        /// Every class, in the order of the exit codes.
        pub const CLASSES: &[ClassRow] = &[$(ClassRow {
            class: Class::$class, exit: $exit, name: $name, meaning: $meaning, reaction: $reaction, retry: $retry,
        }),*];
    };
}

classes! {
    Bug 1 "bug" "never": "internal error" => "stop, report it";
    Usage 2 "usage" "after_fix": "wrong flag or argument" => "fix the call";
    Config 3 "config" "after_fix": "profile missing or invalid, unsafe configuration" => "fix the configuration";
    LoginRequired 4 "login_required" "after_login": "no session, refresh refused, or a person is needed" => "run `authctl login`";
    Denied 5 "denied" "never": "the user or a policy said no" => "stop";
    ProviderRefused 6 "provider_refused" "after_fix": "the provider rejects this client or request" => "fix the registration";
    Temporary 7 "temporary" "later": "network, time-out, 429, 5xx, not JSON" => "try again later";
    Tls 8 "tls" "after_fix": "certificate or handshake not trusted" => "look at the CA or proxy";
    Security 9 "security" "never": "a check failed: issuer, state, nonce, signature …" => "never retry blindly";
    HumanTimeout 10 "human_timeout" "later": "nobody finished the browser or device step in time" => "ask again";
    Store 11 "store" "after_fix": "keyring, file, lock, port or output failed" => "fix the machine";
    No 12 "no" "never": "the command worked and the answer is \"no\"" => "branch";
}

/// The exit codes of signals, which no error carries.
pub const SIGNAL_EXITS: &[(u8, &str)] = &[(129, "SIGHUP"), (130, "SIGINT"), (143, "SIGTERM")];

impl Class {
    /// The row of this class.
    pub fn row(self) -> &'static ClassRow {
        CLASSES.iter().find(|row| row.class == self).expect("every class has a row; a test walks them")
    }
}
