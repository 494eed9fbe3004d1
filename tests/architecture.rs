//! The rules of the house, held by reading the sources: who may import whom, which doors lead outside, what a module
//! is called and how it begins. The table of imports here is the design; a change of it is a change of the design.

mod source;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use source::Source;

/// What a module may name of ours beside itself and the [`VOCABULARY`]. `host::*` means the ports only: the traits and
/// types that stand in `src/host/mod.rs`, not the real ones beside them.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("secret", &[]),
    ("untrusted", &[]),
    ("protocol", &[]),
    ("jose", &["protocol::json", "protocol::time"]),
    ("x509", &["protocol::time", "jose::base64url", "jose::hash"]),
    ("provider", &["protocol"]),
    ("profile", &["protocol", "provider"]),
    ("host", &["protocol", "x509"]),
    ("flow", &["protocol", "jose", "provider", "host::*"]),
    ("session", &["protocol", "host", "profile::name", "profile::store_kind", "profile::store_choice"]),
    ("idp", &["protocol", "jose", "x509"]),
    ("webhook", &["protocol", "jose", "host::*"]),
    ("check", &["protocol", "jose", "x509", "provider", "webhook", "idp", "host::*"]),
    ("output", &["protocol", "jose", "provider", "profile", "flow", "session", "check"]),
    (
        "cli",
        &[
            "protocol", "jose", "provider", "profile", "host", "flow", "session", "idp", "webhook", "output",
            "x509", "check",
        ],
    ),
];

/// What everybody may name.
const VOCABULARY: &[&str] = &["error", "secret", "untrusted"];

/// What only `src/host/` may name: the beginning of a path, or its end where it begins with `…`.
const DOORS: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net::ToSocketAddrs",
    "std::os::unix::fs",
    "std::process::Command",
    "std::process::exit",
    "std::process::abort",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::thread::sleep",
    "…SystemTime::now",
    "…Instant::now",
    // A socket may be handed in; opening one is the door.
    "…TcpListener::bind",
    "…TcpStream::connect",
    "…UdpSocket::bind",
    "…UnixListener::bind",
    "…UnixStream::connect",
    "…TcpSocket::new_v4",
    "…TcpSocket::new_v6",
    "tokio::fs",
    "tokio::process",
    "tokio::signal",
    "tokio::io::stdin",
    "tokio::io::stdout",
    "tokio::io::stderr",
    "getrandom",
    "keyring",
    "open",
    "reqwest",
    "tempfile",
    "terminal_size",
    "tiny_http",
];

/// Macros that print, and so belong to `src/host/` too; `dbg!` and `todo!` belong nowhere.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg", "todo"];

/// Who may pass a door all the same, and why. A row that nothing needs any more fails the test.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    // (file, door, reason)
];

/// Names that say nothing about what a module is.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "lib2", "stuff"];

/// No file is longer, but for [`LONG_FILES`].
const MAX_LINES: usize = 500;

/// Files that may be longer, and why.
const LONG_FILES: &[(&str, &str)] = &[
    // (file, reason)
];

/// Everything that is wrong with these sources, one sentence each, with file and line.
fn faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        faults.extend(forbidden_imports(source));
        faults.extend(
            passed_doors(source)
                .into_iter()
                .filter(|(door, _)| excused(source, door).is_none())
                .map(|it| it.1),
        );
        faults.extend(ill_formed(source));
    }
    faults.extend(missing_from_the_map(sources));
    faults.extend(circles(sources));
    faults
}

fn forbidden_imports(source: &Source) -> Vec<String> {
    let module = source.module();
    let Some(top) = module.first() else { return Vec::new() };
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| name == top) else {
        return vec![format!("{}: module `{top}` is not in the table of imports", source.file)];
    };
    source
        .paths()
        .iter()
        .filter(|named| named.path[0] == "crate" && named.path.len() > 1)
        .filter(|named| {
            let to = &named.path[1];
            to != top
                && !VOCABULARY.contains(&to.as_str())
                && !allowed.iter().any(|rule| permits(rule, &named.path[1..]))
        })
        .map(|named| format!("{}:{}: `{top}` may not import `{}`", source.file, named.line, named.text()))
        .collect()
}

