//! The short names of imports and exports, as wasm-opt prints them:
//!
//! ```text
//!   {"imports": [["./porchlight-widget_bg.js", "__wbg_log_1a2b", "a"], …], "exports": [["memory", "b"], …]}
//!   {"imports": [["a", "a", "a"], …], …}
//! ```
//! wasm-opt repeats its passes until nothing gets smaller, and prints one document per round. Each renames the names of
//! the round before.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The module that loads the later parts of a split program.
pub(crate) const LOADERS: &str = "./__wasm_split.js";

/// Maps old names to new ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ShortNames {
    /// The module of the imports. Its new name is `a`.
    pub(crate) module: String,
    pub(crate) imports: BTreeMap<String, String>,
    /// The imports that come from [`LOADERS`].
    pub(crate) loaders: BTreeSet<String>,
    pub(crate) exports: BTreeMap<String, String>,
}

impl ShortNames {
    /// Parses the output of wasm-opt.
    pub(crate) fn read(printed: &str) -> Result<Self> {
        let mut names: Option<Self> = None;
        for round in serde_json::Deserializer::from_str(printed).into_iter() {
            let round = Self::of_round(&round.context("wasm-opt has not printed JSON")?)?;
            names = Some(match names {
                None => round,
                Some(before) => Self {
                    module: before.module,
                    loaders: before.loaders,
                    imports: renamed(before.imports, &round.imports),
                    exports: renamed(before.exports, &round.exports),
                },
            });
        }
        names.context("wasm-opt has printed no names")
    }

    fn of_round(round: &Value) -> Result<Self> {
        let mut names = Self::default();
        for import in rows(round, "imports")? {
            let [module, old, new] = import.as_slice() else {
                anyhow::bail!("an import has three names, not {import:?}");
            };
            names.imports.insert(old.clone(), new.clone());
            if module == LOADERS {
                names.loaders.insert(old.clone());
                continue;
            }
            ensure!(
                names.module.is_empty() || names.module == *module,
                "imports come from more than one module"
            );
            names.module.clone_from(module);
        }
        for export in rows(round, "exports")? {
            let [old, new] = export.as_slice() else {
                anyhow::bail!("an export has two names, not {export:?}");
            };
            names.exports.insert(old.clone(), new.clone());
        }
        Ok(names)
    }
}

fn rows(round: &Value, kind: &str) -> Result<Vec<Vec<String>>> {
    serde_json::from_value(round.get(kind).cloned().unwrap_or_default())
        .with_context(|| format!("wasm-opt has printed no {kind}"))
}

/// A name that a later round dropped is removed.
fn renamed(
    before: BTreeMap<String, String>,
    round: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    before
        .into_iter()
        .filter_map(|(old, new)| Some((old, round.get(&new)?.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_a_name_through_every_round() {
        let printed = r#"{
 "imports": [
  ["./w.js", "__wbg_log_1a", "b"],
  ["./w.js", "__wbg_gone_2b", "$"],
  ["./__wasm_split.js", "__wasm_split_load_rooms", "d"]
 ],
"exports": [
  ["memory", "c"]
 ]
}
{
 "imports": [
  ["a", "b", "$"],
  ["a", "d", "e"]
 ],
"exports": [
  ["c", "b"]
 ]
}
"#;
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let expected = ShortNames {
            module: "./w.js".to_owned(),
            imports: BTreeMap::from([
                pair("__wbg_log_1a", "$"),
                pair("__wasm_split_load_rooms", "e"),
            ]),
            loaders: BTreeSet::from(["__wasm_split_load_rooms".to_owned()]),
            exports: BTreeMap::from([pair("memory", "b")]),
        };
        assert_eq!(ShortNames::read(printed).unwrap(), expected);
    }

    #[test]
    fn refuses_what_is_no_list_of_names() {
        for printed in [
            "",
            "warning: no passes",
            "{\"imports\": []}",
            "{\"imports\": [[\"a\"]], \"exports\": []}",
        ] {
            assert!(ShortNames::read(printed).is_err(), "{printed}");
        }
    }
}
