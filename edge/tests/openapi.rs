//! The committed API documents are the code's own. `cargo xtask openapi` makes them anew.
use std::{env, fs, path::Path};

use porchlight_edge::api::openapi::documents;

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
