//! The form for the model. Each field is a text, and typed values override the saved ones.

use std::collections::BTreeMap;

use porchlight_shared::{limits::FIRST_WORD_RANGE_MS, names};
use serde_json::{Map, Value, json};

use super::{
    amounts::{decimal, given, number, shown},
    chosen::{Model, Price},
};
use crate::texts::{filled, text};

names! {
    /// A field, by its name in the JSON.
    #[derive(PartialOrd, Ord)]
    pub(crate) enum FieldName {
        Provider = "provider",
        BaseUrl = "baseUrl",
        ModelName = "model",
        Key = "key",
        Instructions = "instructions",
        Patience = "firstWordMs",
        PerDay = "answersPerDay",
        PerVisitor = "answersPerVisitor",
        PerMonth = "budgetPerMonth",
        PriceIn = "price.input",
        PriceOut = "price.output",
    }
}

impl FieldName {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Provider => text("Who writes"),
            Self::BaseUrl => text("Base URL"),
            Self::ModelName => text("Model"),
            Self::Key => text("Key"),
            Self::Instructions => text("Instructions"),
            Self::Patience => text("Seconds for the first word"),
            Self::PerDay => text("Questions a day"),
            Self::PerVisitor => text("Answers a visitor a day"),
            Self::PerMonth => text("Dollars a month"),
            Self::PriceIn => text("Dollars per million tokens read"),
            Self::PriceOut => text("Dollars per million tokens written"),
        }
    }
}

impl FieldName {
    /// The field that a server's error message is about: the message begins with the field's name.
    pub(crate) fn of_sentence(sentence: &str) -> Option<Self> {
        let name = sentence.split([' ', ':']).next().unwrap_or_default();
        match name {
            "price" => Some(Self::PriceIn),
            name => name.parse().ok(),
        }
    }
}

/// Whether two models have the same settings, whatever their usage.
pub(crate) fn are_alike(one: &Model, other: &Model) -> bool {
    one.has_secrets_of(other) && TypedModel::default().put(one) == TypedModel::default().put(other)
}

/// The unsaved input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedModel(BTreeMap<FieldName, String>);

impl TypedModel {
    /// The text in a field.
    pub(crate) fn text(&self, saved: &Model, field: FieldName) -> String {
        match self.0.get(&field) {
            Some(text) => text.clone(),
            None => saved_text(saved, field),
        }
    }

