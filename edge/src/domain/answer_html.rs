//! Renders answers and people's messages as HTML, for the pages that work without scripts.
//!
//! *Invariant:* only the elements created here, from an allow-list, become markup. HTML in the answer stays text, links
//! lead to `http`, `https` or `mailto`, and images become their descriptions.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, Render as _, html};
use porchlight_shared::message::Citation;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Mark a citation's number while Markdown is read. They are private-use characters, which are first removed from the
/// answer's own text.
const MARK: [char; 2] = ['\u{e000}', '\u{e001}'];

/// The Markdown of an answer as HTML. Its marks `[1]` link to the elements `<id>-1`, if there is such a citation.
pub fn answer_html(markdown: &str, citations: &[Citation], id: &str) -> Markup {
    let marked = mark(markdown, citations);
    let mut writer = Writer {
        html: String::with_capacity(marked.len() * 2),
        id,
        links: Vec::new(),
        in_code: false,
        in_table_head: false,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(&marked, options) {
        writer.write(event);
    }
    PreEscaped(writer.html)
}

/// A person's message: text with its line breaks, in which only addresses become links.
pub fn written_html(text: &str) -> Markup {
    html! {
        div class="written" {
            @for word in text.split_inclusive(char::is_whitespace) {
                @let address = word.trim_end().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"']);
                @let behind = word.get(address.len()..).unwrap_or_default();
                @if address.starts_with("http") && is_safe_link(address) {
                    a href=(address) rel="noopener noreferrer" { (address) } (behind)
                } @else {
                    (word)
                }
            }
        }
    }
}

/// Whether a link may lead to `address`.
pub fn is_safe_link(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
}

/// Turns `[1]` into a marked 1, which Markdown does not parse as a link.
fn mark(markdown: &str, citations: &[Citation]) -> String {
    let text: String = markdown.chars().filter(|c| !MARK.contains(c)).collect();
    let [open, close] = MARK;
    let mut marked = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        marked.push_str(before);
        let number = after.split_once(']').filter(|(number, behind)| {
            !behind.starts_with('(')
                && number
                    .parse()
                    .is_ok_and(|n: u32| citations.iter().any(|c| c.n == n))
        });
        if let Some((number, behind)) = number {
            marked.extend([open]);
            marked.push_str(number);
            marked.extend([close]);
            rest = behind;
        } else {
            marked.push('[');
            rest = after;
        }
    }
    marked + rest
}

struct Writer<'a> {
    html: String,
    id: &'a str,
    /// For each open link, whether its element was written.
    links: Vec<bool>,
    in_code: bool,
    in_table_head: bool,
}

impl Writer<'_> {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.code(&text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<hr>"),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.in_code = true;
                self.html.push_str("<pre><code>");
            }
            Tag::List(Some(first)) => {
                // Writing to a String cannot fail.
                let _ = write!(self.html, "<ol start=\"{first}\">");
            }
            Tag::Link { dest_url, .. } => {
                let safe = is_safe_link(&dest_url) && self.links.is_empty();
                if safe {
                    self.html.push_str("<a href=\"");
                    (*dest_url).render_to(&mut self.html);
                    self.html
                        .push_str("\" rel=\"noopener noreferrer nofollow\">");
                }
                self.links.push(safe);
            }
            Tag::TableHead => {
                self.in_table_head = true;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableCell => self
                .html
                .push_str(if self.in_table_head { "<th>" } else { "<td>" }),
            other => {
                if let Some(name) = element(other.to_end()) {
                    let _ = write!(self.html, "<{name}>");
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.html.push_str("</code></pre>");
            }
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.html.push_str("</a>");
                }
            }
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.html.push_str("</tr></thead>");
            }
            TagEnd::TableCell => {
                self.html
                    .push_str(if self.in_table_head { "</th>" } else { "</td>" });
            }
            other => {
                if let Some(name) = element(other) {
                    let _ = write!(self.html, "</{name}>");
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_code {
            return self.code(text);
        }
        let [open, close] = MARK;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(open) {
            before.render_to(&mut self.html);
            let (number, behind) = after.split_once(close).unwrap_or((after, ""));
            if self.links.contains(&true) {
                let _ = write!(self.html, "[{number}]");
            } else {
                let id = self.id;
                let _ = write!(
                    self.html,
                    "<a class=\"mark\" href=\"#{id}-{number}\">[{number}]</a>"
                );
            }
            rest = behind;
        }
        rest.render_to(&mut self.html);
    }

    /// In code, a mark is plain text.
    fn code(&mut self, text: &str) {
        let [open, close] = MARK;
        text.replace(open, "[")
            .replace(close, "]")
            .render_to(&mut self.html);
    }
}

