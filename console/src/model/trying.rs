//! Why a question gets its answer: the passages considered, the checks, and the sentences withheld.

use porchlight_shared::message::{Citation, Evidence};
use serde::Deserialize;

use super::answers::{SureLimits, dollars, percent, seconds};
use crate::texts::{Coded, counted, fill, filled, of_code, text};

/// An answer that no visitor got, with its reasons.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Explained {
    pub(crate) evidence: Evidence,
    pub(crate) confidence: f64,
    pub(crate) answer: String,
    pub(crate) citations: Vec<Citation>,
    pub(crate) passages: Vec<Considered>,
    pub(crate) limits: SureLimits,
    pub(crate) model: Option<ModelTry>,
    pub(crate) milliseconds: u64,
}

/// A passage that was considered.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Considered {
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) text: String,
    pub(crate) score: Option<f64>,
}

impl Considered {
    /// How well the passage matches, from 0 to 100.
    pub(crate) fn points(&self) -> String {
        format!(
            "{:.0}",
            self.score.unwrap_or_default().clamp(0.0, 1.0) * 100.0
        )
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ModelTry {
    pub(crate) name: String,
    pub(crate) failure: Option<Failure>,
    pub(crate) repeated: bool,
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) cost: Option<f64>,
    pub(crate) held_back: Vec<HeldBack>,
}

impl ModelTry {
    fn tokens(&self) -> String {
        let tokens = counted(
            self.input_tokens,
            "{n} token read, {written} written",
            "{n} tokens read, {written} written",
        );
        fill(&tokens, &[("written", &self.output_tokens.to_string())])
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Failure {
    /// The code of the failure.
    reason: String,
    message: String,
}

impl Failure {
    fn sentence(&self) -> &str {
        of_code(Coded::Models, &self.reason).unwrap_or(&self.message)
    }
}

/// A sentence that the check withheld from visitors.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct HeldBack {
    pub(crate) text: String,
    pub(crate) reason: String,
}

impl HeldBack {
    pub(crate) fn why(&self) -> &'static str {
        match self.reason.as_str() {
            "number" => text("Your pages do not have this number, or not for this."),
            "name" => text("Your pages do not have this name."),
            "sign" => text("Your pages have another currency or unit."),
            "negation" => text("Your pages say the opposite, or do not say no."),
            "limit" => text("Your pages do not say it so strictly: “only”, “free”, “always”."),
            "link" => text("This address is not one of your pages."),
            "repeated" => text("It was already said."),
            "nothing" => text("It says nothing that could be checked."),
            _ => text("Too much of it is not in your pages."),
        }
    }
}

impl Explained {
    /// The outcome of the question.
    pub(crate) fn verdict(&self) -> &'static str {
        match self.evidence {
            Evidence::Strong => text("Visitors are answered"),
            Evidence::Weak => text("Visitors are led to the closest pages"),
            Evidence::None => text("Visitors are told that there is no answer"),
        }
    }

    /// The confidence of the answer, and the limits.
    pub(crate) fn sureness(&self) -> String {
        let SureLimits { answer, point } = self.limits;
        filled(
            "{sure} sure. At {answer} or more it is an answer, at {point} or more a link to the closest page.",
            &[
                ("sure", &percent(self.confidence)),
                ("answer", &percent(answer)),
                ("point", &percent(point)),
            ],
        )
    }

