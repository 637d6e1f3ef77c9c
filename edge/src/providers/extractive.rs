//! Answers in the owner's own words: the sentences that say most about the question, in reading order, each with the
//! mark of what it was taken from. No model, no delay, nothing invented.

use std::{collections::HashSet, fmt::Write as _};

use async_trait::async_trait;
use porchlight_knowledge::{
    passage::Passage,
    retrieval::{
        EXACT_HEADING, ScoredPassage,
        language::Language,
        ranking::WeightedQuery,
        terms::Stemming,
        words::{self, Word},
    },
    sentences::{self, BlockKind, PassageBlock},
    text_fragment,
};
use porchlight_languages::{AnswerTexts, fill};
use porchlight_shared::message::{Citation, Evidence};

use crate::platform::answer_provider::{
    Answer, AnswerProvider, AnswerRequest, OnPiece, ProviderError,
};

mod pieces;

pub use self::pieces::pieces;

/// Passages that sentences are taken from.
const PASSAGES: usize = 3;
/// A passage that scores less than this share of the best one's score is left out.
const PASSAGE_SHARE: f64 = 0.7;
/// Most sentences of an answer.
const SENTENCES: usize = 3;
/// Length of an answer after which no further sentence is added, in words (a character pair counts as half).
const ANSWER_WORDS: f64 = 60.0;
/// A further sentence must say at least this share of what the first one said.
const FURTHER_SHARE: f64 = 0.1;
/// What a sentence says that shares no word with the question: enough to prefer the first of a passage.
const OPENING_GAIN: f64 = 0.05;
/// Longest list that is quoted whole, in items.
const ITEMS: usize = 30;
/// Longest snippet of a citation, in characters.
const SNIPPET_CHARS: usize = 600;

/// The provider that needs no model.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extractive;

#[async_trait(?Send)]
impl AnswerProvider for Extractive {
    async fn answer(
        &self,
        request: AnswerRequest<'_>,
        on_piece: &mut OnPiece<'_>,
    ) -> Result<Answer, ProviderError> {
        let mut answer = compose(request);
        let mut written = 0;
        for piece in pieces(&answer.text) {
            written += piece.len();
            if on_piece(piece).is_break() {
                break;
            }
        }
        answer.text.truncate(written);
        Ok(answer)
    }
}

/// The whole answer.
pub fn compose(request: AnswerRequest<'_>) -> Answer {
    let retrieved = request.retrieved;
    let texts = [retrieved.language.tag()]
        .into_iter()
        .chain(request.locale)
        .find_map(AnswerTexts::of)
        .unwrap_or(&AnswerTexts::ENGLISH);
    let quotations = match retrieved.grounding.evidence {
        Evidence::None => Vec::new(),
        Evidence::Weak | Evidence::Strong => quote(&retrieved.passages, &retrieved.query),
    };
    if quotations.is_empty() {
        return Answer {
            text: fill(texts.none, &[("company", request.company)]),
            citations: Vec::new(),
            unanswered: true,
        };
    }
    let mut text = String::new();
    if retrieved.grounding.evidence == Evidence::Weak {
        text.push_str(texts.weak);
        text.push_str("\n\n");
    }
    let citations = write(&quotations, &mut text);
    Answer {
        text,
        citations,
        unanswered: false,
    }
}

/// Something that is quoted or left out as a whole: a sentence, or a list with its lead-in.
struct Unit<'a> {
    passage: &'a Passage,
    /// The passage's rank.
    rank: usize,
    /// Its place in the passage.
    place: usize,
    /// Begins on a line of its own.
    starts_block: bool,
    /// Sentences and items, as written.
    parts: Vec<&'a str>,
    /// Items stand on lines of their own.
    is_list: bool,
    words: HashSet<String>,
    length: f64,
    /// Of its passage.
    score: f64,
}

