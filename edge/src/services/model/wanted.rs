//! What an owner wants of a model, and whether it can be.

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
pub const HIGHEST_BUDGET: f64 = 1_000_000.0;
/// What becomes of the key that is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyChange {
    /// The stored key stays.
    #[default]
    Keep,
    /// It is forgotten.
    Remove,
    /// Another takes its place.
    Set(String),
}

/// What an owner wants.
#[derive(Clone, Debug, Default)]
pub struct WantedModel {
    /// The provider; none: the deployment's.
    pub provider: Option<ProviderName>,
    /// The base URL of an endpoint; none: `OpenAI`'s.
    pub base_url: Option<String>,
    /// The name of the model; none: the provider's default.
    pub model: Option<String>,
    /// The key.
    pub key: KeyChange,
    /// Further headers: none leaves those that are there.
    pub headers: Option<Vec<(String, String)>>,
    /// What the model is to mind beside the rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds; none: [`FIRST_WORD_MS`].
    pub first_word_ms: Option<u32>,
    /// The most questions for which the model is asked in a day (UTC); none: any number.
    pub answers_per_day: Option<u32>,
    /// The most answers that are generated for a visitor in 24 hours; none: any number.
    pub answers_per_visitor: Option<u32>,
    /// What the model may cost in a month (UTC), in dollars; none: any amount.
    pub budget_per_month: Option<f64>,
    /// What the model costs; none: what the deployment or the list says.
    pub price: Option<Price>,
}

impl WantedModel {
    /// Whether each value is one that it can have.
    pub(super) fn check(&self) -> Result<(), String> {
        let [shortest, longest] = FIRST_WORD_RANGE_MS;
        let model = self.model.as_deref().map(str::trim);
        let is_long = |text: &str, most: usize| text.chars().count() > most;
        let problem = if model.is_some_and(|model| model.is_empty() || is_long(model, MODEL_CHARS))
        {
            format!("model has 1 to {MODEL_CHARS} characters.")
        } else if self.provider == Some(ProviderName::OpenAi) && model.is_none() {
            "model is missing: an endpoint has no default.".into()
        } else if let KeyChange::Set(key) = &self.key
            && (key.trim().is_empty()
                || is_long(key, KEY_CHARS)
                || !key.trim().bytes().all(|byte| byte.is_ascii_graphic()))
        {
            format!("key has 1 to {KEY_CHARS} visible ASCII characters, or is null.")
        } else if is_long(&self.instructions, INSTRUCTIONS_CHARS) {
            format!("instructions has at most {INSTRUCTIONS_CHARS} characters.")
        } else if self
            .first_word_ms
            .is_some_and(|ms| !(shortest..=longest).contains(&ms))
        {
            format!("firstWordMs is {shortest} to {longest}.")
        } else if self.price.is_some_and(|price| !price.is_valid()) {
            format!("price has input and output, 0 to {HIGHEST} dollars for a million tokens.")
        } else if self
            .budget_per_month
            .is_some_and(|budget| !(0.0..=HIGHEST_BUDGET).contains(&budget))
        {
            format!("budgetPerMonth is 0 to {HIGHEST_BUDGET} dollars.")
        } else {
            return Ok(());
        };
        Err(problem)
    }
}

/// The headers, if all may be sent.
pub(super) fn checked_headers(headers: &[(String, String)]) -> Result<Vec<Header>, String> {
    let checked: Option<Vec<Header>> = headers
        .iter()
        .map(|(name, value)| Header::checked(name, value))
        .collect();
    checked.filter(|headers| headers.len() <= HEADERS).ok_or_else(|| {
        format!(
            "headers has at most {HEADERS} names of headers, each with a visible ASCII text; not those of the connection."
        )
    })
}
