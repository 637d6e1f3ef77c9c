//! The word table: a vector for each word piece, which shows how near words are in meaning, and the share of texts that
//! use the word. `knowledge/table/` has the table and its origin.
//!
//! ```text
//! "PLW1"  pieces u32  dimensions u32  unit f32       little-endian
//! end of each piece in the spellings u32 × pieces    the pieces are sorted by their bytes
//! level of each row u16 × pieces                     multiplied by the unit, the scale of the row
//! share of texts u8 × pieces                         −ln(share) × 16, 255 for none
//! rows u8 × pieces × dimensions / 2                  two numbers per byte, lower half first, minus 8 each
//! spellings, one after the other
//! ```
//! The table is read in place: parsing allocates nothing.

/// The first bytes of a table, with the version of its format.
const MAGIC: &[u8] = b"PLW1";
const HEADER_BYTES: usize = 16;
/// The most dimensions that a table may have.
const MOST_DIMENSIONS: usize = 1_024;
/// Shares are stored as their negative natural logarithm, in steps of this.
const SHARE_STEP: f64 = 1.0 / 16.0;
/// Stored for a word that no text uses.
const NEVER: u8 = 255;

/// The error for bytes that are not a valid table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table of word pieces is damaged")]
pub struct DamagedTable;

/// The index of a piece. Only [`WordTable::piece`] and [`WordTable::longest`] return one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Piece(usize);

/// A validated word table.
#[derive(Clone, Debug)]
pub struct WordTable {
    bytes: Vec<u8>,
    pieces: usize,
    dimensions: usize,
    unit: f32,
    levels: usize,
    shares: usize,
    rows: usize,
    spellings: usize,
}

