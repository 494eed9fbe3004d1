//! `docs/faults.md` is the faults of the embedded provider, written down. `UPDATE_DOCS=1 cargo test fault_reference` writes it anew.

use std::fmt::Write as _;

use authctl::idp::fault::{
    FAMILIES,
    row::{Fault, Level},
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/faults.md");

const BEGINNING: &str = "\
# What the embedded provider can do wrong on purpose

Made from the tables in `src/idp/fault/`; `UPDATE_DOCS=1 cargo test fault_reference` writes it anew.

Does your app notice? Name a fault, and sign in:

```console
$ authctl serve --fault id-token-alg-none -- python app.py
```

`--fault` (`AUTHCTL_FAULT`) takes more than one with commas, and they are done in the order in which they are named. Nothing is wrong
that is not named; `--provider dev` inside other commands never has a fault. The start line names what is wrong, and so does a line
for each request that met a fault and the header `Authctl-Fault` of its answer. `authctl serve --list-faults` lists them, with `--json`
as in [json.md](json.md#serve---list-faults).

What a right app does is told of each: it **refuses** and does not sign the person in (or keeps the session from going on, at a
refresh), it **takes it** and signs the person in, or it may do either and has to survive it. *must*: the standard requires that,
*should*: it recommends it, *info*: good to know.

- An ID token that is encrypted to its client is passed over, since its faults are within.
- Apps read the metadata when they start, so start the app anew for a fault of the metadata. The key set is read again for a key that
  nobody knows: with those faults ID tokens are signed with a key that is new at each start.
- The keys by which nobody should verify are published at `/elsewhere/jwks` of the provider, at its port by another name, so that an app
  that follows an address in a token shows.
- A private member, where one is published, is made up. What leads to another host leads to names that nobody has.
";

/// What stands before each family.
const HEADINGS: &[(&str, &str)] = &[
    ("AR", "The authorization answer"),
    ("TA", "The token answer"),
    ("IT", "The claims of the ID token"),
    ("SG", "The signature of the ID token"),
    ("JK", "The key set"),
    ("UI", "UserInfo"),
    ("MD", "The metadata"),
    ("RT", "The answer to a refresh"),
];

#[test]
fn the_reference_of_faults_is_what_their_tables_say() {
    let wanted = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, &wanted).expect("the reference is written");
    }
    let written = std::fs::read_to_string(FILE).expect("the reference is there");
    assert!(written == wanted, "docs/faults.md is old; UPDATE_DOCS=1 writes it anew");
}

fn reference() -> String {
    let mut text = BEGINNING.to_owned();
    for ((letters, family), (of, heading)) in FAMILIES.iter().zip(HEADINGS) {
        assert_eq!(letters, of);
        write!(text, "\n## {heading}\n\n").expect("a string takes it");
        text.push_str("| | name | what is odd | a right app | section | what helps |\n");
        text.push_str("| --- | --- | --- | --- | --- | --- |\n");
        family.iter().for_each(|fault| text.push_str(&row(fault)));
    }
    text
}

fn row(fault: &Fault) -> String {
    let level = match fault.level {
        Level::Must => "must",
        Level::Should => "should",
        Level::Info => "info",
    };
    let Fault { id, name, what, right, section, repair, .. } = fault;
    format!("| {id} | `{name}` | {what} | {}, *{level}* | {section} | {repair} |\n", right.words())
}
