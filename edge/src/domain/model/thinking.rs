//! Removes a model's reasoning from its text: `<think>…</think>`, split anywhere.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Takes a model's text piece by piece, and returns what is for the reader.
#[derive(Debug, Default)]
pub struct Thinking {
    inside: bool,
    held: String,
}

impl Thinking {
    /// Takes more text, and returns what is certainly not reasoning.
    pub fn push(&mut self, text: &str) -> String {
        self.held.push_str(text);
        let mut outside = String::new();
        let mut rest = self.held.as_str();
        loop {
            let mark = if self.inside { CLOSE } else { OPEN };
            let found = rest.split_once(mark);
            let (before, after) = found.unwrap_or_else(|| {
                rest.split_at_checked(rest.len() - begun(rest, mark))
                    .unwrap_or((rest, ""))
            });
            if !self.inside {
                outside.push_str(before);
            }
            rest = after;
            if found.is_none() {
                break;
            }
            self.inside = !self.inside;
        }
        self.held = rest.to_owned();
        outside
    }

    /// The rest of the text, which was held back because a mark might have begun there.
    pub fn end(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.inside { String::new() } else { held }
    }
}

/// The number of bytes at the end of `text` that may be the beginning of `mark`.
fn begun(text: &str, mark: &str) -> usize {
    (1..mark.len())
        .rev()
        .find(|length| {
            mark.get(..*length)
                .is_some_and(|begin| text.ends_with(begin))
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&str], expected: &str) {
        let mut thinking = Thinking::default();
        let mut text: String = pieces.iter().map(|piece| thinking.push(piece)).collect();
        text.push_str(&thinking.end());
        assert_eq!(text, expected, "{pieces:?}");
    }

    #[test]
    fn thoughts_are_left_out_wherever_they_are_split() {
        check(&["<think>Hm.</think>Yes."], "Yes.");
        check(&["<th", "ink>H", "m.</", "think", ">Yes."], "Yes.");
        check(&["Yes. ", "<think>", "Hm."], "Yes. ");
        check(&["1 < 2", " and <b>"], "1 < 2 and <b>");
        check(&["a<", "thin"], "a<thin");
        check(&["<think>ä</think>ö"], "ö");
    }

    #[test]
    fn a_piece_of_nothing_but_marks_is_read_once() {
        check(&[&"<think></think>a".repeat(300_000)], &"a".repeat(300_000));
    }
}
