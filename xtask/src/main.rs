//! `cargo xtask <command>`: everything that a developer or CI does with this repository.
//!
//! Each command installs missing tools and says so. It writes only into the checkout's ignored folders (`build/`,
//! `dist/`, `target/`, `node_modules/`, `.wrangler/`, `.porchlight/`) and into a cache outside the checkout. This crate
//! depends on no other crate of the workspace, so that it compiles within seconds.
#![expect(
    clippy::print_stdout,
    reason = "a command line program answers on standard output"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "these bans protect code that is built for wasm32; this program has a clock and threads"
)]

mod admin;
mod backup;
mod build;
mod deploy;
mod dev;
mod faults;
mod fuzz;
mod openapi;
mod package;
mod pictures;
mod process;
mod progress;
mod reading;
mod sizes;
mod stamp;
mod test;
mod test_programs;
mod tidy;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
Usage: cargo xtask <command>

  dev [--port 8787]   install what is missing, build, start the demo on this machine; Ctrl-C ends it
  build               build the widget, the static assets and the Worker, if their inputs have changed
  test [STEP…]        run every check, quickest first, or only the named steps; `test --list` names them
  e2e [TEST …]        build, then run the tests on workerd with a real browser, or one of them
  tidy                check the rules about this repository that a scan of its text can check
  sizes               print what visitors download, against budgets.toml
  bench [ARGUMENTS…]  sizes, then speed on local workerd
  faults [--seed N]   inject faults at random moments of scenes, and count what was lost; `--kills N` on workerd too
  fuzz [TARGET…]      look for inputs that make a parser panic or hang, 6 minutes per target, or `--minutes N`
  eval [ARGUMENTS…]   measure retrieval and answers on question sets
  reading [ARGUMENTS…] measure how well pages are read, beside trafilatura and Readability
  pictures            take the pictures of the documents again, from the tests in a browser
  openapi             make the API's documents anew from the code, and lint them
  admin …             make organizations, projects and keys with the root secret; `admin` alone says how
  backup FILE …       write a deployment's rows, or those of one project, into a file; `backup` alone says how
  restore FILE …      write them into an empty database
  deploy [--files]    build, make queues and the bucket for files where missing, apply migrations, deploy to Cloudflare, make secrets
  package             build, and pack an npm package that runs and deploys without Rust
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{USAGE}");
        return Ok(());
    };
    match command.as_str() {
        "build" | "tidy" | "sizes" | "openapi" | "package" | "pictures" if !rest.is_empty() => {
            bail!("`{command}` takes no arguments\n\n{USAGE}")
        }
        "dev" => dev::run(rest),
        "build" => build::run(),
        "test" => test::run(rest),
        "e2e" => test::end_to_end(rest),
        "tidy" => tidy::run(),
        "sizes" => sizes::run(),
        "bench" => test::bench(rest),
        "faults" => faults::run(rest),
        "eval" => test::eval(rest),
        "fuzz" => fuzz::run(rest),
        "reading" => reading::run(rest),
        "openapi" => openapi::run(),
        "admin" => admin::run(rest),
        "backup" | "restore" => backup::run(arguments),
        "deploy" => deploy::run(rest),
        "package" => package::run(),
        "pictures" => pictures::run(),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        unknown => bail!("there is no command `{unknown}`\n\n{USAGE}"),
    }
}
