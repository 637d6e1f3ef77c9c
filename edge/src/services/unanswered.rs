//! The visitors' unanswered questions. Those that ask the same in different words form a group, which the owner handles
//! at once.

use std::collections::HashSet;

use porchlight_knowledge::{
    retrieval::ScoredPassage,
    source_limits::{ALTERNATIVES, QUESTION_CHARS},
};
use porchlight_shared::ids::{DocumentId, MessageId, PassageId, ProjectId};

use super::{
    alternatives,
    retrieve::retrieve,
    sources::{self, NewSource, SourceError, settings::WantedSettings},
};
use crate::{
    domain::reports::{question_groups, window::Window},
    platform::{DbError, Platform},
    store::{
        messages,
        sources::Source,
        unanswered::{self, UnansweredQuestion},
    },
};

/// The most questions that are grouped. These are the newest.
pub const QUESTIONS: u32 = 300;
/// The groups on a page. Each takes up to four statements, and an invocation on Cloudflare's free plan has 50.
pub const GROUPS: usize = 10;
/// The most questions of a group that are shown.
pub const EXAMPLES: usize = 5;
/// The most passages that are shown as closest to a group.
pub const CLOSEST: usize = 3;
/// A number of this many digits may belong to a person, so a question with one is not used as a phrasing.
const DIGITS: usize = 5;

/// Why a group was not handled. The messages are for the owner, except that of the last.
#[derive(Debug, thiserror::Error)]
pub enum UnansweredError {
    /// There is no such unanswered question.
    #[error("There is no such unanswered question, or it is resolved already.")]
    NotFound,
    /// There is no such passage.
    #[error("There is no such passage. Its page may have changed: list the questions again.")]
    NoPassage,
    /// All questions of the group may name somebody, so none can be shown.
    #[error(
        "None of these questions can go with the answer: they have addresses or long numbers. Send a question of \
         your own."
    )]
    NoQuestion,
    /// None of the questions can become an alternative.
    #[error(
        "None of these questions can be an alternative: they have addresses or long numbers, or the section has {ALTERNATIVES} alternatives already."
    )]
    NoAlternative,
    /// The answer cannot be a source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A group of questions that ask the same.
#[derive(Clone, Debug)]
pub struct UnansweredGroup {
    /// The question that represents the group.
    pub typical: UnansweredQuestion,
    /// All questions of the group, newest first.
    pub questions: Vec<UnansweredQuestion>,
    /// The number of its questions in the range.
    pub count: usize,
    /// The number of its questions in the range of the same length before.
    pub count_before: usize,
}

/// Which questions to group.
#[derive(Clone, Copy, Debug)]
pub struct AskedOf {
    /// The project.
    pub project_id: ProjectId,
    /// Whether to group test data, or everything else.
    pub test: bool,
    /// The range of time.
    pub window: Window,
}

/// The groups of the range, those with the most questions first.
pub async fn groups(platform: &Platform, of: AskedOf) -> Result<Vec<UnansweredGroup>, DbError> {
    let AskedOf {
        project_id,
        test,
        window: Window { from, to },
    } = of;
    let db = &platform.project(project_id);
    let before = from.saturating_sub(to - from);
    let asked = unanswered::list(db, project_id, test, (before, to), QUESTIONS).await?;
    let table = platform.assets.word_table().await;
    let texts: Vec<&str> = asked
        .iter()
        .map(|question| question.text.as_str())
        .collect();
    let places = question_groups::group(table.as_deref(), &texts);
    let count = places.iter().max().map_or(0, |last| last + 1);
    let mut grouped: Vec<Vec<UnansweredQuestion>> = vec![Vec::new(); count];
    for (place, question) in places.into_iter().zip(asked) {
        if let Some(group) = grouped.get_mut(place) {
            group.push(question);
        }
    }
    let mut groups: Vec<UnansweredGroup> = grouped
        .into_iter()
        .filter_map(|questions| {
            let texts: Vec<&str> = questions
                .iter()
                .map(|question| question.text.as_str())
                .collect();
            let typical = question_groups::most_typical(table.as_deref(), &texts);
            let count = questions
                .iter()
                .filter(|question| question.asked_at >= from)
                .count();
            Some(UnansweredGroup {
                typical: questions.get(typical)?.clone(),
                count,
                count_before: questions.len() - count,
                questions,
            })
        })
        .filter(|group| group.count > 0)
        .collect();
    // The sort is stable, so that of equal groups the newest comes first.
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    Ok(groups)
}

