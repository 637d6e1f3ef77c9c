//! The model settings that an owner requests, and whether they are valid.

use porchlight_shared::limits;

use crate::{
    domain::model::{
        HEADERS, Header, KEY_CHARS, MODEL_CHARS, ProviderName,
        price::{HIGHEST, Price},
    },
    services::generation::FIRST_WORD_RANGE_MS,
};

/// The longest instructions, in characters.
pub const INSTRUCTIONS_CHARS: usize = limits::INSTRUCTIONS_CHARS;
/// The highest budget of a month, in dollars.
pub const HIGHEST_BUDGET: u32 = 1_000_000;

/// Why a value of the model's settings is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongValue {
    /// A sentence that begins with the value's name.
    pub sentence: String,
    /// The whole numbers in the sentence, by name.
    pub numbers: Vec<(&'static str, u64)>,
}

impl WrongValue {
    fn of<const N: usize>(sentence: String, numbers: [(&'static str, usize); N]) -> Self {
        let number = |(name, number)| (name, u64::try_from(number).unwrap_or(u64::MAX));
        Self {
            sentence,
            numbers: numbers.map(number).to_vec(),
        }
    }
}

impl From<&str> for WrongValue {
    fn from(sentence: &str) -> Self {
        Self::of(sentence.to_owned(), [])
    }
}

/// What to do with the stored key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyChange {
    /// Keep the stored key.
    #[default]
    Keep,
    /// Delete the stored key.
    Remove,
    /// Replace the stored key.
    Set(String),
}

/// The model settings that an owner requests.
#[derive(Clone, Debug, Default)]
pub struct WantedModel {
    /// The provider. `None`: the deployment's.
    pub provider: Option<ProviderName>,
    /// The base URL of an endpoint. `None`: `OpenAI`'s.
    pub base_url: Option<String>,
    /// The name of the model. `None`: the provider's default.
    pub model: Option<String>,
    /// What to do with the key.
    pub key: KeyChange,
    /// Additional headers. `None` keeps the stored ones.
    pub headers: Option<Vec<(String, String)>>,
    /// The owner's instructions, in addition to the built-in rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds. `None`: [`FIRST_WORD_MS`].
    pub first_word_ms: Option<u32>,
    /// The most questions in a day (UTC) for which the model is asked. `None`: no limit.
    pub answers_per_day: Option<u32>,
    /// The most answers in 24 hours that the model writes for one visitor. `None`: no limit.
    pub answers_per_visitor: Option<u32>,
    /// What the model may cost in a month (UTC), in dollars. `None`: no limit.
    pub budget_per_month: Option<f64>,
    /// What the model costs. `None`: the price of the deployment or of the list.
    pub price: Option<Price>,
}

impl WantedModel {
    /// Checks each value. The error says what is wrong.
    pub(super) fn check(&self) -> Result<(), WrongValue> {
        let [shortest, longest] = FIRST_WORD_RANGE_MS;
        let model = self.model.as_deref().map(str::trim);
        let is_long = |text: &str, most: usize| text.chars().count() > most;
        let problem = if model.is_some_and(|model| model.is_empty() || is_long(model, MODEL_CHARS))
        {
            WrongValue::of(
                format!("model must have 1 to {MODEL_CHARS} characters."),
                [("most", MODEL_CHARS)],
            )
        } else if self.provider == Some(ProviderName::OpenAi) && model.is_none() {
            WrongValue::of(
                "model is missing: an endpoint has no default.".to_owned(),
                [("most", MODEL_CHARS)],
            )
        } else if let KeyChange::Set(key) = &self.key
            && (key.trim().is_empty()
                || is_long(key, KEY_CHARS)
                || !key.trim().bytes().all(|byte| byte.is_ascii_graphic()))
        {
            WrongValue::of(
                format!("key must have 1 to {KEY_CHARS} visible ASCII characters, or be null."),
                [("most", KEY_CHARS)],
            )
        } else if is_long(&self.instructions, INSTRUCTIONS_CHARS) {
            WrongValue::of(
                format!("instructions can have at most {INSTRUCTIONS_CHARS} characters."),
                [("most", INSTRUCTIONS_CHARS)],
            )
        } else if self
            .first_word_ms
            .is_some_and(|ms| !(shortest..=longest).contains(&ms))
        {
            WrongValue {
                sentence: format!("firstWordMs must be {shortest} to {longest}."),
                numbers: vec![("least", shortest.into()), ("most", longest.into())],
            }
        } else if self.price.is_some_and(|price| !price.is_valid()) {
            WrongValue {
                sentence: format!(
                    "price must have input and output, 0 to {HIGHEST} dollars for a million tokens."
                ),
                numbers: vec![("least", 0), ("most", HIGHEST.into())],
            }
        } else if self
            .budget_per_month
            .is_some_and(|budget| !(0.0..=f64::from(HIGHEST_BUDGET)).contains(&budget))
        {
            WrongValue {
                sentence: format!("budgetPerMonth must be 0 to {HIGHEST_BUDGET} dollars."),
                numbers: vec![("least", 0), ("most", HIGHEST_BUDGET.into())],
            }
        } else {
            return Ok(());
        };
        Err(problem)
    }
}

/// The headers, if all of them may be sent.
pub(super) fn checked_headers(headers: &[(String, String)]) -> Result<Vec<Header>, WrongValue> {
    let checked: Option<Vec<Header>> = headers
        .iter()
        .map(|(name, value)| Header::checked(name, value))
        .collect();
    checked.filter(|headers| headers.len() <= HEADERS).ok_or_else(|| {
        WrongValue::of(
            format!(
                "headers can have at most {HEADERS} names of headers, each with a visible ASCII text; \
                 not those of the connection."
            ),
            [("most", HEADERS)],
        )
    })
}
