//! Typed ids. All are UUIDs of version 7 (RFC 9562, section 5.7), so they sort by the time they were made.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// A text that is not a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a UUID")
    }
}

impl std::error::Error for InvalidId {}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id for something made at `now` (Unix milliseconds), with 80 bits of randomness.
            pub fn new(now: u64, random: [u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(now, &random).into_uuid())
            }

            /// An id that somebody else made, of whatever UUID version.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    )*};
}

id! {
    /// An owner of one or more projects.
    OrganizationId;
    /// One site's chatbot.
    ProjectId;
    /// One visitor's browser, as the visitor's side named it.
    SessionId;
    /// A thread of messages between a visitor and a project.
    ConversationId;
    /// One message of a conversation.
    MessageId;
    /// A name that the visitor's side gives its message, so that a retry never posts twice.
    ClientMessageId;
    /// Where knowledge comes from: a page, a site, a file, a question-and-answer pair.
    SourceId;
    /// One page or file of a source.
    DocumentId;
    /// A quotable piece of a document.
    PassageId;
    /// An API key (the row, not the secret).
    KeyId;
    /// One entry of the record of changes.
    AuditId;
    /// What a visitor left of themselves for the owner.
    LeadId;
    /// A sale or the like, shown to other visitors.
    SaleId;
    /// Something that happened, for whoever wants to know.
    EventId;
    /// An address that is told of events.
    WebhookId;
    /// An event on its way to a webhook.
    DeliveryId;
    /// What operators noted among themselves.
    NoteId;
    /// A group of like questions.
    TopicId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let early = MessageId::new(1_000, [0xff; 10]);
        let late = MessageId::new(1_001, [0; 10]);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
    }

    #[test]
    fn an_id_reads_back_from_its_text_and_nothing_else_does() {
        let id = ConversationId::new(1_700_000_000_000, [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("conv_456".parse::<ConversationId>(), Err(InvalidId));
    }
}
