//! The state of the inbox, and what can be done in it.
//!
//! ```text
//!   Unknown ─► Out ── key ──► In ─┬─ the open list, polled ──► the tabs Waiting and Mine, the title, the tone
//!     └── cookie ────────────────►├─ another tab, or a search ─► its own page
//!                                 └─ #conversation ─► thread ◄── its events
//! ```
//! What must hold: what has the address of a conversation shows it, so that a reload and the back button do what they
//! do everywhere. An answer that comes for what is not open any more changes nothing.

mod conversation;
mod deeds;
mod lists;
mod moves;
mod session;
pub(crate) mod time;

use std::ops::Deref;

use leptos::prelude::*;
use porchlight_browser as browser;
use porchlight_shared::ids::ConversationId;

use crate::{
    list::{self, Tab},
    live::Live,
    memory::{self, Drafts, Seen},
    problem::Problem,
    thread::Thread,
    wire::{ListPage, Listed, Project},
};

/// Who is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    /// It is not known yet.
    Unknown,
    /// Nobody; and why, if somebody was, or could not be looked up.
    Out(Option<Problem>),
    /// Somebody, for this project.
    In(Project),
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// That it is being looked up.
    Loading,
    /// Where one signs in.
    SignIn,
    /// Where one says who one is.
    Name,
    /// The inbox.
    Inbox,
}

/// What is remembered, and shown nowhere.
#[derive(Default)]
struct Aside {
    /// The name of what the open list held last.
    tag: Option<String>,
    /// How often in a row it could not be asked for.
    failures: u32,
    /// The stream that is followed.
    live: Option<Live>,
    /// How often in a row the stream has ended without a word.
    silences: u32,
    /// When the visitor was last told that somebody writes, in Unix milliseconds.
    told_typing: u64,
    /// When the visitor was last heard writing, in Unix milliseconds.
    heard_typing: u64,
    /// What was written and not sent.
    drafts: Drafts,
}

/// The inbox: a handle of its state, which lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Desk(&'static State);

impl Deref for Desk {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What the inbox knows.
pub(crate) struct State {
    /// Who is there.
    pub(crate) session: RwSignal<Session>,
    /// The operator's name; empty until it was asked.
    pub(crate) operator: RwSignal<String>,
    /// The name is to be changed.
    pub(crate) renaming: RwSignal<bool>,
    /// The conversations that need people; none until they were asked for.
    pub(crate) open: RwSignal<Option<Vec<Listed>>>,
    /// How many of them there are in all; only the [`list::OPEN`] most recently active are looked after.
    pub(crate) open_total: RwSignal<u32>,
    /// The list that is shown.
    pub(crate) tab: RwSignal<Tab>,
    /// What is searched for.
    pub(crate) search: RwSignal<String>,
    /// Which page of it, from 1.
    pub(crate) page: RwSignal<u32>,
    /// The page, where the list is not cut from the open conversations.
    pub(crate) found: RwSignal<Option<ListPage>>,
    /// Why a list could not be asked for.
    pub(crate) list_problem: RwSignal<Option<Problem>>,
    /// The row that keys move from.
    pub(crate) chosen: RwSignal<Option<ConversationId>>,
    /// The conversation that is shown.
    pub(crate) opened: RwSignal<Option<ConversationId>>,
    /// What stands in it, once it is known.
    pub(crate) thread: RwSignal<Option<Thread>>,
    /// The visitor is writing.
    pub(crate) visitor_types: RwSignal<bool>,
    /// Why the conversation is not shown.
    pub(crate) thread_problem: RwSignal<Option<Problem>>,
    /// Why something was not done.
    pub(crate) problem: RwSignal<Option<Problem>>,
    /// What is being written.
    pub(crate) draft: RwSignal<String>,
    /// It is a note.
    pub(crate) noting: RwSignal<bool>,
    /// Something is being done.
    pub(crate) busy: RwSignal<bool>,
    /// What was seen.
    pub(crate) seen: RwSignal<Seen>,
    /// The time, in Unix milliseconds, now and then.
    pub(crate) now: RwSignal<u64>,
    /// There is no network.
    pub(crate) offline: RwSignal<bool>,
    /// New messages are heard.
    pub(crate) sound: RwSignal<bool>,
    /// The keys are shown.
    pub(crate) help: RwSignal<bool>,
    /// What a screen reader says.
    pub(crate) said: RwSignal<String>,
    aside: StoredValue<Aside, LocalStorage>,
}

impl Desk {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        Self(Box::leak(Box::new(State {
            session: RwSignal::new(Session::Unknown),
            operator: RwSignal::new(memory::operator()),
            renaming: RwSignal::new(false),
            open: RwSignal::new(None),
            tab: RwSignal::new(Tab::default()),
            search: RwSignal::new(String::new()),
            page: RwSignal::new(1),
            found: RwSignal::new(None),
            open_total: RwSignal::new(0),
            list_problem: RwSignal::new(None),
            chosen: RwSignal::new(None),
            opened: RwSignal::new(None),
            thread: RwSignal::new(None),
            visitor_types: RwSignal::new(false),
            thread_problem: RwSignal::new(None),
            problem: RwSignal::new(None),
            draft: RwSignal::new(String::new()),
            noting: RwSignal::new(false),
            busy: RwSignal::new(false),
            seen: RwSignal::new(memory::seen()),
            now: RwSignal::new(browser::now()),
            offline: RwSignal::new(browser::is_offline()),
            sound: RwSignal::new(memory::sound()),
            help: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            aside: StoredValue::new_local(Aside {
                drafts: memory::drafts(),
                ..Aside::default()
            }),
        })))
    }

