//! The room for visitors: contact details, one visitor's data, and how long data is kept.

pub(crate) mod retention;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use porchlight_browser as browser;
use serde_json::Value;

use self::retention::Retention;
use crate::{
    acting::Acting,
    api, download, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::visitors::{VisitorList, WhichVisitors, WholeVisitor},
    problem::Problem,
    room::Room,
    texts::{filled, text},
};

/// How many visitors are on a page, and in each request for the file.
const PAGE: u32 = 50;
const FILE_PAGE: u32 = 100;
/// The most requests for the file, which makes 10,000 visitors.
const FILE_PAGES: u32 = 100;
/// How long a search waits after the last keystroke, in milliseconds.
const TYPED_MS: i32 = 250;

/// The visitor who is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OpenVisitor {
    /// Their data.
    pub(crate) whole: WholeVisitor,
    /// The same as the server's JSON.
    pub(crate) json: Value,
    /// Their other sessions, found by their e-mail address.
    pub(crate) others: VisitorList,
}

/// What an action acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VisitorsAct {
    /// The next page of the list.
    More,
    /// The list as a CSV file.
    Table,
    /// Erasing the visitor who is shown.
    Erasure,
}

#[derive(Clone, Copy)]
pub(crate) struct Visitors(&'static VisitorsState);

impl Deref for Visitors {
    type Target = VisitorsState;

    fn deref(&self) -> &VisitorsState {
        self.0
    }
}

pub(crate) struct VisitorsState {
    pub(crate) inbox: Inbox,
    pub(crate) which: RwSignal<WhichVisitors>,
    pub(crate) search: RwSignal<String>,
    pub(crate) list: RwSignal<Loaded<VisitorList>>,
    /// The session of the visitor who is shown.
    pub(crate) opened: RwSignal<Option<String>>,
    pub(crate) visitor: RwSignal<Loaded<OpenVisitor>>,
    /// Whether the dialog that confirms erasing is open.
    pub(crate) asked: RwSignal<bool>,
    /// What the last saved file leaves out.
    pub(crate) saved: RwSignal<String>,
    pub(crate) acting: Acting<VisitorsAct>,
    pub(crate) retention: Retention,
}

impl Visitors {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(VisitorsState {
            inbox,
            which: RwSignal::default(),
            search: RwSignal::default(),
            list: RwSignal::default(),
            opened: RwSignal::default(),
            visitor: RwSignal::default(),
            asked: RwSignal::default(),
            saved: RwSignal::default(),
            acting: Acting::new(inbox),
            retention: Retention::new(inbox),
        })))
    }

    pub(super) fn enter(self, fragment: &str) {
        self.acting.forget();
        self.saved.set(String::new());
        let session = percent_decode_str(fragment)
            .decode_utf8_lossy()
            .into_owned();
        let opened = Some(session).filter(|session| !session.is_empty());
        let before = self.opened.get_untracked();
        self.opened.set(opened.clone());
        if let Some(session) = opened {
            self.visitor.set(Loaded::Waiting);
            self.load_visitor(session);
        } else {
            self.load();
            self.retention.load();
        }
        let now = self.opened.get_untracked();
        if before != now && now.is_none() {
            focus::soon(".pc-room__title");
        }
    }

    pub(super) fn leave(self) {
        self.list.set(Loaded::Waiting);
        self.visitor.set(Loaded::Waiting);
        self.opened.set(None);
        self.asked.set(false);
        self.retention.leave();
    }

    /// The fragment of a visitor's address.
    pub(crate) fn fragment(session: &str) -> String {
        utf8_percent_encode(session, NON_ALPHANUMERIC).to_string()
    }

    pub(crate) fn load(self) {
        let wanted = self.wanted();
        spawn_local(async move {
            let page = api::visitors::list(wanted.0, &wanted.1, None, PAGE).await;
            if self.wanted() == wanted {
                self.inbox.settle(self.list, page);
            }
        });
    }

    pub(crate) fn show(self, which: WhichVisitors) {
        self.which.set(which);
        self.list.set(Loaded::Waiting);
        self.load();
    }

    /// Searches once typing pauses.
    pub(crate) fn search_for(self, typed: String) {
        self.search.set(typed.clone());
        spawn_local(async move {
            browser::sleep(TYPED_MS).await;
            if self.search.with_untracked(|now| *now == typed) {
                self.load();
            }
        });
    }

    pub(crate) fn more(self) {
        let cursor = self.list.with_untracked(|list| {
            let list = list.here()?;
            list.next_cursor.clone()
        });
        let wanted = self.wanted();
        self.acting.act(VisitorsAct::More, async move {
            let (which, search) = &wanted;
            let page = api::visitors::list(*which, search, cursor.as_deref(), PAGE).await?;
            self.list.update(|list| {
                // Another list may have been loaded in the meantime.
                if let Loaded::Here(list) = list
                    && list.next_cursor == cursor
                    && self.wanted() == wanted
                {
                    list.add(page);
                }
            });
            Ok(())
        });
    }

    fn wanted(self) -> (WhichVisitors, String) {
        (self.which.get_untracked(), self.search.get_untracked())
    }

    /// Saves the list as a CSV file, at most [`FILE_PAGES`] pages of it.
    pub(crate) fn save_list(self) {
        let (which, search) = self.wanted();
        self.acting.act(VisitorsAct::Table, async move {
            let (mut list, mut cursor) = (VisitorList::default(), None::<String>);
            for _ in 0..FILE_PAGES {
                let page = api::visitors::list(which, &search, cursor.as_deref(), FILE_PAGE);
                list.add(page.await?);
                cursor.clone_from(&list.next_cursor);
                if cursor.is_none() {
                    break;
                }
            }
            self.keep(text("visitors.csv"), &list.csv(), &list.left_out());
            Ok(())
        });
    }

    pub(crate) fn load_visitor(self, session: String) {
        spawn_local(async move {
            let visitor = open(&session).await;
            if self
                .opened
                .with_untracked(|now| now.as_deref() == Some(&*session))
            {
                self.inbox.settle(self.visitor, visitor);
                // The focus was in the list, which is gone.
                focus::restore(vec![
                    ".pc-room__title".to_owned(),
                    ".pc-notice .pc-button".to_owned(),
                ]);
            }
        });
    }

    /// Saves the visitor's data, as CSV if `as_table` and otherwise as JSON.
    pub(crate) fn save_visitor(self, as_table: bool) {
        let file = self.visitor.with_untracked(|visitor| {
            let visitor = visitor.here()?;
            Some(if as_table {
                (text("visitor.csv"), visitor.whole.csv())
            } else {
                let json = serde_json::to_string_pretty(&visitor.json);
                (text("visitor.json"), json.unwrap_or_default())
            })
        });
        if let Some((name, content)) = file {
            self.keep(name, &content, "");
        }
    }

    /// Saves a file, and says what it leaves out.
    fn keep(self, name: &str, content: &str, left_out: &str) {
        self.inbox.announce(if download::save(name, content) {
            let saved = filled("{name} was saved.", &[("name", name)]);
            format!("{saved} {left_out}")
        } else {
            text("The browser does not let this page save a file.").to_owned()
        });
        self.saved.set(left_out.to_owned());
    }

    /// Erases the visitor who is shown.
    pub(crate) fn erase(self) {
        let Some(session) = self.opened.get_untracked() else {
            return;
        };
        self.acting.act(VisitorsAct::Erasure, async move {
            api::visitors::erase(&session).await?;
            self.inbox.announce(text("Erased."));
            self.list.update(|list| {
                if let Loaded::Here(list) = list {
                    list.remove(&session);
                }
            });
            self.visitor.set(Loaded::Waiting);
            Inbox::go(Room::Visitors, "");
            Ok(())
        });
    }
}

async fn open(session: &str) -> Result<OpenVisitor, Problem> {
    let json = api::visitors::whole(session).await?;
    let whole: WholeVisitor =
        serde_json::from_value(json.clone()).map_err(|_| Problem::network())?;
    let mut others = VisitorList::default();
    if let Some(address) = whole.address() {
        // If this fails, the visitor's data is shown anyway.
        if let Ok(found) = api::visitors::list(WhichVisitors::All, address, None, PAGE).await {
            others = found;
        }
        others.remove(&whole.session_id);
    }
    Ok(OpenVisitor {
        whole,
        json,
        others,
    })
}
