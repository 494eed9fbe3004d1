//! The keys that the issuer publishes, as a receiver has them: fetched when they are first needed, again when an event names
//! one that is not among them (threats C83, W18), and when they are old, so that what was withdrawn is believed no longer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    error::{Error, Result},
    host::BoxFuture,
    jose::jwk_set::JwkSet,
    protocol::time::UnixTime,
};

/// The shortest time between two fetches because of an unknown key, in seconds.
const UNKNOWN_S: i64 = 60;
/// How old keys may be, in seconds.
const FRESH_S: i64 = 600;

/// Where the keys are.
pub trait KeySource: Send + Sync {
    /// Fetches them.
    fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>>;
}

/// The keys, and when they were fetched.
pub struct Published {
    source: Box<dyn KeySource>,
    state: Mutex<State>,
    /// Whose turn it is to fetch them. Whoever needs no others than are known never waits for it (threat W18).
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    keys: Option<(JwkSet, UnixTime)>,
    /// The last attempt, if it failed.
    failed: Option<(Error, UnixTime)>,
    /// When they were last fetched because of an unknown key.
    renewed: Option<UnixTime>,
    /// How many attempts there were.
    attempts: u64,
}

impl State {
    fn fresh(&self, now: UnixTime) -> Option<JwkSet> {
        let (keys, at) = self.keys.as_ref()?;
        (0..FRESH_S).contains(&now.since(*at)).then(|| keys.clone())
    }
}

impl Published {
    /// Nothing is fetched yet.
    pub fn at(source: Box<dyn KeySource>) -> Self {
        Self { source, state: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    /// The keys.
    ///
    /// # Errors
    /// What kept them from being fetched. Within the same second nobody asks again, nor who has waited for that attempt.
    pub async fn keys(&self, now: UnixTime) -> Result<JwkSet> {
        let (fresh, attempts) = {
            let state = self.state();
            (state.fresh(now), state.attempts)
        };
        if let Some(keys) = fresh {
            return Ok(keys);
        }
        let _turn = self.turn.lock().await;
        let fresh = self.state().fresh(now);
        match fresh {
            Some(keys) => Ok(keys),
            None => self.fetch(attempts, now).await,
        }
    }

    /// The keys as they are now, for a key that was not among those known: those of lately, if they were fetched for such a one
    /// then, also by another event at the same moment.
    ///
    /// # Errors
    /// As [`keys`](Self::keys).
    pub async fn renewed(&self, now: UnixTime) -> Result<JwkSet> {
        let attempts = self.state().attempts;
        let _turn = self.turn.lock().await;
        let lately = {
            let state = self.state();
            let is_recent = state.renewed.is_some_and(|at| (0..UNKNOWN_S).contains(&now.since(at)));
            state.keys.as_ref().filter(|_| is_recent).map(|(keys, _)| keys.clone())
        };
        if let Some(keys) = lately {
            return Ok(keys);
        }
        let keys = self.fetch(attempts, now).await?;
        self.state().renewed = Some(now);
        Ok(keys)
    }

    /// Fetches them, in its turn; whoever has waited while that failed is told so, and does not make others wait in turn.
    async fn fetch(&self, attempts: u64, now: UnixTime) -> Result<JwkSet> {
        let failed = {
            let state = self.state();
            let is_told = |at: UnixTime| at == now || state.attempts != attempts;
            state.failed.as_ref().filter(|(_, at)| is_told(*at)).map(|(error, _)| error.clone())
        };
        if let Some(error) = failed {
            return Err(error);
        }
        let fetched = self.source.fetch().await;
        let mut state = self.state();
        state.attempts += 1;
        match &fetched {
            Ok(keys) => (state.keys, state.failed) = (Some((keys.clone(), now)), None),
            Err(error) => state.failed = Some((error.clone(), now)),
        }
        fetched
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    };

    use super::*;
    use crate::error::Code;

    #[derive(Clone, Default)]
    struct Counted(Arc<(AtomicUsize, AtomicBool)>);

    impl KeySource for Counted {
        fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>> {
            self.0.0.fetch_add(1, SeqCst);
            let is_down = self.0.1.load(SeqCst);
            Box::pin(async move {
                if is_down { Err(Code::ConnectionFailed.error()) } else { Ok(JwkSet::default()) }
            })
        }
    }

    #[tokio::test]
    async fn keys_are_fetched_when_needed_and_for_unknown_ones_at_most_once_a_minute() {
        // C83, W18
        let source = Counted::default();
        let published = Published::at(Box::new(source.clone()));
        let fetched = || source.0.0.load(SeqCst);
        assert_eq!(fetched(), 0);
        for second in 0..20 {
            assert!(published.keys(UnixTime(second)).await.is_ok());
            assert!(published.renewed(UnixTime(second)).await.is_ok());
        }
        assert_eq!(fetched(), 2);
        assert!(published.renewed(UnixTime(60)).await.is_ok());
        assert!(published.keys(UnixTime(659)).await.is_ok());
        assert_eq!(fetched(), 3);
        assert!(published.keys(UnixTime(660)).await.is_ok());
        assert_eq!(fetched(), 4);
    }

    #[tokio::test]
    async fn a_provider_that_is_down_is_asked_again_a_second_later_and_old_keys_are_not_believed_meanwhile() {
        let source = Counted::default();
        let published = Published::at(Box::new(source.clone()));
        assert!(published.keys(UnixTime(0)).await.is_ok());
        source.0.1.store(true, SeqCst);
        assert!(published.keys(UnixTime(599)).await.is_ok());
        for _ in 0..3 {
            assert_eq!(published.keys(UnixTime(600)).await.unwrap_err().code(), Code::ConnectionFailed);
        }
        assert_eq!(source.0.0.load(SeqCst), 2);
        source.0.1.store(false, SeqCst);
        assert!(published.keys(UnixTime(601)).await.is_ok());
    }

    /// One that hangs after its first answer, until it is let go.
    #[derive(Clone)]
    struct Hanging(Arc<(AtomicUsize, tokio::sync::Semaphore)>);

    impl KeySource for Hanging {
        fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>> {
            Box::pin(async move {
                if self.0.0.fetch_add(1, SeqCst) == 0 {
                    return Ok(JwkSet::default());
                }
                self.0.1.acquire().await.expect("it is never closed").forget();
                Err(Code::Timeout.error())
            })
        }
    }

    #[tokio::test]
    async fn who_names_unknown_keys_while_the_provider_hangs_keeps_nobody_waiting() {
        // C83, W18
        let source = Hanging(Arc::new((AtomicUsize::new(0), tokio::sync::Semaphore::new(0))));
        let published = &Published::at(Box::new(source.clone()));
        assert!(published.keys(UnixTime(0)).await.is_ok());
        let unknown =
            |second| async move { published.renewed(UnixTime(second)).await.err().map(|error| error.code()) };
        let others = async {
            assert_eq!(source.0.0.load(SeqCst), 2);
            // those that are known are there at once
            assert!(published.keys(UnixTime(9)).await.is_ok());
            source.0.1.add_permits(1);
        };
        let (one, two, three, ()) = tokio::join!(unknown(1), unknown(2), unknown(3), others);
        assert_eq!([one, two, three], [Some(Code::Timeout); 3]);
        // and whoever waited was told by the one attempt
        assert_eq!(source.0.0.load(SeqCst), 2);
    }
}
