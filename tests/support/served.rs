//! The embedded provider as the real binary serves it, with state of its own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use serde_json::Value;

use super::{made_key, program::Program, ran::Ran, wire};

/// A running `serve` of the same binary, with state of its own.
pub struct Served {
    child: Child,
    /// Its state is there.
    pub program: Program,
    pub issuer: String,
    pub port: u16,
    /// The CA file to trust, with `--tls`.
    pub ca_file: String,
}

impl Served {
    /// Starts it on any free port.
    pub fn start() -> Self {
        Self::configured("")
    }

    /// Starts it with this configuration.
    pub fn configured(config: &str) -> Self {
        Self::with(config, &[])
    }

    /// Starts it with this configuration, over TLS.
    pub fn over_tls(config: &str) -> Self {
        Self::with(config, &["--tls"])
    }

    /// Starts it with this configuration and these further arguments.
    pub fn with(config: &str, more: &[&str]) -> Self {
        Self::of(Program::new(), config, more)
    }

    /// Starts it with what this program has around it.
    pub fn of(program: Program, config: &str, more: &[&str]) -> Self {
        Self::at_port(program, 0, config, more)
    }

    /// Starts it again where it was before, with what it left.
    pub fn again(mut self) -> Self {
        self.stop();
        let program = std::mem::replace(&mut self.program, Program::new());
        Self::at_port(program, self.port, "", &[])
    }

    fn at_port(program: Program, port: u16, config: &str, more: &[&str]) -> Self {
        let shape = more.iter().skip_while(|word| **word != "--shape").nth(1);
        let directory = shape.map_or("dev".to_owned(), |shape| format!("dev-{shape}"));
        made_key::put(&program.path("state").join(directory));
        let file = program.write("serve.toml", config).display().to_string();
        let port = port.to_string();
        let arguments = ["serve", "--port", &port, "--json", "--config", &file];
        let mut command = program.command(&[&arguments, more].concat());
        command.stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("one ready line");
        let issuer = ready["issuer"].as_str().unwrap().to_owned();
        let port = u16::try_from(ready["port"].as_u64().unwrap()).unwrap();
        let ca_file = ready["ca_file"].as_str().unwrap_or_default().to_owned();
        Self { child, program, issuer, port, ca_file }
    }

    /// Ends it: nobody answers at its address any more.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Ends it with a signal; its exit code.
    #[cfg(unix)]
    pub fn stop_with(&mut self, signal: rustix::process::Signal) -> i32 {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
        self.child.wait().unwrap().code().expect("it ends by itself")
    }

    /// `host:port`
    pub fn authority(&self) -> &str {
        self.issuer.split_once("://").expect("a scheme").1
    }

    /// One number of `/_dev/stats`.
    pub fn stat(&self, name: &str) -> u64 {
        let numbers = wire::send(self.authority(), "GET", "/_dev/stats", &[], "").json();
        numbers[name].as_u64().unwrap_or_else(|| panic!("no number {name}"))
    }

    /// The text with its address as `ISSUER`.
    pub fn nameless(&self, text: &str) -> String {
        text.replace(&self.issuer, "ISSUER").replace(self.authority(), "AUTHORITY")
    }

    /// Signs alice in there, as profile `work`, with a refresh token.
    pub fn sign_in(&self, program: &Program) -> Ran {
        let scopes = ["--scope", "openid profile email offline_access"];
        let place = ["login", "--profile", "work", "--issuer", &self.issuer, "--client-id", "authctl"];
        program.run(&[&place[..], &["--as", "alice"], &scopes].concat()).ok()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
    }
}
