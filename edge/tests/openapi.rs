//! The API's documents describe the routes that there are, and the committed copies are the code's own.
//! `cargo xtask openapi` makes them anew.
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
