//! `cargo xtask test`: all checks, quickest first. Each can be run by itself. CI runs this once it has a compiler for
//! wasm32.

mod tally;
mod without_rust;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    build, deploy, dev, openapi, process, progress, sizes,
    test_programs::TestPrograms,
    tidy,
    toolchain::{
        WasmToolchain, browser, cargo_tools, node_packages, schemathesis, small_model, versions,
    },
    workspace,
};
use tally::Tally;

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Tally) -> Result<()>,
}

/// Known vulnerabilities of crates, as <https://rustsec.org> publishes them.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";
/// How long to wait for the database to respond.
const ADVISORIES_PATIENCE: Duration = Duration::from_secs(20);

const STEPS: [Step; 17] = [
    Step {
        name: "format",
        what: "rustfmt",
        run: format,
    },
    Step {
        name: "tidy",
        what: "rules about this repository",
        run: |_| tidy::run(),
    },
    Step {
        name: "licences",
        what: "cargo-deny, if it is installed",
        run: licences,
    },
    Step {
        name: "types",
        what: "TypeScript's checks of the loader and the npm packages",
        run: types,
    },
    Step {
        name: "components",
        what: "the React and Vue components in jsdom, the command for owners",
        run: components,
    },
    Step {
        name: "openapi",
        what: "the API's documents, read strictly",
        run: |_| openapi::lint(),
    },
    Step {
        name: "lint",
        what: "clippy, warnings are errors",
        run: lint,
    },
    Step {
        name: "native",
        what: "unit and router tests",
        run: native,
    },
    Step {
        name: "build",
        what: "widget, assets, Worker",
        run: |_| build::run(),
    },
    Step {
        name: "sizes",
        what: "what visitors download, against budgets.toml",
        run: |_| sizes::run(),
    },
    Step {
        name: "deploy",
        what: "wrangler deploy --dry-run",
        run: dry_deploy,
    },
    Step {
        name: "package",
        what: "the npm package in an empty folder, without Rust: its demo answers",
        run: |_| without_rust::run(),
    },
    Step {
        name: "advisories",
        what: "known vulnerabilities of dependencies, if the database can be reached",
        run: advisories,
    },
    Step {
        name: "widget",
        what: "the DOM of widget and inbox, in headless Chromium",
        run: widget,
    },
    Step {
        name: "e2e",
        what: "the whole system, on workerd with a real browser",
        run: |tally| end_to_end_step(tally, &[]),
    },
    Step {
        name: "contract",
        what: "the API's documents, put to the test on workerd",
        run: contract,
    },
    Step {
        name: "model",
        what: "answers of a real, small language model, if it can be installed",
        run: model,
    },
];

/// Runs all steps, or the steps that are named.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| argument == "--list") {
        for step in &STEPS {
            println!("{:<10} {}", step.name, step.what);
        }
        return Ok(());
    }
    let steps = chosen(arguments)?;
    let mut tally = Tally::default();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let start = Instant::now();
    for step in steps {
        eprintln!("\n══ {}: {}", step.name, step.what);
        let step_start = Instant::now();
        let result = (step.run)(&mut tally);
        let time = step_start.elapsed();
        progress::note(&format!("{} took {}", step.name, progress::seconds(time)));
        times.push((step.name, time));
        if let Err(error) = result {
            print_times(&times);
            println!("{}", tally.closing_line(false, start.elapsed()));
            return Err(error.context(format!("step `{}` failed", step.name)));
        }
    }
    print_times(&times);
    println!("{}", tally.closing_line(true, start.elapsed()));
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            let known = STEPS
                .iter()
                .map(|step| step.name)
                .collect::<Vec<_>>()
                .join(", ");
            STEPS
                .iter()
                .find(|step| step.name == name)
                .with_context(|| format!("there is no step `{name}`: choose from {known}"))
        })
        .collect()
}

fn print_times(times: &[(&str, Duration)]) {
    println!();
    for (name, time) in times {
        println!("{name:<10} {:>12}", progress::seconds(*time));
    }
    println!();
}

/// `cargo xtask e2e`.
pub(crate) fn end_to_end(arguments: &[String]) -> Result<()> {
    end_to_end_step(&mut Tally::default(), arguments)
}

/// `cargo xtask eval`.
pub(crate) fn eval(arguments: &[String]) -> Result<()> {
    run_binary("eval", arguments)
}

/// `cargo xtask bench`.
pub(crate) fn bench(arguments: &[String]) -> Result<()> {
    build::run()?;
    sizes::run()?;
    dev::prepare_secrets()?;
    run_binary("bench", arguments)
}

fn run_binary(name: &str, arguments: &[String]) -> Result<()> {
    let mut run = cargo()?;
    run.args([
        "run",
        "--release",
        "--quiet",
        "-p",
        "porchlight-tests",
        "--bin",
        name,
        "--",
    ])
    .args(arguments);
    process::run(&mut run)
}

