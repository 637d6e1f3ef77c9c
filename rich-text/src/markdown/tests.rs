//! How a text is shown, both complete and while it arrives.

use super::*;

mod bare;
pub(crate) mod commonmark;
mod reference;

/// A complete text as blocks.
fn parse(text: &str) -> Vec<Block> {
    document::parse(text, Tables::default())
}

fn plain_text(text: &str) -> String {
    super::plain_text(text, Tables::default())
}

/// The tree in one line: `p(…)`, `h2(…)`, `ul(…)`, `**…**`.
fn draw(blocks: &[Block]) -> String {
    blocks.iter().map(draw_block).collect::<Vec<_>>().join(" ")
}

fn draw_block(block: &Block) -> String {
    match block {
        Block::Paragraph(content) => format!("p({})", draw_inlines(content)),
        Block::Heading { level, content } => format!("h{level}({})", draw_inlines(content)),
        Block::List { start, items } => {
            let name = start.map_or("ul".to_owned(), |start| format!("ol{start}"));
            let items: Vec<_> = items.iter().map(|item| draw(item)).collect();
            format!("{name}({})", items.join(" | "))
        }
        Block::Quote(blocks) => format!("quote({})", draw(blocks)),
        Block::Code { language, text } => format!("code:{language}({})", text.replace('\n', "⏎")),
        Block::Table {
            alignments,
            header,
            rows,
        } => {
            let row = |cells: &Vec<Vec<Inline>>| {
                let cells: Vec<_> = cells.iter().map(|cell| draw_inlines(cell)).collect();
                cells.join(",")
            };
            let columns: String = alignments
                .iter()
                .map(|alignment| match alignment {
                    Alignment::Start => '<',
                    Alignment::Center => '=',
                    Alignment::End => '>',
                })
                .collect();
            let rows: Vec<_> = std::iter::once(header).chain(rows).map(row).collect();
            format!("table{columns}({})", rows.join(" / "))
        }
        Block::Rule => "hr".to_owned(),
    }
}

fn draw_inlines(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Code(code) => format!("`{code}`"),
            Inline::Strong(content) => format!("<b>{}</b>", draw_inlines(content)),
            Inline::Emphasis(content) => format!("<i>{}</i>", draw_inlines(content)),
            Inline::Strike(content) => format!("<s>{}</s>", draw_inlines(content)),
            Inline::Link { url, content } => format!("<a {url}>{}</a>", draw_inlines(content)),
            Inline::Citation { number, .. } => format!("<{number}>"),
            Inline::Break => "⏎".to_owned(),
        })
        .collect()
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    assert_eq!(draw(&parse(markdown)), expected, "{markdown:?}");
}

/// Checks what is shown while the text is still arriving.
#[track_caller]
fn check_open(markdown: &str, expected: &str) {
    let mut document = Document::new(Tables::default());
    document.push(markdown);
    let blocks = [document.closed(), &document.open()].concat();
    assert_eq!(draw(&blocks), expected, "{markdown:?}");
}

#[test]
fn reads_paragraphs_and_line_ends() {
    check("", "");
    check("a", "p(a)");
    check("a\nb\n\nc", "p(a b) p(c)");
    check("a  \nb\\\nc", "p(a⏎b⏎c)");
    check("a\r\nb\r\n\r\nc", "p(a b) p(c)");
}

#[test]
fn reads_emphasis() {
    check(
        "**a** *b* __c__ _d_ ~~e~~",
        "p(<b>a</b> <i>b</i> <b>c</b> <i>d</i> <s>e</s>)",
    );
    check("***a***", "p(<i><b>a</b></i>)");
    check("**a *b* c**", "p(<b>a <i>b</i> c</b>)");
    check(
        "2 * 3 * 4, snake_case_name, a ~ b",
        "p(2 * 3 * 4, snake_case_name, a ~ b)",
    );
    check("**never closed", "p(**never closed)");
    check("**a *b**", "p(*<i>a <i>b</i></i>)");
    check(r"\*not\* emphasis", "p(*not* emphasis)");
}

#[test]
fn reads_code() {
    check("`a*b*` and ``c`d``", "p(`a*b*` and `c`d`)");
    check("a ` b", "p(a ` b)");
    check(
        "```rust\nfn main() {}\n\n# x\n```\nafter",
        "code:rust(fn main() {}⏎⏎# x) p(after)",
    );
    check("~~~\na\n```\n~~~", "code:(a⏎```)");
    check("before\n```\nunclosed", "p(before) code:(unclosed)");
    check("````\n```\n````", "code:(```)");
}

#[test]
fn reads_headings_and_rules() {
    check("# a\n## b ##\ntext\n### c", "h1(a) h2(b) p(text) h3(c)");
    check("#hashtag", "p(#hashtag)");
    check("####### seven", "p(####### seven)");
    check("a\n---\nb\n\n* * *", "p(a) hr p(b) hr");
}

