//! What is odd about the authorization answer, which the browser brings.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>, <https://www.rfc-editor.org/rfc/rfc9207>

use super::{
    means::Answer,
    row::{Change, Fault, faults},
};
use crate::protocol::response_mode::Delivery;

/// What must not become part of a page as it is.
const MARKUP: &str = "<script>alert('authctl')</script>\"'><img src=x onerror=alert(1)>";

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "AR1" "answer-state-other" Refuses Must "RFC 6749 §10.12"
        "the answer's state is that of another request"
        => "keep the state in the person's browser session, and require it back"
        [Change::Answer(|answer, _| if answer.get("state").is_some() { answer.set("state", "another-state"); })];
    "AR2" "answer-state-missing" Refuses Must "RFC 6749 §10.12"
        "a state was sent, and the answer has none"
        => "require the state back where one was sent"
        [Change::Answer(|answer, _| answer.remove("state"))];
    "AR3" "answer-state-empty" Refuses Must "RFC 6749 §10.12"
        "a state was sent, and the answer's is empty"
        => "compare the state also where it is empty"
        [Change::Answer(|answer, _| if answer.get("state").is_some() { answer.set("state", ""); })];
    "AR4" "answer-state-longer" Refuses Must "RFC 6749 §10.12"
        "the answer's state begins with the right one and goes on"
        => "compare the whole state"
        [Change::Answer(|answer, _| {
            if let Some(state) = answer.get("state").map(|state| format!("{state}x")) { answer.set("state", state); }
        })];
    "AR5" "answer-state-twice" Either Info "RFC 6749 §3.1"
        "the answer has two states, first the right one and then another"
        => "refuse an answer with a parameter that stands twice"
        [Change::Answer(|answer, _| if answer.get("state").is_some() { answer.add("state", "another-state"); })];
    "AR6" "answer-iss-other" Refuses Should "RFC 9207 §2.4"
        "the answer says that it is of another issuer"
        => "compare iss with the issuer that the person was sent to, before the code is sent anywhere"
        [Change::Answer(|answer, _| answer.set("iss", "https://other.example"))];
    "AR7" "answer-iss-missing" Refuses Should "RFC 9207 §2.4"
        "the answer does not say of which issuer it is, although the metadata announce that"
        => "require iss where the metadata announce it"
        [Change::Answer(|answer, _| answer.remove("iss"))];
    "AR8" "answer-iss-trailing-slash" Refuses Should "RFC 9207 §2.4"
        "the answer's iss is the issuer with a slash behind it"
        => "compare iss to the letter"
        [Change::Answer(|answer, means| answer.set("iss", format!("{}/", means.issuer)))];
    "AR9" "answer-iss-twice" Either Info "RFC 6749 §3.1"
        "the answer says that it is of two issuers"
        => "refuse an answer with a parameter that stands twice"
        [Change::Answer(|answer, _| answer.add("iss", "https://other.example"))];
    "AR10" "answer-code-missing" Refuses Must "RFC 6749 §4.1.2"
        "the answer has neither a code nor an error"
        => "require a code"
        [Change::Answer(|answer, _| answer.remove("code"))];
    "AR11" "answer-code-empty" Refuses Must "RFC 6749 §4.1.2"
        "the answer's code is empty"
        => "require a code that is not empty"
        [Change::Answer(|answer, _| answer.set("code", ""))];
    "AR12" "answer-code-unknown" Refuses Must "RFC 6749 §5.2"
        "the answer's code is none that the token endpoint takes"
        => "require a good answer of the token endpoint"
        [Change::Answer(|answer, _| answer.set("code", "no-such-code"))];
    "AR13" "answer-code-twice" Either Info "RFC 6749 §3.1"
        "the answer has two codes, first the right one and then another"
        => "refuse an answer with a parameter that stands twice"
        [Change::Answer(|answer, _| answer.add("code", "no-such-code"))];
    "AR14" "answer-denied" Refuses Must "RFC 6749 §4.1.2.1"
        "the person said no"
        => "say that nobody was signed in, and let the person try again"
        [Change::Answer(|answer, _| refuse(answer, "access_denied"))];
    "AR15" "answer-login-required" Refuses Must "OIDC Core §3.1.2.6"
        "the provider would have to ask the person"
        => "say that nobody was signed in, and let the person try again"
        [Change::Answer(|answer, _| refuse(answer, "login_required"))];
    "AR16" "answer-server-error" Refuses Must "RFC 6749 §4.1.2.1"
        "the provider cannot go on"
        => "say that nobody was signed in, and let the person try again"
        [Change::Answer(|answer, _| refuse(answer, "server_error"))];
    "AR17" "answer-error-unknown" Refuses Must "RFC 6749 §4.1.2.1"
        "the answer has an error that nobody knows"
        => "take every error for one, known or not"
        [Change::Answer(|answer, _| refuse(answer, "urn:example:unknown"))];
    "AR18" "answer-error-beside-code" Refuses Should "RFC 6749 §4.1.2.1"
        "the answer has a code and an error"
        => "look for an error before anything else of the answer is used"
        [Change::Answer(|answer, _| answer.add("error", "access_denied"))];
    "AR19" "answer-error-markup" Refuses Must "RFC 6749 §10.14"
        "the answer has an error whose description is markup with a script"
        => "escape everything that an answer says before it is part of a page"
        [Change::Answer(|answer, _| {
            refuse(answer, "access_denied");
            answer.add("error_description", MARKUP);
        })];
    "AR20" "answer-error-script" Refuses Must "RFC 6749 §10.14"
        "the answer has an error whose address for more is a script"
        => "make no link of what an answer says"
        [Change::Answer(|answer, _| {
            refuse(answer, "access_denied");
            answer.add("error_uri", "javascript:alert('authctl')");
        })];
    "AR21" "answer-error-long" Refuses Must "RFC 6749 §4.1.2.1"
        "the answer has an error whose description has four thousand characters"
        => "show no more of a description than a sentence"
        [Change::Answer(|answer, _| {
            refuse(answer, "access_denied");
            answer.add("error_description", "no ".repeat(1_333));
        })];
    "AR22" "answer-empty" Refuses Must "RFC 6749 §4.1.2"
        "the answer has no parameters at all"
        => "require a code and the state"
        [Change::Answer(|answer, _| answer.parameters.clear())];
    "AR23" "answer-in-fragment" Refuses Should "OAuth 2.0 Multiple Response Types §2.1"
        "the answer is in the fragment, where nobody asked for it"
        => "take the answer only where it was asked for"
        [Change::Answer(|answer, _| answer.delivery = Delivery::Fragment)];
    "AR24" "answer-posted" Either Info "OAuth 2.0 Form Post Response Mode §2"
        "the answer is posted, where nobody asked for that"
        => "take the answer only where it was asked for"
        [Change::Answer(|answer, _| answer.delivery = Delivery::FormPost)];
    "AR25" "answer-extra-parameters" Accepts Must "RFC 6749 §4.1.2"
        "the answer has parameters that nobody knows"
        => "ignore parameters that the app does not know"
        [Change::Answer(|answer, _| {
            answer.add("session_state", "d5b3.x");
            answer.add("unknown", "a value with spaces & ü");
        })];
    "AR26" "answer-reordered" Accepts Must "RFC 6749 §4.1.2"
        "the answer's parameters come in another order"
        => "read parameters by their names"
        [Change::Answer(|answer, _| answer.parameters.reverse())];
    "AR27" "answer-tokens-unasked" Either Info "RFC 9700 §2.1.2"
        "beside the code there is a token that nobody asked for, and that is not genuine"
        => "use no token that comes by the browser unless it was asked for"
        [Change::Answer(|answer, _| {
            answer.add("access_token", "not-a-token");
            answer.add("id_token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWxsb3J5In0.");
        })];
};

/// An error in place of what was granted.
fn refuse(answer: &mut Answer, error: &str) {
    let granted = ["code", "access_token", "token_type", "expires_in", "scope", "id_token"];
    granted.iter().for_each(|name| answer.remove(name));
    answer.parameters.insert(0, ("error", error.to_owned()));
}
