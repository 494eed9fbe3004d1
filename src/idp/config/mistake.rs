//! What is wrong with the configuration, and where.

use std::ops::Range;

use crate::error::{Code, Error};

/// One mistake.
#[derive(Debug)]
pub(super) struct Mistake {
    span: Range<usize>,
    why: String,
}

impl Mistake {
    /// At these bytes of the text.
    pub(super) fn at(span: Range<usize>, why: impl Into<String>) -> Self {
        Self { span, why: why.into() }
    }

    /// The error that a person gets, with the line.
    pub(super) fn in_text(self, text: &str) -> Error {
        let line = text.get(..self.span.start).map_or(0, |before| before.matches('\n').count()) + 1;
        Code::ConfigInvalid
            .error()
            .message(format!("line {line} of the provider's configuration is not right"))
            .hint("correct the file given to --config")
            .got(self.why)
    }
}
