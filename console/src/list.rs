//! The lists of conversations: their contents, their order, and what is unread.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use porchlight_shared::{chat_event::Holder, ids::ConversationId, message::Sender, names};

use crate::{
    memory::Seen,
    texts::text,
    wire::{Conversation, ListPage},
};

/// The number of conversations on a page.
pub(crate) const PAGE: u32 = 30;
/// How many open conversations are kept up to date: the server's longest page. A conversation is open while a person
/// holds it or was asked for.
pub(crate) const OPEN: u32 = 100;

names! {
    /// A list, shown as a tab. The tabs are in this order.
    #[derive(Default)]
    pub(crate) enum Tab {
        /// Conversations that wait for a person, longest first.
        #[default]
        Waiting = "waiting",
        /// Conversations that this operator holds.
        Mine = "mine",
        All = "all",
        /// Conversations with a question that the pages did not answer.
        Unanswered = "unanswered",
        Resolved = "resolved",
    }
}

impl Tab {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Waiting => text("Waiting"),
            Self::Mine => text("Mine"),
            Self::All => text("All"),
            Self::Unanswered => text("Unanswered"),
            Self::Resolved => text("Resolved"),
        }
    }

    /// The title and text shown while the list is empty.
    pub(crate) fn empty(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => (
                text("Nobody is waiting"),
                text("Visitors who ask for a person appear here."),
            ),
            Self::Mine => (
                text("No conversations assigned to you"),
                text("Take over a conversation or reply to it, and it appears here."),
            ),
            Self::All => (
                text("No conversations yet"),
                text("Questions from visitors appear here."),
            ),
            Self::Unanswered => (
                text("No unanswered questions"),
                text("Questions that your pages do not answer appear here."),
            ),
            Self::Resolved => (
                text("No resolved conversations"),
                text("Conversations that you resolve appear here."),
            ),
        }
    }

    /// Whether the list comes from the open conversations, which are polled.
    pub(crate) fn is_live(self, search: &str) -> bool {
        search.is_empty() && matches!(self, Self::Waiting | Self::Mine)
    }

    /// The query string for a page of the list. Pages count from 1.
    pub(crate) fn query(self, search: &str, page: u32) -> String {
        let filter = match self {
            Self::Waiting => "waiting",
            Self::Mine => "open",
            Self::All => "all",
            Self::Unanswered => "unanswered",
            Self::Resolved => "resolved",
        };
        let mut query = format!("filter={filter}&limit={PAGE}&page={page}");
        if !search.is_empty() {
            query.push_str("&search=");
            query.extend(utf8_percent_encode(search, NON_ALPHANUMERIC));
        } else if self != Self::Unanswered {
            query.push_str("&sort=active");
        }
        query
    }
}

/// The query string for the open conversations.
pub(crate) fn open_query() -> String {
    format!("filter=open&sort=active&limit={OPEN}")
}

/// The open conversations that belong in `tab`, for the operator `me`.
pub(crate) fn cut(open: &[Conversation], tab: Tab, me: &str) -> Vec<Conversation> {
    let mut rows: Vec<Conversation> = open
        .iter()
        .filter(|row| match tab {
            Tab::Waiting => row.holder == Holder::Queue,
            Tab::Mine => is_mine(row, me),
            _ => true,
        })
        .cloned()
        .collect();
    if tab == Tab::Waiting {
        // Times in one format sort as strings.
        rows.sort_by(|one, other| one.handoff_at.cmp(&other.handoff_at));
    }
    rows
}

/// The conversations of a loaded page that belong in `tab`, for the operator `me`.
pub(crate) fn found(page: &ListPage, tab: Tab, me: &str) -> Vec<Conversation> {
    match tab {
        Tab::Mine => cut(&page.conversations, tab, me),
        _ => page.conversations.clone(),
    }
}

pub(crate) fn is_mine(row: &Conversation, me: &str) -> bool {
    row.holder == Holder::Operator && row.operator_id.as_deref() == Some(me)
}

/// Whether a conversation has something new: the visitor wrote last and the operator has not seen it, or it waits for a
/// person and was never opened.
pub(crate) fn is_unread(row: &Conversation, seen: &Seen) -> bool {
    let last = row.last_message.as_ref();
    match seen.until(row.id) {
        None => row.holder == Holder::Queue || from_visitor(row),
        Some(until) => {
            from_visitor(row) && last.is_some_and(|last| last.created_at.as_str() > until)
        }
    }
}

