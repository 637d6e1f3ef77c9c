//! How many of CommonMark's own examples come out as CommonMark says. `npm ci` downloads the examples, because their
//! licence does not let us copy them.

use std::fmt::Write as _;

use std::{cell::Cell, fs, path::Path};

use super::*;
use crate::markdown::{link::safe_url, word::WORD_JOINER};

/// At least this many examples match.
const MATCHING: usize = 493;

/// The examples that differ on purpose, by the reasons in `markdown.rs`. All others match.
const LEFT_OUT: [(&str, &[usize]); 7] = [
    (
        "HTML is text",
        &[
            21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163,
            164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180,
            181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191, 201, 308, 309, 344, 476, 477,
            491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630, 631,
            642, 643,
        ],
    ),
    (
        "an image is a link to it",
        &[
            475, 517, 520, 531, 572, 573, 574, 575, 576, 577, 578, 579, 580, 581, 582, 583, 584,
            585, 586, 587, 588, 589, 591,
        ],
    ),
    (
        "indented code is a paragraph",
        &[
            1, 2, 3, 5, 6, 7, 8, 18, 36, 48, 69, 85, 100, 107, 110, 111, 112, 114, 115, 116, 117,
            118, 134, 211, 225, 231, 236, 252, 253, 254, 257, 264, 270, 271, 272, 273, 274, 278,
            286, 287, 288, 289, 290, 313,
        ],
    ),
    (
        "a line of dashes is a rule",
        &[59, 80, 83, 84, 86, 89, 90, 91, 95, 96, 102, 103, 141, 300],
    ),
    ("a bullet under a number belongs to it", &[297]),
    ("bare addresses are links", &[602, 606, 608, 611, 612]),
    ("links lead only to the allowed addresses", &[609]),
];

struct Example {
    number: usize,
    section: String,
    markdown: String,
    html: String,
}

thread_local! {
    static ANY_ADDRESS: Cell<bool> = const { Cell::new(false) };
}

/// The address of a link. While CommonMark's examples run, any address is allowed, because theirs are relative.
pub(crate) fn allowed(url: &str) -> Option<&str> {
    if ANY_ADDRESS.get() {
        Some(url)
    } else {
        safe_url(url)
    }
}

fn examples() -> Vec<Example> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/commonmark-spec/spec.txt");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}. `npm ci` brings CommonMark's examples.",
            path.display()
        )
    });
    let (text, _) = text.split_once("<!-- END TESTS -->").unwrap();
    let fence = "`".repeat(32);
    let (mut examples, mut section) = (Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(&fence) && line.ends_with(" example") {
            let mut part = |end: &str| -> String {
                let lines = lines.by_ref().take_while(|line| *line != end);
                lines
                    .map(|line| format!("{line}\n").replace('→', "\t"))
                    .collect()
            };
            let (markdown, html) = (part("."), part(&fence));
            examples.push(Example {
                number: examples.len() + 1,
                section: section.clone(),
                markdown,
                html,
            });
        } else if line.starts_with('#') {
            section = line.trim_start_matches('#').trim().to_owned();
        }
    }
    examples
}

