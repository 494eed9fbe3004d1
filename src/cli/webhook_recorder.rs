//! The requests that a receiver gets, each in a file of its own: what `webhook verify` and `webhook replay` read.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    error::Result,
    host::user_file,
    output::moment,
    protocol::time::UnixTime,
    webhook::{arrival::Arrival, catalogue, recording::Recording},
};

/// A directory for recordings.
pub struct Recorder {
    directory: PathBuf,
    /// How many there were in this run.
    count: AtomicU64,
}

impl Recorder {
    /// In this directory, which is made if it is missing.
    ///
    /// # Errors
    /// [`Code::FileFailed`](crate::error::Code::FileFailed).
    pub fn open(directory: &Path) -> Result<Self> {
        user_file::make_directory(directory)?;
        Ok(Self { directory: directory.to_owned(), count: AtomicU64::new(0) })
    }

    /// Writes it down, for its owner's eyes only and with what opens doors masked; the name of the file.
    ///
    /// # Errors
    /// What kept it from being written.
    pub fn keep(&self, arrival: &Arrival, at: UnixTime) -> Result<String> {
        let message = &arrival.message;
        let event = catalogue::recognized(message).map_or("unknown", |event| event.name.as_str());
        let moment = moment::rfc3339(at).replace(['-', ':'], "");
        let (method, body) = (message.method.clone(), message.body.clone());
        let bytes = Recording::of(method, &arrival.target, &arrival.head, body, at).bytes();
        loop {
            let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
            let name = format!("{moment}-{number:04}-{event}.http");
            let path = self.directory.join(&name);
            // of another run in the same second
            if !user_file::is_there(&path) {
                return user_file::create(&path, &bytes).map(|()| name);
            }
        }
    }
}
