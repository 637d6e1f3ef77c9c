//! Deliveries and their outcome.

use porchlight_shared::{ids::DeliveryId, names};
use serde::Deserialize;
use serde_json::Value;

use crate::texts::{Coded, Values, counted, fill, of_code_with, text};

names! {
    pub(crate) enum DeliveryState {
        Pending = "pending",
        Delivered = "delivered",
        Dead = "dead",
    }
}

impl DeliveryState {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pending => text("Waiting|to be delivered"),
            Self::Delivered => text("Delivered"),
            Self::Dead => text("Failed"),
        }
    }
}

names! {
    /// A filter on deliveries.
    #[derive(Default)]
    pub(crate) enum WhichDeliveries {
        #[default]
        All = "all",
        Delivered = "delivered",
        Pending = "pending",
        Dead = "dead",
    }
}

impl WhichDeliveries {
    /// The state to filter by on the server.
    pub(crate) const fn state(self) -> Option<DeliveryState> {
        match self {
            Self::All => None,
            Self::Delivered => Some(DeliveryState::Delivered),
            Self::Pending => Some(DeliveryState::Pending),
            Self::Dead => Some(DeliveryState::Dead),
        }
    }

    pub(crate) fn label(self) -> &'static str {
        self.state()
            .map_or_else(|| text("All"), DeliveryState::label)
    }
}

/// A delivery to a webhook or by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) id: DeliveryId,
    pub(crate) event: String,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: u64,
    pub(crate) next_attempt_at: Option<String>,
    /// The HTTP status of the response.
    pub(crate) status: Option<u16>,
    error: Option<String>,
    /// The code of the failure, if no response came.
    #[serde(default)]
    error_code: Option<String>,
    #[serde(default)]
    error_values: Values,
    /// The body that was sent. E-mails show none.
    #[serde(default)]
    pub(crate) request: String,
    /// The body of the response.
    pub(crate) response: Option<String>,
    /// The recipient of an e-mail.
    pub(crate) to: Option<String>,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

impl Delivery {
    /// The outcome in a word.
    pub(crate) fn label(&self) -> String {
        let state = self.state.label();
        match self.status {
            Some(status) => format!("{state} · {status}"),
            None => state.to_owned(),
        }
    }

    /// The number of attempts, and the time of the next one.
    pub(crate) fn tries(&self, next: Option<&str>) -> String {
        let attempts = self.attempts;
        match next {
            Some(time) => fill(
                &counted(
                    attempts,
                    "{n} attempt, the next {time}",
                    "{n} attempts, the next {time}",
                ),
                &[("time", time)],
            ),
            None => counted(attempts, "{n} attempt", "{n} attempts"),
        }
    }

    /// What went wrong, in the page's language. Falls back to the server's English message if that language has no
    /// sentence for the code.
    pub(crate) fn failure(&self) -> Option<String> {
        let error = self.error.as_ref()?;
        let Some(status) = self.status else {
            let code = self.error_code.as_deref();
            let known = |code: &str| of_code_with(Coded::Deliveries, code, &self.error_values, &[]);
            return Some(code.and_then(known).unwrap_or_else(|| error.clone()));
        };
        let said = match status {
            300..400 => text(
                "The address answered {status}, a redirect. Redirects are not followed: change the webhook's address.",
            ),
            410 => text("The address answered {status}: it is gone for good."),
            _ => text("The address answered {status}."),
        };
        Some(fill(said, &[("status", &status.to_string())]))
    }

    /// The request body, formatted.
    pub(crate) fn body(&self) -> String {
        readable(&self.request)
    }

    /// The response body, formatted.
    pub(crate) fn answer(&self) -> String {
        readable(self.response.as_deref().unwrap_or_default())
    }

    /// Whether the delivery has failed for good. Only then may an e-mail be sent again, so that nobody gets one twice.
    pub(crate) fn is_dead(&self) -> bool {
        self.state == DeliveryState::Dead
    }
}

/// A sentence with how many are being sent again.
pub(crate) fn on_their_way(number: u64) -> String {
    match number {
        0 => text("Nothing has failed.").to_owned(),
        _ => counted(
            number,
            "{n} delivery is on its way again.",
            "{n} deliveries are on their way again.",
        ),
    }
}

