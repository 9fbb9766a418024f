//! Strict JSON: one value has one encoding, and nothing else is accepted.
//!
//! Decoding is typed, refuses unknown and doubled fields, and then encodes again: other bytes mean
//! another encoding (white space, order of fields, escapes, `null` for an absent field) and are refused.
//! Bodies that are signed are stored as these very bytes and never written anew.

use serde::{Serialize, de::DeserializeOwned};

/// The largest integer that every JSON reader keeps exact: 2^53 - 1 (RFC 8259 §6).
pub const MOST_INTEGER: u64 = (1 << 53) - 1;
/// The most bytes of one string in an entry.
pub const MOST_STRING_BYTES: usize = 32 * 1024;
/// The deepest nesting of an entry.
pub const MOST_DEPTH: usize = 8;

/// Bytes that are not strict JSON of the expected type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotStrict {
    /// Longer than the limit.
    #[error("{0} bytes; at most {1} are allowed")]
    TooLong(usize, usize),
    /// Not of the type, or not JSON.
    #[error("{0}")]
    Shape(String),
    /// The same value has one encoding, and this is another.
    #[error("not the one encoding of its value")]
    OtherEncoding,
    /// An integer that some readers would round.
    #[error("an integer above 2^53 - 1")]
    LargeInteger,
    /// A string over the limit.
    #[error("a string of more than {MOST_STRING_BYTES} bytes")]
    LongString,
    /// Nested too deeply.
    #[error("nested more than {MOST_DEPTH} deep")]
    Deep,
}

/// Encodes a value.
///
/// # Errors
/// [`NotStrict::TooLong`], or a shape that JSON cannot say.
pub fn encode<T: Serialize>(value: &T, most: usize) -> Result<Vec<u8>, NotStrict> {
    let bytes = serde_json::to_vec(value).map_err(|error| NotStrict::Shape(error.to_string()))?;
    if bytes.len() > most {
        return Err(NotStrict::TooLong(bytes.len(), most));
    }
    Ok(bytes)
}

/// Whether these very bytes are the encoding of the value, without writing it anywhere.
pub(crate) fn is_encoding_of<T: Serialize>(bytes: &[u8], value: &T) -> bool {
    let mut rest = Expected(bytes);
    serde_json::to_writer(&mut rest, value).is_ok() && rest.0.is_empty()
}

/// Takes what is written only as long as it is what is still expected.
struct Expected<'a>(&'a [u8]);

impl std::io::Write for Expected<'_> {
    #[inline]
    fn write(&mut self, written: &[u8]) -> std::io::Result<usize> {
        let rest = self.0.strip_prefix(written);
        self.0 = rest.ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(written.len())
    }

    fn write_all(&mut self, written: &[u8]) -> std::io::Result<()> {
        self.write(written).map(|_| ())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Decodes a value and checks that these bytes are its one encoding.
///
/// # Errors
/// [`NotStrict`], each kind as its name says.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8], most: usize) -> Result<T, NotStrict> {
    if bytes.len() > most {
        return Err(NotStrict::TooLong(bytes.len(), most));
    }
    let value: T =
        serde_json::from_slice(bytes).map_err(|error| NotStrict::Shape(error.to_string()))?;
    if is_encoding_of(bytes, &value) {
        Ok(value)
    } else {
        Err(NotStrict::OtherEncoding)
    }
}

/// Checks the limits that types do not carry: nesting, length of strings, size of integers; and that
/// there are neither fractions nor exponents. The bytes must already be known to be JSON.
///
/// # Errors
/// [`NotStrict::Deep`], [`NotStrict::LongString`], [`NotStrict::LargeInteger`], [`NotStrict::Shape`].
pub fn limits(bytes: &[u8]) -> Result<(), NotStrict> {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(NotStrict::Deep);
                }
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'"' => at = string_end(bytes, at)?,
            b'-' => return Err(NotStrict::Shape("a negative number".to_owned())),
            b'0'..=b'9' => at = integer_end(bytes, at)?,
            _ => at += 1,
        }
    }
    Ok(())
}

/// The index after the closing quote of the string that opens at `open`.
fn string_end(bytes: &[u8], open: usize) -> Result<usize, NotStrict> {
    let mut at = open + 1;
    while let Some(next) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
    {
        at += next;
        if bytes[at] == b'\\' {
            at += 2;
        } else if at - open - 1 > MOST_STRING_BYTES {
            return Err(NotStrict::LongString);
        } else {
            return Ok(at + 1);
        }
    }
    Err(NotStrict::Shape("a string without an end".to_owned()))
}

/// The index after the integer that starts at `start`.
fn integer_end(bytes: &[u8], start: usize) -> Result<usize, NotStrict> {
    let (mut at, mut value) = (start, 0_u64);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                value = value
                    .saturating_mul(10)
                    .saturating_add(u64::from(byte - b'0'));
                at += 1;
            }
            b'.' | b'e' | b'E' => {
                return Err(NotStrict::Shape("a fraction or exponent".to_owned()));
            }
            _ => break,
        }
    }
    if value > MOST_INTEGER {
        Err(NotStrict::LargeInteger)
    } else {
        Ok(at)
    }
}
