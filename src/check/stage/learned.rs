//! What a probe means, learned from how it answers before and after a login.

use std::{collections::BTreeSet, fmt};

use super::seen::Seen;
use crate::{check::judged::Session, untrusted::sanitize};

/// The shortest word that counts, in characters.
const SHORTEST: usize = 2;
/// The longest: what is longer is a token or the like, and another each time.
const LONGEST: usize = 40;
/// How many are told.
const FEW: usize = 4;

/// What was different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learned {
    /// The status.
    Status {
        /// With somebody signed in.
        alive: u16,
        /// With nobody.
        dead: u16,
    },
    /// Where it leads to.
    Location {
        /// With somebody signed in.
        alive: Option<String>,
        /// With nobody.
        dead: Option<String>,
    },
    /// The content.
    Words {
        /// The status, which is always the same.
        status: u16,
        /// The words that are there with anybody signed in, and never with nobody.
        alive: BTreeSet<String>,
        /// The words that are there with nobody signed in, and never with somebody.
        dead: BTreeSet<String>,
    },
}

impl Learned {
    /// From the answers with nobody and those with somebody signed in; `None` if there is no difference that is always there.
    pub fn of(dead: &[Seen], alive: &[Seen]) -> Option<Self> {
        let (was_dead, was_alive) = (dead.first()?, alive.first()?);
        let is_like = |one: &Seen, other: &Seen| one.status == other.status && one.location == other.location;
        let is_steady = |all: &[Seen], first: &Seen| all.iter().all(|seen| is_like(seen, first));
        if was_alive.is_broken() || !is_steady(dead, was_dead) || !is_steady(alive, was_alive) {
            return None;
        }
        if was_dead.status != was_alive.status {
            return Some(Self::Status { alive: was_alive.status, dead: was_dead.status });
        }
        if was_dead.location != was_alive.location {
            let (alive, dead) = (was_alive.location.clone(), was_dead.location.clone());
            return Some(Self::Location { alive, dead });
        }
        let (alive, dead) = (only_in(alive, dead), only_in(dead, alive));
        let differs = !alive.is_empty() || !dead.is_empty();
        differs.then_some(Self::Words { status: was_alive.status, alive, dead })
    }

    /// Whether the app knows who is there; `None` if the answer is like neither.
    pub fn judge(&self, seen: &Seen) -> Option<Session> {
        let told = |is_alive: bool, is_dead: bool| match (is_alive, is_dead) {
            (true, false) => Some(Session::Alive),
            (false, true) => Some(Session::Dead),
            _ => None,
        };
        match self {
            Self::Status { alive, dead } => {
                // an app that shows a page to who is signed in may send others away in more ways than one
                let is_away =
                    (200..300).contains(alive) && !seen.is_broken() && !(200..300).contains(&seen.status);
                told(seen.status == *alive, seen.status == *dead || is_away)
            }
            Self::Location { alive, dead } => told(seen.location == *alive, seen.location == *dead),
            Self::Words { status, .. } if seen.status != *status => {
                // a page for everybody has become none
                (!seen.is_broken() && seen.status >= 300).then_some(Session::Dead)
            }
            Self::Words { alive, dead, .. } => {
                let here = words(&seen.body);
                let (of_alive, of_dead) = (here.intersection(alive).count(), here.intersection(dead).count());
                match (alive.len(), dead.len()) {
                    (_, 0) => told(of_alive > 0, of_alive == 0),
                    (0, _) => told(of_dead == 0, of_dead > 0),
                    // whichever it has the larger part of
                    (alive, dead) => {
                        told(of_alive * dead > of_dead * alive, of_dead * alive > of_alive * dead)
                    }
                }
            }
        }
    }
}

/// In words, as the end of "somebody is signed in".
impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |place: &Option<String>| place.as_deref().map_or_else(|| "nowhere".to_owned(), sanitize);
        let few = |words: &BTreeSet<String>| {
            let words: Vec<String> =
                words.iter().take(FEW).map(|word| format!("\"{}\"", sanitize(word))).collect();
            words.join(", ")
        };
        match self {
            Self::Status { alive, dead } => {
                write!(f, "where the probe answers {alive}, and nobody where {dead}")
            }
            Self::Location { alive, dead } => {
                write!(f, "where the probe leads to {}, and nobody where to {}", place(alive), place(dead))
            }
            Self::Words { alive, dead, .. } if alive.is_empty() => {
                write!(f, "where the probe has no {} in it", few(dead))
            }
            Self::Words { alive, dead, .. } if dead.is_empty() => {
                write!(f, "where the probe has {} in it", few(alive))
            }
            Self::Words { alive, dead, .. } => {
                write!(f, "where the probe has {} in it, and nobody where {}", few(alive), few(dead))
            }
        }
    }
}

