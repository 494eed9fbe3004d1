//! `jwt decode` and `jwt verify` through the real binary.

use std::fs;

use authctl::{error::Code, jose::base64url};
use serde_json::{Value, json};

use crate::support::{program::Program, ran::timeless, served::Served};

#[test]
fn a_token_is_told_in_words() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let token = program.run(&["token", "--type", "id"]).answer();
    for input in [
        token.clone(),
        format!("{token}\r\n"),
        format!("\u{feff}{token}"),
        format!("Authorization: Bearer {token}\n"),
        format!("authorization:bearer  {token}"),
        format!("DPoP {token}"),
    ] {
        let said = program.told(&["jwt", "decode"], &input).answer();
        let beginning =
            "ID token (OIDC Core §2). Nothing of it is proven yet: `authctl jwt verify` checks it.\n\nHEADER";
        assert!(said.starts_with(beginning), "{said}");
        for line in ["whom it is about", "alice", "how it is signed", "EdDSA", "when it ends"] {
            assert!(said.contains(line), "{line}: {said}");
        }
        assert!(timeless(&said).contains("in "), "{said}");
    }
    let document: Value =
        serde_json::from_str(&program.told(&["jwt", "decode", "--json"], &token).answer()).unwrap();
    assert_eq!(document["kind"], "id_token");
    assert_eq!((&document["protection"], &document["verified"]), (&"signed".into(), &false.into()));
    assert_eq!((&document["header"]["alg"], &document["claims"]["sub"]), (&"EdDSA".into(), &"alice".into()));
    // The words of a token do not act on the terminal.
    let hostile = json!({"sub": "\u{1b}[2J\u{202e}", "a\u{7}b": 1}).to_string();
    let hostile = format!(
        "{}.{}.AAAA",
        base64url::encode(b"{\"alg\":\"ES256\"}"),
        base64url::encode(hostile.as_bytes())
    );
    for flags in [&["jwt", "decode"][..], &["jwt", "decode", "--json"]] {
        let said = program.told(flags, &hostile).answer();
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{said:?}");
    }
    let unsigned = format!("{}.e30.", base64url::encode(b"{\"alg\":\"none\"}"));
    assert!(
        program
            .told(&["jwt", "decode"], &unsigned)
            .answer()
            .contains("It is not signed: anybody can have written it.")
    );
    let encrypted = format!("{}.a.b.c.d", base64url::encode(b"{\"alg\":\"ECDH-ES\",\"enc\":\"A256GCM\"}"));
    assert!(
        program.told(&["jwt", "decode"], &encrypted).answer().starts_with("An encrypted token (RFC 7516).")
    );
}

#[test]
fn a_token_is_not_taken_from_the_command_line_and_what_is_none_is_not_repeated() {
    let program = Program::new();
    for command in ["decode", "verify"] {
        for token in [
            "eyJhbGciOiJub25lIn0.CANARY.",
            "Bearer eyJhbGciOiJub25lIn0.CANARY.",
            "'eyJhbGciOiJub25lIn0.CANARY.'",
            "{\"access_token\":\"eyJhbGciOiJub25lIn0.CANARY.\"}",
            // A header with white space in it.
            "eyAiYWxnIjoibm9uZSJ9.CANARY.",
            "ewoiYWxnIjoibm9uZSJ9.CANARY.",
        ] {
            let ran = program.run(&["jwt", command, token]).refused(Code::Usage);
            assert!(ran.stderr.starts_with("error: a token does not belong on the command line"));
            assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
        }
        let ran = program.told(&["jwt", command, "--json"], "CANARY-opaque\n").refused(Code::JwtMalformed);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
        program.run(&["jwt", command, "nothing-there"]).refused(Code::Usage);
        // The end of a pipe whose beginning has failed.
        let ran = program.run(&["jwt", command]).refused(Code::Usage);
        assert!(ran.stderr.starts_with("error: there is nothing to read"), "{}", ran.stderr);
        program.told(&["jwt", command], &"a".repeat(100_000)).refused(Code::Usage);
        // Names that only look like one.
        for name in ["eyes.jwt", "e30.json", "token.eyJhbGciOiJub25lIn0"] {
            program.write(name, "CANARY");
            program.run(&["jwt", command, name]).refused(Code::JwtMalformed);
        }
        for input in ["e30.e30.AAAA\ne30.e30.AAAA", "e30. e30.AAAA", "Basic e30.e30.AAAA"] {
            let ran = program.told(&["jwt", command], input).refused(Code::Usage);
            assert!(ran.stderr.contains("there is white space in it"), "{}", ran.stderr);
        }
    }
}

