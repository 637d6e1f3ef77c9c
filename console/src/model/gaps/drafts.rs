//! Unfinished answers.
//!
//! *Invariant:* a draft belongs to the questions that it answers, not to the id of their group. That id is the most
//! typical question's, which may change whenever somebody asks again.

use porchlight_shared::ids::MessageId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnswerDraft {
    /// The question in a wording that everybody may see.
    pub(crate) question: String,
    pub(crate) answer: String,
    /// The questions that the draft answers.
    of: Vec<MessageId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnswerDrafts(Vec<AnswerDraft>);

impl AnswerDrafts {
    pub(crate) fn of(&self, messages: &[MessageId]) -> Option<&AnswerDraft> {
        self.0.iter().find(|draft| draft.answers(messages))
    }

    /// Changes the draft for the group with these messages, or starts one with `question`.
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

    pub(crate) fn is_empty(&self) -> bool {
        (self.0.iter()).all(|draft| draft.answer.trim().is_empty())
    }

    pub(crate) fn forget(&mut self, messages: &[MessageId]) {
        self.0.retain(|draft| !draft.answers(messages));
    }
}

impl AnswerDraft {
    fn answers(&self, messages: &[MessageId]) -> bool {
        self.of.iter().any(|id| messages.contains(id))
    }
}