fn cargo() -> Result<Command> {
    process::command("cargo", &[node_packages::bin()])
}

fn format(_: &mut Tally) -> Result<()> {
    process::run(cargo()?.args(["fmt", "--all", "--check"]))
}

fn licences(_: &mut Tally) -> Result<()> {
    if process::find("cargo-deny").is_none() {
        progress::note(
            "skipped: cargo-deny is not installed (`cargo install cargo-deny`, several minutes)",
        );
        return Ok(());
    }
    process::run(cargo()?.args([
        "deny",
        "--all-features",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))
}

fn advisories(_: &mut Tally) -> Result<()> {
    let mut ask = process::command("git", &[])?;
    ask.args(["ls-remote", "--exit-code", ADVISORIES, "HEAD"])
        .env("GIT_TERMINAL_PROMPT", "0");
    if process::run_quietly_within(&mut ask, ADVISORIES_PATIENCE).is_err() {
        progress::note(&format!(
            "skipped: {ADVISORIES} cannot be reached from here"
        ));
        return Ok(());
    }
    let folder = cargo_tools::ensure(&versions::CARGO_DENY)?;
    process::run(process::command("cargo", &[folder])?.args([
        "deny",
        "--all-features",
        "check",
        "advisories",
    ]))
}

fn types(_: &mut Tally) -> Result<()> {
    node_packages::ensure()?;
    for project in ["tsconfig.json", "npm/tsconfig.json", "cli/tsconfig.json"] {
        process::run(node_packages::command("tsc")?.args(["--noEmit", "--project", project]))?;
    }
    Ok(())
}

fn components(_: &mut Tally) -> Result<()> {
    node_packages::ensure()?;
    process::run(node_packages::command("node")?.args([
        "--test",
        "npm/tests/*.test.js",
        "cli/tests/*.test.js",
        "widget/tests/*.test.mjs",
    ]))
}

fn lint(_: &mut Tally) -> Result<()> {
    process::run(cargo()?.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Runs the native tests. Compiles the whole workspace, so that the later tests on workerd have the same features and
/// are not compiled again.
fn native(tally: &mut Tally) -> Result<()> {
    // Some of them need CommonMark's examples, which come from npm.
    node_packages::ensure()?;
    let mut tests = cargo()?;
    if process::find("cargo-nextest").is_some() {
        tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
        tests.args([
            "--filterset",
            "not (package(porchlight-tests) & kind(test))",
        ]);
    } else {
        tests.args(["test", "--workspace", "--no-fail-fast"]);
        tests.args(["--exclude", "porchlight-tests"]);
    }
    tally.count(&mut tests)
}

fn widget(tally: &mut Tally) -> Result<()> {
    let toolchain = WasmToolchain::ensure(&[&versions::WASM_BINDGEN])?;
    let driver = browser::ensure_driver()?;
    let mut tests = toolchain.command("cargo")?;
    tests
        .args([
            "test",
            "-p",
            "porchlight-rich-text",
            "-p",
            "porchlight-widget",
            "-p",
            "porchlight-console",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("CHROMEDRIVER", driver)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            workspace::path("webdriver.json"),
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    tally.count(&mut tests)
}

fn dry_deploy(_: &mut Tally) -> Result<()> {
    deploy::rehearse(&workspace::path("build/dry-deploy"))
}

/// Runs all tests on workerd, or only the first argument's, passing on the other arguments.
fn end_to_end_step(tally: &mut Tally, arguments: &[String]) -> Result<()> {
    build::run()?;
    dev::prepare_secrets()?;
    let driver = browser::ensure_driver()?;
    let programs = TestPrograms::build()?;
    let (names, arguments) = match arguments.split_first() {
        Some((name, arguments)) => (vec![name.as_str()], arguments),
        None => (programs.on_workerd(), arguments),
    };
    for name in names {
        let mut test = programs.command(name)?;
        tally.count(test.args(arguments).env("CHROMEDRIVER", &driver))?;
    }
    Ok(())
}

fn contract(tally: &mut Tally) -> Result<()> {
    build::run()?;
    let schemathesis = schemathesis::ensure()?;
    let mut test = TestPrograms::build()?.command("contract")?;
    tally.count(test.arg("--ignored").env("SCHEMATHESIS", schemathesis))
}

fn model(tally: &mut Tally) -> Result<()> {
    let model = match small_model::ensure() {
        Ok(model) => model,
        Err(error) => {
            progress::note(&format!("skipped: {error:#}"));
            return Ok(());
        }
    };
    build::run()?;
    let mut test = TestPrograms::build()?.command("model")?;
    tally.count(
        test.args(["--ignored", "--nocapture"])
            .env("MODEL_FOLDER", &model.folder)
            .env("MODEL_WEIGHTS", &model.weights),
    )
}

#[cfg(test)]
mod tests;
