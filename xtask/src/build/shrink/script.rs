//! Renames the imports and exports of the WebAssembly in the module that wasm-bindgen writes:
//!
//! ```text
//!   wasm.run(…)                                   calls an export
//!           __wbg_log_1a2b: function(arg0) {      is an import, up to the line `        },`
//!   "./porchlight-widget_bg.js": import0          the module that imports come from
//! ```

use anyhow::{Context, Result};

use super::short_names::ShortNames;

/// The indentation of imports in wasm-bindgen's output.
const INDENT: &str = "        ";

/// The script with the short names, and without the imports that the WebAssembly no longer has.
pub(crate) fn with_short_names(script: &str, names: &ShortNames) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut skipping = false;
    for line in script.lines() {
        if let Some(name) = import_of(line) {
            let short = names.imports.get(name);
            skipping = short.is_none();
            if let Some(short) = short {
                kept.push_str(&line.replacen(name, short, 1));
                kept.push('\n');
            }
        } else if !skipping {
            kept.push_str(line);
            kept.push('\n');
        } else if line == "        }," {
            skipping = false;
        }
    }
    let module = format!("\"{}\": import0", names.module);
    let kept = kept.replace(&module, &format!("\"a\": {}", all_imports(names)));
    let mut parts = kept.split("wasm.");
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = identifier(part);
        renamed.push_str("wasm.");
        renamed.push_str(names.exports.get(name).map_or(name, String::as_str));
        renamed.push_str(part.strip_prefix(name).unwrap_or(part));
    }
    renamed
}

/// All imports in one object. The loaders of parts come from a module of their own, which is the script's second
/// import.
fn all_imports(names: &ShortNames) -> String {
    let mut loaders = String::new();
    for loader in &names.loaders {
        if let Some(short) = names.imports.get(loader) {
            loaders.extend(["\"", short, "\": import1.", loader, ", "]);
        }
    }
    if loaders.is_empty() {
        "import0".to_owned()
    } else {
        format!("Object.assign(import0, {{ {loaders}}})")
    }
}

/// The module of loaders, with the short names of the program's exports.
pub(crate) fn loaders_with_short_names(script: &str, names: &ShortNames) -> Result<String> {
    let end = " } = initSync(undefined, undefined);";
    let (before, after) = script
        .split_once(end)
        .context("the module of loaders takes nothing of the program")?;
    let (before, taken) = before
        .rsplit_once("const { ")
        .context("the module of loaders does not say what it takes")?;
    let mut renamed = String::new();
    for name in taken
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let short = names
            .exports
            .get(name)
            .with_context(|| format!("the program does not export {name}"))?;
        renamed.extend(["\"", short, "\": ", name, ", "]);
    }
    Ok(format!("{before}const {{ {renamed}{end}{after}"))
}

/// The name of the import that starts in a line.
fn import_of(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix(INDENT)?.split_once(": ")?;
    let known = name.starts_with("__wbg") || name.starts_with("__wbindgen");
    (known && rest.starts_with("function")).then_some(name)
}

fn identifier(text: &str) -> &str {
    let end = text.find(|character: char| {
        !character.is_ascii_alphanumeric() && character != '_' && character != '$'
    });
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const SCRIPT: &str = "\
function imports() {
    const import0 = {
        __proto__: null,
        __wbg_log_1a: function(arg0) {
            console.log(arg0);
        },
        __wbg_gone_2b: function() {
            const ret = wasm.__wbindgen_malloc(1);
        },
    };
    return { \"./w.js\": import0 };
}
wasm.__wbindgen_start(wasm.memory.buffer);
";

    #[test]
    fn loaders_are_imported_with_all_else_and_find_what_they_take() {
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let names = ShortNames {
            module: "./w.js".to_owned(),
            imports: BTreeMap::from([pair("__wasm_split_load_rooms", "b")]),
            loaders: BTreeSet::from(["__wasm_split_load_rooms".to_owned()]),
            exports: BTreeMap::from([pair("memory", "c")]),
        };
        let script = "return {\n \"./w.js\": import0,\n \"./__wasm_split.js\": import1,\n};\n";
        let expected = "return {\n \"a\": Object.assign(import0, { \"b\": import1.__wasm_split_load_rooms, }),\n \
                        \"./__wasm_split.js\": import1,\n};\n";
        assert_eq!(with_short_names(script, &names), expected);
        let taken = |what| format!("const {{ {what} }} = initSync(undefined, undefined);");
        let loaders = loaders_with_short_names(&taken("memory, "), &names).unwrap();
        assert_eq!(loaders, taken("\"c\": memory, "));
        assert!(loaders_with_short_names(&taken("table, "), &names).is_err());
    }

    #[test]
    fn renames_both_sides_and_drops_imports_that_are_gone() {
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let names = ShortNames {
            module: "./w.js".to_owned(),
            imports: BTreeMap::from([pair("__wbg_log_1a", "b")]),
            loaders: BTreeSet::new(),
            exports: BTreeMap::from([pair("memory", "c"), pair("__wbindgen_start", "d")]),
        };
        let expected = "\
function imports() {
    const import0 = {
        __proto__: null,
        b: function(arg0) {
            console.log(arg0);
        },
    };
    return { \"a\": import0 };
}
wasm.d(wasm.c.buffer);
";
        assert_eq!(with_short_names(SCRIPT, &names), expected);
    }
}
