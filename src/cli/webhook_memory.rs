//! The memory of a receiver in the state directory: one for each port or stream, so that it is there again when the receiver is.

use super::context::Context;
use crate::{
    error::{Code, Phase, Result},
    host::{files::PrivateDir, lock::LockFile},
    webhook::seen::{LARGEST, Memory},
};

/// Where it is, below the state directory.
const DIRECTORY: &str = "webhook";

/// The file of one receiver, which nobody else writes meanwhile.
pub struct MemoryFile {
    directory: PrivateDir,
    name: String,
    _lock: LockFile,
}

impl MemoryFile {
    /// That of the receiver at this port, or of this stream.
    ///
    /// # Errors
    /// [`Code::LockTimeout`] if another one has it, which is only possible at port 0 or with the same stream.
    pub fn open(context: &Context, of: &str) -> Result<Self> {
        let directory = PrivateDir::at(context.state_directory()?.join(DIRECTORY));
        let name = format!("seen-{of}");
        let lock = LockFile::try_take(&directory, &format!("{name}.lock"))?.ok_or_else(|| {
            Code::LockTimeout
                .error()
                .phase(Phase::Webhook)
                .message("another receiver uses the same memory")
                .hint("give each its own --port, or its own AUTHCTL_STATE_DIR")
        })?;
        Ok(Self { directory, name, _lock: lock })
    }
}

impl Memory for MemoryFile {
    fn name(&self) -> String {
        self.directory.path().join(&self.name).display().to_string()
    }

    fn read(&mut self) -> Result<Vec<u8>> {
        self.directory.read(&self.name, LARGEST).map(Option::unwrap_or_default)
    }

    fn append(&mut self, line: &str) -> Result<()> {
        self.directory.append_durably(&self.name, line.as_bytes())
    }

    fn replace(&mut self, lines: &str) -> Result<()> {
        self.directory.replace(&self.name, lines.as_bytes())
    }
}
