//! The projects of the signed-in person, and what the plan includes.

use porchlight_shared::names;
use serde::Deserialize;

use crate::{
    room::Role,
    texts::{counted, filled, text},
};

/// The list has a search field from this many projects.
const SEARCHED: usize = 6;

/// A project that the session can switch to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct OwnProject {
    #[serde(rename = "project")]
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// The projects, with the current one first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct OwnProjects {
    pub(crate) projects: Vec<OwnProject>,
}

impl OwnProjects {
    /// Whether the list has a search field.
    pub(crate) const fn are_many(&self) -> bool {
        self.projects.len() >= SEARCHED
    }

    /// The projects whose name or slug contains every word of `search`.
    pub(crate) fn found(&self, search: &str) -> Vec<OwnProject> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let projects = self.projects.iter().filter(|project| {
            let text = format!("{} {}", project.name, project.slug).to_lowercase();
            words.iter().all(|word| text.contains(word))
        });
        projects.cloned().collect()
    }
}

names! {
    pub(crate) enum PlanName {
        Free = "free",
        Starter = "starter",
        Growth = "growth",
        Scale = "scale",
    }
}

/// The plan and its usage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PlanUse {
    plan: PlanName,
    credits: UsedCredits,
}

/// This month's answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsedCredits {
    used: u64,
    limit: Option<u64>,
    resets_at: String,
}

/// How much of a plan is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanState {
    Plenty,
    /// Less than a fifth is left.
    NearlyUsedUp,
    UsedUp,
}

impl PlanUse {
    pub(crate) fn label(&self) -> &'static str {
        match self.plan {
            PlanName::Free => text("Free plan"),
            PlanName::Starter => text("Starter plan"),
            PlanName::Growth => text("Growth plan"),
            PlanName::Scale => text("Scale plan"),
        }
    }

    /// When the plan renews, as the server writes times.
    pub(crate) fn renews_at(&self) -> &str {
        &self.credits.resets_at
    }

    /// The used percentage, at most 100. None without a limit.
    pub(crate) fn percent(&self) -> Option<u64> {
        let limit = self.credits.limit?;
        (self.credits.used.saturating_mul(100))
            .checked_div(limit)
            .map(|percent| percent.min(100))
    }

    pub(crate) fn sentence(&self) -> String {
        let used = self.credits.used;
        match self.credits.limit {
            Some(limit) => filled(
                "{used} of {limit} answers used this month",
                &[("used", &used.to_string()), ("limit", &limit.to_string())],
            ),
            None => counted(
                used,
                "{n} answer this month, of as many as you like",
                "{n} answers this month, of as many as you like",
            ),
        }
    }

    pub(crate) fn state(&self) -> PlanState {
        match self.percent() {
            Some(100..) => PlanState::UsedUp,
            Some(80..) => PlanState::NearlyUsedUp,
            _ => PlanState::Plenty,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn projects_are_found_by_words_of_their_names() {
        let project = |slug: &str, name: &str| OwnProject {
            slug: slug.into(),
            name: name.into(),
            role: Role::Viewer,
        };
        let projects = OwnProjects {
            projects: vec![project("oak", "Lantern & Oak"), project("shop-2", "Acme")],
        };
        let found = |search: &str| -> Vec<String> {
            let found = projects.found(search).into_iter();
            found.map(|project| project.slug).collect()
        };
        assert_eq!(found(""), ["oak", "shop-2"]);
        assert_eq!(found("LAN oak"), ["oak"]);
        assert_eq!(found("shop"), ["shop-2"]);
        assert_eq!(found("nothing"), [""; 0]);
        assert!(!projects.are_many());
    }

    #[test]
    fn a_plan_says_how_much_of_it_is_used() {
        let plan = |plan: &str, used: u64, limit: Option<u64>| -> PlanUse {
            let credits =
                json!({ "used": used, "limit": limit, "resetsAt": "2026-02-01T00:00:00Z" });
            serde_json::from_value(json!({ "plan": plan, "credits": credits })).unwrap()
        };
        let growth = plan("growth", 412, Some(10_000));
        assert_eq!(growth.label(), "Growth plan");
        assert_eq!(growth.sentence(), "412 of 10000 answers used this month");
        assert_eq!(
            (growth.percent(), growth.state()),
            (Some(4), PlanState::Plenty)
        );
        assert_eq!(plan("free", 80, Some(100)).state(), PlanState::NearlyUsedUp);
        assert_eq!(plan("free", 103, Some(100)).state(), PlanState::UsedUp);
        assert_eq!(plan("free", 103, Some(100)).percent(), Some(100));
        let scale = plan("scale", 1, None);
        assert_eq!(
            scale.sentence(),
            "1 answer this month, of as many as you like"
        );
        assert_eq!((scale.percent(), scale.state()), (None, PlanState::Plenty));
    }
}
