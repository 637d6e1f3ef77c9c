//! The units of a passage, each of which is quoted as a whole or left out.

use std::collections::HashSet;

use porchlight_languages::{Asking, SMALL_TALK_WORDS, names};

use super::{
    line::{ITEMS, UnitLine},
    part::Part,
    table,
};
use crate::{
    passage::Passage,
    phrases::{longest, tokens},
    questions::is_marked,
    retrieval::{
        ScoredPassage, SentenceNearness,
        language::Language,
        ranking::WeightedQuery,
        terms::Stemming,
        words::{self, Word},
    },
    sentences::{self, BlockKind, PassageBlock},
};

/// How many items are quoted before the best one, if a list is quoted in part.
const ITEMS_BEFORE: usize = 3;
/// The most steps of an ordered list that are quoted.
const STEPS: usize = 15;

/// How much a sentence's nearness depends on having the question's words or words close in meaning. The rest is how
/// near the sentence is as a whole.
const COVERED_SHARE: f64 = 0.7;

/// The form of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitBody {
    /// One sentence, or a block of code.
    Sentence,
    /// A list, possibly with a lead-in.
    List {
        /// Whether the first line is the sentence before the items.
        led: bool,
    },
    /// A table, possibly with a lead-in.
    Table {
        /// Whether the first line is the sentence before the header.
        led: bool,
    },
}

/// A sentence, or a list or table with its lead-in, which is quoted as a whole or left out.
#[derive(Clone, Debug)]
pub(super) struct Unit<'a> {
    pub(super) passage: &'a Passage,
    /// Its index in the passage.
    pub(super) place: usize,
    /// The index of its block.
    pub(super) block: usize,
    /// The index of its section. If short sections were joined to one passage, each starts with a bold line.
    pub(super) section: usize,
    pub(super) starts_block: bool,
    /// Its index in its section.
    pub(super) place_in_section: usize,
    pub(super) body: UnitBody,
    pub(super) lines: Vec<UnitLine<'a>>,
    /// The question's words in it.
    pub(super) words: HashSet<String>,
    /// The question's words in the headings above it.
    pub(super) title_words: HashSet<String>,
    /// How near its nearest line is to the question in meaning, 0 to 1. 0 if that is unknown.
    pub(super) nearness: f64,
    /// In words; a pair of characters counts as half.
    pub(super) length: f64,
    /// Whether it is a question, or only leads to other pages, so that there is nothing to quote.
    pub(super) is_question: bool,
    /// Whether it starts with a pronoun, or continues the previous sentence in another way.
    pub(super) is_dependent: bool,
}

impl<'a> Unit<'a> {
    /// Whether it is an ordered list.
    pub(super) fn is_numbered(&self) -> bool {
        self.first_number().is_some()
    }

    /// The number of the first item of an ordered list.
    pub(super) fn first_number(&self) -> Option<u32> {
        let UnitBody::List { led } = self.body else {
            return None;
        };
        let first = self.lines.get(usize::from(led))?.text.trim_start();
        first
            .split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    }

    /// The lines to show for `part`: for a list, the items around the best one; for a table, the header and the
    /// matching rows.
    pub(super) fn shown(&self, part: &Part) -> Vec<&'a str> {
        self.lines_for(part)
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    /// The question's words in the lines shown for `part`.
    pub(super) fn words_for(&self, part: &Part) -> HashSet<&str> {
        let lines = self.lines_for(part);
        lines
            .into_iter()
            .flat_map(|line| line.words.iter().map(String::as_str))
            .collect()
    }

    pub(super) fn lines_for(&self, part: &Part) -> Vec<&UnitLine<'a>> {
        match self.body {
            UnitBody::Sentence => self.lines.iter().collect(),
            UnitBody::List { led } => self.items_for(part, usize::from(led)),
            UnitBody::Table { led } => table::rows_for(&self.lines, part, usize::from(led)),
        }
    }

    fn items_for(&self, part: &Part, first: usize) -> Vec<&UnitLine<'a>> {
        let (lead_in, items) = self.lines.split_at(first.min(self.lines.len()));
        let weight =
            |line: &UnitLine<'_>| part.weight_of(&line.words.iter().map(String::as_str).collect());
        let best = items
            .iter()
            .map(weight)
            .enumerate()
            .max_by(|(left_at, left), (right_at, right)| {
                left.total_cmp(right).then(right_at.cmp(left_at))
            })
            .map_or(0, |(at, _)| at);
        // Steps must be followed from the first.
        let (from, most) = if self.is_numbered() && best < STEPS {
            (0, STEPS)
        } else {
            let last = items.len().saturating_sub(ITEMS);
            (best.saturating_sub(ITEMS_BEFORE).min(last), ITEMS)
        };
        lead_in
            .iter()
            .chain(items.iter().skip(from).take(most))
            .collect()
    }
}