/// The units that together say most about `query`, in reading order.
fn quote<'a>(passages: &'a [ScoredPassage], query: &WeightedQuery) -> Vec<Unit<'a>> {
    let best = passages.first().map_or(0.0, |first| first.score.total);
    if let Some(first) = passages.first().filter(|_| best >= EXACT_HEADING) {
        return opening(units(0, first, query));
    }
    let mut units: Vec<Unit<'a>> = passages
        .iter()
        .take(PASSAGES)
        .filter(|scored| scored.score.total >= PASSAGE_SHARE * best)
        .enumerate()
        .flat_map(|(rank, scored)| units(rank, scored, query))
        .collect();
    let mut covered = HashSet::new();
    let mut quotations: Vec<Unit<'a>> = Vec::new();
    let mut length = 0.0;
    let mut first_gain = 0.0;
    while quotations.len() < SENTENCES && length < ANSWER_WORDS {
        let Some((number, gain)) = units
            .iter()
            .enumerate()
            .map(|(number, unit)| (number, gain(unit, best, query, &covered)))
            .max_by(|(left_number, left), (right_number, right)| {
                left.total_cmp(right).then(right_number.cmp(left_number))
            })
        else {
            break;
        };
        let longer = units.get(number).map_or(0.0, |unit| unit.length);
        let too_long = length + longer > 1.5 * ANSWER_WORDS;
        // A sentence that shares no word with the question follows only where none does: then the title matched.
        let adds = covered.is_empty() || gain >= FURTHER_SHARE * first_gain;
        if !quotations.is_empty() && (!adds || too_long) {
            break;
        }
        let unit = units.remove(number);
        // Pages repeat themselves; an answer does not.
        units.retain(|other| other.parts != unit.parts);
        if quotations.is_empty() {
            first_gain = gain;
        }
        length += unit.length;
        covered.extend(unit.words.iter().cloned());
        quotations.push(unit);
    }
    quotations.sort_by_key(|unit| (unit.rank, unit.place));
    quotations
}

/// Where the heading is the question, the answer begins where its passage begins.
fn opening(units: Vec<Unit<'_>>) -> Vec<Unit<'_>> {
    let mut length = 0.0;
    let short = |unit: &Unit<'_>| {
        let fits = length < ANSWER_WORDS;
        length += unit.length;
        fits
    };
    units
        .into_iter()
        .take(SENTENCES)
        .take_while(short)
        .collect()
}

/// What `unit` says about the question beyond what is said already.
fn gain(unit: &Unit<'_>, best: f64, query: &WeightedQuery, covered: &HashSet<String>) -> f64 {
    let mut gain = 0.0;
    for (stems, weight) in &query.words {
        if stems.iter().any(|stem| unit.words.contains(stem)) {
            let again = stems.iter().any(|stem| covered.contains(stem));
            gain += if again { 0.5 * weight } else { *weight };
        }
    }
    // A better passage's sentences come first, and so do those that open a passage.
    let opening = if unit.place == 0 { 1.1 } else { 1.0 };
    (gain + OPENING_GAIN) * opening * (unit.score / best.max(f64::MIN_POSITIVE)).powi(2)
}

fn units<'a>(rank: usize, scored: &'a ScoredPassage, query: &WeightedQuery) -> Vec<Unit<'a>> {
    let passage = &scored.passage;
    let stemming = Stemming::new(Language::from_tag(&passage.language).unwrap_or(Language::Other));
    let asked: HashSet<&str> = query
        .words
        .iter()
        .flat_map(|(stems, _)| stems.iter().map(String::as_str))
        .collect();
    let mut units = Vec::new();
    let mut add = |parts: Vec<&'a str>, is_list: bool, starts_block: bool| {
        let mut words = HashSet::new();
        let mut length = 0.0;
        for part in &parts {
            for word in words::words(part) {
                match word {
                    Word::Spaced(word) => {
                        length += 1.0;
                        words.insert(stemming.stem(&word));
                    }
                    Word::Unspaced(run) => {
                        for pair in words::pairs(&run) {
                            length += 0.5;
                            words.insert(pair.to_owned());
                        }
                    }
                }
            }
        }
        words.retain(|word| asked.contains(word.as_str()));
        units.push(Unit {
            passage,
            rank,
            place: 0,
            starts_block,
            parts,
            is_list,
            words,
            length,
            score: scored.score.total,
        });
    };
    let blocks = sentences::blocks(&passage.text);
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let list: Vec<&PassageBlock<'_>> = blocks
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|next| next.kind != BlockKind::Paragraph)
            .take(ITEMS)
            .collect();
        at += 1;
        if block.kind == BlockKind::Paragraph {
            let (lead_in, alone) = match block.sentences.split_last() {
                Some((lead_in, alone)) if !list.is_empty() => (Some(*lead_in), alone),
                _ => (None, block.sentences.as_slice()),
            };
            for (number, sentence) in alone.iter().enumerate() {
                add(vec![sentence], false, number == 0);
            }
            if let Some(lead_in) = lead_in {
                at += list.len();
                let parts = [lead_in]
                    .into_iter()
                    .chain(list.iter().map(|item| item.text))
                    .collect();
                add(parts, true, true);
            }
        } else {
            at += list.len();
            let parts = [block.text]
                .into_iter()
                .chain(list.iter().map(|item| item.text))
                .collect();
            add(parts, true, true);
        }
    }
    for (place, unit) in units.iter_mut().enumerate() {
        unit.place = place;
    }
    units
}

