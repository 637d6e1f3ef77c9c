//! Questions that were asked in vain, grouped, and what an owner makes of them.

mod drafts;

use porchlight_shared::{
    ids::{DocumentId, MessageId, PassageId, SourceId},
    message::{Citation, Evidence},
    names,
};
use serde::Deserialize;

pub(crate) use self::drafts::{AnswerDraft, AnswerDrafts};
use crate::texts::{counted, fill, text};

/// Groups on a page: the server's number.
const PAGE: usize = 10;

names! {
    /// The time of the questions.
    #[derive(Default)]
    pub(crate) enum Span {
        Week = "week",
        #[default]
        Month = "month",
        Quarter = "quarter",
    }
}

impl Span {
    /// What it is called.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Week => text("7 days"),
            Self::Month => text("30 days"),
            Self::Quarter => text("90 days"),
        }
    }

    /// In days.
    pub(crate) const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// The groups that are shown: the pages of the list that were asked for, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Groups {
    /// The first moment of the time, as the server writes it.
    pub(crate) from: String,
    pub(crate) to: String,
    /// All groups of this time, with those that are shown and have been dealt with since.
    #[serde(rename = "totalGroups")]
    pub(crate) total: usize,
    #[serde(rename = "groups")]
    pub(crate) shown: Vec<Group>,
}

impl Groups {
    /// The page with the next groups, from 1, if there are more. The server no longer counts those that were dealt with,
    /// so what comes next has moved up by as many places.
    pub(crate) fn next_page(&self, settled: usize) -> Option<usize> {
        let waiting = self.shown.len().saturating_sub(settled);
        (self.total > self.shown.len()).then_some(waiting / PAGE + 1)
    }

    /// Shows the groups of another page below these; how many are new. Groups that overlap with one that is shown are
    /// not.
    pub(crate) fn append(&mut self, page: Self, settled: usize) -> usize {
        let before = self.shown.len();
        for group in page.shown {
            if !self.shown.iter().any(|known| known.overlaps(&group)) {
                self.shown.push(group);
            }
        }
        self.total = page.total + settled;
        self.shown.len() - before
    }
}

/// Questions that ask the same.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    pub(crate) id: MessageId,
    pub(crate) question: String,
    pub(crate) count: u64,
    pub(crate) count_before: u64,
    pub(crate) examples: Vec<String>,
    pub(crate) message_ids: Vec<MessageId>,
    pub(crate) last_asked_at: String,
    pub(crate) closest: Vec<ClosestPassage>,
}

impl Group {
    /// How often it was asked, and how often in the time of the same length before.
    pub(crate) fn asked(&self) -> String {
        if self.count_before == 0 {
            return counted(
                self.count,
                "Asked {n} time, new in this time",
                "Asked {n} times, new in this time",
            );
        }
        let asked = counted(
            self.count,
            "Asked {n} time, {before} before",
            "Asked {n} times, {before} before",
        );
        fill(&asked, &[("before", &self.count_before.to_string())])
    }

    /// Whether a message is one of its questions.
    pub(crate) fn has(&self, message: MessageId) -> bool {
        self.message_ids.contains(&message)
    }

    /// Its draft.
    pub(crate) fn draft<'a>(&self, drafts: &'a AnswerDrafts) -> Option<&'a AnswerDraft> {
        drafts.of(&self.message_ids)
    }

    /// Changes its draft; begins one if there is none.
    pub(crate) fn change_draft(
        &self,
        drafts: &mut AnswerDrafts,
        change: impl FnOnce(&mut AnswerDraft),
    ) {
        drafts.change(&self.message_ids, &self.question, change);
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.message_ids.iter().any(|id| other.has(*id))
    }

    /// The examples that say something else than the question.
    pub(crate) fn others(&self) -> Vec<String> {
        let mut others: Vec<String> = Vec::new();
        for example in &self.examples {
            if *example != self.question && !others.contains(example) {
                others.push(example.clone());
            }
        }
        others
    }
}

/// A passage that comes close to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClosestPassage {
    pub(crate) document_id: DocumentId,
    pub(crate) passage_id: PassageId,
    pub(crate) title: String,
    /// The text, as Markdown.
    pub(crate) text: String,
    pub(crate) url: Option<String>,
}

/// What a visitor who asks would be answered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Tried {
    pub(crate) evidence: Evidence,
    /// The answer, as Markdown with marks.
    pub(crate) answer: String,
    pub(crate) citations: Vec<Citation>,
}

impl Tried {
    /// The verdict in words.
    pub(crate) fn verdict(&self) -> &'static str {
        match self.evidence {
            Evidence::Strong => text("Visitors who ask this are answered now:"),
            Evidence::Weak => text(
                "Visitors who ask this are answered now, though not surely. Another way to ask may help:",
            ),
            Evidence::None => text(
                "Visitors who ask this are still not answered. Write the question as they ask it, and the answer in \
                 whole sentences:",
            ),
        }
    }
}

/// What became of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The owner's answer is being read.
    Reading,
    /// The owner's answer, a source, is still being read after a while.
    Slow(SourceId),
    /// The owner's answer could not be read: why.
    Unread(String),
    /// Its question is being tried.
    Trying,
    /// It was tried.
    Tried(Tried),
    /// It was stored, and could not be tried: why.
    Untried(String),
    /// It was put aside.
    Dismissed,
}

#[cfg(test)]
mod tests;
