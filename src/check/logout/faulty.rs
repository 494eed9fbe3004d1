//! The provider while it does something wrong.

use super::scene::Scene;
use crate::idp::fault::{active::Faults, row::Fault};

/// The provider does this wrong for as long as this is there.
pub(super) struct Faulty(Faults);

impl Faulty {
    /// From now on.
    pub fn now(scene: &Scene<'_>, fault: &'static Fault) -> Self {
        let faults = scene.stage.server.faults();
        faults.set_silently(&[fault]);
        Self(faults)
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.0.set(&[]);
    }
}
