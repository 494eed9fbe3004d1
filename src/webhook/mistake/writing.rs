//! Mistakes in how a token is written, and in which kind of token was sent.

use serde_json::Value;

use super::row::{Mistake, Told, row, told};
use crate::{
    jose::token_kind,
    webhook::{
        case::{Case, Token},
        scheme,
    },
};

/// Every one.
pub(super) const MISTAKES: &[Mistake] = &[
    row("encrypted", "RFC 7516 §9", encrypted),
    row("unsigned", "RFC 8725 §3.2", unsigned),
    row("base64-alphabet", "RFC 7515 §2", base64_alphabet),
    row("white-space", "RFC 7515 §7.1", white_space),
    row("critical-extension", "RFC 7515 §4.1.11", critical_extension),
    row("other-kind", "RFC 8725 §3.11", other_kind),
    row("typ-missing", "RFC 8725 §3.11", typ_missing),
];

fn encrypted(case: &Case<'_>) -> Told {
    let token = case.token.as_ref()?;
    (token.text.split('.').count() == 5).then_some(())?;
    told(
        "the token is encrypted, so that only who has the private key can read it",
        "decrypt it first (`authctl jwt decode --key-from`), or have the provider send it signed only",
    )
}

fn unsigned(case: &Case<'_>) -> Told {
    let token = case.token.as_ref()?;
    let is_none = token.header("alg").is_some_and(|alg| alg.eq_ignore_ascii_case("none"));
    let is_bare = token.text.split('.').count() == 3 && token.text.ends_with('.');
    (is_none || is_bare).then_some(())?;
    told("the token is not signed: anybody can have written it", "sign it with a key of the issuer's key set")
}

fn base64_alphabet(case: &Case<'_>) -> Told {
    let token = case.token.as_ref()?;
    let text = token.text.trim();
    text.contains(['+', '/', '=', ' ']).then_some(())?;
    told(
        "the token is written in base64 (with + / =), not in base64url without padding",
        "write each part in base64url (RFC 4648 §5), without `=`",
    )
}

fn white_space(case: &Case<'_>) -> Told {
    let token = case.token.as_ref()?;
    (token.text.trim() != token.text || token.text.contains(['\r', '\n', '\t'])).then_some(())?;
    told(
        "there is white space in the token or at its end, such as a line's end",
        "send the token alone; `echo` and editors add a line's end",
    )
}

fn critical_extension(case: &Case<'_>) -> Told {
    let token = case.token.as_ref()?;
    let name = ["crit", "b64"].into_iter().find(|name| token.header.contains_key(*name))?;
    told(
        format!("the token's header has `{name}`, an extension that whoever does not know it must refuse"),
        "sign it without extensions",
    )
}

/// The `typ` in short, as tokens are compared by it.
fn typ(token: &Token) -> Option<String> {
    let typ = token.header("typ")?.to_ascii_lowercase();
    Some(typ.strip_prefix("application/").unwrap_or(&typ).to_owned())
}

fn other_kind(case: &Case<'_>) -> Told {
    let (token, wanted) = (case.token.as_ref()?, scheme::of(case.event).typ()?);
    let own = typ(token).filter(|own| own != "jwt");
    if own.as_deref() == Some(wanted) {
        return None;
    }
    let title = |kind: &token_kind::TokenKind| match kind.title.starts_with(['a', 'e', 'i', 'o', 'I', 'J']) {
        true => format!("an {}", kind.title),
        false => format!("a {}", kind.title),
    };
    let kind = token_kind::of(own.as_deref(), &token.claims);
    let what = match (kind, &own) {
        (Some(kind), _) if kind.typ == Some(wanted) => return None,
        (Some(kind), _) => title(kind),
        (None, Some(own)) => format!("a token of the kind {own}"),
        (None, None) => return None,
    };
    told(
        format!("this is {what}, where {wanted} is expected"),
        format!(
            "send the token that the event has, with `typ` {wanted}; another kind must never be taken for it"
        ),
    )
}

fn typ_missing(case: &Case<'_>) -> Told {
    let (token, wanted) = (case.token.as_ref()?, scheme::of(case.event).typ()?);
    let is_named = token
        .header
        .get("typ")
        .is_some_and(|typ| !matches!(typ, Value::String(text) if text.eq_ignore_ascii_case("jwt")));
    (case.fails("typ") && !is_named).then_some(())?;
    told(
        format!("the token does not say that it is {wanted}: it could be another token of the same issuer"),
        format!("have the issuer set `typ` to {wanted}, or forgive it with --compat"),
    )
}
