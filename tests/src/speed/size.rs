//! The size of the built Worker. Cloudflare's limit is 3 MB (free) or 10 MB (paid).

use std::{
    fs,
    io::{self, Write},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::stack;

/// Cloudflare's limit on the free plan, in bytes of gzip.
const LIMIT_BYTES: f64 = 3.0 * 1024.0 * 1024.0;

/// Prints the table.
pub fn run(out: &mut impl Write) -> Result<()> {
    writeln!(out, "The Worker's size, in bytes")?;
    writeln!(
        out,
        "{:<44} {:>11} {:>11} {:>13}",
        "", "raw", "gzip", "of 3 MB gzip"
    )?;
    let mut all = Size::default();
    for name in ["index.js", "index_bg.wasm"] {
        let path = stack::root().join("edge/build").join(name);
        let content = fs::read(&path).with_context(|| format!("no {}", path.display()))?;
        let size = Size::of(&content)?;
        print(out, name, size)?;
        all = Size {
            raw: all.raw + size.raw,
            gzip: all.gzip + size.gzip,
        };
    }
    print(out, "both", all)?;
    Ok(writeln!(out)?)
}

#[derive(Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
}

impl Size {
    fn of(content: &[u8]) -> io::Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content)?;
        Ok(Self {
            raw: content.len(),
            gzip: encoder.finish()?.len(),
        })
    }
}

fn print(out: &mut impl Write, name: &str, size: Size) -> io::Result<()> {
    let Size { raw, gzip } = size;
    let used = gzip as f64 * 100.0 / LIMIT_BYTES;
    writeln!(out, "{name:<44} {raw:>11} {gzip:>11} {used:>12.1}%")
}
