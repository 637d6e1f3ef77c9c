//! Questions whose answers an owner has checked: saved by hand, from a visitor's message, or as a list.

use porchlight_shared::{
    ids::{MessageId, ProjectId, SavedQuestionId},
    limits::QUESTION_CHARS,
    message::Verdict,
};

use crate::{
    domain::saved_question::{
        ExpectedPage, QuestionOrigin, SAVED_QUESTIONS, WORD_CHARS, WORDS, csv, has_same_words,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        question_runs,
        saved_questions::{self, QuestionChange, QuestionToSave, SavedQuestion},
    },
};

/// The longest language tag, in characters.
const LANGUAGE_CHARS: usize = 35;

/// Why a question was not saved. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum SavedQuestionError {
    /// The question is missing or too long.
    #[error("question must have 1 to {QUESTION_CHARS} characters.")]
    Question,
    /// The page is neither an address nor an id.
    #[error("page must be the address of a page, or the id of a source.")]
    Page,
    /// There are too many words, or one is too long.
    #[error("words can have at most {WORDS} texts, each of 1 to {WORD_CHARS} characters.")]
    Words,
    /// It is no tag of a language.
    #[error("language must be a BCP 47 tag, such as en or pt-BR.")]
    Language,
    /// A row of a list is invalid.
    #[error("Row {0}: {1}")]
    Row(usize, Box<SavedQuestionError>),
    /// The list has no questions.
    #[error(
        "The list has no questions. Its columns are question, page, words and language; several words stand between |."
    )]
    EmptyList,
    /// The project has the most saved questions that are allowed.
    #[error("A project has at most {SAVED_QUESTIONS} saved questions. Delete one first.")]
    TooMany,
    /// Another saved question has this text.
    #[error("This question is saved already.")]
    Exists,
    /// The project has no such saved question.
    #[error("There is no such saved question.")]
    NotFound,
    /// The project has no such message.
    #[error("There is no such message of a visitor, and no such answer to one.")]
    NoMessage,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// A question to save, or a change of one. `None` keeps the current value.
#[derive(Clone, Debug, Default)]
pub struct WantedQuestion {
    /// The question.
    pub question: Option<String>,
    /// The message of the visitor who asked it, or the answer to that message.
    pub message_id: Option<MessageId>,
    /// The visitor's language, as a BCP 47 tag; empty for none.
    pub language: Option<String>,
    /// The page that an answer must cite: an address, or a source's id; empty for none.
    pub page: Option<String>,
    /// The texts that an answer must contain.
    pub words: Option<Vec<String>>,
}

