//! What the embedded provider does wrong on purpose, as it is seen from outside.

use authctl::idp::fault;

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, claims, redeem},
};

#[test]
fn a_fault_is_done_from_when_it_is_set_until_it_is_taken_back_and_each_answer_that_has_it_names_it() {
    let provider = DevProvider::start("");
    let faults = provider.faults();
    let token = || {
        let code = Browser::default().code(&provider, "alice");
        redeem(&provider, &code)
    };
    let right = token();
    assert_eq!(right.header("authctl-fault"), None);
    assert_eq!(faults.applied().len(), 0);

    faults.set(&[fault::named("id-token-iss-other").unwrap()]);
    let wrong = token();
    assert_eq!(wrong.header("authctl-fault"), Some("id-token-iss-other"));
    assert_eq!(claims(wrong.json()["id_token"].as_str().unwrap())["iss"], "https://other.example");
    assert_eq!(provider.get("/jwks").header("authctl-fault"), None);
    assert_eq!(faults.applied().into_iter().collect::<Vec<_>>(), [("id-token-iss-other", 1)]);
    let notes = provider.world.notes.lock().unwrap().clone();
    assert_eq!(notes, ["fault in POST /token: id-token-iss-other"]);

    faults.set(&[]);
    let right = token();
    assert_eq!(right.header("authctl-fault"), None);
    assert_eq!(claims(right.json()["id_token"].as_str().unwrap())["iss"], provider.issuer);
}
