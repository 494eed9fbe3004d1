//! The sessions of the app, and how they end. They are kept on the server: a cookie is a name and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    defect::{Defect as D, Defects},
    encoding::random,
};

/// A sign-in that has begun.
#[derive(Debug, Clone)]
pub struct Pending {
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    pub redirect_uri: String,
    pub next: String,
    pub began: i64,
    /// What was logged out since.
    ended: Vec<Whose>,
}

impl Pending {
    pub fn new(redirect_uri: String, next: String, began: i64) -> Self {
        let (state, nonce, verifier) = (random(), random(), random());
        Self { state, nonce, verifier, redirect_uri, next, began, ended: Vec::new() }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, Default)]
pub struct User {
    pub iss: String,
    pub sub: String,
    pub sid: Option<String>,
    pub name: String,
    /// When the provider said so (`iat` of the ID token).
    pub since: i64,
    pub access_token: String,
    pub id_token: String,
    pub refresh_token: Option<String>,
    /// When the access token ends.
    pub expires_at: Option<i64>,
    /// Which sign-in it was, of all.
    pub began: usize,
    /// Whether its logout will find it.
    pub is_indexed: bool,
}

/// One browser's session.
#[derive(Debug, Clone, Default)]
pub struct Session {
    pub pending: Vec<Pending>,
    pub user: Option<User>,
}

/// Whose sessions an event is about.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    pub iss: String,
    pub sub: Option<String>,
    pub sid: Option<String>,
    /// When it was said; nothing, if that is unknown.
    pub at: Option<i64>,
}

impl Whose {
    fn is(&self, user: &User) -> bool {
        self.iss == user.iss
            && self.sub.as_ref().is_none_or(|sub| *sub == user.sub)
            && self.sid.as_ref().is_none_or(|sid| Some(sid) == user.sid.as_ref())
    }
}

/// All sessions, and what is remembered beside them.
#[derive(Debug, Clone, Default)]
pub struct Sessions {
    all: BTreeMap<String, Session>,
    /// Events that were obeyed, by issuer and name, until when they are remembered.
    taken: BTreeMap<(String, String), i64>,
    flagged: BTreeSet<String>,
    barred: BTreeSet<String>,
    count: usize,
}

impl Sessions {
    /// The session of that name.
    pub fn get(&self, id: &str) -> Option<&Session> {
        self.all.get(id)
    }

