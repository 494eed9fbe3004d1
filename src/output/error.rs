//! Errors for people (at most six lines, unless a hint has several) and for programs (one line of JSON): the shape that scripts rely on.

use serde::Serialize;

use crate::{
    error::Error,
    untrusted::{escape, sanitize},
};

/// The block for people.
pub fn human(error: &Error) -> String {
    let name = error.code().row().name;
    let mut lines = vec![format!("error: {} [{name}]", sanitize(error.text()))];
    let place: Vec<String> = [
        error.of_profile().map(|profile| format!("profile {}", sanitize(profile))),
        error.of_issuer().map(|issuer| format!("issuer {}", sanitize(issuer))),
        Some(format!("step {}", error.at().name())),
    ]
    .into_iter()
    .flatten()
    .collect();
    lines.push(format!("  {}", place.join(", ")));
    match (error.wanted(), error.found()) {
        (Some(expected), Some(got)) => lines.push(format!("  expected {expected}, got {got}")),
        (Some(expected), None) => lines.push(format!("  expected {expected}")),
        (None, Some(got)) => lines.push(format!("  got {got}")),
        (None, None) => {}
    }
    if let Some(answer) = error.answer() {
        lines.push(format!("  {}", answer_line(answer)));
    }
    let advice = match (error.advice(), error.retry_after_s()) {
        (advice, Some(seconds)) => format!("{advice} (after {seconds} s)"),
        (advice, None) => advice.to_owned(),
    };
    // The hint is ours and may have lines: each is within the block, and none is cut, since it may be a command to run.
    lines.extend(advice.lines().map(|line| format!("  {}", escape(line))));
    lines.push(format!("  more: authctl explain {name}"));
    lines.join("\n")
}

fn answer_line(answer: &crate::error::ProviderAnswer) -> String {
    let mut line = format!("the {} endpoint said", answer.endpoint);
    if let Some(status) = answer.http_status {
        line.push_str(&format!(" {status}"));
    }
    if let Some(error) = &answer.error {
        line.push_str(&format!(" {error}"));
    }
    if let Some(description) = &answer.error_description {
        line.push_str(&format!(": {description}"));
    }
    line
}

/// The line for people of something that went wrong and was got over.
pub fn human_warning(error: &Error) -> String {
    format!("warning: {} [{}]", sanitize(error.text()), error.code().row().name)
}

/// The line for programs.
pub fn machine(error: &Error, trace: &str) -> String {
    super::json::line(&Document::new(error, Some(1), None, trace))
}

/// The line for programs of a warning.
pub fn machine_warning(error: &Error, trace: &str) -> String {
    super::json::line(&Document::new(error, None, Some(1), trace))
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    authctl_error: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authctl_warning: Option<u8>,
    code: &'a str,
    class: &'a str,
    exit: u8,
    phase: &'a str,
    message: String,
    hint: String,
    retry: &'a str,
    retry_after_s: Option<u64>,
    profile: Option<String>,
    issuer: Option<String>,
    provider: Option<Provider>,
    expected: Option<String>,
    got: Option<String>,
    session_changed: bool,
    trace: &'a str,
}

#[derive(Serialize)]
struct Provider {
    http_status: Option<u16>,
    error: Option<String>,
    error_description: Option<String>,
    endpoint: &'static str,
}

impl<'a> Document<'a> {
    fn new(error: &'a Error, is_error: Option<u8>, is_warning: Option<u8>, trace: &'a str) -> Self {
        Self {
            authctl_error: is_error,
            authctl_warning: is_warning,
            code: error.code().row().name,
            class: error.class().name,
            exit: error.exit(),
            phase: error.at().name(),
            message: sanitize(error.text()),
            hint: error.advice().to_owned(),
            retry: error.class().retry,
            retry_after_s: error.retry_after_s(),
            profile: error.of_profile().map(sanitize),
            issuer: error.of_issuer().map(sanitize),
            provider: error.answer().map(|answer| Provider {
                http_status: answer.http_status,
                error: answer.error.as_ref().map(ToString::to_string),
                error_description: answer.error_description.as_ref().map(ToString::to_string),
                endpoint: answer.endpoint,
            }),
            expected: error.wanted().map(ToString::to_string),
            got: error.found().map(ToString::to_string),
            session_changed: error.changed_session(),
            trace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Phase, ProviderAnswer};

    #[test]
    fn an_error_for_people_has_one_block_of_at_most_six_lines() {
        let error = Code::ResponseIssMismatch
            .error()
            .phase(Phase::Callback)
            .profile("work")
            .issuer("https://id.example")
            .expected("https://id.example")
            .got("https://evil.example\x1b[2J\nerror: forged");
        assert_eq!(
            human(&error),
            "error: the provider's answer came from another issuer [response_iss_mismatch]\n\
             \x20 profile work, issuer https://id.example, step callback\n\
             \x20 expected https://id.example, got https://evil.example\\u{1b}[2J\\u{a}error: forged\n\
             \x20 do not retry until you know why\n\
             \x20 more: authctl explain response_iss_mismatch"
        );
    }

    #[test]
    fn every_line_of_a_hint_stands_within_the_block_and_whole() {
        let command = format!("authctl login --issuer https://id.example/{}", "x".repeat(300));
        let error = Code::ClientIdMissing.error().hint(format!("register\u{1b}[2J\nThen run: {command}"));
        assert_eq!(
            human(&error),
            format!(
                "error: the provider needs a client id of yours [client_id_missing]\n\
                 \x20 step config\n\
                 \x20 register\\u{{1b}}[2J\n\
                 \x20 Then run: {command}\n\
                 \x20 more: authctl explain client_id_missing"
            )
        );
        let line = machine(&error, "run-1");
        assert!(!line.contains('\n') && !line.contains('\u{1b}') && line.contains(&command), "{line}");
    }

    #[test]
    fn an_error_for_programs_is_one_line_with_every_member() {
        let error =
            Code::InvalidGrant.error().phase(Phase::Refresh).profile("work").provider(ProviderAnswer {
                endpoint: "token",
                http_status: Some(400),
                error: Some("invalid_grant".into()),
                error_description: Some("gone\u{7}".into()),
            });
        let line = machine(&error, "run-1");
        let document: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(
            document,
            serde_json::json!({
                "authctl_error": 1, "code": "invalid_grant", "class": "login_required", "exit": 4, "phase": "refresh",
                "message": "the provider no longer takes this grant", "hint": "run `authctl login`",
                "retry": "after_login", "retry_after_s": null, "profile": "work", "issuer": null,
                "provider": {"http_status": 400, "error": "invalid_grant", "error_description": "gone\\u{7}", "endpoint": "token"},
                "expected": null, "got": null, "session_changed": false, "trace": "run-1"
            })
        );
    }
}
