//! Names that only a few places may use: Cloudflare's types, HTTP, SQL.

use super::{
    rust_code::paths,
    source_file::{Finding, SourceFile},
};

/// A crate, and the places in the edge that may name it.
struct Confined {
    name: &'static str,
    places: &'static [&'static str],
    reason: &'static str,
}

const CONFINED: [Confined; 2] = [
    Confined {
        name: "worker",
        places: &[
            "edge/src/lib.rs",
            "edge/src/fast_path.rs",
            "edge/src/platform/cloudflare",
            "edge/src/durable",
        ],
        reason: "everything else also runs natively",
    },
    Confined {
        name: "axum",
        places: &["edge/src/lib.rs", "edge/src/router.rs", "edge/src/api"],
        reason: "everything else is also called by jobs and rooms",
    },
];

/// The attribute that makes a handler's future `Send` for axum.
const HANDLER_ATTRIBUTE: &str = "worker::send";

/// The places for SQL. A room keeps the log of its running turn in its own storage.
const SQL_PLACES: [&str; 3] = ["edge/src/store", "edge/src/durable", "edge/migrations"];

/// `worker` and `axum` are named only at the boundaries to Cloudflare and HTTP.
pub(super) fn check_crates(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for confined in &CONFINED {
        let elsewhere = files.iter().filter(|file| {
            file.path.starts_with("edge/src/")
                && !confined.places.iter().any(|place| file.is_in(place))
        });
        for file in elsewhere {
            let is_handler = file.is_in("edge/src/api") || file.is_in("edge/src/router");
            for path in paths(file) {
                let text = path.text();
                let is_named = path
                    .segments
                    .first()
                    .is_some_and(|first| first == confined.name);
                if is_named && !(is_handler && text == HANDLER_ATTRIBUTE) {
                    let message = format!(
                        "`{text}` belongs in {}: {}",
                        confined.places.join(", "),
                        confined.reason
                    );
                    findings.push(Finding::new(file, path.line, message));
                }
            }
        }
    }
    findings
}

/// SQL is only in the store and the migrations.
pub(super) fn check_sql(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.has_extension("rs")) {
        let elsewhere = SQL_PLACES.iter().any(|place| file.is_in(place))
            || ["tests/", "xtask/", "edge/tests/"]
                .iter()
                .any(|tests| file.path.starts_with(tests))
            || file.path.ends_with("/tests.rs");
        if elsewhere {
            continue;
        }
        for (line, code) in file.code_lines().filter(|(_, code)| is_sql(code)) {
            let message = format!("SQL belongs in edge/src/store: {}", code.trim());
            findings.push(Finding::new(file, line, message));
        }
    }
    findings
}
fn is_sql(code: &str) -> bool {
    let starts = ["SELECT ", "INSERT INTO ", "INSERT OR ", "DELETE FROM "]
        .iter()
        .any(|word| contains_name(code, word));
    starts || (contains_name(code, "UPDATE ") && code.contains(" SET "))
}
/// Whether the code contains the name, and not just as the end of a longer one.
fn contains_name(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(start, _)| {
        let before = code
            .get(..start)
            .and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_') || name.starts_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check;

    #[test]
    fn finds_worker_types_outside_the_platform() {
        check(
            check_crates,
            "edge/src/services/answer.rs",
            "use worker::Env;\n",
            &[1],
        );
        check(
            check_crates,
            "edge/src/services/answer.rs",
            "use co_worker::Env;\n",
            &[],
        );
        for path in [
            "edge/src/platform/cloudflare.rs",
            "edge/src/platform/cloudflare/d1.rs",
            "edge/src/durable/conversation_room.rs",
        ] {
            check(check_crates, path, "use worker::Env;\n", &[]);
        }
    }

    #[test]
    fn allows_a_handler_the_attribute_alone() {
        let attribute = "#[worker::send]\nasync fn f() {}\n";
        check(check_crates, "edge/src/api/chat.rs", attribute, &[]);
        check(
            check_crates,
            "edge/src/api/chat.rs",
            "use worker::Request;\n",
            &[1],
        );
        check(check_crates, "edge/src/services/chat.rs", attribute, &[1]);
    }

    #[test]
    fn finds_http_below_the_handlers() {
        for path in [
            "services/answer.rs",
            "jobs.rs",
            "durable/quota.rs",
            "platform.rs",
            "pages/reply.rs",
            "store/leads.rs",
        ] {
            check(
                check_crates,
                &format!("edge/src/{path}"),
                "\nuse axum::Json;\n",
                &[2],
            );
        }
        check(
            check_crates,
            "edge/src/api/chat.rs",
            "use axum::Json;\n",
            &[],
        );
        check(check_crates, "tests/src/line.rs", "use axum::Json;\n", &[]);
    }

    #[test]
    fn finds_sql_outside_the_store() {
        check(
            check_sql,
            "edge/src/api/chat.rs",
            "let sql = \"SELECT id FROM messages\";\n",
            &[1],
        );
        check(
            check_sql,
            "edge/src/api/chat.rs",
            "\n\"UPDATE messages SET text = ?1\"\n",
            &[2],
        );
        check(
            check_sql,
            "edge/src/api/chat.rs",
            "\"DELETE FROM messages\"\n",
            &[1],
        );
        check(
            check_sql,
            "edge/src/store/messages.rs",
            "\"SELECT id FROM messages\"\n",
            &[],
        );
        check(check_sql, "edge/src/store.rs", "\"SELECT 1\"\n", &[]);
        check(
            check_sql,
            "edge/src/api/chat.rs",
            "let text = \"Please select a plan\";\n",
            &[],
        );
    }
}
