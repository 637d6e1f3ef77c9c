//! Who may speak for the owner in a conversation, and how that changes.
//!
//! ```text
//!            ask                    take
//!   bot ───────────► queue ──────────────────► operator ──┐ take, renew: the lease starts again
//!    ▲ ▲───────────────┘ ▲                      │  │  ▲   │
//!    │     hand back     └── hand back, expire ─┘  │  └───┘
//!    └──────────────────── hand back, expire ──────┘
//!   any ── resolve ──► resolved ── reopen ──► bot;  ask ──► queue;  take ──► operator
//! ```
//! *Invariant:* a conversation has one holder at a time. While a person holds it, nobody else can take it until the
//! lease ends.

use porchlight_languages::{DisplayLanguage, Key, fill};
use porchlight_shared::chat_event::{Holder, Status};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest name or id of an operator, in characters.
pub const OPERATOR_CHARS: usize = 100;

/// A person who answers for the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The stable identifier that the owner's side gives the person.
    pub id: String,
    /// The name that visitors see. `None`: they see the owner's name.
    pub name: Option<String>,
}

/// The holder of a conversation, who also answers the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Porchlight answers.
    Bot,
    /// Porchlight answers until a person takes the conversation.
    Queue,
    /// A person answers, and Porchlight stays silent.
    Operator {
        /// The person who holds the conversation.
        operator: Operator,
        /// The time until which nobody else may take it, in Unix milliseconds.
        lease_until: u64,
    },
    /// The conversation is resolved. The visitor's next message reopens it.
    Resolved,
}

/// The next holder of a conversation that an operator hands back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandBackTo {
    /// Porchlight, which answers from then on.
    Bot,
    /// The next person who takes it. Until then Porchlight answers.
    #[default]
    Queue,
}

/// A change of who holds a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// The visitor asks for a person.
    Ask,
    /// A person takes the conversation, or keeps it.
    Take {
        /// The person who takes it.
        operator: Operator,
        /// The length of the lease, in milliseconds.
        lease_ms: u64,
    },
    /// The person who holds the conversation shows that they are still there.
    Renew {
        /// The length of the lease from now, in milliseconds.
        lease_ms: u64,
    },
    /// The person who holds the conversation leaves it, or no person is needed any more.
    HandBack(HandBackTo),
    /// The lease ends.
    Expire(HandBackTo),
    /// The conversation is resolved.
    Resolve,
    /// The visitor writes in a resolved conversation.
    Reopen,
}

/// Why a change is not allowed. The message is for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum IllegalTransition {
    /// Another person holds the conversation, and their lease has not ended.
    #[error("Another person is answering in this conversation. Wait until they hand it back.")]
    HeldByAnother,
    /// No person holds the conversation.
    #[error("No person is answering in this conversation.")]
    NotHeld,
    /// The lease has not ended.
    #[error("The person who is answering is still there.")]
    LeaseRuns,
    /// The conversation is resolved.
    #[error("This conversation is resolved.")]
    #[serde(rename = "settled")]
    AlreadyResolved,
    /// The conversation is not resolved.
    #[error("This conversation is not resolved.")]
    #[serde(rename = "not_settled")]
    NotResolved,
}

impl Assignment {
    /// The holder as visitors see it.
    pub const fn holder(&self) -> Holder {
        match self {
            Self::Bot => Holder::Bot,
            Self::Queue => Holder::Queue,
            Self::Operator { .. } => Holder::Operator,
            Self::Resolved => Holder::Resolved,
        }
    }

    /// The person who holds the conversation.
    pub const fn operator(&self) -> Option<&Operator> {
        match self {
            Self::Operator { operator, .. } => Some(operator),
            _ => None,
        }
    }

    /// When the lease ends, in Unix milliseconds.
    pub const fn lease_until(&self) -> Option<u64> {
        match self {
            Self::Operator { lease_until, .. } => Some(*lease_until),
            _ => None,
        }
    }

