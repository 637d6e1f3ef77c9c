//! Random input: words of each format in any order, from a fixed seed, so that all runs are the same.
//!
//! Set `PORCHLIGHT_CASES` for a longer run. Proptest minimises failing inputs and stores them next to this file.
#![allow(clippy::panic, reason = "a target says by a panic what it has found")]

use porchlight_fuzz::{TARGETS, Target};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{FileFailurePersistence, RngSeed, TestRunner},
};

/// How many inputs of each target are tried by default.
const CASES: u32 = 600;
/// The most words of an input.
const WORDS: usize = 60;

fn config() -> ProptestConfig {
    let cases = std::env::var("PORCHLIGHT_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(CASES),
        rng_seed: if cases.is_none() {
            RngSeed::Fixed(0x9e37_79b9_7f4a_7c15)
        } else {
            RngSeed::Random
        },
        source_file: Some(file!()),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

fn words(of: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        18 => select(of).prop_map(|word| word.as_bytes().to_vec()),
        2 => "\\PC{0,4}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(word, 0..WORDS).prop_map(|words| words.concat())
}

#[track_caller]
fn check(target: &Target) {
    let run = |input: Vec<u8>| {
        (target.run)(&input);
        Ok(())
    };
    if let Err(error) = TestRunner::new(config()).run(&words(target.words), run) {
        panic!("{}: {error}", target.name);
    }
}

/// Makes a test for each target, so that they run in parallel.
macro_rules! tests {
    ($($name:ident)+) => {
        const TESTED: &[&str] = &[$(stringify!($name)),+];
        $(
            #[test]
            fn $name() {
                let target = TARGETS.iter().find(|target| target.name == stringify!($name));
                check(target.unwrap_or_else(|| panic!("there is no such target")));
            }
        )+
    };
}

tests! {
    html facts charsets addresses robots sitemaps looks markdown text asciidoc rst csv pdf docx archives folders pictures
    json passkeys questions completions answers rich_text
}

#[test]
fn each_target_has_a_test() {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, TESTED);
}
