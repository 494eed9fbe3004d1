//! What an app gets wrong that signs people in with OpenID Connect.
//!
//! Two kinds of cases: what the browser brings to the app is not as it should be (the sets below), and the provider does something
//! wrong ([faults](crate::idp::fault), a case each). A verdict never rests on a status alone: after each the app is asked whether it
//! knows who is there.

mod applies;
mod asked;
mod callback;
mod cookie;
mod delivered;
mod escape;
mod expected;
mod fault;
mod forgery;
mod guess;
mod identity;
mod logout;
mod memory;
mod page;
mod redirect;
mod request;
mod row;
mod scene;
mod session;
mod session_cookie;

use self::{
    row::{
        Row,
        Way::{Answers, Asks, Runs},
    },
    scene::Scene,
};
use super::{
    battery::Battery,
    case::{Case, Level, case},
    judged::Judged,
    stage::Stage,
    trace::Trace,
};
use crate::{error::Result, host::BoxFuture, idp::fault::row::Place};

/// What comes first: without it nothing else means anything.
const SIGNS_IN: &[Row] = &[Row {
    case: case!("SI1" Must "OIDC Core §3.1": "a person signs in, and nothing is wrong"
        => "knows the person afterwards";
        "let the callback end in a session of the app"),
    way: Answers(|answer| Ok(answer.clone()), expected::Expected::SignedIn),
}];

/// Every set that is not of faults, in the order of the report.
const SETS: &[&[Row]] = &[
    SIGNS_IN,
    request::ROWS,
    callback::ROWS,
    forgery::ROWS,
    escape::ROWS,
    redirect::ROWS,
    session::ROWS,
    cookie::ROWS,
    page::ROWS,
    logout::ROWS,
];

/// The battery for one app.
pub struct AppBattery {
    /// The app, and the provider that it signs people in with.
    stage: Stage,
    /// What is known of it from the cases before.
    memory: memory::Memory,
}

impl AppBattery {
    /// For the app of this stage.
    pub fn new(stage: Stage) -> Self {
        Self { stage, memory: memory::Memory::default() }
    }
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

    fn comes_last(&self, case: &Case) -> bool {
        fault::of(case).is_some_and(|fault| memory::Kept::of(fault).is_some())
    }

    // jobs: one. A fault is the provider's, and would be met by every login.

    fn run<'a>(&'a self, case: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged> {
        Box::pin(async move {
            let fault = fault::of(case);
            // what the browser brings is nobody's fault but the app's if it fails at it
            let is_fault = fault.is_some_and(|fault| fault.place() != Place::Authorization);
            let is_required = case.level == Level::Must;
            let scene = Scene { stage: &self.stage, trace, is_fault, is_required };
            if let Some(why) = applies::not(self.stage.provider().policy.speech, case, fault) {
                return Judged::skip(why);
            }
            let judged = async {
                self.memory.forgets(&scene, fault).await?;
                match fault {
                    Some(fault) => fault::run(&scene, &self.memory, fault).await,
                    None => judged(&scene, case).await,
                }
            };
            judged.await.unwrap_or_else(Judged::from)
        })
    }
}

/// Every case, in the order of the report.
pub fn cases() -> Vec<&'static Case> {
    rows().map(|row| &row.case).chain(fault::cases()).collect()
}

fn rows() -> impl Iterator<Item = &'static Row> {
    SETS.iter().flat_map(|set| set.iter())
}

async fn judged(scene: &Scene<'_>, case: &'static Case) -> Result<Judged> {
    let Some(row) = rows().find(|row| row.case.id == case.id) else {
        return Ok(Judged::error("there is no such case"));
    };
    match row.way {
        Asks(times, judge) => {
            let mut asked = Vec::new();
            for _ in 0..times {
                asked.push(scene.ask().await?);
            }
            match asked.iter().any(asked::Asked::is_pushed) {
                true => Ok(Judged::skip("the app pushes its requests: the browser carries nothing of them")),
                false => Ok(judge(&asked)),
            }
        }
        Answers(change, expected) => {
            let mut paused = scene.arrive(scene.person()).await?;
            match change(&paused.answer.url) {
                Err(why) => Ok(Judged::skip(why)),
                Ok(url) => {
                    let answer = paused.answer.changed(|_| url);
                    scene.judge(&mut paused.browser, &answer, expected).await
                }
            }
        }
        Runs(run) => run(scene).await,
    }
}
