//! What is read from a page, and what is left out.

use super::*;

/// The passages of `html`: `path > of > headings #anchor`, and the text.
fn read_all(html: &str) -> Vec<(String, String)> {
    read(html)
        .document
        .passages
        .into_iter()
        .map(|passage| {
            let anchor = passage
                .anchor
                .map(|id| format!(" #{id}"))
                .unwrap_or_default();
            (
                format!("{}{anchor}", passage.headings.join(" > ")),
                passage.text,
            )
        })
        .collect()
}

fn check(html: &str, expected: &[(&str, &str)]) {
    let found = read_all(html);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(found, expected);
}

/// Checks that `main` results in a single passage without headings.
fn check_text(main: &str, expected: &str) {
    check(&format!("<main>{main}</main>"), &[("", expected)]);
}

const FILLER: &str = "<p>This paragraph is as long as paragraphs in articles are, so that what stands around it is \
    the smaller part of the page, and it goes on for a while about nothing at all until it is long enough.</p>";
const FILLER_TEXT: &str = "This paragraph is as long as paragraphs in articles are, so that what stands around it is \
    the smaller part of the page, and it goes on for a while about nothing at all until it is long enough.";

#[test]
fn only_the_content_of_a_page_is_read() {
    check(
        "<title>Pay later | Shop</title><body><div class=cookieBanner><p>We use cookies.</p></div>\
         <header><h2>Shop</h2><nav><a href=/>Home</a></nav></header><main><nav class=breadcrumb>Home</nav>\
         <h1 id=top>Pay later</h1><p>You have 14 days.</p><script>track()</script><style>p{}</style>\
         <div class='feedback'><p>Was this page helpful?</p><button>Yes</button></div></main>\
         <aside>Menu</aside><footer>© Shop</footer>",
        &[("Pay later #top", "You have 14 days.")],
    );
}

#[test]
fn a_page_that_marks_nothing_is_read_where_its_text_is() {
    let html = format!(
        "<body><div id=wrap><div><ul><li><a href=a>Home page</a><li><a href=b>All products</a><li><a href=c>Contact us</a>\
         <li><a href=d>About us</a></ul></div><div><h1>Pay</h1>{FILLER}<p>See <a href=x>this</a>.</p></div></div>\
         <div class=cookie-notice>We use cookies. <button>OK</button></div><div role=contentinfo>© Shop</div>"
    );
    check(&html, &[("Pay", &format!("{FILLER_TEXT}\n\nSee this."))]);
}

#[test]
fn a_class_on_the_element_around_everything_leaves_nothing_out() {
    check(
        &format!(
            "<body class='has-cookie-banner'><main class='page-with-sidebar'><div class=toc-wrapper>{FILLER}</div></main>"
        ),
        &[("", FILLER_TEXT)],
    );
}

#[test]
fn what_asks_to_rate_the_page_is_left_out_in_every_language() {
    for words in porchlight_languages::PAGE_WORDS {
        for rating in words.ratings {
            let asked = format!("{FILLER}<div><p>{rating}?</p><button>OK</button></div>");
            check_text(&asked, FILLER_TEXT);
        }
    }
}

#[test]
fn headings_about_sharing_and_feedback_are_content() {
    let html = format!(
        "<main>{FILLER}<section id=feedback><h2>Give feedback</h2><p>{FILLER_TEXT} x</p></section><div id=sharing><h2>Related</h2><p>Not links.</p></div></main>"
    );
    let found = read_all(&html);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[1].0, "Give feedback #feedback");
    assert_eq!(
        found[2],
        ("Related #sharing".to_owned(), "Not links.".to_owned())
    );
}

#[test]
fn hidden_elements_are_left_out_but_not_what_a_button_unfolds() {
    check_text(
        "<p>Seen.</p><p hidden>No.</p><p style='display : none'>No.</p><p aria-hidden=true>No.</p><span class=sr-only>No.</span>\
         <div hidden=until-found>Found.</div>",
        "Seen.\n\nFound.",
    );
    check(
        &format!(
            "<main><h1>FAQ</h1>{FILLER}<h3><button aria-controls=a1>Is it free?</button></h3><div id=a1 hidden><p>Yes.</p></div>\
         <button aria-controls=a2 aria-expanded=false>Since when?</button><div id=a2 hidden>Since May.</div></main>"
        ),
        &[
            ("FAQ", FILLER_TEXT),
            ("FAQ > Is it free?", "Yes."),
            ("FAQ > Since when?", "Since May."),
        ],
    );
}

