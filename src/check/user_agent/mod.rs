//! A person's browser, as far as signing in needs one: cookies, redirects, links, forms, pages that send themselves on. Scripts
//! are run by a browser that is given for it; otherwise what a script of one line would do to go elsewhere is recognised, and so
//! are the vendors' own buttons.
//!
//! It is played as the current browsers do it, since a check that is more lenient than they are would miss what people meet:
//! RFC 6265 with the rules of its successor (SameSite, name prefixes), <https://html.spec.whatwg.org/multipage/> for forms and
//! <https://fetch.spec.whatwg.org/#http-redirect-fetch> for redirects. Everything that comes from a page is bounded.

mod agent;
pub mod callback;
pub mod chromium;
mod cookie;
mod cookie_date;
mod devtools;
pub mod document;
pub mod form;
pub mod jar;
pub mod navigation;
pub mod page;
mod referrer;
mod script_cookies;
mod script_run;
mod scripts;
mod shown;
mod sign_in;
mod site;
mod tab;
pub mod vendor;

pub use self::{
    agent::UserAgent,
    cookie::{Cookie, SameSite},
};
