//! Prices of models: the price list of Workers AI, and prices that the deployer or an owner sets.
//!
//! The list is Cloudflare's, <https://developers.cloudflare.com/workers-ai/platform/pricing/>, as quoted in August and
//! September 2026. Prices are in dollars for a million tokens, so tokens times a price are millionths of a dollar.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The highest price that can be set, in dollars for a million tokens.
pub const HIGHEST: u32 = 10_000;

/// The price of a model, in dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ModelPrice, example = json!({ "input": 0.25, "output": 2.0 }))]
pub struct Price {
    /// The price of tokens that the model reads.
    pub input: f64,
    /// The price of tokens that the model writes.
    pub output: f64,
}

impl Price {
    /// Whether both prices are from 0 to [`HIGHEST`].
    pub fn is_valid(self) -> bool {
        [self.input, self.output]
            .iter()
            .all(|price| (0.0..=f64::from(HIGHEST)).contains(price))
    }

    /// The cost of these tokens, in millionths of a dollar.
    pub fn micros(self, input_tokens: u64, output_tokens: u64) -> u64 {
        let [input, output] = [input_tokens, output_tokens]
            .map(|tokens| f64::from(u32::try_from(tokens).unwrap_or(u32::MAX)));
        let micros = (input * self.input + output * self.output).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and the cast saturates"
        )]
        let micros = micros as u64;
        micros
    }
}

/// `micros` millionths of a dollar in dollars.
pub fn dollars(micros: u64) -> f64 {
    let whole = u32::try_from(micros / 1_000_000).unwrap_or(u32::MAX);
    let rest = u32::try_from(micros % 1_000_000).unwrap_or(0);
    f64::from(whole) + f64::from(rest) / 1_000_000.0
}

const WORKERS_AI: [(&str, f64, f64); 8] = [
    ("@cf/zai-org/glm-4.7-flash", 0.060, 0.400),
    ("@cf/qwen/qwen3-30b-a3b-fp8", 0.051, 0.335),
    ("@cf/openai/gpt-oss-20b", 0.200, 0.300),
    ("@cf/meta/llama-3.2-1b-instruct", 0.027, 0.201),
    ("@cf/meta/llama-3.2-3b-instruct", 0.051, 0.335),
    ("@cf/meta/llama-3.1-8b-instruct-fp8-fast", 0.045, 0.384),
    ("@cf/meta/llama-3.1-8b-instruct-fp8", 0.152, 0.287),
    ("@cf/meta/llama-3.3-70b-instruct-fp8-fast", 0.293, 2.253),
];

/// The prices of models, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceList(BTreeMap<String, Price>);

impl PriceList {
    /// Reads `MODEL_PRICES`, a JSON object of names and prices, which override those of the list. The error says what
    /// is wrong.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let Some(text) = variable("MODEL_PRICES") else {
            return Ok(Self::default());
        };
        let prices: BTreeMap<String, Price> = serde_json::from_str(&text)
            .map_err(|error| format!("MODEL_PRICES: {error}; write it like {{\"gpt-5-mini\": {{\"input\": 0.25, \"output\": 2}}}}"))?;
        match prices.iter().find(|(_, price)| !price.is_valid()) {
            Some((name, _)) => Err(format!(
                "MODEL_PRICES: the prices of {name:?} are not between 0 and {HIGHEST} dollars for a million tokens"
            )),
            None => Ok(Self(prices)),
        }
    }

    /// The price of the model `model`; `None` if unknown.
    pub fn of(&self, model: &str) -> Option<Price> {
        let listed = WORKERS_AI.iter().find(|(name, ..)| *name == model);
        let listed = listed.map(|(_, input, output)| Price {
            input: *input,
            output: *output,
        });
        self.0.get(model).copied().or(listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::WORKERS_AI_MODEL;

    fn read(text: &str) -> Result<PriceList, String> {
        PriceList::read(|name| (name == "MODEL_PRICES").then(|| text.to_owned()))
    }

    #[test]
    fn tokens_cost_what_the_list_says() {
        let price = PriceList::default().of(WORKERS_AI_MODEL).unwrap();
        // A thousand answers with 1,500 input and 120 output tokens: $0.138, as docs/deploy.md rounds.
        assert_eq!(price.micros(1_500_000, 120_000), 138_000);
        assert!((dollars(138_000) - 0.138).abs() < 1e-12);
        assert!((dollars(12_000_001) - 12.000_001).abs() < 1e-9);
        assert_eq!(price.micros(0, 0), 0);
    }

    #[test]
    fn prices_of_ones_own_come_before_the_list() {
        let own = format!(
            r#"{{"{WORKERS_AI_MODEL}": {{"input": 1, "output": 2.5}}, "m": {{"input": 0, "output": 0}}}}"#
        );
        let list = read(&own).unwrap();
        let price = Price {
            input: 1.0,
            output: 2.5,
        };
        assert_eq!(list.of(WORKERS_AI_MODEL), Some(price));
        assert_eq!(list.of("m").map(|price| price.micros(9, 9)), Some(0));
        assert!(list.of("@cf/openai/gpt-oss-20b").is_some());
        assert_eq!(list.of("gpt-5-mini"), None);
    }

    #[test]
    fn what_is_no_price_is_named() {
        for text in [
            "x",
            r#"{"m": 1}"#,
            r#"{"m": {"input": 1}}"#,
            r#"{"m": {"input": -1, "output": 1}}"#,
            r#"{"m": {"input": 1, "output": 10001}}"#,
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with("MODEL_PRICES: "), "{error}");
        }
    }

    #[test]
    fn the_documentation_has_the_prices_of_the_list() {
        let page = include_str!("../../../../docs/deploy.md");
        for (name, input, output) in WORKERS_AI {
            let row = format!("| `{name}` | ${input:.3} | ${output:.3} |");
            assert!(page.contains(&row), "docs/deploy.md has no {row}");
        }
    }
}