fn from_visitor(row: &Conversation) -> bool {
    let last = row.last_message.as_ref();
    last.is_some_and(|last| last.sender == Sender::Visitor)
}

/// The conversation below or above `from`. Stops at the ends. Starts at the first or the last one if `from` is not in
/// the list.
pub(crate) fn neighbour(
    rows: &[Conversation],
    from: Option<ConversationId>,
    below: bool,
) -> Option<ConversationId> {
    let at = rows.iter().position(|row| Some(row.id) == from);
    let next = match (at, below) {
        (None, true) => rows.first(),
        (None, false) => rows.last(),
        (Some(at), true) => rows.get(at + 1).or_else(|| rows.get(at)),
        (Some(at), false) => rows.get(at.saturating_sub(1)),
    };
    next.map(|row| row.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::LastMessage;

    fn row(number: u64, holder: Holder, operator: Option<&str>, last: Sender) -> Conversation {
        Conversation {
            id: ConversationId::new(number, [1; 10]),
            question: "How long?".into(),
            customer_email: None,
            updated_at: format!("2026-01-01T00:00:0{number}.000Z"),
            holder,
            operator_id: operator.map(str::to_owned),
            operator_name: None,
            handoff_at: Some(format!("2026-01-01T00:00:0{}.000Z", 9 - number)),
            page_url: None,
            last_message: Some(LastMessage {
                sender: last,
                text: "Hello?".into(),
                created_at: format!("2026-01-01T00:00:0{number}.000Z"),
            }),
        }
    }

    fn open() -> Vec<Conversation> {
        vec![
            row(1, Holder::Queue, None, Sender::Assistant),
            row(2, Holder::Operator, Some("ada"), Sender::Visitor),
            row(3, Holder::Queue, None, Sender::Visitor),
            row(4, Holder::Operator, Some("bo"), Sender::Operator),
        ]
    }

    fn numbers(rows: &[Conversation]) -> Vec<&str> {
        rows.iter()
            .filter_map(|row| row.updated_at.get(18..19))
            .collect()
    }

    #[test]
    fn who_waits_longest_comes_first_and_mine_is_mine_alone() {
        assert_eq!(numbers(&cut(&open(), Tab::Waiting, "ada")), ["3", "1"]);
        assert_eq!(numbers(&cut(&open(), Tab::Mine, "ada")), ["2"]);
        assert_eq!(numbers(&cut(&open(), Tab::Mine, "cy")), [""; 0]);
    }

    #[test]
    fn what_the_visitor_wrote_last_is_unread_until_it_is_seen() {
        let mut seen = Seen::default();
        let unread =
            |seen: &Seen| -> Vec<bool> { open().iter().map(|row| is_unread(row, seen)).collect() };
        assert_eq!(unread(&seen), [true, true, true, false]);
        seen.note(open()[0].id, "2026-01-01T00:00:01.000Z");
        seen.note(open()[1].id, "2026-01-01T00:00:02.000Z");
        seen.note(open()[2].id, "2026-01-01T00:00:02.000Z");
        assert_eq!(unread(&seen), [false, false, true, false]);
    }

    #[test]
    fn a_search_goes_into_the_address_whole() {
        assert_eq!(
            Tab::All.query("tea & Brötchen", 2),
            "filter=all&limit=30&page=2&search=tea%20%26%20Br%C3%B6tchen"
        );
        assert_eq!(
            Tab::Resolved.query("", 1),
            "filter=resolved&limit=30&page=1&sort=active"
        );
        assert_eq!(
            Tab::Unanswered.query("", 1),
            "filter=unanswered&limit=30&page=1"
        );
    }

    #[test]
    fn keys_move_within_the_list() {
        let rows = open();
        let id = |index: usize| Some(rows[index].id);
        for (from, below, expected) in [
            (None, true, id(0)),
            (None, false, id(3)),
            (id(0), true, id(1)),
            (id(3), true, id(3)),
            (id(0), false, id(0)),
            (id(2), false, id(1)),
        ] {
            assert_eq!(neighbour(&rows, from, below), expected);
        }
        assert_eq!(neighbour(&[], None, true), None);
    }
}