    /// Whether a person holds the conversation, but their lease has ended at `now` (Unix milliseconds).
    pub fn has_expired(&self, now: u64) -> bool {
        self.lease_until().is_some_and(|until| until <= now)
    }

    /// The assignment after `transition` at `now` (Unix milliseconds).
    pub fn after(&self, transition: Transition, now: u64) -> Result<Self, IllegalTransition> {
        use IllegalTransition::{AlreadyResolved, HeldByAnother, LeaseRuns, NotHeld, NotResolved};
        match (self, transition) {
            (Self::Operator { .. }, Transition::Ask) => Ok(self.clone()),
            (_, Transition::Ask) => Ok(Self::Queue),
            (
                Self::Operator {
                    operator: by,
                    lease_until,
                },
                Transition::Take { operator, .. },
            ) if by.id != operator.id && *lease_until > now => Err(HeldByAnother),
            (_, Transition::Take { operator, lease_ms }) => Ok(Self::held(operator, lease_ms, now)),
            (Self::Operator { operator, .. }, Transition::Renew { lease_ms }) => {
                Ok(Self::held(operator.clone(), lease_ms, now))
            }
            (Self::Operator { .. }, Transition::HandBack(to)) => Ok(to.into()),
            (Self::Queue, Transition::HandBack(HandBackTo::Bot))
            | (Self::Resolved, Transition::Reopen) => Ok(Self::Bot),
            (held @ Self::Operator { .. }, Transition::Expire(to)) => {
                if held.has_expired(now) {
                    Ok(to.into())
                } else {
                    Err(LeaseRuns)
                }
            }
            (Self::Resolved, Transition::HandBack(_)) => Err(AlreadyResolved),
            (_, Transition::Renew { .. } | Transition::HandBack(_) | Transition::Expire(_)) => {
                Err(NotHeld)
            }
            (_, Transition::Resolve) => Ok(Self::Resolved),
            (_, Transition::Reopen) => Err(NotResolved),
        }
    }

    const fn held(operator: Operator, lease_ms: u64, now: u64) -> Self {
        Self::Operator {
            operator,
            lease_until: now.saturating_add(lease_ms),
        }
    }

    /// The status event for everyone who follows the conversation. `text` is the sentence for the visitor.
    pub fn status(&self, text: String) -> Status {
        Status {
            holder: self.holder(),
            text,
            operator_name: self.operator().and_then(|operator| operator.name.clone()),
        }
    }

    /// The sentence for the visitor after a change from `before`; empty if there is none. It uses `company` for an
    /// operator without a name. It is in English, for all kinds of clients; the widget shows it in the visitor's
    /// language.
    pub fn announcement(&self, before: &Self, company: &str) -> String {
        let say = |key, name: &str| fill(DisplayLanguage::English.text(key), &[("", name)]);
        let named = |key, operator: &Operator| match &operator.name {
            Some(name) => say(key, name),
            None => say(key, &say(Key::PersonFrom, company)),
        };
        match (before, self) {
            (_, Self::Operator { operator, .. }) => named(Key::PersonJoined, operator),
            (Self::Operator { operator, .. }, Self::Queue) => named(Key::PersonWillCome, operator),
            (Self::Operator { operator, .. }, Self::Bot) => named(Key::PersonLeft, operator),
            (_, Self::Resolved) => DisplayLanguage::English.text(Key::Resolved).to_owned(),
            (_, Self::Bot | Self::Queue) => String::new(),
        }
    }
}

