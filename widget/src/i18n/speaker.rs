//! Notices about a change of who answers.
//!
//! The server sends them in English, for clients without translations. The widget replaces them by the visitor's
//! language. A sentence that it does not know, such as the owner's own, it shows as it came.

use porchlight_shared::chat_event::{HANDOFF_OUT_OF_HOURS, HANDOFF_SENT, Holder, Status};

use super::{Key, Sentences};

/// A change of who answers.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The holder before.
    pub before: Holder,
    /// The name of the operator before; empty if there was none.
    pub left: &'a str,
    /// The holder now, with the server's sentence.
    pub status: &'a Status,
    /// The name of the operator now; empty if there is none.
    pub came: &'a str,
}

impl Change<'_> {
    /// The sentence for the visitor; empty if there is nothing to say.
    pub fn sentence(self, sentences: &Sentences) -> String {
        let Self {
            before,
            left,
            status,
            came,
        } = self;
        match (before, status.holder) {
            _ if status.text.is_empty() => String::new(),
            (_, Holder::Operator) => sentences.with_value(Key::PersonJoined, came),
            (Holder::Operator, Holder::Queue) => sentences.with_value(Key::PersonWillCome, left),
            (Holder::Operator, Holder::Bot) => sentences.with_value(Key::PersonLeft, left),
            (_, Holder::Resolved) => sentences.get(Key::Resolved).to_owned(),
            _ if status.text == HANDOFF_SENT => sentences.get(Key::HandoffSent).to_owned(),
            _ if status.text == HANDOFF_OUT_OF_HOURS => {
                sentences.get(Key::HandoffOutOfHours).to_owned()
            }
            _ => status.text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use porchlight_languages::DisplayLanguage;

    use super::{
        Holder::{Bot, Operator, Queue, Resolved},
        *,
    };

    #[track_caller]
    fn check(before: Holder, now: Holder, said: &str, expected: &str) {
        let status = Status {
            holder: now,
            text: said.into(),
            operator_name: None,
        };
        let change = Change {
            before,
            left: "Ada",
            status: &status,
            came: "Ben",
        };
        let german = Sentences::of(DisplayLanguage::German);
        assert_eq!(change.sentence(&german), expected);
    }

    #[test]
    fn what_the_server_says_is_said_in_the_visitors_language() {
        check(Queue, Operator, "Said", "Ben antwortet Ihnen jetzt.");
        check(
            Operator,
            Bot,
            "Said",
            "Ada hat die Unterhaltung verlassen. Jetzt antwortet wieder der Assistent.",
        );
        check(
            Operator,
            Queue,
            "Said",
            "Ada musste gehen. Jemand anderes übernimmt. Bis dahin antwortet der Assistent.",
        );
        check(
            Operator,
            Resolved,
            "Said",
            "Diese Unterhaltung ist abgeschlossen. Sie können jederzeit wieder schreiben.",
        );
        check(
            Bot,
            Queue,
            HANDOFF_SENT,
            "Ihre Anfrage wurde weitergegeben.",
        );
        check(
            Bot,
            Queue,
            HANDOFF_OUT_OF_HOURS,
            "Gerade ist niemand da. Ihre Anfrage wurde weitergegeben.",
        );
    }

    #[test]
    fn what_the_widget_has_no_words_for_is_shown_as_it_came() {
        check(Bot, Queue, "Ada calls you back.", "Ada calls you back.");
    }

    #[test]
    fn nothing_is_made_up_where_nothing_is_said() {
        for (before, now) in [(Operator, Operator), (Resolved, Bot), (Operator, Resolved)] {
            check(before, now, "", "");
        }
    }
}
