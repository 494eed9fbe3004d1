//! The app that the checks have for a control: it signs people in at the embedded provider and obeys its logouts, and each
//! of its defects shows.

use crate::support::{
    app::defect::{DEFECTS, Defects},
    app_stage::{Person, Stage},
};

#[test]
fn the_right_app_signs_in_at_the_embedded_provider_and_out_again() {
    let stage = Stage::new();
    let mut nobody = Person::default();
    assert!(!stage.is_alive(&mut nobody));
    let mut alice = stage.sign_in("alice");
    let answer = stage.get(&mut alice, "/me");
    assert_eq!(answer.json(), serde_json::json!({"sub": "alice", "name": "Alice Example"}));
    let mut copy = alice.clone();
    let mut bob = stage.sign_in("bob");
    stage.get(&mut alice, "/logout");
    assert!(!stage.is_alive(&mut alice) && !stage.is_alive(&mut copy) && stage.is_alive(&mut bob));
}

#[test]
fn every_defect_has_a_name_and_a_place_in_the_code() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/app");
    let sources: String = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("defect.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for (defect, name, what) in DEFECTS {
        let place = format!("D::{defect:?}");
        let other = format!("Defect::{defect:?}");
        assert!(sources.contains(&place) || sources.contains(&other), "{name} changes nothing");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert!(!what.ends_with('.'), "{name}");
        assert!(Defects::named(&[name]).has(*defect), "{name} twice");
    }
}
