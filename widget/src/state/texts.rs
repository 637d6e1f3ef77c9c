//! Sentences for the visitor, in their language.

use porchlight_browser as browser;
use porchlight_shared::limits::message_chars;

use super::Widget;
use crate::{
    chat::{Problem, is_used_up},
    i18n::{Key, Sentences},
};

impl Widget {
    /// A sentence in the visitor's language. Tracks the language.
    pub(crate) fn text(self, key: Key) -> String {
        self.sentences.with(|own| self.text_from(own, key))
    }

    /// Like [`Self::text`], without tracking the language.
    pub(crate) fn text_untracked(self, key: Key) -> String {
        self.sentences
            .with_untracked(|own| self.text_from(own, key))
    }

    /// A sentence in the visitor's language, from the sentences in `own`.
    fn text_from(self, own: &Sentences, key: Key) -> String {
        let key = match key {
            Key::Online if self.settings.model_answers => Key::OnlineWithModel,
            key => key,
        };
        own.get(key).to_owned()
    }

    /// A sentence as a signal for a view.
    pub(crate) fn text_signal(self, key: Key) -> impl Fn() -> String + Copy + 'static {
        move || self.text(key)
    }

    /// A sentence whose `{}` is replaced by `value`. Tracks the language.
    pub(crate) fn text_with(self, key: Key, value: &str) -> String {
        self.sentences.with(|own| own.with_value(key, value))
    }

    /// Like [`Self::text_with`], without tracking the language.
    pub(crate) fn text_with_untracked(self, key: Key, value: &str) -> String {
        self.sentences
            .with_untracked(|own| own.with_value(key, value))
    }

    /// A sentence in the form for a number. Tracks the language.
    pub(crate) fn text_counted(self, key: Key, count: u32) -> String {
        self.sentences.with(|own| counted(own, key, count))
    }

    /// The message about a failed turn. Tracks the language.
    pub(crate) fn problem_text(self, problem: &Problem) -> String {
        self.sentences.with(|own| self.problem_from(own, problem))
    }

    /// Like [`Self::problem_text`], without tracking the language.
    pub(crate) fn problem_text_untracked(self, problem: &Problem) -> String {
        self.sentences
            .with_untracked(|own| self.problem_from(own, problem))
    }

    fn problem_from(self, own: &Sentences, problem: &Problem) -> String {
        let key = match problem {
            Problem::Offline => Key::Offline,
            Problem::Network => Key::NetworkFailed,
            Problem::RateLimited(0) => Key::RateLimitedSoon,
            Problem::RateLimited(seconds) => {
                return counted(own, Key::RateLimited, *seconds);
            }
            Problem::Server { code, .. } => match code.as_str() {
                "origin_not_allowed" | "project_not_found" => Key::NotAllowedHere,
                "question_too_long" => {
                    let most = message_chars(self.chat.with(|chat| chat.holder));
                    return own.with_value(Key::QuestionTooLong, &most.to_string());
                }
                code if is_used_up(code) => Key::NoAnswersLeft,
                _ => Key::Failed,
            },
        };
        self.text_from(own, key)
    }
}

fn counted(own: &Sentences, key: Key, count: u32) -> String {
    own.counted(key, &browser::plural_category(count), count)
}