impl From<HandBackTo> for Assignment {
    fn from(to: HandBackTo) -> Self {
        match to {
            HandBackTo::Bot => Self::Bot,
            HandBackTo::Queue => Self::Queue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Assignment::{Bot, Queue, Resolved},
        IllegalTransition::{AlreadyResolved, HeldByAnother, LeaseRuns, NotHeld, NotResolved},
        Transition::{Ask, Expire, HandBack, Reopen, Resolve},
        *,
    };

    const NOW: u64 = 1_000;

    fn named(id: &str) -> Operator {
        Operator {
            id: id.into(),
            name: None,
        }
    }

    fn held(id: &str, lease_until: u64) -> Assignment {
        Assignment::Operator {
            operator: named(id),
            lease_until,
        }
    }

    fn take(id: &str) -> Transition {
        Transition::Take {
            operator: named(id),
            lease_ms: 50,
        }
    }

    fn check(
        before: &Assignment,
        transition: Transition,
        expected: Result<Assignment, IllegalTransition>,
    ) {
        let told = format!("{before:?} {transition:?}");
        assert_eq!(before.after(transition, NOW), expected, "{told}");
    }

    #[test]
    fn every_transition_is_legal_or_not() {
        let ada = held("ada", NOW + 1);
        let gone = held("ada", NOW);
        let renewed = held("ada", NOW + 50);
        let renew = || Transition::Renew { lease_ms: 50 };
        let to = HandBackTo::Queue;
        for (before, transition, expected) in [
            (&Bot, Ask, Ok(Queue)),
            (&Queue, Ask, Ok(Queue)),
            (&ada, Ask, Ok(ada.clone())),
            (&Resolved, Ask, Ok(Queue)),
            (&Bot, take("bo"), Ok(held("bo", NOW + 50))),
            (&Queue, take("bo"), Ok(held("bo", NOW + 50))),
            (&Resolved, take("bo"), Ok(held("bo", NOW + 50))),
            (&ada, take("ada"), Ok(renewed.clone())),
            (&ada, take("bo"), Err(HeldByAnother)),
            (&gone, take("bo"), Ok(held("bo", NOW + 50))),
            (&ada, renew(), Ok(renewed)),
            (&Bot, renew(), Err(NotHeld)),
            (&Queue, renew(), Err(NotHeld)),
            (&Resolved, renew(), Err(NotHeld)),
            (&ada, HandBack(HandBackTo::Bot), Ok(Bot)),
            (&ada, HandBack(to), Ok(Queue)),
            (&Queue, HandBack(HandBackTo::Bot), Ok(Bot)),
            (&Queue, HandBack(to), Err(NotHeld)),
            (&Bot, HandBack(to), Err(NotHeld)),
            (&Resolved, HandBack(to), Err(AlreadyResolved)),
            (&gone, Expire(to), Ok(Queue)),
            (&gone, Expire(HandBackTo::Bot), Ok(Bot)),
            (&ada, Expire(to), Err(LeaseRuns)),
            (&Bot, Expire(to), Err(NotHeld)),
            (&Queue, Expire(to), Err(NotHeld)),
            (&Resolved, Expire(to), Err(NotHeld)),
            (&Bot, Resolve, Ok(Resolved)),
            (&Queue, Resolve, Ok(Resolved)),
            (&ada, Resolve, Ok(Resolved)),
            (&Resolved, Resolve, Ok(Resolved)),
            (&Resolved, Reopen, Ok(Bot)),
            (&Bot, Reopen, Err(NotResolved)),
            (&Queue, Reopen, Err(NotResolved)),
            (&ada, Reopen, Err(NotResolved)),
        ] {
            check(before, transition, expected);
        }
    }

    #[test]
    fn visitors_are_told_who_came_and_who_left() {
        let mut ada = named("7");
        ada.name = Some("Ada".into());
        let ada = Assignment::Operator {
            operator: ada,
            lease_until: 0,
        };
        for (before, after, expected) in [
            (&Queue, &ada, "Ada is answering you now."),
            (
                &Queue,
                &held("8", 0),
                "A person from Acme is answering you now.",
            ),
            (
                &ada,
                &Bot,
                "Ada has left. The assistant is answering again.",
            ),
            (&Resolved, &Bot, ""),
        ] {
            assert_eq!(after.announcement(before, "Acme"), expected);
        }
    }
}