impl WordTable {
    /// Validates a table, so that every piece in it can be looked up. Fails if it is damaged.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, DamagedTable> {
        let number = |at: usize| {
            let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(four)
        };
        let count = |at| {
            number(at)
                .and_then(|four| usize::try_from(u32::from_le_bytes(four)).ok())
                .ok_or(DamagedTable)
        };
        let pieces = count(4)?;
        let dimensions = count(8)?;
        let unit = f32::from_le_bytes(number(12).ok_or(DamagedTable)?);
        if !bytes.starts_with(MAGIC)
            || pieces > bytes.len()
            || dimensions == 0
            || dimensions > MOST_DIMENSIONS
            || !dimensions.is_multiple_of(2)
            || !unit.is_finite()
        {
            return Err(DamagedTable);
        }
        let levels = HEADER_BYTES + pieces * 4;
        let shares = levels + pieces * 2;
        let rows = shares + pieces;
        let spellings = rows + pieces * (dimensions / 2);
        let table = Self {
            bytes,
            pieces,
            dimensions,
            unit,
            levels,
            shares,
            rows,
            spellings,
        };
        let ends_right = pieces
            .checked_sub(1)
            .is_some_and(|last| table.spellings + table.end_of(last) == table.bytes.len());
        let in_order = (1..pieces).all(|piece| table.spelling(piece - 1) < table.spelling(piece));
        if ends_right && in_order {
            Ok(table)
        } else {
            Err(DamagedTable)
        }
    }

    /// The length of a vector.
    pub const fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The piece with this spelling. Pieces inside a word start with `##`.
    pub fn piece(&self, spelling: &str) -> Option<Piece> {
        let (piece, length) = self.longest(spelling.as_bytes())?;
        (length == spelling.len()).then_some(piece)
    }

    /// The longest piece that `text` starts with, and its length in bytes.
    ///
    /// The last piece in sort order that is not after `text` starts with every piece that `text` starts with. None of
    /// these is therefore longer than the common prefix of the two.
    pub fn longest(&self, text: &[u8]) -> Option<(Piece, usize)> {
        let mut wanted = text;
        while !wanted.is_empty() {
            let piece = self.not_after(wanted).checked_sub(1)?;
            let spelling = self.spelling(piece);
            let common = (spelling.iter().zip(wanted)).take_while(|(own, other)| own == other);
            let common = common.count();
            if common == spelling.len() {
                return Some((Piece(piece), common));
            }
            wanted = wanted.get(..common)?;
        }
        None
    }

    /// How many pieces are not after `text` in sort order.
    fn not_after(&self, text: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.pieces);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.spelling(middle) <= text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The share of help page texts that use the word of this piece, 0 to 1.
    pub fn share(&self, piece: Piece) -> f64 {
        match self.bytes.get(self.shares + piece.0) {
            Some(code) if *code != NEVER => (-f64::from(*code) * SHARE_STEP).exp(),
            _ => 0.0,
        }
    }

    /// Whether help pages use `word`, which is in lower case. Such a word is not misspelled.
    pub fn is_ordinary(&self, word: &str) -> bool {
        self.piece(word)
            .is_some_and(|piece| self.share(piece) > 0.0)
    }

    /// Adds `weight` times the row of `piece` to `vector`.
    pub fn add(&self, piece: Piece, weight: f32, vector: &mut [f32]) {
        let half = self.dimensions / 2;
        let start = self.rows + piece.0 * half;
        let row = self.bytes.get(start..start + half).unwrap_or_default();
        let weight = weight * self.scale(piece);
        for (packed, pair) in row.iter().zip(vector.chunks_exact_mut(2)) {
            if let [low, high] = pair {
                *low += weight * (f32::from(packed & 15) - 8.0);
                *high += weight * (f32::from(packed >> 4) - 8.0);
            }
        }
    }

    fn scale(&self, piece: Piece) -> f32 {
        let at = self.levels + piece.0 * 2;
        match self.bytes.get(at..at + 2) {
            Some([low, high]) => f32::from(u16::from_le_bytes([*low, *high])) * self.unit,
            _ => 0.0,
        }
    }

    fn spelling(&self, piece: usize) -> &[u8] {
        let start = piece.checked_sub(1).map_or(0, |before| self.end_of(before));
        let range = self.spellings + start..self.spellings + self.end_of(piece);
        self.bytes.get(range).unwrap_or_default()
    }

    fn end_of(&self, piece: usize) -> usize {
        let at = HEADER_BYTES + piece * 4;
        let bytes = self.bytes.get(at..at + 4).unwrap_or_default();
        (bytes.try_into().ok()).map_or(0, |four| u32::from_le_bytes(four) as usize)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The table that the Worker serves.
    pub(crate) fn served() -> WordTable {
        WordTable::parse(include_bytes!("../../table/table.bin").to_vec()).unwrap()
    }

    #[test]
    fn every_piece_is_found_by_its_spelling() {
        let table = served();
        for piece in 0..table.pieces {
            let spelling = std::str::from_utf8(table.spelling(piece)).unwrap();
            assert_eq!(table.piece(spelling), Some(Piece(piece)), "{spelling}");
        }
        for nothing in ["", "#", "zzzzzz", "Password", "é"] {
            assert_eq!(table.piece(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn help_pages_use_ordinary_words() {
        let table = served();
        for word in ["password", "passport", "delivery", "the"] {
            assert!(table.is_ordinary(word), "{word}");
        }
        for word in ["passwrd", "##word", "delivry"] {
            assert!(!table.is_ordinary(word), "{word}");
        }
        let share = |word| table.share(table.piece(word).unwrap());
        assert!(share("the") > share("password"));
    }

    #[test]
    fn damaged_bytes_are_no_table() {
        let whole = served().bytes;
        for length in [0, 3, 15, 16, 1_000, whole.len() - 1] {
            assert!(
                WordTable::parse(whole[..length].to_vec()).is_err(),
                "{length}"
            );
        }
        for changed in 0..24 {
            let mut bytes = whole.clone();
            bytes[changed] ^= 0x80;
            if let Ok(table) = WordTable::parse(bytes) {
                // Only the unit may have changed, so all lookups stay in bounds.
                assert!((12..16).contains(&changed), "{changed}");
                table.add(Piece(0), 1.0, &mut vec![0.0; table.dimensions()]);
            }
        }
        assert!(WordTable::parse(b"PLW1".repeat(100)).is_err());
    }
}
