//! Webhooks, deliveries and API keys.

pub(crate) mod deliveries;
pub(crate) mod keys;

use porchlight_shared::{ids::WebhookId, names};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::texts::{english, text};

names! {
    #[derive(Default)]
    pub(crate) enum Part {
        #[default]
        Webhooks = "webhooks",
        Slack = "slack",
        Email = "email",
        Keys = "keys",
    }
}

impl Part {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Webhooks => text("Webhooks"),
            Self::Slack => text("Slack"),
            Self::Email => text("E-mail"),
            Self::Keys => text("API keys"),
        }
    }
}

names! {
    /// The format of a webhook's requests.
    #[derive(Default, Hash)]
    pub(crate) enum WebhookFormat {
        /// The event as signed JSON.
        #[default]
        Signed = "signed",
        /// A message for a chat tool.
        Slack = "slack",
    }
}

/// The events that can be sent: name and meaning.
pub(crate) const EVENTS: [(&str, &str); 12] = [
    (
        "conversation.handoff",
        english("A visitor asks for a person"),
    ),
    (
        "conversation.escalated",
        english("The same, and when a person has left and another is needed"),
    ),
    ("lead.captured", english("A visitor left contact details")),
    (
        "conversation.created",
        english("A visitor asked and got an answer"),
    ),
    (
        "conversation.unanswered",
        english("An answer found nothing"),
    ),
    (
        "conversation.feedback",
        english("A visitor rated an answer"),
    ),
    (
        "message.sent",
        english("A visitor got a message, or wrote to a person"),
    ),
    (
        "conversation.resolved",
        english("A conversation was resolved"),
    ),
    ("source.indexed", english("A source was read completely")),
    ("source.failed", english("A source could not be read")),
    (
        "source.held",
        english("A source was read and waits for your decision"),
    ),
    (
        "webhook.disabled",
        english("A webhook was switched off because it fails"),
    ),
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Webhook {
    pub(crate) id: WebhookId,
    pub(crate) url: String,
    pub(crate) events: Vec<String>,
    pub(crate) description: String,
    pub(crate) format: WebhookFormat,
    pub(crate) active: bool,
    /// The last characters of the secret, or all of it right after it was created.
    pub(crate) secret: Option<String>,
    pub(crate) previous_secret_until: Option<String>,
    pub(crate) failing_since: Option<String>,
    pub(crate) disabled_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Well,
    /// Deliveries fail and are retried.
    Failing,
    Paused,
    /// Porchlight has stopped delivering.
    GivenUp,
}

impl Webhook {
    /// The webhook's label.
    pub(crate) fn called(&self) -> &str {
        if self.description.is_empty() {
            &self.url
        } else {
            &self.description
        }
    }

    pub(crate) const fn health(&self) -> Health {
        match (self.active, &self.disabled_reason, &self.failing_since) {
            (true, _, None) => Health::Well,
            (true, _, Some(_)) => Health::Failing,
            (false, None, _) => Health::Paused,
            (false, Some(_), _) => Health::GivenUp,
        }
    }

    /// What is wrong, and what to do about it.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match (self.health(), self.disabled_reason.as_deref()) {
            (Health::Well | Health::Paused, _) => None,
            (Health::Failing, _) => Some(text(
                "Its address fails. Failed deliveries are tried again for a day; the deliveries show how it \
                 responds.",
            )),
            (Health::GivenUp, Some("gone")) => Some(text(
                "Its address said that it is gone (410), so nothing is sent any more. Change the address, or switch it on \
                 again when it is back.",
            )),
            (Health::GivenUp, _) => Some(text(
                "Its address has failed for five days, so nothing is sent any more. Fix it, switch it on again, and \
                 send the failed deliveries again.",
            )),
        }
    }
}

impl Health {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Well => text("Active"),
            Self::Failing => text("Failing"),
            Self::Paused => text("Paused"),
            Self::GivenUp => text("Switched off"),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Webhooks {
    pub(crate) webhooks: Vec<Webhook>,
}

impl Webhooks {
    /// Replaces the webhook with the same id, or appends it.
    pub(crate) fn put(&mut self, webhook: Webhook) {
        let known = self
            .webhooks
            .iter_mut()
            .find(|known| known.id == webhook.id);
        match known {
            Some(known) => *known = webhook,
            None => self.webhooks.push(webhook),
        }
    }

    pub(crate) fn remove(&mut self, id: WebhookId) {
        self.webhooks.retain(|webhook| webhook.id != id);
    }

    pub(crate) fn of(&self, format: WebhookFormat) -> Vec<Webhook> {
        let webhooks = self.webhooks.iter();
        let webhooks = webhooks.filter(|webhook| webhook.format == format);
        webhooks.cloned().collect()
    }
}

/// A webhook's input fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WebhookDraft {
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) events: Vec<String>,
}

impl WebhookDraft {
    /// The fields of an existing webhook. The server does not show the address of a chat tool, so it is empty until
    /// somebody types a new one.
    pub(crate) fn of(webhook: &Webhook) -> Self {
        Self {
            url: match webhook.format {
                WebhookFormat::Signed => webhook.url.clone(),
                WebhookFormat::Slack => String::new(),
            },
            description: webhook.description.clone(),
            events: webhook.events.clone(),
        }
    }

