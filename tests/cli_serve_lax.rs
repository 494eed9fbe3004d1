//! `serve --lax`: what a person sees who has the provider take what is wrong.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use authctl::{error::Code, idp::laxity::LAXITIES};

use crate::support::program::Program;

#[test]
fn the_start_line_and_the_ready_line_name_what_is_taken() {
    let program =
        || Program::new().with("AUTHCTL_LAX", "late-code,no-pkce").with("AUTHCTL_SIGN_IN_AS", "bob");
    let started = program();
    let mut running = started.start(&["serve", "--port", "0"]);
    assert_eq!(running.line("Lax"), "Lax on purpose: no-pkce, late-code, no-sign-in");
    let started = program();
    let mut command = started.command(&["serve", "--port", "0", "--json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("the ready line");
    child.kill().and_then(|()| child.wait()).expect("it ends");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(ready["laxities"], serde_json::json!(["no-pkce", "late-code", "no-sign-in"]));
}

#[test]
fn a_program_reads_which_laxities_there_are() {
    let program = Program::new();
    let listed = program.run(&["serve", "--list-laxities", "--json"]).ok().json();
    let names: Vec<&str> =
        listed.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, LAXITIES.iter().map(|row| row.name).collect::<Vec<_>>());
    let table = program.run(&["serve", "--list-laxities"]).ok().stdout;
    assert!(LAXITIES.iter().all(|row| table.contains(row.name)));
}

#[test]
fn a_laxity_that_there_is_not_and_one_of_a_vendor_and_an_unknown_user_are_refused() {
    let program = Program::new();
    let serve = |more: &[&str]| program.run(&[&["serve", "--port", "0"], more].concat()).refused(Code::Usage);
    assert!(serve(&["--lax", "no-pcke"]).stderr.contains("did you mean `no-pkce`?"));
    serve(&["--lax", "no-pkce", "--shape", "google"]);
    assert!(serve(&["--sign-in-as", "zoe"]).stderr.contains("alice or bob"));
}
