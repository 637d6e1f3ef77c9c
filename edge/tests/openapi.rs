//! The API's documents describe all routes, and the committed copies match the code. `cargo xtask openapi` generates
//! them again.
use std::{collections::BTreeSet, env, fs, path::Path};

use porchlight_edge::{api::openapi::documents, router::GROUPS};
use serde_json::Value;

#[test]
fn the_documents_describe_every_route_that_is_to_be_described_and_no_other() {
    let routes: BTreeSet<(String, String)> = GROUPS
        .iter()
        .filter(|(_, group)| group.is_documented)
        .flat_map(|(_, group)| group.routes)
        .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let mut described = BTreeSet::new();
    for (_, document) in documents::all() {
        let document: Value = serde_json::to_value(document).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                described.insert((method.clone(), path.clone()));
            }
        }
    }
    assert_eq!(described, routes);
}

#[test]
fn every_route_stands_in_a_table() {
    let router = include_str!("../src/router.rs");
    assert_eq!(
        router.matches(".route(").count(),
        1,
        "only routes! calls it"
    );
}

#[test]
fn the_committed_documents_are_what_the_code_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi");
    for (name, document) in documents::all() {
        let json = document.to_pretty_json().unwrap() + "\n";
        let file = folder.join(format!("{name}.json"));
        if env::var_os("PORCHLIGHT_WRITE_OPENAPI").is_some() {
            fs::write(file, json).unwrap();
        } else {
            let committed = fs::read_to_string(file).unwrap();
            assert!(
                committed == json,
                "docs/openapi/{name}.json is not what the code says: cargo xtask openapi"
            );
        }
    }
}

#[test]
fn every_body_that_may_hold_the_key_says_so() {
    let document = documents::all()
        .into_iter()
        .find(|(name, _)| *name == "site");
    let document = serde_json::to_value(document.unwrap().1).unwrap();
    for path in ["chat", "feedback", "handoff", "sources/rescrape"] {
        let operation = &document["paths"][format!("/api/v1/{path}")]["post"];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        let fields = &document["components"]["schemas"][name]["properties"];
        assert!(fields["apiKey"].is_object(), "{path}: {fields}");
    }
}

#[test]
fn json_and_a_stream_are_not_offered_together_so_that_generated_clients_need_no_cast() {
    for (name, document) in documents::all() {
        let document = serde_json::to_value(document).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let content = &operation["responses"]["200"]["content"];
                let has_both = content["text/event-stream"].is_object()
                    && content["application/json"].is_object();
                assert!(!has_both, "{name}: {method} {path}");
            }
        }
    }
}
