//! Detects UTF-16 without a byte order mark: one of the two bytes of each ASCII character is zero.

use super::encoding::{Encoding, UTF_16BE, UTF_16LE};

/// Detection reads at most this many bytes.
const SAMPLE_BYTES: usize = 4_096;
/// The fewest zeros that prove UTF-16. Fewer may be an error in the file.
const LEAST: usize = 8;
/// At least one in this many pairs has a zero. Spaces and markup alone suffice for that in every language.
const SHARE: usize = 10;
/// One half of the pairs has more than this many times the zeros of the other. Chinese characters have a few in the
/// other half.
const TIMES: usize = 4;

/// The encoding, if `bytes` are UTF-16 without a byte order mark.
pub(super) fn utf_16(bytes: &[u8]) -> Option<Encoding> {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let (mut first, mut second, mut pairs) = (0, 0, 0);
    for pair in sample.chunks_exact(2) {
        pairs += 1;
        // Text has no NUL character, so the bytes are not UTF-16.
        match pair {
            [0, 0] => return None,
            [0, _] => first += 1,
            [_, 0] => second += 1,
            _ => {}
        }
    }
    let tells =
        |here: usize, there: usize| here >= LEAST && here * SHARE >= pairs && here > there * TIMES;
    if tells(second, first) {
        Some(UTF_16LE)
    } else {
        tells(first, second).then_some(UTF_16BE)
    }
}
