//! `serve --config`: the file counts anew when it has changed, and a mistake in it changes nothing.

use crate::support::{program::Program, wire};

#[test]
fn a_file_that_has_changed_counts_and_one_with_a_mistake_does_not() {
    let program = Program::new();
    let with = |user: &str| program.write("serve.toml", &format!("[[users]]\nusername = \"{user}\"\n"));
    let file = with("carol").display().to_string();
    let (taken, kept) =
        (format!("{file} has changed: it counts from now on"), format!("{file} has changed, but "));
    let mut running = program.start(&["serve", "--port", "0", "--config", &file]);
    let first = running.line("The embedded provider answers at http://");
    let authority = first.trim().rsplit_once("http://").expect("an address").1.to_owned();
    running.line("Users: carol");
    let page = || {
        let request = "/authorize?response_type=code&client_id=authctl&scope=openid&state=s&nonce=n&code_challenge_method=S256\
                       &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback";
        wire::send(&authority, "GET", request, &[], "").body
    };
    assert!(page().contains("carol"));
    with("dave");
    running.line(&taken);
    assert!(page().contains("dave") && !page().contains("carol"));
    program.write("serve.toml", "[[users]]\nname = \"erin\"\n");
    let why = running.line(&kept);
    assert!(
        why.contains("line 1 of the provider's configuration is not right: missing field `username`"),
        "{why}"
    );
    assert!(page().contains("dave"));
    program.write("serve.toml", "[tenants.\"/token\"]\n");
    let why = running.line(&kept);
    assert!(why.contains("no endpoint begins with it: /token"), "{why}");
    assert!(page().contains("dave"));
    with("frank");
    running.line(&taken);
    assert!(page().contains("frank"));
}
