//! The plans of organizations: all four in one table.
//!
//! A self-hosted deployment uses [`Plan::Scale`] unless it says otherwise.

use porchlight_shared::names;

names! {
    /// A plan, smallest first.
    #[derive(Default, PartialOrd, Ord, utoipa::ToSchema)]
    pub enum Plan {
        /// For trying Porchlight.
        Free = "free",
        /// For a small site.
        Starter = "starter",
        /// For a growing site.
        Growth = "growth",
        /// Everything, without a limit on answers.
        #[default]
        Scale = "scale",
    }
}

/// A feature that only some plans include.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Analytics and the list of conversations.
    Analytics,
    /// Webhooks, and the events that they receive.
    Webhooks,
    /// Sources over the API.
    Sources,
    /// A widget without "Powered by Porchlight".
    Unbranded,
}

/// The limits of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Requests a minute with one key on the organization's surface.
    pub requests_per_minute: u32,
    /// Answers of one project in a calendar month (UTC). `None`: no limit.
    pub credits_per_month: Option<u32>,
}

/// Callers without a secret may use together this fraction of a month's answers in any 24 hours: a tenth. After a flood
/// of questions, the owner then has nine days to notice.
pub const PUBLIC_SHARE: u32 = 10;

impl Allowance {
    /// The number of answers that callers without a secret may use together in any 24 hours. `None`: no limit.
    pub fn public_share(self) -> Option<u32> {
        self.credits_per_month
            .map(|credits| (credits / PUBLIC_SHARE).max(1))
    }
}

impl Plan {
    /// The limits of the plan.
    pub const fn allowance(self) -> Allowance {
        let (requests_per_minute, credits_per_month) = match self {
            Self::Free => (20, Some(100)),
            Self::Starter => (60, Some(1_000)),
            Self::Growth => (120, Some(10_000)),
            Self::Scale => (300, None),
        };
        Allowance {
            requests_per_minute,
            credits_per_month,
        }
    }

    /// Whether the plan includes `feature`. A plan includes everything that smaller ones do.
    pub fn has(self, feature: Feature) -> bool {
        self >= feature.smallest_plan()
    }
}

impl Feature {
    const fn smallest_plan(self) -> Plan {
        match self {
            Self::Analytics | Self::Webhooks => Plan::Growth,
            Self::Sources | Self::Unbranded => Plan::Scale,
        }
    }

    /// The sentence for owners whose plan lacks the feature.
    pub const fn refusal(self) -> &'static str {
        match self {
            Self::Analytics => "Analytics and conversations need the Growth or Scale plan.",
            Self::Webhooks => "Webhooks need the Growth or Scale plan.",
            Self::Sources => "Managing sources over the API needs the Scale plan.",
            Self::Unbranded => "Removing the branding needs the Scale plan.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_pinned() {
        let table = Plan::ALL.map(|plan| {
            let allowance = plan.allowance();
            (
                serde_json::to_string(&plan).unwrap(),
                allowance.requests_per_minute,
                allowance.credits_per_month,
                [
                    Feature::Analytics,
                    Feature::Webhooks,
                    Feature::Sources,
                    Feature::Unbranded,
                ]
                .map(|feature| plan.has(feature)),
            )
        });
        assert_eq!(
            table,
            [
                (r#""free""#.into(), 20, Some(100), [false; 4]),
                (r#""starter""#.into(), 60, Some(1_000), [false; 4]),
                (
                    r#""growth""#.into(),
                    120,
                    Some(10_000),
                    [true, true, false, false]
                ),
                (r#""scale""#.into(), 300, None, [true; 4]),
            ]
        );
    }
}
