//! Who may know of whom: the layers of ARCHITECTURE.md.

use super::{Finding, SourceFile};

/// Names that a layer must not contain.
struct Layer {
    folder: &'static str,
    forbidden: &'static [&'static str],
    reason: &'static str,
}

const LAYERS: [Layer; 9] = [
    Layer {
        folder: "shared/src",
        forbidden: &[
            "wasm_bindgen",
            "web_sys",
            "js_sys",
            "std::time",
            "std::fs",
            "std::net",
        ],
        reason: "shared does no I/O and has no clock",
    },
    Layer {
        folder: "edge/src/domain",
        forbidden: &[
            "async fn",
            ".await",
            "axum::",
            "crate::api",
            "crate::services",
            "crate::store",
            "crate::platform",
        ],
        reason: "domain is synchronous and pure; it is given `now`",
    },
    Layer {
        folder: "edge/src/store",
        forbidden: &[
            "axum::",
            "crate::api",
            "crate::services",
            "crate::providers",
        ],
        reason: "store knows the database alone",
    },
    Layer {
        folder: "edge/src/providers",
        forbidden: &["axum::", "crate::api", "crate::store", "crate::services"],
        reason: "a provider writes; it knows neither the database nor our status codes",
    },
    Layer {
        folder: "edge/src/services",
        forbidden: &["axum::", "crate::api"],
        reason: "services are called by HTTP handlers, jobs and rooms alike",
    },
    Layer {
        folder: "rich-text/src/markdown",
        forbidden: &["web_sys", "js_sys", "wasm_bindgen", "porchlight_browser"],
        reason: "Markdown is read without a DOM",
    },
    Layer {
        folder: "widget/src/chat",
        forbidden: &["web_sys", "gloo_net", "leptos"],
        reason: "the chat's state is plain data, tested without a browser",
    },
    Layer {
        folder: "widget/src/components",
        forbidden: &["gloo_net", "serde_json"],
        reason: "components show state; widget::api fetches it",
    },
    Layer {
        folder: "console/src/components",
        forbidden: &["gloo_net", "serde_json", "crate::api"],
        reason: "components show state; the desk asks for it",
    },
];

/// Where `worker` may be named: everything else runs natively, too.
const WORKER_PLACES: [&str; 5] = [
    "edge/src/fast_path.rs",
    "edge/src/lib.rs",
    "edge/src/platform/cloudflare",
    "edge/src/durable",
    "edge/src/platform/cloudflare.rs",
];

/// Where SQL may stand. A room keeps the log of its running turn in its own storage.
const SQL_PLACES: [&str; 3] = ["edge/src/store", "edge/src/durable", "edge/migrations"];

/// Nothing names what its layer must not know.
pub(crate) fn check_layers(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for layer in &LAYERS {
        for file in files
            .iter()
            .filter(|file| file.has_extension("rs") && file.is_in(layer.folder))
        {
            for (line, code) in file.code_lines() {
                for name in layer
                    .forbidden
                    .iter()
                    .filter(|name| contains_name(code, name))
                {
                    findings.push(Finding::new(
                        file,
                        line,
                        format!("`{name}` in {}: {}", layer.folder, layer.reason),
                    ));
                }
            }
        }
    }
    findings
}

/// `worker::` stands only where the platform is met.
pub(crate) fn check_worker_types(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.has_extension("rs") && file.is_in("edge/src"))
    {
        if WORKER_PLACES.iter().any(|place| {
            file.is_in(place) || file.path.starts_with("edge/src/platform/cloudflare_")
        }) {
            continue;
        }
        for (line, code) in file.code_lines() {
            let handler = file.is_in("edge/src/api") || file.path == "edge/src/router.rs";
            let attribute = handler && code.trim() == "#[worker::send]";
            if contains_name(code, "worker::") && !attribute {
                let message =
                    "`worker::` belongs in edge/src/lib.rs, platform/cloudflare* and durable/";
                findings.push(Finding::new(file, line, message));
            }
        }
    }
    findings
}

/// SQL stands in the store and the migrations.
pub(crate) fn check_sql(files: &[SourceFile]) -> Vec<Finding> {
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

/// The name is there, and not as the end of a longer one.
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
    fn finds_a_layer_that_knows_too_much() {
        check(
            check_layers,
            "edge/src/domain/ranking.rs",
            "//! Ranks.\npub async fn rank() {}\n",
            &[2],
        );
        check(
            check_layers,
            "edge/src/services/answer.rs",
            "use axum::Json;\n",
            &[1],
        );
        check(
            check_layers,
            "widget/src/chat.rs",
            "use leptos::prelude::*;\n",
            &[1],
        );
        check(
            check_layers,
            "rich-text/src/markdown/link.rs",
            "use web_sys::Url;\n",
            &[1],
        );
        check(
            check_layers,
            "edge/src/api/chat.rs",
            "use axum::Json;\n",
            &[],
        );
    }

    #[test]
    fn lets_tests_and_comments_name_anything() {
        let text =
            "// no axum:: here\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use axum::Json;\n}\n";
        check(check_layers, "edge/src/services/answer.rs", text, &[]);
    }

    #[test]
    fn finds_worker_types_outside_the_platform() {
        check(
            check_worker_types,
            "edge/src/services/answer.rs",
            "use worker::Env;\n",
            &[1],
        );
        check(
            check_worker_types,
            "edge/src/platform/cloudflare.rs",
            "use worker::Env;\n",
            &[],
        );
        check(
            check_worker_types,
            "edge/src/platform/cloudflare/d1.rs",
            "use worker::Env;\n",
            &[],
        );
        check(
            check_worker_types,
            "edge/src/durable/conversation_room.rs",
            "use worker::Env;\n",
            &[],
        );
        check(
            check_worker_types,
            "edge/src/services/answer.rs",
            "use co_worker::Env;\n",
            &[],
        );
    }

    #[test]
    fn allows_a_handler_the_attribute_alone() {
        check(
            check_worker_types,
            "edge/src/api/chat.rs",
            "#[worker::send]\nasync fn f() {}\n",
            &[],
        );
        check(
            check_worker_types,
            "edge/src/api/chat.rs",
            "use worker::Request;\n",
            &[1],
        );
        check(
            check_worker_types,
            "edge/src/services/chat.rs",
            "#[worker::send]\n",
            &[1],
        );
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
