//! Typed ids: UUIDs of version 7 (RFC 9562, section 5.7), which sort by the time of creation.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// The error for a text that is not a UUID.
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
            /// A new id, created at `now` (Unix milliseconds) with 80 bits of randomness.
            pub fn new(now: u64, random: [u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(now, &random).into_uuid())
            }

            /// Wraps an id that was created elsewhere. It may have any UUID version.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The UUID of the id, the inverse of [`from_uuid`](Self::from_uuid).
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }

            /// When it was created, in Unix milliseconds. 0 if the UUID version contains no time.
            pub const fn created_at(self) -> u64 {
                if self.0.get_version_num() != 7 {
                    return 0;
                }
                let (first, _) = self.0.as_u64_pair();
                first >> 16
            }

            /// Whether it is derived from other data: UUID version 8 (RFC 9562, section 5.8).
            pub const fn is_derived(self) -> bool {
                self.0.get_version_num() == 8
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
    /// A visitor's browser. Its client creates the id.
    SessionId;
    /// A thread of messages between a visitor and a project.
    ConversationId;
    /// One message of a conversation.
    MessageId;
    /// The client's id of a message, which keeps a retry from posting it twice.
    ClientMessageId;
    /// A source of knowledge: a page, a site, a file, or a question-and-answer pair.
    SourceId;
    /// One page or file of a source.
    DocumentId;
    /// A quotable piece of a document.
    PassageId;
    /// An API key (the row, not the secret).
    KeyId;
    /// One of the owner's people, in one project.
    PersonId;
    /// A session of the inbox.
    ConsoleSessionId;
    /// An entry in the record of changes.
    AuditId;
    /// Contact details that a visitor left for the owner.
    LeadId;
    /// A sale or a similar event that is shown to other visitors.
    SaleId;
    /// An event that webhooks and e-mails report.
    EventId;
    /// A webhook: an address that events are sent to.
    WebhookId;
    /// The delivery of an event to a webhook.
    DeliveryId;
    /// A note that operators share.
    NoteId;
    /// A file that was sent with a message.
    AttachmentId;
    /// A group of similar questions.
    TopicId;
    /// A question whose answer the owner has checked.
    SavedQuestionId;
    /// One run of all saved questions.
    QuestionRunId;
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
        assert_eq!((early.created_at(), late.created_at()), (1_000, 1_001));
    }

    #[test]
    fn an_id_reads_back_from_its_text_and_nothing_else_does() {
        let id = ConversationId::new(1_700_000_000_000, [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("conv_456".parse::<ConversationId>(), Err(InvalidId));
    }
}
