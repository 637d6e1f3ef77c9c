//! The record of changes: who did what. Rows are written in the batch of the change and never change, so each is in the
//! database of the changed object: the directory's or the project's.

use porchlight_shared::ids::{AuditId, OrganizationId, PersonId, ProjectId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    domain::cursor::Cursor,
    platform::db::{Database, DbError, DirectoryData, Statement, fetch_all},
};

/// An entry for the record.
pub struct NewAudit<'a> {
    /// The entry's id.
    pub id: AuditId,
    /// The organization whose record the entry is in.
    pub organization_id: OrganizationId,
    /// The project of the organization, if the change is in one.
    pub project_id: Option<ProjectId>,
    /// The actor: `root`, the id of a key, or `person:` and the id of a person.
    pub actor: &'a str,
    /// The action, as `noun.verb`.
    pub action: &'static str,
    /// The id of the changed object.
    pub target: &'a str,
    /// Details of the change. Never a secret.
    pub detail: Value,
}

const INSERT: &str = "
    INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// Records a change at `now`.
pub fn record<Of>(entry: &NewAudit<'_>, now: u64) -> Statement<Of> {
    values(Statement::new(INSERT), entry, now)
}

/// Binds the columns of an entry, in order, after the existing parameters of `statement`.
pub(super) fn values<Of>(
    statement: Statement<Of>,
    entry: &NewAudit<'_>,
    now: u64,
) -> Statement<Of> {
    statement
        .bind(entry.id)
        .bind(entry.organization_id)
        .bind(entry.project_id)
        .bind(entry.actor)
        .bind(entry.action)
        .bind(entry.target)
        .bind(entry.detail.to_string())
        .bind(now)
}

const INSERT_IF_CHANGED: &str = "
    INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
    WHERE EXISTS (SELECT 1 FROM people WHERE people.id = ?9 AND people.last_change = ?1)";

/// Records a change of a person, in the batch of that change. Nothing is recorded if the change was not made.
pub fn record_of_person(
    entry: &NewAudit<'_>,
    person: PersonId,
    now: u64,
) -> Statement<DirectoryData> {
    values(Statement::new(INSERT_IF_CHANGED), entry, now).bind(person)
}

const INSERT_IF_THERE: &str = "
    INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
    WHERE EXISTS (SELECT 1 FROM webhooks WHERE webhooks.project_id = ?9 AND webhooks.id = ?6)";

/// Records a change to the webhook that is the target, in the batch of that change. Nothing is recorded if the webhook
/// does not exist at that point, because a limit refused it or it was deleted in between.
pub fn record_of_webhook(project_id: ProjectId, entry: &NewAudit<'_>, now: u64) -> Statement {
    values(Statement::new(INSERT_IF_THERE), entry, now).bind(project_id)
}

/// An entry, as its owner reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The entry's id.
    pub id: AuditId,
    /// The actor: `root`, the id of a key, or `person:` and the id of a person.
    pub actor: String,
    /// The action, as `noun.verb`.
    pub action: String,
    /// The id of the changed object.
    pub target: String,
    /// Details of the change, as JSON.
    pub detail: String,
    /// When it happened, in Unix milliseconds.
    pub created_at: u64,
}

/// The entries to find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only changes by this actor, in the form of the entries.
    pub actor: Option<String>,
    /// Only changes whose `noun.verb` has this noun.
    pub kind: Option<String>,
}

macro_rules! list {
    ($filter:literal) => {
        concat!(
            "SELECT id, actor, action, target, detail, created_at FROM audit
             WHERE project_id = ?1 AND (?2 IS NULL OR (created_at, id) < (?2, ?3)) ",
            $filter,
            " ORDER BY created_at DESC, id DESC LIMIT ?4"
        )
    };
}

const LIST: &str = list!("");
const OF_ACTOR: &str = list!("AND actor = ?5");
const OF_KIND: &str = list!("AND substr(action, 1, instr(action, '.') - 1) = ?5");
const OF_ACTOR_AND_KIND: &str =
    list!("AND actor = ?5 AND substr(action, 1, instr(action, '.') - 1) = ?6");

/// The changes in a project that are stored in `db`, newest first.
pub async fn list<Of>(
    db: &Database<Of>,
    project_id: ProjectId,
    filter: &AuditFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<AuditEntry>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let sql = match (&filter.actor, &filter.kind) {
        (None, None) => LIST,
        (Some(_), None) => OF_ACTOR,
        (None, Some(_)) => OF_KIND,
        (Some(_), Some(_)) => OF_ACTOR_AND_KIND,
    };
    let statement = Statement::new(sql)
        .bind(project_id)
        .bind(time)
        .bind(id)
        .bind(limit);
    let bound = [&filter.actor, &filter.kind].into_iter().flatten();
    let statement = bound.fold(statement, |statement, text| statement.bind(text.as_str()));
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn a_webhook_is_found_by_index() {
        check_searches(INSERT_IF_THERE, 9).await;
    }

    /// Each filter has an index of its own, in the order of the list: no other rows are read, and nothing is sorted.
    #[tokio::test]
    async fn each_filter_has_an_index() {
        for (sql, index) in [
            (LIST, "audit_by_project "),
            (OF_ACTOR, "audit_by_actor "),
            (OF_KIND, "audit_by_kind "),
            (OF_ACTOR_AND_KIND, "audit_by_actor_and_kind "),
        ] {
            let steps = steps(sql, 6).await;
            assert_eq!(steps.len(), 1, "{steps:?}");
            assert!(steps[0].contains(index), "{steps:?}");
        }
    }
}
