//! Why a model did not answer, with advice for its owner.

use porchlight_shared::names;
use serde_json::Value;

use super::completion::error_text;

/// The longest detail from a provider, in characters.
const DETAIL_CHARS: usize = 300;

names! {
    /// Why a model did not answer.
    #[derive(PartialOrd, Ord, utoipa::ToSchema)]
    pub enum FailureReason {
        /// The key is missing, wrong or not allowed to do this.
        Key = "key",
        /// There is no model of this name.
        Model = "model",
        /// There is nothing at this address.
        Address = "address",
        /// The provider does not serve this region.
        Region = "region",
        /// The provider's limit or credit is used up.
        Quota = "quota",
        /// The answer took too long in total, or between two words.
        Timeout = "timeout",
        /// The first word took longer than the owner allows.
        Slow = "slow",
        /// There was no connection.
        Unreachable = "unreachable",
        /// The provider refused the request.
        Refused = "refused",
        /// The provider failed.
        Broken = "broken",
        /// The model wrote nothing.
        Empty = "empty",
        /// Too much of the model's text is not in the passages.
        Unsupported = "unsupported",
        /// The owner's own limit for generated answers is used up.
        Budget = "budget",
    }
}

impl FailureReason {
    /// What the owner can do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Key => {
                "The key is missing, wrong, or not allowed to use this model. Check the key."
            }
            Self::Model => "The provider has no model of this name. Check the name.",
            Self::Address => {
                "There is no chat completions endpoint at this address. Check the base URL."
            }
            Self::Region => "The provider does not serve the region that the request came from.",
            Self::Quota => {
                "The provider's limit or credit is used up. Check the account, or try again later."
            }
            Self::Timeout => "The model took too long. Try again, or choose a faster one.",
            Self::Slow => {
                "The first word came later than you allow. Allow more time, or choose a faster model."
            }
            Self::Unreachable => "There was no connection to the provider. Check the base URL.",
            Self::Refused => "The provider refused the request.",
            Self::Broken => "The provider had an error. Try again later.",
            Self::Empty => "The model answered without text. Try another one.",
            Self::Unsupported => "Too much of what the model wrote is not in your pages.",
            Self::Budget => "The generated answers that you allow are used up.",
        }
    }

    /// Whether the same request may succeed if it is repeated at once.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Unreachable | Self::Broken)
    }
}

/// A failure of a model, with the provider's message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("model: {}", reason.name())]
pub struct ModelFailure {
    /// The reason, by name.
    pub reason: FailureReason,
    /// The provider's message. Only the owner sees it: it may repeat a prompt, so it is never logged.
    pub detail: String,
}

impl From<FailureReason> for ModelFailure {
    fn from(reason: FailureReason) -> Self {
        Self {
            reason,
            detail: String::new(),
        }
    }
}

impl ModelFailure {
    /// The failure for a response with this status and body.
    pub fn of_response(status: u16, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let said = serde_json::from_str::<Value>(&text).map_or_else(
            |_| text.trim().to_owned(),
            |json| {
                // Some providers put the object into an array.
                let json = json.get(0).cloned().unwrap_or(json);
                error_text(json.get("error").unwrap_or(&json))
            },
        );
        let reason = match status {
            401..=403 if names_region(&said) => FailureReason::Region,
            401 | 403 => FailureReason::Key,
            402 | 429 => FailureReason::Quota,
            404 if names_model(&said) => FailureReason::Model,
            300..=399 | 404 | 405 => FailureReason::Address,
            408 | 504 => FailureReason::Timeout,
            500.. => FailureReason::Broken,
            _ => of_text(&said).unwrap_or(FailureReason::Refused),
        };
        Self {
            reason,
            detail: shown(&format!("{status} {said}")),
        }
    }

    /// The failure for an error text. The binding of Workers AI and streams give nothing else.
    pub fn of_error(text: &str) -> Self {
        Self {
            reason: of_text(text).unwrap_or(FailureReason::Broken),
            detail: shown(text),
        }
    }
}