/// The words that all of these have and none of the others.
fn only_in(these: &[Seen], others: &[Seen]) -> BTreeSet<String> {
    let mut all = these.iter().map(|seen| words(&seen.body));
    let first = all.next().unwrap_or_default();
    let common = all.fold(first, |common, words| common.intersection(&words).cloned().collect());
    let known: BTreeSet<String> = others.iter().flat_map(|seen| words(&seen.body)).collect();
    common.difference(&known).cloned().collect()
}

fn words(body: &str) -> BTreeSet<String> {
    let is_word = |word: &&str| (SHORTEST..=LONGEST).contains(&word.chars().count());
    body.split(|letter: char| !letter.is_alphanumeric()).filter(is_word).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Seen {
        Seen { status: 200, location: None, body: body.into() }
    }

    fn status(status: u16) -> Seen {
        Seen { status, location: None, body: String::new() }
    }

    #[test]
    fn a_status_is_learned() {
        let learned = Learned::of(&[status(302), status(302)], &[status(200)]).unwrap();
        assert_eq!(learned, Learned::Status { alive: 200, dead: 302 });
        let judged = [200, 302, 401, 404, 500, 204].map(|code| learned.judge(&status(code)));
        let (alive, dead) = (Some(Session::Alive), Some(Session::Dead));
        assert_eq!(judged, [alive, dead, dead, dead, None, None]);
    }

    #[test]
    fn a_place_is_learned() {
        let to = |place: &str| Seen { status: 302, location: Some(place.into()), body: String::new() };
        let learned = Learned::of(&[to("/login")], &[to("/home")]).unwrap();
        assert_eq!(learned.judge(&to("/home")), Some(Session::Alive));
        assert_eq!(learned.judge(&to("/login")), Some(Session::Dead));
        assert_eq!(learned.judge(&to("/elsewhere")), None);
    }

    #[test]
    fn words_are_learned_that_are_of_no_one_person_and_no_one_moment() {
        let dead = [page("Sign in csrf1 menu"), page("Sign in csrf2 menu")];
        let alive = [page("Hello alice csrf3 menu Logout"), page("Hello bob csrf4 menu Logout")];
        let learned = Learned::of(&dead, &alive).unwrap();
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
        let expected =
            Learned::Words { status: 200, alive: set(&["Hello", "Logout"]), dead: set(&["Sign", "in"]) };
        assert_eq!(learned, expected);
        for (body, session) in [
            ("Hello carol csrf5 menu Logout", Some(Session::Alive)),
            ("Sign in menu You are out", Some(Session::Dead)),
            ("An error", None),
        ] {
            assert_eq!(learned.judge(&page(body)), session, "{body}");
        }
        assert_eq!(learned.judge(&status(500)), None);
        assert_eq!(learned.judge(&status(401)), Some(Session::Dead));
    }

    #[test]
    fn json_is_learned() {
        let dead = [page(r#"{"user":null}"#), page(r#"{"user":null}"#)];
        let alive = [page(r#"{"user":{"name":"alice"}}"#), page(r#"{"user":{"name":"bob"}}"#)];
        let learned = Learned::of(&dead, &alive).unwrap();
        assert_eq!(learned.judge(&page(r#"{"user":{"name":"carol"}}"#)), Some(Session::Alive));
        assert_eq!(learned.judge(&page(r#"{"user":null}"#)), Some(Session::Dead));
    }

    #[test]
    fn where_nothing_differs_nothing_is_learned() {
        assert_eq!(Learned::of(&[page("same a1b2")], &[page("same a1b2")]), None);
        // what differs from one time to the next is no difference
        assert_eq!(
            Learned::of(&[page("same x1"), page("same x2")], &[page("same x3"), page("same x4")]),
            None
        );
        assert_eq!(Learned::of(&[status(200), status(401)], &[status(200)]), None);
        assert_eq!(Learned::of(&[status(302)], &[status(500)]), None);
    }
}
