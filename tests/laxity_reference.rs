//! `docs/laxities.md` is the laxities of the embedded provider, written down. `UPDATE_DOCS=1 cargo test laxity_reference` writes it
//! anew.

use authctl::idp::laxity::{LAXITIES, Row};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/laxities.md");

const BEGINNING: &str = "\
# What the embedded provider can take that is wrong

Made from the table in `src/idp/laxity.rs`; `UPDATE_DOCS=1 cargo test laxity_reference` writes it anew.

The provider is strict. A test that needs it otherwise says in what:

```console
$ authctl serve --lax missing-pkce-verifier,any-redirect-uri -- pytest
```

`--lax` (`AUTHCTL_LAX`) takes more than one with commas; in the configuration it is `lax = [\"missing-pkce-verifier\"]`, at the top
or for one issuer (`[tenants.\"/tenant-a\"]`). Nothing wrong is taken that is not named; `--provider dev` inside other commands and the
checks are always strict. What is taken shows:

- the start line names it, and `laxities` of the ready line ([json.md](json.md#serve));
- each answer that a strict provider would not have given has the header `authctl-lax` with what it depends on, and the log a line. A request
  that was right without a laxity has neither, so a suite that wants to be strict one day looks for that header.

`authctl serve --list-laxities` lists them, with `--json` as in [json.md](json.md#serve---list-laxities). What a client registered
with a vendor's shape (`--shape`) may do is as with the vendor, so there only `no-sign-in` and `no-consent` can be named.

An address that nobody registered is taken only if it is near: on this machine, in a private network, of a name without a dot or one that
nobody can have on the internet (`.test`, `.example`, `.localhost`, `.local`, `.internal`), at a host where the client registered
another, or of an app's own scheme. A code never goes further than that.

`--sign-in-as USER` (`sign_in_as`) is `no-sign-in` with a name. A `login_hint` of another user counts before it.
With `no-consent` beside it a browser sees no page at all.

| name | what is taken | against |
| --- | --- | --- |
";

#[test]
fn the_reference_of_laxities_is_what_their_table_says() {
    let row = |Row { name, what, section, .. }: &Row| format!("| `{name}` | {what} | {section} |\n");
    let wanted = format!("{BEGINNING}{}", LAXITIES.iter().map(row).collect::<String>());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, &wanted).expect("the reference is written");
    }
    let written = std::fs::read_to_string(FILE).expect("the reference is there");
    assert!(written == wanted, "docs/laxities.md is old; UPDATE_DOCS=1 writes it anew");
}
