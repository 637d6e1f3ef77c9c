//! Loads the lists and keeps them up to date.
//!
//! The list is polled with its `ETag`. While nothing changes, a request reads one row. A stream per inbox would keep an
//! object in memory for each operator all day. `GET /api/v1/events` would cost the database as little, but needs a key
//! that may manage webhooks, and its events would have to be turned into a list here.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;

use super::{Inbox, Session};
use crate::{
    api::{self, Fresh},
    list::{self, Tab},
    poll::{self, Attention},
    problem::Problem,
    room::Room,
    sound,
    texts::text,
    wire::Conversation,
};

/// How long a search waits after the last keystroke, in milliseconds.
const SEARCH_MS: i32 = 300;

impl Inbox {
    pub(crate) fn show(self, tab: Tab) {
        self.tab.set(tab);
        self.search.set(String::new());
        self.show_page(1);
    }

    /// Searches once typing has paused for [`SEARCH_MS`].
    pub(crate) fn search_for(self, text: String) {
        self.search.set(text.clone());
        spawn_local(async move {
            browser::sleep(SEARCH_MS).await;
            if self.search.with_untracked(|search| *search == text) {
                self.show_page(1);
            }
        });
    }

    pub(crate) fn show_page(self, page: u32) {
        self.page.set(page);
        self.found.set(None);
        self.list_problem.set(None);
        spawn_local(self.load_page());
    }

    /// Loads the lists again after a failure.
    pub(crate) fn try_again(self) {
        self.list_problem.set(None);
        spawn_local(async move {
            self.refresh(None).await;
            self.load_page().await;
        });
    }

    /// Polls the open conversations for as long as the page lives.
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
            let failures = self.internal.with_value(|internal| internal.failures);
            match poll::wait(attention, failures).filter(|_| signed_in) {
                Some(wait) => {
                    browser::sleep(wait).await;
                    let tag = self.internal.with_value(|internal| internal.tag.clone());
                    let is_new = self.refresh(tag).await;
                    if is_new || self.found.with_untracked(Option::is_none) {
                        self.load_page().await;
                    }
                    if is_new {
                        self.catch_up();
                    }
                }
                None => browser::sleep(poll::IDLE_MS).await,
            }
        }
    }

    /// Loads the open conversations. True if they have changed since the answer with this `ETag`.
    pub(super) async fn refresh(self, tag: Option<String>) -> bool {
        if !untrack(|| self.opens(Room::Inbox)) {
            return false;
        }
        match api::list(&list::open_query(), tag.as_deref()).await {
            Ok(fresh) => {
                self.internal.update_value(|internal| internal.failures = 0);
                // The problem of another list stays on the page.
                if self.is_live() || self.found.with_untracked(Option::is_some) {
                    self.list_problem.set(None);
                }
                let Fresh::New(page, tag) = fresh else {
                    return false;
                };
                self.internal.update_value(|internal| internal.tag = tag);
                self.open_total.set(page.total_docs);
                self.set_open(page.conversations);
                true
            }
            Err(problem) => {
                self.internal.update_value(|internal| {
                    internal.failures = internal.failures.saturating_add(1);
                });
                self.fail_list(problem);
                false
            }
        }
    }

    fn set_open(self, rows: Vec<Conversation>) {
        let unread = |rows: &[Conversation]| -> Vec<_> {
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
            self.alert(text("New activity in the inbox."));
        }
    }

    /// Has screen readers say a text, and plays the tone if it is on.
    pub(super) fn alert(self, text: &str) {
        self.announce(text);
        if self.sound.get_untracked() {
            sound::play();
        }
    }

    /// Loads the page of a list that does not come from the open conversations.
    pub(super) async fn load_page(self) {
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
