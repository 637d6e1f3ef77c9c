//! Who may speak for the owner in a conversation, and how that changes.
//!
//! ```text
//!            ask                    take
//!   bot ───────────► queue ──────────────────► operator ──┐ take, renew: the lease begins anew
//!    ▲ ▲───────────────┘ ▲                      │  │  ▲   │
//!    │     hand back     └── hand back, expire ─┘  │  └───┘
//!    └──────────────────── hand back, expire ──────┘
//!   any ── resolve ──► resolved ── reopen ──► bot;  ask ──► queue;  take ──► operator
//! ```
//! What must hold: one holder at a time; while a person holds the conversation nobody else takes it, until the lease
//! runs out.

use porchlight_shared::chat_event::{Holder, Status};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest name or id of an operator, in characters.
pub const OPERATOR_CHARS: usize = 100;

/// A person who answers for the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// What the owner's side calls them, always the same.
    pub id: String,
    /// What the visitor is told; the owner's name stands for nobody's.
    pub name: Option<String>,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Porchlight.
    Bot,
    /// Porchlight, until a person comes.
    Queue,
    /// A person.
    Operator {
        /// Who.
        operator: Operator,
        /// Until when nobody else may take it, in Unix milliseconds.
        lease_until: u64,
    },
    /// Nobody: it is settled.
    Resolved,
}

/// To whom an operator hands a conversation back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandBackTo {
    /// Porchlight alone.
    Bot,
    /// Whoever comes next.
    #[default]
    Queue,
}

/// A change of who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// A person is asked for.
    Ask,
    /// A person takes the conversation, or goes on with it.
    Take {
        /// Who.
        operator: Operator,
        /// How long, in milliseconds.
        lease_ms: u64,
    },
    /// The person who holds it shows that they are still there.
    Renew {
        /// How long from now on, in milliseconds.
        lease_ms: u64,
    },
    /// The person who holds it leaves; or nobody needs to come any more.
    HandBack(HandBackTo),
    /// Time has passed.
    Expire(HandBackTo),
    /// It is settled.
    Resolve,
    /// The visitor writes in a settled conversation.
    Reopen,
}

/// A change that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum IllegalTransition {
    /// Another person holds the conversation.
    #[error("Another person is answering in this conversation. Wait until they hand it back.")]
    HeldByAnother,
    /// No person holds the conversation.
    #[error("No person is answering in this conversation.")]
    NotHeld,
    /// The lease has not run out.
    #[error("The person who is answering is still there.")]
    LeaseRuns,
    /// The conversation is settled.
    #[error("This conversation is settled.")]
    Settled,
    /// The conversation is not settled.
    #[error("This conversation is not settled.")]
    NotSettled,
}

impl Assignment {
    /// Who speaks, as visitors are told.
    pub const fn holder(&self) -> Holder {
        match self {
            Self::Bot => Holder::Bot,
            Self::Queue => Holder::Queue,
            Self::Operator { .. } => Holder::Operator,
            Self::Resolved => Holder::Resolved,
        }
    }

    /// The person who holds it.
    pub const fn operator(&self) -> Option<&Operator> {
        match self {
            Self::Operator { operator, .. } => Some(operator),
            _ => None,
        }
    }

    /// When the lease runs out, in Unix milliseconds.
    pub const fn lease_until(&self) -> Option<u64> {
        match self {
            Self::Operator { lease_until, .. } => Some(*lease_until),
            _ => None,
        }
    }

    /// Whether a person held it until before `now`.
    pub fn has_expired(&self, now: u64) -> bool {
        self.lease_until().is_some_and(|until| until <= now)
    }

    /// Who speaks after `transition` at `now` (Unix milliseconds).
    pub fn after(&self, transition: Transition, now: u64) -> Result<Self, IllegalTransition> {
        use IllegalTransition::{HeldByAnother, LeaseRuns, NotHeld, NotSettled, Settled};
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
            (Self::Resolved, Transition::HandBack(_)) => Err(Settled),
            (_, Transition::Renew { .. } | Transition::HandBack(_) | Transition::Expire(_)) => {
                Err(NotHeld)
            }
            (_, Transition::Resolve) => Ok(Self::Resolved),
            (_, Transition::Reopen) => Err(NotSettled),
        }
    }

    const fn held(operator: Operator, lease_ms: u64, now: u64) -> Self {
        Self::Operator {
            operator,
            lease_until: now.saturating_add(lease_ms),
        }
    }

    /// What those who listen are told.
    pub fn status(&self, text: String) -> Status {
        Status {
            holder: self.holder(),
            text,
            operator_name: self.operator().and_then(|operator| operator.name.clone()),
        }
    }

    /// The sentence for the visitor when this has come after `before`; `company` stands for a person without a name.
    pub fn announcement(&self, before: &Self, company: &str) -> String {
        let name = |operator: &Operator| {
            operator
                .name
                .clone()
                .unwrap_or_else(|| format!("A person from {company}"))
        };
        match (before, self) {
            (_, Self::Operator { operator, .. }) => {
                format!("{} is answering you now.", name(operator))
            }
            (Self::Operator { operator, .. }, Self::Queue) => format!(
                "{} had to leave. Another person will come; until then you get automatic answers.",
                name(operator)
            ),
            (Self::Operator { operator, .. }, Self::Bot) => format!(
                "{} has left. You get automatic answers again.",
                name(operator)
            ),
            (_, Self::Resolved) => {
                "This conversation is settled. Write again whenever you like.".into()
            }
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
        IllegalTransition::{HeldByAnother, LeaseRuns, NotHeld, NotSettled, Settled},
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
            (&Resolved, HandBack(to), Err(Settled)),
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
            (&Bot, Reopen, Err(NotSettled)),
            (&Queue, Reopen, Err(NotSettled)),
            (&ada, Reopen, Err(NotSettled)),
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
            (&ada, &Bot, "Ada has left. You get automatic answers again."),
            (&Resolved, &Bot, ""),
        ] {
            assert_eq!(after.announcement(before, "Acme"), expected);
        }
    }
}
