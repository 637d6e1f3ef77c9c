//! Groups a project's new questions into topics, once a day. Doing it twice changes nothing.

use porchlight_shared::ids::{ProjectId, TopicId};

use crate::{
    domain::reports::topics::{AskedQuestion, Grouping, QUESTIONS, group},
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::topics::{self, PlacedQuestion, PutTopic, UngroupedQuestion},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// The age of the oldest questions that the first run groups, in milliseconds: 30 days.
const FIRST_MS: u64 = 30 * DAY_MS;
/// Later runs look at conversations that began this long before the last grouped question: 2 days.
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
    platform
        .project(project_id)
        .batch(vec![
            topics::put(project_id, &put, now),
            topics::place(project_id, &placed),
        ])
        .await?;
    Ok(questions.len())
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
            centre: serde_json::to_string(centre)
                .map_err(|error| PlatformError(error.to_string()))?,
        });
    }
    Ok((put, placed))
}
