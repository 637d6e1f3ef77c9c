//! Random input: words of each format in any order, from a fixed seed, so that all runs are the same.
//!
//! Set `PORCHLIGHT_CASES` for a longer run. Proptest minimises failing inputs and stores them next to this file.

use porchlight_knowledge::{
    extract::{self, Content, Format, charset},
    inflate,
    passage::ExtractedDocument,
    robots::Robots,
    sentences,
    sitemap::Sitemap,
    source_limits::{HEADING_CHARS, PASSAGES_PER_DOCUMENT},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{FileFailurePersistence, RngSeed},
};

/// How many inputs are tried by default.
const CASES: u32 = 1_500;
/// The most words of an input.
const WORDS: usize = 60;

fn config() -> ProptestConfig {
    let cases = std::env::var("PORCHLIGHT_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(CASES),
        rng_seed: if cases.is_none() {
            RngSeed::Fixed(0x9e37_79b9_7f4a_7c15)
        } else {
            RngSeed::Random
        },
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

const HTML: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<h2 id=a>",
    "</h2>",
    "<ul>",
    "<ol start=3>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td rowspan=2>",
    "<th colspan=3>",
    "</table>",
    "<caption>",
    "<details>",
    "<summary>",
    "</details>",
    "<dl>",
    "<dt>",
    "<dd hidden>",
    "</dl>",
    "<a href='https://x.example/a'>",
    "<a href=#b>",
    "</a>",
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<br>",
    "<img alt='A picture of it'>",
    "<main>",
    "</main>",
    "<aside>",
    "</aside>",
    "<button aria-expanded=false aria-controls=c>",
    "</button>",
    "<section id=c hidden>",
    "</section>",
    "<svg aria-label=Yes>",
    "<title>",
    "</svg>",
    "<script type=application/ld+json>",
    "{\"@type\":\"FAQPage\"}",
    "</script>",
    "<sup>",
    "<template>",
    "<select>",
    "<nav>",
    "</nav>",
    "&amp;",
    "&#x",
    "<!--",
    "-->",
    "<",
    ">",
    "Is it free?",
    "Yes. It is.",
    "größer",
    "二。",
    "[a](b",
    "`",
    "**",
    "|",
    "\n",
    " ",
];
const MARKDOWN: &[&str] = &[
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "[",
    "](",
    ")",
    "![",
    "|",
    "|-|-|",
    "---\n",
    "+++\n",
    "title: ",
    "alternatives: |\n  a: b\n",
    ":::tip ",
    ":::\n",
    "<Tabs>",
    "</Tabs>",
    "<details>",
    "{x}",
    "{{ y }}",
    "import a from 'b'\n",
    "export ",
    "[^1]",
    "[^1]: ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    ": ",
    "\\",
    "<p>",
    "&amp;",
    "Is it free?",
    "Yes. It is.",
    "größer",
    "二。",
    "**Q:** ",
    "A: ",
    "[a]: b\n",
    "{#id}",
    "\r\n",
    "!!! note\n",
    "> [!TIP]\n",
    "$",
];
const ROBOTS: &[&str] = &[
    "User-agent: *",
    "user-agent: porchlightbot",
    "Disallow: ",
    "allow:",
    "/",
    "*",
    "$",
    "a",
    "%61",
    "%",
    "#",
    ":",
    "\n",
    "\r",
    " ",
    "Sitemap: https://x.example/s",
    "ä",
];
const XML: &[&str] = &[
    "<urlset>",
    "</urlset>",
    "<sitemapindex>",
    "<sitemap>",
    "</sitemap>",
    "<url>",
    "</url>",
    "<loc>",
    "</loc>",
    "https://x.example/a",
    "&amp;",
    "&#50;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<a b='c'>",
    "<",
    ">",
    "\n",
];
const PDF: &[&str] = &[
    "%PDF-1.7\n",
    "1 0 obj",
    "2 0 obj",
    "3 0 obj",
    "4 0 obj",
    "endobj",
    "<<",
    ">>",
    "[",
    "]",
    "/Type/Catalog",
    "/Pages 2 0 R",
    "/Type/Pages",
    "/Kids[3 0 R]",
    "/Count 1",
    "/Type/Page",
    "/Contents 4 0 R",
    "/Length 20",
    "stream\n",
    "endstream",
    "BT",
    "/T 9 Tf",
    "(a b)",
    "Tj",
    "ET",
    "xref\n0 1\n",
    "trailer",
    "/Root 1 0 R",
    "startxref\n",
    "9",
    "%%EOF",
    "/Filter/FlateDecode",
    "/ObjStm",
    "/Font<</T 1 0 R>>",
    "/Resources",
    " ",
    "\n",
    "q",
];

fn words(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop_oneof![9 => select(of).prop_map(str::to_owned), 1 => "\\PC{0,4}"];
    vec(word, 0..WORDS).prop_map(|words| words.concat())
}

/// Properties of every document.
fn check(document: &ExtractedDocument) -> Result<(), TestCaseError> {
    prop_assert!(document.passages.len() <= PASSAGES_PER_DOCUMENT);
    for passage in &document.passages {
        prop_assert!(!passage.text.trim().is_empty(), "{document:?}");
        for heading in &passage.headings {
            prop_assert!(heading.chars().count() <= HEADING_CHARS);
        }
        check_sentences(&passage.text)?;
    }
    Ok(())
}

/// Sentences and blocks are parts of the text, in order, and leave out only white space.
fn check_sentences(text: &str) -> Result<(), TestCaseError> {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let found = sentences::sentences(text);
    let sum: usize = found.iter().map(|sentence| letters(sentence)).sum();
    prop_assert_eq!(sum, letters(text), "{:?}", text);
    let mut rest = text;
    for sentence in found {
        let parts = rest.split_once(sentence);
        prop_assert!(
            parts.is_some_and(|(before, _)| before.trim().is_empty()),
            "{:?}",
            text
        );
        rest = parts.map_or("", |(_, after)| after);
    }
    let blocks = sentences::blocks(text);
    let sum: usize = blocks.iter().map(|block| letters(block.text)).sum();
    prop_assert_eq!(sum, letters(text), "{:?}", text);
    prop_assert!(sentences::plain(text).len() <= text.len() + 1);
    Ok(())
}

fn read(format: Format, text: String) -> Result<(), TestCaseError> {
    let most = 100_000 + 60 * text.len();
    let document = extract::extract(Content::Text(format, text)).unwrap_or_default();
    let bytes: usize = document
        .passages
        .iter()
        .map(|passage| passage.text.len())
        .sum();
    prop_assert!(bytes <= most);
    check(&document)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn html(text in words(HTML)) {
        read(Format::Html, text)?;
    }

    #[test]
    fn markdown(text in words(MARKDOWN)) {
        read(Format::Markdown, text)?;
    }

    #[test]
    fn plain_text(text in words(MARKDOWN)) {
        read(Format::Text, text)?;
    }

    #[test]
    fn sentences_cover_any_text(text in words(MARKDOWN)) {
        check_sentences(&text)?;
    }

    #[test]
    fn pdfs(text in words(PDF)) {
        if let Ok(document) = extract::extract(Content::Pdf(text.into_bytes())) {
            check(&document)?;
        }
    }

    #[test]
    fn bytes_of_any_charset(bytes in vec(any::<u8>(), 0..400), label in select(&["utf-8", "gb18030", "none", ""][..])) {
        let declared = format!("text/html; charset={label}");
        if let Ok(text) = charset::decode(&bytes, Some(&declared)) {
            prop_assert!(text.len() <= 3 * bytes.len() + 3);
        }
        if let Some(unpacked) = inflate::gunzip(&bytes, 1_000) {
            prop_assert!(unpacked.len() <= 1_000);
        }
    }

    #[test]
    fn robots(text in words(ROBOTS)) {
        let robots = Robots::parse(text.as_bytes());
        let address = url::Url::parse("https://x.example/a?b").unwrap();
        robots.allows(&address);
    }

    #[test]
    fn sitemaps(text in words(XML)) {
        if let Ok(sitemap) = Sitemap::parse(text.as_bytes()) {
            let pages = sitemap.pages.iter().map(|page| &page.address);
            prop_assert!(pages.chain(&sitemap.sitemaps).all(|address| !address.is_empty()));
        }
    }
}
