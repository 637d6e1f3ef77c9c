//! The room for visitors: who left contact details, what is stored of somebody, and for how long.

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

/// Visitors on a page, and in a request for the file.
const PAGE: u32 = 50;
const FILE_PAGE: u32 = 100;
/// The most requests for the file: 10,000 visitors.
const FILE_PAGES: u32 = 100;
/// Milliseconds for which somebody types no more before the search begins.
const TYPED_MS: i32 = 250;

/// Somebody who is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OpenVisitor {
    /// What is stored of them.
    pub(crate) whole: WholeVisitor,
    /// The same as the server writes it.
    pub(crate) json: Value,
    /// Their other sessions, found by their address.
    pub(crate) others: VisitorList,
}

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VisitorsAct {
    /// The next page of the list.
    More,
    /// The list as a table.
    Table,
    /// Whoever is looked at.
    Erasure,
}

/// The room: a handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Visitors(&'static VisitorsState);

impl Deref for Visitors {
    type Target = VisitorsState;

    fn deref(&self) -> &VisitorsState {
        self.0
    }
}

/// What [`Visitors`] refers to.
pub(crate) struct VisitorsState {
    pub(crate) inbox: Inbox,
    pub(crate) which: RwSignal<WhichVisitors>,
    pub(crate) search: RwSignal<String>,
    pub(crate) list: RwSignal<Loaded<VisitorList>>,
    /// The session of whoever is looked at.
    pub(crate) opened: RwSignal<Option<String>>,
    pub(crate) visitor: RwSignal<Loaded<OpenVisitor>>,
    /// It is asked whether to erase them.
    pub(crate) asked: RwSignal<bool>,
    /// What is not in the file that was saved last.
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

    /// The fragment of the address of somebody.
    pub(crate) fn fragment(session: &str) -> String {
        utf8_percent_encode(session, NON_ALPHANUMERIC).to_string()
    }

    /// Loads the first page of the list.
    pub(crate) fn load(self) {
        let wanted = self.wanted();
        spawn_local(async move {
            let page = api::visitors::list(wanted.0, &wanted.1, None, PAGE).await;
            if self.wanted() == wanted {
                self.inbox.settle(self.list, page);
            }
        });
    }

    /// Shows another list.
    pub(crate) fn show(self, which: WhichVisitors) {
        self.which.set(which);
        self.list.set(Loaded::Waiting);
        self.load();
    }

    /// Searches, as soon as nothing is typed any more.
    pub(crate) fn search_for(self, typed: String) {
        self.search.set(typed.clone());
        spawn_local(async move {
            browser::sleep(TYPED_MS).await;
            if self.search.with_untracked(|now| *now == typed) {
                self.load();
            }
        });
    }

    /// Adds the next page of the list.
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
                // Another list may have been loaded meanwhile.
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

    /// Lets the browser keep the list as a table, as far as [`FILE_PAGES`] reach.
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

    /// Loads what is stored of somebody.
    pub(crate) fn load_visitor(self, session: String) {
        spawn_local(async move {
            let visitor = open(&session).await;
            if self
                .opened
                .with_untracked(|now| now.as_deref() == Some(&*session))
            {
                self.inbox.settle(self.visitor, visitor);
                // What had the focus was in the list.
                focus::restore(vec![
                    ".pc-room__title".to_owned(),
                    ".pc-notice .pc-button".to_owned(),
                ]);
            }
        });
    }

    /// Lets the browser keep what is stored of whoever is looked at.
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

    /// Lets the browser keep a file, and says what is not in it.
    fn keep(self, name: &str, content: &str, left_out: &str) {
        self.inbox.announce(if download::save(name, content) {
            let saved = filled("{name} was saved.", &[("name", name)]);
            format!("{saved} {left_out}")
        } else {
            text("The browser does not let this page save a file.").to_owned()
        });
        self.saved.set(left_out.to_owned());
    }

    /// Erases whoever is looked at.
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
        // What is stored is shown all the same where this fails.
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
