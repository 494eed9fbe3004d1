//! How long the other side of a connection may take: one deadline that is moved for every head and every body, since to make
//! a timer and to take it away again costs more than to move it.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use hyper::rt::{Sleep, Timer};

/// The deadline of one connection, which waits for one thing at a time.
#[derive(Clone)]
pub struct Deadline(Arc<Mutex<Pin<Box<tokio::time::Sleep>>>>);

/// One that is moved before anybody waits for it.
impl Default for Deadline {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Box::pin(tokio::time::sleep(Duration::ZERO)))))
    }
}

impl Deadline {
    /// What comes of some work, unless it lasts longer than that.
    pub async fn within<T>(&self, lasts: Duration, work: impl Future<Output = T>) -> Option<T> {
        let (mut work, mut late) = (pin!(work), self.wait(after(lasts)));
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => Pin::new(&mut late).poll(context).map(|()| None),
        })
        .await
    }

    fn wait(&self, until: Instant) -> Wait {
        Wait { deadline: self.clone(), until, is_set: false }
    }
}

/// For hyper, which waits for a head by it.
impl Timer for Deadline {
    fn sleep(&self, lasts: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(after(lasts))
    }

    fn sleep_until(&self, until: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(self.wait(until))
    }
}

/// The moment that is so far from now, by the clock that tokio waits by.
fn after(lasts: Duration) -> Instant {
    tokio::time::sleep(lasts).deadline().into()
}

/// Waits until the deadline, which is moved when it begins to.
struct Wait {
    deadline: Deadline,
    until: Instant,
    is_set: bool,
}

impl Sleep for Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let wait = self.get_mut();
        let mut sleep = wait.deadline.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wait.is_set {
            sleep.as_mut().reset(wait.until.into());
            wait.is_set = true;
        }
        sleep.as_mut().poll(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    const NEVER: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn a_deadline_that_was_moved_ends_each_wait_at_its_own_time() {
        // P25
        let deadline = Deadline::default();
        assert_eq!(deadline.within(NEVER, ready(1)).await, Some(1));
        assert_eq!(deadline.within(SOON, pending::<()>()).await, None);
        // further away, and nearer than it was
        let work = async { tokio::task::yield_now().await };
        assert_eq!(deadline.within(NEVER, work).await, Some(()));
        assert_eq!(deadline.within(SOON, pending::<()>()).await, None);
        deadline.sleep(SOON).await;
        assert_eq!(deadline.within(SOON, ready(2)).await, Some(2));
    }

    #[tokio::test]
    async fn a_wait_that_was_given_up_does_not_end_the_next_one() {
        let deadline = Deadline::default();
        let mut given_up = deadline.sleep(SOON);
        let waits = poll_fn(|context| Poll::Ready(given_up.as_mut().poll(context).is_pending())).await;
        assert!(waits);
        drop(given_up);
        let work = tokio::time::sleep(20 * SOON);
        assert_eq!(deadline.within(NEVER, work).await, Some(()));
    }
}
