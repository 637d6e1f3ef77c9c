//! The tables of the directory and those with projects' data, and how one database becomes one of either kind.
//!
//! The migrations create a database with both. [`TO_DIRECTORY`] and [`TO_PROJECTS`] reduce it to one of the two kinds
//! while it is empty, so that a test can prove that nothing needs both at once. D1 does not allow writing to its schema
//! like this. A database there needs the statements that remain in `sqlite_schema`.

/// The tables of the directory: who owns which projects, and what opens them.
pub const DIRECTORY_TABLES: [&str; 9] = [
    "passkeys",
    "sign_in_links",
    "console_sessions",
    "people",
    "api_keys",
    "ended_console_sessions",
    "organizations",
    "settings_before",
    "projects",
];

/// Tables of both kinds: changes and earlier requests are recorded where the change is made.
pub const TABLES_OF_BOTH: [&str; 2] = ["audit", "idempotent_requests"];

/// The tables with projects' data, in an order in which they can be dropped.
pub const PROJECT_TABLES: [&str; 45] = [
    "passage_postings",
    "passage_vocabulary",
    "passage_terms",
    "message_terms",
    "lead_terms",
    "activity",
    "added_alternatives",
    "attachments",
    "busy_questions",
    "citations",
    "conversations",
    "crawled_hosts",
    "credits",
    "deliveries",
    "document_versions",
    "staged_documents",
    "source_changes",
    "documents",
    "event_numbers",
    "events",
    "leads",
    "messages",
    "model_answers",
    "model_days",
    "model_failures",
    "model_settings",
    "notes",
    "notice_hours",
    "notices",
    "pages",
    "passage_statistics",
    "passages",
    "question_results",
    "question_runs",
    "question_runs_due",
    "resolved_questions",
    "sales",
    "saved_questions",
    "sessions",
    "sources",
    "topic_questions",
    "topics",
    "upkeep",
    "vector_leases",
    "webhooks",
];

/// What still touches both kinds in a database with both, and why. Tests allow nothing else.
pub const CROSSING: [(&str, &str); 1] = [(
    "REFERENCES",
    "Tables of projects refer to `projects` and `organizations`, so that no row is left without its project. SQLite \
         takes a reference back only by copying the table. A database of projects alone is made without them.",
)];

const WITHOUT_REFERENCES: &str = "
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema
      SET sql = replace(replace(sql, 'REFERENCES projects (id)', ''), 'REFERENCES organizations (id)', '')
      WHERE type = 'table';
    PRAGMA writable_schema = RESET;";

/// Reduces an empty database to the directory.
pub fn to_directory() -> String {
    dropping(&PROJECT_TABLES)
}

/// Reduces an empty database to projects' data.
pub fn to_projects() -> String {
    format!("{WITHOUT_REFERENCES}\n{}", dropping(&DIRECTORY_TABLES))
}

fn dropping(tables: &[&str]) -> String {
    let drops: Vec<String> = tables
        .iter()
        .map(|table| format!("DROP TABLE {table};"))
        .collect();
    format!(
        "PRAGMA foreign_keys = OFF;\n{}\nPRAGMA foreign_keys = ON;",
        drops.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Value;

    use super::*;
    use crate::platform::{
        db::{ProjectDb, Statement, fetch_all},
        sqlite::Sqlite,
    };

    async fn rows(db: Sqlite, sql: &'static str) -> Vec<(String, String)> {
        let db = ProjectDb::new(Arc::new(db));
        let rows: Vec<Value> = fetch_all(&db, Statement::new(sql)).await.unwrap();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        rows.iter()
            .map(|row| (text(row, "name"), text(row, "sql")))
            .collect()
    }

    /// Our own tables: without SQLite's, and those in which FTS5 stores an index.
    async fn tables(db: Sqlite) -> Vec<String> {
        let all = rows(
            db,
            "SELECT name, '' AS sql FROM pragma_table_list
             WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%' ORDER BY name",
        );
        all.await.into_iter().map(|(name, _)| name).collect()
    }

    fn sorted(kinds: &[&[&str]]) -> Vec<String> {
        let mut names: Vec<String> = kinds.concat().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn every_table_is_of_one_kind_or_both() {
        let all = sorted(&[&DIRECTORY_TABLES, &TABLES_OF_BOTH, &PROJECT_TABLES]);
        assert_eq!(tables(Sqlite::in_memory().unwrap()).await, all);
        let directory = sorted(&[&DIRECTORY_TABLES, &TABLES_OF_BOTH]);
        assert_eq!(tables(Sqlite::of_directory().unwrap()).await, directory);
        let projects = sorted(&[&TABLES_OF_BOTH, &PROJECT_TABLES]);
        assert_eq!(tables(Sqlite::of_projects().unwrap()).await, projects);
    }

    fn names_one_of(sql: &str, tables: &[&str]) -> bool {
        sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| tables.contains(&word))
    }

    #[tokio::test]
    async fn nothing_crosses_but_what_is_listed() {
        let sql = "SELECT type || ' ' || name AS name, sql FROM sqlite_schema
                   WHERE sql IS NOT NULL AND type IN ('table', 'trigger', 'view')";
        let mut crossing = Vec::new();
        for (name, sql) in rows(Sqlite::in_memory().unwrap(), sql).await {
            let (kind, name) = name.split_once(' ').unwrap();
            let is_projects = PROJECT_TABLES.contains(&name) || kind != "table";
            if is_projects && names_one_of(&sql, &DIRECTORY_TABLES) {
                crossing.push(if kind == "table" { "REFERENCES" } else { name }.to_owned());
            }
        }
        crossing.sort();
        crossing.dedup();
        assert_eq!(crossing, CROSSING.map(|(name, _)| name.to_owned()));
        for (name, sql) in rows(Sqlite::of_projects().unwrap(), sql).await {
            assert!(!names_one_of(&sql, &DIRECTORY_TABLES), "{name}");
        }
    }
}
