//! Which modules may use which: the layers of ARCHITECTURE.md. Dependencies that a crate's manifest excludes need no
//! rule here.

use super::{
    rust_code::paths,
    source_file::{Finding, SourceFile},
};

/// A part of the edge, and the other parts that it may use.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
}

/// The layers, lowest first. A name covers the modules below it, except those with a row of their own. `lib.rs` uses
/// all of them.
const EDGE: [Layer; 17] = [
    Layer {
        name: "domain",
        may_use: &[],
    },
    Layer {
        name: "config",
        may_use: &["domain"],
    },
    Layer {
        name: "platform",
        may_use: &["domain", "config"],
    },
    Layer {
        name: "providers",
        may_use: &["domain", "platform"],
    },
    Layer {
        name: "store",
        may_use: &["domain", "platform"],
    },
    Layer {
        name: "services",
        may_use: &["domain", "config", "platform", "store", "providers"],
    },
    Layer {
        name: "jobs",
        may_use: &["domain", "platform", "store", "services"],
    },
    Layer {
        name: "pages",
        may_use: &["domain", "store", "services"],
    },
    Layer {
        name: "platform::sqlite",
        may_use: &["platform", "store"],
    },
    Layer {
        name: "platform::query_plan",
        may_use: &["platform", "platform::sqlite"],
    },
    Layer {
        name: "platform::native",
        may_use: &[
            "domain",
            "config",
            "platform",
            "platform::sqlite",
            "providers",
            "services",
        ],
    },
    Layer {
        name: "platform::cloudflare",
        may_use: &["domain", "config", "platform", "providers", "durable"],
    },
    Layer {
        name: "durable",
        may_use: &["domain", "platform", "platform::cloudflare", "services"],
    },
    Layer {
        name: "api",
        may_use: &["domain", "config", "platform", "store", "services", "pages"],
    },
    Layer {
        name: "fast_path",
        may_use: &["domain", "platform", "services", "api"],
    },
    Layer {
        name: "router",
        may_use: &["platform", "api"],
    },
    Layer {
        name: "api::openapi::documents",
        may_use: &["domain", "store", "services", "api", "router"],
    },
];

/// Every module of the edge belongs to a layer, and uses only the layers allowed to it.
pub(super) fn check_edge(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let Some(module) = module(file) else { continue };
        let Some(layer) = layer(&module) else {
            let message = format!("add `{module}` to its layer in xtask/src/tidy/layers.rs");
            findings.push(Finding::new(file, 1, message));
            continue;
        };
        for path in paths(file) {
            let text = path.text();
            let Some(used) = text.strip_prefix("crate::").and_then(self::layer) else {
                continue;
            };
            if used.name != layer.name && !layer.may_use.contains(&used.name) {
                let message = format!("`{}` must not use `{}`: {text}", layer.name, used.name);
                findings.push(Finding::new(file, path.line, message));
            }
        }
    }
    findings
}

/// `store::messages` for `edge/src/store/messages.rs`. None for the crate's root and for files outside the edge.
fn module(file: &SourceFile) -> Option<String> {
    let inside = file.path.strip_prefix("edge/src/")?.strip_suffix(".rs")?;
    (inside != "lib").then(|| inside.replace('/', "::"))
}

/// The row with the longest name that contains the module.
fn layer(module: &str) -> Option<&'static Layer> {
    EDGE.iter()
        .filter(|layer| is_below(module, layer.name))
        .max_by_key(|layer| layer.name.len())
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The names that a folder's code must not use.
struct Ban {
    folder: &'static str,
    paths: &'static [&'static str],
    reason: &'static str,
}

const BANS: [Ban; 7] = [
    Ban {
        folder: "rich-text/src/markdown",
        paths: &["web_sys", "js_sys", "wasm_bindgen", "porchlight_browser"],
        reason: "Markdown is read without a DOM",
    },
    Ban {
        folder: "widget/src/chat",
        paths: &["web_sys", "gloo_net", "leptos"],
        reason: "the chat's state is plain data, tested without a browser",
    },
    Ban {
        folder: "widget/src/state",
        paths: &["crate::stream", "crate::actions", "crate::components"],
        reason: "the state is below the code that changes it",
    },
    Ban {
        folder: "widget/src/stream",
        paths: &["crate::actions", "crate::components"],
        reason: "a stream changes the state; views and actions follow",
    },
    Ban {
        folder: "widget/src/components",
        paths: &["gloo_net", "serde_json"],
        reason: "components show state; widget::api fetches it",
    },
    Ban {
        folder: "console/src/components",
        paths: &["gloo_net", "serde_json", "crate::api"],
        reason: "components show state; the inbox and the rooms load it",
    },
    Ban {
        folder: "console/src/model",
        paths: &["web_sys", "js_sys", "gloo_net", "leptos"],
        reason: "a room's data is plain, tested without a browser",
    },
];

