//! What handlers require of their caller's key.
//!
//! *Invariant:* a key that stands in pages, or pushes sales, is refused unless the permission names its kind. What a
//! [`SecretPermission`] opens may be reached by name; what others open may not, because anyone can present their key.

use crate::domain::{
    credentials::{api_key::KeyKind, scope::Scope},
    settings::plan::Feature,
};

/// What a handler requires of its caller.
pub trait Permission: Send + Sync {
    /// The scope that the key needs.
    const SCOPE: Scope;
    /// A narrower scope that is enough as well.
    const ALSO: Option<Scope> = None;
    /// The feature that the plan must include.
    const FEATURE: Option<Feature> = None;
    /// Whether test keys are allowed, because the handler only touches test data or changes nothing.
    const TEST_KEYS: bool = false;
    /// Whether publishable keys are allowed, because the handler tells and changes nothing that is not the caller's.
    const PUBLISHABLE_KEYS: bool = false;

    /// The same in one value.
    const DEMANDED: Demanded = Demanded {
        scope: Self::SCOPE,
        also: Self::ALSO,
        feature: Self::FEATURE,
        test_keys: Self::TEST_KEYS,
        publishable_keys: Self::PUBLISHABLE_KEYS,
    };
}

/// What a [`Permission`] says, as a value: what checks it is there once, and not for each permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demanded {
    pub(super) scope: Scope,
    pub(super) also: Option<Scope>,
    pub(super) feature: Option<Feature>,
    pub(super) test_keys: bool,
    pub(super) publishable_keys: bool,
}

impl Demanded {
    /// Whether a key of this kind is allowed at all.
    pub(super) const fn allows(self, kind: KeyKind) -> bool {
        match kind {
            KeyKind::Live | KeyKind::Test => true,
            KeyKind::Publishable => self.publishable_keys,
            KeyKind::Push => false,
        }
    }
}

/// A permission that only keys have which nobody but the owner knows.
pub trait SecretPermission: Permission {}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $scope:ident $(| $also:ident)? $([$feature:ident])? $($kind:ident)*;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Permission for $name {
            const SCOPE: Scope = Scope::$scope;
            $(const ALSO: Option<Scope> = Some(Scope::$also);)?
            $(const FEATURE: Option<Feature> = Some(Feature::$feature);)?
            $(permissions!(allow $kind);)*
        }
    )*};
    (allow test) => { const TEST_KEYS: bool = true; };
    (allow publishable) => { const PUBLISHABLE_KEYS: bool = true; };
    (secret $($(#[$doc:meta])* $name:ident: $scope:ident $(| $also:ident)? $([$feature:ident])? $($test:ident)?;)*) => {
        permissions! { $($(#[$doc])* $name: $scope $(| $also)? $([$feature])? $($test)?;)* }

        $(impl SecretPermission for $name {})*
    };
}

permissions! {
    /// Ask questions, judge answers, ask for a person: through [`Asker`](super::asker::Asker), which tells who asks.
    Chat: Chat test publishable;
    /// Read the widget's settings.
    ReadSettings: ReadSettings test publishable;
}

permissions! { secret
    /// Ask questions in any conversation of the project.
    ChatByName: Chat test;
    /// Change the widget's settings.
    WriteSettings: WriteSettings;
    /// List the sources of a project.
    ReadSources: ReadSources [Sources] test;
    /// See the maintenance settings.
    ReadMaintenance: ReadSources test;
    /// See which language model writes the answers, and what is used of the plan.
    ReadModel: ReadSettings test;
    /// Preview the answer to a question.
    PreviewAnswers: ReadSources test;
    /// Add and remove sources.
    WriteSources: WriteSources [Sources];
    /// Read conversations on the site's surface.
    ReadConversations: ReadConversations [Analytics] test;
    /// Answer visitors as a person.
    WriteConversations: WriteConversations test;
    /// Read the numbers on the site's surface.
    ReadAnalytics: ReadAnalytics [Analytics] test;
    /// Read saved questions, some of which visitors asked, and what became of them.
    ReadSavedQuestions: ReadAnalytics [Analytics];
    /// Save, change and ask saved questions.
    WriteSavedQuestions: WriteSources [Analytics];
    /// Read what visitors asked in vain.
    ReadUnanswered: ReadAnalytics | WriteAnswers [Analytics] test;
    /// Answer what visitors asked in vain.
    WriteAnswers: WriteSources | WriteAnswers [Sources];
    /// See the people of a project.
    ReadPeople: ReadPeople;
    /// Invite and remove people, and change their roles.
    WritePeople: WritePeople;
    /// List, create and remove webhooks, and pull events.
    WriteWebhooks: WriteWebhooks [Webhooks];
    /// Manage keys, and read the record of changes.
    WriteKeys: WriteKeys;
    /// Make a secret that opens more than any narrower scope does.
    RotateIdentity: All;
    /// List and search visitors with their contact details, export and erase a visitor's data, and end sessions.
    WriteVisitors: WriteVisitors;
    /// Read chats for reports.
    ReadReports: ReadReports test;
    /// List and read chatbots.
    ReadChatbots: ReadSettings test;
    /// Create and change chatbots.
    WriteChatbots: WriteChatbots;
    /// Read a chatbot's conversations on the organization's surface, which every plan includes.
    ReadChatbotConversations: ReadConversations test;
    /// Read a chatbot's numbers on the organization's surface.
    ReadChatbotAnalytics: ReadAnalytics test;
    /// Read the contact details that visitors left.
    ReadLeads: ReadLeads test;
}
