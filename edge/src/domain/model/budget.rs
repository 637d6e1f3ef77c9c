//! Budgets for answers, and what visitors get when one is used up.
//!
//! ```text
//! generated ─ a budget of the model is used up ─► cached, else extractive
//!           └ the answers of the plan are used up ─► the offer of a person
//! ```

use porchlight_shared::names;

names! {
    /// Who or what answers visitors now.
    #[derive(utoipa::ToSchema)]
    pub enum AnswerStep {
        /// A model is asked.
        Generated = "generated",
        /// No model is asked. Visitors who ask what was asked before get the stored answer, others the pages' own
        /// sentences.
        Cached = "cached",
        /// There is no model: answers consist of the pages' own sentences.
        Extractive = "extractive",
        /// The answers of the plan are used up: visitors are offered a person.
        Person = "person",
    }

    /// A limit on generated answers.
    #[derive(utoipa::ToSchema)]
    pub enum Budget {
        /// Answers in a day (UTC).
        Day = "day",
        /// Money in a month (UTC).
        Month = "month",
    }
}

/// The part of each budget that the owner's own automatic questions may use. The rest is for visitors.
pub const OWNERS_PART: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_pinned() {
        assert_eq!(
            AnswerStep::ALL.map(AnswerStep::name),
            ["generated", "cached", "extractive", "person"]
        );
        assert_eq!(Budget::ALL.map(Budget::name), ["day", "month"]);
    }
}
