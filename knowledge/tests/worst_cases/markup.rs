//! HTML, Markdown and plain text.

use porchlight_knowledge::extract::{self, Content, Format};

use super::{MEDIUM, SMALL, check, nested, numbered, repeated, text};

/// Reads the input, and checks limits on the result.
fn read(format: Format, bytes: &[u8]) {
    let document = extract::extract(Content::Text(format, text(bytes))).unwrap_or_default();
    let told: usize = document
        .passages
        .iter()
        .map(|passage| {
            let other = passage.headings.iter().chain(&passage.alternatives);
            passage.text.len() + other.map(String::len).sum::<usize>()
        })
        .sum();
    assert!(document.passages.len() <= 400);
    assert!(told <= 8_000_000, "{told} bytes");
}

#[test]
fn html() {
    let table = |bytes: usize| {
        let cells = format!("<td rowspan=50>{}", "x ".repeat(90)).repeat(50);
        let rows = format!("<tr>{cells}{}", "<tr>".repeat(49));
        format!("<table>{}", rows.repeat(bytes / rows.len() + 1)).into_bytes()
    };
    let wide_head = |bytes: usize| {
        let (head, rows) = (
            "x y ".repeat(bytes / 8),
            "<tr><td>a b c d<td>e f g h".repeat(bytes / 52),
        );
        format!("<table><tr><th>{head}<th>b{rows}</table>").into_bytes()
    };
    let one_class = |bytes: usize| {
        let class = "a-b ".repeat(bytes / 8);
        format!("{}<p class='{class}'>x", "<dl><dt>a?<dd>".repeat(30)).into_bytes()
    };
    check(
        MEDIUM,
        &[
            ("depth", &repeated("<div>")),
            ("depth of lists", &repeated("<ul><li>a")),
            ("depth of definitions", &repeated("<dl><dt>a?<dd>b")),
            (
                "depth of foldings",
                &repeated("<details><summary>a</summary>b"),
            ),
            ("depth of tables", &repeated("<table><tr><td>a<td>b")),
            ("formatting left open", &repeated("<p><b><i><font>x")),
            ("formatting that differs", &numbered("<p><b id=#>x")),
            ("entities", &repeated("&amp;&notit;&#x41;&xyz")),
            ("headings in headings", &repeated("<div role=heading>a")),
            ("headings of one anchor", &repeated("<h2 id=a>a</h2>b")),
            ("sections of one word", &numbered("<h2>a#</h2><p>b#</p>")),
            (
                "sections of nothing to read",
                &numbered("<h2>-</h2><p>#</p>"),
            ),
            ("bold lines", &numbered("<p><b>a #</b></p><p>b</p>")),
            ("spans of cells", &table),
            ("a table's wide head", &wide_head),
            ("a long class in parts", &one_class),
            ("white space in parts", &nested("<div><p>", "      \n")),
            ("brackets", &repeated("<p>[[[[[[ a. B")),
            ("links", &repeated("<p><a href=https://x.example>[a. B</a>")),
            (
                "alternatives",
                &numbered("<meta name='porchlight:alternative' content='a: b #'>"),
            ),
            ("comments that do not end", &repeated("<!-- <p>")),
            (
                "names for screen readers",
                &nested("<li><span class=sr-only>", "      \n"),
            ),
            (
                "names of signs",
                &nested("<li><span title=a>", "   <b></b>"),
            ),
            (
                "hidden parts",
                &repeated("<p><a href=#>x</a></p><div hidden>a</div>"),
            ),
            ("styles", &repeated("<div style='a:b;c:d;e:f;;;;'>")),
        ],
        |bytes| read(Format::Html, bytes),
    );
}

