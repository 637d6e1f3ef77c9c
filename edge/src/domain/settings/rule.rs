//! The values that a setting can have.

use std::{collections::BTreeMap, fmt};

use porchlight_languages::DisplayLanguage;
use porchlight_shared::settings::TextsByLanguage;
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, Visitor, value::Error},
    forward_to_deserialize_any,
};
use serde_json::{Value, json};
use url::Url;

use super::{
    business_hours::{BusinessHours, SPANS},
    lead_form::{self, LeadFormError},
    plan::{Feature, Plan},
    wording::{OWN_TEXT_CHARS, OWN_TEXTS, is_text},
};
use crate::domain::{conversation::holder::OPERATOR_CHARS, email};

pub mod colour;
pub mod language;

/// The longest question that is offered before the first message, in characters.
pub const QUICK_REPLY_CHARS: usize = 100;

/// The most pictures of people.
pub const PICTURES: usize = 50;

/// The longest address of a picture, in characters.
pub const PICTURE_CHARS: usize = 500;

/// The longest path of a page in a setting, in characters.
pub const PATTERN_CHARS: usize = 200;

/// The values that a setting can have. The table of settings uses these names.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// A colour without transparency.
    Colour,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A text, in characters.
    Text {
        /// The fewest characters.
        least: usize,
        /// The most characters.
        most: usize,
    },
    /// True or false.
    Flag,
    /// An e-mail address, or an empty string.
    Email,
    /// True, or with the right plan also false.
    Branding,
    /// A language tag (BCP 47), or `auto`.
    Language,
    /// Questions of at most [`QUICK_REPLY_CHARS`].
    QuickReplies {
        /// The most questions.
        most: usize,
    },
    /// Paths of pages, at most [`PATTERN_CHARS`] characters each. `*` matches any part of a path.
    PagePatterns {
        /// The most paths.
        most: usize,
    },
    /// A whole number of seconds.
    Seconds {
        /// The shortest time, in seconds.
        least: u64,
        /// The longest time, in seconds.
        most: u64,
    },
    /// A whole number of days.
    Days {
        /// The shortest time, in days.
        least: u64,
        /// The longest time, in days.
        most: u64,
    },
    /// Business hours, or null.
    BusinessHours,
    /// The form for contact details.
    LeadForm,
    /// The `https` address of a picture, or an empty string.
    Picture,
    /// Addresses of pictures, by the names of people.
    Pictures,
    /// Texts of at most [`OWN_TEXT_CHARS`], by language and name.
    TextsByLanguage,
    /// Origins. They are stored in a column of their own, and checked there.
    Origins {
        /// The most origins.
        most: usize,
    },
}

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The allowed values, as the rest of a sentence that begins with the setting's name, and the numbers in it by
    /// name.
    Value(String, Vec<(&'static str, u64)>),
    /// The plan does not include the setting.
    Plan(Feature),
}

impl Rule {
    /// `value` in its stored form: texts without surrounding white space, colours as `#rrggbb`.
    pub fn check(self, value: &Value, plan: Plan) -> Result<Value, Refusal> {
        let checked = match self {
            Self::Colour => value.as_str().and_then(colour::normalised).map(Value::from),
            Self::OneOf(names) => value
                .as_str()
                .filter(|name| names.contains(name))
                .map(Value::from),
            Self::Text { least, most } => value
                .as_str()
                .and_then(|text| text_within(text, least, most))
                .map(Value::from),
            Self::Flag => value.as_bool().map(Value::from),
            Self::Email => value.as_str().and_then(email_or_empty).map(Value::from),
            Self::Branding => match value.as_bool() {
                Some(false) if !plan.has(Feature::Unbranded) => {
                    return Err(Refusal::Plan(Feature::Unbranded));
                }
                shown => shown.map(Value::from),
            },
            Self::Language => value
                .as_str()
                .and_then(language::normalised)
                .map(Value::from),
            Self::QuickReplies { most } => texts(value)
                .filter(|replies| replies.len() <= most)
                .and_then(|replies| quick_replies(&replies))
                .map(Value::from),
            Self::PagePatterns { most } => texts(value)
                .filter(|pages| pages.len() <= most)
                .and_then(|pages| page_patterns(&pages))
                .map(Value::from),
            Self::Seconds { least, most } | Self::Days { least, most } => value
                .as_u64()
                .filter(|number| (least..=most).contains(number))
                .map(Value::from),
            Self::BusinessHours => serde_json::from_value::<Option<BusinessHours>>(value.clone())
                .ok()
                .filter(|hours| hours.as_ref().is_none_or(BusinessHours::is_valid))
                .map(|hours| json!(hours)),
            Self::LeadForm => {
                return serde_json::from_value(value.clone())
                    .map_err(|_| LeadFormError::Shape)
                    .and_then(lead_form::checked)
                    .map(|form| json!(form))
                    .map_err(|error| Refusal::Value(error.to_string(), error.numbers()));
            }
            Self::Picture => value.as_str().and_then(picture).map(Value::from),
            Self::Pictures => pictures(value)
                .filter(|pictures| pictures.len() <= PICTURES)
                .map(|pictures| json!(pictures)),
            Self::TextsByLanguage => {
                return texts_by_language(value)
                    .map_err(|said| Refusal::Value(said, self.numbers()));
            }
            Self::Origins { .. } => texts(value).map(Value::from),
        };
        checked.ok_or_else(|| Refusal::Value(self.to_string(), self.numbers()))
    }
}

impl Rule {
    /// The numbers in the sentence, by name.
    fn numbers(self) -> Vec<(&'static str, u64)> {
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        match self {
            Self::Text { least, most } => vec![("least", number(least)), ("most", number(most))],
            Self::QuickReplies { most } => vec![
                ("most", number(most)),
                ("characters", number(QUICK_REPLY_CHARS)),
            ],
            Self::PagePatterns { most } => vec![
                ("most", number(most)),
                ("characters", number(PATTERN_CHARS)),
            ],
            Self::Seconds { least, most } | Self::Days { least, most } => {
                vec![("least", least), ("most", most)]
            }
            Self::BusinessHours => vec![("most", number(SPANS))],
            Self::Pictures => vec![("most", number(PICTURES))],
            Self::TextsByLanguage => vec![
                ("most", number(OWN_TEXTS)),
                ("characters", number(OWN_TEXT_CHARS)),
            ],
            _ => Vec::new(),
        }
    }
}

/// The rest of a sentence that begins with a setting's name.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Colour => {
                f.write_str("must be a colour like #1a2b3c or #abc, without transparency.")
            }
            Self::OneOf(names) => write!(f, "must be one of {}.", names.join(", ")),
            Self::Text { least, most } => {
                write!(f, "must be a text of {least} to {most} characters.")
            }
            Self::Flag | Self::Branding => f.write_str("must be true or false."),
            Self::Email => f.write_str("must be an e-mail address, or empty."),
            Self::Language => {
                f.write_str("must be auto, or a language tag (BCP 47) like de or pt-BR.")
            }
            Self::QuickReplies { most } => write!(
                f,
                "must be a list of at most {most} questions, each of 1 to {QUICK_REPLY_CHARS} characters."
            ),
            Self::PagePatterns { most } => write!(
                f,
                "must be a list of at most {most} paths that begin with / or *, each of 1 to {PATTERN_CHARS} characters."
            ),
            Self::Seconds { least, most } | Self::Days { least, most } => {
                write!(f, "must be a number from {least} to {most}.")
            }
            Self::BusinessHours => write!(
                f,
                "must be null, or a timezone of the IANA database with at most {SPANS} hours, each with a day (monday), \
                 from (09:00) and to (17:00)."
            ),
            Self::LeadForm => write!(f, "{}", LeadFormError::Shape),
            Self::Picture => f.write_str("must be an https address of a picture, or empty."),
            Self::Pictures => write!(
                f,
                "must be an object with names, each with the https address of a picture: at most {PICTURES}."
            ),
            Self::TextsByLanguage => write!(
                f,
                "must be an object with languages, each an object with texts by name: at most {OWN_TEXTS} texts, each of at most \
                 {OWN_TEXT_CHARS} characters."
            ),
            Self::Origins { .. } => f.write_str("must be a list of origins."),
        }
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    serde_json::from_value(value.clone()).ok()
}

