//! Tenant isolation: every function that reads or writes customers' data takes the project first.

use super::{
    rust_code::{Function, functions},
    source_file::{Finding, SourceFile},
};

const STORE: &str = "edge/src/store/";

/// Functions that run before the project is known, or for all projects: file, function, reason.
const BEFORE_THE_PROJECT: [(&str, &str, &str); 21] = [
    (
        "edge/src/store/attachments.rs",
        "unsent",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/attachments.rs",
        "forget",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/audit.rs",
        "record",
        "an entry says whose it is: an organization's names no project",
    ),
    (
        "edge/src/store/audit.rs",
        "values",
        "binds an entry, which says whose it is",
    ),
    (
        "edge/src/store/deliveries.rs",
        "prune",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/idempotent_requests.rs",
        "*",
        "the caller's key says whose",
    ),
    (
        "edge/src/store/conversations.rs",
        "project_of",
        "asks whose a conversation is",
    ),
    (
        "edge/src/store/leads.rs",
        "by_id",
        "the lead says whose it is, and its reader is checked against that",
    ),
    (
        "edge/src/store/maintenance.rs",
        "due_sources",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/maintenance.rs",
        "forgetting",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/activity.rs",
        "asked_since",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/deliveries.rs",
        "projects_with_due",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/notices.rs",
        "due",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/notices.rs",
        "prune",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/model_answers.rs",
        "sweep",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/question_runs.rs",
        "due",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/passages/vectors.rs",
        "projects_without",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/events.rs",
        "projects_with_events",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/topics.rs",
        "projects_with_emptied",
        "the sweep serves all projects and has no caller",
    ),
    (
        "edge/src/store/sources/running.rs",
        "restart",
        "each source says whose it is",
    ),
    (
        "edge/src/store/sources.rs",
        "stuck",
        "the sweep serves all projects and has no caller",
    ),
];

/// A store function that queries the database, or builds a statement, takes `project_id` first, or `db` and then
/// `project_id`, unless it reads the directory.
pub(super) fn check_project_first(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(STORE)) {
        for function in functions(file) {
            let may_stay = !function.is_query()
                || names_project(&function)
                || reads_directory(&function)
                || is_exempt(&file.path, &function.name);
            if !may_stay {
                let message = format!(
                    "`{}` must take `project_id`, or `db` and `project_id`, first: a query without a tenant leaks",
                    function.name
                );
                findings.push(Finding::new(file, function.line, message));
            }
        }
    }
    findings
}

/// The directory says who owns which projects, and which credentials open them.
fn reads_directory(function: &Function) -> bool {
    let database = function.parameters.first();
    function.returns("DirectoryData")
        || database.is_some_and(|db| db.kind.iter().any(|word| word == "DirectoryDb"))
}

fn names_project(function: &Function) -> bool {
    let names: Vec<&str> = function.parameter_names().collect();
    match names.as_slice() {
        ["db", second, ..] => *second == "project_id",
        [first, ..] => *first == "project_id" && !names.contains(&"db"),
        [] => false,
    }
}

fn is_exempt(path: &str, name: &str) -> bool {
    BEFORE_THE_PROJECT
        .iter()
        .any(|(file, function, _)| *file == path && (*function == "*" || *function == name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check;

    #[test]
    fn finds_a_query_without_a_tenant() {
        let text = "pub async fn list(db: &ProjectDb, conversation: &Id) -> Result<()> {}\n";
        check(
            check_project_first,
            "edge/src/store/messages.rs",
            text,
            &[1],
        );
    }

    #[test]
    fn finds_a_tenant_in_the_wrong_place() {
        let text = "\npub(crate) async fn list(\n    project_id: &Id,\n    db: &ProjectDb,\n) -> Result<()> {}\n";
        check(
            check_project_first,
            "edge/src/store/messages.rs",
            text,
            &[2],
        );
    }

    #[test]
    fn accepts_the_project_right_after_the_database() {
        let text = "pub async fn list<T>(\n    db: &ProjectDb,\n    project_id: &ProjectId,\n    at: Option<(u8, u8)>,\n) {}\n";
        check(check_project_first, "edge/src/store/messages.rs", text, &[]);
    }

    #[test]
    fn lets_the_directory_be_read_before_the_project_is_known() {
        let text = "pub async fn by_hash(db: &DirectoryDb, hash: &str) {}\n";
        check(check_project_first, "edge/src/store/api_keys.rs", text, &[]);
        let text = text.replace("DirectoryDb", "ProjectDb");
        check(
            check_project_first,
            "edge/src/store/sources.rs",
            &text,
            &[1],
        );
    }

    #[test]
    fn finds_a_statement_without_a_tenant() {
        let path = "edge/src/store/messages.rs";
        let text = "pub fn delete(id: MessageId) -> Statement {}\n";
        check(check_project_first, path, text, &[1]);
        let text = "pub fn delete(id: MessageId, project_id: ProjectId) -> Vec<Statement> {}\n";
        check(check_project_first, path, text, &[1]);
        let text = "pub fn delete(project_id: ProjectId, id: MessageId) -> Statement {}\n";
        check(check_project_first, path, text, &[]);
    }

    #[test]
    fn leaves_private_functions_alone() {
        check(
            check_project_first,
            "edge/src/store/messages.rs",
            "async fn read(row: Row) {}\n",
            &[],
        );
    }
}
