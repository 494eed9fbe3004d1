//! The pages of vendors whose sign-in and sign-up have addresses of their own, as plain pages of this provider in the
//! original's words. Their forms are those of every sign-in: `user`, and `password` where there is one.

use http::{Method, StatusCode};
use url::form_urlencoded;

use crate::idp::{
    answer,
    authorization::Authorization,
    endpoint::sign_in,
    interaction::{self, Transaction},
    known_password::PasswordHash,
    oauth_error::Outcome,
    page::{self, Form, Page, text},
    provider::Provider,
    received::Received,
    reply::Reply,
    sign_up::{self, NotSignedUp},
    state::SignedUp,
};

/// The longest username and the longest password, in bytes (threat P17).
const LONGEST: usize = 128;

/// Where the pages are, and what they say.
pub struct Screens {
    /// Where a person signs in.
    pub sign_in: &'static str,
    /// Where a person signs up.
    pub sign_up: &'static str,
    /// The title of that page, and its button.
    pub create: (&'static str, &'static str),
    /// The way there from the first page: a question and a link.
    pub to_sign_up: (&'static str, &'static str),
    /// The way back.
    pub to_sign_in: (&'static str, &'static str),
    /// What is said of a name that somebody has.
    pub taken: &'static str,
    /// The `sub` of whoever signs up.
    pub sub: fn(&Provider) -> String,
}

/// The address of a page: with what the original tells it, and the request that goes on there.
pub fn address(path: &str, told: &[(&str, &str)], transaction: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(told).append_pair("transaction", transaction);
    format!("{path}?{}", query.finish())
}

/// The sign-in page, and what comes from it.
pub async fn sign_in(provider: &Provider, received: &Received, screens: &Screens) -> Reply {
    if received.method == Method::POST {
        return sign_in::answer(provider, received).await;
    }
    show(provider, received, |authorization, form| {
        let asks = page::sign_in::Asks::of_client(authorization);
        let mut page = page::sign_in::page(provider, &asks, form, None);
        page.body.push_str(&link(screens.to_sign_up, screens.sign_up, form));
        page
    })
    .await
}

/// The sign-up page, and what comes from it.
pub async fn sign_up(provider: &Provider, received: &Received, screens: &Screens) -> Reply {
    if received.method == Method::POST {
        return signed_up(provider, received, screens)
            .await
            .unwrap_or_else(|error| answer::error_page(&error));
    }
    show(provider, received, |authorization, form| {
        let hint = authorization.login_hint.as_deref().unwrap_or_default();
        sign_up_page(screens, authorization, form, (hint, None))
    })
    .await
}

/// A page for the request that its address carries, as long as there is nothing else to say of that.
async fn show(
    provider: &Provider,
    received: &Received,
    page: impl FnOnce(&Authorization, Form<'_>) -> Page,
) -> Reply {
    let (parameters, _) = received.parameters();
    let sealed = parameters.get("transaction").unwrap_or_default();
    let transaction = match Transaction::open(provider, sealed) {
        Ok(transaction) => transaction,
        Err(error) => return answer::error_page(&error),
    };
    match Authorization::judge(provider, &transaction.parameters, None) {
        Err(_) => interaction::proceed(provider, received, &transaction, None).await,
        Ok(authorization) => {
            let (csrf, cookie) = interaction::csrf(provider, received, sealed);
            let shown = page(&authorization, Form { transaction: sealed, csrf: &csrf });
            interaction::with_browser_cookie(provider, Reply::page(StatusCode::OK, &shown), cookie)
        }
    }
}

fn sign_up_page(
    screens: &Screens,
    authorization: &Authorization,
    form: Form<'_>,
    (name, problem): (&str, Option<&str>),
) -> Page {
    let (title, button) = screens.create;
    let problem = problem
        .map(|problem| format!("<p class=\"problem\" role=\"alert\">{}</p>\n", text(problem)))
        .unwrap_or_default();
    let body = format!(
        "<p>to continue to <strong>{}</strong></p>\n{problem}<form method=\"post\" action=\"{}\">\n{}\
         <label for=\"user\">Username or email</label>\n\
         <input id=\"user\" name=\"user\" value=\"{}\" autocomplete=\"off\" autocapitalize=\"none\" \
         spellcheck=\"false\" required>\n\
         <label for=\"password\">Password, which may be left out here</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"new-password\">\n\
         <button class=\"main\">{button}</button>\n</form>{}",
        text(&authorization.client.name),
        screens.sign_up,
        form.hidden(),
        text(name),
        link(screens.to_sign_in, screens.sign_in, form),
    );
    Page::new(title, body).leading_to(&authorization.target.redirect_uri)
}

/// The way to the other page, with the same request.
fn link((question, words): (&str, &str), path: &str, form: Form<'_>) -> String {
    let address = page::attribute(&address(path, &[], form.transaction));
    format!("\n<p class=\"soft\">{question} <a href=\"{address}\">{words}</a></p>")
}

/// Takes the form: the person is a user from now on, and signed in.
async fn signed_up(provider: &Provider, received: &Received, screens: &Screens) -> Outcome<Reply> {
    let (fields, transaction) = interaction::resumed(provider, received)?;
    let name = fields.get("user").unwrap_or_default().trim();
    let password = fields.get("password");
    let problem = match is_name(name) && password.is_none_or(|password| password.len() <= LONGEST) {
        false => "A username has letters, digits and . _ + - only; or enter an email address.",
        true => {
            let person = SignedUp {
                sub: (screens.sub)(provider),
                username: name.to_owned(),
                email: name.contains('@').then(|| name.to_owned()),
                password: password.map(|password| PasswordHash::of(password, provider.random(16))),
                user_code: None,
                said: Default::default(),
                at: provider.now(),
            };
            match sign_up::sign_up(provider, person)? {
                Ok(user) => return sign_in::begin(provider, received, transaction, &user).await,
                Err(NotSignedUp::Taken) => screens.taken,
                Err(NotSignedUp::Full) => "Too many people have signed up at this development provider.",
            }
        }
    };
    let Ok(authorization) = Authorization::judge(provider, &transaction.parameters, None) else {
        return Ok(interaction::proceed(provider, received, &transaction, None).await);
    };
    let sealed = transaction.seal(provider);
    let (csrf, cookie) = interaction::csrf(provider, received, &sealed);
    let form = Form { transaction: &sealed, csrf: &csrf };
    let shown = sign_up_page(screens, &authorization, form, (name, Some(problem)));
    Ok(interaction::with_browser_cookie(provider, Reply::page(StatusCode::BAD_REQUEST, &shown), cookie))
}

/// Whether it is a username, or an e-mail address.
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte))
    };
    name.len() <= LONGEST
        && match name.split_once('@') {
            Some((local, domain)) => is_part(local) && is_part(domain),
            None => is_part(name),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_username_or_an_email_address() {
        for name in ["carol", "carol_1", "c.d+e@example.com"] {
            assert!(is_name(name), "{name}");
        }
        let long = "x".repeat(129);
        for name in ["", "@", "a@", "@b", "a@b@c", "a b", "<b>", "caf\u{e9}", "a\u{202e}", &long] {
            assert!(!is_name(name), "{name}");
        }
    }
}
