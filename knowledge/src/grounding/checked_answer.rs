//! An answer that grows only by checked sentences.
//!
//! *Invariant:* every sentence that is released is supported by a passage and has its mark, except the line that
//! announces a list.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    check::{Checker, Fault, Support},
    held::{HeldUnit, Opening, SentenceHolder, UnitKind},
    pointers::points_back,
};

/// A model writes this, and nothing else, if the passages do not answer the question.
pub const NO_ANSWER: &str = "NO_ANSWER";

/// How many sentences may fail before the first has passed.
const FAILED_AT_FIRST: usize = 2;
/// How many more sentences may fail than pass.
const FAILED_MORE: usize = 1;
/// How many sentences may repeat earlier ones. A model that repeats itself is stopped there.
const REPEATED: usize = 2;
/// Text that only the prompt has.
const OF_PROMPT: [&str; 3] = ["<passage", "</passage", "<pre>"];
/// The longest answer, in characters.
const ANSWER_CHARS: usize = 4_000;
/// The longest line that may announce a list without support by a passage, in characters.
const LEAD_IN_CHARS: usize = 120;

/// A sentence of the answer and its support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSentence {
    /// Where it starts, in characters of the answer's text.
    pub start: usize,
    /// Where it ends, including its marks.
    pub end: usize,
    /// The numbers of its citation marks.
    pub marks: Vec<u32>,
    /// The supporting words of the passages, one for each mark.
    pub supports: Vec<Support>,
}

/// An answer that grows only by checked sentences.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own about what was written so far"
)]
pub struct CheckedAnswer<'a> {
    checker: Checker<'a>,
    holder: SentenceHolder,
    text: String,
    chars: usize,
    /// The passages cited so far, by index. A mark is a position in this list, from 1.
    cited: Vec<usize>,
    sentences: Vec<CheckedSentence>,
    failed: Vec<(String, Fault)>,
    /// The words of each sentence that was released.
    said: BTreeSet<String>,
    lead_in: Option<HeldUnit>,
    /// Whether the previous sentence, in the same paragraph, failed.
    after_failure: bool,
    /// Whether the current list starts with, or is announced by, something unsupported. Then none of it is shown.
    in_failed_list: bool,
    /// How many sentences repeated earlier ones.
    repeated: usize,
    /// Whether the model is writing its own prompt.
    is_lost: bool,
    refused: bool,
}

impl<'a> CheckedAnswer<'a> {
    /// Starts an empty answer.
    pub fn new(checker: Checker<'a>) -> Self {
        Self {
            checker,
            holder: SentenceHolder::default(),
            text: String::new(),
            chars: 0,
            cited: Vec::new(),
            sentences: Vec::new(),
            failed: Vec::new(),
            said: BTreeSet::new(),
            lead_in: None,
            after_failure: false,
            in_failed_list: false,
            repeated: 0,
            is_lost: false,
            refused: false,
        }
    }

    /// Takes more of the model's text, and returns what may be shown of it.
    pub fn push(&mut self, text: &str) -> String {
        let units = self.holder.push(text);
        self.take(units)
    }

    /// Ends the answer, and returns what else may be shown.
    pub fn end(&mut self) -> String {
        let units = self.holder.end();
        self.take(units)
    }

    /// Whether the rest of the model's text is not worth waiting for.
    pub fn is_over(&self) -> bool {
        let failed = self.failed.len();
        self.refused
            || self.is_lost
            || self.repeated >= REPEATED
            || self.chars >= ANSWER_CHARS
            || (self.sentences.is_empty() && failed >= FAILED_AT_FIRST)
            || failed > self.sentences.len() + FAILED_MORE
    }

    /// Whether the model said that the passages do not answer.
    pub fn is_refusal(&self) -> bool {
        self.refused
    }

    /// The text released so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sentences released so far, in order.
    pub fn sentences(&self) -> &[CheckedSentence] {
        &self.sentences
    }

    /// The indices of the cited passages. The first is mark 1.
    pub fn cited(&self) -> &[usize] {
        &self.cited
    }

    /// The sentences that were withheld, with the reasons.
    pub fn failed(&self) -> &[(String, Fault)] {
        &self.failed
    }

    fn take(&mut self, units: Vec<HeldUnit>) -> String {
        let before = self.text.len();
        for unit in units {
            if self.is_over() {
                break;
            }
            self.take_unit(unit);
        }
        self.text.get(before..).unwrap_or_default().to_owned()
    }