#[test]
fn html_for_machines() {
    let things_in_things = |bytes: usize| {
        let things = "<div itemprop=name itemtype=x/Offer>".repeat(250);
        format!("{things}{}", " ".repeat(bytes)).into_bytes()
    };
    let script = |json: &str, text: &str| {
        format!("<script type=application/ld+json>{json}</script><main>{text}</main>").into_bytes()
    };
    // Half of the page may be JSON, and the other half its text.
    let questions = |bytes: usize| {
        let question = r#"{"@type":"Question","name":"a","acceptedAnswer":"b c d"},"#;
        let questions = question.repeat(bytes / 2 / question.len());
        script(
            &format!("[{questions}1]"),
            &"<p>b c </p>".repeat(bytes / 22),
        )
    };
    let prices = |bytes: usize| {
        let offers = r#"{"price":"1.5","priceCurrency":"EUR"},"#.repeat(30);
        let product = format!(r#"{{"@type":"Product","name":"a","offers":[{offers}1]}},"#);
        let products = product.repeat(bytes / 2 / product.len());
        script(&format!("[{products}1]"), &"1 EUR ".repeat(bytes / 12))
    };
    let objects = |bytes: usize| {
        let object = format!("{}1{},", r#"{"address":"#.repeat(60), "}".repeat(60));
        let objects = object.repeat(bytes / object.len());
        script(&format!("[{objects}1]"), "a")
    };
    check(
        MEDIUM,
        &[
            ("names of things in things", &things_in_things),
            (
                "things in things",
                &repeated(
                    "<div itemscope itemprop=name itemtype=x/Offer><meta itemprop=price content=5>",
                ),
            ),
            (
                "things that tell nothing",
                &numbered("<div itemtype=x/Store><b itemprop=name>#</b>"),
            ),
            (
                "places",
                &numbered(
                    "<div itemtype=x/Store><meta itemprop=telephone content='1 2 3 #'></div><p>1 2 3</p>",
                ),
            ),
            ("questions for machines", &questions),
            ("prices for machines", &prices),
            ("objects in objects", &objects),
        ],
        |bytes| read(Format::Html, bytes),
    );
}

#[test]
fn notations_in_markdown() {
    check(
        SMALL,
        &[
            ("admonitions", &repeated(":::a\n")),
            ("ends of admonitions", &repeated(":::\n")),
            ("colons", &repeated(":")),
            ("admonitions that end", &repeated(":::a b\nc\n:::\n")),
            ("variables", &repeated("{a}")),
            ("variables of MDX", &nested("<A>{a} ", "{a}. B")),
            ("variables that do not end", &repeated("{{a")),
            ("marks of variables", &repeated("- > | # {{a}}")),
            ("cells of variables", &repeated("| {{a}}. B ")),
            ("formulas", &repeated("$a {{b}} ")),
            ("formulas that do not end", &repeated("$1a{{")),
            ("components", &repeated("<A b='c'>\n")),
            ("components around words", &repeated("<A>b</A> c")),
            ("components that do not end", &repeated("<A \n")),
            ("exports", &repeated("export const a = {\n\n")),
            ("titles that do not end", &repeated("{% tab title='a' %}\n")),
            ("comments that do not end", &repeated("%%a\n")),
            ("raw parts that do not end", &repeated("{% raw %}\n")),
            ("links of wikis", &repeated("[[a]] [[b")),
            ("addresses of variables", &repeated("[a]({{b) ")),
            ("marks", &repeated("==a ++b :material-c {ref}`d ")),
            ("directives", &repeated("```{note}\n")),
            ("callouts", &repeated("> [!A] b\n> > [!C]\n")),
        ],
        |bytes| read(Format::Markdown, bytes),
    );
}

#[test]
fn markdown() {
    let ticks = |bytes: usize| {
        let mut text = String::new();
        let mut run = 1;
        while text.len() < bytes {
            text.extend(["a", &"`".repeat(run)]);
            run += 1;
        }
        text.into_bytes()
    };
    let wide_table = |bytes: usize| {
        let columns = bytes / 12;
        format!(
            "{}\n{}\n{}",
            "|a".repeat(columns),
            "|-".repeat(columns),
            "|a\n".repeat(bytes / 6)
        )
        .into_bytes()
    };
    check(
        SMALL,
        &[
            ("quotations in quotations", &repeated("> ")),
            ("quotations on every line", &repeated("> > > > > > > > a\n")),
            ("quotations that go on", &nested("> ", "\na")),
            ("lists in lists", &repeated("- ")),
            ("lists with empty lines", &nested("- ", "\n")),
            ("lists with lines that go on", &nested("- ", "\na")),
            ("lists that step in", &|bytes| {
                let mut text = String::new();
                let mut depth = 0;
                while text.len() < bytes {
                    text.extend([&*" ".repeat(2 * depth), "- a\n"]);
                    depth += 1;
                }
                text.into_bytes()
            }),
            ("numbers in numbers", &repeated("1. ")),
            ("opening brackets", &repeated("[")),
            ("pictures", &repeated("![")),
            ("links", &repeated("[a](")),
            ("links in links", &nested("[", "](a)")),
            ("references", &numbered("[#]: a\n[#]\n\n")),
            ("one reference often", &|bytes| {
                let target = "x".repeat(bytes / 2);
                format!("[a]: {target}\n\n{}", "[a]\n".repeat(bytes / 8)).into_bytes()
            }),
            ("footnotes", &numbered("[^#]: a\n\nb[^#]\n\n")),
            ("footnotes in footnotes", &repeated("[^a]: ")),
            ("stars", &repeated("*")),
            ("stars and words", &repeated("*a **b ***c ")),
            ("stars and lines", &repeated("a**b_c* ")),
            ("strikes", &repeated("~~a ~b ")),
            ("backticks", &ticks),
            ("fences", &repeated("```\n~~~\n")),
            ("tables", &repeated("|a|b|\n|-|-|\n|c|d|\n\n")),
            ("a wide table", &wide_table),
            ("cells", &repeated("|")),
            ("definitions", &repeated("a\n: b\n")),
            ("definitions in definitions", &repeated(": ")),
            ("headings", &numbered("# a# {#b#}\n")),
            ("attributes of headings", &repeated("# a {#")),
            ("lines under headings", &repeated("a\n===\n")),
            ("tags", &repeated("<a ")),
            ("tags that do not end", &repeated("<a b='")),
            ("comments", &repeated("<!--")),
            ("processing", &repeated("<?")),
            ("declarations", &repeated("<!A ")),
            ("characters", &repeated("<![CDATA[")),
            ("addresses", &repeated("<http://a")),
            ("entities", &repeated("&am&#x&#99999999;")),
            ("escapes", &repeated("\\")),
            ("front matter", &numbered("---\na#: b\n")),
            ("front matter that does not end", &|bytes| {
                format!("---\n{}", "alternatives: |\n a: b\n".repeat(bytes / 23)).into_bytes()
            }),
            ("one phrasing for many headings", &|bytes| {
                let phrasings = format!("  a: {}\n", "x".repeat(200)).repeat(50);
                format!(
                    "---\nalternatives: |\n{phrasings}---\n{}",
                    "# b {#a}\nc\n".repeat(bytes / 12)
                )
                .into_bytes()
            }),
        ],
        |bytes| read(Format::Markdown, bytes),
    );
}

#[test]
fn plain_text() {
    check(
        MEDIUM,
        &[
            ("one line", &repeated("a")),
            ("lines", &repeated("a\n")),
            ("paragraphs", &repeated("a\n\n")),
            ("paragraphs of nothing to read", &repeated("-\n\n")),
            ("full stops", &repeated("a.")),
            ("ends of sentences", &repeated("! ? . ")),
            ("white space", &repeated(" \t")),
            ("brackets", &repeated("[a. B ")),
            ("wide characters", &repeated("。「")),
        ],
        |bytes| read(Format::Text, bytes),
    );
}

#[test]
fn asciidoc() {
    check(
        SMALL,
        &[
            ("attributes", &repeated(":a: b\n{a}{b}\n")),
            ("brackets", &repeated("[a")),
            ("lines of brackets", &repeated("link:a[[b] <<c\n")),
            ("tables", &repeated("|===\n|a |b\n|c\n")),
            ("stars", &repeated("*a ")),
        ],
        |bytes| read(Format::Asciidoc, bytes),
    );
}

#[test]
fn restructured_text() {
    check(
        SMALL,
        &[
            ("directives", &repeated(".. note::\n\n   a\n\n")),
            ("deep directives", &nested(".. note::\n ", "a")),
            ("code", &repeated("a::\n\n b\n\n")),
            ("ticks", &repeated("`a <b ``")),
            ("grids", &repeated("+--+\n|a|\n")),
            ("headings", &repeated("abc\n===\n")),
        ],
        |bytes| read(Format::Rst, bytes),
    );
}
