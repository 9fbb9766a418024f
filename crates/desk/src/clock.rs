//! The one place that asks what time it is.

use domain::instant::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

/// This desk's clock: the system's, or one that a test moves by hand.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's.
    System,
    /// Moved by hand; milliseconds since 1970.
    ByHand(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant until it is moved.
    pub fn by_hand(at: Instant) -> Self {
        Self::ByHand(Arc::new(AtomicI64::new(at.millis())))
    }

    /// Moves a clock that is moved by hand; the system's stays as it is.
    pub fn advance(&self, millis: i64) {
        if let Self::ByHand(now) = self {
            now.fetch_add(millis, Ordering::SeqCst);
        }
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                // A clock before 1970 reads as 1970, which the ledger then finds to be behind.
                let millis = since.map_or(0, |since| since.as_millis());
                Instant::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
            }
            Self::ByHand(now) => Instant::from_millis(now.load(Ordering::SeqCst)),
        }
    }
}
