//! What went wrong, and what the operator can do about it.

use crate::texts::text;

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The HTTP status; 0 if no answer came.
    pub(crate) status: u16,
    /// The error code; `http_` and the status where the answer has none.
    pub(crate) code: String,
    /// The server's sentence; may be empty.
    pub(crate) message: String,
}

impl Problem {
    /// No answer came, or one that cannot be read.
    pub(crate) fn network() -> Self {
        Self {
            status: 0,
            code: "network".to_owned(),
            message: String::new(),
        }
    }

    /// Something that this page says itself.
    pub(crate) fn said(message: impl Into<String>) -> Self {
        Self {
            status: 400,
            code: "said".to_owned(),
            message: message.into(),
        }
    }

    /// Whether the session has ended.
    pub(crate) const fn is_signed_out(&self) -> bool {
        self.status == 401
    }

    /// Whether the person may not do this, perhaps since a moment ago.
    pub(crate) fn is_beyond_role(&self) -> bool {
        self.code == "scope_missing"
    }

    /// Whether the same may succeed in a while.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(self.status, 0 | 429 | 500..)
    }

    /// The sentence for the operator: what happened and what to do.
    pub(crate) fn sentence(&self) -> String {
        let advice = match self.code.as_str() {
            "network" => {
                return text("Could not reach the server. Check your connection and try again.")
                    .to_owned();
            }
            "console_session_ended" => {
                return text("Your session has ended. Sign in again. Your drafts are saved.")
                    .to_owned();
            }
            "held_by_another" => text("You can leave them a note in the meantime."),
            "not_held" => text("Take over the conversation first."),
            "settled" => text("Take it over or reply to reopen it."),
            "conversation_not_found" => text(
                "It may have been deleted, or belong to another project of yours. Choose another one.",
            ),
            "scope_missing" => {
                return text(
                    "Your role does not let you do this. Ask whoever runs this chat to give you access.",
                )
                .to_owned();
            }
            "settings_changed" => {
                return text(
                    "Somebody else has changed the settings in the meantime. Load them again: what you have changed \
                     here stays, and you can save it then.",
                )
                .to_owned();
            }
            _ if self.message.is_empty() => {
                return text("Something went wrong on the server. Try again in a moment.")
                    .to_owned();
            }
            _ => return self.message.clone(),
        };
        format!("{} {advice}", self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, code: &str, message: &str, expected: &str) {
        let problem = Problem {
            status,
            code: code.into(),
            message: message.into(),
        };
        assert!(problem.sentence().contains(expected), "{problem:?}");
    }

    #[test]
    fn every_problem_says_what_to_do() {
        let held =
            "Another person is answering in this conversation. Wait until they hand it back.";
        check(
            409,
            "held_by_another",
            held,
            "hand it back. You can leave them a note",
        );
        check(409, "not_held", "Nobody answers here.", "here. Take over");
        check(409, "settled", "It is resolved.", "to reopen it");
        check(
            404,
            "conversation_not_found",
            "It is not there.",
            "Choose another",
        );
        check(
            400,
            "text_invalid",
            "A text has 1 to 4000 characters.",
            "1 to 4000",
        );
        check(500, "http_500", "", "Try again");
        check(
            403,
            "scope_missing",
            "Your role does not include this.",
            "Ask whoever runs",
        );
        check(412, "settings_changed", "Changed.", "Load them again");
        check(401, "console_session_ended", "", "Sign in again");
        check(0, "network", "", "connection");
        assert!(!Problem::network().is_signed_out());
    }
}
