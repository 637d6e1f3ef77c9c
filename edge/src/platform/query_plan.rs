//! Checks that SQLite finds the rows of a query by an index: a query that takes milliseconds with a hundred rows must
//! not take minutes with a million.

use std::sync::LazyLock;

use super::{
    db::{Db, Param, Sql},
    sqlite::Sqlite,
};

static DATABASE: LazyLock<Sqlite> = LazyLock::new(|| Sqlite::in_memory().unwrap());

/// The steps of SQLite's plan for `sql`, which has at most `most` parameters.
pub(crate) async fn steps(sql: &str, most: usize) -> Vec<String> {
    let count = (1..=most)
        .rev()
        .find(|number| sql.contains(&format!("?{number}")))
        .unwrap_or(0);
    let explain = Sql {
        text: format!("EXPLAIN QUERY PLAN {sql}").leak(),
        params: vec![Param::Null; count],
    };
    let rows = DATABASE.query(explain).await.unwrap();
    rows.iter()
        .map(|row| row["detail"].as_str().unwrap().to_owned())
        .collect()
}

/// Checks that no table is scanned from its first row to its last. Virtual tables have their own indexes, and the rows
/// of a subquery are already found.
pub(crate) async fn check_searches(sql: &str, most: usize) {
    for step in steps(sql, most).await {
        let reads_all = step.starts_with("SCAN ")
            && !step.contains("VIRTUAL TABLE")
            && !step.contains("(subquery")
            && !step.contains("CONSTANT ROW");
        assert!(!reads_all, "{step}\n{sql}");
    }
}
