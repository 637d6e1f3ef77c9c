//! `cargo xtask sizes`: the size of visitors' downloads, checked against budgets.toml.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use porchlight_languages::DisplayLanguage;

use crate::workspace;

/// Sample settings of a project. Placeholders in the embed document are replaced by these for measuring.
const SETTINGS: &str = r##"{"project":"lakeside-outdoor","version":12,"name":"Sasha","company":"Lakeside Outdoor","welcomeMessage":"Hello! How can we help you today?","quickReplies":["Where is my order?","How do I return something?","Do you ship abroad?"],"theme":{"primaryColor":"#3737f6","primaryForeground":"#ffffff","backgroundColor":"#ffffff","foregroundColor":"#16181d","secondaryColor":"#f2f3f5","secondaryForeground":"#16181d","position":"bottom-right","scheme":"auto"},"texts":{"inputPlaceholder":"","typingText":"","onlineText":"","handoffText":"","handoffSentText":"","emailPlaceholder":"","emailSendText":"","emailSkipText":"","feedbackYesText":"","feedbackNoText":"","errorText":"","networkErrorText":""},"aiLanguage":"auto","showBranding":true,"handoff":true}"##;
const THEME: &str = "--pl-accent:#3737f6;--pl-accent-text:#ffffff;--pl-surface:#ffffff;--pl-text:#16181d;\
                     --pl-bubble:#f2f3f5;--pl-bubble-text:#16181d";

/// One entry of budgets.toml.
#[derive(Debug, PartialEq, Eq)]
struct Budget {
    what: String,
    files: Vec<String>,
    encoding: Encoding,
    limit_bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
}

/// Prints the table. Fails if a budget is exceeded, or if a measured file has not been built.
pub(crate) fn run() -> Result<()> {
    let budgets = parse(&workspace::read("budgets.toml")?)?;
    let mut over = Vec::new();
    println!(
        "{:<45} {:>12} {:>12} {:>7}",
        "compressed", "bytes", "budget", "used"
    );
    for budget in &budgets {
        let bytes = measure(budget)?;
        let used = bytes * 100 / budget.limit_bytes;
        println!(
            "{:<45} {:>12} {:>12} {:>6}%",
            budget.what,
            grouped(bytes),
            grouped(budget.limit_bytes),
            used
        );
        if bytes > budget.limit_bytes {
            over.push(budget.what.as_str());
        }
    }
    if over.is_empty() {
        return Ok(());
    }
    bail!(
        "over budget: {}. Make it smaller, or say in budgets.toml why visitors should pay for it",
        over.join("; ")
    )
}

fn parse(text: &str) -> Result<Vec<Budget>> {
    let table: toml::Table = text.parse().context("budgets.toml is not TOML")?;
    let budgets = table
        .get("budget")
        .and_then(toml::Value::as_array)
        .context("budgets.toml has no [[budget]]")?;
    budgets.iter().map(parse_one).collect()
}

fn parse_one(budget: &toml::Value) -> Result<Budget> {
    let text = |name: &str| {
        budget
            .get(name)
            .and_then(toml::Value::as_str)
            .with_context(|| format!("{name} is missing"))
    };
    let files = budget
        .get("files")
        .and_then(toml::Value::as_array)
        .context("files is missing")?;
    let limit = budget
        .get("limit_bytes")
        .and_then(toml::Value::as_integer)
        .context("limit_bytes is missing")?;
    let encoding = match text("encoding")? {
        "brotli" => Encoding::Brotli,
        "gzip" => Encoding::Gzip,
        other => bail!("encoding is brotli or gzip, not {other}"),
    };
    Ok(Budget {
        what: text("what")?.to_owned(),
        files: files
            .iter()
            .filter_map(toml::Value::as_str)
            .map(str::to_owned)
            .collect(),
        encoding,
        limit_bytes: usize::try_from(limit)
            .ok()
            .filter(|limit| *limit > 0)
            .context("limit_bytes must be positive")?,
    })
}

fn measure(budget: &Budget) -> Result<usize> {
    let mut sum = 0;
    for pattern in &budget.files {
        let files = matching(pattern)?;
        if files.is_empty() {
            bail!("{pattern} is not there: run `cargo xtask build` first");
        }
        for content in files {
            sum += match budget.encoding {
                Encoding::Brotli => brotli_size(&content)?,
                Encoding::Gzip => gzip_size(&content)?,
            };
        }
    }
    Ok(sum)
}

/// The contents of the files that match a pattern.
fn matching(pattern: &str) -> Result<Vec<Vec<u8>>> {
    let path = workspace::path(pattern);
    let folder = path.parent().unwrap_or(Path::new("."));
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    let mut contents = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(contents);
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if matches(&wanted, &name) {
            let content = fs::read(entry.path())?;
            contents.push(if name == "embed.html" {
                with_settings(&content)
            } else {
                content
            });
        }
    }
    Ok(contents)
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.len() >= pattern.len() - 1 && name.starts_with(start) && name.ends_with(end)
        }
    }
}

/// The widget's English texts.
fn texts() -> String {
    serde_json::to_string(DisplayLanguage::English.widget()).unwrap_or_default()
}

fn with_settings(template: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(template)
        .replace("{{settings}}", SETTINGS)
        .replace("{{texts}}", &texts())
        .replace("{{theme}}", THEME)
        .into_bytes()
}

fn brotli_size(content: &[u8]) -> Result<usize> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed.len())
}

fn gzip_size(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

/// `1,234,567`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_budget() {
        let text = "[[budget]]\nwhat = \"loader\"\nfiles = [\"dist/widget.js\"]\nencoding = \"brotli\"\nlimit_bytes = 2_000\n";
        let expected = Budget {
            what: "loader".to_owned(),
            files: vec!["dist/widget.js".to_owned()],
            encoding: Encoding::Brotli,
            limit_bytes: 2000,
        };
        assert_eq!(parse(text).unwrap(), [expected]);
    }

    #[test]
    fn refuses_a_budget_without_a_limit() {
        let text = "[[budget]]\nwhat = \"loader\"\nfiles = []\nencoding = \"brotli\"\n";
        assert_eq!(
            parse(text).unwrap_err().to_string(),
            "limit_bytes is missing"
        );
    }

    #[test]
    fn matches_names_with_a_hash_in_them() {
        assert!(matches("*.js", "porchlight-widget-1f.js"));
        assert!(!matches("*.js", "porchlight-widget-1f.css"));
        assert!(matches("widget.js", "widget.js"));
        assert!(!matches("widget.js", "old-widget.js"));
    }

    #[test]
    fn compresses_what_repeats() {
        let content = b"porchlight ".repeat(1000);
        assert!(brotli_size(&content).unwrap() < 60);
        assert!(gzip_size(&content).unwrap() < 200);
    }

    #[test]
    fn writes_large_numbers_in_groups() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
    }
}
