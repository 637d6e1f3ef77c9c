//! What went wrong, as a sentence that says what to do.

/// Something that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The status of the answer; 0 where none came.
    pub(crate) status: u16,
    /// For programs.
    pub(crate) code: String,
    /// What the server said.
    pub(crate) said: String,
}

impl Problem {
    /// No answer came, or one that nobody understands.
    pub(crate) fn network() -> Self {
        Self {
            status: 0,
            code: "network".to_owned(),
            said: String::new(),
        }
    }

    /// Nobody is signed in any more.
    pub(crate) const fn is_signed_out(&self) -> bool {
        self.status == 401
    }

    /// What to tell the operator.
    pub(crate) fn sentence(&self) -> String {
        let advice = match self.code.as_str() {
            "network" => {
                return "The server cannot be reached. Check your connection and try again."
                    .to_owned();
            }
            "console_session_ended" => {
                return "Your session has ended. Sign in again; what you were writing is kept."
                    .to_owned();
            }
            "held_by_another" => "You can leave a note for them in the meantime.",
            "not_held" => "Take the conversation over first.",
            "settled" => "Take it over, or write, to open it again.",
            "conversation_not_found" => "It may have been erased. Choose another one.",
            _ if self.said.is_empty() => {
                return "Something went wrong on the server. Try again in a moment.".to_owned();
            }
            _ => return self.said.clone(),
        };
        format!("{} {advice}", self.said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, code: &str, said: &str, expected: &str) {
        let problem = Problem {
            status,
            code: code.into(),
            said: said.into(),
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
            "hand it back. You can leave a note",
        );
        check(
            400,
            "text_invalid",
            "A text has 1 to 4000 characters.",
            "1 to 4000",
        );
        check(500, "http_500", "", "Try again");
        check(401, "console_session_ended", "", "Sign in again");
        check(0, "network", "", "connection");
        assert!(!Problem::network().is_signed_out());
    }
}
