//! News in the visitor's conversations other than the one shown. Plain state: no DOM, no network.

use porchlight_shared::{chat_event::Holder, ids::ConversationId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedConversation {
    pub(crate) id: ConversationId,
    pub(crate) holder: Holder,
    /// Whether somebody has answered since the visitor last read it.
    pub(crate) unread: bool,
}

impl ListedConversation {
    /// Whether a person may have written something unread. The bot's answers count as read when they come.
    pub(crate) fn has_news(&self) -> bool {
        self.unread && self.holder != Holder::Bot
    }

    /// Whether a person may still write in it.
    fn has_person(&self) -> bool {
        matches!(self.holder, Holder::Queue | Holder::Operator)
    }
}

/// How many conversations other than `shown` have news.
pub(crate) fn news_elsewhere(list: &[ListedConversation], shown: Option<ConversationId>) -> u32 {
    let news = others(list, shown).filter(|one| one.has_news()).count();
    u32::try_from(news).unwrap_or(u32::MAX)
}

/// Whether news may come in a conversation other than `shown`.
pub(crate) fn awaits_news(list: &[ListedConversation], shown: Option<ConversationId>) -> bool {
    others(list, shown).any(|one| one.has_person() || one.has_news())
}

fn others(
    list: &[ListedConversation],
    shown: Option<ConversationId>,
) -> impl Iterator<Item = &ListedConversation> {
    list.iter().filter(move |one| Some(one.id) != shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(number: u64, holder: Holder, unread: bool) -> ListedConversation {
        ListedConversation {
            id: ConversationId::new(number, [0; 10]),
            holder,
            unread,
        }
    }

    #[test]
    fn news_are_what_people_wrote_in_other_conversations() {
        let list = [
            listed(1, Holder::Operator, true),
            listed(2, Holder::Operator, true),
            listed(3, Holder::Resolved, true),
            listed(4, Holder::Bot, true),
            listed(5, Holder::Queue, false),
        ];
        assert_eq!(news_elsewhere(&list, Some(list[0].id)), 2);
        assert_eq!(news_elsewhere(&list, None), 3);
    }

    #[test]
    fn nothing_is_awaited_once_all_others_are_closed_and_read() {
        let person = [listed(1, Holder::Queue, false)];
        assert!(awaits_news(&person, None));
        assert!(
            !awaits_news(&person, Some(person[0].id)),
            "its stream is open"
        );
        let over = [
            listed(1, Holder::Resolved, false),
            listed(2, Holder::Bot, true),
        ];
        assert!(!awaits_news(&over, None));
    }
}
