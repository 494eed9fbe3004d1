//! Where the state is kept: one JSON line a change, the first line saying of which kind the file is.
//!
//! Reading drops a last line that was cut off (the process was killed while writing it, so nobody was told of
//! that change); any other line that cannot be read stops the start, since half a state would forget a
//! revocation.

use super::state::Change;
use crate::error::{Code, Error, Phase, Result};

/// The file, or what stands for it.
pub trait Journal: Send {
    /// Its name for messages.
    fn name(&self) -> String;

    /// Everything in it; empty if it was never written.
    fn read(&mut self) -> Result<Vec<u8>>;

    /// Adds whole lines at the end, in one write.
    fn append(&mut self, lines: &str) -> Result<()>;

    /// Puts these lines in place of everything, atomically: after a crash either the old or the new is there.
    fn replace(&mut self, lines: &str) -> Result<()>;
}

/// None: what happened is forgotten with the provider.
pub struct Unkept;

impl Journal for Unkept {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn read(&mut self) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn append(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn replace(&mut self, _: &str) -> Result<()> {
        Ok(())
    }
}

/// The first line; a change of the format changes the number.
const HEADER: &str = r#"{"authctl_dev_state":2}"#;

/// A journal as it was read.
pub struct Replay {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// Whether a last line was cut off, or the file is new: it has to be written anew before it is added to.
    pub unclean: bool,
    /// How long it is, in bytes.
    pub bytes: usize,
}

/// Reads the journal.
pub fn replay(journal: &mut dyn Journal) -> Result<Replay> {
    let bytes = journal.read()?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let unclean = whole < bytes.len() || whole == 0;
    let text = std::str::from_utf8(&bytes[..whole]).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        bad_line(journal, line)
    })?;
    let mut changes = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if index == 0 {
            if line != HEADER {
                return Err(bad_line(journal, 1));
            }
            continue;
        }
        changes.push(serde_json::from_str(line).map_err(|_| bad_line(journal, index + 1))?);
    }
    Ok(Replay { changes, unclean, bytes: bytes.len() })
}

fn bad_line(journal: &dyn Journal, line: usize) -> Error {
    let name = journal.name();
    Code::DevStateFailed
        .error()
        .phase(Phase::Provider)
        .message(format!("line {line} of the embedded provider's state cannot be read"))
        .hint(format!("remove {name}, or choose another AUTHCTL_STATE_DIR"))
        .got(name)
}

/// The lines of some changes, each ended.
pub fn lines<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Result<String> {
    let mut text = String::new();
    for change in changes {
        text.push_str(&serde_json::to_string(change).map_err(|_| Code::InternalError.error())?);
        text.push('\n');
    }
    Ok(text)
}

/// A whole journal of these changes.
pub fn whole<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Result<String> {
    Ok(format!("{HEADER}\n{}", lines(changes)?))
}
