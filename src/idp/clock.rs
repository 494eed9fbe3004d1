//! The provider's clock: the machine's, which a test may stop, and move to see what expires.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use super::{Fetching, World, notice::Notice, notice::Sending};
use crate::protocol::{exchange::Request, time::UnixTime};

/// Stands for a clock that goes.
const GOES: i64 = i64::MIN;
/// How far it can be from the machine's, in seconds: a hundred years.
const FURTHEST: i64 = 100 * 366 * 86_400;

/// How a clock goes.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    ahead: i64,
    stands: i64,
}

/// The world with a clock that can be moved.
pub struct MovableClock {
    world: Arc<dyn World>,
    /// By how many seconds it is ahead of the machine's.
    ahead: AtomicI64,
    /// The time at which it stands, unless it [goes](GOES).
    stands: AtomicI64,
}

impl MovableClock {
    /// One that goes as the machine's does.
    pub fn new(world: Arc<dyn World>) -> Self {
        Self { world, ahead: AtomicI64::new(0), stands: AtomicI64::new(GOES) }
    }

    /// Stops it, now.
    pub fn freeze(&self) {
        self.stands.store(self.now().0, Ordering::SeqCst);
    }

    /// Lets it go on from the time at which it stands.
    pub fn go_on(&self) {
        let stood = self.stands.swap(GOES, Ordering::SeqCst);
        if stood != GOES {
            self.ahead.store(stood - self.world.now().0, Ordering::SeqCst);
        }
    }

    /// Moves it by so many seconds, back if they are negative; whether it can be that far from the machine's.
    pub fn advance(&self, seconds: i64) -> bool {
        self.set(UnixTime(self.now().0.saturating_add(seconds)))
    }

    /// Sets it; whether it can be that far from the machine's.
    pub fn set(&self, time: UnixTime) -> bool {
        let ahead = time.0.saturating_sub(self.world.now().0);
        if ahead.abs() > FURTHEST {
            return false;
        }
        match self.is_frozen() {
            true => self.stands.store(time.0, Ordering::SeqCst),
            false => self.ahead.store(ahead, Ordering::SeqCst),
        }
        true
    }

    /// As the machine's again.
    pub fn reset(&self) {
        self.ahead.store(0, Ordering::SeqCst);
        self.stands.store(GOES, Ordering::SeqCst);
    }

    /// How it goes, to be [restored](Self::restore).
    pub fn setting(&self) -> Setting {
        Setting { ahead: self.ahead.load(Ordering::SeqCst), stands: self.stands.load(Ordering::SeqCst) }
    }

    /// It goes as it did then.
    pub fn restore(&self, setting: Setting) {
        self.ahead.store(setting.ahead, Ordering::SeqCst);
        self.stands.store(setting.stands, Ordering::SeqCst);
    }

    /// Whether it stands.
    pub fn is_frozen(&self) -> bool {
        self.stands.load(Ordering::SeqCst) != GOES
    }
}

impl World for MovableClock {
    fn now(&self) -> UnixTime {
        match self.stands.load(Ordering::SeqCst) {
            GOES => UnixTime(self.world.now().0.saturating_add(self.ahead.load(Ordering::SeqCst))),
            stands => UnixTime(stands),
        }
    }

    fn fill(&self, buffer: &mut [u8]) {
        self.world.fill(buffer);
    }

    fn note(&self, line: &str) {
        self.world.note(line);
    }

    fn send(&self, notice: Notice) -> Sending {
        self.world.send(notice)
    }

    fn fetch(&self, request: Request) -> Fetching {
        self.world.fetch(request)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    struct Machine(Mutex<i64>);

    impl World for Machine {
        fn now(&self) -> UnixTime {
            UnixTime(*self.0.lock().expect("no panic"))
        }

        fn fill(&self, _: &mut [u8]) {}
    }

    #[test]
    fn it_goes_stands_and_is_moved() {
        let machine = Arc::new(Machine(Mutex::new(1000)));
        let clock = MovableClock::new(Arc::<Machine>::clone(&machine));
        let after = |seconds: i64| *machine.0.lock().expect("no panic") += seconds;
        assert_eq!(clock.now(), UnixTime(1000));
        assert!(clock.advance(3600));
        after(1);
        assert_eq!(clock.now(), UnixTime(4601));
        clock.freeze();
        after(10);
        assert_eq!((clock.now(), clock.is_frozen()), (UnixTime(4601), true));
        assert!(clock.advance(-1));
        assert_eq!(clock.now(), UnixTime(4600));
        clock.go_on();
        after(5);
        assert_eq!(clock.now(), UnixTime(4605));
        assert!(!clock.set(UnixTime(i64::MAX)) && !clock.advance(i64::MIN));
        clock.reset();
        assert_eq!((clock.now(), clock.is_frozen()), (UnixTime(1016), false));
    }
}
