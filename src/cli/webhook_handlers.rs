//! What a receiver does about an event, as its flags say: has a program do something, hands the request on to an app, or both.

use std::{ffi::OsString, sync::Arc, time::Duration};

use clap::Args;
use http::{StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::{context::Context, network};
use crate::{
    error::{Code, Phase, Result},
    host::{BoxFuture, Http, child::ChildCommand, hook, resolver::AddressPolicy},
    output::{json, moment},
    protocol::exchange::{Endpoint, Request},
    secret::command_line::CommandLine,
    webhook::{
        answer::Answer,
        arrival,
        handler::{Failure, Handler, Occasion},
        target::Target,
    },
};

/// How long a program may take: who sends the event waits for it.
const PROGRAM_LIMIT: Duration = Duration::from_secs(10);
/// The longest text that is put into a variable.
const LONGEST: usize = 256;

/// Flags that say what is done about an event.
#[derive(Args)]
pub struct HandlerArguments {
    /// A program that is run for each event, with it on stdin as JSON; its exit code decides
    #[arg(long, value_name = "CMD", env = "AUTHCTL_EXEC", hide_env = true)]
    exec: Option<String>,
    /// An app that genuine events are handed on to, to the byte; what it answers is passed back
    #[arg(long, value_name = "URL", env = "AUTHCTL_FORWARD_TO", hide_env = true)]
    forward_to: Option<String>,
    /// A host beyond this machine and private networks that is yours, and may be handed to; once for each
    #[arg(
        long,
        value_name = "HOST",
        requires = "forward_to",
        env = "AUTHCTL_TARGET_IS_MINE",
        hide_env = true
    )]
    target_is_mine: Vec<String>,
}

impl HandlerArguments {
    /// What is done, in order: the app's answer counts only if the program has ended well.
    pub fn read(&self, context: &Context) -> Result<Vec<Box<dyn Handler>>> {
        let mut handlers: Vec<Box<dyn Handler>> = Vec::new();
        if let Some(command) = &self.exec {
            handlers.push(Box::new(Program(program(command)?)));
        }
        if let Some(target) = &self.forward_to {
            let target = Target::parse(target, &self.target_is_mine).map_err(|error| {
                let message = error.text().replace("--to", "--forward-to");
                error.message(message)
            })?;
            let policy = if target.is_mine { AddressPolicy::Mine } else { AddressPolicy::Near };
            let (ca_file, proxy) = (context.global.ca_file.as_deref(), context.global.proxy.as_deref());
            let http = network::reach(context, ca_file, proxy, policy, None)?.http;
            handlers.push(Box::new(App { http, url: target.url }));
        }
        Ok(handlers)
    }

    /// Whether what comes to that port would be handed on to itself.
    pub fn is_circle(&self, port: Option<u16>) -> bool {
        let target = self.forward_to.as_ref().and_then(|target| Url::parse(target).ok());
        target.is_some_and(|url| {
            crate::protocol::address::is_loopback(&url)
                && url.port_or_known_default() == port
                && port.is_some()
        })
    }
}

fn program(text: &str) -> Result<ChildCommand> {
    let command = CommandLine::parse(text).ok_or_else(|| {
        Code::Usage
            .error()
            .phase(Phase::Webhook)
            .message("--exec is not a program and its arguments")
            .hint("end every quote that begins; no shell reads it")
    })?;
    let words = [command.program()].into_iter().chain(command.arguments().iter().map(String::as_str));
    ChildCommand::find(&words.map(OsString::from).collect::<Vec<_>>()).map_err(|e| e.phase(Phase::Webhook))
}

/// A program that does something about events.
struct Program(ChildCommand);

/// An event as a program is told of it.
#[derive(Serialize)]
struct Told<'a> {
    event: &'static str,
    time: String,
    iss: Option<&'a str>,
    sub: Option<&'a str>,
    sid: Option<&'a str>,
    id: Option<&'a str>,
    payload: &'a Value,
}

