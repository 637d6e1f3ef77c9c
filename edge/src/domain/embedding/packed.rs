//! The stored form of vectors: small, and comparable without unpacking more than needed.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};

/// The stored form of a vector: one byte for each number, and the sign bits, both in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedVector {
    /// One bit for each number, 1 if it is not negative; the highest bit first.
    pub signs: String,
    /// One byte for each number, −127 to 127. The length of the vector is lost.
    pub bytes: String,
}

/// Packs a vector. `None` if all its numbers are 0, or one is not finite.
pub fn pack(vector: &[f32]) -> Option<PackedVector> {
    let highest = vector.iter().map(|number| number.abs()).fold(0.0, f32::max);
    if !highest.is_finite() || highest == 0.0 || vector.iter().any(|number| number.is_nan()) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
    let bytes: Vec<u8> = vector
        .iter()
        .map(|number| ((number / highest * 127.0).round() as i8).to_ne_bytes())
        .map(|[byte]| byte)
        .collect();
    Some(PackedVector {
        signs: BASE64.encode(signs(vector)),
        bytes: BASE64.encode(bytes),
    })
}

/// The sign bits of a vector's numbers, as in [`PackedVector`].
pub fn signs(vector: &[f32]) -> Vec<u8> {
    vector
        .chunks(8)
        .map(|eight| {
            let bits = eight.iter().enumerate();
            bits.map(|(place, number)| u8::from(*number >= 0.0) << (7 - place))
                .sum()
        })
        .collect()
}

/// The number of different sign bits. `None` if `packed` has another length.
pub fn differing_signs(signs: &[u8], packed: &str) -> Option<u32> {
    let other = BASE64.decode(packed).ok()?;
    (other.len() == signs.len()).then(|| {
        let pairs = signs.iter().zip(&other);
        pairs.map(|(left, right)| (left ^ right).count_ones()).sum()
    })
}

/// The cosine of a vector and a packed one. `None` if their lengths differ.
pub fn cosine(vector: &[f32], packed: &str) -> Option<f64> {
    let bytes = BASE64.decode(packed).ok()?;
    if bytes.len() != vector.len() {
        return None;
    }
    let (mut product, mut left, mut right) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (number, byte) in vector.iter().zip(&bytes) {
        let (number, byte) = (f64::from(*number), f64::from(i8::from_ne_bytes([*byte])));
        product += number * byte;
        left += number * number;
        right += byte * byte;
    }
    let lengths = (left * right).sqrt();
    (lengths > 0.0).then(|| product / lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_vector_is_near_to_itself() {
        let vector = [0.5, -1.0, 0.25, 0.0, -0.125, 0.75, -0.5, 1.0, -0.25];
        let packed = pack(&vector).unwrap();
        assert!(cosine(&vector, &packed.bytes).unwrap() > 0.999);
        assert_eq!(differing_signs(&signs(&vector), &packed.signs), Some(0));
        let turned: Vec<f32> = vector.iter().map(|number| -number).collect();
        assert!(cosine(&turned, &packed.bytes).unwrap() < -0.999);
        // Zero counts as positive in both.
        assert_eq!(differing_signs(&signs(&turned), &packed.signs), Some(8));
        assert_eq!(cosine(&vector[..2], &packed.bytes), None);
        assert_eq!(differing_signs(&signs(&vector[..2]), &packed.signs), None);
        for nothing in [&[0.0, 0.0][..], &[f32::NAN, 1.0], &[f32::INFINITY], &[]] {
            assert_eq!(pack(nothing), None);
        }
    }
}
