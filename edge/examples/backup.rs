//! `cargo xtask backup` and `cargo xtask restore`: a deployment's rows, or those of one project, in a file of SQL.
#![expect(
    clippy::print_stdout,
    reason = "a command line program answers on standard output"
)]

use std::{
    error::Error,
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    process::Command,
};

use porchlight_edge::{
    platform::{DbError, Row},
    store::backup::{self, RowSource},
};
use serde::Deserialize;

const USAGE: &str = "\
Usage: cargo xtask backup FILE [--project SLUG] [--database DB] [--local [--state FOLDER]]
       cargo xtask restore FILE [--database DB] [--local [--state FOLDER]]

backup   writes all rows of the deployment, or those of one project, into FILE
restore  writes them into a database that is empty but for the migrations

--database is a name or a binding in wrangler.toml. --local means the database of `cargo xtask dev`, or the
one in another folder to which `wrangler dev --persist-to` was told to write.
";

/// wrangler's option for the local database instead of the deployment's.
const LOCAL: &str = "--local";

struct Options {
    command: String,
    file: String,
    project: Option<String>,
    d1: D1,
}

/// A database that wrangler reaches.
struct D1 {
    name: String,
    place: &'static str,
    /// The folder with wrangler's local database, if not the usual one.
    state: Option<String>,
}

#[derive(Deserialize)]
struct Executed {
    results: Vec<Row>,
}

impl D1 {
    fn wrangler(&self) -> Command {
        // `cargo xtask` puts the checkout's own wrangler into `PATH`.
        let mut command = Command::new("wrangler");
        command.args(["d1", "execute", &self.name, self.place]);
        if let Some(state) = &self.state {
            command.args(["--persist-to", state]);
        }
        command
    }
}

impl RowSource for D1 {
    fn rows(&self, sql: &str) -> Result<Vec<Row>, DbError> {
        let failed = |error: &dyn std::fmt::Display| DbError(format!("wrangler: {error}"));
        let output = self
            .wrangler()
            .args(["--json", "--command", sql])
            .output()
            .map_err(|error| failed(&error))?;
        if !output.status.success() {
            return Err(failed(&String::from_utf8_lossy(&output.stdout)));
        }
        let executed: Vec<Executed> =
            serde_json::from_slice(&output.stdout).map_err(|error| failed(&error))?;
        Ok(executed.into_iter().flat_map(|one| one.results).collect())
    }
}

fn read(arguments: &[String]) -> Option<Options> {
    let [command, file, rest @ ..] = arguments else {
        return None;
    };
    let mut options = Options {
        command: command.clone(),
        file: file.clone(),
        project: None,
        d1: D1 {
            name: "DB".into(),
            place: "--remote",
            state: None,
        },
    };
    let mut rest = rest.iter();
    while let Some(option) = rest.next() {
        match option.as_str() {
            LOCAL => options.d1.place = LOCAL,
            "--state" => options.d1.state = Some(rest.next()?.clone()),
            "--project" => options.project = Some(rest.next()?.clone()),
            "--database" => options.d1.name.clone_from(rest.next()?),
            _ => return None,
        }
    }
    Some(options)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(options) = read(&arguments) else {
        return Err(USAGE.into());
    };
    if options.d1.state.is_some() && options.d1.place != LOCAL {
        return Err("--state is the folder of a local database: say --local, too".into());
    }
    match options.command.as_str() {
        "backup" => {
            // A file with the final name is a complete backup.
            let part = format!("{}.part", options.file);
            let mut file = BufWriter::new(File::create(&part)?);
            let written = backup::write(&options.d1, options.project.as_deref(), &mut file)?;
            file.flush()?;
            fs::rename(&part, &options.file)?;
            for (table, rows) in &written {
                println!("{rows:>10}  {table}");
            }
        }
        "restore" => {
            if !backup::is_empty(&options.d1)? {
                return Err("the database is not empty: make one, and apply the migrations".into());
            }
            let script = format!("{}.part", options.file);
            let mut copy = BufReader::new(File::open(&options.file)?);
            let mut file = BufWriter::new(File::create(&script)?);
            backup::restore(&options.d1, &mut copy, &mut file)?;
            file.flush()?;
            let status = options
                .d1
                .wrangler()
                .args(["--yes", "--file", &script])
                .status()?;
            fs::remove_file(&script)?;
            if !status.success() {
                return Err("wrangler has failed; what it said stands above".into());
            }
        }
        _ => return Err(USAGE.into()),
    }
    Ok(())
}
