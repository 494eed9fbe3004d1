//! What is told below a command of `serve -- CMD` that failed: what the providers refused while it ran, since that is often why.

use super::{context::Context, serve_site::Site};
use crate::{
    idp::request_log::{
        entry::{Asked, Entry, What},
        filter::Filter,
    },
    untrusted::escape,
};

/// The most requests that are told, the last ones.
const MOST: usize = 20;

/// The exit codes of a command that failed of itself: those of signals are somebody's will.
const OF_SIGNALS: [u8; 3] = [129, 130, 143];

/// Tells it, on stderr, for a command that has ended so; nothing of it is a secret.
pub fn tell(context: &Context, sites: &[Site], exit: u8) {
    if exit == 0 || OF_SIGNALS.contains(&exit) {
        return;
    }
    let mut refused = Vec::new();
    for provider in sites.iter().flat_map(|site| site.server.providers()) {
        let all = Filter { limit: usize::MAX, is_request: Some(true), ..Filter::default() };
        for found in provider.log.find(&all).lines {
            refused.extend(line(provider.path(), &found.entry).map(|line| (found.entry.at, line)));
        }
    }
    // stable: those of one second stay in order
    refused.sort_by_key(|(at, _)| *at);
    if refused.is_empty() {
        return context.say("The provider refused nothing while the command ran.");
    }
    let earlier = refused.len().saturating_sub(MOST);
    context.say("What the provider refused while the command ran:");
    if earlier > 0 {
        context.say(&format!("  … {earlier} more, earlier"));
    }
    refused.iter().skip(earlier).for_each(|(_, line)| context.say(&format!("  {line}")));
}

/// What is said of a request that was refused, or not answered at all.
fn line(issuer_path: &str, entry: &Entry) -> Option<String> {
    let What::Asked(asked) = &entry.what else { return None };
    let is_refused = asked.refusal.is_some() || asked.status.is_none_or(|status| status.as_u16() >= 400);
    is_refused.then(|| {
        let by = entry.client_id().map(|client_id| format!(" by {client_id}")).unwrap_or_default();
        let request = format!("{} {issuer_path}{}{by}", asked.method, asked.path);
        escape(&format!("{request}: {}", answer(asked)))
    })
}

fn answer(asked: &Asked) -> String {
    let status = asked.status.map_or("no answer".to_owned(), |status| status.as_u16().to_string());
    let refusal = asked.refusal.as_ref().map(|refusal| match refusal.description.as_str() {
        "" => format!(", {}", refusal.error),
        description => format!(", {}: {description}", refusal.error),
    });
    let marks: String = asked
        .marks
        .iter()
        .map(|(name, value)| format!(" ({name}: {})", value.to_str().unwrap_or_default()))
        .collect();
    format!("{status}{}{marks}", refusal.unwrap_or_default())
}
