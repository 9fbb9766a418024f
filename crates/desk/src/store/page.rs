//! A page of the ledger in one piece: what is read when all of it is read.

use domain::entry::Entry;
use domain::key::Signature;
use std::ops::Range;

/// Entries in their order. Nothing of them has been verified.
#[derive(Debug, Default)]
pub struct Page {
    bytes: Vec<u8>,
    entries: Vec<(Range<usize>, Signature)>,
}

impl Page {
    /// From one line a body, and the signatures one after the other. `None` when they do not fit together.
    pub(super) fn of_lines(count: usize, bytes: Vec<u8>, signatures: &[u8]) -> Option<Self> {
        if count == 0 {
            return Some(Self::default());
        }
        if signatures.len() != 64 * count {
            return None;
        }
        let mut entries = Vec::with_capacity(count);
        let (signatures, _) = signatures.as_chunks::<64>();
        let ends = memchr::memchr_iter(b'\n', &bytes).chain([bytes.len()]);
        let mut start = 0;
        for (at, end) in ends.enumerate() {
            let signature = Signature::from_bytes(*signatures.get(at)?);
            entries.push((start..end, signature));
            start = end + 1;
        }
        (entries.len() == count).then_some(Self { bytes, entries })
    }

    pub(super) fn of_entries(read: &[Entry]) -> Self {
        let mut page = Self::default();
        for entry in read {
            let start = page.bytes.len();
            page.bytes.extend_from_slice(&entry.body);
            page.entries
                .push((start..page.bytes.len(), entry.signature));
        }
        page
    }

    /// How many entries it has.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The body of each entry, and its signature.
    pub fn entries(&self) -> impl Iterator<Item = (&[u8], Signature)> + Clone {
        self.entries
            .iter()
            .map(|(body, signature)| (&self.bytes[body.clone()], *signature))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    fn signatures(bytes: &[u8]) -> Vec<u8> {
        bytes.iter().flat_map(|byte| [*byte; 64]).collect()
    }

    #[test]
    fn lines_are_entries() {
        let page = Page::of_lines(3, b"{}\n\n{\"a\":1}".to_vec(), &signatures(&[1, 2, 3])).unwrap();
        let read: Vec<_> = page.entries().collect();
        let signature = |byte| Signature::from_bytes([byte; 64]);
        assert_eq!(
            read,
            [
                (b"{}".as_slice(), signature(1)),
                (b"", signature(2)),
                (b"{\"a\":1}", signature(3)),
            ]
        );
        assert!(Page::of_lines(0, Vec::new(), &[]).unwrap().is_empty());
    }

    #[test]
    fn what_does_not_fit_together_is_no_page() {
        let good = signatures(&[1, 2]);
        assert!(Page::of_lines(2, b"{}\n{}".to_vec(), &good).is_some());
        assert!(Page::of_lines(2, b"{}".to_vec(), &good).is_none());
        assert!(Page::of_lines(2, b"{}\n{}\n{}".to_vec(), &good).is_none());
        assert!(Page::of_lines(2, b"{}\n{}".to_vec(), &good[1..]).is_none());
        assert!(Page::of_lines(2, b"{}\n{}".to_vec(), &good[..64]).is_none());
    }
}