#[test]
fn a_token_is_checked_with_the_keys_of_the_session_an_issuer_or_a_file() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let token = program.run(&["token"]).answer();
    let checks = |flags: &[&str]| {
        let answer = program.told(&[&["jwt", "verify", "--json"], flags].concat(), &token).answer();
        let document: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((&document["passed"], &document["kind"]), (&true.into(), &"access_token".into()));
        let rows = document["checks"].as_array().unwrap().clone();
        rows.iter()
            .filter(|row| row["outcome"] == "passed")
            .map(|row| row["check"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let issuer = format!("http://{}", served.authority());
    assert_eq!(checks(&[]), ["form", "alg", "signature", "iss", "exp", "iat"]);
    assert_eq!(
        checks(&["--issuer", &issuer, "--audience", &issuer, "--typ", "at+jwt"]),
        ["form", "alg", "signature", "typ", "iss", "aud", "exp", "iat"]
    );
    let keys = program.run(&["request", "GET", &format!("{issuer}/jwks")]).answer();
    program.write("keys.json", &keys);
    assert_eq!(checks(&["--jwks", "keys.json"]), ["form", "alg", "signature", "exp", "iat"]);

    let forged =
        format!("{}{}", &token[..token.len() - 4], if token.ends_with("AAAA") { "BBBB" } else { "AAAA" });
    fs::write(program.path("forged"), &forged).unwrap();
    for flags in [&[][..], &["--jwks", "keys.json"]] {
        let ran = program.run(&[&["jwt", "verify", "forged"], flags].concat()).said_no(Code::JwtRejected);
        assert!(ran.stdout.contains("signature  failed"), "{}", ran.stdout);
    }
    let ran = program.told(&["jwt", "verify", "--audience", "https://api.example"], &token);
    let ran = ran.said_no(Code::JwtRejected);
    assert!(ran.stdout.contains("aud        failed"), "{}", ran.stdout);
    // Nobody is asked whose keys they are, and least of all the token.
    let ran = Program::new().told(&["jwt", "verify"], &token).refused(Code::Usage);
    assert!(ran.stderr.contains("it is not said whose keys"), "{}", ran.stderr);
    program
        .told(&["jwt", "verify", "--jwks", "keys.json", "--secret-from", "env:X", "--json"], &token)
        .refused(Code::Usage);
    for (text, code) in [
        ("{}", Code::JwksInvalid),
        ("-----BEGIN PUBLIC KEY-----", Code::JwksInvalid),
        ("null", Code::JwksInvalid),
        ("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}", Code::JwksPrivateKey),
    ] {
        program.write("no-keys.json", text);
        let ran = program.told(&["jwt", "verify", "--jwks", "no-keys.json"], &token).refused(code);
        assert!(ran.stderr.contains("\n  check the file that --jwks names\n"), "{}", ran.stderr);
    }
    let ran = program.told(&["jwt", "verify", "--jwks", &token], &token).refused(Code::Usage);
    assert!(!ran.stderr.contains(&token[..40]), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_token_and_keys_may_come_through_pipes_of_the_shell() {
    let program = Program::new();
    let unsigned = format!("{}.e30.", base64url::encode(b"{\"alg\":\"none\"}"));
    for file in ["/dev/stdin", "/dev/fd/0"] {
        let said = program.told(&["jwt", "decode", file], &unsigned).answer();
        assert!(said.contains("It is not signed: anybody can have written it."), "{said}");
        program.write("token", &unsigned);
        let keys = ["jwt", "verify", "token", "--jwks", file];
        program.told(&keys, "{\"keys\":[]}").said_no(Code::JwtRejected);
    }
}

#[test]
fn a_public_key_is_no_secret() {
    // RFC 8725 §2.1, C74: signed with the text of a public key, as anybody could
    let program = Program::new().with("PEM", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n");
    let token = format!("{}.e30.{}", base64url::encode(b"{\"alg\":\"HS256\"}"), base64url::encode([0; 32]));
    let ran = program.told(&["jwt", "verify", "--secret-from", "env:PEM"], &token).refused(Code::Usage);
    let said = "error: a key or a certificate in PEM is no secret for HS256 and its like [usage]\n";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
}
