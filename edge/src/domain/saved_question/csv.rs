//! Saved questions as a list from a spreadsheet: CSV (RFC 4180), with commas, semicolons or tabs.
//!
//! The first row names the columns: `question`, `page`, `words` and `language`, in any order. Without such a row, the
//! columns are in this order. A field with several words has `|` between them.

const SEPARATORS: [char; 3] = [',', ';', '\t'];
const COLUMNS: [&str; 4] = ["question", "page", "words", "language"];

/// A row with a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionRow {
    /// The number of the row, from 1.
    pub number: usize,
    /// The question.
    pub question: String,
    /// The page that an answer must cite, empty if none.
    pub page: String,
    /// The texts that an answer must contain.
    pub words: Vec<String>,
    /// The visitor's language, empty if unknown.
    pub language: String,
}

/// The questions of the list. Rows without a question are skipped.
pub fn questions(text: &str) -> Vec<QuestionRow> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = SEPARATORS
        .into_iter()
        .max_by_key(|separator| {
            // Of equal counts the last wins, so a comma wins if there are no separators.
            let count = first.matches(*separator).count();
            (count, *separator == ',')
        })
        .unwrap_or(',');
    let rows = fields(text, separator);
    let columns: Option<Vec<String>> = rows.first().map(|row| {
        row.iter()
            .map(|field| field.trim().to_lowercase())
            .collect()
    });
    let columns = columns.filter(|names| names.iter().any(|name| name == "question"));
    let skipped = usize::from(columns.is_some());
    let place = |column: usize| match &columns {
        None => Some(column),
        Some(names) => {
            let wanted = COLUMNS.get(column).copied().unwrap_or_default();
            names.iter().position(|name| name == wanted)
        }
    };
    let places = [0, 1, 2, 3].map(place);
    let mut questions = Vec::new();
    for (number, row) in rows.iter().enumerate().skip(skipped) {
        let field = |place: Option<usize>| {
            let field = place.and_then(|place| row.get(place));
            field.map_or("", |field| field.trim()).to_owned()
        };
        let [question, page, words, language] = places.map(field);
        if question.is_empty() {
            continue;
        }
        questions.push(QuestionRow {
            number: number + 1,
            question,
            page,
            words: words
                .split('|')
                .map(|word| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect(),
            language,
        });
    }
    questions
}

fn fields(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                field.push('"');
                characters.next();
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            _ if quoted => field.push(character),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ if character == separator => row.push(std::mem::take(&mut field)),
            _ => field.push(character),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(
        number: usize,
        question: &str,
        page: &str,
        words: &[&str],
        language: &str,
    ) -> QuestionRow {
        QuestionRow {
            number,
            question: question.into(),
            page: page.into(),
            words: words.iter().map(|word| (*word).into()).collect(),
            language: language.into(),
        }
    }

    #[test]
    fn named_columns_stand_in_any_order() {
        let text = "\u{feff}Page;Question;Language\r\nhttps://a.example;\"Wie \"\"lange\"\"; bitte?\";de\r\n;;\r\n";
        assert_eq!(
            questions(text),
            [row(
                2,
                "Wie \"lange\"; bitte?",
                "https://a.example",
                &[],
                "de"
            )]
        );
    }

    #[test]
    fn without_names_the_columns_have_their_order() {
        let text = "How long?,https://a.example,30 days | five\nAnd \"now\"?\n\"Two\nlines?\",,x";
        assert_eq!(
            questions(text),
            [
                row(
                    1,
                    "How long?",
                    "https://a.example",
                    &["30 days", "five"],
                    ""
                ),
                row(2, "And \"now\"?", "", &[], ""),
                row(3, "Two\nlines?", "", &["x"], ""),
            ]
        );
    }

    #[test]
    fn an_empty_list_has_no_questions() {
        for text in ["", "\n\n", "question,page\n", ",,"] {
            assert_eq!(questions(text), [], "{text:?}");
        }
    }
}
