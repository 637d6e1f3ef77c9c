//! Front matter: the metadata before a Markdown file's text.
//!
//! It is YAML or TOML, and is read line by line, which is enough for the few keys that matter here: `title`, `lang` and
//! the address are on one line each, and `alternatives` is an indented block with one alternative per line:
//!
//! ```text
//! alternatives: |
//!   time-limit: How long do I have to send something back?
//! ```
//!
//! A list (`- time-limit: …`) works like the block. All other keys are for other programs.

use std::collections::HashMap;

use pulldown_cmark::MetadataBlockKind;

use super::super::source_limits::{ALTERNATIVES, HEADING_CHARS};

/// The metadata that was read.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    /// The text's address on the web, as written.
    pub(super) address: Option<String>,
    pub(super) alternatives: Alternatives,
}

/// Alternatives for a document's sections, by the anchors of their headings.
#[derive(Default)]
pub(super) struct Alternatives {
    by_anchor: HashMap<String, Vec<String>>,
    /// For each anchor, how many headings have had it so far.
    seen: HashMap<String, usize>,
}

/// The most lines of a value below its key.
const BLOCK_LINES: usize = 20;
/// The keys that exports and generators use for the address of a page.
const ADDRESS_KEYS: &[&str] = &[
    "url",
    "canonical",
    "canonical_url",
    "canonicalurl",
    "html_url",
    "permalink",
    "source_url",
    "link",
];

impl FrontMatter {
    pub(super) fn read(kind: MetadataBlockKind, text: &str) -> Self {
        let separator = match kind {
            MetadataBlockKind::YamlStyle => ':',
            MetadataBlockKind::PlusesStyle => '=',
        };
        let mut front_matter = Self::default();
        let mut in_alternatives = false;
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().copied().enumerate() {
            if in_alternatives && (line.trim().is_empty() || line.starts_with([' ', '\t', '-'])) {
                front_matter.alternatives.read(line);
                continue;
            }
            in_alternatives = false;
            let Some((key, value)) = line.split_once(separator) else {
                continue;
            };
            let value = match block_scalar(value.trim(), lines.get(at + 1..).unwrap_or_default()) {
                Some(folded) => folded,
                None => scalar(value.trim()),
            };
            let value = value.as_str();
            match key.trim_end() {
                "alternatives" if separator == ':' => in_alternatives = true,
                "title" if !value.is_empty() => front_matter.title = Some(value.to_owned()),
                "lang" | "language" if !value.is_empty() => {
                    front_matter.language = Some(value.to_owned());
                }
                key if front_matter.address.is_none()
                    && ADDRESS_KEYS.contains(&key.to_ascii_lowercase().as_str())
                    && value.starts_with("http") =>
                {
                    front_matter.address = Some(value.to_owned());
                }
                _ => {}
            }
        }
        front_matter
    }
}

