//! The app that the SDKs' samples and tests publish, with the code and the token that always work for it.

use serde_json::{Value, json};

use super::super::app::App;
use crate::{idp::user_id_type::UserIdType, protocol::client_auth::ClientAuthMethod};

/// The app of the samples.
pub const APP: App = App {
    client_id: "4f318ac177a9391c2e0d221203725ffd",
    client_secret: "2125d80f4583c52c46f8084bcc030c9b",
    method: ClientAuthMethod::ClientSecretPost,
    // what counts of a redirect URL is its site
    callback_paths: &["/login"],
};

/// Where the samples listen for a logout.
pub const LOGOUT_HOOK: &str = "http://localhost:5000/logout";

/// The code that works for that app at any time, and again.
pub const CODE: &str = "code_1234567890";

/// The token that it is exchanged for.
pub const TOKEN: &str = "token_1234567890";

/// Whom the token tells of.
pub fn person(id: UserIdType) -> Value {
    json!({"id": id.value(12345), "first_name": "Alex", "email": "alex@getclef.com"})
}
