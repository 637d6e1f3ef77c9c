//! The search over messages. Any input is a valid search.

use porchlight_knowledge::retrieval::words::is_unspaced;
use porchlight_shared::{ids::ProjectId, limits};

/// The longest text to search for, in characters.
pub const SEARCH_CHARS: usize = limits::SEARCH_CHARS;
/// The most words to search for. Further words are ignored.
pub const WORDS: usize = 10;

/// How to search for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageSearch {
    /// In the index of words: an expression for `MATCH` of FTS5.
    Words(String),
    /// In the messages themselves, as a substring.
    Substring(String),
}

impl MessageSearch {
    /// How to search for `text` in the project, or `None` if it is blank.
    ///
    /// Each word finds the words that begin with it. Scripts without spaces have no words in the index.
    pub fn read(project_id: ProjectId, text: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| *c != '\0').collect();
        if text.is_empty() {
            return None;
        }
        let words: Vec<String> = text
            .split(|c: char| c.is_whitespace() || c == '"')
            .filter(|word| word.contains(char::is_alphanumeric))
            .take(WORDS)
            .map(|word| format!("\"{word}\" *"))
            .collect();
        if words.is_empty() || text.contains(is_unspaced) {
            return Some(Self::Substring(text));
        }
        let project = project_id.to_string().replace('-', "");
        let words = words.join(" AND ");
        Some(Self::Words(format!(
            "project : \"{project}\" AND text : ({words})"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let project = ProjectId::new(0, [0; 10]);
        let search = match MessageSearch::read(project, text) {
            None => "nothing".into(),
            Some(MessageSearch::Substring(text)) => format!("substring {text}"),
            Some(MessageSearch::Words(words)) => {
                let prefix = "project : \"00000000000070008000000000000000\" AND text : ";
                words.strip_prefix(prefix).unwrap().to_owned()
            }
        };
        assert_eq!(search, expected);
    }

    #[test]
    fn words_are_looked_for_by_their_beginnings() {
        check("return lamp", "(\"return\" * AND \"lamp\" *)");
        check("  Größe 42 ", "(\"Größe\" * AND \"42\" *)");
    }

    #[test]
    fn the_language_of_the_index_is_never_spoken() {
        check(
            "a\" OR b* NEAR(c) -d {e}:f",
            "(\"a\" * AND \"OR\" * AND \"b*\" * AND \"NEAR(c)\" * AND \"-d\" * AND \"{e}:f\" *)",
        );
        check("\"\" '' ()", "substring \"\" '' ()");
    }

    #[test]
    fn what_has_no_words_is_looked_for_as_it_stands() {
        check("返品できますか", "substring 返品できますか");
        check("lamp 返品", "substring lamp 返品");
        check("🙂", "substring 🙂");
        check(" \u{0} ", "nothing");
        check("", "nothing");
    }
}
