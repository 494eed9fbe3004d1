//! What is changed about an event before it is sent: flags of `webhook send` and of what sends again.

use clap::{Args, builder::PossibleValuesParser};
use http::{HeaderName, HeaderValue};

use crate::{
    error::{Code, Phase, Result},
    protocol::api_request,
    webhook::{
        draft::Draft,
        edit::Edit,
        message::Message,
        mutation::{self, row::Mutation},
    },
};

/// Flags that change an event.
#[derive(Args, Clone)]
pub struct EditArguments {
    /// Put a value into what the event says: JSON, else a text; a name with / at first is a pointer
    #[arg(long, value_name = "CLAIM=VALUE", env = "AUTHCTL_SET", hide_env = true, value_parser = Edit::set)]
    set: Vec<Edit>,
    /// Take something out of what the event says; a name with / at first is a JSON pointer
    #[arg(long, value_name = "CLAIM", env = "AUTHCTL_REMOVE", hide_env = true, value_parser = |name: &str| Ok::<_, String>(Edit::Remove(name.to_owned())))]
    remove: Vec<Edit>,
    /// A header of the request, in the place of one of that name
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", env = "AUTHCTL_HEADER", hide_env = true, value_parser = header_line)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Make it wrong on purpose, as `webhook mutations` has it; several are done at once
    #[arg(long, value_name = "NAME", env = "AUTHCTL_MUTATE", hide_env = true, value_parser = names(), hide_possible_values = true)]
    mutate: Vec<String>,
}

fn names() -> PossibleValuesParser {
    mutation::all().map(|mutation| mutation.name).collect::<Vec<_>>().into()
}

/// As in `request`, and Authorization too: whoever is sent the event may want one (RFC 8935 §2.1).
fn header_line(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = text.split_once(':').ok_or("a header is written as `Name: value`")?;
    if !name.eq_ignore_ascii_case("authorization") && !name.eq_ignore_ascii_case("user-agent") {
        return api_request::header_line(text);
    }
    let mut value: HeaderValue =
        value.trim().parse().map_err(|_| "the value has a character that no header has".to_owned())?;
    value.set_sensitive(name.eq_ignore_ascii_case("authorization"));
    Ok((
        name.to_ascii_lowercase().parse().map_err(|_| "the name of this header cannot be".to_owned())?,
        value,
    ))
}

impl EditArguments {
    /// Whether what is sent is what the person says, right or wrong.
    pub fn is_any(&self) -> bool {
        !(self.set.is_empty() && self.remove.is_empty() && self.mutate.is_empty())
    }

    /// Makes the edits, and puts the headers in.
    pub fn apply(&self, draft: &mut Draft) -> Result<()> {
        self.remove.iter().chain(&self.set).try_for_each(|edit| edit.apply(&mut draft.payload))?;
        for (name, value) in &self.headers {
            let value = value.to_str().map_err(|_| {
                Code::Usage
                    .error()
                    .phase(Phase::Webhook)
                    .message("the value of a header is ASCII")
                    .got(name.as_str())
            })?;
            draft.headers.push((name.to_string(), value.to_owned()));
        }
        Ok(())
    }

    /// Puts the headers into what is not signed anew.
    pub fn put_headers(&self, message: &mut Message) {
        for (name, value) in &self.headers {
            message.headers.insert(name, value.clone());
        }
    }

    /// Marks the headers that may hold a secret, so that none is shown.
    pub fn mark(&self, message: &mut Message) {
        for (name, _) in self.headers.iter().filter(|(_, value)| value.is_sensitive()) {
            if let Some(value) = message.headers.get_mut(name) {
                value.set_sensitive(true);
            }
        }
    }

    /// What is wrong on purpose.
    pub fn mutations(&self) -> Result<Vec<&'static Mutation>> {
        self.mutate.iter().map(|name| mutation::named(name)).collect()
    }
}
