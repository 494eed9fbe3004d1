//! What an app gets wrong that signs people in with OpenID Connect.

use super::{
    battery::Battery,
    case::{Case, case},
    judged::Judged,
    stage::Stage,
    trace::Trace,
};
use crate::{check::judged::Session, host::BoxFuture};

const SIGNS_IN: Case = case!("SI1" Must "OIDC Core §3.1": "a person signs in, and nothing is wrong"
    => "knows the person afterwards";
    "let the callback end in a session of the app");

/// The battery for one app.
pub struct AppBattery {
    /// The app, and the provider that it signs people in with.
    pub stage: Stage,
}

/// Every case, in the order of the report.
pub fn cases() -> Vec<&'static Case> {
    vec![&SIGNS_IN]
}

impl Battery for AppBattery {
    fn name(&self) -> &'static str {
        "app"
    }

    fn subject(&self) -> String {
        self.stage.subject.login.to_string()
    }

    fn cases(&self) -> Vec<&'static Case> {
        cases()
    }

    fn run<'a>(&'a self, _: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged> {
        Box::pin(async {
            match self.stage.sign_in(&self.stage.subject.user, trace).await {
                Ok(_) => Judged::pass("the person is signed in").with_session(Session::Alive),
                Err(error) => Judged::from(error),
            }
        })
    }
}