#[test]
fn reads_lists() {
    check("- a\n- b", "ul(p(a) | p(b))");
    check("3. a\n4. b", "ol3(p(a) | p(b))");
    check("- a\n\n- b\n\nafter", "ul(p(a) | p(b)) p(after)");
    check(
        "- a\n  - b\n    - c\n- d",
        "ul(p(a) ul(p(b) ul(p(c))) | p(d))",
    );
    check("1. a\n   - b\n2. c", "ol1(p(a) ul(p(b)) | p(c))");
    check("1. a\n\n   more\n\n2. b", "ol1(p(a) p(more) | p(b))");
    check("text\n- a\n- b", "p(text) ul(p(a) | p(b))");
    check("- a\n1. b", "ul(p(a)) ol1(p(b))");
    check("- ```\n  - x\n  ```\n- b", "ul(code:(- x) | p(b))");
    check("It was\n2020. Then", "p(It was 2020. Then)");
    check("-not a list\n\n1.5 litres", "p(-not a list) p(1.5 litres)");
}

#[test]
fn reads_quotes_and_tables() {
    check("> a\n> b\n>\n> - c\n\nd", "quote(p(a b) ul(p(c))) p(d)");
    check(
        "| a | b | c |\n|:--|:-:|--:|\n| 1 | **2** | 3 |\n| 4 |\n\nafter",
        "table<=>(a,b,c / 1,<b>2</b>,3 / 4,,) p(after)",
    );
    check("a | b\n--- | ---\n1 | 2", "table<<(a,b / 1,2)");
    check("| a \\| b | `c|d` |\n|---|---|", "table<<(a | b,`c|d`)");
    check("Prices:\n| a |\n|---|\n| 1 |", "p(Prices:) table<(a / 1)");
    check("| a | b |\n|---|---|\n| 5` | c |", "table<<(a,b / 5`,c)");
    check("| 5` | b |\n|---|---|", "table<<(5`,b)");
    check(
        "| \\` | b |\n|---|---|\n| `` c|` `` | d |",
        "table<<(`,b / `c|``,d)",
    );
    check(
        "| a | b |\n|---|---|\n| 1 | 2 | 3 | | **4** |",
        "table<<(a,b / 1,2 3 <b>4</b>)",
    );
    check("| not | a table", "p(| not | a table)");
}

#[test]
fn links_only_to_allowed_addresses() {
    check(
        "[a](https://b.example/c)",
        "p(<a https://b.example/c>a</a>)",
    );
    check(
        "[a **b**](mailto:a@b.example \"title\")",
        "p(<a mailto:a@b.example>a <b>b</b></a>)",
    );
    check("[call](tel:+123)", "p(<a tel:+123>call</a>)");
    check("[a](javascript:alert(1)) b", "p(a b)");
    check("[a](JaVaScRiPt:alert(1))", "p(a)");
    check(
        "[a](java\nscript:x) [b](data:text/html,x) [c](/relative)",
        "p([a](java script:x) b c)",
    );
    check(
        "![alt](https://b.example/i.png)",
        "p(<a https://b.example/i.png>alt</a>)",
    );
    check(
        "See https://a.example/x_y(z), or <https://b.example>.",
        "p(See <a https://a.example/x_y(z)>https://a.example/x_y(z)</a>, or <a https://b.example>https://b.example</a>.)",
    );
    check(
        "(https://a.example)",
        "p((<a https://a.example>https://a.example</a>))",
    );
    check(
        "[a [b](https://c.example) d",
        "p([a <a https://c.example>b</a> d)",
    );
}

#[test]
fn reads_citation_marks() {
    check("Thirty days [1][2].", "p(Thirty days\u{2060}<1><2>.)");
    check("[0] [100] [a] [1a] `[1]`", "p([0] [100] [a] [1a] `[1]`)");
    check("**bold [3]**", "p(<b>bold\u{2060}<3></b>)");
}

#[test]
fn reads_entities_and_escapes() {
    check(
        "&#35; &#x22; &#0; &nosuch; &amp;amp;",
        "p(# \" \u{fffd} &nosuch; &amp;)",
    );
    check(
        "[a](https://a.example/?b=1&amp;c=2)",
        "p(<a https://a.example/?b=1&c=2>a</a>)",
    );
    check(
        "<a@b.example> <mailto:a@b.example>",
        "p(<a mailto:a@b.example>a@b.example</a> <a mailto:a@b.example>mailto:a@b.example</a>)",
    );
    check_open("a &#3", "p(a )");
}

#[test]
fn a_list_ends_where_another_mark_begins() {
    check("- a\n+ b\n* c", "ul(p(a)) ul(p(b)) ul(p(c))");
    check("1. a\n2) b", "ol1(p(a)) ol2(p(b))");
}

#[test]
fn a_paragraph_goes_on_without_the_marks_before_its_lines() {
    check("> a\nb\n> c\n\nd", "quote(p(a b c)) p(d)");
    check("- a\nb", "ul(p(a b))");
    check("> a\n- b", "quote(p(a)) ul(p(b))");
}

