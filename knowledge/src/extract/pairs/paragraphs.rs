//! Paragraphs that start with a question on its own line, or that are a question before its answer.

use super::{
    super::block::Block,
    heading::question,
    lists::text_of,
    question::{LEAST_QUESTIONS, LEAST_RUN_IN, asks, run_in},
};

/// The role of a block among questions and answers.
enum Kind<'b> {
    /// A question and its answer, on separate lines.
    Pair(&'b str, &'b str),
    /// A question and its answer, on the same line.
    RunIn(&'b str, &'b str),
    Question(&'b str),
    Text,
    /// A heading, or the end of a section.
    Other,
}

fn kind(block: &Block) -> Kind<'_> {
    let text = match block {
        Block::Paragraph(text) => text,
        // Each question is in a separate list, which continues the numbering.
        Block::List { items, .. } => match items.as_slice() {
            [item] => match text_of(item) {
                Some(text) if asks(text) => return Kind::Question(text),
                _ => return Kind::Text,
            },
            _ => return Kind::Text,
        },
        block if block.is_text() => return Kind::Text,
        _ => return Kind::Other,
    };
    if let Some((first, rest)) = text.split_once('\n') {
        return if asks(first) && !asks(rest) {
            Kind::Pair(first, rest)
        } else {
            Kind::Text
        };
    }
    if asks(text) {
        return Kind::Question(text);
    }
    match run_in(text) {
        Some((asked, answer)) => Kind::RunIn(asked, answer),
        None => Kind::Text,
    }
}

pub(super) fn paired(blocks: Vec<Block>) -> Vec<Block> {
    let kinds: Vec<Kind<'_>> = blocks.iter().map(kind).collect();
    let is_text = |at: usize| {
        matches!(
            kinds.get(at),
            Some(Kind::Text | Kind::Pair(..) | Kind::RunIn(..))
        )
    };
    let answered = |at: usize| matches!(kinds.get(at), Some(Kind::Question(_))) && is_text(at + 1);
    let alone = (0..kinds.len()).filter(|at| answered(*at)).count();
    let pairs = kinds
        .iter()
        .filter(|kind| matches!(kind, Kind::Pair(..)))
        .count();
    let in_run = in_run(&kinds);
    let mut paired = Vec::with_capacity(blocks.len());
    for (at, (block, kind)) in blocks.iter().zip(&kinds).enumerate() {
        match kind {
            Kind::Pair(asked, answer) if pairs >= LEAST_QUESTIONS => {
                paired.extend([question(asked), Block::Paragraph((*answer).to_owned())]);
            }
            Kind::RunIn(asked, answer) if in_run.get(at) == Some(&true) => {
                paired.extend([question(asked), Block::Paragraph((*answer).to_owned())]);
            }
            Kind::Question(text) if alone >= LEAST_QUESTIONS && answered(at) => {
                paired.push(question(text));
            }
            _ => paired.push(block.clone()),
        }
    }
    paired
}

/// Which blocks belong to a run of enough blocks that start with a question.
fn in_run(kinds: &[Kind<'_>]) -> Vec<bool> {
    let mut marked = Vec::with_capacity(kinds.len());
    for run in kinds.chunk_by(|a, b| matches!(a, Kind::RunIn(..)) == matches!(b, Kind::RunIn(..))) {
        let is_run = matches!(run.first(), Some(Kind::RunIn(..))) && run.len() >= LEAST_RUN_IN;
        marked.extend(std::iter::repeat_n(is_run, run.len()));
    }
    marked
}