fn quick_replies(replies: &[String]) -> Option<Vec<String>> {
    replies
        .iter()
        .map(|text| text_within(text, 1, QUICK_REPLY_CHARS))
        .collect()
}

fn page_patterns(pages: &[String]) -> Option<Vec<String>> {
    pages
        .iter()
        .map(|path| text_within(path, 1, PATTERN_CHARS))
        .map(|path| path.filter(|path| path.starts_with(['/', '*']) && !path.contains('\n')))
        .collect()
}

/// The owner's words by language. An empty text removes one, so that ours is used again.
fn texts_by_language(value: &Value) -> Result<Value, String> {
    let shape = || Rule::TextsByLanguage.to_string();
    let given: TextsByLanguage = serde_json::from_value(value.clone()).map_err(|_| shape())?;
    let mut kept = TextsByLanguage::new();
    for (tag, texts) in given {
        let language = DisplayLanguage::from_tag(&tag).ok_or_else(|| {
            format!("has \"{tag}\", which is not a language that the chat speaks.")
        })?;
        for (name, text) in texts {
            if !is_text(&name) {
                return Err(format!(
                    "has \"{name}\", which is not the name of a text. Name a text by its table and key, like \
                     widget.send, or by its setting, like inputPlaceholder."
                ));
            }
            let text = text_within(&text, 0, OWN_TEXT_CHARS).ok_or_else(shape)?;
            if !text.is_empty() {
                let texts = kept.entry(language.tag().to_owned()).or_default();
                texts.insert(name, text);
            }
        }
    }
    if kept.values().map(BTreeMap::len).sum::<usize>() > OWN_TEXTS {
        return Err(shape());
    }
    Ok(json!(kept))
}