/// JSON with line breaks. Anything else, and truncated JSON, stays as it is.
fn readable(text: &str) -> String {
    let json: Option<Value> = serde_json::from_str(text).ok();
    let lines = json.and_then(|json| serde_json::to_string_pretty(&json).ok());
    lines.unwrap_or_else(|| text.to_owned())
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deliveries {
    #[serde(alias = "emails")]
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) next_cursor: Option<String>,
}

impl Deliveries {
    /// Appends the next page.
    pub(crate) fn add(&mut self, page: Self) {
        self.deliveries.extend(page.deliveries);
        self.next_cursor = page.next_cursor;
    }

    /// Replaces the delivery with the same id, or puts it first.
    pub(crate) fn put(&mut self, delivery: Delivery) {
        let known = (self.deliveries.iter_mut()).find(|known| known.id == delivery.id);
        match known {
            Some(known) => *known = delivery,
            None => self.deliveries.insert(0, delivery),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::texts::for_tests;

    fn delivery(number: u64, state: &str, status: Option<u16>) -> Delivery {
        serde_json::from_value(json!({
            "id": DeliveryId::new(number, [1; 10]), "eventId": "x", "event": "lead.captured", "state": state, "attempts": 1,
            "nextAttemptAt": null, "status": status, "error": null, "request": "{\"a\":1}", "response": "no {",
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
        }))
        .unwrap()
    }

    #[test]
    fn a_delivery_says_what_became_of_it() {
        assert_eq!(
            delivery(1, "delivered", Some(204)).label(),
            "Delivered · 204"
        );
        assert_eq!(delivery(1, "dead", None).label(), "Failed");
        assert_eq!(delivery(1, "pending", Some(500)).label(), "Waiting · 500");
        let one = delivery(1, "dead", None);
        assert_eq!(one.body(), "{\n  \"a\": 1\n}");
        assert_eq!(one.answer(), "no {");
        assert_eq!(one.tries(None), "1 attempt");
        assert_eq!(one.tries(Some("14:05")), "1 attempt, the next 14:05");
    }

    #[test]
    fn what_no_address_has_answered_is_said_in_the_language_of_the_page() {
        let mut failed = delivery(1, "dead", None);
        failed.error = Some("The address did not answer within 15 seconds.".into());
        failed.error_code = Some("timeout".into());
        let sentence = failed.failure().unwrap();
        assert_eq!(sentence, "The address did not answer within 15 seconds.");
        for_tests::speak(&[("deliveries:timeout", "Keine Antwort in {seconds} Sekunden.")]);
        failed.error_values = Values::from([("seconds".to_owned(), 15)]);
        assert_eq!(failed.failure().unwrap(), "Keine Antwort in 15 Sekunden.");
        failed.error_code = Some("new".into());
        assert_eq!(failed.failure().unwrap(), sentence);
    }

    #[test]
    fn one_delivery_and_two_are_spoken_of_in_english() {
        let said = [0, 1, 2].map(on_their_way);
        assert_eq!(
            said,
            [
                "Nothing has failed.",
                "1 delivery is on its way again.",
                "2 deliveries are on their way again."
            ]
        );
    }

    #[test]
    fn the_log_grows_by_pages_and_a_test_stands_first() {
        let mut log = Deliveries {
            deliveries: vec![delivery(2, "dead", None)],
            next_cursor: Some("more".into()),
        };
        log.add(Deliveries {
            deliveries: vec![delivery(1, "dead", None)],
            next_cursor: None,
        });
        log.put(delivery(1, "pending", None));
        log.put(delivery(3, "delivered", Some(200)));
        let states: Vec<DeliveryState> = log.deliveries.iter().map(|it| it.state).collect();
        assert_eq!(
            states,
            [
                DeliveryState::Delivered,
                DeliveryState::Dead,
                DeliveryState::Pending
            ]
        );
        assert_eq!(log.next_cursor, None);
    }

    #[test]
    fn e_mails_are_read_as_deliveries() {
        let emails: Deliveries = serde_json::from_value(json!({ "emails": [{
            "id": DeliveryId::new(1, [1; 10]), "to": "owner", "conversationId": null, "event": "conversation.handoff",
            "state": "dead", "attempts": 8, "nextAttemptAt": null, "error": "401", "note": null,
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
        }], "nextCursor": null }))
        .unwrap();
        assert!(emails.deliveries[0].is_dead());
        assert_eq!(emails.deliveries[0].to.as_deref(), Some("owner"));
    }
}
