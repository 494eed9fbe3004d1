//! One case of an app's logout, and how it is run.

use super::{expect::Expect, scene::Scene};
use crate::{
    check::{case::Case, judged::Judged},
    error::Result,
    host::BoxFuture,
};

/// A case, and how it is run.
pub struct Row {
    /// The case.
    pub case: Case,
    /// How it is run.
    pub way: Way,
}

/// How a case is run.
pub enum Way {
    /// It sends each event that is wrong in a way whose mutation has the number of this case.
    Mutated(Expect),
    /// It pushes security events that are wrong in the ways of these names, which have to be refused for one of these reasons.
    Pushed(&'static [&'static str], &'static [&'static str]),
    /// By what this does.
    ByHand(for<'a> fn(&'a Scene<'a>) -> BoxFuture<'a, Result<Judged>>),
}

/// Rows whose events are made by mutations: `mutated!("N7" Must "RFC 8725 §3.2": "what" => "right"; "repair"; Refused)`.
macro_rules! mutated {
    ($id:literal $level:ident $section:literal: $what:literal => $right:literal; $repair:literal; $expect:ident) => {
        $crate::check::logout::row::Row {
            case: $crate::check::case::case!($id $level $section: $what => $right; $repair),
            way: $crate::check::logout::row::Way::Mutated($crate::check::logout::expect::Expect::$expect),
        }
    };
}

/// Rows that are run by a function.
macro_rules! by_hand {
    ($id:literal $level:ident $section:literal: $what:literal => $right:literal; $repair:literal; $run:ident) => {
        $crate::check::logout::row::Row {
            case: $crate::check::case::case!($id $level $section: $what => $right; $repair),
            way: $crate::check::logout::row::Way::ByHand(|scene| Box::pin($run(scene))),
        }
    };
}
/// Rows of security events: `pushed!("T10" Must "RFC 8417 §2.3": "what" => "right"; "repair"; ["typ-not-secevent"] INVALID)`.
macro_rules! pushed {
    ($id:literal $level:ident $section:literal: $what:literal => $right:literal; $repair:literal; [$($name:literal),+] $errors:ident) => {
        $crate::check::logout::row::Row {
            case: $crate::check::case::case!($id $level $section: $what => $right; $repair),
            way: $crate::check::logout::row::Way::Pushed(&[$($name),+], $errors),
        }
    };
}
pub(super) use {by_hand, mutated, pushed};