#[test]
fn what_models_indent_under_a_number_belongs_to_it() {
    check("1. a\n  - b\n2. c", "ol1(p(a) ul(p(b)) | p(c))");
    check(
        "1. a\n\n   ```\ncode\n   ```\n2. b",
        "ol1(p(a) code:(code) | p(b))",
    );
}

#[test]
fn shows_html_as_text() {
    check("<script>alert(1)</script>", "p(<script>alert(1)</script>)");
    check(
        "<img src=x onerror=alert(1)>",
        "p(<img src=x onerror=alert(1)>)",
    );
    check("&lt;b&gt; &amp; &copy;", "p(<b> & &copy;)");
}

#[test]
fn half_arrived_marks_are_not_shown() {
    check_open("**bo", "p(<b>bo</b>)");
    check_open("a **", "p(a )");
    check_open("**bold*", "p(<b>bold</b>)");
    check_open("a `co", "p(a `co`)");
    check_open("a `", "p(a )");
    check_open("see [the pa", "p(see )");
    check_open("see [the page](https://exam", "p(see the page)");
    check_open("days [1", "p(days )");
    check_open("days [1]", "p(days\u{2060}<1>)");
    check_open("```rust\nfn", "code:rust(fn)");
    check_open("```rust\nfn\n``", "code:rust(fn)");
    check_open("a\n-", "p(a)");
    check_open("a\n1", "p(a)");
    check_open("a\n\n##", "p(a)");
    check_open("## Hea", "h2(Hea)");
    check_open("| a | b |", "table<<(a,b)");
    check_open("| a | b |\n|--", "table<<(a,b)");
    check_open("| a | b |\n|---|---|\n| 1", "table<<(a,b / 1,)");
    check_open("a &am", "p(a )");
    check_open("- a\n- **b", "ul(p(a) | p(<b>b</b>))");
}

#[test]
fn plain_text_has_no_marks() {
    assert_eq!(
        plain_text("## A\n\n**b** [c](https://d.example) [1]\n\n- e\n- f"),
        "A\nb c\ne\nf"
    );
}

const DOCUMENT: &str = "# Returns\n\nYou have **30 days** [1], see [the page](https://shop.example/returns) or `RMA`.\n\n\
    1. Pack it\n   - the *box*\n   - the ~~bag~~ label\n2. Send it\n\n> Keep the receipt.\n\n\
    | Country | Days |\n|:--|--:|\n| Austria | 30 |\n\n```sh\ncurl https://shop.example\n```\n\n---\n\
    Größe & mehr <b>x</b> 🎁 [2]\n";

/// Pushes `pieces` one by one. Closed blocks must not change, and the result must equal the text parsed at once.
#[track_caller]
fn check_pieces<'a>(pieces: impl Iterator<Item = &'a str>) {
    let mut document = Document::new(Tables::default());
    let mut whole = String::new();
    let mut closed: Vec<Block> = Vec::new();
    for piece in pieces {
        document.push(piece);
        whole.push_str(piece);
        assert_eq!(
            document.closed().get(..closed.len()),
            Some(&*closed),
            "{whole:?}"
        );
        closed = document.closed().to_vec();
        document.open();
    }
    document.finish();
    document.settle(&|_| true);
    assert_eq!(document.closed(), parse(&whole), "{whole:?}");
}

#[test]
fn every_prefix_is_shown_and_closed_blocks_never_change() {
    check_pieces(DOCUMENT.split_inclusive(|_| true));
    check_pieces(DOCUMENT.split_inclusive(' '));
    check_pieces(DOCUMENT.split_inclusive('\n'));
}

#[test]
fn survives_any_input() {
    // xorshift with a fixed seed, for the same inputs on every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let characters: Vec<char> = DOCUMENT
        .chars()
        .chain("\\`*_~[]()!<>&#|-+:1.\t\r\0\u{202e}é".chars())
        .collect();
    for _ in 0..3_000 {
        let length = random(80);
        let text: String = (0..length)
            .map(|_| characters[random(characters.len())])
            .collect();
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let cut = rest
                .char_indices()
                .map(|(at, _)| at)
                .nth(1 + random(5))
                .unwrap_or(rest.len());
            let (piece, after) = rest.split_at(cut);
            pieces.push(piece);
            rest = after;
        }
        check_pieces(pieces.into_iter());
    }
}

#[test]
fn hostile_nesting_stays_flat_and_quick() {
    for text in [
        "> ", "- ", "[", "**a ", "`", "![", "_a ", "<", "| ", "(((", "[a](", "~~a *b ", "*a _",
        "a_ *", "**", "![[]()", "[a][b] ", "[a]: b\n", "> - ", "&#1", "<a@", "\\[", "***a** ",
        "- a\n ",
    ] {
        let markdown = text.repeat(3_000);
        check_pieces(std::iter::once(&*markdown));
    }
}

#[test]
fn marks_that_lead_nowhere_are_read_once() {
    for part in ["!", "http://", "http://x.example/)", "![", "<", "&"] {
        let text = part.repeat(1_000_000 / part.len());
        assert!(!parse(&text).is_empty(), "{part}");
    }
}
