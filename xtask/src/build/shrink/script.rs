//! The module that wasm-bindgen writes, as far as it names imports and exports of the WebAssembly:
//!
//! ```text
//!   wasm.run(…)                                   calls an export
//!           __wbg_log_1a2b: function(arg0) {      is an import, up to the line `        },`
//!   "./porchlight-widget_bg.js": import0          the module that imports come from
//! ```

use super::short_names::ShortNames;

/// How wasm-bindgen indents the imports.
const INDENT: &str = "        ";

/// The script with the short names, and without the imports that the WebAssembly does not have any more.
pub(super) fn with_short_names(script: &str, names: &ShortNames) -> String {
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
    let kept = kept.replace(&format!("\"{}\"", names.module), "\"a\"");
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

/// The import that begins in a line.
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
    use std::collections::BTreeMap;

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
    fn renames_both_sides_and_drops_imports_that_are_gone() {
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let names = ShortNames {
            module: "./w.js".to_owned(),
            imports: BTreeMap::from([pair("__wbg_log_1a", "b")]),
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
