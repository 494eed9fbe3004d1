//! `check provider`: each case on a right provider and on one that is wrong in exactly this way.

use authctl::error::Code;

use crate::support::{program::Program, scripted::Scripted, served::Served};

#[test]
fn a_provider_that_names_itself_passes() {
    let served = Served::start();
    let report = served.program.run(&["check", "provider", &served.issuer, "--case", "M1", "--json"]).json();
    assert_eq!(report["summary"]["pass"], 1, "{report}");
    assert_eq!(report["cases"][0]["id"], "M1");
}

#[test]
fn a_provider_that_names_another_fails() {
    let provider = Scripted::new().metadata(|metadata, _| {
        metadata.insert("issuer".into(), "https://other.example".into());
    });
    let provider = provider.start();
    let ran = Program::new().run(&["check", "provider", provider.issuer(), "--case", "M1"]);
    ran.said_no(Code::CheckFailed);
}

#[test]
fn a_provider_that_is_not_there_is_no_result() {
    let mut served = Served::start();
    served.stop();
    let ran = Program::new().run(&["check", "provider", &served.issuer, "--case", "M1", "--json"]);
    ran.said_no(Code::CheckInconclusive);
}
