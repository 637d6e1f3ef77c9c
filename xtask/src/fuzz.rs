//! `cargo xtask fuzz`: runs libFuzzer on everything that reads input from strangers, one target after the other.
//!
//! The stable compiler has everything that libFuzzer needs except the sanitizers. These find memory errors, which safe
//! Rust does not have.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{process, progress, workspace};

/// Instruments the code for coverage, as `cargo fuzz --sanitizer none` does.
const FLAGS: [&str; 7] = [
    "--cfg fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
];
/// The folder for the build and the inputs that are found.
const FOLDER: &str = "target/fuzz";
const CORPUS: &str = "fuzz/corpus";
/// Folders with further good inputs, by target. libFuzzer cuts them at [`INPUT_BYTES`].
const SEEDS: [(&str, &str); 6] = [
    ("html", "tests/pages/markup"),
    ("sitemaps", "tests/pages/en"),
    ("pdf", "edge/tests/pages/pdf"),
    ("markdown", "docs"),
    ("text", "docs"),
    ("rich_text", "docs"),
];
/// How long each target runs by default, in minutes.
const MINUTES: u64 = 6;
/// The longest input, in bytes.
const INPUT_BYTES: u32 = 4_096;
/// An input that takes longer or needs more memory than this is a fault, as a panic is.
const SECONDS: u32 = 5;
const MEGABYTES: u32 = 1_024;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (mut minutes, mut named) = (MINUTES, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--minutes" {
            let number = rest.next().context("`--minutes` needs a number")?;
            minutes = number.parse().context("`--minutes` needs a number")?;
        } else {
            named.push(argument.clone());
        }
    }
    let known = targets()?;
    if let Some(unknown) = named.iter().find(|name| !known.contains(name)) {
        bail!(
            "there is no target `{unknown}`: choose one of {}",
            known.join(", ")
        );
    }
    let fuzzer = build()?;
    let chosen = if named.is_empty() { known } else { named };
    let mut faulty = Vec::new();
    for name in chosen {
        progress::note(&format!("{name}, {minutes} minutes"));
        if !fuzz(&fuzzer, &name, minutes)? {
            faulty.push(name);
        }
    }
    if faulty.is_empty() {
        return Ok(());
    }
    bail!(
        "faults in {}: the inputs are in {FOLDER}",
        faulty.join(", ")
    )
}

/// The names of the targets, from the files of the corpus.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in workspace::files(&workspace::path(CORPUS))? {
        let stem = file.file_stem().unwrap_or_default();
        names.push(stem.to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Builds the fuzzer, instrumented and with the checks of a debug build. With an explicit `--target`, cargo does not
/// instrument build scripts and procedural macros.
fn build() -> Result<Command> {
    let about = process::read(process::command("rustc", &[])?.arg("-vV"))?;
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not name this machine")?;
    process::run(
        process::command("cargo", &[])?
            .args(["build", "--profile", "fuzz", "--target", host])
            .args(["--package", "porchlight-fuzz", "--features", "libfuzzer"])
            .arg("--target-dir")
            .arg(workspace::path(FOLDER).join("build"))
            .env("RUSTFLAGS", FLAGS.join(" ")),
    )?;
    let program = workspace::path(FOLDER).join(format!("build/{host}/fuzz/porchlight-fuzz"));
    Ok(Command::new(program))
}

/// Searches for new inputs of a target, and stores the smallest set with the same coverage. Returns whether it found no
/// fault.
fn fuzz(fuzzer: &Command, name: &str, minutes: u64) -> Result<bool> {
    let folder = workspace::path(FOLDER).join(name);
    let (found, kept, fewest) = (
        folder.join("found"),
        folder.join("kept"),
        folder.join("fewest"),
    );
    for stale in [&kept, &fewest] {
        if stale.exists() {
            fs::remove_dir_all(stale)?;
        }
    }
    for made in [&found, &fewest] {
        fs::create_dir_all(made)?;
    }
    let of = |variable: Option<(&str, &Path)>| {
        let mut command = Command::new(fuzzer.get_program());
        command.env("FUZZ_TARGET", name).current_dir(&folder);
        command.envs(variable);
        command
    };
    process::run(&mut of(Some(("FUZZ_UNPACK", &kept))))?;
    let limits = [
        format!("-max_len={INPUT_BYTES}"),
        format!("-timeout={SECONDS}"),
        format!("-rss_limit_mb={MEGABYTES}"),
    ];
    let mut run = of(None);
    run.args(&limits)
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!(
            "-dict={}",
            kept.with_extension("dictionary").display()
        ))
        .args(["-print_final_stats=1", "-reload=0", "-verbosity=0"])
        .args([&found, &kept]);
    let seeds = SEEDS.iter().filter(|(target, _)| *target == name);
    run.args(seeds.map(|(_, folder)| workspace::path(folder)));
    let (is_clean, _) = process::run_and_read(&mut run)?;
    let mut merge = of(None);
    merge
        .args(&limits)
        .arg("-set_cover_merge=1")
        .args([&fewest, &kept, &found]);
    process::run(&mut merge)?;
    process::run(&mut of(Some(("FUZZ_PACK", &fewest))))?;
    Ok(is_clean)
}