fn names_region(text: &str) -> bool {
    let text = text.to_lowercase();
    ["region", "country", "territory", "location"]
        .iter()
        .any(|word| text.contains(word))
}

fn names_model(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("model") || text.contains("deployment")
}

/// <https://developers.cloudflare.com/workers-ai/platform/errors/> lists the numbers.
fn of_text(text: &str) -> Option<FailureReason> {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&[
        "api key",
        "api_key",
        "unauthorized",
        "authenticat",
        "not logged in",
    ]) {
        Some(FailureReason::Key)
    } else if has(&[
        "neurons",
        "3036",
        "3040",
        "capacity",
        "quota",
        "rate limit",
        "billing",
    ]) {
        Some(FailureReason::Quota)
    } else if has(&["3007", "3046", "timeout", "timed out"]) {
        Some(FailureReason::Timeout)
    } else if names_region(&text) {
        Some(FailureReason::Region)
    } else if has(&["5007", "no such model", "invalid model", "unknown model"])
        || (names_model(&text) && has(&["not found", "does not exist", "not exist", "deprecated"]))
    {
        Some(FailureReason::Model)
    } else {
        None
    }
}

/// The provider's message on one line, without characters that a terminal or a page would interpret.
fn shown(text: &str) -> String {
    let mut shown = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((end, _)) = shown.char_indices().nth(DETAIL_CHARS) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: FailureReason) {
        let failure = ModelFailure::of_response(status, body.as_bytes());
        assert_eq!(failure.reason, expected, "{status} {body}");
    }

    #[test]
    fn a_response_is_explained() {
        use FailureReason::{Address, Broken, Key, Model, Quota, Refused, Region, Timeout};
        check(
            401,
            r#"{"error":{"message":"Incorrect API key provided"}}"#,
            Key,
        );
        check(
            403,
            r#"{"error":{"code":"unsupported_country_region_territory","message":"Not supported"}}"#,
            Region,
        );
        check(403, "forbidden", Key);
        check(
            404,
            r#"{"error":{"message":"The model `x` does not exist"}}"#,
            Model,
        );
        check(404, "<html>Not found</html>", Address);
        check(302, "", Address);
        check(400, r#"[{"error":{"message":"API key not valid"}}]"#, Key);
        check(
            400,
            r#"{"error":{"message":"User location is not supported"}}"#,
            Region,
        );
        check(400, r#"{"error":{"message":"invalid model ID"}}"#, Model);
        check(
            400,
            r#"{"error":{"message":"messages: too long"}}"#,
            Refused,
        );
        check(429, r#"{"error":{"code":"insufficient_quota"}}"#, Quota);
        check(402, "", Quota);
        check(504, "", Timeout);
        check(503, "", Broken);
    }

    #[test]
    fn an_error_of_the_binding_is_explained() {
        for (text, expected) in [
            ("5007: No such model @cf/x or task", FailureReason::Model),
            (
                "3036: you have used up your daily free allocation of 10,000 neurons",
                FailureReason::Quota,
            ),
            ("3040: Capacity temporarily exceeded", FailureReason::Quota),
            ("10000: Authentication error", FailureReason::Key),
            ("InferenceUpstreamError", FailureReason::Broken),
        ] {
            assert_eq!(ModelFailure::of_error(text).reason, expected, "{text}");
        }
    }

    #[test]
    fn what_a_provider_says_is_cut_to_a_line() {
        let failure = ModelFailure::of_error(&format!("a\r\n\u{1b}[31m {}", "x".repeat(1_000)));
        assert!(failure.detail.starts_with("a [31m x"), "{}", failure.detail);
        assert!(failure.detail.chars().count() <= DETAIL_CHARS + 1);
        assert!(
            !failure.to_string().contains('x'),
            "the log gets the reason alone"
        );
    }
}
