//! Failures of deliveries without a response. The sentence is stored, and the code is derived from its beginning.

use std::collections::BTreeMap;

use porchlight_shared::names;
use utoipa::ToSchema;

use super::schedule::{FAILING_MS, TIMEOUT_MS};

names! {
    /// Why a delivery without a response failed.
    #[derive(ToSchema)]
    pub enum DeliveryFailure {
        /// There was no answer in time.
        Timeout = "timeout",
        /// The answer was too large.
        TooLarge = "too_large",
        /// The address could not be reached.
        Unreachable = "unreachable",
        /// Porchlight refuses to call the webhook's address.
        AddressRefused = "address_refused",
        /// The deployment has no root secret to sign with.
        NoRootSecret = "no_root_secret",
        /// The webhook's address is gone for good.
        DisabledGone = "disabled_gone",
        /// The webhook's address has failed for too long.
        DisabledFailing = "disabled_failing",
        /// The webhook was paused.
        Paused = "paused",
        /// The deployment sends no e-mail.
        NoMail = "no_mail",
        /// The e-mail provider refused the e-mail.
        MailRefused = "mail_refused",
        /// The e-mail provider could not be reached.
        MailUnreachable = "mail_unreachable",
        /// The project has no e-mail address for its owner.
        NoOwnerAddress = "no_owner_address",
        /// The visitor has left no address.
        NoVisitorAddress = "no_visitor_address",
        /// The conversation was erased.
        NoConversation = "no_conversation",
        /// The settings cannot be read.
        Settings = "settings",
        /// The event cannot be read.
        Event = "event",
    }
}

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

impl DeliveryFailure {
    /// The sentence, or its beginning.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AddressRefused => "The address is not called:",
            Self::Timeout => "The address did not answer within 15 seconds.",
            Self::TooLarge => "The answer was too large.",
            Self::Unreachable => "The address could not be reached:",
            Self::NoRootSecret => "This deployment has no root secret, so nothing can be signed.",
            Self::DisabledGone => "The webhook was disabled: its address answered 410.",
            Self::DisabledFailing => "The webhook was disabled: its address has failed for 5 days.",
            Self::Paused => "The webhook was paused.",
            Self::NoMail => "This deployment sends no e-mail. Set MAIL_FROM.",
            Self::MailRefused => "The e-mail provider answered",
            Self::MailUnreachable => "The e-mail provider:",
            Self::NoOwnerAddress => "The project names no address to write to.",
            Self::NoVisitorAddress => "The visitor has left no address.",
            Self::NoConversation => "The conversation is gone.",
            Self::Settings => "The project's settings cannot be read.",
            Self::Event => "The event cannot be read.",
        }
    }

    /// The failure of a stored sentence.
    pub fn of(sentence: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|failure| sentence.starts_with(failure.sentence()))
    }

    /// The numbers in the sentence, by name.
    pub fn values(self) -> BTreeMap<String, u64> {
        let (name, value) = match self {
            Self::Timeout => ("seconds", u64::from(TIMEOUT_MS) / 1_000),
            Self::DisabledFailing => ("days", FAILING_MS / DAY_MS),
            _ => return BTreeMap::new(),
        };
        BTreeMap::from([(name.to_owned(), value)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{platform::HttpError, services::mail::MailError};

    #[test]
    fn every_sentence_has_its_own_code() {
        for failure in DeliveryFailure::ALL {
            assert_eq!(DeliveryFailure::of(failure.sentence()), Some(failure));
            // The translations of the console need the numbers.
            let words = failure.sentence().split(|it: char| !it.is_alphanumeric());
            let numbers = words.filter_map(|word| word.parse::<u64>().ok());
            let known = failure.values();
            let is_status = |number: &u64| *number == 410;
            for number in numbers.filter(|number| !is_status(number)) {
                assert!(known.values().any(|it| *it == number), "{failure:?}");
            }
        }
        let refused = MailError::Refused {
            status: 401,
            body: "no".into(),
        };
        let unreachable = MailError::Http(HttpError::Timeout);
        for (error, failure) in [
            (refused, DeliveryFailure::MailRefused),
            (unreachable, DeliveryFailure::MailUnreachable),
        ] {
            assert_eq!(DeliveryFailure::of(&error.to_string()), Some(failure));
        }
        assert_eq!(DeliveryFailure::of("The address answered 500."), None);
    }
}
