//! Replaces panics by bare traps, in the text form of WebAssembly that wasm-opt writes:
//!
//! ```text
//!    (func $"core::panicking::panic_fmt" (param $0 i32) (param $1 i32)
//!     (local $2 i32)
//!     …
//!     (unreachable)
//!    )
//! ```
//! A function that always ends in a trap ends the program. Its other instructions only report why, and nobody reads
//! that report in a release build.

/// Functions that format panic messages, by the type and the trait in their names. Nothing else in the widget and the
/// console formats these types. The functions stay in the table for indirect calls, so wasm-opt cannot remove them.
const DESCRIPTIONS: [&str; 6] = [
    "<char as ",
    "<&isize as ",
    "<&usize as ",
    "::Range<usize> as ",
    "<wasm_bindgen::JsValue as ",
    "<&dyn ",
];
const DEBUG: &str = "::fmt::Debug>::fmt";

const FUNCTION: &str = " (func $";
const END: &str = " )";
const TRAP: &str = "  (unreachable)";

/// The module, with a trap in place of every function body that only reports a panic.
pub(super) fn with_bare_panics(module: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = module.lines();
    while let Some(line) = lines.next() {
        kept.push(line);
        if !line.starts_with(FUNCTION) {
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != END).collect();
        if never_returns(&body) || describes(line) {
            kept.push(TRAP);
        } else {
            kept.extend(body);
        }
        kept.push(END);
    }
    kept.join("\n")
}

fn never_returns(body: &[&str]) -> bool {
    let returns = body
        .iter()
        .any(|line| line.trim_start().starts_with("(return"));
    body.last() == Some(&TRAP) && !returns
}

fn describes(header: &str) -> bool {
    header.contains(DEBUG) && DESCRIPTIONS.iter().any(|part| header.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(function: &str, expected: &str) {
        let whole =
            |function: &str| format!("(module\n (memory $0 17)\n{function}\n (data \"a\")\n)");
        assert_eq!(with_bare_panics(&whole(function)), whole(expected));
    }

    #[test]
    fn what_never_returns_becomes_a_trap() {
        check(
            " (func $panic (param $0 i32)\n  (local $1 i32)\n  (call $tell\n   (local.get $0)\n  )\n  (unreachable)\n )",
            " (func $panic (param $0 i32)\n  (unreachable)\n )",
        );
    }

    #[test]
    fn what_may_return_stays() {
        for function in [
            " (func $run\n  (if\n   (local.get $0)\n   (then\n    (return)\n   )\n  )\n  (unreachable)\n )",
            " (func $run\n  (block $label\n   (unreachable)\n  )\n )",
            " (func $run (result i32)\n  (i32.const 1)\n )",
            " (func $run\n )",
        ] {
            check(function, function);
        }
    }

    #[test]
    fn what_a_panic_would_print_becomes_a_trap() {
        check(
            " (func $\"<char as core[1a2b]::fmt::Debug>::fmt\" (result i32)\n  (i32.const 1)\n )",
            " (func $\"<char as core[1a2b]::fmt::Debug>::fmt\" (result i32)\n  (unreachable)\n )",
        );
        let text =
            " (func $\"<str as core[1a2b]::fmt::Debug>::fmt\" (result i32)\n  (i32.const 1)\n )";
        check(text, text);
    }
}