/// The passages that are closest to a group.
pub async fn closest(
    platform: &Platform,
    project_id: ProjectId,
    group: &UnansweredGroup,
) -> Result<Vec<ScoredPassage>, DbError> {
    let db = &platform.project(project_id);
    let table = platform.assets.word_table().await;
    let question = &group.typical.text;
    let found = retrieve(db, table.as_deref(), project_id, question, None).await?;
    let mut passages = found.passages;
    passages.retain(|scored| scored.score.total > 0.0);
    passages.truncate(CLOSEST);
    Ok(passages)
}

/// The group of the question with this id. If `seen` names messages, only those of the group.
async fn group_of(
    platform: &Platform,
    of: AskedOf,
    id: MessageId,
    seen: Option<&[MessageId]>,
) -> Result<UnansweredGroup, UnansweredError> {
    let groups = groups(platform, of).await?;
    let found = groups
        .into_iter()
        .find(|group| group.questions.iter().any(|question| question.id == id));
    let mut group = found.ok_or(UnansweredError::NotFound)?;
    if let Some(seen) = seen {
        group
            .questions
            .retain(|question| seen.contains(&question.id));
    }
    if group.questions.is_empty() {
        return Err(UnansweredError::NotFound);
    }
    Ok(group)
}

/// The question that represents the group to everybody who reads the answer: the most typical of those that name
/// nobody.
async fn shown_question(
    platform: &Platform,
    group: &UnansweredGroup,
) -> Result<String, UnansweredError> {
    let texts: Vec<&str> = group
        .questions
        .iter()
        .map(|question| question.text.trim())
        .filter(|text| !text.is_empty() && !names_somebody(text))
        .collect();
    let table = platform.assets.word_table().await;
    let typical = question_groups::most_typical(table.as_deref(), &texts);
    let typical = texts.get(typical).ok_or(UnansweredError::NoQuestion)?;
    Ok(typical.chars().take(QUESTION_CHARS).collect())
}

/// The owner's answer to a group.
#[derive(Clone, Debug)]
pub struct GroupAnswer {
    /// The answer, as Markdown.
    pub answer: String,
    /// The question. `None`: the most typical one that names nobody.
    pub question: Option<String>,
    /// Other phrasings. `None`: the group's questions.
    pub alternatives: Option<Vec<String>>,
    /// The messages of the group that the owner has seen. `None`: all.
    pub seen: Option<Vec<MessageId>>,
}

/// Adds a question-and-answer pair for the group of a question, and resolves the group. Returns the pair and the number
/// of resolved questions.
pub async fn answer(
    platform: &Platform,
    of: AskedOf,
    id: MessageId,
    given: GroupAnswer,
) -> Result<(Source, usize), UnansweredError> {
    let group = group_of(platform, of, id, given.seen.as_deref()).await?;
    let question = match given.question {
        Some(question) => question,
        None => shown_question(platform, &group).await?,
    };
    let alternatives = given
        .alternatives
        .unwrap_or_else(|| phrasings(&group, Some(&question)));
    let new = NewSource::Answer {
        question,
        answer: given.answer,
        alternatives,
    };
    let ids = ids(&group);
    let now = platform.clock.now();
    let resolve = |source| vec![unanswered::resolve(of.project_id, &ids, Some(source), now)];
    let wanted = WantedSettings::default();
    let source = sources::create_and(platform, of.project_id, new, wanted, resolve).await?;
    Ok((source, ids.len()))
}