#[test]
fn details_are_sections_that_end() {
    check(
        "<main><h2 id=pay>Pay</h2><details id=card><summary>By card?</summary><p>Yes.</p></details>\
         <details><summary>In parts?</summary>No.</details><p>Ask us.</p></main>",
        &[
            ("Pay > By card? #card", "Yes."),
            ("Pay > In parts? #pay", "No."),
            ("Pay #pay", "Ask us."),
        ],
    );
}

#[test]
fn bold_paragraphs_above_text_are_headings() {
    check(
        "<main><h1>FAQ</h1><p><strong>Can I return it?</strong></p><p>Within 30 days.</p><p><b>Note:</b> keep the box.</p></main>",
        &[(
            "FAQ > Can I return it?",
            "Within 30 days.\n\nNote: keep the box.",
        )],
    );
}

#[test]
fn nested_lists_keep_their_numbers_and_their_depth() {
    check_text(
        "<p>Do this:</p><ol start=3><li><p>Open <b>Settings</b>.</p><li>Choose<ul><li>Phone<li>Card<ol><li>Visa</ol></ul>\
         <li><p>Save.</p><p>Done.</p></ol>",
        "Do this:\n\n3. Open Settings.\n4. Choose\n   - Phone\n   - Card\n     1. Visa\n5. Save.\n   Done.",
    );
}

#[test]
fn a_list_of_cards_with_headings_is_sections() {
    check(
        &format!(
            "<main><ul><li><h3>Basic</h3>{FILLER}<li><h3>Pro</h3><p>{FILLER_TEXT} x</ul></main>"
        ),
        &[("Basic", FILLER_TEXT), ("Pro", &format!("{FILLER_TEXT} x"))],
    );
}

#[test]
fn tables_are_pipe_tables_and_spans_are_filled() {
    check_text(
        "<table><caption>Prices</caption><thead><tr><th>Plan<th>Month<th>Year</thead><tbody><tr><td rowspan=2>Pro<td>5 €<td>50 €\
         <tr><td colspan=2>a|b</tbody></table>",
        "Prices\n\n| Plan | Month | Year |\n| --- | --- | --- |\n| Pro | 5 € | 50 € |\n| Pro | a\\|b | a\\|b |",
    );
    check_text(
        "<table role=presentation><tr><td><p>Left.</p><td><p>Right.</p></table>",
        "Left.\n\nRight.",
    );
}

#[test]
fn definitions_are_a_list_or_sections() {
    check_text(
        "<dl><dt>Price<dd>5 €<div><dt>Term:<dd>1 month<dd>1 year</div></dl>",
        "- Price: 5 €\n- Term: 1 month; 1 year",
    );
    check(
        "<main><h1>FAQ</h1><dl><dt id=ship>Do you ship?<dd><p>Yes.</p><ul><li>To Norway</ul></dl><p>Ask.</p></main>",
        &[
            ("FAQ > Do you ship? #ship", "Yes.\n\n- To Norway"),
            ("FAQ", "Ask."),
        ],
    );
}

#[test]
fn code_keeps_its_lines() {
    check_text(
        "<p>Run <code>npm i</code> now.</p><pre><button>Copy</button><code class=language-sh>npm i\n  --save\n</code></pre>",
        "Run `npm i` now.\n\n```sh\nnpm i\n  --save\n```",
    );
}

#[test]
fn links_are_their_text_or_short_markdown_links() {
    check_text(
        "<p>See <a href=/help>our help</a>, <a href='https://x.example/a'> the site </a> or <a href='https://x.example/'>x.example</a>, \
         write <a href='mailto:a@x.example?subject=b'>to us</a> or call <a href='tel:+4912345678'>+49 12345678</a>. \
         <a href='javascript:x()'>No</a>",
        "See our help, [the site](https://x.example/a) or x.example, write to us (a@x.example) or call +49 12345678. No",
    );
}

#[test]
fn breaks_pictures_and_spaces_read_as_they_look() {
    check_text(
        "One Street<br>\n  10115&nbsp;Berlin<br><br>So\u{ad}ft <img alt='logo.png' src=x><img alt='The menu with Save at its top' src=y>\
         <img alt=Logo src=z>",
        "One Street\n10115 Berlin\n\nSoft The menu with Save at its top",
    );
}

