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

/// The instant of a wall clock's reading, such as `2026-12-01T09:00`, in an IANA time zone.
///
/// A reading that the clocks skip or repeat in that night is not taken for either: people would disagree.
pub fn read_in_zone(reading: &str, zone: &str) -> Option<Instant> {
    let civil: jiff::civil::DateTime = reading.parse().ok()?;
    let zone = jiff::tz::TimeZone::get(zone).ok()?;
    let stamp = zone.to_ambiguous_timestamp(civil).unambiguous().ok()?;
    Some(Instant::from_millis(stamp.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_taken_in_the_offices_zone_and_only_when_it_is_one_instant() {
        let read = |reading| read_in_zone(reading, "Europe/London").map(|at| at.to_string());
        let winter = Some("2026-12-01T09:00:00.000Z".to_owned());
        assert_eq!(read("2026-12-01T09:00"), winter);
        let summer = Some("2026-07-01T08:00:00.000Z".to_owned());
        assert_eq!(read("2026-07-01T09:00"), summer);
        assert_eq!(read("2026-03-29T01:30"), None, "the clocks skip it");
        assert_eq!(read("2026-10-25T01:30"), None, "the clocks repeat it");
        assert_eq!(read("tomorrow"), None);
        assert_eq!(read_in_zone("2026-12-01T09:00", "Nowhere/Town"), None);
    }
}
