//! The list of fuzz targets. Each has a name, a function and a dictionary.

use crate::words;

mod answers;
mod files;
mod pages;
mod requests;
mod result;

/// One fuzz target: a parser with checks on its results.
pub struct Target {
    /// The name on the command line, and of the file in `corpus/`.
    pub name: &'static str,
    /// Reads an input, and panics if a check on the result fails.
    pub run: fn(&[u8]),
    /// Words of the format, which libFuzzer and the tests combine.
    pub words: &'static [&'static str],
}

const fn of(name: &'static str, run: fn(&[u8]), words: &'static [&'static str]) -> Target {
    Target { name, run, words }
}

/// All targets.
pub const TARGETS: &[Target] = &[
    of("html", pages::html, words::HTML),
    of("facts", pages::facts, words::FACTS),
    of("charsets", pages::charsets, words::CHARSETS),
    of("addresses", pages::addresses, words::ADDRESSES),
    of("robots", pages::robots, words::ROBOTS),
    of("sitemaps", pages::sitemaps, words::XML),
    of("looks", pages::looks, words::LOOKS),
    of("markdown", files::markdown, words::MARKDOWN),
    of("text", files::text, words::MARKDOWN),
    of("asciidoc", files::asciidoc, words::ASCIIDOC),
    of("rst", files::rst, words::RST),
    of("csv", files::csv, words::CSV),
    of("pdf", files::pdf, words::PDF),
    of("docx", files::docx, words::WORD),
    of("archives", files::archives, words::ARCHIVES),
    of("folders", files::folders, words::FOLDERS),
    of("pictures", requests::pictures, words::PICTURES),
    of("json", requests::json, words::JSON),
    of("passkeys", requests::passkeys, words::PASSKEYS),
    of("questions", requests::questions, words::QUESTIONS),
    of("completions", answers::completions, words::COMPLETIONS),
    of("answers", answers::answers, words::ANSWERS),
    of("rich_text", answers::rich_text, words::MARKDOWN),
];
