//! The rooms other than the inbox: their state and their requests. The state lives as long as the page, so that forms
//! keep their input.

pub(crate) mod answers;
pub(crate) mod appearance;
pub(crate) mod gaps;
pub(crate) mod history;
pub(crate) mod integrations;
pub(crate) mod knowledge;
pub(crate) mod numbers;
pub(crate) mod people;
pub(crate) mod projects;
pub(crate) mod start;
pub(crate) mod trying;
mod unsaved;
pub(crate) mod visitors;

use leptos::prelude::*;

use self::{
    answers::Answers, appearance::Appearance, gaps::Gaps, history::History,
    integrations::Integrations, knowledge::Knowledge, numbers::Numbers, people::People,
    projects::Projects, start::Start, trying::Trying, visitors::Visitors,
};
use crate::{
    inbox::{Inbox, Session},
    room::Room,
};

/// The rooms, as handles to their state.
#[derive(Clone, Copy)]
pub(crate) struct Rooms {
    pub(crate) knowledge: Knowledge,
    pub(crate) gaps: Gaps,
    pub(crate) numbers: Numbers,
    pub(crate) answers: Answers,
    pub(crate) trying: Trying,
    pub(crate) appearance: Appearance,
    pub(crate) people: People,
    pub(crate) start: Start,
    pub(crate) visitors: Visitors,
    pub(crate) integrations: Integrations,
    pub(crate) history: History,
    pub(crate) projects: Projects,
}

impl Rooms {
    pub(crate) fn new(inbox: Inbox) -> Self {
        let (knowledge, appearance) = (Knowledge::new(inbox), Appearance::new(inbox));
        let rooms = Self {
            knowledge,
            gaps: Gaps::new(inbox),
            numbers: Numbers::new(inbox),
            answers: Answers::new(inbox),
            trying: Trying::new(inbox),
            appearance,
            people: People::new(inbox),
            start: Start::new(inbox, knowledge, appearance),
            visitors: Visitors::new(inbox),
            integrations: Integrations::new(inbox),
            history: History::new(inbox),
            projects: Projects::new(inbox),
        };
        rooms.knowledge.poll();
        rooms.start.watch();
        Effect::new(move |_| inbox.note_unsaved(rooms.unsaved(inbox)));
        // Loads the room's data whenever somebody enters the room or signs in.
        Effect::new(move |_| {
            let room = inbox.room.get();
            let fragment = inbox.fragment.get();
            let signed_in = inbox
                .session
                .with(|session| matches!(session, Session::In(_)));
            if signed_in {
                untrack(|| rooms.enter(room, &fragment));
            } else {
                untrack(|| rooms.leave());
            }
        });
        rooms
    }

    fn enter(self, room: Room, fragment: &str) {
        match room {
            Room::Inbox => {}
            Room::Start => self.start.enter(),
            Room::Knowledge => self.knowledge.enter(fragment),
            Room::Gaps => self.gaps.enter(),
            Room::Numbers => self.numbers.enter(),
            Room::Answers => self.answers.enter(),
            Room::Trying => self.trying.enter(fragment),
            Room::Appearance => self.appearance.enter(),
            Room::People => self.people.enter(),
            Room::Visitors => self.visitors.enter(fragment),
            Room::Integrations => self.integrations.enter(),
            Room::History => self.history.enter(),
        }
    }

    /// Forgets loaded data, but not input.
    fn leave(self) {
        self.knowledge.leave();
        self.gaps.leave();
        self.numbers.leave();
        self.answers.leave();
        self.trying.leave();
        self.appearance.leave();
        self.people.leave();
        self.start.leave();
        self.visitors.leave();
        self.integrations.leave();
        self.history.leave();
        self.projects.leave();
    }
}
