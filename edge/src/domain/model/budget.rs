//! What answers may cost, and what visitors get when it is used up.
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
        /// No model is asked: who asks what was asked before gets what it wrote, others the pages' own sentences.
        Cached = "cached",
        /// There is no model: answers are the pages' own sentences.
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

/// The part of each budget that questions of the owner's own may use: the rest is for visitors.
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