impl Handler for Program {
    fn handle<'a>(&'a self, occasion: &'a Occasion<'a>) -> BoxFuture<'a, Result<Option<Answer>, Failure>> {
        Box::pin(async move {
            let claimed = occasion.claimed;
            let told = Told {
                event: &occasion.event.name,
                time: moment::rfc3339(occasion.at),
                iss: claimed.iss.as_deref(),
                sub: claimed.sub.as_deref(),
                sid: claimed.sid.as_deref(),
                id: claimed.id.as_deref(),
                payload: &claimed.payload,
            };
            let texts = [
                ("AUTHCTL_EVENT_ISS", told.iss),
                ("AUTHCTL_EVENT_SUB", told.sub),
                ("AUTHCTL_EVENT_SID", told.sid),
                ("AUTHCTL_EVENT_ID", told.id),
            ];
            let texts = texts.into_iter().map(|(name, text)| (name, text.filter(|text| is_plain(text))));
            // one of ours would stand for one that is not plain
            let texts = texts.map(|(name, text)| (name, text.unwrap_or_default()));
            let variables: Vec<(&str, &str)> =
                [("AUTHCTL_EVENT", told.event)].into_iter().chain(texts).collect();
            let input = format!("{}\n", json::line(&told));
            let done = hook::tell(&self.0, &variables, input.as_bytes(), PROGRAM_LIMIT).await;
            match done {
                Ok(()) => Ok(None),
                Err(why) => {
                    Err(Failure { why: format!("the program that --exec names: {why}"), answer: None })
                }
            }
        })
    }
}

/// Whether a text harms nobody who puts it into a command carelessly; any other is on stdin alone (threat W8).
fn is_plain(text: &str) -> bool {
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/@+=-".contains(&byte);
    let leads_elsewhere = text.split('/').any(|part| part == "..");
    text.len() <= LONGEST && !text.starts_with('-') && text.bytes().all(is_harmless) && !leads_elsewhere
}

/// An app that events are handed on to.
struct App {
    http: Arc<dyn Http>,
    url: Url,
}

impl Handler for App {
    fn handle<'a>(&'a self, occasion: &'a Occasion<'a>) -> BoxFuture<'a, Result<Option<Answer>, Failure>> {
        Box::pin(async move {
            let event = occasion.event;
            let response = self.http.send(self.request(occasion)).await.map_err(|error| Failure {
                why: format!("the app that --forward-to names: {}", error.text()),
                answer: None,
            })?;
            let (status, headers) = (response.status, arrival::of_message(&response.headers));
            let answer = Answer { status, headers, body: response.body };
            match event.is_taken_by(status) {
                true => Ok(Some(answer)),
                false => Err(refused(status, answer)),
            }
        })
    }
}

fn refused(status: StatusCode, answer: Answer) -> Failure {
    let why = format!("the app that --forward-to names answered {}", status.as_u16());
    Failure { why, answer: Some(answer) }
}

impl App {
    /// The request as it came, to the app's own address.
    fn request(&self, occasion: &Occasion<'_>) -> Request {
        let arrival = occasion.arrival;
        let mut url = self.url.clone();
        if let Some((_, query)) = arrival.target.split_once('?') {
            let own = url.query().map(|own| format!("{own}&")).unwrap_or_default();
            url.set_query(Some(&format!("{own}{query}")));
        }
        let mut request = Request::get(Endpoint::Webhook, url);
        request.method = arrival.message.method.clone();
        request.headers = arrival.message.headers.clone();
        // the client says by itself that it takes none
        request.headers.remove(header::ACCEPT_ENCODING);
        request.body = arrival.message.body.clone();
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_texts_are_put_into_variables() {
        // W8
        for plain in
            ["alice", "00u1@example.com", "a..b", "https://id.example/a", "a-b_c".replace('_', ".").as_str()]
        {
            assert!(is_plain(plain), "{plain}");
        }
        let long = "x".repeat(257);
        for text in [
            "$(touch x)",
            "`x`",
            "a|reboot",
            "../../etc",
            "a/..",
            "a b",
            "a;b",
            "-rf",
            "a\nb",
            "ü",
            "a\0",
            "'",
            "\"",
            "%s",
            "*",
            &long,
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
