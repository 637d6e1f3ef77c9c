//! The table of settings as data: what a patch can change, in the order of the API's answers.

use porchlight_languages::{DisplayLanguage, Key};
use porchlight_shared::{
    settings::{AutoOpen, Carefulness, Position, Scheme},
    settings_table,
};

use super::rule::{Rule, variant_names};
use crate::domain::conversation::holder::HandBackTo;

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The name in the API.
    pub name: &'static str,
    /// Where it is stored.
    pub group: Group,
    /// The name of the Rust field.
    pub field: &'static str,
    /// The description: Markdown, by lines.
    pub doc: &'static [&'static str],
    /// The sentence of the widget that it replaces: the name of a `Key`.
    pub sentence: Option<&'static str>,
    /// The values that it can have.
    pub rule: Rule,
}

/// Where a setting is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// In the object `theme`.
    Theme,
    /// In the object `texts`.
    Texts,
    /// In the object `invitation`.
    Invitation,
    /// At the top level.
    Project,
    /// At the top level. Publishable keys cannot read it.
    Private,
    /// At the top level. It changes the widget's texts.
    Words,
    /// At the top level. The widget does not get it.
    People,
    /// In a column of the projects' table.
    Record,
}

impl Setting {
    /// The widget's own words that it replaces, in a language.
    pub fn own_words(&self, language: DisplayLanguage) -> Option<&'static str> {
        let sentence = self.sentence?;
        let mut keys = Key::ALL.iter().copied();
        let key = keys.find(|key| format!("{key:?}") == sentence)?;
        Some(language.text(key))
    }

    /// The names that lead to the value in the stored JSON.
    pub fn path(&self) -> Vec<String> {
        let group = match self.group {
            Group::Theme => Some("theme"),
            Group::Texts => Some("texts"),
            Group::Invitation => Some("invitation"),
            Group::Project | Group::Private | Group::Words | Group::People | Group::Record => None,
        };
        group
            .map(str::to_owned)
            .into_iter()
            .chain([camel_case(self.field)])
            .collect()
    }
}

/// `input_placeholder` as `inputPlaceholder`, like serde's `rename_all`.
fn camel_case(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    let mut words = field.split('_');
    name.extend(words.next());
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

macro_rules! group {
    (theme) => {
        Group::Theme
    };
    (texts) => {
        Group::Texts
    };
    (invitation) => {
        Group::Invitation
    };
    (project) => {
        Group::Project
    };
    (private) => {
        Group::Private
    };
    (words) => {
        Group::Words
    };
    (people) => {
        Group::People
    };
    (record) => {
        Group::Record
    };
}

macro_rules! rule {
    (OneOf $type:ty) => {
        Rule::OneOf(variant_names::<$type>())
    };
    (Text $type:ty, max_length = $most:tt) => {
        Rule::Text {
            least: 0,
            most: $most,
        }
    };
    (Text $type:ty, min_length = $least:tt, max_length = $most:tt) => {
        Rule::Text {
            least: $least,
            most: $most,
        }
    };
    (Seconds $type:ty, minimum = $least:tt, maximum = $most:tt) => {
        Rule::Seconds {
            least: $least,
            most: $most,
        }
    };
    (Days $type:ty, minimum = $least:tt, maximum = $most:tt) => {
        Rule::Days {
            least: $least,
            most: $most,
        }
    };
    ($rule:ident $type:ty, max_items = $most:tt) => {
        Rule::$rule { most: $most }
    };
    ($rule:ident $type:ty) => {
        Rule::$rule
    };
}

macro_rules! settings {
    ($(in $group:tt {$(
        $(#[doc = $doc:tt])*
        $(#[stored($($stored:tt)*)])?
        $(#[api($($api:tt)*)])?
        $field:ident $name:tt $(($key:ident))?: $type:ty = $default:expr, $rule:tt $([$($limits:tt)*])?;
    )*})*) => {
        /// Every setting.
        pub fn all() -> impl Iterator<Item = Setting> {
            [$($(Setting {
                name: $name,
                group: group!($group),
                field: stringify!($field),
                doc: &[$($doc),*],
                sentence: None$(.or(Some(stringify!($key))))?,
                rule: rule!($rule $type $(, $($limits)*)?),
            },)*)*].into_iter()
        }
    };
}

settings_table!(all => settings! {});

#[cfg(test)]
mod tests;
