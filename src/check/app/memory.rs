//! What an app keeps from one sign-in to the next: the provider's metadata and keys. A case that is about them begins with an app
//! that has just started, and so does the one after it: the order of the cases changes no verdict.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use super::scene::Scene;
use crate::{
    error::Result,
    idp::fault::row::{Change, Fault, Place},
};

/// Where apps read metadata.
const WELL_KNOWN: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];
/// Where they read keys: the provider's own address, and vendors'.
const KEY_SETS: [&str; 2] = ["/jwks", "/certs"];

/// What apps keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// The metadata: most apps read them once.
    Metadata,
    /// The keys: most apps read them when a token names one that they do not know.
    Keys,
}

impl Kept {
    /// What of it a fault is in; of both, what is read first.
    pub fn of(fault: &Fault) -> Option<Self> {
        let has = |is: fn(&Change) -> bool| fault.changes.iter().any(is);
        if has(|change| change.place() == Place::Metadata) {
            return Some(Self::Metadata);
        }
        let is_of_keys =
            |change: &Change| change.place() == Place::KeySet || matches!(change, Change::Afresh(_));
        has(is_of_keys).then_some(Self::Keys)
    }

    /// How often the app has ever read it, also while it started.
    pub fn times_read(self, scene: &Scene<'_>) -> usize {
        let paths = match self {
            Self::Metadata => WELL_KNOWN,
            Self::Keys => KEY_SETS,
        };
        paths.iter().map(|path| scene.stage.heard.count_ever(path)).sum()
    }
}

/// What is known of the app from the cases before.
#[derive(Default)]
pub(super) struct Memory {
    /// Whether it refreshes.
    pub refreshes: OnceLock<bool>,
    reads_metadata: OnceLock<bool>,
    reads_keys: OnceLock<bool>,
    /// Whether it may still have what was wrong in the last case.
    is_spoilt: AtomicBool,
}

impl Memory {
    /// What the app has to start again for, so that it meets this fault with nothing kept; nothing if it cannot, or is known to
    /// read none of it.
    pub fn begins_with(&self, scene: &Scene<'_>, fault: &Fault) -> Option<Kept> {
        let kept = Kept::of(fault)?;
        (scene.stage.app.can_restart() && self.reads(kept).get() != Some(&false)).then_some(kept)
    }

    /// Before a case: an app that may still have what was wrong in the last one starts again, unless the case begins so anyway.
    pub async fn forgets(&self, scene: &Scene<'_>, fault: Option<&Fault>) -> Result<()> {
        let starts_anyway = fault.is_some_and(|fault| self.begins_with(scene, fault).is_some());
        if !starts_anyway && scene.stage.app.can_restart() && self.is_spoilt.swap(false, Ordering::Relaxed) {
            scene.restart().await?;
        }
        Ok(())
    }

    /// The app may have what is wrong now.
    pub fn spoil(&self) {
        self.is_spoilt.store(true, Ordering::Relaxed);
    }

    /// The app has started and somebody has come to sign in: whether it reads this is known from now on.
    pub fn learn(&self, kept: Kept, reads: bool) {
        // the first answer counts for all, else their order would
        let reads = *self.reads(kept).get_or_init(|| reads);
        self.is_spoilt.store(reads, Ordering::Relaxed);
    }

    fn reads(&self, kept: Kept) -> &OnceLock<bool> {
        match kept {
            Kept::Metadata => &self.reads_metadata,
            Kept::Keys => &self.reads_keys,
        }
    }
}
