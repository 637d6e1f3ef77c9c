//! Questions with their answers, however they are laid out: one paragraph or two, `Q:` and `A:`, rows of a table, items of
//! a list. The question becomes the heading of its answer, so that both are one passage.

use super::{
    block::{BOLD_LEVEL, Block},
    measure::{WORD, length, sentences},
};

/// The level of a question that is no heading: below every real one.
const LEVEL: u8 = BOLD_LEVEL + 1;
/// The longest question, in halves of a word.
const QUESTION: usize = 35 * WORD;
/// The longest name of a column, in halves of a word.
const HEAD: usize = 3 * WORD;
/// So many questions make a list of questions. A single one may be rhetorical.
const LEAST_QUESTIONS: usize = 2;
/// What stands before questions and answers, in small letters.
const LABELS: &[(&str, &str)] = &[
    ("q", "a"),
    ("question", "answer"),
    ("f", "a"),
    ("frage", "antwort"),
    ("question", "réponse"),
    ("q", "r"),
    ("pregunta", "respuesta"),
    ("p", "r"),
    ("domanda", "risposta"),
    ("d", "r"),
    ("pergunta", "resposta"),
    ("vraag", "antwoord"),
    ("v", "a"),
    ("pytanie", "odpowiedź"),
    ("вопрос", "ответ"),
    ("в", "о"),
    ("问", "答"),
    ("問", "答"),
    ("質問", "回答"),
    ("问题", "答案"),
    ("질문", "답변"),
];

/// `blocks` with a heading for each question.
pub(super) fn paired(blocks: Vec<Block>) -> Vec<Block> {
    let blocks = labelled(blocks);
    let blocks: Vec<Block> = blocks
        .into_iter()
        .flat_map(of_table)
        .flat_map(of_list)
        .collect();
    of_paragraphs(blocks)
}

fn question(text: &str) -> Block {
    let text = text.trim().trim_matches('*').trim();
    Block::Heading {
        level: LEVEL,
        text: text.to_owned(),
        anchor: None,
    }
}

fn asks(text: &str) -> bool {
    let text = text.trim().trim_matches('*').trim();
    text.ends_with(['?', '？', '؟'])
        && length(text) <= QUESTION
        && !text.contains('\n')
        && sentences(text).len() <= 2
}

/// The text after `label` and a colon, and what stands between: `Q:` has a colon, `Q.` and `Q)` of one letter may.
fn after_label<'t>(text: &'t str, label: &str) -> Option<(&'t str, Sign)> {
    let bare = text.trim_start_matches(['*', ' ']);
    let letters = label.chars().count();
    let at = bare
        .char_indices()
        .nth(letters)
        .map_or(bare.len(), |(at, _)| at);
    let (start, rest) = bare.split_at_checked(at)?;
    if start.to_lowercase() != label {
        return None;
    }
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let colon = rest
        .strip_prefix([':', '：'])
        .map(|rest| (rest, Sign::Colon));
    let point = || {
        let rest = rest.strip_prefix(['.', ')']).filter(|_| letters == 1)?;
        Some((rest, Sign::Point))
    };
    let (rest, sign) = colon.or_else(point)?;
    let rest = rest.trim_start_matches(['*', ' ', '\n']);
    (!rest.is_empty()).then_some((rest, sign))
}

/// What stands after a label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Colon,
    /// A full stop or a bracket, as after initials and numbers.
    Point,
}

/// The question and the answer that these texts are by their labels, which belong together.
fn labelled_pair<'t>(asked: &'t str, answer: &'t str) -> Option<(&'t str, &'t str)> {
    LABELS.iter().find_map(|(question, reply)| {
        let (asked, sign) = after_label(asked, question)?;
        let (answer, _) = after_label(answer, reply)?;
        (sign == Sign::Colon || asks(asked)).then_some((asked, answer))
    })
}

/// `Q: …` and `A: …`, in one paragraph or in two.
fn labelled(blocks: Vec<Block>) -> Vec<Block> {
    let mut paired = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let text = match &block {
            Block::Paragraph(text) | Block::Heading { text, .. } => text.as_str(),
            _ => "",
        };
        if let Some((first, rest)) = text.split_once('\n') {
            match labelled_pair(first, rest) {
                Some((asked, answer)) => {
                    paired.extend([question(asked), Block::Paragraph(answer.to_owned())]);
                }
                None => paired.push(block),
            }
            continue;
        }
        let pair = match blocks.peek() {
            Some(Block::Paragraph(next)) => labelled_pair(text, next),
            _ => None,
        };
        let Some((asked, answer)) = pair else {
            paired.push(block);
            continue;
        };
        paired.push(match &block {
            Block::Heading { level, anchor, .. } => Block::Heading {
                level: *level,
                text: asked.trim_end_matches('*').to_owned(),
                anchor: anchor.clone(),
            },
            _ => question(asked),
        });
        paired.push(Block::Paragraph(answer.to_owned()));
        blocks.next();
    }
    paired
}

