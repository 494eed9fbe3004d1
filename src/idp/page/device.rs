//! The pages of a device: the code, the question, and what came of it (RFC 8628 §3.3).

use super::{Form, Page, asking, text, wishes};
use crate::idp::{client::Client, provider::Provider, state::Device};

/// Asks for the code, with what was entered before or stands in the address.
pub fn code(form: Form<'_>, proposed: &str, problem: Option<&str>) -> Page {
    let problem =
        problem.map(|problem| format!("<p class=\"problem\" role=\"alert\">{}</p>\n", text(problem)));
    let body = format!(
        "<p>Enter the code that the device shows.</p>\n{}<form method=\"post\" action=\"/device\">\n{}\
         <label for=\"user_code\">Code</label>\n\
         <input id=\"user_code\" name=\"user_code\" value=\"{}\" autocomplete=\"off\" autocapitalize=\"characters\" \
         spellcheck=\"false\" required autofocus>\n<button class=\"main\">Continue</button>\n</form>",
        problem.unwrap_or_default(),
        form.hidden(),
        text(proposed)
    );
    Page::new("Connect a device", body)
}

/// Asks whether the person agrees. Who is asked by a stranger to enter a code has to see what it is about (RFC 8628 §5.4).
pub fn question(provider: &Provider, device: &Device, client: &Client, person: &str, form: Form<'_>) -> Page {
    let list = wishes::list(provider, &device.scope, &device.terms);
    let body = format!(
        "<p class=\"soft\">Signed in as {}</p>\n<p>A device wants to sign in with <strong>{}</strong>, which will be able \
         to:</p>\n<ul>\n{list}</ul>\n{}<p>Does it show the code <strong>{}</strong>, and have you begun this yourself? Whoever \
         has sent you the code would be signed in as you.</p>\n\
         <form method=\"post\" action=\"/device/confirm\">\n{}\
         <button class=\"main\" name=\"decision\" value=\"allow\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>",
        text(person),
        text(&client.name),
        asking::by_its_own_name(provider, client),
        text(&device.user_code),
        form.hidden()
    );
    Page::new(format!("Connect a device to {}?", client.name), body)
}

/// The person has agreed.
pub fn approved() -> Page {
    Page::new("The device is connected", "<p>You can go back to it. This page can be closed.</p>".to_owned())
}

/// The person has refused.
pub fn denied() -> Page {
    Page::new("The device was refused", "<p>It is told so. This page can be closed.</p>".to_owned())
}

/// There is nothing to decide any more.
pub fn gone() -> Page {
    let body = "<p class=\"problem\">The code has expired, or was used already.</p>\n<p>Begin again on the device.</p>";
    Page::new("This code no longer works", body.to_owned())
}

/// Too many codes were wrong.
pub fn too_many_tries() -> Page {
    let body = "<p class=\"problem\" role=\"alert\">Too many codes were wrong.</p>\n<p>Wait ten minutes.</p>";
    Page::new("Not now", body.to_owned())
}