/// Files that need each other to be understood, told once for each circle.
fn circles(sources: &[Source]) -> Vec<String> {
    let named: BTreeMap<&str, BTreeSet<&str>> =
        sources.iter().map(|source| (source.file.as_str(), source.files_named(sources))).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        named.keys().map(|file| (*file, reachable(file, &named))).collect();
    let circle = |file: &&str| -> Vec<&str> {
        reached[file].iter().filter(|other| reached[*other].contains(file)).copied().collect()
    };
    let circles: BTreeSet<Vec<&str>> = named.keys().map(circle).filter(|circle| !circle.is_empty()).collect();
    circles.iter().map(|files| format!("a circle of imports: {}", files.join(", "))).collect()
}

/// All that can be got to from a file by what files name.
fn reachable<'a>(file: &str, named: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut ahead: Vec<&str> = named[file].iter().copied().collect();
    while let Some(next) = ahead.pop() {
        if reached.insert(next) {
            ahead.extend(&named[next]);
        }
    }
    reached
}

/// Whether a row of the table lets this path through.
fn permits(rule: &str, path: &[String]) -> bool {
    let Some(module) = rule.strip_suffix("::*") else {
        let rule: Vec<&str> = rule.split("::").collect();
        return path.len() >= rule.len() && rule.iter().zip(path).all(|(wanted, named)| wanted == named);
    };
    // Types and traits begin with a capital, modules do not.
    path[0] == module && path.get(1).is_none_or(|name| name.starts_with(|c: char| c.is_uppercase()))
}

/// The doors that a source passes, each with its sentence.
fn passed_doors(source: &Source) -> Vec<(&'static str, String)> {
    if source.file.starts_with("src/host/") {
        return Vec::new();
    }
    let mut passed = Vec::new();
    for named in source.paths() {
        let text = named.text();
        for door in DOORS {
            let through = match door.strip_prefix('…') {
                Some(end) => text.ends_with(end),
                None => text == *door || text.starts_with(&format!("{door}::")),
            };
            if through {
                passed.push((
                    *door,
                    format!("{}:{}: `{text}` is a door: only src/host/ may", source.file, named.line),
                ));
            }
        }
    }
    let words = source.words();
    for pair in words.windows(2).filter(|pair| pair[1].text == "!") {
        if let Some(door) = PRINTING.iter().find(|name| **name == pair[0].text) {
            passed.push((
                *door,
                format!("{}:{}: `{door}!` is a door: only src/host/ may", source.file, pair[0].line),
            ));
        }
    }
    passed
}

fn excused(source: &Source, door: &str) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|(file, excused, _)| *file == source.file && *excused == door).map(|it| it.2)
}

/// The head, the name and the length of one file.
fn ill_formed(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if source.file != "src/main.rs" && !source.text.trim_start().starts_with("//!") {
        faults.push(format!("{}: does not open with `//!`, what it is for", source.file));
    }
    let lines = source.text.lines().count();
    if lines > MAX_LINES && !LONG_FILES.iter().any(|(file, _)| *file == source.file) {
        faults.push(format!("{}: {lines} lines, more than {MAX_LINES}", source.file));
    }
    for name in source.module().iter().filter(|name| EMPTY_NAMES.contains(&name.as_str())) {
        faults.push(format!("{}: `{name}` says nothing about what is in it", source.file));
    }
    faults
}

/// The map is the `//!` head of `src/lib.rs`, one line for each module: ``//! * `jose`: …``.
fn missing_from_the_map(sources: &[Source]) -> Vec<String> {
    let Some(lib) = sources.iter().find(|source| source.file == "src/lib.rs") else {
        return vec!["src/lib.rs: is missing, and the map with it".to_owned()];
    };
    let mut modules: Vec<String> =
        sources.iter().filter_map(|source| source.module().first().cloned()).collect();
    modules.sort();
    modules.dedup();
    let mapped = |name: &String| {
        lib.text.lines().any(|line| line.starts_with("//!") && line.contains(&format!("`{name}`")))
    };
    modules
        .iter()
        .filter(|name| !mapped(name))
        .map(|name| format!("src/lib.rs: module `{name}` is missing from the map"))
        .collect()
}

