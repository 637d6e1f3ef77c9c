//! The WebAssembly binary, as far as its imports, exports and functions' bodies: <https://webassembly.github.io/spec/core/binary/modules.html>.

mod locations;

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context, Result, bail, ensure};

pub(super) use locations::without_locations;

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

/// `\0asm` and the version.
const HEADER_BYTES: usize = 8;

/// No locals; `unreachable`; `end`.
const TRAP: [u8; 3] = [0x00, 0x00, 0x0b];

/// Functions that only a panic calls: they end it, or describe it. By the names that the standard library has given
/// them for years; one that is called otherwise some day stays, and is paid for.
const PANICS: [&str; 14] = [
    "core::panicking::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::index::slice_",
    "core::str::slice_error_fail",
    "core::cell::panic_already_",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::alloc::handle_alloc_error",
    "std::alloc::rust_oom",
    "std::panicking::panic_with_hook",
    "std::thread::local::panic_access_error",
    "__rustc::rust_begin_unwind",
];

/// The same for what a panic's message holds. The widget prints none of these.
const DESCRIPTIONS: [&str; 8] = [
    "<char as core::fmt::Debug>::fmt",
    "<&isize as core::fmt::Debug>::fmt",
    "<&usize as core::fmt::Debug>::fmt",
    "<core::ops::range::Range<usize> as core::fmt::Debug>::fmt",
    "<wasm_bindgen::JsValue as core::fmt::Debug>::fmt",
    "<&dyn core::fmt::Debug as core::fmt::Debug>::fmt",
    "<core::fmt::Error as core::fmt::Debug>::fmt",
    "<std::thread::local::AccessError as core::fmt::Debug>::fmt",
];

/// Old names to new ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ShortNames {
    /// The module that imports come from.
    pub(super) module: String,
    /// Of imports.
    pub(super) imports: BTreeMap<String, String>,
    /// Of exports.
    pub(super) exports: BTreeMap<String, String>,
}

/// The module without the exports that are not `called`.
pub(super) fn without_unused_exports(wasm: &[u8], called: &HashSet<String>) -> Result<Vec<u8>> {
    rewrite(wasm, |id, section| {
        if id != EXPORTS {
            return Ok(None);
        }
        let mut kept = Vec::new();
        for (name, rest) in exports(section)? {
            if called.contains(name) {
                kept.push([&bytes_of(name), rest].concat());
            }
        }
        Ok(Some(list(&kept)))
    })
}

/// The module with a trap in the place of every panic.
pub(super) fn with_bare_panics(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut names = BTreeMap::new();
    for (id, section) in sections(wasm)? {
        if id == IMPORTS {
            imported = imports(section)?
                .iter()
                .filter(|import| import.is_function())
                .count();
        } else if id == CUSTOM {
            names.append(&mut function_names(section)?);
        }
    }
    ensure!(
        !names.is_empty(),
        "the module has no names of functions: panics cannot be found"
    );
    rewrite(wasm, |id, section| {
        if id != CODE {
            return Ok(None);
        }
        let mut reader = Reader(section);
        let mut bodies = Vec::new();
        for index in 0..reader.number()? {
            let body = reader.sized()?;
            let is_panic = names
                .get(&(imported + index))
                .is_some_and(|name| is_about_panics(name));
            let body = if is_panic { &TRAP } else { body };
            bodies.push([&number(body.len()), body].concat());
        }
        Ok(Some(list(&bodies)))
    })
}

/// The module with names of one or two letters for what it imports and exports.
pub(super) fn with_short_names(wasm: &[u8]) -> Result<(Vec<u8>, ShortNames)> {
    let mut names = ShortNames::default();
    let wasm = rewrite(wasm, |id, section| match id {
        IMPORTS => {
            let mut renamed = Vec::new();
            for (index, import) in imports(section)?.into_iter().enumerate() {
                ensure!(
                    names.module.is_empty() || names.module == import.module,
                    "imports come from more than one module"
                );
                import.module.clone_into(&mut names.module);
                let short = short_name(index);
                renamed.push([&bytes_of("a"), &bytes_of(&short), import.rest].concat());
                names.imports.insert(import.name.to_owned(), short);
            }
            Ok(Some(list(&renamed)))
        }
        EXPORTS => {
            let mut renamed = Vec::new();
            for (index, (name, rest)) in exports(section)?.into_iter().enumerate() {
                let short = short_name(index);
                renamed.push([&bytes_of(&short), rest].concat());
                names.exports.insert(name.to_owned(), short);
            }
            Ok(Some(list(&renamed)))
        }
        _ => Ok(None),
    })?;
    Ok((wasm, names))
}

/// `a` to `z`, `A` to `Z`, then two of them.
fn short_name(index: usize) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').collect();
    let letter = |index: usize| letters.get(index % letters.len()).copied().unwrap_or('a');
    match index.checked_sub(letters.len()) {
        None => letter(index).to_string(),
        Some(later) => [letter(later / letters.len()), letter(later)]
            .iter()
            .collect(),
    }
}