/// All saved questions, with their results in the latest run.
pub async fn list(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<Vec<SavedQuestion>, DbError> {
    let db = &platform.project(project_id);
    let latest = question_runs::latest(db, project_id).await?;
    saved_questions::list(db, project_id, latest.map(|run| run.id)).await
}

/// Saves a question, or replaces the expectations of one that is saved already. `test` says whether to look for
/// messages in test data.
pub async fn save(
    platform: &Platform,
    project_id: ProjectId,
    test: bool,
    wanted: WantedQuestion,
) -> Result<SavedQuestion, SavedQuestionError> {
    let db = &platform.project(project_id);
    let mut origin = QuestionOrigin::Owner;
    let mut message_id = None;
    let mut question = wanted.question.clone();
    if let Some(id) = wanted.message_id {
        let asked = saved_questions::asked_in(db, project_id, test, id).await?;
        let asked = asked.ok_or(SavedQuestionError::NoMessage)?;
        origin = if asked.verdict == Some(Verdict::Unhelpful) {
            QuestionOrigin::Unhelpful
        } else if asked.unanswered != 0 {
            QuestionOrigin::Unanswered
        } else {
            QuestionOrigin::Message
        };
        // A text that the owner wrote does not count as the visitor's.
        let own = question.take().filter(|own| !own.trim().is_empty());
        message_id = (own.as_ref())
            .is_none_or(|own| has_same_words(own, &asked.text))
            .then_some(asked.id);
        question = own.or(Some(asked.text));
    }
    let to_save = checked(platform, question, &wanted, origin, message_id)?;
    let wording = to_save.question.clone();
    if !saved_questions::put(db, project_id, &[to_save], platform.clock.now()).await? {
        return Err(SavedQuestionError::TooMany);
    }
    let found = saved_questions::by_question(db, project_id, &wording).await?;
    found.ok_or(SavedQuestionError::NotFound)
}

/// Saves all questions of a list, or none. Returns how many.
pub async fn import(
    platform: &Platform,
    project_id: ProjectId,
    list: &str,
) -> Result<usize, SavedQuestionError> {
    let rows = csv::questions(list);
    if rows.is_empty() {
        return Err(SavedQuestionError::EmptyList);
    }
    if rows.len() > usize::try_from(SAVED_QUESTIONS).unwrap_or(usize::MAX) {
        return Err(SavedQuestionError::TooMany);
    }
    let mut to_save: Vec<QuestionToSave> = Vec::new();
    for row in rows {
        let wanted = WantedQuestion {
            language: Some(row.language),
            page: Some(row.page),
            words: Some(row.words),
            ..WantedQuestion::default()
        };
        let question = Some(row.question);
        let one = checked(platform, question, &wanted, QuestionOrigin::Import, None)
            .map_err(|error| SavedQuestionError::Row(row.number, Box::new(error)))?;
        // Of two rows with the same question, the last one counts.
        to_save.retain(|other| other.question != one.question);
        to_save.push(one);
    }
    let db = &platform.project(project_id);
    let count = to_save.len();
    if saved_questions::put(db, project_id, &to_save, platform.clock.now()).await? {
        Ok(count)
    } else {
        Err(SavedQuestionError::TooMany)
    }
}

/// Changes a saved question. Its earlier results are deleted.
pub async fn change(
    platform: &Platform,
    project_id: ProjectId,
    id: SavedQuestionId,
    wanted: WantedQuestion,
) -> Result<SavedQuestion, SavedQuestionError> {
    let db = &platform.project(project_id);
    let before = saved_questions::by_id(db, project_id, id).await?;
    let before = before.ok_or(SavedQuestionError::NotFound)?;
    let question = wanted.question.clone().unwrap_or(before.question.clone());
    let new = checked(platform, Some(question), &wanted, before.origin, None)?;
    let is_a_visitors = has_same_words(&new.question, &before.question);
    let is_reworded = new.question != before.question;
    if is_reworded
        && saved_questions::by_question(db, project_id, &new.question)
            .await?
            .is_some()
    {
        return Err(SavedQuestionError::Exists);
    }
    let now = platform.clock.now();
    let change = QuestionChange {
        question: wanted.question.map(|_| new.question),
        language: (wanted.language).map(|_| new.language.unwrap_or_default()),
        page: wanted.page.map(|_| new.page.unwrap_or_default()),
        words: wanted.words.map(|_| new.words),
        is_a_visitors,
    };
    db.batch(saved_questions::update(project_id, id, change, now))
        .await?;
    let changed = saved_questions::by_id(db, project_id, id).await?;
    changed.ok_or(SavedQuestionError::NotFound)
}

/// Removes a saved question with its results.
pub async fn delete(
    platform: &Platform,
    project_id: ProjectId,
    id: SavedQuestionId,
) -> Result<(), SavedQuestionError> {
    let db = &platform.project(project_id);
    if saved_questions::delete(db, project_id, id).await? {
        Ok(())
    } else {
        Err(SavedQuestionError::NotFound)
    }
}

fn checked(
    platform: &Platform,
    question: Option<String>,
    wanted: &WantedQuestion,
    origin: QuestionOrigin,
    message_id: Option<MessageId>,
) -> Result<QuestionToSave, SavedQuestionError> {
    let question = question.unwrap_or_default().trim().to_owned();
    if !(1..=QUESTION_CHARS).contains(&question.chars().count()) {
        return Err(SavedQuestionError::Question);
    }
    let filled = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let page = filled(&wanted.page);
    if page
        .as_deref()
        .is_some_and(|page| ExpectedPage::parse(page).is_none())
    {
        return Err(SavedQuestionError::Page);
    }
    let language = filled(&wanted.language);
    let is_tag = |tag: &str| {
        tag.len() <= LANGUAGE_CHARS
            && tag
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if language.as_deref().is_some_and(|tag| !is_tag(tag)) {
        return Err(SavedQuestionError::Language);
    }
    let words: Vec<&str> = (wanted.words.iter().flatten())
        .map(|word| word.trim())
        .collect();
    let fit = words
        .iter()
        .all(|word| (1..=WORD_CHARS).contains(&word.chars().count()));
    if words.len() > WORDS || !fit {
        return Err(SavedQuestionError::Words);
    }
    Ok(QuestionToSave {
        id: SavedQuestionId::new(platform.clock.now(), random_bytes()?),
        question,
        language,
        page,
        words: serde_json::json!(words).to_string(),
        origin,
        message_id,
    })
}