/// Writes the quotations with their marks, and returns what the marks stand for.
fn write(quotations: &[Unit<'_>], text: &mut String) -> Vec<Citation> {
    let mut cited: Vec<&Passage> = Vec::new();
    let mut previous: Option<&Unit<'_>> = None;
    for unit in quotations {
        let known = cited
            .iter()
            .position(|passage| passage.id == unit.passage.id);
        let n = known.unwrap_or(cited.len()) + 1;
        if known.is_none() {
            cited.push(unit.passage);
        }
        if let Some(previous) = previous {
            let next_block = unit.starts_block && unit.place == previous.place + 1;
            let new_paragraph = previous.passage.id != unit.passage.id
                || unit.is_list
                || previous.is_list
                || next_block;
            text.push_str(if new_paragraph { "\n\n" } else { " " });
        }
        previous = Some(unit);
        write_unit(unit, n, text);
    }
    cited
        .iter()
        .zip(1..)
        .map(|(passage, n)| {
            let quoted: Vec<&Unit<'_>> = quotations
                .iter()
                .filter(|unit| unit.passage.id == passage.id)
                .collect();
            citation(passage, n, &quoted)
        })
        .collect()
}

/// The mark goes where a reader looks for it: after the sentence, after a list's last item, never into code or a table.
fn write_unit(unit: &Unit<'_>, n: usize, text: &mut String) {
    let kind_of = |part: &str| sentences::blocks(part).first().map(|block| block.kind);
    let mut marked = false;
    for (number, part) in unit.parts.iter().enumerate() {
        if number > 0 {
            // A lead-in and its list are two blocks.
            let first_item = number == 1
                && kind_of(unit.parts.first().copied().unwrap_or_default())
                    == Some(BlockKind::Paragraph);
            text.push_str(if first_item { "\n\n" } else { "\n" });
        }
        text.push_str(part.trim_end());
        let is_last = number + 1 == unit.parts.len();
        if is_last && matches!(kind_of(part), Some(BlockKind::Paragraph | BlockKind::Item)) {
            write_mark(" ", n, text);
            marked = true;
        }
    }
    if !marked {
        write_mark("\n\n", n, text);
    }
}

fn write_mark(before: &str, n: usize, text: &mut String) {
    // Writing to a String does not fail.
    let _ = write!(text, "{before}[{n}]");
}

fn citation(passage: &Passage, n: u32, quoted: &[&Unit<'_>]) -> Citation {
    let texts: Vec<String> = quoted
        .iter()
        .map(|unit| sentences::plain(&unit.parts.join("\n")))
        .collect();
    // What stands in several elements of a page cannot be found as one text: a list is found by its lead-in.
    let targets: Vec<String> = quoted
        .iter()
        .filter_map(|unit| unit.parts.first().map(|part| sentences::plain(part)))
        .collect();
    let plain = sentences::plain(&passage.text);
    Citation {
        n,
        title: passage.title_path.join(" › "),
        url: passage
            .url
            .as_deref()
            .map(|url| text_fragment::link(url, passage.anchor.as_deref(), &targets))
            .unwrap_or_default(),
        snippet: shortened(&plain),
        quote: texts.join(" … "),
        source_version: passage.version,
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SNIPPET_CHARS {
        return text.to_owned();
    }
    let mut shortened: String = text.chars().take(SNIPPET_CHARS).collect();
    // A word is not cut, unless it is all there is.
    if let Some(space) = shortened.rfind(' ') {
        shortened.truncate(space);
    }
    shortened.push('…');
    shortened
}

#[cfg(test)]
mod tests;