    fn take_unit(&mut self, unit: HeldUnit) {
        if unit.text.contains(NO_ANSWER) {
            self.refused = self.sentences.is_empty();
            return;
        }
        if OF_PROMPT.iter().any(|tag| unit.text.contains(tag)) {
            self.is_lost = true;
            return self.fail(&unit, Fault::Words);
        }
        let is_item = matches!(unit.opening, Opening::Item(_));
        if !is_item && unit.opening != Opening::Inline {
            self.in_failed_list = false;
        }
        if let Opening::Item(marker) = &unit.opening {
            // Steps without the first one are useless.
            let number: Option<u32> = marker.trim_end_matches(['.', ')']).parse().ok();
            let begins_late = number.is_some_and(|number| number > 1) && !self.in_list();
            self.in_failed_list |= begins_late;
        }
        if self.in_failed_list {
            return self.fail(&unit, Fault::Words);
        }
        let announces = unit.text.ends_with([':', '：']);
        if unit.opening == Opening::Paragraph {
            self.after_failure = false;
        }
        match unit.kind {
            UnitKind::Heading => return,
            UnitKind::Verbatim => {
                let inside = unit.text.trim_matches('`').trim();
                let inside = inside.split_once('\n').map_or(inside, |(first, rest)| {
                    if first.contains(' ') { inside } else { rest }
                });
                match self.checker.find(inside) {
                    Some(support) => {
                        if let Some(lead_in) = self.lead_in.take() {
                            self.write(&lead_in, "");
                        }
                        self.show(&unit, &[support]);
                    }
                    None => self.fail(&unit, Fault::Words),
                }
                return;
            }
            UnitKind::Sentence => {}
        }
        if self.after_failure && !is_item && points_back(&unit.text) {
            return self.fail(&unit, Fault::Words);
        }
        // A model that has lost the thread repeats itself.
        if self.said.contains(&words_of(&unit.text)) {
            self.repeated += 1;
            self.failed.push((unit.text, Fault::Repeated));
            return;
        }
        let cited: Vec<usize> = unit
            .marks
            .iter()
            .filter_map(|mark| usize::try_from(*mark).ok()?.checked_sub(1))
            .collect();
        match self.checker.check(&unit.text, &cited) {
            // A line that announces a list says nothing without the list.
            Ok(_)
                if announces
                    && is_short(&unit.text)
                    && !unit.text.contains(|c: char| c.is_ascii_digit()) =>
            {
                self.lead_in = Some(unit);
            }
            Ok(support) => {
                if let Some(lead_in) = self.lead_in.take().filter(|_| is_item) {
                    self.write(&lead_in, "");
                }
                self.after_failure = false;
                self.show(&unit, &support);
            }
            Err(Fault::Words | Fault::Nothing) if announces && is_short(&unit.text) => {
                self.lead_in = Some(unit);
            }
            // "Yes." alone claims nothing.
            Err(Fault::Nothing) if !announces => {}
            Err(fault) => {
                if !is_item {
                    self.lead_in = None;
                }
                self.in_failed_list |= announces || unit.opening.is_step();
                self.fail(&unit, fault);
            }
        }
    }

    fn fail(&mut self, unit: &HeldUnit, fault: Fault) {
        self.after_failure = true;
        self.failed.push((unit.text.clone(), fault));
    }

    fn show(&mut self, unit: &HeldUnit, supports: &[Support]) {
        let mut marks = Vec::new();
        let mut shown = String::new();
        for support in supports {
            let known = self
                .cited
                .iter()
                .position(|place| *place == support.passage);
            let place = known.unwrap_or_else(|| {
                self.cited.push(support.passage);
                self.cited.len() - 1
            });
            let mark = u32::try_from(place + 1).unwrap_or(u32::MAX);
            // Writing to a String cannot fail.
            let _ = write!(shown, "[{mark}]");
            marks.push(mark);
        }
        let before = match unit.kind {
            UnitKind::Verbatim if unit.text.starts_with('`') => "\n\n",
            _ => " ",
        };
        let start = self.write(unit, &format!("{before}{shown}"));
        self.said.insert(words_of(&unit.text));
        self.sentences.push(CheckedSentence {
            start,
            end: self.chars,
            marks,
            supports: supports.to_vec(),
        });
    }

    /// Appends a unit, and returns where it starts.
    fn write(&mut self, unit: &HeldUnit, marks: &str) -> usize {
        let before = if self.text.is_empty() {
            ""
        } else {
            match (&unit.opening, unit.kind) {
                (Opening::Item(_), _) if self.in_list() => "\n",
                (Opening::Inline, UnitKind::Sentence) if !self.text.ends_with('\n') => " ",
                _ => "\n\n",
            }
        };
        let marker = match &unit.opening {
            Opening::Item(marker) => format!("{marker} "),
            _ => String::new(),
        };
        self.text.push_str(before);
        let start = self.chars + before.chars().count() + marker.chars().count();
        for part in [marker.as_str(), unit.text.as_str(), marks] {
            self.text.push_str(part);
        }
        self.chars = start + unit.text.chars().count() + marks.chars().count();
        start
    }

    fn in_list(&self) -> bool {
        let last = self.text.lines().next_back().unwrap_or_default();
        last.starts_with(['-', '*', '+']) || last.starts_with(|c: char| c.is_ascii_digit())
    }
}

fn words_of(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= LEAD_IN_CHARS
}
