//! Test data: the same tables hold what test keys made and what visitors did, and the two are kept apart.
//!
//! A store function that reads or changes such a table takes `test`, which says which of the two is meant, or the id of
//! one conversation, message or lead. The caller got that id from its row, and so knows which of the two it is.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    rust_code::{Function, Item, functions, items},
    source_file::{Finding, SourceFile},
};

const STORE: &str = "edge/src/store/";

/// Tables of messages and the like whose schema does not show it.
const DERIVED: [(&str, &str); 1] = [("topics", "made of messages")];

/// Columns that link a row to a conversation or message, with or without a foreign key.
const OF_WHAT_WAS_SAID: [&str; 3] = ["conversation", "conversation_id", "message_id"];

/// Ids that imply whether a row is test data.
const IDS: [&str; 3] = ["ConversationId", "MessageId", "LeadId"];

/// Functions that need neither: file, function, reason.
const EXEMPT: [(&str, &str, &str); 29] = [
    (
        "attachments.rs",
        "send",
        "the message names its conversation",
    ),
    ("attachments.rs", "unsent", FORGOTTEN),
    ("attachments.rs", "forget", FORGOTTEN),
    ("deliveries.rs", "*", NOTHING_TOLD),
    ("deliveries/list.rs", "*", NOTHING_TOLD),
    ("deliveries/mail.rs", "*", NOTHING_TOLD),
    ("activity.rs", "asked_since", FOR_TOPICS),
    ("topics.rs", "ungrouped", FOR_TOPICS),
    ("topics.rs", "last_asked", FOR_TOPICS),
    ("topics.rs", "centres", FOR_TOPICS),
    ("topics.rs", "put", FOR_TOPICS),
    ("topics.rs", "place", FOR_TOPICS),
    ("topics.rs", "left", FOR_TOPICS),
    ("topics.rs", "renew", FOR_TOPICS),
    ("topics.rs", "projects_with_emptied", FOR_TOPICS),
    ("notices.rs", "*", NOTHING_TOLD),
    ("events.rs", "*", NOTHING_TOLD),
    ("idempotent_requests.rs", "*", "the caller's key says whose"),
    ("sessions.rs", "forget_emails", FORGOTTEN),
    ("conversations/of_session.rs", "*", THE_VISITOR),
    ("sessions.rs", "hand_over", THE_VISITOR),
    ("visitors.rs", "conversations", THE_VISITOR),
    ("saved_questions.rs", "*", NONE_SAVED),
    ("question_runs.rs", "*", NONE_SAVED),
    ("erasure.rs", "of_session", THE_VISITOR),
    ("erasure.rs", "erase_session", THE_VISITOR),
    ("messages.rs", "reply", "the message names its conversation"),
    ("maintenance.rs", "quiet_conversations", FORGOTTEN),
    ("maintenance.rs", "count_quiet", FORGOTTEN),
];

const NOTHING_TOLD: &str = "nothing is told of what a test key began, so nothing is delivered";
const FOR_TOPICS: &str = "a job groups what visitors asked, and leaves out what test keys did";
const FORGOTTEN: &str = "old data is deleted, whoever began it";
const NONE_SAVED: &str = "test keys save no questions";
const THE_VISITOR: &str = "a visitor has all of their session, whoever began it";

/// A store function that touches conversations or the like knows whether a test key asks.
pub(super) fn check_test_data(files: &[SourceFile]) -> Vec<Finding> {
    let tables = tables(files);
    let store: BTreeMap<&str, BTreeMap<String, Item>> = files
        .iter()
        .filter(|file| file.path.starts_with(STORE))
        .map(|file| (file.path.as_str(), items(file)))
        .collect();
    let telling = telling_types(store.values());
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(STORE)) {
        for function in functions(file).into_iter().filter(Function::is_query) {
            let sql = sql(&store, &file.path, &function.name);
            let touched = sql
                .iter()
                .flat_map(|text| tables_in(text))
                .find(|table| tables.contains(*table));
            if let Some(table) = touched
                && !is_told(&function, &telling)
                && !is_exempt(&file.path, &function.name)
            {
                let message = format!(
                    "`{}` touches {table}, which also has test keys' data: take `test: bool`, or the id of one \
                     conversation, message or lead",
                    function.name
                );
                findings.push(Finding::new(file, function.line, message));
            }
        }
    }
    findings
}

/// The tables with a column `test` or one of [`OF_WHAT_WAS_SAID`], and those that refer to such a table.
fn tables(files: &[SourceFile]) -> BTreeSet<String> {
    let migrations = files
        .iter()
        .filter(|file| file.path.starts_with("edge/migrations/"));
    let columns: Vec<Column<'_>> = migrations.flat_map(columns).collect();
    let mut tables: BTreeSet<&str> = DERIVED.iter().map(|(table, _)| *table).collect();
    tables.extend(
        columns
            .iter()
            .filter(|column| column.name == "test" || OF_WHAT_WAS_SAID.contains(&column.name))
            .map(|column| column.table),
    );
    loop {
        let before = tables.len();
        let belong = |column: &&Column<'_>| {
            column
                .references
                .is_some_and(|other| tables.contains(other))
        };
        let more: Vec<&str> = columns
            .iter()
            .filter(belong)
            .map(|column| column.table)
            .collect();
        tables.extend(more);
        if tables.len() == before {
            return tables.into_iter().map(str::to_owned).collect();
        }
    }
}

struct Column<'a> {
    table: &'a str,
    name: &'a str,
    /// The table that its foreign key refers to.
    references: Option<&'a str>,
}

