//! The one place that asks for chance: the operating system's generator.

use core::convert::Infallible;
use rand_core::{TryCryptoRng, TryRng};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy)]
pub struct Chance;

impl Chance {
    /// Fresh random bytes.
    ///
    /// # Panics
    /// When the operating system gives none. Going on with predictable keys would be worse.
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        fill(&mut bytes);
        bytes
    }

    /// Fresh random bytes that are a secret: made where they stay, and wiped there.
    ///
    /// # Panics
    /// As [`Chance::bytes`].
    pub fn secret<const N: usize>(self) -> Box<Zeroizing<[u8; N]>> {
        let mut bytes = Box::new(Zeroizing::new([0; N]));
        fill(&mut **bytes);
        bytes
    }

    /// A version 7 UUID: sortable by time, unguessable in the rest (RFC 9562 §5.7).
    pub fn uuid_v7(self, now_millis: i64) -> Uuid {
        let millis = u64::try_from(now_millis).unwrap_or(0);
        let mut bytes: [u8; 16] = self.bytes();
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Uuid::from_bytes(bytes)
    }
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system has random numbers");
}

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Chance {}

/// The operating system's random numbers, asked for by the page: for the thousands of small numbers that one
/// verification of a batch draws. It is kept for no longer than that.
#[derive(Debug)]
pub struct ManyChances {
    page: [u8; 4096],
    used: usize,
}

impl Default for ManyChances {
    fn default() -> Self {
        let page = [0; 4096];
        let used = page.len();
        Self { page, used }
    }
}

impl TryRng for ManyChances {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        if bytes.len() > self.page.len() {
            fill(bytes);
            return Ok(());
        }
        if self.page.len() - self.used < bytes.len() {
            fill(&mut self.page);
            self.used = 0;
        }
        // No byte is given twice.
        bytes.copy_from_slice(&self.page[self.used..self.used + bytes.len()]);
        self.used += bytes.len();
        Ok(())
    }
}

impl TryCryptoRng for ManyChances {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_chance_is_given_twice() {
        let mut chances = ManyChances::default();
        let mut seen = HashSet::new();
        for _ in 0..2000 {
            let Ok(number) = chances.try_next_u64();
            let mut bytes = [0; 16];
            let Ok(()) = chances.try_fill_bytes(&mut bytes);
            assert!(seen.insert(bytes[..8].to_vec()) && seen.insert(bytes[8..].to_vec()));
            assert!(seen.insert(number.to_le_bytes().to_vec()));
        }
        let mut long = [0; 5000];
        let Ok(()) = chances.try_fill_bytes(&mut long);
        assert!(
            long.chunks_exact(8)
                .all(|chunk| seen.insert(chunk.to_vec()))
        );
    }
}
