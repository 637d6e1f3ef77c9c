//! A module made by hand: small, and with one of everything that is rewritten.

use super::*;

/// Imports `./w.js` `__wbg_log` (a function); two functions of its own, named; exports them and a memory.
fn module() -> Vec<u8> {
    let function_names = [
        number(0),
        bytes_of("log"),
        number(1),
        bytes_of("run"),
        number(2),
        bytes_of("core[1a2b]::panicking::panic_fmt"),
    ];
    let function_names = [vec![3], function_names.concat()].concat();
    let names = [
        bytes_of("name"),
        vec![1],
        number(function_names.len()),
        function_names,
    ]
    .concat();
    let body = vec![4, 0x00, 0x41, 0x07, 0x0b];
    let import = [bytes_of("./w.js"), bytes_of("__wbg_log"), vec![0, 0]].concat();
    let export = |name: &str, kind, index| [bytes_of(name), vec![kind, index]].concat();
    let exports = [
        export("main", 0, 1),
        export("gone", 0, 2),
        export("memory", 2, 0),
    ];
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (id, section) in [
        (IMPORTS, list(&[import])),
        (EXPORTS, list(&exports)),
        (CODE, list(&[body.clone(), body])),
        (CUSTOM, names),
    ] {
        module.push(id);
        module.extend(number(section.len()));
        module.extend(section);
    }
    module
}

fn section_of(wasm: &[u8], id: u8) -> &[u8] {
    sections(wasm)
        .unwrap()
        .into_iter()
        .find(|(other, _)| *other == id)
        .unwrap()
        .1
}

#[test]
fn exports_that_nobody_calls_go() {
    let called = HashSet::from(["main".to_owned(), "memory".to_owned()]);
    let wasm = without_unused_exports(&module(), &called).unwrap();
    let names: Vec<&str> = exports(section_of(&wasm, EXPORTS))
        .unwrap()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["main", "memory"]);
}

#[test]
fn a_panic_becomes_a_trap_and_nothing_else_does() {
    let wasm = with_bare_panics(&module()).unwrap();
    let mut code = Reader(section_of(&wasm, CODE));
    assert_eq!(code.number().unwrap(), 2);
    assert_eq!(code.sized().unwrap(), [0x00, 0x41, 0x07, 0x0b]);
    assert_eq!(code.sized().unwrap(), TRAP);
}

#[test]
fn names_become_short_and_what_they_were_is_known() {
    let (wasm, names) = with_short_names(&module()).unwrap();
    assert_eq!(names.module, "./w.js");
    assert_eq!(
        names.imports,
        BTreeMap::from([("__wbg_log".to_owned(), "a".to_owned())])
    );
    assert_eq!(names.exports.get("memory").unwrap(), "c");
    let imports = imports(section_of(&wasm, IMPORTS)).unwrap();
    assert_eq!((imports[0].module, imports[0].name), ("a", "a"));
}

#[test]
fn short_names_differ() {
    let names: HashSet<String> = (0..2_000).map(short_name).collect();
    assert_eq!(names.len(), 2_000);
    assert_eq!(
        (short_name(0), short_name(51), short_name(52)),
        ("a".into(), "Z".into(), "aa".into())
    );
}

#[test]
fn panics_are_known_by_name_whatever_their_hashes() {
    for (name, expected) in [
        ("core[c5930c85a12de822]::panicking::panic_fmt", true),
        ("core::panicking::panic_display::hb1a615e2d1ad759b", true),
        (
            "<char as core[c5930c85a12de822]::fmt::Debug>::fmt.654",
            true,
        ),
        ("<alloc[3ca5]::vec::Vec<_, _>>::remove::assert_failed", true),
        (
            "std::sys::backtrace::__rust_begin_short_backtrace::he5fb58685836e100",
            false,
        ),
        (
            "std[a543]::panicking::panic_count::is_zero_slow_path",
            false,
        ),
        ("<str as core::fmt::Debug>::fmt", false),
        ("<[u8] as core::slice::Slice>::len", false),
    ] {
        assert_eq!(is_about_panics(name), expected, "{name}");
    }
}

#[test]
fn what_is_no_module_is_refused() {
    assert!(without_unused_exports(b"<!doctype html>", &HashSet::new()).is_err());
    assert!(sections(b"\0asm\x01\0\0\0\x02\x7f").is_err());
}