/// Makes the group's questions alternative phrasings for the section of a passage, and resolves the group. Returns the
/// added phrasings, and the number of resolved questions.
pub async fn add_alternatives(
    platform: &Platform,
    of: AskedOf,
    id: MessageId,
    passage: (DocumentId, PassageId),
    wanted: Option<Vec<String>>,
    seen: Option<&[MessageId]>,
) -> Result<(Vec<String>, usize), UnansweredError> {
    let group = group_of(platform, of, id, seen).await?;
    let added = wanted.unwrap_or_else(|| phrasings(&group, None));
    let fits = |text: &String| (1..=QUESTION_CHARS).contains(&text.trim().chars().count());
    if added.len() > ALTERNATIVES || !added.iter().all(fits) {
        return Err(SourceError::Alternatives.into());
    }
    if added.is_empty() {
        return Err(UnansweredError::NoAlternative);
    }
    let ids = ids(&group);
    let resolve = unanswered::resolve(of.project_id, &ids, None, platform.clock.now());
    let also = vec![resolve];
    let added = alternatives::add(platform, of.project_id, passage, &added, also).await?;
    let added = added.ok_or(UnansweredError::NoPassage)?;
    if added.is_empty() {
        return Err(UnansweredError::NoAlternative);
    }
    Ok((added, ids.len()))
}

/// Resolves the group of a question without an answer, as far as the owner has `seen` it: the pages need not cover it.
pub async fn dismiss(
    platform: &Platform,
    of: AskedOf,
    id: MessageId,
    seen: Option<&[MessageId]>,
) -> Result<usize, UnansweredError> {
    let ids = ids(&group_of(platform, of, id, seen).await?);
    let resolve = unanswered::resolve(of.project_id, &ids, None, platform.clock.now());
    let db = platform.project(of.project_id);
    db.batch(vec![resolve]).await?;
    Ok(ids.len())
}

/// Lists resolved questions again. Answers that were added to them stay. Returns the number of questions that were
/// resolved.
pub async fn restore(
    platform: &Platform,
    project_id: ProjectId,
    id: MessageId,
    questions: &[MessageId],
) -> Result<usize, UnansweredError> {
    let db = &platform.project(project_id);
    if !messages::is_stored(db, project_id, id).await? {
        return Err(UnansweredError::NotFound);
    }
    Ok(unanswered::restore(db, project_id, questions).await?)
}

fn ids(group: &UnansweredGroup) -> Vec<MessageId> {
    group.questions.iter().map(|question| question.id).collect()
}

/// The questions of a group as alternative phrasings, each once and without `question`. Questions that may name
/// somebody are left out: those with addresses or long numbers.
fn phrasings(group: &UnansweredGroup, question: Option<&str>) -> Vec<String> {
    let name = |text: &str| text.to_lowercase();
    let mut seen: HashSet<String> = question.map(name).into_iter().collect();
    group
        .questions
        .iter()
        .map(|question| question.text.trim())
        .filter(|text| !names_somebody(text) && text.chars().count() <= QUESTION_CHARS)
        .filter(|text| !text.is_empty() && seen.insert(name(text)))
        .take(ALTERNATIVES)
        .map(str::to_owned)
        .collect()
}

fn names_somebody(text: &str) -> bool {
    let mut digits = 0;
    for character in text.chars() {
        match character {
            '@' | '＠' => return true,
            ' ' | '-' | '.' | '/' | '(' | ')' if digits > 0 => {}
            _ if character.is_ascii_digit() => digits += 1,
            _ => digits = 0,
        }
        if digits >= DIGITS {
            return true;
        }
    }
    text.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_name_somebody_is_no_way_to_ask() {
        for text in [
            "Where is parcel 123456?",
            "Call me: 030 12 34 56",
            "Call me: +49 (30) 123",
            "Write to a@b.example",
            "What is https://shop.example/x?",
        ] {
            assert!(names_somebody(text), "{text}");
        }
        for text in [
            "Do you ship on 24/12?",
            "Who won in 1974?",
            "What is RFC 9110?",
        ] {
            assert!(!names_somebody(text), "{text}");
        }
    }
}
