//! Adding and removing profiles leaves the rest of the file as the person wrote it.

use authctl::{
    error::Code,
    profile::{edit, file::ProfilesFile},
};
use proptest::prelude::*;

const FILE: &str = "\
# mine, do not touch
default_profile = \"work\"

# the office
[profiles.work]
provider = \"gitlab\" # self-hosted
host    = \"gitlab.example\"
client_id = \"a\"

[profiles.home]
provider = \"dev\"
";

fn settings(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_new_profile_stands_at_the_end_and_the_rest_is_as_it_was() {
    let added = settings(&[
        ("provider", "microsoft"),
        ("set.tenant", "organizations"),
        ("client_id", "b\"c"),
        ("client_secret", "env:B"),
        ("scopes", "openid email"),
        ("params.prompt", "login"),
        ("params.hd", "x"),
        ("callback_port", "8910"),
        ("skew", "2m"),
    ]);
    let expected = format!(
        "{FILE}
[profiles.azure]
provider = \"microsoft\"
tenant = \"organizations\"
client_id = 'b\"c'
client_secret = \"env:B\"
scopes = [\"openid\", \"email\"]
params = {{ prompt = \"login\", hd = \"x\" }}
callback_port = 8910
skew = \"2m\"
"
    );
    assert_eq!(edit::add(FILE, "profiles.toml", "azure", &added).unwrap(), expected);
}

#[test]
fn the_first_profile_makes_the_file() {
    let made = edit::add("", "profiles.toml", "dev", &settings(&[("provider", "dev")])).unwrap();
    assert_eq!(made, "[profiles.dev]\nprovider = \"dev\"\n");
    let after_comment =
        edit::add("# mine\n", "profiles.toml", "dev", &settings(&[("provider", "dev")])).unwrap();
    assert!(after_comment.contains("# mine\n"), "{after_comment}");
}

#[test]
fn removing_takes_one_profile_and_its_default_and_nothing_else() {
    let expected = "\
# mine, do not touch
default_profile = \"work\"

# the office
[profiles.work]
provider = \"gitlab\" # self-hosted
host    = \"gitlab.example\"
client_id = \"a\"
";
    assert_eq!(edit::remove(FILE, "profiles.toml", "home").unwrap(), expected);
    assert_eq!(
        edit::remove(FILE, "profiles.toml", "work").unwrap(),
        "# mine, do not touch\n\n[profiles.home]\nprovider = \"dev\"\n"
    );
}

#[test]
fn nothing_is_overwritten_nor_written_that_would_not_be_read() {
    let code = |profile: &str, pairs: &[(&str, &str)]| {
        edit::add(FILE, "profiles.toml", profile, &settings(pairs)).unwrap_err().code()
    };
    assert_eq!(code("work", &[("provider", "dev")]), Code::ProfileExists);
    assert_eq!(code("Work", &[("provider", "dev")]), Code::ProfileNameInvalid);
    assert_eq!(code("a\n[profiles.b]", &[]), Code::ProfileNameInvalid);
    assert_eq!(code("new", &[("client_secret", "CANARY")]), Code::ConfigInvalid);
    assert_eq!(code("new", &[("provider", "dev"), ("set.tenant", "x")]), Code::ConfigInvalid);
    assert_eq!(edit::remove(FILE, "profiles.toml", "other").unwrap_err().code(), Code::ProfileNotFound);
    assert_eq!(edit::remove("[[", "profiles.toml", "other").unwrap_err().code(), Code::ConfigInvalid);
}

proptest! {
    #[test]
    fn what_is_added_is_read_back_whatever_it_holds(client_id in "(?s).{0,40}", prompt in "[\"'\n\\\\\\]\\[#=]{0,9}") {
        // C157
        let added = settings(&[("client_id", &client_id), ("params.prompt", &prompt)]);
        let text = edit::add(FILE, "profiles.toml", "new", &added).unwrap();
        let file = ProfilesFile::parse(&text, "profiles.toml").unwrap();
        let layer = file.profile("new").unwrap();
        prop_assert_eq!(&layer["client_id"].value, &client_id);
        prop_assert_eq!(&layer["params.prompt"].value, &prompt);
        prop_assert_eq!(file.profiles.len(), 3);
        prop_assert_eq!(edit::remove(&text, "profiles.toml", "new").unwrap(), FILE);
    }
}