/// An address from which a browser may load a picture: `https`, without user name, password and fragment.
fn picture(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return Some(String::new());
    }
    let mut url = Url::parse(text).ok()?;
    url.set_fragment(None);
    let is_plain = url.scheme() == "https"
        && url.host_str().is_some_and(|host| host.contains('.'))
        && url.username().is_empty()
        && url.password().is_none();
    let url = String::from(url);
    (is_plain && url.len() <= PICTURE_CHARS).then_some(url)
}

fn pictures(value: &Value) -> Option<BTreeMap<String, String>> {
    let given: BTreeMap<String, String> = serde_json::from_value(value.clone()).ok()?;
    let kept = given.into_iter().map(|(name, address)| {
        let name = text_within(&name, 1, OPERATOR_CHARS).filter(|name| !name.contains('\n'))?;
        Some((name, picture(&address)?))
    });
    // A name with an empty address has no picture.
    kept.filter(|one| one.as_ref().is_none_or(|(_, address)| !address.is_empty()))
        .collect()
}

fn email_or_empty(text: &str) -> Option<String> {
    match text.trim() {
        "" => Some(String::new()),
        address => email::normalised(address),
    }
}

/// The text without surrounding white space, if its length is allowed and it has no control characters.
fn text_within(text: &str, least: usize, most: usize) -> Option<String> {
    let text = text.trim();
    let fits = (least..=most).contains(&text.chars().count())
        && !text.contains(|c: char| c.is_control() && c != '\n');
    fits.then(|| text.to_owned())
}

/// The names that serde has for an enum's variants.
pub fn variant_names<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // This always fails, but only after serde has passed the names.
    let _ = T::deserialize(VariantNames(&mut names));
    names
}

struct VariantNames<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for VariantNames<'_> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        Err(Error::custom("only the names are wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom("not an enum"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