/// Code for browsers uses none of the names forbidden to its folder.
pub(super) fn check_browser(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ban in &BANS {
        for file in files.iter().filter(|file| file.is_in(ban.folder)) {
            for path in paths(file) {
                let text = path.text();
                if ban.paths.iter().any(|banned| is_below(&text, banned)) {
                    let message = format!("`{text}` in {}: {}", ban.folder, ban.reason);
                    findings.push(Finding::new(file, path.line, message));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check;

    #[test]
    fn finds_a_layer_that_knows_what_is_above_it() {
        for (path, import) in [
            (
                "edge/src/domain/conversation/job.rs",
                "use crate::platform::Clock;\n",
            ),
            (
                "edge/src/platform/db.rs",
                "use crate::{services::{room as keep}};\n",
            ),
            (
                "edge/src/platform.rs",
                "fn send(job: &super::jobs::Job) {}\n",
            ),
            (
                "edge/src/store/leads.rs",
                "use crate::providers::extractive;\n",
            ),
            (
                "edge/src/providers/extractive.rs",
                "use crate::store::passages;\n",
            ),
            ("edge/src/services/answer.rs", "use crate::jobs;\n"),
            (
                "edge/src/jobs/sweep.rs",
                "use crate::api::error::ApiError;\n",
            ),
            (
                "edge/src/durable/conversation_room.rs",
                "use crate::api::error::ApiError;\n",
            ),
            ("edge/src/pages/reply.rs", "use crate::api::reply;\n"),
            ("edge/src/api/chat.rs", "use crate::jobs;\n"),
            ("edge/src/api/chat.rs", "use crate::router;\n"),
        ] {
            check(check_edge, path, import, &[1]);
        }
    }

    #[test]
    fn lets_a_layer_use_those_below_it() {
        for (path, import) in [
            (
                "edge/src/store/leads.rs",
                "use super::messages;\nuse crate::platform::db::Db;\n",
            ),
            (
                "edge/src/platform/cloudflare/rooms.rs",
                "use crate::durable::ConversationRoom;\n",
            ),
            (
                "edge/src/api/chat.rs",
                "use crate::{pages::embed, store::leads};\n",
            ),
            ("edge/src/lib.rs", "use crate::{jobs, router};\n"),
            (
                "edge/src/jobs.rs",
                "//! See crate::api.\n#[cfg(test)]\nmod tests { use crate::api::Error; }\n",
            ),
        ] {
            check(check_edge, path, import, &[]);
        }
    }

    /// The path of a module that belongs to this layer and not to a more specific one.
    fn file_of(layer: &Layer) -> String {
        format!("edge/src/{}/made_up.rs", layer.name.replace("::", "/"))
    }

    #[test]
    fn finds_each_import_that_no_row_allows() {
        for layer in &EDGE {
            for other in &EDGE {
                let is_allowed = other.name == layer.name || layer.may_use.contains(&other.name);
                let import = format!("use crate::{}::made_up::Thing;\n", other.name);
                let lines: &[usize] = if is_allowed { &[] } else { &[1] };
                check(check_edge, &file_of(layer), &import, lines);
            }
        }
    }

    #[test]
    fn no_row_allows_what_allows_it_but_the_two_sides_of_a_durable_object() {
        let both_ways: Vec<(&str, &str)> = (EDGE.iter())
            .flat_map(|layer| EDGE.iter().map(move |other| (layer, other)))
            .filter(|(layer, other)| {
                layer.may_use.contains(&other.name) && other.may_use.contains(&layer.name)
            })
            .map(|(layer, other)| (layer.name, other.name))
            .collect();
        assert_eq!(
            both_ways,
            [
                ("platform::cloudflare", "durable"),
                ("durable", "platform::cloudflare"),
            ]
        );
    }

    #[test]
    fn finds_all_that_a_folder_of_a_browsers_crate_must_not_name() {
        for ban in &BANS {
            for path in ban.paths {
                let file = format!("{}/made_up.rs", ban.folder);
                check(check_browser, &file, &format!("use {path}::Thing;\n"), &[1]);
            }
        }
    }

    #[test]
    fn asks_which_layer_a_new_module_is() {
        check(check_edge, "edge/src/billing.rs", "", &[1]);
    }

    #[test]
    fn finds_what_a_part_of_the_widget_must_not_know() {
        for (path, import) in [
            ("rich-text/src/markdown/link.rs", "use web_sys::Url;\n"),
            ("widget/src/chat.rs", "use leptos::prelude::*;\n"),
            (
                "widget/src/stream/attend.rs",
                "use crate::{components::{error_notice}};\n",
            ),
            (
                "widget/src/components/panel.rs",
                "use gloo_net::http::Request;\n",
            ),
            ("console/src/components/list.rs", "use crate::api;\n"),
        ] {
            check(check_browser, path, import, &[1]);
        }
        check(
            check_browser,
            "widget/src/context.rs",
            "use leptos::prelude::*;\n",
            &[],
        );
    }
}