/// The element of a tag that needs no attributes.
fn element(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        // The page has two heading levels of its own.
        TagEnd::Heading(_) => "h3",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::Table => "table",
        TagEnd::TableRow => "tr",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &str) {
        let citations: Vec<Citation> = (1..=2)
            .map(|n| Citation {
                n,
                title: "Returns".into(),
                url: "https://shop.example/returns".into(),
                snippet: String::new(),
                quote: String::new(),
                source_version: 1,
                spans: Vec::new(),
            })
            .collect();
        assert_eq!(
            answer_html(markdown, &citations, "m").into_string(),
            expected,
            "{markdown}"
        );
    }

    #[test]
    fn markdown_becomes_the_elements_it_stands_for() {
        check(
            "You have **30 days**.",
            "<p>You have <strong>30 days</strong>.</p>",
        );
        check(
            "1. one\n2. two",
            "<ol start=\"1\"><li>one</li><li>two</li></ol>",
        );
        check(
            "- a\n- `b<`",
            "<ul><li>a</li><li><code>b&lt;</code></li></ul>",
        );
        check("# Title", "<h3>Title</h3>");
        check("```html\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>");
        check(
            "|a|b|\n|-|-|\n|1|2|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>2</td></tr></table>",
        );
        check(
            "[terms](https://shop.example/terms?a=1&b=2)",
            "<p><a href=\"https://shop.example/terms?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\">terms</a></p>",
        );
    }

    #[test]
    fn marks_lead_to_their_citations() {
        check(
            "Thirty days [1][2].",
            "<p>Thirty days <a class=\"mark\" href=\"#m-1\">[1]</a><a class=\"mark\" href=\"#m-2\">[2]</a>.</p>",
        );
        check("No such one [3] [x].", "<p>No such one [3] [x].</p>");
        check("`array[1]`", "<p><code>array[1]</code></p>");
        check("\u{e000}<1\u{e001}", "<p>&lt;1</p>");
    }

    #[test]
    fn nothing_hostile_becomes_markup() {
        for markdown in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>)",
            "![x](https://evil.example/pixel.png)",
            "<https://shop.example/\"onmouseover=alert(1)>",
            "[<b>x](https://a.example/'\"><script>)",
            "[1](javascript:alert(1))",
        ] {
            let html = answer_html(markdown, &[], "m").into_string();
            for tag in html.split('<').skip(1) {
                let allowed = ["p>", "/p>", "a href=\"https://", "/a>"];
                assert!(
                    allowed.iter().any(|start| tag.starts_with(start)),
                    "{markdown}: {html}"
                );
            }
            assert!(!html.contains("href=\"javascript"), "{html}");
        }
    }

    #[test]
    fn what_a_person_writes_is_text_with_links() {
        assert_eq!(
            written_html("See https://a.example/x, **now** [1]\n<b>").into_string(),
            "<div class=\"written\">See <a href=\"https://a.example/x\" rel=\"noopener noreferrer\">https://a.example/x</a>, \
             **now** [1]\n&lt;b&gt;</div>"
        );
        let unsafe_link = written_html("httpx://a javascript:alert(1)").into_string();
        assert!(!unsafe_link.contains("<a"), "{unsafe_link}");
    }
}