/// Hugo also accepts a JSON object before the text as front matter. Returns the text after it.
pub(super) fn read_json(text: &str) -> Option<(FrontMatter, &str)> {
    if !text.starts_with('{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let object = values.next()?.ok()?;
    let rest = text.get(values.byte_offset()..)?;
    let said = |key: &str| Some(object.get(key)?.as_str()?.to_owned());
    let title = said("title").filter(|_| rest.starts_with(['\n', '\r']))?;
    let front_matter = FrontMatter {
        title: Some(title),
        language: said("lang").or_else(|| said("language")),
        address: ADDRESS_KEYS
            .iter()
            .find_map(|key| said(key).filter(|address| address.starts_with("http"))),
        alternatives: Alternatives::default(),
    };
    Some((front_matter, rest))
}

impl Alternatives {
    /// Reads `anchor: alternative`. An alternative that is too long is cut, like a heading. Those beyond the limit are
    /// ignored.
    pub(super) fn read(&mut self, line: &str) {
        let line = line.trim();
        let line = line.strip_prefix("- ").unwrap_or(line);
        let Some((anchor, phrasing)) = line.split_once(':') else {
            return;
        };
        let phrasing = unquoted(phrasing.trim());
        if phrasing.is_empty() {
            return;
        }
        let anchor = anchor.trim().trim_start_matches('#').to_lowercase();
        let phrasings = self.by_anchor.entry(anchor).or_default();
        if phrasings.len() < ALTERNATIVES {
            phrasings.push(phrasing.chars().take(HEADING_CHARS).collect());
        }
    }

    /// The alternatives of the next heading, given its text `heading` and its declared anchor `id`.
    ///
    /// Headings must come in the document's order. Of headings with the same text, the second gets the first one's
    /// anchor with `-1` appended, and so on, as on GitHub.
    pub(super) fn of_next(&mut self, heading: &str, id: Option<&str>) -> Vec<String> {
        if self.by_anchor.is_empty() {
            return Vec::new();
        }
        let anchor = anchor(heading);
        let seen = self.seen.entry(anchor.clone()).or_default();
        let numbered = match *seen {
            0 => anchor,
            before => format!("{anchor}-{before}"),
        };
        *seen += 1;
        // A repeated heading cannot be reached by an anchor that is taken.
        id.and_then(|id| self.by_anchor.remove(&id.to_lowercase()))
            .or_else(|| self.by_anchor.remove(&numbered))
            .unwrap_or_default()
    }
}

/// A heading's anchor by GitHub's rules: letters, digits, hyphens and underscores, with hyphens for spaces.
fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// The text of a value on the indented lines below its key (`>-` and `|`), joined to one line.
fn block_scalar(value: &str, below: &[&str]) -> Option<String> {
    let is_block = matches!(value, ">" | ">-" | ">+" | "|" | "|-" | "|+");
    let lines = below
        .iter()
        .take(BLOCK_LINES)
        .take_while(|line| line.starts_with([' ', '\t']) || line.is_empty())
        .map(|line| line.trim())
        .filter(|line| !line.is_empty());
    is_block.then(|| lines.collect::<Vec<_>>().join(" "))
}

/// A value without its quotation marks or trailing comment.
fn scalar(value: &str) -> String {
    let quoted = |quote: char| {
        let (inner, after) = value.strip_prefix(quote)?.rsplit_once(quote)?;
        let after = after.trim();
        (after.is_empty() || after.starts_with('#')).then_some(inner)
    };
    if let Some(inner) = quoted('"') {
        return inner.replace("\\\"", "\"");
    }
    if let Some(inner) = quoted('\'') {
        return inner.replace("''", "'");
    }
    let (value, _) = value.split_once(" #").unwrap_or((value, ""));
    value.trim_end().to_owned()
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> FrontMatter {
        FrontMatter::read(MetadataBlockKind::YamlStyle, text)
    }

    fn check(text: &str, heading: &str, expected: &[&str]) {
        assert_eq!(
            yaml(text).alternatives.of_next(heading, None),
            expected,
            "{text}"
        );
    }

    #[test]
    fn phrasings_are_read_as_a_block_and_as_a_list() {
        let expected = ["How long: 30 days?", "Gift cards"];
        for text in [
            "alternatives: |\n  time-limit: How long: 30 days?\n\n  time-limit: Gift cards\ntitle: A",
            "alternatives:\n  - time-limit: \"How long: 30 days?\"\n  - time-limit: 'Gift cards'\n",
            "alternatives:\n- #time-limit: How long: 30 days?\n- Time-Limit: Gift cards\n",
        ] {
            check(text, "Time limit", &expected);
        }
        assert_eq!(
            yaml("alternatives: |\n  a: b\ntitle: A").title.as_deref(),
            Some("A")
        );
    }

    #[test]
    fn a_title_is_read_however_it_is_written() {
        for (text, expected) in [
            ("title: Paying: how", "Paying: how"),
            ("title: Paying # for the menu", "Paying"),
            ("title: C# and F#", "C# and F#"),
            ("title: \"Paying \\\"later\\\"\" # new", "Paying \"later\""),
            ("title: 'It''s yours'", "It's yours"),
            (
                "title: >-\n  Paying by\n  invoice\nlang: en",
                "Paying by invoice",
            ),
            ("title: |\n  Paying\n", "Paying"),
        ] {
            assert_eq!(yaml(text).title.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn front_matter_may_be_json() {
        let text = "{\n\"title\": \"A\", \"lang\": \"de\", \"url\": \"https://a.example/\", \"weight\": 3\n}\n\nText";
        let (front_matter, rest) = read_json(text).unwrap();
        assert_eq!(front_matter.title.as_deref(), Some("A"));
        assert_eq!(front_matter.language.as_deref(), Some("de"));
        assert_eq!(front_matter.address.as_deref(), Some("https://a.example/"));
        assert_eq!(rest.trim(), "Text");
        for text in [
            "{name} is a variable.",
            "{\"a\": 1}\n\nText",
            "{\"title\": \"A\"} is JSON.",
            "Text",
        ] {
            assert!(read_json(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_phrasing_is_passed_over() {
        check("alternatives: |\n  no anchor\n  a:\n  : b\n", "a", &[]);
        check("alternatives: |\n  a: b\n", "Another heading", &[]);
        check("  alternatives: |\n  a: b\n", "a", &[]);
        check("other:\n  a: b\n", "a", &[]);
        let toml = FrontMatter::read(MetadataBlockKind::PlusesStyle, "title = \"A\"\na = \"b\"\n");
        assert_eq!(toml.title.as_deref(), Some("A"));
    }

    #[test]
    fn anchors_are_githubs() {
        for (heading, expected) in [
            ("Content-Security-Policy", "content-security-policy"),
            ("Cloudflare's free plan", "cloudflares-free-plan"),
            ("Fields of `POST /api/chat`", "fields-of-post-apichat"),
            ("Größe & Gewicht", "größe--gewicht"),
            ("退货 期限", "退货-期限"),
        ] {
            assert_eq!(anchor(heading), expected);
        }
    }

    #[test]
    fn a_heading_that_comes_again_has_a_number_and_an_id_of_its_own_goes_first() {
        let mut alternatives =
            yaml("alternatives: |\n  errors: first\n  errors-1: second\n  x: third\n").alternatives;
        assert_eq!(alternatives.of_next("Errors", None), ["first"]);
        assert_eq!(alternatives.of_next("Errors", None), ["second"]);
        assert_eq!(alternatives.of_next("Errors", Some("x")), ["third"]);
    }

    #[test]
    fn phrasings_are_bounded() {
        let line = format!("  a: {}\n", "x".repeat(HEADING_CHARS + 1));
        let text = format!("alternatives: |\n{}", line.repeat(ALTERNATIVES + 1));
        let phrasings = yaml(&text).alternatives.of_next("A", None);
        assert_eq!(phrasings.len(), ALTERNATIVES);
        assert!(
            phrasings
                .iter()
                .all(|phrasing| phrasing.chars().count() == HEADING_CHARS)
        );
    }
}