    /// Selects or deselects an event.
    pub(crate) fn toggle(&mut self, event: &str) {
        if self.events.iter().any(|known| known == event) {
            self.events.retain(|known| known != event);
        } else {
            self.events.push(event.to_owned());
        }
    }

    /// The body that creates the webhook. The error says what is missing.
    pub(crate) fn new_one(&self, format: WebhookFormat) -> Result<Value, &'static str> {
        self.wrong(true).map_or_else(
            || {
                Ok(json!({
                    "url": self.url.trim(), "description": self.description.trim(), "events": self.events,
                    "format": format.name(),
                }))
            },
            Err,
        )
    }

    /// What is missing, if something is.
    fn wrong(&self, needs_address: bool) -> Option<&'static str> {
        if needs_address && self.url.trim().is_empty() {
            return Some(text("“Address” is empty. Type where to send the events."));
        }
        let none = self.events.is_empty();
        none.then(|| text("“Send when” is empty. Choose at least one event."))
    }

    /// The body with what differs from `webhook`. The error says what is missing.
    pub(crate) fn changes(&self, webhook: &Webhook) -> Result<Value, &'static str> {
        let needs_address = webhook.format == WebhookFormat::Signed;
        if let Some(wrong) = self.wrong(needs_address) {
            return Err(wrong);
        }
        let mut changes = Map::new();
        let url = self.url.trim();
        if !url.is_empty() && url != webhook.url {
            changes.insert("url".into(), url.into());
        }
        if self.description.trim() != webhook.description {
            changes.insert("description".into(), self.description.trim().into());
        }
        if self.events != webhook.events {
            changes.insert("events".into(), json!(self.events));
        }
        Ok(changes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that the API's document lists for a type, sorted.
    pub(in crate::model::integrations) fn documented(schema: &str) -> Vec<String> {
        let document: Value =
            serde_json::from_str(include_str!("../../../docs/openapi/site.json")).unwrap();
        let names = &document["components"]["schemas"][schema]["enum"];
        let mut names: Vec<String> = serde_json::from_value(names.clone()).unwrap();
        names.sort();
        names
    }

    fn webhook(active: bool, reason: Option<&str>, failing: Option<&str>) -> Webhook {
        Webhook {
            id: WebhookId::new(1, [1; 10]),
            url: "https://shop.example/hook".into(),
            events: vec!["lead.captured".into()],
            description: String::new(),
            format: WebhookFormat::Signed,
            active,
            secret: None,
            previous_secret_until: None,
            failing_since: failing.map(Into::into),
            disabled_reason: reason.map(Into::into),
        }
    }

    #[test]
    fn every_event_of_the_server_is_offered() {
        let mut offered = EVENTS.map(|(name, _)| name.to_owned()).to_vec();
        offered.sort();
        assert_eq!(offered, documented("EventKind"));
    }

    #[test]
    fn a_webhook_says_how_it_does_and_what_to_do() {
        for (webhook, health, advice) in [
            (webhook(true, None, None), Health::Well, None),
            (
                webhook(true, None, Some("now")),
                Health::Failing,
                Some("fails"),
            ),
            (webhook(false, None, None), Health::Paused, None),
            (
                webhook(false, Some("gone"), None),
                Health::GivenUp,
                Some("410"),
            ),
            (
                webhook(false, Some("failing"), Some("now")),
                Health::GivenUp,
                Some("five days"),
            ),
        ] {
            assert_eq!(webhook.health(), health);
            match (webhook.advice(), advice) {
                (Some(text), Some(part)) => assert!(text.contains(part), "{text}"),
                (text, part) => assert_eq!((text, part), (None, None)),
            }
        }
    }

    #[test]
    fn only_what_is_different_is_changed() {
        let before = webhook(true, None, None);
        let mut draft = WebhookDraft::of(&before);
        assert_eq!(draft.changes(&before), Ok(json!({})));
        draft.toggle("source.failed");
        draft.toggle("lead.captured");
        draft.description = " CRM ".into();
        assert_eq!(
            draft.changes(&before),
            Ok(json!({ "events": ["source.failed"], "description": "CRM" }))
        );
        draft.url = " ".into();
        assert!(
            draft
                .changes(&before)
                .is_err_and(|wrong| wrong.contains("“Address”"))
        );
        // The server does not show the address of a chat tool. Left empty, it stays as it is.
        let slack = Webhook {
            format: WebhookFormat::Slack,
            ..before
        };
        assert_eq!(WebhookDraft::of(&slack).changes(&slack), Ok(json!({})));
        let new = WebhookDraft {
            url: " https://x.example ".into(),
            events: vec!["lead.captured".into()],
            ..WebhookDraft::default()
        };
        let one = new.new_one(WebhookFormat::Slack).unwrap();
        assert_eq!(
            (&one["url"], &one["format"]),
            (&json!("https://x.example"), &json!("slack"))
        );
        let without = WebhookDraft {
            events: Vec::new(),
            ..new
        };
        assert!(
            without
                .new_one(WebhookFormat::Signed)
                .is_err_and(|wrong| wrong.contains("“Send when”"))
        );
    }
}