#[test]
fn lists_of_related_pages_and_contents_are_left_out() {
    check(
        &format!(
            "<main><ul><li><a href='#a'>A</a><li><a href='#b'>B</a></ul><h2 id=a>A</h2>{FILLER}<h2>Related articles</h2>\
          <ul><li><a href=/x>X</a></ul><h2>B</h2><p>{FILLER_TEXT} y</p><h2>Artículos relacionados</h2><ul><li><a href=/x>X</a></ul></main>"
        ),
        &[("A #a", FILLER_TEXT), ("B", &format!("{FILLER_TEXT} y"))],
    );
}

#[test]
fn a_page_that_is_empty_without_its_scripts_says_so() {
    for (html, expected) in [
        (
            "<title>Shop</title><div id=root></div><script src=/app.js></script>",
            true,
        ),
        (
            "<body><noscript>Please enable JavaScript.</noscript><script type=module>go()</script>",
            true,
        ),
        ("<div id=root></div>", false),
        (
            "<div></div><script type='application/ld+json'>{}</script>",
            false,
        ),
        (
            "<main><p>Text for everyone.</p></main><script src=/app.js></script>",
            false,
        ),
    ] {
        assert_eq!(read(html).needs_scripts, expected, "{html}");
    }
    let links = "<li><a href=/x>A page of the help centre</a>".repeat(20);
    assert!(!read(&format!("<ul>{links}</ul><script src=/app.js></script>")).needs_scripts);
}

#[test]
fn a_page_of_links_alone_has_nothing_to_quote() {
    let links = "<li><a href=/x>Page</a>".repeat(9);
    let page = read(&format!("<main><h1>Help</h1><ul>{links}</ul></main>"));
    assert_eq!(page.document.passages, []);
    assert_eq!(page.links.len(), 1);
}

#[test]
fn notes_in_an_aside_are_content_and_menus_are_not() {
    check_text(
        "<p>Text.</p><aside class='starlight-aside note'>Keep it safe.</aside><aside>More</aside>",
        "Text.\n\nKeep it safe.",
    );
}

#[test]
fn a_page_made_by_scripts_has_no_passages() {
    check(
        "<body><div id=root></div><noscript>Turn on JavaScript.</noscript><script>x()</script>",
        &[],
    );
}

#[test]
fn a_page_that_only_sends_on_is_a_redirect() {
    let to = |body: &str| {
        redirect(&format!(
            "<meta http-equiv=refresh content='0; url=/c'>{body}"
        ))
    };
    assert_eq!(to("").as_deref(), Some("/c"));
    assert_eq!(
        to("<p>Moved to <a href=/c>here</a>.</p>").as_deref(),
        Some("/c")
    );
    assert_eq!(
        to(&format!("<main>{FILLER}<p>{FILLER_TEXT} x</p></main>")),
        None
    );
    assert_eq!(redirect("<p>Refresh the page.</p>"), None);
}

#[test]
fn any_bytes_give_a_document() {
    let deep = "<div>".repeat(600) + "x" + &"<table><tr><td>".repeat(600) + &"<ul><li>".repeat(600);
    for html in [
        "",
        "<",
        "<main",
        "\0",
        "<h1>",
        "</p></p><td>x",
        "<ul><ul><li></ul>",
        "<dl><dd>x",
        &deep,
        &"<div>".repeat(100_000),
    ] {
        let _ = read(html);
    }
}

#[test]
fn a_page_names_other_ways_to_ask_for_its_sections() {
    let page = "<head><meta name=\"porchlight:alternative\" content=\"late: What if it comes late?\">\
        <meta name=\"porchlight:alternative\" content=\"delivery-time: How long does it take?\">\
        <meta name=\"porchlight:alternative\"><meta name=\"description\" content=\"late: no\"></head>\
        <main><h1>Delivery</h1><p>We send every day.</p><h2>Delivery time</h2><p>Three days.</p>\
        <h2 id=\"late\">Delays</h2><p>Write to us.</p></main>";
    let alternatives: Vec<(String, Vec<String>)> = (read(page).document.passages.into_iter())
        .filter(|passage| !passage.alternatives.is_empty())
        .map(|passage| (passage.text, passage.alternatives))
        .collect();
    assert_eq!(
        alternatives,
        [
            (
                "Three days.".to_owned(),
                vec!["How long does it take?".to_owned()]
            ),
            (
                "Write to us.".to_owned(),
                vec!["What if it comes late?".to_owned()]
            ),
        ]
    );
}

mod asides;
mod facts;
mod folded;
mod kinds;
mod lines;
mod opened;
mod purpose;
mod spellings;
mod stand_ins;
mod tables;
mod tabs;
