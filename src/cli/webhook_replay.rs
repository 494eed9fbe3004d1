//! `webhook replay`: sends a recorded event again, byte for byte, or signed anew with a fresh time and a name of its own.

use std::process::ExitCode;

use clap::{Args, ValueEnum, builder::BoolishValueParser};
use http::header;

use super::{
    context::Context,
    webhook_delivery::{self, Told},
    webhook_edits::EditArguments,
    webhook_request::RequestArguments,
    webhook_signer::SignerArguments,
};
use crate::{
    error::{Code, Phase, Result},
    host::{Random as _, random::SystemRandom},
    webhook::{
        event::Event,
        facts::Facts,
        message::Message,
        mutation::{self, row::Right, sample::Means},
        recording::Recording,
        refreshed,
        target::Target,
    },
};

/// The most times that one is sent.
const MOST: i64 = 10_000;

const EXAMPLES: &str = "\
The request is read as by `webhook verify`. Without --resign it goes out as it came: the same body to the byte, the same headers.

Examples:
  authctl webhook replay request.http --to http://localhost:3000/hook --expect refused
        whether the app refuses a logout that it has seen before
  authctl webhook replay recorded.har --resign --secret-from env:HOOK_SECRET --to http://localhost:3000/hook
        the same event, with a new signature, time and name
  authctl webhook replay request.http --resign --set sub=bob --to http://localhost:3000/hook
        about somebody else";

/// Flags of `webhook replay`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ReplayArguments {
    #[command(flatten)]
    request: RequestArguments,
    /// The address of the app that it is sent to
    #[arg(long, value_name = "URL", env = "AUTHCTL_TO", hide_env = true)]
    to: String,
    /// Sign it anew, with a fresh time and a name of its own
    #[arg(long, env = "AUTHCTL_RESIGN", hide_env = true, value_parser = BoolishValueParser::new())]
    resign: bool,
    /// What the app has to do with it [default: either; taken with --resign]
    #[arg(long, value_name = "WHAT", env = "AUTHCTL_EXPECT", hide_env = true)]
    expect: Option<Expected>,
    /// How many times it is sent, one after the other
    #[arg(long, value_name = "N", default_value_t = 1, env = "AUTHCTL_COUNT", hide_env = true, value_parser = clap::value_parser!(u32).range(1..=MOST))]
    count: u32,
    #[command(flatten)]
    signer: SignerArguments,
    #[command(flatten)]
    edits: EditArguments,
    /// A host beyond this machine and private networks that is yours, and may be sent to; once for each
    #[arg(long, value_name = "HOST", env = "AUTHCTL_TARGET_IS_MINE", hide_env = true)]
    target_is_mine: Vec<String>,
}

/// What an app has to do.
#[derive(Clone, Copy, ValueEnum)]
enum Expected {
    /// It takes the event.
    Taken,
    /// It refuses the event.
    Refused,
}

/// Sends it again.
pub fn run(arguments: &ReplayArguments, context: &Context) -> Result<ExitCode> {
    let target = Target::parse(&arguments.to, &arguments.target_is_mine)?;
    let recording = arguments.request.read(Vec::new())?;
    let message = recording.message()?;
    let event = arguments.request.event(&message)?;
    let replay = Replay { arguments, context, recording, message, event, target };
    replay.judge()?;
    context.block_on(replay.send())?.then(|told| {
        context.answer(&told, || told.iter().map(Told::text).collect::<Vec<_>>().join("\n\n"))?;
        match told.iter().find_map(Told::error) {
            None => Ok(ExitCode::SUCCESS),
            Some(error) => Err(error),
        }
    })
}

/// A recorded event on its way.
struct Replay<'a> {
    arguments: &'a ReplayArguments,
    context: &'a Context,
    recording: Recording,
    message: Message,
    event: &'static Event,
    target: Target,
}

impl Replay<'_> {
    /// What cannot be sent as it is wanted is refused before anything is sent.
    fn judge(&self) -> Result<()> {
        let usage = |why: &str| Code::Usage.error().phase(Phase::Webhook).message(why);
        if self.arguments.edits.is_any() && !self.arguments.resign {
            return Err(
                usage("what is signed cannot be changed without signing it anew").hint("give --resign")
            );
        }
        if self.recording.is_body_masked() {
            return Err(usage(
                "a part of the body was masked in the recording, so that it cannot be sent again",
            )
            .hint("record it with something that keeps bytes, such as `authctl webhook listen --record`"));
        }
        for note in &self.recording.notes {
            self.context.say(note);
        }
        if self.recording.missing > 0 {
            self.context.say(&format!("{} bytes of the body were not recorded", self.recording.missing));
        }
        for name in self.message.headers.keys().filter(|name| self.recording.is_masked(name.as_str())) {
            let told =
                format!("{name} is left out, since it was masked in the recording; --header gives it anew");
            self.context.say(&told);
        }
        Ok(())
    }

    async fn send(&self) -> Result<Vec<Told>> {
        let mutations = self.arguments.edits.mutations()?;
        let names: Vec<&'static str> = mutations.iter().map(|mutation| mutation.name).collect();
        let right = match self.arguments.expect {
            Some(Expected::Taken) => Right::Takes,
            Some(Expected::Refused) => Right::Refuses,
            None if self.arguments.resign => mutation::right(&mutations),
            None => Right::Either,
        };
        let means = match self.arguments.resign {
            true => Some(self.arguments.signer.means(self.event, self.context).await?),
            false => None,
        };
        let http = webhook_delivery::way(self.context, &self.target)?;
        let mut told = Vec::new();
        for _ in 0..self.arguments.count {
            let message = match &means {
                Some(means) => self.resigned(means)?,
                None => self.as_it_was(),
            };
            let delivered = webhook_delivery::deliver(&*http, &self.target, &message).await?;
            told.push(Told::of(self.event, &names, right, delivered));
        }
        Ok(told)
    }

    /// As it was recorded, without what is of its connection.
    fn as_it_was(&self) -> Message {
        let mut message = self.message.clone();
        let masked = message.headers.keys().filter(|name| self.recording.is_masked(name.as_str()));
        for name in masked.cloned().collect::<Vec<_>>() {
            message.headers.remove(name);
        }
        self.arguments.edits.put_headers(&mut message);
        self.fitted(message)
    }

    /// The same event, signed now.
    fn resigned(&self, means: &Means) -> Result<Message> {
        let now = self.context.now();
        let facts = Facts::at(now, &mut |buffer| SystemRandom.fill(buffer));
        let mut draft = refreshed::draft(self.event, &self.message, &facts, now)?;
        refreshed::keep_headers(&mut draft, means.credential(), &self.recording, &self.message)?;
        self.arguments.edits.apply(&mut draft)?;
        let mut message = mutation::sealed(&draft, &self.arguments.edits.mutations()?, means)?;
        self.arguments.edits.mark(&mut message);
        Ok(self.fitted(message))
    }

    /// What the target's own address says already is not said twice; how the answer may be packed is the connection's.
    fn fitted(&self, mut message: Message) -> Message {
        let own: Vec<(String, String)> = self.target.url.query_pairs().into_owned().collect();
        message.query.retain(|pair| !own.contains(pair));
        message.headers.remove(header::ACCEPT_ENCODING);
        message
    }
}
