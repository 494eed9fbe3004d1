//! Which screen comes first, and the screens: `/sign-in` and `/register`.
//! <https://docs.logto.io/end-user-flows/authentication-parameters/first-screen>

use crate::idp::{
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    shape::screens::{self, Screens},
};

const SCREENS: Screens = Screens {
    sign_in: "/sign-in",
    sign_up: "/register",
    create: ("Create your account", "Create account"),
    to_sign_up: ("No account yet?", "Create account"),
    to_sign_in: ("Already have an account?", "Sign in"),
    taken: "Username already exists.",
    sub: standard_id,
};

/// What asks for the sign-up screen, by either parameter; `interaction_mode` is the older one.
const REGISTERS: &[(&str, &str)] =
    &[("first_screen", "register"), ("first_screen", "identifier:register"), ("interaction_mode", "signUp")];

/// What the original tells its screens of the request.
const TOLD: &[(&str, &str)] = &[
    ("client_id", "app_id"),
    ("organization_id", "organization_id"),
    ("ui_locales", "ui_locales"),
    ("login_hint", "login_hint"),
    ("identifier", "identifier"),
];

/// The address of the first screen.
pub fn first(parameters: &Parameters, transaction: &str) -> String {
    // the newer parameter counts alone
    let name = if parameters.get("first_screen").is_some() { "first_screen" } else { "interaction_mode" };
    let value = parameters.get(name).unwrap_or_default();
    let path = if REGISTERS.contains(&(name, value)) { SCREENS.sign_up } else { SCREENS.sign_in };
    let told: Vec<(&str, &str)> =
        TOLD.iter().filter_map(|(name, as_name)| Some((*as_name, parameters.get(name)?))).collect();
    screens::address(path, &told, transaction)
}

/// The sign-in screen.
pub async fn sign_in(provider: &Provider, received: &Received) -> Reply {
    screens::sign_in(provider, received, &SCREENS).await
}

/// The sign-up screen.
pub async fn register(provider: &Provider, received: &Received) -> Reply {
    screens::sign_up(provider, received, &SCREENS).await
}

/// A user's id: twelve small letters and digits. That the first of them come a little more often harms nobody.
fn standard_id(provider: &Provider) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut bytes = [0; 12];
    provider.world.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
