//! Which screen comes first, and the screens: `/login` and `/signup`.
//! <https://docs.authgear.com/reference/apis/oauth-2.0-and-openid-connect-oidc>

use crate::idp::{
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    shape::screens::{self, Screens},
};

const SCREENS: Screens = Screens {
    sign_in: "/login",
    sign_up: "/signup",
    create: ("Sign up", "Sign up"),
    to_sign_up: ("Don't have an account?", "Sign up"),
    to_sign_in: ("Already have an account?", "Login"),
    taken: "This user already exists.",
    sub: uuid,
};

/// What the original tells its screens of the request.
const TOLD: &[&str] = &["client_id", "x_page", "ui_locales"];

/// The address of the first screen.
pub fn first(parameters: &Parameters, transaction: &str) -> String {
    let path = if parameters.get("x_page") == Some("signup") { SCREENS.sign_up } else { SCREENS.sign_in };
    let told: Vec<(&str, &str)> =
        TOLD.iter().filter_map(|name| Some((*name, parameters.get(name)?))).collect();
    screens::address(path, &told, transaction)
}

/// The sign-in screen.
pub async fn login(provider: &Provider, received: &Received) -> Reply {
    screens::sign_in(provider, received, &SCREENS).await
}

/// The sign-up screen.
pub async fn signup(provider: &Provider, received: &Received) -> Reply {
    screens::sign_up(provider, received, &SCREENS).await
}

/// A user's id (RFC 9562 §5.4).
fn uuid(provider: &Provider) -> String {
    let mut bytes = [0_u8; 16];
    provider.world.fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits[range].to_owned());
    parts.join("-")
}
