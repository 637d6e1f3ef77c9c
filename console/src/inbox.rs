//! The state of the inbox and its actions.
//!
//! ```text
//!   Unknown ─► Out ── link ─► In ─┬─ the open list, polled ──► the tabs Waiting and Mine, the title, the tone
//!     └── cookie ────────────────►├─ another tab, or a search ─► its own page
//!                                 └─ #conversation ─► thread ◄── its events
//! ```
//! *Invariant:* the address says which room is shown and what is open there, so that reload and the back button work.
//! An answer for a conversation that is no longer open changes nothing.

mod actions;
mod address;
mod attachments;
mod conversation;
mod leaving;
mod lists;
mod session;
mod shortcuts;
pub(crate) mod time;

use std::{collections::BTreeMap, ops::Deref};

use leptos::prelude::*;
use porchlight_browser as browser;
use porchlight_shared::ids::{ConversationId, MessageId, PersonId};
use web_sys::File;

use crate::{
    attachments::WaitingFiles,
    list::{self, Tab},
    live::Live,
    loaded::Loaded,
    memory::{self, Drafts, Seen},
    problem::Problem,
    room::Room,
    thread::Thread,
    wire::{Conversation, LinkAccount, ListPage, Person, Project},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    Unknown,
    /// Nobody is signed in. Has the reason if a session ended or could not be checked.
    Out(Option<Problem>),
    /// Signed in to a project.
    In(Project),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// The session is being checked.
    Loading,
    /// The form for the e-mail address.
    SignIn,
    /// The question whether to sign in to the account that a link opens.
    Account,
    /// The form for the name.
    Name,
    Room(Room),
}

/// State that no view shows.
#[derive(Default)]
struct Internal {
    /// The `ETag` of the list of open conversations.
    tag: Option<String>,
    /// How many times in a row that list could not be loaded.
    failures: u32,
    live: Option<Live>,
    /// How many times in a row the stream has ended without an event.
    endings: u32,
    /// When the visitor was last sent "is writing", in Unix milliseconds.
    told_typing: u64,
    /// When the visitor last sent "is writing", in Unix milliseconds.
    heard_typing: u64,
    /// The visitor's newest message that was reported as read.
    told_read: Option<MessageId>,
    /// Whose page and drafts these are: the signed-in person, or the last one after the session ended.
    person: Option<PersonId>,
    drafts: Drafts,
    /// The files that wait with the draft, by number, kept so that a failed upload can be repeated.
    chosen_files: BTreeMap<u32, File>,
}

/// The inbox: a handle to its state, which lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Inbox(&'static State);

impl Deref for Inbox {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// The state behind an [`Inbox`] handle.
pub(crate) struct State {
    pub(crate) session: RwSignal<Session>,
    /// The secret of a sign-in link that was not used yet.
    pub(crate) link: RwSignal<Option<String>>,
    /// The account that the link opens, while the page asks about it.
    pub(crate) account: RwSignal<Option<LinkAccount>>,
    pub(crate) room: RwSignal<Room>,
    /// What is open in the room: the fragment of the address.
    pub(crate) fragment: RwSignal<String>,
    /// The name of the signed-in person, as visitors see it. Empty until it is known.
    pub(crate) operator: RwSignal<String>,
    /// The rooms with unsaved input.
    pub(crate) unsaved: RwSignal<Vec<Room>>,
    /// Whether the form for the name is shown in order to change it.
    pub(crate) renaming: RwSignal<bool>,
    /// The open conversations. None until they are loaded.
    pub(crate) open: RwSignal<Option<Vec<Conversation>>>,
    /// How many conversations are open; only the [`list::OPEN`] most recently active are kept up to date.
    pub(crate) open_total: RwSignal<u32>,
    pub(crate) tab: RwSignal<Tab>,
    pub(crate) search: RwSignal<String>,
    /// The page of the list, from 1.
    pub(crate) page: RwSignal<u32>,
    /// The loaded page of a list that does not come from the open conversations.
    pub(crate) found: RwSignal<Option<ListPage>>,
    /// Why a list could not be loaded.
    pub(crate) list_problem: RwSignal<Option<Problem>>,
    /// The row that shortcuts move from.
    pub(crate) chosen: RwSignal<Option<ConversationId>>,
    pub(crate) opened: RwSignal<Option<ConversationId>>,
    /// The open conversation with its messages, once they are loaded.
    pub(crate) thread: RwSignal<Option<Thread>>,
    /// Whether the visitor is writing.
    pub(crate) visitor_types: RwSignal<bool>,
    /// Why the open conversation could not be loaded.
    pub(crate) thread_problem: RwSignal<Option<Problem>>,
    /// Why the last action failed.
    pub(crate) problem: RwSignal<Option<Problem>>,
    /// The text in the composer.
    pub(crate) draft: RwSignal<String>,
    /// The files that go with a reply.
    pub(crate) files: RwSignal<WaitingFiles>,
    /// Whether the composer writes a note rather than a reply.
    pub(crate) noting: RwSignal<bool>,
    /// Whether an action is running.
    pub(crate) busy: RwSignal<bool>,
    pub(crate) seen: RwSignal<Seen>,
    /// The time in Unix milliseconds, updated every few seconds.
    pub(crate) now: RwSignal<u64>,
    /// Whether the device has no network.
    pub(crate) offline: RwSignal<bool>,
    /// Whether a tone announces new messages.
    pub(crate) sound: RwSignal<bool>,
    /// Whether the list of shortcuts is shown.
    pub(crate) help: RwSignal<bool>,
    pub(crate) palette: RwSignal<bool>,
    /// What a screen reader says next.
    pub(crate) announcement: RwSignal<String>,
    internal: StoredValue<Internal, LocalStorage>,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Self(Box::leak(Box::new(State {
            session: RwSignal::new(Session::Unknown),
            link: RwSignal::new(None),
            account: RwSignal::new(None),
            room: RwSignal::new(Room::default()),
            fragment: RwSignal::new(String::new()),
            operator: RwSignal::new(String::new()),
            unsaved: RwSignal::new(Vec::new()),
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
            files: RwSignal::default(),
            noting: RwSignal::new(false),
            busy: RwSignal::new(false),
            seen: RwSignal::default(),
            now: RwSignal::new(browser::now()),
            offline: RwSignal::new(browser::is_offline()),
            sound: RwSignal::new(memory::load_sound()),
            help: RwSignal::new(false),
            palette: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
            internal: StoredValue::new_local(Internal::default()),
        })))
    }

