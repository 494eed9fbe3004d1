//! `docs/control-api.md` is the operations of the control interface, written down. `UPDATE_DOCS=1 cargo test control_reference`
//! writes it anew. The description that the provider serves is made from the same rows.

use std::{collections::BTreeSet, fmt::Write as _};

use authctl::idp::{
    control::{
        operation::{Group, Operation},
        schema::{Member, Schema},
    },
    endpoint::{CONTROL, ENDPOINTS, control::groups::GROUPS},
};
use serde_json::{Value, json};

use crate::support::dev_provider::DevProvider;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/control-api.md");

const BEGINNING: &str = "\
# The control interface of the embedded provider

Made from the operations in `src/idp/endpoint/control/`; `UPDATE_DOCS=1 cargo test control_reference` writes it anew.

What tests do with a running `authctl serve`, in any language: JSON in, JSON out, below `/_dev/`. A running provider describes itself at
`/_dev/openapi.json` (OpenAPI 3.1), which tools make clients and tests from.

It answers on loopback only, and asks for the secret of this start as a bearer token. `serve` names the file in which it stands; only
its owner can read that. A web page is refused, whatever it sends.

```console
$ authctl serve &
$ secret=$(jq -r .secret \"$HOME/.local/state/authctl/dev/control\")
$ curl -H \"Authorization: Bearer $secret\" http://127.0.0.1:9470/_dev/users
```

What cannot be done is refused with a status and `{\"error\": …, \"error_description\": …}`, which names the member or parameter that is wrong.
A part of a path is percent-encoded. Times are in seconds since 1970.

## Tests that run at the same time

Every path is an issuer of its own, and so is its control interface: `/tenant-a/_dev/users` are the users of
`http://127.0.0.1:9470/tenant-a`, with the same secret. Give each process of a test run a path of its own, for example
`/$(uuidgen)`, and none meets what another does: keys, users, clients, sessions, grants and the clock are the tenant's own.
";

#[test]
fn the_reference_of_the_control_interface_is_what_its_operations_say() {
    let wanted = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, &wanted).expect("the reference is written");
    }
    let written = std::fs::read_to_string(FILE).expect("the reference is there");
    assert!(written == wanted, "docs/control-api.md is old; UPDATE_DOCS=1 writes it anew");
}

fn reference() -> String {
    let mut text = BEGINNING.to_owned();
    for group in GROUPS {
        write!(text, "\n## {}\n\n{}\n\n| request | what it does |\n| --- | --- |\n", group.name, group.means)
            .expect("a string takes it");
        for Operation { method, path, summary, .. } in group.operations {
            writeln!(text, "| `{method} {path}` | {summary} |").expect("a string takes it");
        }
        group.operations.iter().for_each(|operation| members(&mut text, operation));
    }
    text
}

/// What an operation takes, and what may stand in its query.
fn members(text: &mut String, operation: &Operation) {
    let Operation { method, path, query, takes, .. } = operation;
    for (what, members) in [("in the query", *query), ("in the body", body(takes))] {
        if members.is_empty() {
            continue;
        }
        write!(text, "\n`{method} {path}`, {what}:\n\n| member | | what it is |\n| --- | --- | --- |\n")
            .expect("a string takes it");
        for Member { name, schema, is_needed, means } in members {
            let needed = if *is_needed { "; must be there" } else { "" };
            writeln!(text, "| `{name}` | {} | {means}{needed} |", kind(schema)).expect("a string takes it");
        }
    }
}

fn body(takes: &Schema) -> &'static [Member] {
    match takes {
        Schema::Object(members) => members,
        Schema::Named(_, of) => body(of),
        _ => &[],
    }
}