fn is_about_panics(name: &str) -> bool {
    let name = without_hashes(name);
    PANICS.iter().any(|start| name.starts_with(start))
        || name.ends_with("::assert_failed")
        || DESCRIPTIONS.contains(&name.as_str())
}

/// A function's name without the hashes of its crate (`core[1a2b]::…`), of itself (`…::h1a2b`) and of its copy (`….12`).
fn without_hashes(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        rest = match after.split_once(']') {
            Some((hash, after))
                if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) && !hash.is_empty() =>
            {
                after
            }
            _ => {
                kept.push('[');
                after
            }
        };
    }
    kept.push_str(rest);
    let own = kept.trim_end_matches(|character: char| character.is_ascii_digit());
    let own = own.strip_suffix('.').unwrap_or(&kept);
    match own.rsplit_once("::h") {
        Some((own, hash))
            if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            own.to_owned()
        }
        _ => own.to_owned(),
    }
}

struct Import<'a> {
    module: &'a str,
    name: &'a str,
    /// Its kind and type.
    rest: &'a [u8],
}

impl Import<'_> {
    fn is_function(&self) -> bool {
        self.rest.first() == Some(&0)
    }
}

fn imports(section: &[u8]) -> Result<Vec<Import<'_>>> {
    let mut reader = Reader(section);
    let mut imports = Vec::new();
    for _ in 0..reader.number()? {
        let (module, name) = (reader.text()?, reader.text()?);
        let start = reader.0;
        match reader.byte()? {
            0 => {
                reader.number()?;
            }
            1 => {
                reader.byte()?;
                reader.limits()?;
            }
            2 => reader.limits()?,
            3 => {
                reader.byte()?;
                reader.byte()?;
            }
            other => bail!("an import of kind {other} is not known"),
        }
        let rest = start
            .get(..start.len() - reader.0.len())
            .unwrap_or_default();
        imports.push(Import { module, name, rest });
    }
    Ok(imports)
}

/// Names, and what stands behind each.
fn exports(section: &[u8]) -> Result<Vec<(&str, &[u8])>> {
    let mut reader = Reader(section);
    let mut exports = Vec::new();
    for _ in 0..reader.number()? {
        let name = reader.text()?;
        let start = reader.0;
        reader.byte()?;
        reader.number()?;
        exports.push((
            name,
            start
                .get(..start.len() - reader.0.len())
                .unwrap_or_default(),
        ));
    }
    Ok(exports)
}

/// The functions' names by their index, where a custom section holds them.
fn function_names(section: &[u8]) -> Result<BTreeMap<usize, String>> {
    const FUNCTIONS: u8 = 1;
    let mut reader = Reader(section);
    let mut names = BTreeMap::new();
    if reader.text()? != "name" {
        return Ok(names);
    }
    while !reader.0.is_empty() {
        let kind = reader.byte()?;
        let mut part = Reader(reader.sized()?);
        if kind == FUNCTIONS {
            for _ in 0..part.number()? {
                names.insert(part.number()?, part.text()?.to_owned());
            }
        }
    }
    Ok(names)
}

/// Sections by their ids.
fn sections(wasm: &[u8]) -> Result<Vec<(u8, &[u8])>> {
    ensure!(wasm.starts_with(b"\0asm"), "this is no WebAssembly module");
    let mut reader = Reader(wasm.get(HEADER_BYTES..).unwrap_or_default());
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        sections.push((reader.byte()?, reader.sized()?));
    }
    Ok(sections)
}

/// The module with the sections that `change` returns in the place of those that it was given.
fn rewrite(
    wasm: &[u8],
    mut change: impl FnMut(u8, &[u8]) -> Result<Option<Vec<u8>>>,
) -> Result<Vec<u8>> {
    let mut written = wasm.get(..HEADER_BYTES).unwrap_or_default().to_owned();
    for (id, section) in sections(wasm)? {
        let changed = change(id, section)?;
        let section = changed.as_deref().unwrap_or(section);
        written.push(id);
        written.extend(number(section.len()));
        written.extend(section);
    }
    Ok(written)
}

/// Items with their number before them.
fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [number(items.len()), items.concat()].concat()
}

fn bytes_of(text: &str) -> Vec<u8> {
    [&number(text.len()), text.as_bytes()].concat()
}

/// LEB128.
fn number(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("the module ends too early")?;
        self.0 = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<usize> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            ensure!(shift < 32, "a number is too long");
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Ok(value);
            }
        }
    }

    /// So many bytes as the number before them says.
    fn sized(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self
            .0
            .split_at_checked(length)
            .context("the module ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }

    fn text(&mut self) -> Result<&'a str> {
        std::str::from_utf8(self.sized()?).context("a name is not UTF-8")
    }

    fn limits(&mut self) -> Result<()> {
        let has_end = self.byte()? & 1 == 1;
        self.number()?;
        if has_end {
            self.number()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
