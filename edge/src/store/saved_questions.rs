//! Saved questions, whose answers an owner has checked.

use porchlight_shared::{
    ids::{DocumentId, MessageId, ProjectId, QuestionRunId, SavedQuestionId, SourceId},
    message::Verdict,
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::saved_question::{AnswerProblem, QuestionOrigin, SAVED_QUESTIONS},
    platform::db::{DbError, ProjectDb, Statement, changes, fetch_all, fetch_optional},
};

/// A saved question, with its latest result. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SavedQuestion {
    /// The id of the saved question.
    pub id: SavedQuestionId,
    /// The question.
    pub question: String,
    /// The visitor's language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The page that an answer must cite: an address, or a source's id.
    pub page: Option<String>,
    /// The texts that an answer must contain, as a JSON array.
    pub words: String,
    /// How it was saved.
    pub origin: QuestionOrigin,
    /// The visitor's message that it was copied from.
    pub message_id: Option<MessageId>,
    /// When it was saved.
    pub created_at: u64,
    /// When it was last changed.
    pub updated_at: u64,
    /// 1 if the latest answer was as expected, 0 if not. `None` without a result.
    pub passed: Option<u8>,
    /// What the latest answer lacked.
    pub problem: Option<AnswerProblem>,
}

const LIST: &str = "
    SELECT id, question, language, page, words, origin, message_id, created_at, updated_at, passed, problem
    FROM saved_questions LEFT JOIN question_results
      ON question_results.project_id = ?1 AND question_results.question_id = saved_questions.id
     AND question_results.run_id = ?2
    WHERE saved_questions.project_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?3";

/// The project's saved questions, newest first, with their results in `run`.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    run: Option<QuestionRunId>,
) -> Result<Vec<SavedQuestion>, DbError> {
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(run)
        .bind(SAVED_QUESTIONS);
    fetch_all(db, statement).await
}

const BY_ID: &str = "
    SELECT id, question, language, page, words, origin, message_id, created_at, updated_at,
           NULL AS passed, NULL AS problem
    FROM saved_questions WHERE +project_id = ?1 AND id = ?2";

/// One saved question, without its result.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: SavedQuestionId,
) -> Result<Option<SavedQuestion>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(id)).await
}

const BY_QUESTION: &str = "
    SELECT id, question, language, page, words, origin, message_id, created_at, updated_at,
           NULL AS passed, NULL AS problem
    FROM saved_questions WHERE project_id = ?1 AND question = ?2";

/// The saved question with this text.
pub async fn by_question(
    db: &ProjectDb,
    project_id: ProjectId,
    question: &str,
) -> Result<Option<SavedQuestion>, DbError> {
    fetch_optional(
        db,
        Statement::new(BY_QUESTION).bind(project_id).bind(question),
    )
    .await
}

/// A question to save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionToSave {
    /// The id, unless the text is saved already.
    pub id: SavedQuestionId,
    /// The question.
    pub question: String,
    /// The visitor's language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The page that an answer must cite.
    pub page: Option<String>,
    /// The texts that an answer must contain, as a JSON array.
    pub words: String,
    /// How it was saved.
    pub origin: QuestionOrigin,
    /// The visitor's message that it was copied from.
    pub message_id: Option<MessageId>,
}

// Results for the old expectations say nothing about the new ones.
const FORGET_RESULTS: &str = "
    DELETE FROM question_results WHERE project_id = ?1 AND question_id IN (
      SELECT saved.id FROM json_each(?2) AS new CROSS JOIN saved_questions AS saved
        ON saved.project_id = ?1 AND saved.question = new.value ->> 'question'
      WHERE (saved.page, saved.words, saved.language)
         IS NOT (new.value ->> 'page', new.value ->> 'words', new.value ->> 'language'))";
// A visitor's text remains the visitor's, whoever sends it again.
const PUT: &str = "
    INSERT INTO saved_questions (id, project_id, question, language, page, words, origin, message_id, created_at,
                                 updated_at)
    SELECT value ->> 'id', ?1, value ->> 'question', value ->> 'language', value ->> 'page', value ->> 'words',
           value ->> 'origin', value ->> 'message_id', ?3, ?3
    FROM json_each(?2) WHERE true
    ON CONFLICT (project_id, question) DO UPDATE SET language = excluded.language, page = excluded.page,
      words = excluded.words, message_id = coalesce(excluded.message_id, saved_questions.message_id),
      updated_at = excluded.updated_at";
const COUNT: &str = "SELECT count(*) AS number FROM saved_questions WHERE project_id = ?1";
const ANY: &str = "SELECT EXISTS (SELECT 1 FROM saved_questions WHERE project_id = ?1) AS number";
const COUNT_KNOWN: &str = "
    SELECT count(*) AS number FROM json_each(?2) AS new CROSS JOIN saved_questions AS saved
      ON saved.project_id = ?1 AND saved.question = new.value ->> 'question'";

#[derive(Deserialize)]
struct NumberRow {
    number: u64,
}

/// Whether the project has saved questions.
pub async fn any(db: &ProjectDb, project_id: ProjectId) -> Result<bool, DbError> {
    let row: Option<NumberRow> = fetch_optional(db, Statement::new(ANY).bind(project_id)).await?;
    Ok(row.is_some_and(|row| row.number > 0))
}

