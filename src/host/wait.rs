//! What the callback listener waits for: the judgement of each request, and what has happened so far (threats C46, C51,
//! C55, C56). Shared by the gate, the router behind it and the login that waits.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use tiny_http::Method;
use tokio::sync::{Notify, mpsc::UnboundedSender};

use super::{
    Awaited, IsOurs,
    page::{DONE_PATH, Page},
    posting,
};
use crate::{
    error::{Error, Result},
    protocol::{authorization::Arrived, response_mode::Delivery},
};

/// See the module.
pub(super) struct Wait {
    path: String,
    awaited: Awaited,
    is_ours: Mutex<Option<IsOurs>>,
    answer: UnboundedSender<Result<Arrived>>,
    ignored: AtomicUsize,
    taken: AtomicBool,
    shown: AtomicBool,
    /// Wakes whoever waits for `is_ours`.
    pub(super) asked: Notify,
    /// Wakes whoever waits for the last page to be shown.
    pub(super) progress: Notify,
}

impl Wait {
    pub(super) fn new(path: String, awaited: Awaited, answer: UnboundedSender<Result<Arrived>>) -> Self {
        Self {
            path,
            awaited,
            is_ours: Mutex::new(None),
            answer,
            ignored: AtomicUsize::new(0),
            taken: AtomicBool::new(false),
            shown: AtomicBool::new(false),
            asked: Notify::new(),
            progress: Notify::new(),
        }
    }

    /// The login has begun to wait: from now on requests are judged.
    pub(super) fn judge_by(&self, is_ours: IsOurs) {
        *self.judge() = Some(is_ours);
        self.asked.notify_waiters();
    }

    /// What it waits for.
    pub(super) fn awaited(&self) -> &Awaited {
        &self.awaited
    }

    pub(super) fn is_asked(&self) -> bool {
        self.judge().is_some()
    }

    pub(super) fn ignored(&self) -> usize {
        self.ignored.load(Ordering::Relaxed)
    }

    pub(super) fn count_ignored(&self) {
        self.ignored.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the good answer has come.
    pub(super) fn is_taken(&self) -> bool {
        self.taken.load(Ordering::Acquire)
    }

    /// Whether the page after it was fetched.
    pub(super) fn is_shown(&self) -> bool {
        self.shown.load(Ordering::Acquire)
    }

    /// The listener is dead, so no answer can come.
    pub(super) fn fail(&self, error: Error) {
        let _ = self.answer.send(Err(error));
    }

    fn judge(&self) -> MutexGuard<'_, Option<IsOurs>> {
        self.is_ours.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides one request; a good one is delivered.
    pub(super) fn decide(&self, method: &Method, target: &str, body: &str, is_prefetch: bool) -> Page {
        let posts = self.awaited.by != Delivery::Query;
        let page = match method {
            Method::Get => self.decide_get(target, is_prefetch),
            Method::Post if posts => self.decide_post(target, body),
            Method::Head => Page::NotGetBodiless,
            _ if posts => Page::NotGetNorPost,
            _ => Page::NotGet,
        };
        match page {
            Page::Accepted | Page::Fragment => {}
            Page::Done => self.shown.store(true, Ordering::Release),
            _ => self.count_ignored(),
        }
        page
    }

    fn decide_get(&self, target: &str, is_prefetch: bool) -> Page {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path == DONE_PATH && query.is_empty() && self.taken.load(Ordering::Acquire) {
            return Page::Done;
        }
        if path != self.path {
            return Page::NotFound;
        }
        // C56: a speculative load is not the person's answer, and a 2xx or 3xx to it could be shown later
        if is_prefetch {
            return Page::NotNow;
        }
        // the browser keeps the fragment to itself, and this page gets it
        if self.awaited.by == Delivery::Fragment && query.is_empty() {
            return Page::Fragment;
        }
        self.judge_answer(Delivery::Query, query)
    }

    fn decide_post(&self, target: &str, body: &str) -> Page {
        if target != self.path {
            return Page::NotFound;
        }
        match posting::parameters(self.awaited.by, body) {
            Some(parameters) => self.judge_answer(self.awaited.by, &parameters),
            None => Page::NotOurs,
        }
    }

    fn judge_answer(&self, by: Delivery, parameters: &str) -> Page {
        let is_ours = self.judge().clone();
        if !is_ours.is_some_and(|is_ours| is_ours(parameters)) {
            return Page::NotOurs;
        }
        // C56: the first one counts; the same again is shown the same page
        if !self.taken.swap(true, Ordering::AcqRel) {
            let _ = self.answer.send(Ok(Arrived { by, parameters: parameters.into() }));
        }
        Page::Accepted
    }
}
