//! What went wrong, and what the operator can do about it.

use crate::texts::{Coded, Values, filled, of_code_with, text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The HTTP status; 0 if no answer came.
    pub(crate) status: u16,
    /// The error code; `http_` and the status if the answer has none.
    pub(crate) code: String,
    /// The server's message; may be empty.
    pub(crate) message: String,
    /// The numbers in the message, by name.
    pub(crate) values: Values,
}

impl Problem {
    /// No answer came, or it could not be parsed.
    pub(crate) fn network() -> Self {
        Self {
            status: 0,
            code: "network".to_owned(),
            message: String::new(),
            values: Values::new(),
        }
    }

    /// A problem that the page itself reports.
    pub(crate) fn said(message: impl Into<String>) -> Self {
        Self {
            status: 400,
            code: "said".to_owned(),
            message: message.into(),
            values: Values::new(),
        }
    }

    /// Whether the session has ended.
    pub(crate) const fn is_signed_out(&self) -> bool {
        self.status == 401
    }

    /// Whether the person is not allowed to do this, perhaps because their role has just changed.
    pub(crate) fn is_beyond_role(&self) -> bool {
        self.code == "scope_missing"
    }

    /// Whether the same request may succeed later.
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
            // The browser drops the cookie of an expired session, so the next request has no credentials.
            "console_session_ended" | "key_missing" => {
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
                    "Your role does not let you do this. Ask the person who runs this chat to give you access.",
                )
                .to_owned();
            }
            "settings_changed" => {
                return text(
                    "Somebody else has changed the settings in the meantime. Load them again: your changes here \
                     stay, and you can save them then.",
                )
                .to_owned();
            }
            _ => {
                let told = self.told();
                if told.is_empty() {
                    return text("Something went wrong on the server. Try again in a moment.")
                        .to_owned();
                }
                return told;
            }
        };
        format!("{} {advice}", self.told())
    }

    /// The message for the field that the server calls `name`. Like the server's own message, it begins with the field,
    /// under its `label`. None if the page's language has none for the code.
    pub(crate) fn sentence_of(&self, name: &str, label: &str) -> Option<String> {
        let of_field = format!("{}.{name}", self.code);
        let said = of_code_with(Coded::Errors, &of_field, &self.values, &[("field", label)]);
        said.or_else(|| {
            let problem = of_code_with(Coded::Errors, &self.code, &self.values, &[])?;
            Some(filled(
                "“{field}”: {problem}",
                &[("field", label), ("problem", &problem)],
            ))
        })
    }

    /// What happened, in the page's language if that has the code and the response has all its numbers.
    fn told(&self) -> String {
        of_code_with(Coded::Errors, &self.code, &self.values, &[])
            .unwrap_or_else(|| self.message.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::for_tests;

    fn check(status: u16, code: &str, message: &str, expected: &str) {
        let problem = Problem {
            status,
            code: code.into(),
            message: message.into(),
            values: Values::new(),
        };
        assert!(problem.sentence().contains(expected), "{problem:?}");
    }

    #[test]
    fn a_code_is_told_in_the_language_of_the_page_and_any_other_as_the_server_does() {
        let problem = |code: &str| Problem {
            status: 409,
            code: code.into(),
            message: "model is too long.".into(),
            values: Values::from([("most".to_owned(), 200)]),
        };
        assert_eq!(problem("settled").sentence_of("model", "Modell"), None);
        for_tests::speak(&[
            ("errors:settled", "Abgeschlossen."),
            ("Take it over or reply to reopen it.", "Wieder öffnen."),
            ("errors:last_owner", "Der letzte Inhaber."),
            ("errors:value_invalid", "Unmöglich."),
            (
                "errors:value_invalid.model",
                "„{field}“ hat höchstens {most} Zeichen.",
            ),
            ("“{field}”: {problem}", "„{field}“: {problem}"),
        ]);
        let sentences = ["settled", "last_owner", "new_code"].map(|code| problem(code).sentence());
        assert_eq!(
            sentences,
            [
                "Abgeschlossen. Wieder öffnen.",
                "Der letzte Inhaber.",
                "model is too long."
            ]
        );
        let of = |name| {
            problem("value_invalid")
                .sentence_of(name, "Modell")
                .unwrap()
        };
        assert_eq!(
            [of("model"), of("key")],
            [
                "„Modell“ hat höchstens 200 Zeichen.",
                "„Modell“: Unmöglich."
            ]
        );
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
            "Ask the person who runs",
        );
        check(412, "settings_changed", "Changed.", "Load them again");
        check(401, "console_session_ended", "", "Sign in again");
        check(401, "key_missing", "Send your API key.", "Sign in again");
        check(0, "network", "", "connection");
        assert!(!Problem::network().is_signed_out());
    }
}
