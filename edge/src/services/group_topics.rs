//! Groups a project's new questions into topics, once a day. A second run changes nothing.

use std::collections::HashMap;

use porchlight_shared::ids::{ProjectId, TopicId};

use crate::{
    domain::reports::topics::{AskedQuestion, Centre, Grouping, QUESTIONS, group, renew},
    platform::{DbError, Platform, PlatformError, ProjectDb, random_bytes},
    store::topics::{self, LeftQuestion, PlacedQuestion, PutTopic, UngroupedQuestion},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// The age of the oldest questions that the first run groups, in milliseconds: 30 days.
const FIRST_MS: u64 = 30 * DAY_MS;
/// Later runs begin with conversations that began this long before the last grouped question, in milliseconds: 2 days.
const OVERLAP_MS: u64 = 2 * DAY_MS;

/// Why questions were not grouped.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Groups up to [`QUESTIONS`] new questions, and returns how many there were.
pub async fn group_topics(platform: &Platform, project_id: ProjectId) -> Result<usize, GroupError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    renew_emptied(db, project_id, now).await?;
    let since = topics::last_asked(db, project_id)
        .await?
        .map_or(now.saturating_sub(FIRST_MS), |last| {
            last.saturating_sub(OVERLAP_MS)
        });
    let limit = u32::try_from(QUESTIONS).unwrap_or(u32::MAX);
    let questions = topics::ungrouped(db, project_id, since, limit).await?;
    if questions.is_empty() {
        return Ok(0);
    }
    let (mut ids, known): (Vec<TopicId>, Vec<_>) =
        topics::centres(db, project_id).await?.into_iter().unzip();
    let asked: Vec<AskedQuestion> = questions
        .iter()
        .map(|question| AskedQuestion {
            id: question.id,
            text: question.text.clone(),
        })
        .collect();
    let grouping = group(known, &asked);
    while ids.len() < grouping.centres.len() {
        ids.push(TopicId::new(now, random_bytes()?));
    }
    let (put, placed) = changes(&ids, &grouping, &questions)?;
    let mut statements = vec![topics::put(project_id, &put, now)];
    statements.extend(topics::place(project_id, &placed));
    db.batch(statements).await?;
    Ok(questions.len())
}

/// Recomputes the topics that have lost a question, from up to [`QUESTIONS`] of those that are left.
async fn renew_emptied(db: &ProjectDb, project_id: ProjectId, now: u64) -> Result<(), GroupError> {
    let emptied: Vec<TopicId> = topics::centres(db, project_id)
        .await?
        .into_iter()
        .filter(|(_, centre)| centre.questions == 0)
        .map(|(id, _)| id)
        .collect();
    if emptied.is_empty() {
        return Ok(());
    }
    let limit = u32::try_from(QUESTIONS).unwrap_or(u32::MAX);
    let mut left: HashMap<TopicId, Vec<AskedQuestion>> = HashMap::new();
    for LeftQuestion { topic_id, id, text } in topics::left(db, project_id, &emptied, limit).await?
    {
        left.entry(topic_id)
            .or_default()
            .push(AskedQuestion { id, text });
    }
    let mut renewed = Vec::new();
    for (id, questions) in &left {
        let Some((centre, name)) = renew(questions) else {
            continue;
        };
        let Some(name) = questions.get(name) else {
            continue;
        };
        renewed.push(PutTopic {
            id: *id,
            named_after: name.id,
            centre: as_json(&centre)?,
        });
    }
    let without: Vec<TopicId> = emptied
        .into_iter()
        .filter(|id| !left.contains_key(id))
        .collect();
    db.batch(topics::renew(project_id, &renewed, &without, now))
        .await?;
    Ok(())
}

fn as_json(centre: &Centre) -> Result<String, PlatformError> {
    serde_json::to_string(centre).map_err(|error| PlatformError(error.to_string()))
}

fn changes(
    ids: &[TopicId],
    grouping: &Grouping,
    questions: &[UngroupedQuestion],
) -> Result<(Vec<PutTopic>, Vec<PlacedQuestion>), PlatformError> {
    let known = ids.len() - grouping.names.len();
    let mut put = Vec::new();
    let mut placed = Vec::new();
    for (question, place) in questions.iter().zip(&grouping.places) {
        let Some(topic_id) = place.and_then(|place| ids.get(place)) else {
            continue;
        };
        placed.push(PlacedQuestion {
            message_id: question.id,
            topic_id: *topic_id,
            asked_at: question.asked_at,
            unanswered: question.unanswered,
        });
    }
    for (place, (id, centre)) in ids.iter().zip(&grouping.centres).enumerate() {
        if !grouping.places.contains(&Some(place)) {
            continue;
        }
        let name = place
            .checked_sub(known)
            .and_then(|new| grouping.names.get(new))
            .and_then(|name| questions.get(*name))
            .or(questions.first());
        let Some(name) = name else { continue };
        put.push(PutTopic {
            id: *id,
            named_after: name.id,
            centre: as_json(centre)?,
        });
    }
    Ok((put, placed))
}
