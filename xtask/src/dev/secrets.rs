//! `.dev.vars`: the local counterpart of production's secrets.

use std::fs;

use anyhow::{Context, Result};

use crate::{progress, stamp::hex, workspace};

/// Bytes of randomness in a secret.
const SECRET_BYTES: usize = 32;

/// The secrets of a deployment. The first keeps sessions valid. The second opens the administration, and further
/// secrets are derived from it.
pub(crate) const SECRETS: [&str; 2] = ["SESSION_SECRET", "ROOT_SECRET"];

const HEAD: &str = "\
# Made by cargo xtask dev, for this machine alone.
";

/// With this variable the Worker answers only on this machine, may read sources from it, and shows e-mails at
/// /dev/mail.
pub(crate) const DEVELOPMENT: &str = "DEVELOPMENT=\"true\"\n";

/// Creates .dev.vars, or adds the secrets that it lacks.
pub(crate) fn ensure() -> Result<()> {
    let path = workspace::path(".dev.vars");
    let present = fs::read_to_string(&path).unwrap_or_else(|_| HEAD.to_owned());
    let complete = completed(&present, random_hex)?;
    if complete == present && path.exists() {
        return Ok(());
    }
    progress::note("Writing .dev.vars with new secrets");
    workspace::write(&path, complete)
}

fn completed(present: &str, secret: impl Fn() -> Result<String>) -> Result<String> {
    let mut complete = present.to_owned();
    if !present.contains("DEVELOPMENT=") {
        complete.push_str(DEVELOPMENT);
    }
    for name in SECRETS {
        let assigned = format!("{name}=");
        if !present.lines().any(|line| line.starts_with(&assigned)) {
            let secret = secret()?;
            complete.extend([&assigned, "\"", &secret, "\"\n"]);
        }
    }
    Ok(complete)
}

pub(crate) fn random_hex() -> Result<String> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(anyhow::Error::msg)
        .context("this system gives no random bytes")?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_made() {
        let made = completed("SESSION_SECRET=\"kept\"\n", || Ok("new".into())).unwrap();
        assert_eq!(
            made,
            "SESSION_SECRET=\"kept\"\nDEVELOPMENT=\"true\"\nROOT_SECRET=\"new\"\n"
        );
        assert_eq!(completed(&made, || Ok("other".into())).unwrap(), made);
    }
}
