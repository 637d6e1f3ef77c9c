//! The lists are asked for, and kept up to date.
//!
//! Why polls, and of the list itself: a stream for every inbox would keep an object in memory for every operator all day.
//! `GET /api/v1/events` would cost the database as little, but needs a key that may manage webhooks, and would have to
//! be turned into a list here. The list has a tag; while nothing was said, asking with it reads one row.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;

use super::{Desk, Session};
use crate::{
    api::{self, Fresh},
    list::{self, Tab},
    poll::{self, Attention},
    problem::Problem,
    sound,
    wire::Listed,
};

/// How long after the last letter a search begins, in milliseconds.
const SEARCH_MS: i32 = 300;

impl Desk {
    /// Shows another list.
    pub(crate) fn show(self, tab: Tab) {
        self.tab.set(tab);
        self.search.set(String::new());
        self.turn_to(1);
    }

    /// Searches, once nothing more is typed.
    pub(crate) fn look_for(self, text: String) {
        self.search.set(text.clone());
        spawn_local(async move {
            browser::sleep(SEARCH_MS).await;
            if self.search.with_untracked(|search| *search == text) {
                self.turn_to(1);
            }
        });
    }

    /// Shows another page of the list.
    pub(crate) fn turn_to(self, page: u32) {
        self.page.set(page);
        self.found.set(None);
        self.list_problem.set(None);
        spawn_local(self.find());
    }

    /// Asks for the lists again, after a failure.
    pub(crate) fn try_again(self) {
        self.list_problem.set(None);
        spawn_local(async move {
            self.refresh(None).await;
            self.find().await;
        });
    }

    /// Asks for the open conversations for as long as the page lives.
    pub(super) async fn poll(self) {
        loop {
            let signed_in = self
                .session
                .with_untracked(|session| matches!(session, Session::In(_)));
            let attention = match (browser::document().hidden(), self.sound.get_untracked()) {
                (false, _) => Attention::Seen,
                (true, true) => Attention::Heard,
                (true, false) => Attention::None,
            };
            let failures = self.aside.with_value(|aside| aside.failures);
            match poll::wait(attention, failures).filter(|_| signed_in) {
                Some(wait) => {
                    browser::sleep(wait).await;
                    let known = self.aside.with_value(|aside| aside.tag.clone());
                    let is_new = self.refresh(known).await;
                    if is_new || self.found.with_untracked(Option::is_none) {
                        self.find().await;
                    }
                    if is_new {
                        self.catch_up();
                    }
                }
                None => browser::sleep(poll::IDLE_MS).await,
            }
        }
    }

    /// Asks for the open conversations, if they are not those that `known` names; whether there was anything new.
    pub(super) async fn refresh(self, known: Option<String>) -> bool {
        match api::list(&list::open_query(), known.as_deref()).await {
            Ok(fresh) => {
                self.aside.update_value(|aside| aside.failures = 0);
                // A page that could not be had is no better for it.
                if self.is_live() || self.found.with_untracked(Option::is_some) {
                    self.list_problem.set(None);
                }
                let Fresh::New(page, tag) = fresh else {
                    return false;
                };
                self.aside.update_value(|aside| aside.tag = tag);
                self.open_total.set(page.total_docs);
                self.take_open(page.conversations);
                true
            }
            Err(problem) => {
                self.aside
                    .update_value(|aside| aside.failures = aside.failures.saturating_add(1));
                self.fail_list(problem);
                false
            }
        }
    }

    fn take_open(self, rows: Vec<Listed>) {
        let unread = |rows: &[Listed]| -> Vec<_> {
            self.seen.with_untracked(|seen| {
                let unread = rows.iter().filter(|row| list::is_unread(row, seen));
                unread
                    .filter_map(|row| Some((row.id, row.last_message.as_ref()?.created_at.clone())))
                    .collect()
            })
        };
        let before = self.open.with_untracked(|open| open.as_deref().map(unread));
        let news = before.is_some_and(|before| {
            unread(&rows)
                .iter()
                .any(|row| !before.contains(row) && Some(row.0) != self.opened.get_untracked())
        });
        self.open.set(Some(rows));
        if news {
            self.call("There is something new in the inbox.");
        }
    }

    /// Makes itself heard.
    pub(super) fn call(self, text: &str) {
        self.say(text);
        if self.sound.get_untracked() {
            sound::play();
        }
    }

    /// Asks for the page that is shown, if it is not cut from the open conversations.
    pub(super) async fn find(self) {
        if self.is_live() {
            return;
        }
        let wanted = self.wanted();
        let (tab, search, page) = wanted.clone();
        let found = api::list(&tab.query(search.trim(), page), None).await;
        if self.wanted() != wanted {
            return;
        }
        match found {
            Ok(Fresh::New(page, _)) => {
                self.list_problem.set(None);
                self.found.set(Some(page));
            }
            Ok(Fresh::Same) => {}
            Err(problem) => self.fail_list(problem),
        }
    }

    fn is_live(self) -> bool {
        let (tab, search, _) = self.wanted();
        tab.is_live(&search)
    }

    fn wanted(self) -> (Tab, String, u32) {
        (
            self.tab.get_untracked(),
            self.search.get_untracked(),
            self.page.get_untracked(),
        )
    }

    fn fail_list(self, problem: Problem) {
        self.check(&problem);
        self.list_problem.set(Some(problem));
    }
}