/// Every source of the crate.
fn crate_sources() -> Vec<Source> {
    fn walk(directory: &Path, root: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(directory).expect("src is there") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let file =
                    path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                found.push(Source { file, text: fs::read_to_string(&path).expect("sources are UTF-8") });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("src"), root, &mut found);
    found.sort_by(|one, other| one.file.cmp(&other.file));
    found
}

#[test]
fn the_sources_keep_the_rules_of_the_house() {
    let faults = faults(&crate_sources());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_exception_is_needed_and_has_a_reason() {
    let sources = crate_sources();
    for (file, door, reason) in EXCEPTIONS {
        let source = sources.iter().find(|source| source.file == *file).expect("the file is there");
        assert!(
            passed_doors(source).iter().any(|(passed, _)| passed == door),
            "{file} no longer passes `{door}`"
        );
        assert!(reason.len() > 20, "{file}, {door}: say why");
    }
    for (file, _) in LONG_FILES {
        let source = sources.iter().find(|source| source.file == *file).expect("the file is there");
        assert!(source.text.lines().count() > MAX_LINES, "{file} is no longer long");
    }
}

#[test]
fn every_row_of_the_table_of_imports_is_a_module() {
    let sources = crate_sources();
    for (module, _) in MAY_IMPORT {
        assert!(
            sources.iter().any(|source| source.module().first().is_some_and(|top| top == module)),
            "{module}"
        );
    }
}

/// The faults of one made-up file beside a map that has every module.
fn faults_of(file: &str, text: &str) -> Vec<String> {
    let map = MAY_IMPORT.iter().map(|(name, _)| format!("//! * `{name}`\n")).collect();
    let text = format!("//! Head.\n{text}");
    faults(&[Source { file: "src/lib.rs".to_owned(), text: map }, Source { file: file.to_owned(), text }])
}

#[test]
fn a_forbidden_import_is_found_however_it_is_written() {
    for text in [
        "use crate::jose::jws;",
        "use crate::{error::Code, jose::{jws, jwk as key}};",
        "use crate::{\n    error::Code,\n    jose,\n};",
        "use super::super::jose::jws;",
        "use super::*; fn f() { super::super::jose::jws::peek(\"\"); }",
        "fn f() -> crate::jose::Key { todo() }",
        "mod inner { use super::super::super::jose::jws; }",
        "pub use crate::jose as keys;",
        "#[cfg(test)]\nmod tests { use crate::error::Code; }\nuse crate::jose::jws;",
    ] {
        let faults = faults_of("src/protocol/json.rs", text);
        assert!(faults[0].contains("`protocol` may not import `crate::jose"), "{text}: {faults:?}");
    }
}

#[test]
fn what_the_table_allows_and_what_is_not_code_passes() {
    for (file, text) in [
        ("src/protocol/json.rs", "use crate::{error::Code, secret::Secret, protocol::time};"),
        ("src/protocol/json.rs", "use super::time; use self::inner::X; mod inner { use super::X; }"),
        ("src/protocol/json.rs", "// use crate::jose;\n/* crate::cli /* nested */ std::fs */"),
        ("src/protocol/json.rs", "/// See [`host`](crate::host::Http).\nfn f() {}"),
        (
            "src/protocol/json.rs",
            "const A: &str = \"crate::jose::x \\\" std::fs::read\"; const B: &str = r#\"\"std::env::var\"#;",
        ),
        ("src/protocol/json.rs", "const A: char = '\"'; fn f<'a>(x: &'a str) {} const B: u8 = b'\\'';"),
        (
            "src/protocol/json.rs",
            "#[cfg(test)]\nmod tests { use crate::jose::jws; fn f() { std::fs::read(\"x\"); println!(); } }",
        ),
        ("src/jose/jws.rs", "use crate::protocol::{json, time::UnixTime};"),
        ("src/flow/code.rs", "use crate::host::{Host, Http};"),
        ("src/host/clock.rs", "fn now() { std::time::SystemTime::now(); eprintln!(); }"),
        ("src/idp/server.rs", "use std::{net::{IpAddr, TcpListener}, process::ExitCode, io::Write};"),
        ("src/cli/login.rs", "use crate::{host::http::Client, idp::server::Server};"),
    ] {
        assert_eq!(faults_of(file, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn parts_of_modules_are_told_apart() {
    assert_eq!(
        faults_of("src/jose/jws.rs", "use crate::protocol::exchange::Request;"),
        ["src/jose/jws.rs:2: `jose` may not import `crate::protocol::exchange::Request`"]
    );
    assert_eq!(
        faults_of("src/flow/code.rs", "use crate::host::http::Client;"),
        ["src/flow/code.rs:2: `flow` may not import `crate::host::http::Client`"]
    );
}

#[test]
fn a_door_passed_outside_host_is_found() {
    for (text, fault) in [
        ("use std::{env, fmt};", "src/idp/keys.rs:2: `std::env` is a door: only src/host/ may"),
        (
            "fn f() { std::fs::read(\"x\"); }",
            "src/idp/keys.rs:2: `std::fs::read` is a door: only src/host/ may",
        ),
        (
            "use std::time::Instant;\nfn f() { Instant::now(); }",
            "src/idp/keys.rs:3: `Instant::now` is a door: only src/host/ may",
        ),
        (
            "fn f() { std::time::SystemTime::now(); }",
            "src/idp/keys.rs:2: `std::time::SystemTime::now` is a door: only src/host/ may",
        ),
        ("fn f() { eprintln!(\"x\"); }", "src/idp/keys.rs:2: `eprintln!` is a door: only src/host/ may"),
        (
            "fn f() { tokio::net::TcpListener::bind(0); }",
            "src/idp/keys.rs:2: `tokio::net::TcpListener::bind` is a door: only src/host/ may",
        ),
        (
            "fn f() { std::io::stdout(); }",
            "src/idp/keys.rs:2: `std::io::stdout` is a door: only src/host/ may",
        ),
        (
            "fn f() { getrandom::fill(b); }",
            "src/idp/keys.rs:2: `getrandom::fill` is a door: only src/host/ may",
        ),
    ] {
        assert_eq!(faults_of("src/idp/keys.rs", text), [fault]);
    }
}

#[test]
fn a_bad_name_a_missing_head_a_long_file_and_a_gap_in_the_map_are_found() {
    assert_eq!(
        faults_of("src/idp/utils.rs", ""),
        ["src/idp/utils.rs: `utils` says nothing about what is in it"]
    );
    assert_eq!(
        faults_of("src/idp/keys.rs", &"\n".repeat(600)),
        ["src/idp/keys.rs: 601 lines, more than 500"]
    );
    assert_eq!(
        faults_of("src/weather/mod.rs", ""),
        [
            "src/weather/mod.rs: module `weather` is not in the table of imports",
            "src/lib.rs: module `weather` is missing from the map",
        ]
    );
    let headless = Source { file: "src/lib.rs".to_owned(), text: "pub mod cli;".to_owned() };
    assert_eq!(faults(&[headless]), ["src/lib.rs: does not open with `//!`, what it is for"]);
}

#[test]
fn a_circle_is_found_and_told_once() {
    let circles_of = |files: &[(&str, &str)]| {
        let source = |(file, text): &(&str, &str)| Source { file: (*file).into(), text: (*text).into() };
        circles(&files.iter().map(source).collect::<Vec<_>>())
    };
    assert_eq!(
        circles_of(&[
            ("src/idp/a.rs", "use super::b::B;"),
            ("src/idp/b.rs", "use crate::idp::{c, x};"),
            ("src/idp/c.rs", "fn f() { super::a::f() }"),
            ("src/idp/d.rs", "use super::a;"),
        ]),
        ["a circle of imports: src/idp/a.rs, src/idp/b.rs, src/idp/c.rs"]
    );
    // A parent that works with its child, which needs the parent.
    let child = ("src/idp/grant/code.rs", "use super::Request;");
    assert_eq!(circles_of(&[("src/idp/grant/mod.rs", "mod code; fn f() { code::f() }"), child]).len(), 1);
    for parent in ["mod code; pub use self::code::Code;", "mod code; pub(crate) use code::Code;", "mod code;"]
    {
        assert_eq!(circles_of(&[("src/idp/grant/mod.rs", parent), child]), [""; 0], "{parent}");
    }
}
