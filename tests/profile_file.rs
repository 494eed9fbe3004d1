//! Reading `profiles.toml`: what is wrong is named with its line, and nothing panics (threats C154, C157).

use authctl::{
    error::{Code, Error},
    profile::{file::ProfilesFile, view},
};
use proptest::prelude::*;

fn fault(text: &str) -> Error {
    let error = ProfilesFile::parse(text, "profiles.toml").expect_err(text);
    assert!(error.exit() == 3 || error.code() == Code::ReservedParameter, "{text}: {error}");
    error
}

fn lines(text: &str) -> (String, String) {
    let error = fault(text);
    (error.text().to_owned(), error.advice().to_owned())
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_key() {
    // C154
    for (text, message, hint) in [
        (
            "[profiles.work]\nisuer = \"https://id.example\"\n",
            "profiles.toml:2: unknown key `isuer` in profile work",
            "did you mean `issuer`?",
        ),
        (
            "[profiles.work]\nissuer = \"https://id.example\"\n\nclientid = \"x\"\n",
            "profiles.toml:4: unknown key `clientid` in profile work",
            "did you mean `client_id`?",
        ),
        (
            "[profiles.work]\nprovider = \"microsoft\"\ntennant = \"x\"\n",
            "profiles.toml:3: unknown key `tennant` in profile work",
            "did you mean `tenant`?",
        ),
        (
            "[profiles.work.endpoints]\ntoken_endpont = \"x\"\n",
            "profiles.toml:2: unknown key `token_endpont` in endpoints",
            "did you mean `token_endpoint`?",
        ),
        (
            "default_profil = \"work\"\n",
            "profiles.toml:1: unknown key `default_profil`",
            "did you mean `default_profile`?",
        ),
        ("\n\nqqq = 1\n", "profiles.toml:3: unknown key `qqq`", "run `authctl profile validate`"),
        (
            "[profiles.work]\nprovider = \"github\"\ntenant = \"x\"\n",
            "profiles.toml:3: unknown key `tenant` in profile work",
            "run `authctl profile validate`",
        ),
        (
            "default_profile = \"wrok\"\n[profiles.work]\n",
            "profiles.toml:1: default_profile names a profile that is not there: wrok",
            "did you mean `work`?",
        ),
    ] {
        assert_eq!(lines(text), (message.to_owned(), hint.to_owned()));
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_named_with_its_line() {
    for (text, message, expected) in [
        ("[profiles.a]\nissuer = 1\n", "profiles.toml:2: `issuer` is of the wrong kind", "a string"),
        (
            "[profiles.a]\nscopes = \"openid\"\n",
            "profiles.toml:2: `scopes` is of the wrong kind",
            "a list of strings",
        ),
        ("[profiles.a]\nscopes = [1]\n", "profiles.toml:2: `scopes` is of the wrong kind", "a string"),
        (
            "[profiles.a]\nparams = \"a\"\n",
            "profiles.toml:2: `params` is of the wrong kind",
            "a table of strings",
        ),
        (
            "[profiles.a]\nparams = { hd = 1 }\n",
            "profiles.toml:2: `params.hd` is of the wrong kind",
            "a string",
        ),
        (
            "[profiles.a]\nskew = 1.5\n",
            "profiles.toml:2: `skew` is of the wrong kind",
            "a whole number or a string",
        ),
        ("profiles = 1\n", "profiles.toml:1: `profiles` is of the wrong kind", "tables [profiles.NAME]"),
        ("default_profile = 1\n", "profiles.toml:1: `default_profile` is of the wrong kind", "a string"),
        ("[profiles]\na = 1\n", "profiles.toml:2: `a` is of the wrong kind", "a table"),
    ] {
        let error = fault(text);
        assert_eq!((error.code(), error.text()), (Code::ConfigInvalid, message));
        assert_eq!(error.wanted().unwrap().raw(), expected);
    }
}

#[test]
fn what_is_not_toml_is_named_with_its_line() {
    for (text, line) in [
        ("a = ", 1),
        ("[profiles.a]\nx = \"", 2),
        ("\n\n[", 3),
        ("a = 1\na = 2\n", 2),
        ("[profiles.a]\n[profiles.a]\n", 2),
    ] {
        let error = fault(text);
        assert_eq!(error.code(), Code::ConfigInvalid, "{text}");
        assert!(error.text().starts_with(&format!("profiles.toml:{line}: ")), "{text:?}: {}", error.text());
    }
}

#[test]
fn a_secret_in_the_file_is_refused_and_shown_nowhere() {
    for text in
        ["[profiles.a]\nclient_secret = \"CANARY\"\n", "[profiles.a]\nclient_secret = \"CANARY:CANARY\"\n"]
    {
        let error = fault(text);
        assert_eq!(error.text(), "profiles.toml:2: a secret is never written here, only where it is");
        assert_eq!(
            error.advice(),
            "write env:NAME, file:PATH, keyring:NAME or cmd:COMMAND; if this was the real secret, replace it"
        );
        assert!(!format!("{error:?}").contains("CANARY"));
    }
    let proxy = "[profiles.a]\nprovider = \"dev\"\nproxy = \"http://u:CANARY@p.example\"\n";
    let file = ProfilesFile::parse(proxy, "profiles.toml").unwrap();
    let error = view::validate(&file).remove(0).error.unwrap();
    assert_eq!(error.text(), "profiles.toml:3: a proxy's user and password are not written here");
    assert!(!format!("{error:?}").contains("CANARY"));
}

#[test]
fn a_name_that_could_leave_its_place_is_refused() {
    // C157
    for name in ["\"\"", "\"..\"", "\"a/b\"", "\"a\\nb\"", "\"a]\\n[b\"", "Work", "\"é\""] {
        let error = fault(&format!("[profiles.{name}]\n"));
        assert_eq!(error.code(), Code::ProfileNameInvalid, "{name}");
        assert_eq!(error.text(), "profiles.toml:1: a profile name has 1 to 64 of a-z 0-9 . _ -");
    }
}

#[test]
fn a_parameter_of_the_protocol_is_refused() {
    // C34
    let error = fault("[profiles.a]\nparams = { prompt = \"login\", state = \"x\" }\n");
    assert_eq!(error.code(), Code::ReservedParameter);
    assert_eq!(
        error.text(),
        "profiles.toml:2: the parameter `state` belongs to the protocol and cannot be set"
    );
}

#[test]
fn a_key_with_escape_codes_is_shown_harmless() {
    let error = fault("[profiles.a]\n\"\\u001b[2J\" = 1\n");
    assert_eq!(error.text(), "profiles.toml:2: unknown key `\\u{1b}[2J` in profile a");
}

#[test]
fn an_empty_file_has_no_profile() {
    for text in ["", "# nothing\n", "\u{feff}# written by an editor that marks its files\r\n"] {
        assert_eq!(view::list(&ProfilesFile::parse(text, "profiles.toml").unwrap()), [], "{text:?}");
    }
}

fn line() -> impl Strategy<Value = String> {
    let word =
        "[a-z_]{1,10}|issuer|client_id|scopes|params|endpoints|tenant|skew|provider|client_secret|profiles";
    let value =
        "\"[a-z:/.]{0,20}\"|[0-9]{1,20}|true|\\[\"a\"\\]|\\{ a = \"b\" \\}|1979-05-27|nan|\"\\\\u0000\"";
    prop_oneof![
        (word, value).prop_map(|(key, value)| format!("{key} = {value}")),
        "(\\[|\\[\\[)profiles(\\.[a-zA-Z\"]{0,8})?(\\.params)?(\\]|\\]\\])",
        "\\PC{0,30}",
    ]
}

#[test]
fn a_verdict_names_the_code_and_the_place() {
    let text = "[profiles.a]\nprovider = \"dev\"\n[profiles.b]\nprovider = \"dev\"\nskew = \"1h\"\n";
    let file = ProfilesFile::parse(text, "profiles.toml").unwrap();
    assert_eq!(
        serde_json::to_string(&view::validate(&file)).unwrap(),
        concat!(
            r#"[{"profile":"a","ok":true,"code":null,"message":null,"hint":null},"#,
            r#"{"profile":"b","ok":false,"code":"config_invalid","#,
            r#""message":"profiles.toml:5: clocks may differ by 5m at most","hint":"run `authctl profile validate`"}]"#
        )
    );
}

proptest! {
    #[test]
    fn reading_any_text_never_panics(text in "(?s).{0,300}") {
        // C154
        let _ = ProfilesFile::parse(&text, "profiles.toml").map(|file| view::validate(&file));
    }

    #[test]
    fn reading_what_looks_like_a_file_never_panics(lines in prop::collection::vec(line(), 0..12)) {
        // C154
        let text = lines.join("\n");
        if let Ok(file) = ProfilesFile::parse(&text, "profiles.toml") {
            view::list(&file);
            view::validate(&file);
        }
    }
}