fn kind(schema: &Schema) -> String {
    match schema {
        Schema::Text => "text".into(),
        Schema::Form(form) => form.means.into(),
        Schema::Word(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or "),
        Schema::Number(..) => "whole number".into(),
        Schema::Flag => "`true` or `false`".into(),
        Schema::List(of) => format!("list: {}", kind(of)),
        Schema::Object(_) | Schema::Open => "object".into(),
        Schema::Either(one, other) => format!("{}; or {}", kind(one), kind(other)),
        Schema::Maybe(of) => format!("{}, or null", kind(of)),
        Schema::Named(name, _) => (*name).into(),
        Schema::Nothing => "nothing".into(),
    }
}

#[test]
fn what_is_below_dev_is_an_operation_but_for_the_page_and_the_api_that_tokens_open() {
    let others: Vec<&str> =
        ENDPOINTS.iter().map(|row| row.path).filter(|path| path.starts_with("/_dev")).collect();
    assert_eq!(others, ["/_dev/api", "/_dev/"]);
    let paths = |group: &&Group| group.operations.iter().map(|row| row.path).collect::<Vec<_>>();
    let described: BTreeSet<&str> = GROUPS.iter().flat_map(paths).collect();
    assert_eq!(CONTROL.iter().map(|row| row.path).collect::<BTreeSet<_>>(), described);
}

#[test]
fn an_operation_is_called_by_one_name_and_says_what_its_braces_are() {
    let mut names = BTreeSet::new();
    for group in GROUPS {
        for Operation { method, path, name, summary, .. } in group.operations {
            assert!(names.insert((group.name, *name)) && names.insert((method.as_str(), *path)), "{path}");
            assert!(summary.ends_with('.') && !group.means.is_empty(), "{path}");
            let in_braces = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            for part in in_braces {
                assert!(group.parts.iter().any(|known| known.name == part), "{path}: {part}");
            }
        }
    }
}

#[test]
fn the_description_names_every_operation_with_what_it_takes_and_gives() {
    let provider = DevProvider::start("");
    let described = provider.get("/tenant/_dev/openapi.json");
    assert_eq!((described.status, described.header("content-type")), (200, Some("application/json")));
    let described = described.json();
    assert_eq!(described["openapi"], "3.1.0");
    assert_eq!(described["servers"], json!([{"url": format!("{}/tenant", provider.issuer)}]));
    let end = &described["paths"]["/_dev/sessions/{sid}"]["delete"];
    assert_eq!(
        (&end["operationId"], &end["security"], &end["parameters"][0]["in"]),
        (&json!("sessions_end"), &json!([{"secret": []}]), &json!("path"))
    );
    assert_eq!(
        end["responses"]["200"]["content"]["application/json"]["schema"],
        json!({"$ref": "#/components/schemas/Told"})
    );
    let mut count = 0;
    for (_, methods) in described["paths"].as_object().expect("an object") {
        for operation in methods.as_object().expect("an object").values() {
            count += 1;
            let refused = &operation["responses"]["400"]["content"]["application/json"]["schema"];
            assert_eq!(*refused, json!({"$ref": "#/components/schemas/Problem"}), "{operation}");
        }
    }
    let known: usize = GROUPS.iter().map(|group| group.operations.len()).sum();
    assert_eq!(count, known);
    every_reference_leads_somewhere(&described, &described);
}

fn every_reference_leads_somewhere(part: &Value, whole: &Value) {
    match part {
        Value::Object(members) => {
            if let Some(place) = members.get("$ref").and_then(Value::as_str) {
                assert!(whole.pointer(place.trim_start_matches('#')).is_some(), "{place}");
            }
            members.values().for_each(|member| every_reference_leads_somewhere(member, whole));
        }
        Value::Array(items) => items.iter().for_each(|item| every_reference_leads_somewhere(item, whole)),
        _ => {}
    }
}

#[test]
fn what_is_not_of_the_shape_is_refused_by_the_name_of_what_is_wrong() {
    let provider = DevProvider::start("");
    let refused = provider.control("GET", "/_dev/users?page=2");
    assert_eq!(refused.error(), (400, "invalid_request".into()));
    assert_eq!(refused.json()["error_description"], "there is no parameter page");
    let refused = provider.control("PUT", "/_dev/users");
    assert_eq!(refused.status, 405);
    assert_eq!(provider.control("GET", "/_dev/nothing").status, 404);
}
