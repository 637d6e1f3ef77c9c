//! UTF-16 without a byte order mark: in each pair of bytes of a character of ASCII, one is zero.

use super::encoding::{Encoding, UTF_16BE, UTF_16LE};

/// How much is looked at, in bytes.
const SAMPLE_BYTES: usize = 4_096;
/// The fewest zeros that tell. Fewer may be a fault of the file.
const LEAST: usize = 8;
/// The zeros are at least 1 / this of the pairs: spaces and markup do not fall below that in any language.
const SHARE: usize = 10;
/// For each zero in the other half of the pairs there are more than these in the one. Chinese characters have some there.
const TIMES: usize = 4;

/// The encoding, if `bytes` are UTF-16 that does not say so.
pub(super) fn utf_16(bytes: &[u8]) -> Option<Encoding> {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let (mut first, mut second, mut pairs) = (0, 0, 0);
    for pair in sample.chunks_exact(2) {
        pairs += 1;
        // Both are zero in what is no text.
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
