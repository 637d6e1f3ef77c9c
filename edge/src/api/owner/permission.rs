//! The permissions that handlers require of their caller's key.
//!
//! *Invariant:* a publishable key or a sales key is refused unless the permission names its kind. Handlers with a
//! [`SecretPermission`] may look things up by name. Others may not, because anyone can send the keys that reach them.

use crate::domain::{
    credentials::{api_key::KeyKind, scope::Scope},
    settings::plan::Feature,
};

/// What a handler requires of its caller.
pub trait Permission: Send + Sync {
    /// The scope that the key needs.
    const SCOPE: Scope;
    /// A narrower scope that is enough as well, if there is one.
    const ALSO: Option<Scope> = None;
    /// The feature that the plan must include.
    const FEATURE: Option<Feature> = None;
    /// Whether test keys are allowed. True only if the handler touches nothing but test data, or changes nothing.
    const TEST_KEYS: bool = false;
    /// Whether publishable keys are allowed. True only if the handler reads and changes nothing but the caller's own.
    const PUBLISHABLE_KEYS: bool = false;

    /// These constants as one value.
    const DEMANDED: Demanded = Demanded {
        scope: Self::SCOPE,
        also: Self::ALSO,
        feature: Self::FEATURE,
        test_keys: Self::TEST_KEYS,
        publishable_keys: Self::PUBLISHABLE_KEYS,
    };
}

/// The constants of a [`Permission`] as a value, so that the code that checks them is compiled once, not once for each
/// permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demanded {
    pub(super) scope: Scope,
    pub(super) also: Option<Scope>,
    pub(super) feature: Option<Feature>,
    pub(super) test_keys: bool,
    pub(super) publishable_keys: bool,
}

impl Demanded {
    /// Whether keys of this kind are allowed at all.
    pub(super) const fn allows(self, kind: KeyKind) -> bool {
        match kind {
            KeyKind::Live | KeyKind::Test => true,
            KeyKind::Publishable => self.publishable_keys,
            KeyKind::Push => false,
        }
    }
}

/// A permission for keys that only the owner knows.
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
    /// Ask questions, judge answers, ask for a person: through [`Asker`](super::asker::Asker), which identifies the
    /// caller.
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
    /// See which language model writes the answers, and how much of the plan is used.
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
    /// Read saved questions, some of which visitors asked, and the results of their runs.
    ReadSavedQuestions: ReadAnalytics [Analytics];
    /// Save, change and ask saved questions.
    WriteSavedQuestions: WriteSources [Analytics];
    /// Read the visitors' unanswered questions.
    ReadUnanswered: ReadAnalytics | WriteAnswers [Analytics] test;
    /// Answer the visitors' unanswered questions.
    WriteAnswers: WriteSources | WriteAnswers [Sources];
    /// See the people of a project.
    ReadPeople: ReadPeople;
    /// Invite and remove people, and change their roles.
    WritePeople: WritePeople;
    /// List, create and remove webhooks, and pull events.
    WriteWebhooks: WriteWebhooks [Webhooks];
    /// Manage keys, and read the record of changes.
    WriteKeys: WriteKeys;
    /// Create a secret that opens more than any narrower scope does.
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
