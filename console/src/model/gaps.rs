//! Questions that were asked in vain, grouped, and what an owner makes of them.

use porchlight_shared::{
    ids::{DocumentId, MessageId, PassageId},
    message::{Citation, Evidence},
    names,
};
use serde::Deserialize;

use super::count;

/// Groups on a page: the server's number.
const PAGE: usize = 10;

names! {
    /// The time of the questions, by its label.
    #[derive(Default)]
    pub(crate) enum Span {
        Week = "7 days",
        #[default]
        Month = "30 days",
        Quarter = "90 days",
    }
}

impl Span {
    /// In days.
    pub(crate) const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// A page of groups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Groups {
    /// The first moment of the time, as the server writes it.
    pub(crate) from: String,
    pub(crate) to: String,
    #[serde(rename = "totalGroups")]
    pub(crate) total: usize,
    #[serde(rename = "groups")]
    pub(crate) page: Vec<Group>,
}

impl Groups {
    /// How many pages there are.
    pub(crate) const fn pages(&self) -> usize {
        self.total.div_ceil(PAGE)
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
        let asked = format!("Asked {}", count(self.count, "time"));
        match self.count_before {
            0 => format!("{asked}, new in this time"),
            before => format!("{asked}, {before} before"),
        }
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
    pub(crate) const fn verdict(&self) -> &'static str {
        match self.evidence {
            Evidence::Strong => "Visitors who ask this are answered now:",
            Evidence::Weak => {
                "Visitors who ask this are answered now, though not surely. Another way to ask may help:"
            }
            Evidence::None => {
                "Visitors who ask this are still not answered. Write the question as they ask it, and the answer in \
                 whole sentences:"
            }
        }
    }
}

/// What became of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The owner's answer is being read.
    Reading,
    /// It was tried.
    Tried(Tried),
    /// It was stored, and could not be tried: why.
    Untried(String),
    /// It was put aside.
    Dismissed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> Group {
        serde_json::from_value(serde_json::json!({
            "id": "00000000-0000-7000-8000-000000000001", "question": "Do you ship to Norway?", "count": 4,
            "countBefore": 0, "trend": null, "examples": ["Do you ship to Norway?", "norway?", "norway?"],
            "messageIds": ["00000000-0000-7000-8000-000000000001"],
            "firstAskedAt": "2026-01-01T00:00:00Z", "lastAskedAt": "2026-01-02T00:00:00Z",
            "closest": [{
                "documentId": "00000000-0000-7000-8000-000000000002",
                "passageId": "00000000-0000-7000-8000-000000000003",
                "title": "Delivery", "text": "We ship to Sweden.", "url": null,
            }],
        }))
        .unwrap()
    }

    #[test]
    fn a_group_says_how_often_and_in_which_words_it_was_asked() {
        let mut group = group();
        assert_eq!(group.asked(), "Asked 4 times, new in this time");
        assert_eq!(group.others(), ["norway?"]);
        (group.count, group.count_before) = (1, 3);
        assert_eq!(group.asked(), "Asked 1 time, 3 before");
    }

    #[test]
    fn the_last_page_may_be_shorter() {
        for (total, pages) in [(0, 0), (1, 1), (10, 1), (11, 2)] {
            let groups = Groups {
                from: String::new(),
                to: String::new(),
                total,
                page: Vec::new(),
            };
            assert_eq!(groups.pages(), pages);
        }
    }
}
