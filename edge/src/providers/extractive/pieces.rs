//! Splits a finished answer into pieces for a stream.

/// The shortest piece, in characters: about a word, so that the text grows smoothly.
const PIECE_CHARS: usize = 12;

/// `text` in pieces of about a word.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .enumerate()
            .find(|(count, (_, character))| {
                *count >= PIECE_CHARS || (*count > 0 && character.is_whitespace())
            })
            .map_or(rest.len(), |(_, (index, _))| index);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_up_the_text() {
        for text in [
            "",
            "a",
            "One two  three.\n\n- four",
            "更改邮箱请点击账户页面上的编辑按钮然后保存",
        ] {
            let pieces: Vec<&str> = pieces(text).collect();
            assert_eq!(pieces.concat(), text);
            assert!(
                pieces
                    .iter()
                    .all(|piece| piece.chars().count() <= PIECE_CHARS)
            );
        }
    }
}
