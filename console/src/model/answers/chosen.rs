//! The model of a project: its settings, and a test call.

use serde::Deserialize;

use super::amounts::{dollars, seconds};
use crate::texts::{Coded, as_is, counted, english, fill, filled, of_code, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Model {
    pub(crate) provider: Option<String>,
    pub(crate) base_url: Option<String>,
    #[serde(rename = "model")]
    pub(crate) name: Option<String>,
    pub(crate) key_last_four: String,
    pub(crate) header_names: Vec<String>,
    pub(crate) instructions: String,
    pub(crate) first_word_ms: u32,
    pub(crate) answers_per_day: Option<u32>,
    pub(crate) answers_per_visitor: Option<u32>,
    pub(crate) budget_per_month: Option<f64>,
    pub(crate) price: Option<Price>,
    /// Whether the project has set the price. Otherwise it is the deployment's or the list price.
    #[serde(default)]
    pub(crate) own_price: bool,
    pub(crate) usage: Usage,
    pub(crate) deployment: Deployment,
}

/// In dollars per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct Price {
    pub(crate) input: f64,
    pub(crate) output: f64,
}

/// How much of the limits is used.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Usage {
    pub(crate) step: String,
    pub(crate) used_up: Option<String>,
    pub(crate) answers_today: u64,
    pub(crate) cost_this_month: f64,
}

/// What the deployment uses for projects without a choice of their own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Deployment {
    pub(crate) provider: String,
    pub(crate) model: Option<String>,
}

/// The providers to choose from: value, label and description.
pub(crate) const PROVIDERS: [(&str, &str, &str); 4] = [
    (
        "",
        english("As this Porchlight is set up"),
        english("The person who runs it has chosen."),
    ),
    (
        "extractive",
        english("Your pages, word for word"),
        english("No model and no cost. Answers are sentences from your pages."),
    ),
    (
        "workers_ai",
        as_is("Cloudflare Workers AI"),
        english("A model in the account that this Porchlight runs in. No key."),
    ),
    (
        "openai",
        english("OpenAI, or any compatible service"),
        english("With your own key: OpenAI, Mistral, Groq, OpenRouter, your own server."),
    ),
];

impl Model {
    /// Whether the secrets are the same as those of `other`, as far as the server shows them.
    pub(crate) fn has_secrets_of(&self, other: &Self) -> bool {
        self.key_last_four == other.key_last_four && self.header_names == other.header_names
    }

    /// The deployment's choice, in words.
    pub(crate) fn of_deployment(&self) -> String {
        match (self.deployment.provider.as_str(), &self.deployment.model) {
            ("extractive", _) | (_, None) => {
                text("It answers with sentences from your pages.").to_owned()
            }
            (_, Some(model)) => filled("It answers with the model {model}.", &[("model", model)]),
        }
    }

    /// Who answers visitors now, in words.
    pub(crate) fn state(&self) -> String {
        let now = match self.usage.step.as_str() {
            "generated" => text(
                "A model now writes the answers, and every sentence is checked against your pages.",
            ),
            "cached" => text(
                "Answers are now sentences from your pages, or what a model wrote earlier for the same question.",
            ),
            "extractive" => text("Answers are now sentences from your pages, word for word."),
            _ => text("Visitors are now offered a person: this month's answers are used up."),
        };
        match self.usage.used_up.as_deref() {
            Some("day") => format!("{now} {}", text("Today's limit is reached.")),
            Some("month") => format!("{now} {}", text("This month's budget is used up.")),
            _ => now.to_owned(),
        }
    }

    /// The usage in words.
    pub(crate) fn used(&self) -> String {
        let used = counted(
            self.usage.answers_today,
            "Written today: {n} answer. Cost this month: {cost}, as far as prices are known.",
            "Written today: {n} answers. Cost this month: {cost}, as far as prices are known.",
        );
        let cost = dollars(self.usage.cost_this_month);
        fill(&used, &[("cost", &cost)])
    }

    /// The placeholder of the key's field.
    pub(crate) fn key(&self) -> String {
        match self.key_last_four.as_str() {
            "" => text("No key is stored").to_owned(),
            end => filled("A key is stored that ends in {end}", &[("end", end)]),
        }
    }
}

/// The result of a test call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Trial {
    pub(crate) ok: bool,
    pub(crate) model: String,
    pub(crate) milliseconds: u64,
    /// The code of the failure, if it failed.
    pub(crate) reason: Option<String>,
    pub(crate) message: String,
    pub(crate) detail: String,
}

impl Trial {
    pub(crate) fn sentence(&self) -> String {
        let model = ("model", self.model.as_str());
        if self.ok {
            let seconds = seconds(self.milliseconds);
            return filled(
                "{model} has answered, in {seconds}.",
                &[model, ("seconds", &seconds)],
            );
        }
        let failed = filled("{model} has not answered.", &[model]);
        let known = |reason: &String| of_code(Coded::Models, reason);
        let message = self.reason.as_ref().and_then(known);
        let message = message.unwrap_or(&self.message);
        if self.detail.is_empty() {
            return format!("{failed} {message}");
        }
        let said = filled("It says: {detail}", &[("detail", &self.detail)]);
        format!("{failed} {message} {said}")
    }
}
