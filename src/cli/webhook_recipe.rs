//! How each message of one `webhook send` is made: what it is about, how it is signed, what is changed about it.

use std::sync::Arc;

use super::{
    context::Context,
    webhook_edits::EditArguments,
    webhook_facts::{About, FactArguments},
    webhook_signer::SignerArguments,
};
use crate::{
    error::Result,
    protocol::time::UnixTime,
    webhook::{
        event::Event,
        facts::Facts,
        message::Message,
        mutation::{
            self,
            row::{Mutation, Right},
            sample::Means,
        },
        scheme, soundness,
        target::Target,
    },
};

/// What is wanted.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The event.
    pub event: &'static Event,
    /// Where it goes.
    pub target: &'a Target,
    /// What it is about.
    pub facts: &'a FactArguments,
    /// How it is signed.
    pub signer: &'a SignerArguments,
    /// What is changed.
    pub edits: &'a EditArguments,
    /// For whom.
    pub context: &'a Context,
}

/// How each message is made.
pub struct Recipe {
    /// The event.
    pub event: &'static Event,
    /// How it is wrong on purpose.
    pub mutations: Vec<&'static Mutation>,
    about: About,
    edits: EditArguments,
    means: Means,
}

impl Recipe {
    /// Reads the flags, the session and the key.
    ///
    /// # Errors
    /// What keeps an event from being made.
    pub async fn read(wanted: Wanted<'_>) -> Result<Arc<Self>> {
        let Wanted { event, facts, signer, edits, context, .. } = wanted;
        let about = facts.read(context)?.for_event(event, signer.shape(), context)?;
        let means = signer.means(event, context).await?;
        Ok(Arc::new(Self { event, mutations: edits.mutations()?, about, edits: edits.clone(), means }))
    }

    /// What a right app does with it.
    pub fn right(&self) -> Right {
        mutation::right(&self.mutations)
    }

    /// The names of what is wrong on purpose.
    pub fn names(&self) -> Vec<&'static str> {
        self.mutations.iter().map(|mutation| mutation.name).collect()
    }

    /// What a message is about that is made now, with names of its own.
    ///
    /// # Errors
    /// As [`About::facts`].
    pub fn facts(&self, now: UnixTime) -> Result<Facts> {
        self.about.facts(now)
    }

    /// The message about this.
    ///
    /// # Errors
    /// What keeps it from being made; [`EventFactMissing`](crate::error::Code::EventFactMissing) if no app would take it and
    /// that is not wanted.
    pub fn message(&self, facts: &Facts, now: UnixTime) -> Result<Message> {
        let mut draft = scheme::draft(self.event, facts, now)?;
        self.edits.apply(&mut draft)?;
        let mut message = mutation::sealed(&draft, &self.mutations, &self.means)?;
        if !self.edits.is_any() {
            soundness::judge(&draft, &message, facts, self.means.credential())?;
        }
        self.edits.mark(&mut message);
        Ok(message)
    }
}
