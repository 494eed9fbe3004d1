//! An operation of the control interface: how it is called, what it takes and gives, and what does it. One row each, in a group
//! with its like.

use std::{future::Future, pin::Pin};

use http::{Method, StatusCode};

use super::{
    call::Call,
    schema::{Member, Schema},
};
use crate::idp::{oauth_error::Outcome, provider::Provider, received::Received, reply::Reply};

/// What an operation returns.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Outcome<Reply>> + Send + 'a>>;

/// One operation.
pub struct Operation {
    /// How it is asked.
    pub method: Method,
    /// Where, with the parts that are anybody's in braces.
    pub path: &'static str,
    /// Its name in the group.
    pub name: &'static str,
    /// What it does: one sentence.
    pub summary: &'static str,
    /// The parameters that may stand in the query.
    pub query: &'static [Member],
    /// The body that it takes.
    pub takes: Schema,
    /// The status of its answer where it goes well.
    pub status: StatusCode,
    /// That answer.
    pub gives: Schema,
    /// Does it.
    pub answer: for<'a> fn(Call<'a>) -> Answering<'a>,
}

/// Operations on one kind of thing.
pub struct Group {
    /// What they are on.
    pub name: &'static str,
    /// What is to be known of it: sentences.
    pub means: &'static str,
    /// What stands in the braces of their paths.
    pub parts: &'static [Member],
    /// Whether anybody may ask.
    pub is_open: bool,
    /// They.
    pub operations: &'static [Operation],
}

/// A table of operations, an entry each: the method, the path, what does it, what it takes if anything, what may stand in the
/// query if anything, the status and what it gives, and what it does.
macro_rules! operations {
    ($($method:ident $path:literal $name:ident $(takes $takes:expr)? $(, query $query:expr)? => $status:ident $gives:expr, $summary:literal;)*) => {
        &[$($crate::idp::control::operation::Operation {
            method: http::Method::$method,
            path: $path,
            name: stringify!($name),
            summary: $summary,
            query: $crate::idp::control::operation::or!([$($query)?] &[]),
            takes: $crate::idp::control::operation::or!([$($takes)?] $crate::idp::control::schema::Schema::Nothing),
            status: http::StatusCode::$status,
            gives: $gives,
            answer: |call| Box::pin($name(call)),
        }),*]
    };
}
pub(in crate::idp) use operations;

/// The first, if it is there, else the second.
macro_rules! or {
    ([$given:expr] $default:expr) => {
        $given
    };
    ([] $default:expr) => {
        $default
    };
}
pub(in crate::idp) use or;

impl Operation {
    /// Does what was asked.
    pub async fn answer(&'static self, provider: &Provider, received: &Received) -> Outcome<Reply> {
        let call = Call::read(provider, received, self.path, self.query, &self.takes)?;
        (self.answer)(call).await
    }
}
