//! Sentences for the visitor, in their language: the owner's where the owner has written one.

use super::Widget;
use crate::{
    chat::Problem,
    i18n::{self, Key, Language},
};

impl Widget {
    /// A sentence in the visitor's language. Tracks the language.
    pub(crate) fn text(self, key: Key) -> String {
        self.text_in(self.language.get(), key)
    }

    /// The same without tracking the language.
    pub(crate) fn text_untracked(self, key: Key) -> String {
        self.text_in(self.language.get_untracked(), key)
    }

    /// The same in a given language.
    pub(crate) fn text_in(self, language: Language, key: Key) -> String {
        let owners = i18n::owners_text(&self.settings.texts, key);
        owners
            .unwrap_or_else(|| i18n::text(language, key))
            .to_owned()
    }

    /// A sentence as a derived signal, for a view.
    pub(crate) fn text_signal(self, key: Key) -> impl Fn() -> String + Copy + 'static {
        move || self.text(key)
    }

    /// A sentence of the widget's own with `value` in place of `{}`. Tracks the language.
    pub(crate) fn text_with(self, key: Key, value: &str) -> String {
        i18n::text_with(self.language.get(), key, value)
    }

    /// The same without tracking the language.
    pub(crate) fn text_with_untracked(self, key: Key, value: &str) -> String {
        i18n::text_with(self.language.get_untracked(), key, value)
    }

    /// What a visitor is told about a failed turn.
    pub(crate) fn problem_text(self, language: Language, problem: &Problem) -> String {
        let key = match problem {
            Problem::Offline => Key::Offline,
            Problem::Network => Key::NetworkFailed,
            Problem::RateLimited(0) => Key::RateLimitedSoon,
            Problem::RateLimited(seconds) => {
                return i18n::text_with(language, Key::RateLimited, &seconds.to_string());
            }
            Problem::Server { code, message, .. } => match code.as_str() {
                "origin_not_allowed" | "project_not_found" => Key::NotAllowedHere,
                "question_too_long" | "question_missing" if !message.is_empty() => {
                    return message.clone();
                }
                _ => Key::Failed,
            },
        };
        self.text_in(language, key)
    }
}
