//! Sales and similar events that are shown to other visitors. Every event has really happened, and nobody's full name
//! is shown.

use porchlight_shared::names;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::domain::hex::hex;

/// The longest name, location or product, in characters.
pub const TEXT_CHARS: usize = 100;
/// The longest message, in characters.
pub const MESSAGE_CHARS: usize = 200;
/// The longest hash of an order, in characters.
pub const ORDER_HASH_CHARS: usize = 128;
/// The oldest event that is accepted and shown, in milliseconds: 7 days.
pub const SHOWN_MS: u64 = 7 * 24 * 60 * 60 * 1_000;
/// How far the clock of the owner's server may be ahead, in milliseconds: 5 minutes.
pub const AHEAD_MS: u64 = 5 * 60 * 1_000;
/// Events without a time and an order are duplicates if they have the same content within this time, in milliseconds: 5
/// minutes.
pub const SAME_MS: u64 = 5 * 60 * 1_000;

names! {
    /// The kind of event, for which the widget has the words.
    #[derive(ToSchema)]
    pub enum SaleType {
        /// A customer bought something.
        Purchased = "purchased",
        /// A customer subscribed.
        Subscribed = "subscribed",
        /// A customer signed up.
        SignedUp = "signed_up",
        /// A customer put something into the cart.
        AddedToCart = "added_to_cart",
        /// Something that only the message describes.
        Custom = "custom",
    }
}

/// An event as the owner's server sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The kind of event.
    pub kind: SaleType,
    /// The customer's first name and an initial.
    pub name: Option<String>,
    /// The customer's location.
    pub location: Option<String>,
    /// The product or the plan.
    pub product: Option<String>,
    /// A text in the owner's words.
    pub message: Option<String>,
    /// When it happened, in Unix milliseconds, if the owner's server says so.
    pub occurred_at: Option<u64>,
    /// A hash of the order, which identifies duplicates.
    pub order_hash: Option<String>,
}

/// Why an event was refused. The message is for the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaleError {
    /// A text is too long. Holds the field and the limit.
    #[error("{0} has at most {1} characters.")]
    TooLong(&'static str, usize),
    /// The name cannot be shortened.
    #[error("name must be a person's name, not an address.")]
    Name,
    /// The event is older than [`SHOWN_MS`].
    #[error("This happened more than 7 days ago. Only recent events are shown.")]
    TooOld,
    /// It is further ahead than [`AHEAD_MS`].
    #[error("occurredAt is in the future. Check the clock of your server.")]
    Future,
}

impl Sale {
    /// The event without surrounding white space, without empty texts and with the name shortened, if it may be shown
    /// at `now` (Unix milliseconds).
    pub fn checked(self, now: u64) -> Result<Self, SaleError> {
        let name = text("name", self.name, TEXT_CHARS)?;
        if name.as_ref().is_some_and(|name| name.contains('@')) {
            return Err(SaleError::Name);
        }
        if let Some(time) = self.occurred_at {
            if time + SHOWN_MS < now {
                return Err(SaleError::TooOld);
            }
            if time > now + AHEAD_MS {
                return Err(SaleError::Future);
            }
        }
        Ok(Self {
            kind: self.kind,
            name: name.map(|name| shortened(&name)),
            location: text("location", self.location, TEXT_CHARS)?,
            product: text("product", self.product, TEXT_CHARS)?,
            message: text("message", self.message, MESSAGE_CHARS)?,
            // A time slightly ahead of ours becomes the current time.
            occurred_at: self.occurred_at.map(|time| time.min(now)),
            order_hash: text("orderHash", self.order_hash, ORDER_HASH_CHARS)?,
        })
    }

    /// The fingerprint of this event at `now`, and the one that it would have had a moment ago. The event is a
    /// duplicate if either is stored.
    pub fn fingerprints(&self, now: u64) -> (String, String) {
        if let Some(order) = &self.order_hash {
            let same = fingerprint(&["order", self.kind.name(), order]);
            return (same.clone(), same);
        }
        let at = |time: u64| {
            let absent = String::new();
            let part = |text: &'_ Option<String>| text.as_ref().unwrap_or(&absent).clone();
            fingerprint(&[
                "event",
                self.kind.name(),
                &part(&self.name),
                &part(&self.location),
                &part(&self.product),
                &part(&self.message),
                &time.to_string(),
            ])
        };
        if let Some(time) = self.occurred_at {
            return (at(time), at(time));
        }
        let slot = now / SAME_MS;
        (at(slot), at(slot.saturating_sub(1)))
    }
}