/// Whether a line is just a link or a question.
fn is_link(line: &str) -> bool {
    let text = line.trim_start_matches(['-', '*', '+', ' ']);
    let is_one_link =
        text.starts_with('[') && text.ends_with(')') && text.matches("](").count() == 1;
    is_one_link || is_marked(text)
}

/// The units of a passage, in order.
pub(super) fn units<'a>(
    scored: &'a ScoredPassage,
    query: &WeightedQuery,
    asking: Option<&Asking>,
) -> Vec<Unit<'a>> {
    let passage = &scored.passage;
    let reader = WordReader::new(passage, query);
    let titles = reader.read(&passage.title_path.join(" ")).0;
    let mut list = UnitList {
        passage,
        nearness: &scored.nearness,
        asking,
        reader,
        title_words: titles.clone(),
        titles,
        section: 0,
        units: Vec::new(),
    };
    let blocks = sentences::blocks(&passage.text);
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let after = blocks.get(at + 1..).unwrap_or_default();
        at += 1;
        if let Some(heading) = heading(block) {
            list.begin_section(heading);
        } else if block.kind == BlockKind::Paragraph {
            at += list.add_paragraph(at, block, after);
        } else {
            let count = match block.kind {
                BlockKind::Code => 0,
                kind => run(kind, after),
            };
            let lines = [block].into_iter().chain(after.iter().take(count));
            let body = match block.kind {
                BlockKind::Row => UnitBody::Table { led: false },
                BlockKind::Code => UnitBody::Sentence,
                _ => UnitBody::List { led: false },
            };
            list.add(at, true, body, lines.map(|line| line.text).collect());
            at += count;
        }
    }
    list.units
}