/// A table of questions in one column and answers in the other.
fn of_table(block: Block) -> Vec<Block> {
    let Block::Table { head, rows } = &block else {
        return vec![block];
    };
    let all: Vec<Vec<&str>> = (head.lines().take(1).chain(rows.iter().map(String::as_str)))
        .map(cells)
        .collect();
    let is_pair = |row: &Vec<&str>| matches!(row.as_slice(), [first, _] if asks(first));
    let asking = all.iter().filter(|row| is_pair(row)).count();
    // The first row may say what the columns hold. Any other that does not ask is no question's.
    let is_of_pairs = asking >= LEAST_QUESTIONS
        && all.iter().skip(1).all(is_pair)
        && all.first().is_some_and(|row| is_pair(row) || is_head(row));
    if !is_of_pairs {
        return vec![block];
    }
    let pairs = all.iter().filter_map(|row| match row.as_slice() {
        [asked, answer] if asks(asked) => Some(((*asked).to_owned(), (*answer).to_owned())),
        _ => None,
    });
    closed(pairs)
}

/// Whether a row names what two columns hold, and says nothing else.
fn is_head(row: &[&str]) -> bool {
    row.len() == 2
        && row
            .iter()
            .all(|cell| length(cell) <= HEAD && !cell.contains(|c: char| c.is_ascii_digit()))
}

/// Questions with their answers. What follows belongs to none of them.
fn closed(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<Block> {
    pairs
        .into_iter()
        .flat_map(|(asked, answer)| [question(&asked), Block::Paragraph(answer)])
        .chain([Block::Close { level: LEVEL }])
        .collect()
}

fn cells(row: &str) -> Vec<&str> {
    let row = row.trim().trim_start_matches('|').trim_end_matches('|');
    row.split(" | ").map(str::trim).collect()
}

/// A list whose items are a question and, on further lines, its answer.
fn of_list(block: Block) -> Vec<Block> {
    let Block::List { items, .. } = &block else {
        return vec![block];
    };
    let pairs: Vec<(String, String)> = items
        .iter()
        .filter_map(|item| {
            let (first, rest) = item.split_once('\n')?;
            let (_, asked) = first.split_once(' ')?;
            asks(asked).then(|| {
                let answer: Vec<&str> = rest.lines().map(str::trim).collect();
                (asked.to_owned(), answer.join("\n"))
            })
        })
        .collect();
    if pairs.len() < LEAST_QUESTIONS || pairs.len() < items.len() {
        return vec![block];
    }
    closed(pairs)
}

/// Paragraphs that begin with a question on a line of its own, or are one and stand before their answer.
fn of_paragraphs(blocks: Vec<Block>) -> Vec<Block> {
    let is_question =
        |block: Option<&Block>| matches!(block, Some(Block::Paragraph(text)) if asks(text));
    let begins = |block: &Block| match block {
        Block::Paragraph(text) => text
            .split_once('\n')
            .filter(|(first, rest)| asks(first) && !asks(rest))
            .map(|(first, rest)| (first.to_owned(), rest.to_owned())),
        _ => None,
    };
    let answered = |at: usize| {
        is_question(blocks.get(at))
            && blocks
                .get(at + 1)
                .is_some_and(|next| next.is_text() && !asks(&next.markdown()))
    };
    let alone = (0..blocks.len()).filter(|at| answered(*at)).count();
    let joined = blocks
        .iter()
        .filter(|block| begins(block).is_some())
        .count();
    let mut paired = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        match (block, begins(block)) {
            (_, Some((asked, answer))) if joined >= LEAST_QUESTIONS => {
                paired.extend([question(&asked), Block::Paragraph(answer)]);
            }
            (Block::Paragraph(text), _) if alone >= LEAST_QUESTIONS && answered(at) => {
                paired.push(question(text));
            }
            _ => paired.push(block.clone()),
        }
    }
    paired
}

#[cfg(test)]
mod tests;
