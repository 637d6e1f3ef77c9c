//! Tenants: whatever reads or writes customers' data says first whose.

use super::{Finding, SourceFile};

/// Functions that are called before the project is known, or for all projects at once: file, function, why.
const BEFORE_THE_PROJECT: [(&str, &str, &str); 8] = [
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
        "edge/src/store/upkeep.rs",
        "due_sources",
        "the sweep looks after all projects and answers nobody",
    ),
    (
        "edge/src/store/upkeep.rs",
        "forgetting",
        "the sweep looks after all projects and answers nobody",
    ),
    (
        "edge/src/store/activity.rs",
        "asked_since",
        "the sweep looks after all projects and answers nobody",
    ),
    (
        "edge/src/store/deliveries.rs",
        "projects_with_due",
        "the sweep looks after all projects and answers nobody",
    ),
    (
        "edge/src/store/sources.rs",
        "stuck",
        "the sweep looks after all projects and answers nobody",
    ),
];

/// A store function takes `db`, then `project_id`, unless it reads the directory, which says who owns which projects.
pub(crate) fn check_project_first(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.has_extension("rs") && file.path.starts_with("edge/src/store/"))
    {
        for (line, name, parameters) in public_async_functions(file) {
            let first_two: Vec<&str> = parameters.split(',').map(str::trim).take(2).collect();
            let right = matches!(first_two.as_slice(), [db, project]
                if db.starts_with("db:") && project.starts_with("project_id:"))
                || matches!(first_two.first(), Some(&"db: &DirectoryDb"));
            if !right && !is_exempt(&file.path, &name) {
                let message = format!(
                    "`{name}` must take `db`, then `project_id`: a query without a tenant leaks"
                );
                findings.push(Finding::new(file, line, message));
            }
        }
    }
    findings
}

fn is_exempt(path: &str, name: &str) -> bool {
    BEFORE_THE_PROJECT
        .iter()
        .any(|(file, function, _)| *file == path && (*function == "*" || *function == name))
}

/// Line, name and parameters of each `pub` or `pub(crate)` async function.
fn public_async_functions(file: &SourceFile) -> Vec<(usize, String, String)> {
    let code: Vec<(usize, &str)> = file.code_lines().collect();
    let mut functions = Vec::new();
    for (index, (line, text)) in code.iter().enumerate() {
        let public = text.trim_start().strip_prefix("pub").unwrap_or_default();
        let Some((_, signature)) = public.split_once("async fn ") else {
            continue;
        };
        let rest: Vec<&str> = code.iter().skip(index + 1).map(|(_, text)| *text).collect();
        let whole = format!("{signature}\n{}", rest.join("\n"));
        let Some((name, after)) = whole.split_once('(') else {
            continue;
        };
        let name = name.split('<').next().unwrap_or_default().to_owned();
        functions.push((*line, name, until_closing(after)));
    }
    functions
}

/// The text until the parenthesis that closes the one before it.
fn until_closing(text: &str) -> String {
    let mut depth = 1_usize;
    text.chars()
        .take_while(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth > 0
        })
        .collect()
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
    fn leaves_private_functions_alone() {
        check(
            check_project_first,
            "edge/src/store/messages.rs",
            "async fn read(row: Row) {}\n",
            &[],
        );
    }
}
