//! Unsaved input in the rooms. Leaving or reloading the page loses it. Searches and questions to try do not count, nor
//! do drafts of replies, which the browser stores.

use leptos::prelude::*;

use super::{Rooms, integrations::Integrations, knowledge::Knowledge, people::People};
use crate::{
    inbox::Inbox,
    loaded::Loaded,
    model::{
        answers::TypedModel,
        appearance::Typed,
        gaps::AnswerDrafts,
        integrations::{WebhookDraft, keys::KeyDraft},
        people::PersonDraft,
    },
    room::Room,
};

impl Rooms {
    /// The rooms with unsaved input.
    pub(super) fn unsaved(self, inbox: Inbox) -> Vec<Room> {
        let all = [
            (
                Room::Inbox,
                inbox.files.with(|files| !files.shown.is_empty()),
            ),
            (
                Room::Start,
                self.start
                    .email
                    .get()
                    .is_some_and(|email| email != self.start.saved_email()),
            ),
            (Room::Knowledge, self.knowledge.has_unsaved()),
            (Room::Gaps, !self.gaps.drafts.with(AnswerDrafts::is_empty)),
            (
                Room::Answers,
                !self.answers.typed.with(TypedModel::is_empty) || self.answers.has_unsaved_choice(),
            ),
            (
                Room::Appearance,
                !self.appearance.typed.with(Typed::is_empty),
            ),
            (Room::Visitors, self.visitors.retention.has_unsaved()),
            (Room::Integrations, self.integrations.has_unsaved()),
            (Room::People, self.people.has_unsaved()),
        ];
        let unsaved = all.into_iter().filter(|(_, is_unsaved)| *is_unsaved);
        unsaved.map(|(room, _)| room).collect()
    }
}

impl Knowledge {
    fn has_unsaved(self) -> bool {
        let fields = [self.address, self.question, self.answer, self.alternatives];
        (fields.iter()).any(|field| field.with(|typed| !typed.trim().is_empty()))
    }
}

impl Integrations {
    fn has_unsaved(self) -> bool {
        let is_typed = |draft: &WebhookDraft| *draft != WebhookDraft::default();
        self.new_signed.with(is_typed)
            || self.new_slack.with(is_typed)
            || self.drafts.with(|drafts| !drafts.is_empty())
            || self.keys.draft.with(|draft| *draft != KeyDraft::default())
            || (self.email.typed.get())
                .is_some_and(|typed| self.email.saved.with(|saved| saved.here() != Some(&typed)))
    }
}

impl People {
    fn has_unsaved(self) -> bool {
        let is_changed = || {
            let opened = self.opened.get();
            self.people.with(|people| {
                let Loaded::Here(list) = people else {
                    return false;
                };
                let mut people = list.people.iter();
                let person = people.find(|person| Some(person.id) == opened);
                person.is_some_and(|person| {
                    self.draft.with(|draft| *draft != PersonDraft::of(person))
                })
            })
        };
        self.invitation
            .with(|typed| *typed != PersonDraft::default())
            || is_changed()
    }
}
