//! Points in time as the ledger writes them: UTC, RFC 3339, always 24 characters.
//!
//! This module never asks what time it is; instants are given.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z, until 9999-12-30T22:00:00.999Z.
///
/// Written as `2026-06-12T13:26:04.000Z`: one form only, so that equal instants have equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS), ts(type = "string"))]
pub struct Instant(i64);

/// The text is not an instant in the ledger's one form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a UTC time of the form 2026-06-12T13:26:04.000Z")]
pub struct NotAnInstant;

/// 9999-12-30T22:00:00.999Z: the last instant that is in a four-digit year in every time zone, and so the last
/// one that libraries for time agree to read. What is written must read back.
const LAST: i64 = 253_402_207_200_999;
/// How many characters the one form has.
const WIDTH: usize = 24;

impl Instant {
    /// From milliseconds since 1970; clamped to the range that can be written.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < 0 {
            Self(0)
        } else if millis > LAST {
            Self(LAST)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant `millis` later, or earlier when negative.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// The instant `hours` later.
    #[must_use]
    pub const fn plus_hours(self, hours: u32) -> Self {
        self.plus_millis(hours as i64 * 3_600_000)
    }

    /// Reads the one form.
    ///
    /// # Errors
    /// Anything else, also other valid RFC 3339.
    pub fn parse(text: &str) -> Result<Self, NotAnInstant> {
        let bytes: &[u8; WIDTH] = text.as_bytes().try_into().map_err(|_| NotAnInstant)?;
        let field = |at: std::ops::Range<usize>| {
            bytes[at].iter().fold(0, |sum, digit| {
                sum * 10 + i64::from(digit.wrapping_sub(b'0'))
            })
        };
        let days = days(field(0..4), field(5..7), field(8..10));
        let seconds = field(11..13) * 3600 + field(14..16) * 60 + field(17..19);
        let instant = Self::from_millis(days * 86_400_000 + seconds * 1000 + field(20..23));
        // Whatever was read has one form, and only that is taken: so no date that is none comes through.
        if instant.written() == *bytes {
            Ok(instant)
        } else {
            Err(NotAnInstant)
        }
    }

    /// The one form, as ASCII.
    fn written(self) -> [u8; WIDTH] {
        let (day, within) = (self.0.div_euclid(86_400_000), self.0.rem_euclid(86_400_000));
        let (year, month, day) = civil(day);
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut field = |at: std::ops::Range<usize>, number: i64| {
            // Every field has at most four digits.
            let mut number = u16::try_from(number).unwrap_or(0);
            for digit in text[at].iter_mut().rev() {
                *digit += (number % 10) as u8;
                number /= 10;
            }
        };
        field(0..4, year);
        field(5..7, month);
        field(8..10, day);
        field(11..13, within / 3_600_000);
        field(14..16, within / 60_000 % 60);
        field(17..19, within / 1000 % 60);
        field(20..23, within % 1000);
        text
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.written()).map_err(|_| fmt::Error)?)
    }
}

/// Year, month and day of the proleptic Gregorian calendar for a count of days since 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    // Days are counted from 1 March of year 0, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Days since 1970 of a date in the proleptic Gregorian calendar; the counterpart of [`civil`].
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.written();
        serializer.serialize_str(std::str::from_utf8(&text).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Instant;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a UTC time of the form 2026-06-12T13:26:04.000Z")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Instant, E> {
                Instant::parse(text).map_err(E::custom)
            }
        }
        deserializer
            .deserialize_str(Visitor)
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn one_form_only() {
        let noon = Instant::parse("2026-06-12T12:00:00.000Z").unwrap();
        assert_eq!(noon.to_string(), "2026-06-12T12:00:00.000Z");
        for other in [
            "2026-06-12T12:00:00Z",
            "2026-06-12T12:00:00.0Z",
            "2026-06-12T12:00:00.000+00:00",
            "2026-06-12t12:00:00.000z",
            "2026-06-12 12:00:00.000Z",
            "2026-06-12T12:00:00.0001Z",
            "2026-02-30T12:00:00.000Z",
            "2026-13-01T12:00:00.000Z",
            "2026-00-10T12:00:00.000Z",
            "2026-06-00T12:00:00.000Z",
            "2026-06-12T24:00:00.000Z",
            "2026-06-12T12:60:00.000Z",
            "2026-06-12T12:00:0:.000Z",
            "2O26-06-12T12:00:00.000Z",
            "1969-12-31T23:59:59.999Z",
            "2026_06_12T12:00:00.000Z",
            "2026-06-12T12:00:60.000Z",
            "",
        ] {
            assert_eq!(Instant::parse(other), Err(NotAnInstant), "{other}");
        }
    }

    #[test]
    fn the_last_instant_reads_back_and_none_lies_after_it() {
        let last = Instant::from_millis(i64::MAX);
        assert_eq!(last.to_string(), "9999-12-30T22:00:00.999Z");
        assert_eq!(Instant::parse(&last.to_string()), Ok(last));
        assert_eq!(
            Instant::parse("9999-12-30T22:00:01.000Z"),
            Err(NotAnInstant)
        );
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_back(millis in 0..=LAST) {
            let instant = Instant::from_millis(millis);
            proptest::prop_assert_eq!(instant.to_string().len(), 24);
            proptest::prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
            let by_jiff = jiff::Timestamp::from_millisecond(millis).unwrap();
            proptest::prop_assert_eq!(format!("{by_jiff:.3}"), instant.to_string());
        }
    }
}