/// The columns that a migration adds, in new and in existing tables. Each is on a line of its own.
fn columns(migration: &SourceFile) -> Vec<Column<'_>> {
    let mut found = Vec::new();
    let mut new = None;
    for line in migration.text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let column = match words.as_slice() {
            ["CREATE", "TABLE", table, ..] => {
                new = Some(*table);
                None
            }
            ["ALTER", "TABLE", table, "ADD", "COLUMN", column @ ..] => Some((*table, column)),
            [end, ..] if end.starts_with(')') => {
                new = None;
                None
            }
            column => new.map(|table| (table, column)),
        };
        if let Some((table, [name, rest @ ..])) = column {
            let references = rest
                .iter()
                .skip_while(|word| **word != "REFERENCES")
                .nth(1)
                .copied();
            found.push(Column {
                table,
                name,
                references,
            });
        }
    }
    found
}

/// The types of the store with a field `test: bool`.
fn telling_types<'a>(files: impl Iterator<Item = &'a BTreeMap<String, Item>>) -> BTreeSet<&'a str> {
    files
        .flatten()
        .filter(|(_, item)| item.words.windows(2).any(|two| two == ["test", "bool"]))
        .map(|(name, _)| name.as_str())
        .collect()
}

fn is_told(function: &Function, telling: &BTreeSet<&str>) -> bool {
    function.parameters.iter().any(|parameter| {
        let tells = |word: &String| IDS.contains(&word.as_str()) || telling.contains(word.as_str());
        parameter.name == "test" || parameter.kind.iter().any(tells)
    })
}

fn is_exempt(path: &str, name: &str) -> bool {
    EXEMPT.iter().any(|(file, function, _)| {
        path.strip_prefix(STORE) == Some(file) && (*function == "*" || *function == name)
    })
}

/// The string literals of a function, and of the items that it uses in its file and in the files above.
fn sql<'a>(
    store: &'a BTreeMap<&str, BTreeMap<String, Item>>,
    path: &str,
    function: &str,
) -> Vec<&'a str> {
    let mut above = vec![path.to_owned()];
    let mut folder = path;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        above.push(format!("{parent}.rs"));
        folder = parent;
    }
    let item = |name: &str| {
        above
            .iter()
            .find_map(|path| store.get(path.as_str())?.get(name))
    };
    let mut seen = BTreeSet::new();
    let mut waiting = vec![function];
    let mut texts = Vec::new();
    while let Some(name) = waiting.pop() {
        if let Some(item) = item(name).filter(|_| seen.insert(name)) {
            texts.extend(item.texts.iter().map(String::as_str));
            waiting.extend(item.words.iter().map(String::as_str));
        }
    }
    texts
}

/// The names of the tables in a statement.
fn tables_in(sql: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: Vec<&str> = sql
        .split(move |c| !is_part(c))
        .filter(|word| !word.is_empty())
        .collect();
    let after = words.clone().into_iter().skip(1);
    words
        .into_iter()
        .zip(after)
        .filter(|(before, _)| ["FROM", "JOIN", "INTO", "UPDATE"].contains(before))
        .map(|(_, table)| table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    const SCHEMA: &str = "CREATE TABLE conversations (\n  id TEXT NOT NULL PRIMARY KEY\n) STRICT;\n\
                          ALTER TABLE conversations ADD COLUMN test INTEGER NOT NULL DEFAULT 0;\n\
                          CREATE TABLE notes (\n  conversation_id TEXT NOT NULL REFERENCES conversations (id)\n) STRICT;\n\
                          CREATE TABLE sources (\n  id TEXT NOT NULL\n) STRICT;\n";

    #[track_caller]
    fn check(store: &str, lines: &[usize]) {
        let files = [
            source("edge/migrations/0001_a.sql", SCHEMA),
            source("edge/src/store/notes.rs", store),
        ];
        let findings = check_test_data(&files);
        let found: Vec<usize> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(found, lines, "{findings:?}");
    }

    #[test]
    fn finds_a_function_that_mixes_both() {
        check(
            "const ALL: &str = \"SELECT id FROM conversations WHERE project_id = ?1\";\n\
             pub async fn all(db: &dyn Db, project_id: ProjectId) -> Vec<u8> { fetch(ALL) }\n",
            &[2],
        );
        check(
            "macro_rules! of { ($end:literal) => { concat!(\"UPDATE notes SET a = 1 \", $end) } }\n\
             const SET: &str = of!(\"WHERE id = ?1\");\nfn statement() -> Statement { new(SET) }\n\
             pub fn set(project_id: ProjectId) -> Statement { statement() }\n",
            &[4],
        );
    }

    #[test]
    fn finds_a_table_that_names_conversations_without_referring_to_them() {
        let schema = "CREATE TABLE reminders (\n  conversation_id TEXT NOT NULL\n) STRICT;\n";
        let store =
            "pub fn all(project_id: ProjectId) -> Statement { new(\"SELECT 1 FROM reminders\") }\n";
        let files = [
            source("edge/migrations/0001_a.sql", schema),
            source("edge/src/store/reminders.rs", store),
        ];
        assert_eq!(check_test_data(&files).len(), 1);
    }

    #[test]
    fn accepts_a_function_that_is_told() {
        let body = "{ new(\"DELETE FROM notes WHERE id = ?1\") }";
        for parameters in [
            "db: &dyn Db, project_id: ProjectId, test: bool",
            "project_id: ProjectId, ids: &[ConversationId]",
            "project_id: ProjectId, wanted: &Wanted",
        ] {
            let text = format!(
                "pub struct Wanted {{ pub test: bool }}\npub fn delete({parameters}) -> Statement {body}\n"
            );
            check(&text, &[]);
        }
    }

    #[test]
    fn leaves_alone_what_has_no_test_data() {
        check(
            "pub fn all(project_id: ProjectId) -> Statement { new(\"SELECT id FROM sources\") }\n",
            &[],
        );
    }
}
