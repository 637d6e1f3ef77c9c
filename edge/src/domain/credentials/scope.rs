//! What a key may do.

use porchlight_shared::names;

names! {
    /// One thing that a key may do.
    #[derive(Hash, utoipa::ToSchema)]
    pub enum Scope {
        /// Everything.
        All = "*",
        /// Ask, judge an answer, ask for a person, leave contact details.
        Chat = "chat:write",
        /// Read the widget's settings.
        ReadConfig = "config:read",
        /// Change them.
        WriteConfig = "config:write",
        /// List sources.
        ReadSources = "sources:read",
        /// Add, read again and remove sources.
        WriteSources = "sources:write",
        /// Read conversations.
        ReadConversations = "conversations:read",
        /// Answer as a person: reply, take over, hand back, settle, note.
        WriteConversations = "conversations:write",
        /// Read the numbers.
        ReadAnalytics = "analytics:read",
        /// Read what visitors left of themselves.
        ReadLeads = "leads:read",
        /// Read chats for reports.
        ReadReports = "reporting:read",
        /// List, make and remove webhooks, and pull events.
        WriteWebhooks = "webhooks:write",
        /// List, make and revoke keys, and read the record of changes.
        WriteKeys = "keys:write",
        /// Make and change chatbots.
        WriteChatbots = "chatbots:write",
        /// Export and erase what is known of a visitor, end their sessions.
        WriteVisitors = "visitors:write",
        /// Push sales.
        PushSales = "sales:push",
    }
}

impl Scope {
    /// Whether one of `scopes` covers this one.
    pub fn is_in(self, scopes: &[Self]) -> bool {
        scopes.contains(&Self::All) || scopes.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_pinned() {
        assert_eq!(
            Scope::ALL.map(Scope::name),
            [
                "*",
                "chat:write",
                "config:read",
                "config:write",
                "sources:read",
                "sources:write",
                "conversations:read",
                "conversations:write",
                "analytics:read",
                "leads:read",
                "reporting:read",
                "webhooks:write",
                "keys:write",
                "chatbots:write",
                "visitors:write",
                "sales:push",
            ]
        );
    }

    #[test]
    fn the_documentation_names_every_scope() {
        let page = include_str!("../../../../docs/keys.md");
        for scope in Scope::ALL {
            let name = format!("`{}`", scope.name());
            assert!(page.contains(&name), "docs/keys.md has no {name}");
        }
    }

    #[test]
    fn all_covers_everything_and_nothing_else_does() {
        assert!(Scope::WriteKeys.is_in(&[Scope::All]));
        assert!(Scope::Chat.is_in(&[Scope::ReadConfig, Scope::Chat]));
        assert!(!Scope::WriteConfig.is_in(&[Scope::ReadConfig]));
        assert!(!Scope::Chat.is_in(&[]));
    }
}