    /// What is shown.
    pub(crate) fn screen(self) -> Screen {
        let nameless = self.operator.with(String::is_empty) || self.renaming.get();
        self.session.with(|session| match session {
            Session::Unknown => Screen::Loading,
            Session::Out(_) => Screen::SignIn,
            Session::In(_) if nameless => Screen::Name,
            Session::In(_) => Screen::Inbox,
        })
    }

    /// The project, if somebody is signed in.
    pub(crate) fn project(self) -> Option<Project> {
        self.session.with(|session| match session {
            Session::In(project) => Some(project.clone()),
            _ => None,
        })
    }

    /// What the server calls this operator: the same on every device with the same name.
    pub(crate) fn operator_id(self) -> String {
        let name = self.operator.get();
        format!("console:{}", name.trim().to_lowercase())
    }

    /// The rows of the list that is shown; none until they are known.
    pub(crate) fn rows(self) -> Option<Vec<Listed>> {
        let (tab, me) = (self.tab.get(), self.operator_id());
        if self.search.with(|search| tab.is_live(search)) {
            let open = self.open.get()?;
            Some(list::cut(&open, tab, &me))
        } else {
            self.found
                .with(|found| Some(list::found(found.as_ref()?, tab, &me)))
        }
    }

    /// How many stand in a tab that is cut from the open conversations.
    pub(crate) fn count(self, tab: Tab) -> usize {
        let me = self.operator_id();
        self.open.with(|open| {
            let open = open.as_deref().unwrap_or_default();
            list::cut(open, tab, &me).len()
        })
    }

    /// What asks for attention: who waits, and where the visitor wrote to this operator last.
    pub(crate) fn calls(self) -> usize {
        let me = self.operator_id();
        self.open.with(|open| {
            let open = open.as_deref().unwrap_or_default();
            let unread = self.seen.with(|seen| {
                let mine = list::cut(open, Tab::Mine, &me);
                mine.iter().filter(|row| list::is_unread(row, seen)).count()
            });
            list::cut(open, Tab::Waiting, &me).len() + unread
        })
    }

    /// Lets a screen reader say it.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// Whoever was signed in is not any more, if that is the problem.
    fn check(self, problem: &Problem) {
        if problem.is_signed_out() {
            self.leave(Some(problem.clone()));
        }
    }
}
