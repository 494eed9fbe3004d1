//! The keys that the issuer publishes, as a receiver has them: fetched when they are first needed, again when an event names
//! one that is not among them (threats C83, W18), and when they are old, so that what was withdrawn is believed no longer.

use tokio::sync::Mutex;

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
}

#[derive(Default)]
struct State {
    keys: Option<(JwkSet, UnixTime)>,
    /// The last attempt, if it failed.
    failed: Option<(Error, UnixTime)>,
    /// When they were last fetched because of an unknown key.
    renewed: Option<UnixTime>,
}

impl Published {
    /// Nothing is fetched yet.
    pub fn at(source: Box<dyn KeySource>) -> Self {
        Self { source, state: Mutex::default() }
    }

    /// The keys.
    ///
    /// # Errors
    /// What kept them from being fetched. Within the same second nobody asks again.
    pub async fn keys(&self, now: UnixTime) -> Result<JwkSet> {
        let mut state = self.state.lock().await;
        if let Some((keys, at)) = &state.keys
            && (0..FRESH_S).contains(&now.since(*at))
        {
            return Ok(keys.clone());
        }
        self.fetch(&mut state, now).await
    }

    /// The keys as they are now, for a key that is not among those known; `None` if they were fetched for such a one lately.
    ///
    /// # Errors
    /// As [`keys`](Self::keys).
    pub async fn renewed(&self, now: UnixTime) -> Result<Option<JwkSet>> {
        let mut state = self.state.lock().await;
        if state.renewed.is_some_and(|at| (0..UNKNOWN_S).contains(&now.since(at))) {
            return Ok(None);
        }
        let keys = self.fetch(&mut state, now).await?;
        state.renewed = Some(now);
        Ok(Some(keys))
    }

    async fn fetch(&self, state: &mut State, now: UnixTime) -> Result<JwkSet> {
        if let Some((error, _)) = state.failed.as_ref().filter(|(_, at)| *at == now) {
            return Err(error.clone());
        }
        match self.source.fetch().await {
            Ok(keys) => {
                (state.keys, state.failed) = (Some((keys.clone(), now)), None);
                Ok(keys)
            }
            Err(error) => {
                state.failed = Some((error.clone(), now));
                Err(error)
            }
        }
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
            let renewed = published.renewed(UnixTime(second)).await.unwrap();
            assert_eq!(renewed.is_some(), second == 0, "{second}");
        }
        assert_eq!(fetched(), 2);
        assert!(published.renewed(UnixTime(60)).await.unwrap().is_some());
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
}
