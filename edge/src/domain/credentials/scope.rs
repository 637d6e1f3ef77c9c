//! What a key may do.

use serde::{Deserialize, Serialize};

/// One thing that a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Scope {
    /// Everything.
    #[serde(rename = "*")]
    All,
    /// Ask, judge an answer, ask for a person, leave contact details.
    #[serde(rename = "chat:write")]
    Chat,
    /// Read the widget's settings.
    #[serde(rename = "config:read")]
    ReadConfig,
    /// Change them.
    #[serde(rename = "config:write")]
    WriteConfig,
    /// List sources.
    #[serde(rename = "sources:read")]
    ReadSources,
    /// Add, read again and remove sources.
    #[serde(rename = "sources:write")]
    WriteSources,
    /// Read conversations.
    #[serde(rename = "conversations:read")]
    ReadConversations,
    /// Answer as a person: reply, take over, hand back, settle, note.
    #[serde(rename = "conversations:write")]
    WriteConversations,
    /// Read the numbers.
    #[serde(rename = "analytics:read")]
    ReadAnalytics,
    /// Read what visitors left of themselves.
    #[serde(rename = "leads:read")]
    ReadLeads,
    /// Read chats for reports.
    #[serde(rename = "reporting:read")]
    ReadReports,
    /// List, make and remove webhooks, and pull events.
    #[serde(rename = "webhooks:write")]
    WriteWebhooks,
    /// List, make and revoke keys, and read the record of changes.
    #[serde(rename = "keys:write")]
    WriteKeys,
    /// Make and change chatbots.
    #[serde(rename = "chatbots:write")]
    WriteChatbots,
    /// Export and erase what is known of a visitor, end their sessions.
    #[serde(rename = "visitors:write")]
    WriteVisitors,
    /// Push sales.
    #[serde(rename = "sales:push")]
    PushSales,
}

impl Scope {
    /// As it is written in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "*",
            Self::Chat => "chat:write",
            Self::ReadConfig => "config:read",
            Self::WriteConfig => "config:write",
            Self::ReadSources => "sources:read",
            Self::WriteSources => "sources:write",
            Self::ReadConversations => "conversations:read",
            Self::WriteConversations => "conversations:write",
            Self::ReadAnalytics => "analytics:read",
            Self::ReadLeads => "leads:read",
            Self::ReadReports => "reporting:read",
            Self::WriteWebhooks => "webhooks:write",
            Self::WriteKeys => "keys:write",
            Self::WriteChatbots => "chatbots:write",
            Self::WriteVisitors => "visitors:write",
            Self::PushSales => "sales:push",
        }
    }

    /// Whether one of `scopes` covers this one.
    pub fn is_in(self, scopes: &[Self]) -> bool {
        scopes.contains(&Self::All) || scopes.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for scope in [
            Scope::All,
            Scope::Chat,
            Scope::ReadConfig,
            Scope::WriteConfig,
            Scope::ReadSources,
            Scope::WriteSources,
            Scope::ReadConversations,
            Scope::WriteConversations,
            Scope::ReadAnalytics,
            Scope::ReadLeads,
            Scope::ReadReports,
            Scope::WriteWebhooks,
            Scope::WriteKeys,
            Scope::WriteChatbots,
            Scope::WriteVisitors,
            Scope::PushSales,
        ] {
            let json = format!("\"{}\"", scope.name());
            assert_eq!(serde_json::to_string(&scope).unwrap(), json);
            assert_eq!(serde_json::from_str::<Scope>(&json).unwrap(), scope);
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
