//! Saved settings.
