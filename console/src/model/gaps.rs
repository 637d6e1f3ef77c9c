//! Unanswered questions, grouped, and what an owner does about them.

mod drafts;

use porchlight_shared::{
    ids::{DocumentId, MessageId, PassageId, SourceId},
    message::{Citation, Evidence},
    names,
};
use serde::Deserialize;

pub(crate) use self::drafts::{AnswerDraft, AnswerDrafts};
use crate::texts::{counted, fill, text};

/// How many groups the server puts on a page.
const PAGE: usize = 10;

names! {
    /// The time range of the questions.
    #[derive(Default)]
    pub(crate) enum Span {
        Week = "week",
        #[default]
        Month = "month",
        Quarter = "quarter",
    }
}

impl Span {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Week => text("7 days"),
            Self::Month => text("30 days"),
            Self::Quarter => text("90 days"),
        }
    }

    pub(crate) const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// The groups on the page: all pages of the list that were requested, in order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Groups {
    /// The start of the time range, as the server writes it.
    pub(crate) from: String,
    pub(crate) to: String,
    /// All groups of the time range, including those dealt with on this page.
    #[serde(rename = "totalGroups")]
    pub(crate) total: usize,
    #[serde(rename = "groups")]
    pub(crate) shown: Vec<Group>,
}

impl Groups {
    /// The page with the next groups, from 1, if there are more. The server no longer counts `settled` groups, so the
    /// rest has moved up by that many places.
    pub(crate) fn next_page(&self, settled: usize) -> Option<usize> {
        let waiting = self.shown.len().saturating_sub(settled);
        (self.total > self.shown.len()).then_some(waiting / PAGE + 1)
    }

    /// Adds another page below the shown groups, and returns how many groups were new. Skips groups that overlap with a
    /// shown one.
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

/// Questions that ask the same thing.
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
    /// How often the question was asked, and how often in the same length of time before.
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

    pub(crate) fn has(&self, message: MessageId) -> bool {
        self.message_ids.contains(&message)
    }

    pub(crate) fn draft<'a>(&self, drafts: &'a AnswerDrafts) -> Option<&'a AnswerDraft> {
        drafts.of(&self.message_ids)
    }

    /// Changes the group's draft, or starts one if there is none.
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

    /// The examples whose wording differs from the question.
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

/// A passage close to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClosestPassage {
    pub(crate) document_id: DocumentId,
    pub(crate) passage_id: PassageId,
    pub(crate) title: String,
    /// In Markdown.
    pub(crate) text: String,
    pub(crate) url: Option<String>,
}

/// The answer that a visitor would get.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Tried {
    pub(crate) evidence: Evidence,
    /// The answer, in Markdown with citation marks.
    pub(crate) answer: String,
    pub(crate) citations: Vec<Citation>,
}

impl Tried {
    pub(crate) fn verdict(&self) -> &'static str {
        match self.evidence {
            Evidence::Strong => text("Visitors who ask this now get an answer:"),
            Evidence::Weak => text(
                "Visitors who ask this now get an answer, but not a sure one. Another way to ask may help:",
            ),
            Evidence::None => text(
                "Visitors who ask this still get no answer. Write the question as they ask it, and the answer in \
                 whole sentences:",
            ),
        }
    }
}

/// The result of dealing with a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server is reading the owner's answer.
    Reading,
    /// The server is still reading the owner's answer, which is this source, after a while.
    Slow(SourceId),
    /// The server could not read the owner's answer; says why.
    Unread(String),
    /// The question is being tried.
    Trying,
    Tried(Tried),
    /// The answer was stored but could not be tried; says why.
    Untried(String),
    Dismissed,
}

#[cfg(test)]
mod tests;
