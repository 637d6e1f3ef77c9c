//! `.dev.vars`: what production keeps as secrets, for this machine alone.

use anyhow::{Context, Result};

use crate::{progress, stamp::hex, workspace};

/// Bytes of randomness in a secret.
const SECRET_BYTES: usize = 32;

/// Writes .dev.vars unless it is there. Sessions stay valid over restarts as long as it is kept.
pub(crate) fn ensure() -> Result<()> {
    let path = workspace::path(".dev.vars");
    if path.exists() {
        return Ok(());
    }
    progress::note("Writing .dev.vars with a new SESSION_SECRET");
    let secret = random_hex()?;
    workspace::write(
        &path,
        format!(
            "# Made by cargo xtask dev, for this machine alone.\nSESSION_SECRET=\"{secret}\"\n\
             # Sources may be served from this machine.\nALLOW_LOOPBACK_SOURCES=\"true\"\n"
        ),
    )
}

/// 64 random hex digits.
pub(crate) fn random_hex() -> Result<String> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(anyhow::Error::msg)
        .context("this system gives no random bytes")?;
    Ok(hex(&bytes))
}
