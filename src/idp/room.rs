//! How much an issuer keeps of what anybody can bring, without a sign-in and without a secret; past that the oldest makes room
//! (threat P17).

/// The most of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Clients that have registered themselves, each with 4 KiB.
    pub clients: usize,
    /// Devices, which anybody can ask for in the name of a public client, each with 6 KiB of what it wants.
    pub devices: usize,
    /// Pushed requests, in the name of a public client too, each with 6 KiB.
    pub pushed: usize,
    /// Names of which somebody was wrong.
    pub tries: usize,
    /// The log of requests, in bytes.
    pub log_bytes: usize,
}

impl Room {
    /// Of the issuer without a path, and of those that the configuration names.
    pub const WHOLE: Self =
        Self { clients: 1000, devices: 1000, pushed: 2048, tries: 10_000, log_bytes: 256 * 1024 };

    /// Of one that came to be because it was asked for something. There are a hundred of them.
    pub const SHARE: Self = Self { clients: 8, devices: 8, pushed: 12, tries: 100, log_bytes: 32 * 1024 };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::site::TENANTS;

    #[test]
    fn all_issuers_that_nobody_named_keep_less_than_24_mib_together() {
        // P17; a client takes twice what it says, a name of a try 150 bytes
        let Room { clients, devices, pushed, tries, log_bytes } = Room::SHARE;
        let most = clients * 8 * 1024 + (devices + pushed) * 6 * 1024 + tries * 150 + log_bytes;
        assert!(most * TENANTS < 24 << 20, "{most}");
    }
}
