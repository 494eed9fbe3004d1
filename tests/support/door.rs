//! A door that a scripted provider stops at, so that a test can do something while an answer is on its way.

use std::{
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

/// The test's side of the door. Dropped, it stands open.
pub struct Door {
    reached: Receiver<()>,
    _shut: Sender<()>,
}

/// A door, and what stops at it: that waits until the door is opened.
pub fn door() -> (Door, impl Fn() + Send + Sync + 'static) {
    let (sender, reached) = channel();
    let (shut, opened) = channel::<()>();
    let (sender, opened) = (Mutex::new(sender), Mutex::new(opened));
    let stop = move || {
        // the test may be over
        let _ = sender.lock().unwrap().send(());
        let _ = opened.lock().unwrap().recv();
    };
    (Door { reached, _shut: shut }, stop)
}

impl Door {
    /// Waits until somebody stands before it.
    pub fn wait_until_reached(&self) {
        self.reached.recv_timeout(Duration::from_secs(20)).expect("somebody comes to the door");
    }

    /// Opens it for good.
    pub fn open(self) {}
}
