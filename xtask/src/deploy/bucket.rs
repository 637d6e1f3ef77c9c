//! The bucket for the files of conversations. wrangler.toml has it as a comment until somebody wants it, because R2
//! must be switched on in the account first, and Cloudflare may ask for a card there.

use std::{
    io::{IsTerminal, stdin},
    process::Command,
};

use anyhow::{Context, Result};
use toml::Table;

use crate::{process, progress, toolchain::node_packages, workspace};

const CONFIG: &str = "wrangler.toml";
const HEAD: &str = "[[r2_buckets]]";
const FLAG: &str = "--files";
const NO_FLAG: &str = "--no-files";

/// Creates the bucket if it is wanted and missing. Returns the arguments that are not about it. Asks only if `is_new`,
/// that is, at the first deployment.
pub(super) fn settle(arguments: &[String], is_new: bool) -> Result<Vec<String>> {
    let (said, rest) = said(arguments);
    let config = workspace::read(CONFIG)?;
    let with_bucket = with_bucket(&config);
    let wants = match said {
        _ if config == with_bucket => true,
        Some(said) => said,
        None => is_new && asked()?,
    };
    if wants {
        ensure(&name(&with_bucket)?)?;
        workspace::write(&workspace::path(CONFIG), with_bucket)?;
    }
    Ok(rest)
}

/// Whether the arguments ask for a bucket (None if they do not say), and the remaining arguments.
fn said(arguments: &[String]) -> (Option<bool>, Vec<String>) {
    let (ours, rest): (Vec<&String>, Vec<&String>) = arguments
        .iter()
        .partition(|argument| [FLAG, NO_FLAG].contains(&argument.as_str()));
    let said = ours.last().map(|argument| *argument == FLAG);
    (said, rest.into_iter().cloned().collect())
}

/// Asks the person who deploys. False if nobody can be asked.
fn asked() -> Result<bool> {
    if !stdin().is_terminal() {
        return Ok(false);
    }
    eprint!(
        "Allow pictures and PDFs in conversations? R2 must be switched on in Cloudflare's dashboard first. [y/N] "
    );
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn ensure(name: &str) -> Result<()> {
    if process::succeeds(&mut r2(["info", name])?)? {
        return Ok(());
    }
    progress::note(&format!("Creating the bucket {name}"));
    process::run_quietly(&mut r2(["create", name])?)
        .map(drop)
        .with_context(|| {
            format!(
                "there is no bucket {name}. Switch R2 on in Cloudflare's dashboard, under R2, where it may ask for a card, and \
                 run the command again. Or do without files: {NO_FLAG}"
            )
        })
}

fn r2(arguments: [&str; 2]) -> Result<Command> {
    let mut wrangler = node_packages::command("wrangler")?;
    wrangler.args(["r2", "bucket"]).args(arguments);
    Ok(wrangler)
}

/// `config` with the lines of the bucket uncommented.
pub(crate) fn with_bucket(config: &str) -> String {
    let mut is_within = false;
    let lines = config.lines().map(|line| {
        let plain = line.strip_prefix("# ");
        is_within = plain == Some(HEAD) || (is_within && plain.is_some());
        match plain {
            Some(plain) if is_within => plain,
            _ => line,
        }
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn name(config: &str) -> Result<String> {
    let config: Table = config.parse().context("wrangler.toml is not TOML")?;
    let name = config
        .get("r2_buckets")
        .and_then(|buckets| buckets.get(0)?.get("bucket_name")?.as_str());
    Ok(name
        .context("wrangler.toml names no bucket, not even in a comment")?
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_taken_in_where_it_stands_as_a_comment() {
        let own = workspace::read(CONFIG).unwrap();
        assert!(!own.lines().any(|line| line == HEAD));
        let with = with_bucket(&own);
        assert_eq!(name(&with).unwrap(), "porchlight-files");
        assert_eq!(with_bucket(&with), with);
        let changed = own.lines().zip(with.lines()).filter(|(a, b)| a != b);
        assert_eq!(changed.count(), 3, "the comments around it stay");
        assert!(name(&own).is_err());
    }

    #[test]
    fn what_is_said_of_files_does_not_reach_wrangler() {
        let said = |arguments: &[&str]| {
            said(
                &arguments
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(said(&["--dry-run"]), (None, vec!["--dry-run".to_owned()]));
        assert_eq!(said(&[FLAG, "-v"]), (Some(true), vec!["-v".to_owned()]));
        assert_eq!(said(&[NO_FLAG]), (Some(false), Vec::new()));
    }
}
