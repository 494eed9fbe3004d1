//! What apps ask, as a sequence: a browser at the left, an app at the right, the provider between them. Live by a small script that
//! asks for what has come since; without it, whoever loads the page again sees the same.

use super::{
    clock::time_of_day,
    frame::{Part, button, row},
};
use crate::idp::{
    fault,
    page::{attribute, text},
    request_log::{
        Found, Line,
        entry::{Asked, LAX, Message, What},
        pairs::Pairs,
    },
};

const SCRIPT: &str = include_str!("live.js");

/// base64 of the SHA-256 of the script; a test computes it.
pub const SCRIPT_HASH: &str = "'sha256-iT9ZkBH133DksRPGaFRJLcsYo2BegAnrVSmPxWoxKJ4='";

/// The part; `csrf` is the field that its form is known by.
pub fn part(found: &Found, csrf: &str) -> String {
    let hidden = if found.lines.is_empty() { "" } else { " hidden" };
    format!(
        "<div class=\"bar\"><span id=\"live\" class=\"soft\" role=\"status\">Load the page again to see more</span>\n{}</div>\n\
         <div class=\"actors\"><span>Browser</span><span>Provider</span><span>App</span></div>\n\
         <p id=\"none\" class=\"soft\"{hidden}>Nothing was asked yet.</p>\n\
         <ol id=\"sequence\" class=\"sequence\" data-next=\"{}\">{}</ol>\n<script>{SCRIPT}</script>",
        row(Part::Requests, csrf, &button("clear-log", "Clear")),
        found.next,
        lines(&found.lines)
    )
}

/// The steps alone.
pub fn lines(lines: &[Line]) -> String {
    lines.iter().map(step).collect()
}

fn step(line: &Line) -> String {
    let client_id = line.entry.client_id().map(text).unwrap_or_default();
    let note = format!("{} {client_id}", time_of_day(line.entry.at));
    match &line.entry.what {
        What::Asked(asked) => request(asked, &note),
        What::Sent(message) => sent(message, &note),
    }
}

fn request(asked: &Asked, note: &str) -> String {
    let (side, there, back) = match asked.is_browser {
        true => ("left", "ahead", "back"),
        false => ("right", "back", "ahead"),
    };
    let status = asked.status.map_or_else(|| "no answer".to_owned(), |status| status.as_u16().to_string());
    let is_refused = asked.refusal.is_some()
        || asked.status.is_none_or(|status| status.is_client_error() || status.is_server_error());
    let why = asked.refusal.as_ref().map(|refusal| format!(" {}", text(&refusal.error))).unwrap_or_default();
    let mut members =
        vec![("why", asked.refusal.as_ref().map(|it| it.description.clone()).unwrap_or_default())];
    members.push(("leads to", asked.location.clone().unwrap_or_default()));
    members.push(("faults", asked.mark(fault::row::HEADER).unwrap_or_default().to_owned()));
    members.push(("laxities", asked.mark(LAX).unwrap_or_default().to_owned()));
    members.push(("script", asked.script.map(|id| id.to_string()).unwrap_or_default()));
    let more = [&asked.headers, &asked.parameters].into_iter().flat_map(Pairs::iter);
    let told: String = members
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .filter(|(_, value)| !value.is_empty())
        .chain(more)
        .map(|(name, value)| member(name, value))
        .collect();
    let kind = asked.parameters.get("grant_type").map(|kind| format!(" <small>{}</small>", text(kind)));
    // a long path breaks where its parts do
    let path = text(&asked.path).replace('/', "/<wbr>");
    let ask = format!("{} {path}{}", text(asked.method.as_str()), kind.unwrap_or_default());
    let classes = if is_refused { format!("{side} refused") } else { side.to_owned() };
    let away = asked.location.as_deref().filter(|location| !location.starts_with('/'));
    let away =
        away.map(|location| format!(" to {}", text(location.split(['?', '#']).next().unwrap_or_default())));
    drawn(&classes, (there, &ask), (back, &format!("{status}{why}{}", away.unwrap_or_default())), note, &told)
}

fn sent(message: &Message, note: &str) -> String {
    let answer = message.status.map_or_else(|| "no answer".to_owned(), |status| status.as_u16().to_string());
    let why = message.outcome.as_ref().err().map(String::as_str).unwrap_or_default();
    let told = format!("{}{}", member("to", &message.to), member("not taken", why));
    let told = if why.is_empty() { member("to", &message.to) } else { told };
    let classes = if message.outcome.is_err() { "right refused" } else { "right" };
    drawn(classes, ("ahead", &text(&message.what)), ("back", &answer), note, &told)
}

fn member(name: &str, value: &str) -> String {
    format!("<dt>{}</dt><dd>{}</dd>", text(name), text(value))
}

fn drawn(classes: &str, ask: (&str, &str), answer: (&str, &str), note: &str, told: &str) -> String {
    format!(
        "<li class=\"step {}\"><details><summary><span class=\"way\"><span class=\"arrow {}\">{}</span>\
         <span class=\"arrow answer {}\">{}</span></span><span class=\"note\">{note}</span></summary>\
         <dl>{told}</dl></details></li>\n",
        attribute(classes),
        ask.0,
        ask.1,
        answer.0,
        answer.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{base64url, hash};

    #[test]
    fn the_policy_allows_this_script_and_no_other() {
        // P9
        let hash = base64url::encode_standard(hash::sha256(SCRIPT.as_bytes()));
        assert_eq!(SCRIPT_HASH, format!("'sha256-{hash}'"));
    }
}
