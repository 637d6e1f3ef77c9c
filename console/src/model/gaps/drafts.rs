//! Answers that are being written.
//!
//! *Invariant:* a draft belongs to the questions that it answers. The id of their group is that of the most typical one,
//! which may be another as soon as somebody asks again.

use porchlight_shared::ids::MessageId;

/// An answer that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnswerDraft {
    /// The question, in the words that are shown to everybody.
    pub(crate) question: String,
    pub(crate) answer: String,
    /// The questions that it answers.
    of: Vec<MessageId>,
}

/// The drafts of all groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnswerDrafts(Vec<AnswerDraft>);

impl AnswerDrafts {
    /// The draft for the group with these messages.
    pub(crate) fn of(&self, messages: &[MessageId]) -> Option<&AnswerDraft> {
        self.0.iter().find(|draft| draft.answers(messages))
    }

    /// Changes the draft for the group with these messages; begins one with its `question` if there is none.
    pub(crate) fn change(
        &mut self,
        messages: &[MessageId],
        question: &str,
        change: impl FnOnce(&mut AnswerDraft),
    ) {
        if let Some(draft) = self.0.iter_mut().find(|draft| draft.answers(messages)) {
            return change(draft);
        }
        let mut draft = AnswerDraft {
            question: question.to_owned(),
            answer: String::new(),
            of: messages.to_owned(),
        };
        change(&mut draft);
        self.0.push(draft);
    }

    /// Whether nothing is being written.
    pub(crate) fn is_empty(&self) -> bool {
        (self.0.iter()).all(|draft| draft.answer.trim().is_empty())
    }

    /// Forgets the draft for the group with these messages.
    pub(crate) fn forget(&mut self, messages: &[MessageId]) {
        self.0.retain(|draft| !draft.answers(messages));
    }
}

impl AnswerDraft {
    fn answers(&self, messages: &[MessageId]) -> bool {
        self.of.iter().any(|id| messages.contains(id))
    }
}
