//! `serve --fault`: what a person sees who has the provider do wrong on purpose.

use authctl::{error::Code, idp::fault};

use crate::support::{program::Program, served::Served};

#[test]
fn the_start_line_names_the_fault_and_the_log_names_the_requests_that_met_it() {
    let program = Program::new().with("AUTHCTL_FAULT", "id-token-alg-none,token-late");
    let mut running = program.start(&["serve", "--port", "0"]);
    let issuer = running.line("The embedded provider answers at ");
    let issuer = issuer.rsplit(' ').next().expect("an address").to_owned();
    assert_eq!(running.line("Wrong"), "Wrong on purpose: id-token-alg-none, token-late");
    let app = Program::new();
    let place = ["login", "--issuer", &issuer, "--client-id", "authctl", "--as", "alice"];
    app.run(&place).refused(Code::IdTokenAlg);
    let line = running.line("embedded provider: fault");
    assert_eq!(line, "embedded provider: fault in POST /token: token-late, id-token-alg-none");
}

#[test]
fn a_program_reads_which_faults_there_are() {
    let served = Served::with("", &["--fault", "metadata-issuer-other"]);
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice"];
    served.program.run(&place).refused(Code::IssuerMismatch);

    let program = Program::new();
    let listed = program.run(&["serve", "--list-faults", "--json"]).ok().json();
    let names: Vec<&str> =
        listed.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, fault::all().map(|fault| fault.name).collect::<Vec<_>>());
    let table = program.run(&["serve", "--list-faults"]).ok().stdout;
    assert!(fault::all().all(|fault| table.contains(fault.name)));
}

#[test]
fn a_fault_that_there_is_not_and_one_of_a_vendor_are_refused() {
    let program = Program::new();
    let ran = program.run(&["serve", "--port", "0", "--fault", "id-token-alg-non"]).refused(Code::Usage);
    assert!(ran.stderr.contains("did you mean `id-token-alg-none`?"), "{}", ran.stderr);
    program.run(&["serve", "--port", "0", "--shape", "google", "--fault", "token-page"]).refused(Code::Usage);
}

#[test]
fn no_other_command_has_its_provider_do_wrong() {
    let program = Program::new().with("AUTHCTL_FAULT", "id-token-alg-none");
    program.run(&["login", "--provider", "dev", "--as", "alice"]).ok();
}
