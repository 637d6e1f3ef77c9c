//! Cursors of lists: the time and the id of the last entry, opaque to clients. A cursor is bound to the filters of its
//! list, so it does not work in another.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::hex::hex;

/// The longest cursor that is parsed, in bytes.
const CURSOR_BYTES: usize = 256;

/// The entry after which the next page begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The time of the last entry, in Unix milliseconds.
    pub time: u64,
    /// The id of the last entry.
    pub id: String,
}

/// The text is not a cursor of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCursor;

#[derive(Serialize, Deserialize)]
struct CursorV1 {
    t: u64,
    i: String,
    f: String,
}

impl Cursor {
    /// The cursor for clients, for the list with these `filters`.
    pub fn encode(&self, filters: &str) -> String {
        let json = serde_json::to_vec(&CursorV1 {
            t: self.time,
            i: self.id.clone(),
            f: fingerprint(filters),
        });
        URL_SAFE_NO_PAD.encode(json.unwrap_or_default())
    }

    /// Parses a cursor that [`Cursor::encode`] wrote for the same `filters`.
    pub fn decode(text: &str, filters: &str) -> Result<Self, InvalidCursor> {
        if text.len() > CURSOR_BYTES {
            return Err(InvalidCursor);
        }
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let CursorV1 { t, i, f } = serde_json::from_slice(&json).map_err(|_| InvalidCursor)?;
        if f == fingerprint(filters) {
            Ok(Self { time: t, id: i })
        } else {
            Err(InvalidCursor)
        }
    }
}

fn fingerprint(filters: &str) -> String {
    let mut digits = hex(&Sha256::digest(filters));
    digits.truncate(8);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_for_the_same_filters_only() {
        let cursor = Cursor {
            time: 1_700_000_000_123,
            id: "0190".into(),
        };
        let text = cursor.encode("chats state=pending");
        assert_eq!(Cursor::decode(&text, "chats state=pending"), Ok(cursor));
        assert_eq!(Cursor::decode(&text, "chats"), Err(InvalidCursor));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", "x", "bm90IGpzb24", "💡", &"A".repeat(10_000)] {
            assert_eq!(Cursor::decode(text, ""), Err(InvalidCursor), "{text}");
        }
    }
}