/// Saves the questions, or replaces the expectations of those that are saved already. False, and nothing is saved, if
/// the project would have more than [`SAVED_QUESTIONS`].
pub async fn put(
    db: &ProjectDb,
    project_id: ProjectId,
    questions: &[QuestionToSave],
    now: u64,
) -> Result<bool, DbError> {
    let json = serde_json::json!(questions).to_string();
    let count = Statement::new(COUNT).bind(project_id);
    let known = Statement::new(COUNT_KNOWN)
        .bind(project_id)
        .bind(json.as_str());
    let mut numbers = Vec::new();
    for statement in [count, known] {
        let row: Option<NumberRow> = fetch_optional(db, statement).await?;
        numbers.push(row.map_or(0, |row| row.number));
    }
    let (stored, known) = (numbers.first().copied(), numbers.last().copied());
    let new = u64::try_from(questions.len()).unwrap_or(u64::MAX);
    let after = stored.unwrap_or(0) + new.saturating_sub(known.unwrap_or(0));
    if after > u64::from(SAVED_QUESTIONS) {
        return Ok(false);
    }
    let forget = Statement::new(FORGET_RESULTS)
        .bind(project_id)
        .bind(json.as_str());
    let put = Statement::new(PUT).bind(project_id).bind(json).bind(now);
    db.batch(vec![forget, put]).await?;
    Ok(true)
}

// A null parameter keeps the column, and with it a concurrent change. An empty text clears it.
const UPDATE: &str = "
    UPDATE saved_questions SET
      question = coalesce(?3, question), language = iif(?4 IS NULL, language, nullif(?4, '')),
      page = iif(?5 IS NULL, page, nullif(?5, '')), words = coalesce(?6, words),
      message_id = iif(?7, message_id, NULL), updated_at = ?8
    WHERE +project_id = ?1 AND id = ?2";
const FORGET_RESULTS_OF: &str =
    "DELETE FROM question_results WHERE project_id = ?1 AND question_id = ?2";

/// A change of a saved question. A field that is None stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionChange {
    /// The new wording.
    pub question: Option<String>,
    /// The visitor's language. An empty text removes it.
    pub language: Option<String>,
    /// The page that an answer must cite. An empty text removes it.
    pub page: Option<String>,
    /// The words that an answer must contain, as a JSON array.
    pub words: Option<String>,
    /// Whether the question is still in the words of the visitor's message.
    pub is_a_visitors: bool,
}

/// Changes a saved question at `now`. Its results are deleted.
pub fn update(
    project_id: ProjectId,
    id: SavedQuestionId,
    change: QuestionChange,
    now: u64,
) -> Vec<Statement> {
    let update = Statement::new(UPDATE)
        .bind(project_id)
        .bind(id)
        .bind(change.question)
        .bind(change.language)
        .bind(change.page)
        .bind(change.words)
        .bind(change.is_a_visitors)
        .bind(now);
    let forget = Statement::new(FORGET_RESULTS_OF).bind(project_id).bind(id);
    vec![update, forget]
}

const DELETE: &str = "DELETE FROM saved_questions WHERE +project_id = ?1 AND id = ?2 RETURNING id";

/// Deletes a saved question with its results. False if there is none.
pub async fn delete(
    db: &ProjectDb,
    project_id: ProjectId,
    id: SavedQuestionId,
) -> Result<bool, DbError> {
    let statement = Statement::new(DELETE).bind(project_id).bind(id);
    changes(db, statement).await
}

/// A visitor's question, with the outcome of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AnsweredQuestion {
    /// The visitor's message.
    pub id: MessageId,
    /// The text of the question.
    pub text: String,
    /// 1 if the pages did not answer it.
    pub unanswered: u8,
    /// The visitor's verdict on the answer.
    pub verdict: Option<Verdict>,
}

const ASKED_IN: &str = "
    SELECT question.id, question.text, coalesce(answer.unanswered, 0) AS unanswered, answer.verdict
    FROM messages AS named
    CROSS JOIN messages AS question ON question.id = coalesce(named.answers, named.id) AND +question.project_id = ?1
    CROSS JOIN conversations
      ON conversations.id = question.conversation_id AND +conversations.project_id = ?1 AND conversations.test = ?3
    LEFT JOIN messages AS answer ON answer.project_id = ?1
      AND answer.conversation_id = question.conversation_id AND answer.answers = question.id
    WHERE +named.project_id = ?1 AND named.id = ?2 AND question.sender = 'visitor' LIMIT 1";

/// The visitor's message with this id, or the one that the answer with this id answers. `test` selects test data.
pub async fn asked_in(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    message_id: MessageId,
) -> Result<Option<AnsweredQuestion>, DbError> {
    let statement = Statement::new(ASKED_IN)
        .bind(project_id)
        .bind(message_id)
        .bind(test);
    fetch_optional(db, statement).await
}

const CITES_SOURCE: &str = "
    SELECT count(*) AS number FROM documents
    WHERE +project_id = ?1 AND source_id = ?2 AND id IN (SELECT value FROM json_each(?3))";

/// Whether one of these documents belongs to the source.
pub async fn is_of_source(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    documents: &[DocumentId],
) -> Result<bool, DbError> {
    let statement = Statement::new(CITES_SOURCE)
        .bind(project_id)
        .bind(source_id)
        .bind(serde_json::json!(documents).to_string());
    let row: Option<NumberRow> = fetch_optional(db, statement).await?;
    Ok(row.is_some_and(|row| row.number > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn saved_questions_are_found_by_index() {
        for sql in [
            LIST,
            BY_ID,
            BY_QUESTION,
            FORGET_RESULTS,
            COUNT,
            COUNT_KNOWN,
            UPDATE,
            FORGET_RESULTS_OF,
            DELETE,
            ASKED_IN,
            CITES_SOURCE,
        ] {
            check_searches(sql, 8).await;
        }
    }
}
