//! The control app and every fault of the embedded provider: it does right, and for each fault there is a defect by which it does
//! otherwise.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use authctl::idp::fault::{
    self,
    row::{Fault, Place, Right},
};

use crate::support::{
    app::control::FAULTS,
    app_stage::{Person, Stage},
};

/// What becomes of a person where the provider has a fault.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: u16,
    /// What the app says who it is, if anybody.
    known: Option<String>,
    is_met: bool,
}

impl Outcome {
    fn is_crash(&self) -> bool {
        self.status >= 500
    }
}

fn outcome(stage: &Stage, fault: &'static Fault, defects: &[&str]) -> Outcome {
    stage.set_clock();
    stage.app.change(defects);
    let faults = stage.provider.faults();
    faults.set(&[]);
    let mut person = Person::default();
    let status = if fault.place() == Place::Refresh {
        person = stage.sign_in("alice");
        faults.set(&[fault]);
        stage.get(&mut person, "/refresh").status
    } else {
        faults.set(&[fault]);
        stage.enter(&mut person, "alice").status
    };
    let is_met = faults.applied().contains_key(fault.name);
    faults.set(&[]);
    let page = stage.get(&mut person, "/me");
    let known = (page.status == 200).then_some(page.body);
    Outcome { status: status.max(if page.status == 401 { 0 } else { page.status }), known, is_met }
}

/// What is wrong with the app, and with its control.
fn judged(stage: &Stage, fault: &'static Fault) -> Option<String> {
    let right = outcome(stage, fault, &[]);
    let is_refresh = fault.place() == Place::Refresh;
    let is_right = right.is_met
        && !right.is_crash()
        && match fault.right {
            Right::Refuses => right.known.is_none(),
            Right::Accepts => right.known.is_some(),
            Right::Either => true,
        };
    if !is_right {
        return Some(format!("{}: {right:?}", fault.name));
    }
    let Some((_, defects)) = FAULTS.iter().find(|(name, _)| *name == fault.name) else {
        return Some(format!("{}: no control", fault.name));
    };
    let wrong = outcome(stage, fault, defects);
    let shows = match fault.right {
        Right::Refuses => wrong.known.is_some() || wrong.is_crash(),
        Right::Accepts if is_refresh => wrong != right,
        Right::Accepts => wrong.known.is_none(),
        Right::Either if is_refresh => wrong != right,
        Right::Either => wrong.is_crash(),
    };
    (!shows).then(|| format!("{}: {defects:?} do not show: {wrong:?}", fault.name))
}

#[test]
fn the_right_app_does_right_at_every_fault_of_its_provider_and_each_has_a_defect_that_shows() {
    let all: Vec<&'static Fault> = fault::all().collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let walk = || {
        let stage = Stage::new();
        while let Some(fault) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
            wrong.lock().unwrap().extend(judged(&stage, fault));
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(walk);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let unknown: Vec<&str> =
        FAULTS.iter().map(|(name, _)| *name).filter(|name| fault::named(name).is_err()).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "there is no such fault");
}
