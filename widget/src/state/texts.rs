//! Sentences for the visitor, in their language: the owner's where the owner has written one.

use porchlight_shared::limits::QUESTION_CHARS;

use super::Widget;
use crate::{
    chat::{Problem, is_used_up},
    i18n::{self, Key, Sentences},
};

impl Widget {
    /// A sentence in the visitor's language. Tracks the language.
    pub(crate) fn text(self, key: Key) -> String {
        self.sentences.with(|own| self.text_from(own, key))
    }

    /// The same without tracking the language.
    pub(crate) fn text_untracked(self, key: Key) -> String {
        self.sentences
            .with_untracked(|own| self.text_from(own, key))
    }

    /// The same, with the widget's own sentences given.
    fn text_from(self, own: &Sentences, key: Key) -> String {
        let owners = i18n::owners_text(&self.settings.texts, key);
        owners.unwrap_or_else(|| own.get(key)).to_owned()
    }

    /// A sentence as a derived signal, for a view.
    pub(crate) fn text_signal(self, key: Key) -> impl Fn() -> String + Copy + 'static {
        move || self.text(key)
    }

    /// A sentence of the widget's own with `value` in place of `{}`. Tracks the language.
    pub(crate) fn text_with(self, key: Key, value: &str) -> String {
        self.sentences.with(|own| own.with_value(key, value))
    }

    /// The same without tracking the language.
    pub(crate) fn text_with_untracked(self, key: Key, value: &str) -> String {
        self.sentences
            .with_untracked(|own| own.with_value(key, value))
    }

    /// What a visitor is told about a failed turn. Tracks the language.
    pub(crate) fn problem_text(self, problem: &Problem) -> String {
        self.sentences.with(|own| self.problem_from(own, problem))
    }

    /// The same without tracking the language.
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
                return own.with_value(Key::RateLimited, &seconds.to_string());
            }
            Problem::Server { code, .. } => match code.as_str() {
                "origin_not_allowed" | "project_not_found" => Key::NotAllowedHere,
                "question_too_long" => {
                    return own.with_value(Key::QuestionTooLong, &QUESTION_CHARS.to_string());
                }
                code if is_used_up(code) => Key::NoAnswersLeft,
                _ => Key::Failed,
            },
        };
        self.text_from(own, key)
    }
}