    /// As [`get`](Self::get), to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.all.get_mut(id)
    }

    /// Keeps a session under a new name.
    pub fn open(&mut self, session: Session, defects: &Defects) -> String {
        let mut session = session;
        self.count += 1;
        if let Some(user) = &mut session.user {
            user.began = self.count;
        }
        let id = if defects.has(D::CookieIsGuessable) { self.count.to_string() } else { random() };
        self.all.insert(id.clone(), session);
        id
    }

    /// Keeps a session under this name.
    pub fn put(&mut self, id: &str, session: Session) {
        self.all.insert(id.to_owned(), session);
    }

    /// Lets every access token be older by so many seconds.
    pub fn age(&mut self, seconds: i64) {
        let users = self.all.values_mut().filter_map(|session| session.user.as_mut());
        users.filter_map(|user| user.expires_at.as_mut()).for_each(|at| *at -= seconds);
    }

    /// How many there were so far.
    pub fn counted(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// Lets this person sign in no more.
    pub fn bar(&mut self, sub: &str) {
        self.barred.insert(sub.to_owned());
    }

    /// Who signed in last.
    pub fn last_user(&self) -> Option<User> {
        let users = self.all.values().filter_map(|session| session.user.clone());
        users.max_by_key(|user| user.began)
    }

    /// The name of a session that begins as this one does.
    pub fn alike(&self, id: &str) -> Option<String> {
        let start = id.get(..8)?;
        self.all.keys().find(|known| known.starts_with(start)).cloned()
    }

    /// Ends the session of that name.
    pub fn close(&mut self, id: &str) -> Option<Session> {
        self.all.remove(id)
    }

    /// Takes the begun sign-in of that state out of the session, or of any with a defect.
    pub fn begun(&mut self, id: &str, state: Option<&str>, defects: &Defects) -> Option<Pending> {
        let ids: Vec<String> = if defects.has(D::TakesStateOfAnyBrowser) {
            self.all.keys().cloned().collect()
        } else {
            vec![id.to_owned()]
        };
        let is_ignored = defects.has(D::IgnoresState) || defects.has(D::SendsNoState);
        for id in ids {
            let Some(session) = self.all.get_mut(&id) else { continue };
            let of_state = session.pending.iter().position(|it| Some(it.state.as_str()) == state);
            let lenient = is_ignored || state.is_none() && defects.has(D::TakesMissingState);
            let Some(at) = of_state.or(session.pending.len().checked_sub(1).filter(|_| lenient)) else {
                continue;
            };
            let keeps = defects.has(D::TakesStateTwice);
            return Some(if keeps { session.pending[at].clone() } else { session.pending.remove(at) });
        }
        None
    }

    /// Whether this sign-in may still end well.
    pub fn may_begin(&mut self, user: &User, pending: &Pending, defects: &Defects) -> bool {
        self.flagged.remove(&user.sub);
        let sid = user.sid.clone().unwrap_or_default();
        if self.barred.contains(&user.sub) || self.barred.contains(&sid) {
            return false;
        }
        defects.has(D::LoginOutlivesLogout) || !pending.ended.iter().any(|whose| whose.is(user))
    }

    /// Whether the session counts as alive.
    pub fn is_alive(&self, user: &User) -> bool {
        !self.flagged.contains(&user.sub)
    }

    /// Whether an event was obeyed already.
    pub fn was_taken(&self, iss: &str, id: &str) -> bool {
        self.taken.contains_key(&(iss.to_owned(), id.to_owned()))
    }

    /// Remembers that an event was obeyed.
    pub fn remember(&mut self, iss: &str, id: &str, now: i64, until: i64) {
        self.taken.retain(|_, until| *until >= now);
        self.taken.insert((iss.to_owned(), id.to_owned()), until);
    }

    /// Ends sessions; those that ended.
    pub fn end(&mut self, whose: &Whose, defects: &Defects) -> Vec<User> {
        if defects.has(D::LogoutWithoutEffect)
            || whose.sub.is_none() && defects.has(D::LogoutIgnoresSid)
            || whose.sid.is_none() && defects.has(D::LogoutIgnoresSub)
        {
            return Vec::new();
        }
        let whose = self.widened(whose, defects);
        let is_due = |since: i64| match whose.at {
            Some(at) if defects.has(D::LateSecond) => since < at,
            // what was said before it began is about another
            Some(at) => since <= at || defects.has(D::IgnoresIatOrder) || defects.has(D::ForgetsJti),
            None => true,
        };
        let is_meant = |user: &User| {
            defects.has(D::EndsEverybody) || user.is_indexed && whose.is(user) && is_due(user.since)
        };
        let users = self.all.iter().filter_map(|(id, session)| Some((id, session.user.as_ref()?)));
        let mut ids: Vec<(i64, String)> =
            users.filter(|(_, user)| is_meant(user)).map(|(id, user)| (user.since, id.clone())).collect();
        ids.sort();
        if defects.has(D::SubEndsNewestOnly) && whose.sid.is_none() {
            ids = ids.pop().into_iter().collect();
        }
        for pending in self.all.values_mut().flat_map(|session| &mut session.pending) {
            if whose.at.is_none_or(|at| at >= pending.began) && pending.ended.len() < 100 {
                pending.ended.push(whose.clone());
            }
        }
        if defects.has(D::BarsAfterLogout) {
            self.barred.extend(whose.sub.clone());
        }
        if defects.has(D::BarsSidAfterLogout) {
            self.barred.extend(whose.sid.clone());
        }
        let ended = ids.iter().filter_map(|(_, id)| self.all.get(id)?.user.clone()).collect::<Vec<_>>();
        if defects.has(D::LogoutIsAFlag) {
            self.flagged.extend(ended.iter().map(|user| user.sub.clone()));
            return ended;
        }
        for (_, id) in &ids {
            self.all.remove(id);
        }
        ended
    }

    /// What an app with a defect takes it for.
    fn widened(&self, whose: &Whose, defects: &Defects) -> Whose {
        let mut whose = whose.clone();
        let users = || self.all.values().filter_map(|session| session.user.as_ref());
        let of_sid = whose.sid.as_ref().and_then(|sid| users().find(|user| user.sid.as_ref() == Some(sid)));
        if defects.has(D::ForeignSidEnds) && of_sid.is_some() {
            whose.sub = None;
        }
        if defects.has(D::SidEndsAllOfSub) && whose.sid.is_some() {
            whose.sub = whose.sub.or(of_sid.map(|user| user.sub.clone()));
            whose.sid = None;
        }
        if defects.has(D::UnknownSidEndsAll) && of_sid.is_none() && whose.sub.is_some() {
            whose.sid = None;
        }
        whose
    }

    /// Whether there is such a session.
    pub fn knows(&self, whose: &Whose) -> bool {
        self.all.values().filter_map(|session| session.user.as_ref()).any(|user| whose.is(user))
    }

    /// What a restart leaves.
    pub fn restart(&mut self, defects: &Defects) {
        if defects.has(D::ForgetsSessionsAtRestart) {
            *self = Self::default();
        }
        if defects.has(D::ForgetsIndexAtRestart) {
            for user in self.all.values_mut().filter_map(|session| session.user.as_mut()) {
                user.is_indexed = false;
            }
        }
    }
}