    /// What the owner can do, if anything.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self.evidence {
            Evidence::Strong => None,
            Evidence::Weak => Some(text(
                "To make it sure, add this way of asking to the passage that answers it, or write the answer yourself.",
            )),
            Evidence::None => Some(text(
                "If one of your pages says it, have that page read. If none does, add a question and its answer.",
            )),
        }
    }

    pub(crate) fn writer(&self) -> String {
        match &self.model {
            None if self.evidence == Evidence::None => {
                text("Nobody. Nothing in your pages answers it, and no model was asked.").to_owned()
            }
            None => text("Sentences of your pages, word for word. No model was asked.").to_owned(),
            Some(ModelTry {
                failure: Some(failure),
                name,
                ..
            }) => {
                let pages = filled(
                    "Sentences of your pages, instead of {model}.",
                    &[("model", name)],
                );
                format!("{pages} {}", failure.sentence())
            }
            Some(tried) if self.evidence == Evidence::None => filled(
                "{model} has read the passages and says that they do not answer.",
                &[("model", &tried.name)],
            ),
            Some(tried) if tried.repeated => filled(
                "{model}, which had already been asked the same question.",
                &[("model", &tried.name)],
            ),
            Some(tried) => filled(
                "{model}, checked sentence by sentence.",
                &[("model", &tried.name)],
            ),
        }
    }

    pub(crate) fn time(&self) -> String {
        seconds(self.milliseconds)
    }

    pub(crate) fn cost(&self) -> String {
        match &self.model {
            None => text("Nothing").to_owned(),
            Some(tried) if tried.repeated => {
                text("Nothing: the earlier answer is used again.").to_owned()
            }
            Some(tried) => match tried.cost {
                Some(cost) => format!("{} ({})", dollars(cost), tried.tokens()),
                None => filled(
                    "{tokens}; their price is not known",
                    &[("tokens", &tried.tokens())],
                ),
            },
        }
    }

    pub(crate) fn checked(&self) -> &'static str {
        match &self.model {
            None if self.evidence == Evidence::None => text("Nothing had to be checked."),
            None => text("Nothing had to be checked: every sentence is a quotation."),
            Some(tried) if tried.held_back.is_empty() => {
                text("Your pages say every sentence that the model wrote. Nothing was held back.")
            }
            Some(_) => text(
                "The model also wrote these sentences. Your pages do not say them, and visitors do not see them:",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn explained(evidence: &str, model: serde_json::Value) -> Explained {
        serde_json::from_value(json!({
            "evidence": evidence, "confidence": 0.874, "answer": "30 days. [1]", "citations": [],
            "passages": [{ "title": "Returns", "url": null, "alsoAt": [], "text": "30 days.", "score": 0.4321 }],
            "limits": { "answer": 0.55, "point": 0.35 }, "model": model, "milliseconds": 1_640,
        }))
        .unwrap()
    }

    fn tried(failure: serde_json::Value, repeated: bool, cost: Option<f64>) -> serde_json::Value {
        json!({
            "provider": "openai", "name": "gpt-5-mini", "failure": failure, "repeated": repeated, "inputTokens": 900,
            "outputTokens": 60, "cost": cost, "heldBack": [{ "text": "It is 90 days.", "reason": "number" }],
        })
    }

    #[test]
    fn an_answer_of_the_pages_costs_nothing_and_is_a_quotation() {
        let it = explained("strong", serde_json::Value::Null);
        assert!(it.writer().contains("word for word"));
        assert_eq!(
            (it.cost().as_str(), it.time().as_str()),
            ("Nothing", "1.6 s")
        );
        assert!(it.checked().contains("quotation"));
        assert_eq!(
            it.sureness(),
            "87 % sure. At 55 % or more it is an answer, at 35 % or more a link to the closest page."
        );
        assert_eq!(it.passages.first().unwrap().points(), "43");
        assert_eq!(it.advice(), None);
        let refused = explained("none", serde_json::Value::Null);
        assert!(refused.writer().starts_with("Nobody") && !refused.checked().contains("quotation"));
    }

    #[test]
    fn a_model_is_named_with_what_it_cost_and_why_it_failed() {
        let it = explained("strong", tried(json!(null), false, Some(0.000_345)));
        assert_eq!(it.writer(), "gpt-5-mini, checked sentence by sentence.");
        assert_eq!(it.cost(), "$0.0003 (900 tokens read, 60 written)");
        let held = &it.model.as_ref().unwrap().held_back;
        assert!(held.first().unwrap().why().contains("number"));
        assert!(it.checked().contains("visitors do not see"));
        let it = explained(
            "weak",
            tried(
                json!({ "reason": "slow", "message": "Too slow." }),
                false,
                None,
            ),
        );
        assert!(it.writer().ends_with("Too slow."));
        assert!(it.cost().ends_with("not known") && it.advice().is_some());
        let it = explained("strong", tried(json!(null), true, Some(0.0)));
        assert!(it.writer().contains("already been asked") && it.cost().starts_with("Nothing"));
        let it = explained("none", tried(json!(null), false, None));
        assert!(it.writer().contains("do not answer"));
        assert!(it.verdict().contains("no answer") && it.advice().is_some());
    }
}
