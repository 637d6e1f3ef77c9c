//! The scopes of keys.

use porchlight_shared::names;

names! {
    /// A permission of a key.
    #[derive(Hash, utoipa::ToSchema)]
    pub enum Scope {
        /// Everything that a key of its kind may do.
        All = "*",
        /// Ask questions, judge answers, ask for a person, leave contact details.
        Chat = "chat:write",
        /// Read the widget's settings.
        ReadSettings = "config:read",
        /// Change the widget's settings.
        WriteSettings = "config:write",
        /// List the sources of a project.
        ReadSources = "sources:read",
        /// Add, reread and remove sources.
        WriteSources = "sources:write",
        /// Read conversations, their messages and their notes.
        ReadConversations = "conversations:read",
        /// Answer as a person: reply, take over, hand back, resolve, note.
        WriteConversations = "conversations:write",
        /// Read analytics.
        ReadAnalytics = "analytics:read",
        /// Read the contact details that visitors left.
        ReadLeads = "leads:read",
        /// Read chats for reports.
        ReadReports = "reporting:read",
        /// List, create and remove webhooks, and pull events.
        WriteWebhooks = "webhooks:write",
        /// List, create and revoke keys, and read the record of changes.
        WriteKeys = "keys:write",
        /// Create and change chatbots.
        WriteChatbots = "chatbots:write",
        /// Add answers to questions, and alternative phrasings.
        WriteAnswers = "answers:write",
        /// List the people of a project with their roles.
        ReadPeople = "people:read",
        /// Invite and remove people, and change their roles.
        WritePeople = "people:write",
        /// Export and erase a visitor's data, and end sessions.
        WriteVisitors = "visitors:write",
        /// Push sales from the owner's server.
        PushSales = "sales:push",
    }
}

impl Scope {
    /// Whether one of `scopes` includes this one.
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
                "answers:write",
                "people:read",
                "people:write",
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
        assert!(Scope::Chat.is_in(&[Scope::ReadSettings, Scope::Chat]));
        assert!(!Scope::WriteSettings.is_in(&[Scope::ReadSettings]));
        assert!(!Scope::Chat.is_in(&[]));
    }
}