/// How many blocks of this kind come first.
fn run(kind: BlockKind, blocks: &[PassageBlock<'_>]) -> usize {
    blocks.iter().take_while(|next| next.kind == kind).count()
}

/// Collects the units of a passage.
struct UnitList<'a, 'q> {
    passage: &'a Passage,
    nearness: &'a [SentenceNearness],
    asking: Option<&'q Asking>,
    reader: WordReader<'q>,
    /// The question's words in the passage's headings.
    titles: HashSet<String>,
    /// Those words, and the question's words in the section's heading.
    title_words: HashSet<String>,
    section: usize,
    units: Vec<Unit<'a>>,
}

impl<'a> UnitList<'a, '_> {
    fn begin_section(&mut self, heading: &str) {
        self.section += 1;
        self.title_words.clone_from(&self.titles);
        self.title_words.extend(self.reader.read(heading).0);
    }

    /// Adds the sentences of a paragraph. The last one includes the list, table or code that it introduces. Returns how
    /// many following blocks that took.
    fn add_paragraph(
        &mut self,
        block: usize,
        paragraph: &PassageBlock<'a>,
        after: &[PassageBlock<'a>],
    ) -> usize {
        let colon = paragraph.text.trim_end().ends_with([':', '：']);
        let items = run(BlockKind::Item, after);
        let rows = if colon { run(BlockKind::Row, after) } else { 0 };
        let code = usize::from(colon && run(BlockKind::Code, after) > 0);
        let count = items.max(rows).max(code);
        let (alone, lead_in) = match paragraph.sentences.split_last() {
            Some((last, rest)) if count > 0 => (rest, Some(*last)),
            _ => (paragraph.sentences.as_slice(), None),
        };
        for (number, sentence) in alone.iter().enumerate() {
            self.add(block, number == 0, UnitBody::Sentence, vec![*sentence]);
        }
        let Some(lead_in) = lead_in else { return 0 };
        let lines = after.iter().take(count).map(|line| line.text);
        let body = if rows > 0 {
            UnitBody::Table { led: true }
        } else {
            UnitBody::List { led: true }
        };
        self.add(
            block,
            true,
            body,
            [lead_in].into_iter().chain(lines).collect(),
        );
        count
    }

    /// How near the nearest sentence of `line`, a piece of the passage, is.
    fn nearness_of(&self, line: &str) -> f64 {
        let start = line.as_ptr().addr() - self.passage.text.as_ptr().addr();
        (self.nearness.iter())
            .skip_while(|sentence| sentence.start < start)
            .take_while(|sentence| sentence.start < start + line.len())
            .map(|sentence| {
                (1.0 - COVERED_SHARE) * sentence.whole + COVERED_SHARE * sentence.covered
            })
            .fold(0.0, f64::max)
    }

    fn add(&mut self, block: usize, starts_block: bool, body: UnitBody, parts: Vec<&'a str>) {
        let mut lines = Vec::with_capacity(parts.len());
        let mut length = 0.0;
        for text in parts {
            let (words, long) = self.reader.read(text);
            length += long;
            lines.push(UnitLine {
                text,
                words,
                length: long,
            });
        }
        let is_sentence = body == UnitBody::Sentence;
        let section = self.units.iter().rev();
        let section = section.take_while(|unit| unit.section == self.section);
        let place_in_section = section.count();
        // A list of links to other pages answers nothing.
        let leading = lines.iter().filter(|line| is_link(line.text));
        let leads_away = !is_sentence && 2 * leading.count() > lines.len();
        let first = lines.first().map_or("", |line| line.text);
        self.units.push(Unit {
            passage: self.passage,
            place: self.units.len(),
            block,
            section: self.section,
            starts_block,
            place_in_section,
            body,
            words: lines.iter().flat_map(|line| line.words.clone()).collect(),
            title_words: self.title_words.clone(),
            nearness: (lines.iter())
                .map(|line| self.nearness_of(line.text))
                .fold(0.0, f64::max),
            length,
            is_question: leads_away || (is_sentence && is_marked(first)),
            is_dependent: is_sentence && is_dependent(first, self.asking),
            lines,
        });
    }
}

/// The heading in a bold line, if short sections were joined to one passage.
fn heading<'a>(block: &PassageBlock<'a>) -> Option<&'a str> {
    let text = block.text.trim();
    let inner = text.strip_prefix("**")?.strip_suffix("**")?;
    (block.kind == BlockKind::Paragraph && !inner.contains("**")).then_some(inner)
}

/// Whether a sentence starts with a word that refers to the previous one.
fn is_dependent(text: &str, asking: Option<&Asking>) -> bool {
    let Some(tag) = asking.and_then(|asking| asking.tags.first()) else {
        return false;
    };
    SMALL_TALK_WORDS
        .iter()
        .find(|language| names(language.tags, tag))
        .is_some_and(|language| {
            longest(
                language.follow_ups,
                &tokens(text, language.spaced),
                0,
                language.spaced,
            ) > 0
        })
}

/// Finds the question's words in the texts of a passage.
struct WordReader<'a> {
    stemming: Stemming,
    asked: HashSet<&'a str>,
}

impl<'a> WordReader<'a> {
    fn new(passage: &Passage, query: &'a WeightedQuery) -> Self {
        let language = Language::from_tag(&passage.language).unwrap_or(Language::Other);
        Self {
            stemming: Stemming::new(language),
            asked: (query.words.iter())
                .flat_map(|(stems, _)| stems.iter().map(String::as_str))
                .collect(),
        }
    }

    /// The question's words in `text`, and the length of `text`.
    fn read(&self, text: &str) -> (HashSet<String>, f64) {
        let mut found = HashSet::new();
        let mut length = 0.0;
        let mut meet = |stem: String| {
            if self.asked.contains(stem.as_str()) {
                found.insert(stem);
            }
        };
        for word in words::words(text) {
            match word {
                Word::Spaced(word) => {
                    length += 1.0;
                    meet(self.stemming.stem(&word));
                }
                Word::Unspaced(run) => {
                    for pair in words::pairs(&run) {
                        length += 0.5;
                        meet(pair.to_owned());
                    }
                }
            }
        }
        (found, length)
    }
}
