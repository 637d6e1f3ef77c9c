//! Whether a model may be asked: the owner's limits for a visitor, a day and a month, and how much of them is used.

use futures::future::try_join;
use porchlight_shared::ids::{ProjectId, SessionId};

use super::model::ProjectModel;
use crate::{
    domain::{
        model::{
            budget::{AnswerStep, Budget, OWNERS_PART},
            price::dollars,
        },
        settings::plan::Plan,
        sliding_window::Quota,
        timestamp::{day, month},
    },
    platform::{DbError, Platform},
    store::{credits, model_days},
};

/// The window of a visitor's generated answers, in seconds: 24 hours.
pub const VISITOR_SECONDS: u32 = 24 * 60 * 60;

/// The person for whom an answer is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanting {
    /// A visitor in this session.
    Visitor(SessionId),
    /// The owner, who previews what visitors would get.
    Owner,
    /// Nobody: automatic questions, which leave a part of the budget to visitors.
    Nobody,
}

/// How much of the budgets is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelUsage {
    /// Who or what answers visitors now.
    pub step: AnswerStep,
    /// The budget that is used up, if one is.
    pub used_up: Option<Budget>,
    /// The number of answers that models wrote today (UTC).
    pub answers_today: u64,
    /// What models cost this month (UTC), in dollars, as far as prices are known.
    pub cost_this_month: f64,
}

/// Whether the budget of the day or the month is used up for this kind of answer.
pub async fn is_used_up(
    platform: &Platform,
    model: &ProjectModel,
    project_id: ProjectId,
    wanting: Wanting,
) -> Result<bool, DbError> {
    let part = match wanting {
        Wanting::Visitor(_) | Wanting::Owner => 1.0,
        Wanting::Nobody => OWNERS_PART,
    };
    Ok(used_up(platform, model, project_id, part).await?.is_some())
}

/// Whether the quota of the visitor who wants an answer is used up. Each call takes one from it.
pub async fn is_share_used_up(
    platform: &Platform,
    model: &ProjectModel,
    project_id: ProjectId,
    wanting: Wanting,
) -> Result<bool, DbError> {
    let (Wanting::Visitor(session_id), Some(limit)) = (wanting, model.answers_per_visitor) else {
        return Ok(false);
    };
    if limit == 0 {
        return Ok(true);
    }
    let quota = Quota {
        limit,
        seconds: VISITOR_SECONDS,
    };
    let name = format!("model answers {project_id} session {session_id}");
    let taken = platform.quotas.take(&name, quota).await;
    Ok(!taken.map_err(|error| DbError(error.0))?.passes)
}

/// The budget of which `part` is used up.
async fn used_up(
    platform: &Platform,
    model: &ProjectModel,
    project_id: ProjectId,
    part: f64,
) -> Result<Option<Budget>, DbError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let of_day = async {
        let Some(limit) = model.answers_per_day else {
            return Ok(false);
        };
        // Every request costs, even if no answer came of it.
        let asked = model_days::answers_on(db, project_id, &day(now))
            .await?
            .asked;
        Ok::<_, DbError>(count(asked) >= f64::from(limit) * part)
    };
    let of_month = async {
        let Some(limit) = model.budget_per_month else {
            return Ok(false);
        };
        let cost = model_days::cost_in(db, project_id, &month(now)).await?;
        // If the deployment now uses another model, its price may be unknown.
        Ok::<_, DbError>(model.price.is_none() || dollars(cost) >= limit * part)
    };
    // In parallel, because each is a journey to the database.
    Ok(match try_join(of_day, of_month).await? {
        (true, _) => Some(Budget::Day),
        (false, true) => Some(Budget::Month),
        (false, false) => None,
    })
}

fn count(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// How much of its budgets a project has used on this plan, with `model` as its model.
pub async fn usage(
    platform: &Platform,
    project_id: ProjectId,
    plan: Plan,
    model: Option<&ProjectModel>,
) -> Result<ModelUsage, DbError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let month = month(now);
    let used_up = match model {
        Some(model) => used_up(platform, model, project_id, 1.0).await?,
        None => None,
    };
    let is_out_of_answers = match plan.allowance().credits_per_month {
        Some(limit) => credits::used(db, project_id, &month).await? >= limit,
        None => false,
    };
    Ok(ModelUsage {
        step: match (is_out_of_answers, model, used_up) {
            (true, ..) => AnswerStep::Person,
            (false, None, _) => AnswerStep::Extractive,
            (false, Some(_), Some(_)) => AnswerStep::Cached,
            (false, Some(_), None) => AnswerStep::Generated,
        },
        used_up,
        answers_today: model_days::answers_on(db, project_id, &day(now))
            .await?
            .answers,
        cost_this_month: dollars(model_days::cost_in(db, project_id, &month).await?),
    })
}