    pub(crate) fn screen(self) -> Screen {
        if self.account.with(Option::is_some) {
            return Screen::Account;
        }
        let nameless = self.operator.with(String::is_empty) || self.renaming.get();
        self.session.with(|session| match session {
            Session::Unknown => Screen::Loading,
            Session::Out(_) => Screen::SignIn,
            Session::In(_) if nameless => Screen::Name,
            Session::In(_) => Screen::Room(self.room.get()),
        })
    }

    /// The project, while somebody is signed in.
    pub(crate) fn project(self) -> Option<Project> {
        self.session.with(|session| match session {
            Session::In(project) => Some(project.clone()),
            _ => None,
        })
    }

    /// The signed-in person.
    pub(crate) fn person(self) -> Option<Person> {
        self.project().map(|project| project.person)
    }

    /// The operator id of the signed-in person, as the server writes it. Unlike their name, it is theirs alone.
    pub(crate) fn operator_id(self) -> String {
        self.session.with(|session| match session {
            Session::In(project) => format!("person:{}", project.person.id),
            _ => String::new(),
        })
    }

    /// The rows of the list. None until they are loaded.
    pub(crate) fn rows(self) -> Option<Vec<Conversation>> {
        let (tab, me) = (self.tab.get(), self.operator_id());
        if self.search.with(|search| tab.is_live(search)) {
            let open = self.open.get()?;
            Some(list::cut(&open, tab, &me))
        } else {
            self.found
                .with(|found| Some(list::found(found.as_ref()?, tab, &me)))
        }
    }

    /// How many open conversations belong in a tab.
    pub(crate) fn count(self, tab: Tab) -> usize {
        let me = self.operator_id();
        self.open.with(|open| {
            let open = open.as_deref().unwrap_or_default();
            list::cut(open, tab, &me).len()
        })
    }

    /// How many conversations wait for a person, or are held by this operator and unread.
    pub(crate) fn attention_count(self) -> usize {
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

    /// Has screen readers say a text.
    pub(crate) fn announce(self, text: impl Into<String>) {
        self.announcement.set(text.into());
    }

    /// Stores an answer, and shows the sign-in form if the session has ended.
    pub(crate) fn settle<T: Send + Sync + 'static>(
        self,
        place: RwSignal<Loaded<T>>,
        answer: Result<T, Problem>,
    ) {
        if let Err(problem) = &answer {
            self.check(problem);
        }
        place.set(answer.into());
    }

    /// Shows the sign-in form if the problem is an ended session, or updates the rooms if it is a changed role.
    pub(crate) fn check(self, problem: &Problem) {
        if problem.is_signed_out() {
            self.leave(Some(problem.clone()));
        } else if problem.is_beyond_role() {
            self.look_again();
        }
    }
}