    /// Keeps the text typed into a field.
    pub(crate) fn note(&mut self, saved: &Model, field: FieldName, text: String) {
        if text == saved_text(saved, field) {
            self.0.remove(&field);
        } else {
            self.0.insert(field, text);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn has_key(&self) -> bool {
        self.0.contains_key(&FieldName::Key)
    }

    pub(crate) fn has_instructions(&self) -> bool {
        self.0.contains_key(&FieldName::Instructions)
    }

    /// Forgets a typed key, because the next person to sign in may be another one.
    pub(crate) fn forget_key(&mut self) {
        self.0.remove(&FieldName::Key);
    }

    /// Forgets input that was sent and has not been edited since.
    pub(crate) fn forget_sent(&mut self, sent: &Self) {
        self.0.retain(|field, text| sent.0.get(field) != Some(text));
    }

    /// The whole model as the server takes it. A key is sent only if one was typed. The error is the field that is not
    /// a number.
    pub(crate) fn put(&self, saved: &Model) -> Result<Value, FieldName> {
        let text = |field| self.text(saved, field);
        let amount = |field: FieldName| match text(field).trim() {
            "" => Ok(None),
            typed => number(typed).map(Some).ok_or(field),
        };
        let whole = |field: FieldName| match amount(field)? {
            None => Ok(Value::Null),
            Some(number) if number.fract() == 0.0 && (0.0..4e9).contains(&number) => {
                Ok(format!("{number:.0}")
                    .parse::<u32>()
                    .map_or(Value::Null, Value::from))
            }
            Some(_) => Err(field),
        };
        let mut put = Map::new();
        put.insert("provider".into(), given(&text(FieldName::Provider)));
        put.insert("baseUrl".into(), given(&text(FieldName::BaseUrl)));
        put.insert("model".into(), given(&text(FieldName::ModelName)));
        put.insert("instructions".into(), text(FieldName::Instructions).into());
        if let Some(seconds) = amount(FieldName::Patience)? {
            let milliseconds = format!("{:.0}", seconds * 1_000.0);
            let milliseconds: u32 = milliseconds.parse().map_err(|_| FieldName::Patience)?;
            let [shortest, longest] = FIRST_WORD_RANGE_MS;
            if !(shortest..=longest).contains(&milliseconds) {
                return Err(FieldName::Patience);
            }
            put.insert("firstWordMs".into(), milliseconds.into());
        }
        put.insert("answersPerDay".into(), whole(FieldName::PerDay)?);
        put.insert("answersPerVisitor".into(), whole(FieldName::PerVisitor)?);
        put.insert("budgetPerMonth".into(), json!(amount(FieldName::PerMonth)?));
        put.insert("price".into(), self.price(saved)?);
        if let Some(key) = self
            .0
            .get(&FieldName::Key)
            .filter(|key| !key.trim().is_empty())
        {
            put.insert("key".into(), key.trim().into());
        }
        Ok(put.into())
    }

    /// Whether another model is chosen.
    fn is_other(&self) -> bool {
        [
            FieldName::Provider,
            FieldName::ModelName,
            FieldName::BaseUrl,
        ]
        .iter()
        .any(|field| self.0.contains_key(field))
    }

    /// The price that applies while none is typed into its field; empty if none is known.
    pub(crate) fn listed(&self, saved: &Model, field: FieldName) -> String {
        let listed = saved.price.filter(|_| !saved.own_price && !self.is_other());
        let amount = match field {
            FieldName::PriceIn => listed.map(|price| price.input),
            FieldName::PriceOut => listed.map(|price| price.output),
            _ => None,
        };
        amount.map_or_else(String::new, |amount| {
            let amount = decimal(&amount.to_string());
            filled("{amount}, as listed", &[("amount", &amount)])
        })
    }

    /// A field that was typed here and that somebody else has changed since `known` was loaded.
    pub(crate) fn contested(&self, known: &Model, now: &Model) -> Option<FieldName> {
        let mut typed = self.0.iter();
        let contested = typed.find(|(field, text)| {
            let now = saved_text(now, **field);
            saved_text(known, **field) != now && now != **text
        });
        contested.map(|(field, _)| *field)
    }

    /// The saved price belongs to the saved model. With another model, only a typed price counts.
    fn price(&self, saved: &Model) -> Result<Value, FieldName> {
        let is_other = self.is_other();
        let one = |field: FieldName| {
            let typed = self.0.get(&field).cloned();
            let text = match typed {
                None if is_other => String::new(),
                None => saved_text(saved, field),
                Some(text) => text,
            };
            match text.trim() {
                "" => Ok(None),
                text => number(text).map(Some).ok_or(field),
            }
        };
        match (one(FieldName::PriceIn)?, one(FieldName::PriceOut)?) {
            (None, None) => Ok(Value::Null),
            (Some(input), Some(output)) => Ok(json!({ "input": input, "output": output })),
            (None, Some(_)) => Err(FieldName::PriceIn),
            (Some(_), None) => Err(FieldName::PriceOut),
        }
    }
}

fn saved_text(saved: &Model, field: FieldName) -> String {
    let own = saved.price.filter(|_| saved.own_price);
    let price = |read: fn(Price) -> f64| shown(own.map(read));
    match field {
        FieldName::Provider => saved.provider.clone().unwrap_or_default(),
        FieldName::BaseUrl => saved.base_url.clone().unwrap_or_default(),
        FieldName::ModelName => saved.name.clone().unwrap_or_default(),
        // The server never shows it.
        FieldName::Key => String::new(),
        FieldName::Instructions => saved.instructions.clone(),
        FieldName::Patience => shown(Some(f64::from(saved.first_word_ms) / 1_000.0)),
        FieldName::PerDay => shown(saved.answers_per_day),
        FieldName::PerVisitor => shown(saved.answers_per_visitor),
        FieldName::PerMonth => shown(saved.budget_per_month),
        FieldName::PriceIn => price(|price| price.input),
        FieldName::PriceOut => price(|price| price.output),
    }
}