fn entity(name: &str) -> Option<String> {
    let text = match name {
        "copy" => "©",
        "AElig" => "Æ",
        "Dcaron" => "Ď",
        "frac34" => "¾",
        "HilbertSpace" => "ℋ",
        "DifferentialD" => "ⅆ",
        "ClockwiseContourIntegral" => "∲",
        "ngE" => "≧̸",
        "auml" => "ä",
        "ouml" => "ö",
        _ => return (Tables::default().entity)(name),
    };
    Some(text.to_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn address(url: &str) -> String {
    let mut encoded = String::new();
    for byte in url.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte) {
            encoded.push(byte.into());
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    escaped(&encoded)
}

fn inlines_html(inlines: &[Inline]) -> String {
    let html = |inline: &Inline| match inline {
        Inline::Text(text) => escaped(&text.replace(WORD_JOINER, "")),
        Inline::Code(code) => format!("<code>{}</code>", escaped(code)),
        Inline::Strong(content) => format!("<strong>{}</strong>", inlines_html(content)),
        Inline::Emphasis(content) => format!("<em>{}</em>", inlines_html(content)),
        Inline::Strike(content) => format!("<del>{}</del>", inlines_html(content)),
        Inline::Link { url, content } => {
            format!("<a href=\"{}\">{}</a>", address(url), inlines_html(content))
        }
        Inline::Citation { number, spaced } => {
            format!("{}[{number}]", if *spaced { " " } else { "" })
        }
        Inline::Break => "<br />".to_owned(),
    };
    inlines.iter().map(html).collect()
}

fn html(blocks: &[Block]) -> String {
    let html_of = |block: &Block| match block {
        Block::Paragraph(content) => format!("<p>{}</p>", inlines_html(content)),
        Block::Heading { level, content } => {
            format!("<h{level}>{}</h{level}>", inlines_html(content))
        }
        Block::List { start, items } => {
            let items = items.iter().map(|item| html(item));
            let items: String = items
                .flat_map(|item| ["<li>".into(), item, "</li>".into()])
                .collect();
            match start {
                None => format!("<ul>{items}</ul>"),
                Some(1) => format!("<ol>{items}</ol>"),
                Some(start) => format!("<ol start=\"{start}\">{items}</ol>"),
            }
        }
        Block::Quote(blocks) => format!("<blockquote>{}</blockquote>", html(blocks)),
        Block::Code { language, text } => {
            let class = if language.is_empty() {
                String::new()
            } else {
                format!(" class=\"language-{}\"", escaped(language))
            };
            let end = if text.is_empty() { "" } else { "\n" };
            format!("<pre><code{class}>{}{end}</code></pre>", escaped(text))
        }
        Block::Table { .. } => "<table>".to_owned(),
        Block::Rule => "<hr />".to_owned(),
    };
    blocks.iter().map(html_of).collect()
}

/// HTML without what we leave out: titles of links, the difference between loose and tight lists, and white space
/// around blocks.
fn normalised(html: &str) -> String {
    const INLINE: [&str; 6] = ["a", "em", "strong", "code", "del", "img"];
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut is_code = false;
    for part in html.split_inclusive('>') {
        let (text, tag) = part.split_once('<').unwrap_or((part, ""));
        let tag = tag.trim_end_matches(['>', '/', ' ']);
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        let is_block = !INLINE.contains(&name);
        if is_code {
            out.push_str(text);
        } else {
            let follows_block = out.is_empty() || out.ends_with('\u{1}');
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let starts = text.starts_with(char::is_whitespace) && !follows_block;
            let ends = text.ends_with(char::is_whitespace) && !is_block && !words.is_empty();
            let marks = [
                if starts && !(words.is_empty() && is_block) {
                    " "
                } else {
                    ""
                },
                if ends { " " } else { "" },
            ];
            out.extend([marks[0], &words, marks[1]]);
        }
        if tag.is_empty() {
            continue;
        }
        is_code = name == "pre" && !tag.starts_with('/') || is_code && name != "pre";
        match tag {
            "li" | "blockquote" => open.push(tag),
            "/li" | "/blockquote" => _ = open.pop(),
            _ => {}
        }
        if name != "p" || open.last() != Some(&"li") {
            out.extend(["<", tag.split(" title=").next().unwrap(), ">"]);
        }
        if is_block {
            out.push('\u{1}');
        }
    }
    out.replace('\u{1}', "")
}

#[test]
fn commonmarks_examples_are_shown_as_commonmark_says() {
    let examples = examples();
    ANY_ADDRESS.set(true);
    let tables = Tables {
        entity,
        small: |text| text.to_lowercase().to_uppercase(),
    };
    let mut matching = 0;
    for example in &examples {
        let shown = normalised(&html(&document::parse(&example.markdown, tables)));
        let expected = normalised(&example.html);
        let reason = LEFT_OUT
            .iter()
            .find(|(_, numbers)| numbers.contains(&example.number));
        match reason {
            None => assert_eq!(
                shown, expected,
                "example {}, {}",
                example.number, example.section
            ),
            Some((reason, _)) => assert_ne!(
                shown, expected,
                "example {} matches, yet {reason}",
                example.number
            ),
        }
        matching += usize::from(reason.is_none());
    }
    println!(
        "{matching} of CommonMark's {} examples match; left out:",
        examples.len()
    );
    for (reason, numbers) in LEFT_OUT {
        println!("{:>4} {reason}", numbers.len());
    }
    assert!(matching >= MATCHING, "{matching} of {MATCHING}");
}
