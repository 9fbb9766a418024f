//! Wrong passphrases, counted: after each five the desk waits, longer each time.

use domain::instant::Instant;
use serde::{Deserialize, Serialize};

/// Wrong tries before a wait.
const BEFORE_WAIT: u32 = 5;
/// The waits, in minutes; the last one repeats.
const WAITS_MIN: [i64; 3] = [1, 5, 15];

/// The wrong tries of one member at one desk. It is stored, so that a restart does not forget it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    wrong: u32,
    waits: u32,
    until: Option<Instant>,
}

impl Tries {
    /// Until when the desk takes no passphrase of this member.
    pub fn waits_until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|until| now < *until)
    }

    /// A wrong one.
    pub fn wrong(&mut self, now: Instant) {
        self.wrong += 1;
        if self.wrong >= BEFORE_WAIT {
            let at = usize::try_from(self.waits)
                .unwrap_or(usize::MAX)
                .min(WAITS_MIN.len() - 1);
            self.until = Some(now.plus_millis(WAITS_MIN[at] * 60_000));
            self.waits += 1;
            self.wrong = 0;
        }
    }

    /// The right one: everything is forgotten.
    pub fn right(&mut self) {
        *self = Self::default();
    }

    /// Tries before the next wait.
    pub const fn left(&self) -> u32 {
        BEFORE_WAIT - self.wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_five_wrong_tries_wait_longer() {
        let mut now = Instant::from_millis(0);
        let mut tries = Tries::default();
        for minutes in [1, 5, 15, 15] {
            for left in [4, 3, 2, 1] {
                tries.wrong(now);
                assert_eq!((tries.left(), tries.waits_until(now)), (left, None));
            }
            tries.wrong(now);
            let until = now.plus_millis(minutes * 60_000);
            assert_eq!(tries.waits_until(now), Some(until));
            now = until;
            assert_eq!(tries.waits_until(now), None);
        }
        tries.right();
        assert_eq!(tries, Tries::default());
    }
}
