//! The vendors that the provider can stand for, one folder and one row each: the original's paths, parameters, answers and errors
//! around the same grants, sessions and pages.
//!
//! A row of `endpoints` either is the strict provider's own answer under another path, or first does what only that vendor does
//! and then calls the same. What is lenient is said by the vendor's [`Policy`].

pub mod app;
pub mod authgear;
pub mod bearer;
pub mod clef;
pub mod github;
pub mod google;
pub mod logto;
pub mod picture;
pub mod row;
pub mod screens;
pub mod withdrawal;

use self::row::Shape;

/// Every vendor.
pub const SHAPES: &[&Shape] =
    &[&authgear::SHAPE, &clef::SHAPE, &github::SHAPE, &google::SHAPE, &logto::SHAPE];

/// The vendor of that name.
pub fn named(name: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.name == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::config::Config;

    #[test]
    fn every_vendor_has_a_name_of_its_own_and_paths_of_its_own() {
        for (index, shape) in SHAPES.iter().enumerate() {
            assert_eq!(named(shape.name).map(|found| found.title), Some(shape.title));
            assert!(SHAPES[..index].iter().all(|other| other.name != shape.name), "{}", shape.name);
            for (index, row) in shape.endpoints.iter().enumerate() {
                assert!(row.path.starts_with('/') && !row.methods.is_empty(), "{}", row.path);
                assert!(shape.endpoints[..index].iter().all(|other| other.path != row.path), "{}", row.path);
            }
            let mut config = Config::default();
            (shape.prepare)(&mut config);
            assert!(config.clients.iter().any(|client| client.client_id != "authctl"), "{}", shape.name);
        }
    }
}
