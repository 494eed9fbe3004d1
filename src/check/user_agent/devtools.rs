//! Speaking the DevTools protocol: commands and their answers, told apart by their numbers, and what happens in each session.
//! <https://chromedevtools.github.io/devtools-protocol/>, in its flat form.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};

use crate::{
    error::{Code, Error, Phase, Result},
    host::{Clock, DevTools},
};

/// How long a command may take. The first one waits for the browser to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// Something that happened in a session.
#[derive(Debug)]
pub struct Event {
    /// The name of it; empty for the answer to a command that nobody waits for.
    pub name: String,
    /// The number of that command.
    pub command: u64,
    /// What is known of it.
    pub about: Value,
}

/// A browser that is spoken to; whoever waits for something hands out what comes for the others.
pub struct Conversation {
    devtools: Box<dyn DevTools>,
    clock: Arc<dyn Clock>,
    expected: Mutex<Expected>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Expected {
    commands: u64,
    answers: HashMap<u64, oneshot::Sender<Value>>,
    sessions: HashMap<String, UnboundedSender<Event>>,
}

impl Conversation {
    /// With this browser.
    pub fn with(devtools: Box<dyn DevTools>, clock: Arc<dyn Clock>) -> Self {
        Self { devtools, clock, expected: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    fn expected(&self) -> MutexGuard<'_, Expected> {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a command, whose answer becomes an event of its session if it has one; its number.
    pub fn tell(&self, session: Option<&str>, method: &str, params: &Value) -> u64 {
        let command = self.numbered();
        self.send(command, session, method, params);
        command
    }

    fn numbered(&self) -> u64 {
        let mut expected = self.expected();
        expected.commands += 1;
        expected.commands
    }

    fn send(&self, command: u64, session: Option<&str>, method: &str, params: &Value) {
        let mut message = json!({"id": command, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.devtools.send(message.to_string());
    }

    /// Gives a command, and waits for its result.
    ///
    /// # Errors
    /// [`Code::ChromiumFailed`] if it is refused, or nothing is answered.
    pub async fn ask(&self, session: Option<&str>, method: &str, params: &Value) -> Result<Value> {
        let (sender, answer) = oneshot::channel();
        let command = self.numbered();
        self.expected().answers.insert(command, sender);
        self.send(command, session, method, params);
        let answered = tokio::select! {
            biased;
            answered = self.until(answer) => answered,
            () = self.clock.sleep(PATIENCE) => Err(failed(format!("{method} is not answered"))),
        };
        self.expected().answers.remove(&command);
        let mut answer = answered?.map_err(|_| failed(format!("{method} is not answered")))?;
        match answer.get("error") {
            Some(error) => {
                Err(failed(format!("{method}: {}", error["message"].as_str().unwrap_or("refused"))))
            }
            None => Ok(answer["result"].take()),
        }
    }

    /// What happens in a session from now on.
    pub fn listen(&self, session: &str) -> UnboundedReceiver<Event> {
        let (sender, events) = unbounded_channel();
        self.expected().sessions.insert(session.to_owned(), sender);
        events
    }

    /// Of a session that is over nothing more is heard.
    pub fn forget(&self, session: &str) {
        self.expected().sessions.remove(session);
    }

    /// Waits for this, and listens meanwhile.
    ///
    /// # Errors
    /// [`Code::ChromiumFailed`] if the browser has ended.
    pub async fn until<T>(&self, awaited: impl Future<Output = T>) -> Result<T> {
        tokio::select! {
            biased;
            came = awaited => Ok(came),
            ended = self.hear() => Err(ended),
        }
    }

    /// Hands out what comes, for as long as somebody waits.
    async fn hear(&self) -> Error {
        let _turn = self.turn.lock().await;
        while let Some(message) = self.devtools.next().await {
            self.hand_out(&message);
        }
        failed(format!("it has ended: {}", self.devtools.last_words()))
    }

    fn hand_out(&self, message: &str) {
        let Ok(mut message) = serde_json::from_str::<Value>(message) else { return };
        let command = message["id"].as_u64().unwrap_or_default();
        let mut expected = self.expected();
        if let Some(waiting) = expected.answers.remove(&command) {
            let _ = waiting.send(message);
            return;
        }
        let session = message["sessionId"].as_str().and_then(|id| expected.sessions.get(id));
        let Some(session) = session.cloned() else { return };
        let name = message["method"].as_str().unwrap_or_default().to_owned();
        let about = message[if name.is_empty() { "result" } else { "params" }].take();
        let _ = session.send(Event { name, command, about });
    }
}

/// The browser does not do what it should.
pub fn failed(why: impl Into<String>) -> Error {
    Code::ChromiumFailed.error().phase(Phase::Check).got(why.into())
}