fn text(
    name: &'static str,
    text: Option<String>,
    limit: usize,
) -> Result<Option<String>, SaleError> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.chars().count() > limit)
    {
        return Err(SaleError::TooLong(name, limit));
    }
    Ok(text)
}

/// The first name, and the initial of the last.
fn shortened(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    match words.last().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {}.", initial.to_uppercase()),
        None => first,
    }
}

/// No part contains the separator, so different parts never give the same text.
fn fingerprint(parts: &[&str]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.replace('\u{1f}', " "))
        .collect();
    hex(&Sha256::digest(parts.join("\u{1f}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000_000;

    fn sale() -> Sale {
        Sale {
            kind: SaleType::SignedUp,
            name: Some("Sarah Kim".into()),
            location: None,
            product: None,
            message: None,
            occurred_at: None,
            order_hash: None,
        }
    }

    #[test]
    fn nobody_is_named_in_full() {
        for (name, expected) in [
            ("Sarah K.", "Sarah K."),
            ("Sarah", "Sarah"),
            ("Sarah Kim", "Sarah K."),
            ("  Anna Maria  de la Cruz ", "Anna C."),
            ("Émile zola", "Émile Z."),
            ("李小龙", "李小龙"),
        ] {
            let name = Some(name.to_owned());
            let checked = Sale { name, ..sale() }.checked(NOW).unwrap();
            assert_eq!(checked.name.as_deref(), Some(expected));
        }
        let name = Some("sarah@example.com".to_owned());
        assert_eq!(Sale { name, ..sale() }.checked(NOW), Err(SaleError::Name));
    }

    #[test]
    fn only_what_has_just_happened_is_taken() {
        for (time, expected) in [
            (NOW, Ok(Some(NOW))),
            (NOW - SHOWN_MS, Ok(Some(NOW - SHOWN_MS))),
            (NOW - SHOWN_MS - 1, Err(SaleError::TooOld)),
            (NOW + AHEAD_MS, Ok(Some(NOW))),
            (NOW + AHEAD_MS + 1, Err(SaleError::Future)),
        ] {
            let occurred_at = Some(time);
            let checked = Sale {
                occurred_at,
                ..sale()
            }
            .checked(NOW);
            assert_eq!(checked.map(|sale| sale.occurred_at), expected);
        }
        let message = Some("x".repeat(MESSAGE_CHARS + 1));
        assert_eq!(
            Sale { message, ..sale() }.checked(NOW),
            Err(SaleError::TooLong("message", MESSAGE_CHARS))
        );
    }

    fn same(one: &Sale, other: &Sale, later: u64) -> bool {
        let (known, _) = one.fingerprints(NOW);
        let (this, before) = other.fingerprints(NOW + later);
        known == this || known == before
    }

    #[test]
    fn the_same_event_twice_is_known_by_its_order_its_time_or_its_moment() {
        let order = |hash: &str| Sale {
            order_hash: Some(hash.into()),
            ..sale()
        };
        let renamed = Sale {
            name: Some("Sarah K.".into()),
            ..order("a")
        };
        assert!(same(&order("a"), &renamed, SHOWN_MS));
        assert!(!same(&order("a"), &order("b"), 0));
        let at = |time| Sale {
            occurred_at: Some(time),
            ..sale()
        };
        assert!(same(&at(NOW), &at(NOW), SHOWN_MS));
        assert!(!same(&at(NOW), &at(NOW + 1), 0));
        assert!(same(&sale(), &sale(), 0));
        assert!(same(&sale(), &sale(), SAME_MS));
        assert!(!same(&sale(), &sale(), 2 * SAME_MS));
        let product = Some("Sarah Kim".to_owned());
        let moved = Sale {
            name: None,
            product,
            ..sale()
        };
        assert!(!same(&sale(), &moved, 0));
    }
}
