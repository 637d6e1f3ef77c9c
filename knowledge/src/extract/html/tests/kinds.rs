//! Content is recognised by what it says, whatever its element, class or attributes.

use super::*;

/// Checks that `sentence` is read from `markup` in a page.
fn check_read(markup: &str, sentence: &str) {
    let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
    assert!(
        found
            .iter()
            .any(|(path, text)| text.contains(sentence) || path.contains(sentence)),
        "{markup}\n{found:?}"
    );
}

fn check_left_out(markup: &str, sentence: &str) {
    let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
    assert!(
        !found.iter().any(|(_, text)| text.contains(sentence)),
        "{markup}\n{found:?}"
    );
}

#[test]
fn a_class_word_leaves_out_nothing_that_tells_something() {
    for class in [
        "menu",
        "cookies",
        "newsletter-terms",
        "related",
        "comments",
        "share",
        "feedback-policy",
        "nav",
        "social",
        "sidebar",
        "toc",
    ] {
        check_read(
            &format!(
                "<section class='{class}'><h2>Lunch</h2><p>Served Tuesday to Friday at noon.</p></section>"
            ),
            "Served Tuesday to Friday at noon.",
        );
    }
    check_read(
        "<div class=menu><h2>Lunch menu</h2><ul><li>Soup of the day, 4 €<li>Pancakes, 7 €</ul></div>",
        "Soup of the day, 4 €",
    );
    check_read(
        "<section class=cookie-policy><p>We keep the cookie for a year.</p></section>",
        "We keep the cookie for a year.",
    );
}

#[test]
fn what_only_links_or_asks_is_left_out() {
    check_left_out(
        "<div class=menu><a href=/a>About us here</a> <a href=/b>All our shops</a></div>",
        "About us",
    );
    check_left_out(
        "<div class=cookie-banner><p>We use cookies on this page.</p></div>",
        "We use cookies",
    );
    check_left_out(
        "<div class=newsletter><p>Get our news every week.</p><input type=email><button>OK</button></div>",
        "Get our news",
    );
    check_left_out(
        "<aside><ul><li><a href=/a>Another page of ours</a></ul></aside>",
        "Another page",
    );
}

#[test]
fn asides_within_the_content_are_content() {
    for tag in ["aside", "aside class=box", "div role=complementary"] {
        check_read(
            &format!(
                "<{tag}><h2>Are campfires allowed?</h2><p>On the gravel beach until 22 o'clock.</p></{}>",
                tag.split(' ').next().unwrap()
            ),
            "On the gravel beach until 22 o'clock.",
        );
    }
}

#[test]
fn a_sentence_is_read_whatever_heading_it_stands_in() {
    check_read(
        "<h2>Add captions</h2><h3>When you add a video, upload a caption file in WebVTT format.</h3><h2>Next</h2><p>Go on.</p>",
        "When you add a video, upload a caption file in WebVTT format.",
    );
    check_read(
        "<h4>The shop is closed on Mondays.</h4>",
        "The shop is closed on Mondays.",
    );
    check_read(
        "<details><summary>We answer within two days.</summary></details>",
        "We answer within two days.",
    );
}

#[test]
fn links_over_sentences_are_text() {
    check_text(
        "<p><a href='https://shop.example/r'>Parcels go back within 45 days. The head office is in Graz.</a> Write to us.</p>",
        "Parcels go back within 45 days. The head office is in Graz. Write to us.",
    );
    check_text(
        "<p><a href='https://shop.example/r'>Read the rules.</a> Then write.</p>",
        "[Read the rules](https://shop.example/r). Then write.",
    );
    check_text(
        "<p><a href='https://shop.example/r'><img src=a alt='The shop in Graz from outside'></a> It is <b>open. Come</b> in.</p>",
        "[The shop in Graz from outside](https://shop.example/r) It is open. Come in.",
    );
    check_text(
        "<p>It is free.<sup><a href='#fn1'>1</a></sup> Really.</p>",
        "It is free. Really.",
    );
}

#[test]
fn signs_in_tables_and_lists_are_read_by_their_names() {
    for sign in [
        "<i class='fa fa-check'></i><span class=sr-only>Included</span>",
        "<svg aria-label=Included><path/></svg>",
        "<svg role=img><title>Included</title><path/></svg>",
        "<img src=a.png alt=Included>",
        "<i class=check title=Included></i>",
        "<span role=img aria-label=Included>✓</span>",
        "<span class=visually-hidden>Included</span>",
    ] {
        check_text(
            &format!("<table><tr><th>Part<th>Plan<tr><td>Chat<td>{sign}</table>"),
            "| Part | Plan |\n| --- | --- |\n| Chat | Included |",
        );
        check_text(
            &format!("<ul><li>{sign} Chat<li>Inbox</ul>"),
            "- Included Chat\n- Inbox",
        );
    }
    check_text(
        "<ul><li>Chat <svg aria-label='Opens in new tab'></svg><li>Inbox</ul>",
        "- Chat\n- Inbox",
    );
}

#[test]
fn a_question_and_its_answer_are_one_passage_in_every_markup() {
    let faq = [
        ("Do you ship abroad?", "Yes, to Norway."),
        ("Is it free?", "Above 50 euros."),
        ("Can I return it?", "Within 30 days."),
    ];
    let all = |pair: &dyn Fn(&str, &str) -> String| -> String {
        faq.iter()
            .map(|(q, a)| pair(q, a))
            .collect::<Vec<_>>()
            .concat()
    };
    let marked: Vec<(&str, String)> = vec![
        ("headings", all(&|q, a| format!("<h3>{q}</h3><p>{a}</p>"))),
        (
            "details",
            all(&|q, a| format!("<details><summary>{q}</summary>{a}</details>")),
        ),
        (
            "definitions",
            format!("<dl>{}</dl>", all(&|q, a| format!("<dt>{q}<dd>{a}"))),
        ),
        (
            "a table",
            format!(
                "<table>{}</table>",
                all(&|q, a| format!("<tr><td>{q}<td>{a}"))
            ),
        ),
        (
            "a table with a head",
            format!(
                "<table><tr><th>Question<th>Answer{}</table>",
                all(&|q, a| format!("<tr><td>{q}<td>{a}"))
            ),
        ),
        (
            "bold and a break",
            all(&|q, a| format!("<p><b>{q}</b><br>{a}</p>")),
        ),
        (
            "bold paragraphs",
            all(&|q, a| format!("<p><strong>{q}</strong></p><p>{a}</p>")),
        ),
        ("labels", all(&|q, a| format!("<p>Q: {q}</p><p>A: {a}</p>"))),
        (
            "labels and a break",
            all(&|q, a| format!("<p><b>Q:</b> {q}<br><b>A:</b> {a}</p>")),
        ),
        (
            "boxes",
            all(&|q, a| format!("<div class=q>{q}</div><div class=a>{a}</div>")),
        ),
        ("paragraphs", all(&|q, a| format!("<p>{q}</p><p>{a}</p>"))),
        (
            "items",
            format!(
                "<ul>{}</ul>",
                all(&|q, a| format!("<li><b>{q}</b><br>{a}</li>"))
            ),
        ),
        (
            "buttons",
            all(&|q, a| format!("<button aria-expanded=false>{q}</button><div hidden>{a}</div>")),
        ),
        (
            "microdata",
            all(&|q, a| {
                format!(
                    "<div itemscope itemtype='https://schema.org/Question'><div itemprop=name>{q}</div><div itemprop=acceptedAnswer><div itemprop=text>{a}</div></div></div>"
                )
            }),
        ),
    ];
    for (name, markup) in marked {
        let found = read_all(&format!("<main><h1>FAQ</h1>{markup}</main>"));
        for (q, a) in faq {
            let pair = found.iter().find(|(path, _)| path.ends_with(q));
            assert_eq!(
                pair.map(|(_, text)| text.as_str()),
                Some(a),
                "{name}: {found:?}"
            );
        }
    }
}

#[test]
fn bare_text_beside_the_name_of_a_question_is_its_answer() {
    for name in [
        "<b itemprop=name>Is it free?</b>",
        "<div itemprop=name>Is it free?</div>",
    ] {
        check(
            &format!(
                "<main><div itemscope itemtype='https://schema.org/Question'>{name} Above 50 euros.</div></main>"
            ),
            &[("Is it free?", "Above 50 euros.")],
        );
    }
}

#[test]
fn a_style_hides_by_its_whole_declarations() {
    for style in [
        "min-height:0",
        "line-height:0",
        "max-height:0.5em",
        "height:05em",
        "display:none-such",
        "--display:none",
        "display:none;display:block",
        "background:url(display:none)",
    ] {
        check_text(
            &format!("<div style=\"{style}\"><p>Returns take 30 days.</p></div>"),
            "Returns take 30 days.",
        );
    }
    for style in [
        "display:none",
        "color:red; DISPLAY : None !important",
        "visibility:hidden;",
        "max-height:0px",
        "height:0;overflow:hidden",
        "overflow:hidden;max-height:0%;",
        "content-visibility:hidden",
    ] {
        check_left_out(
            &format!("<div style=\"{style}\"><p>Returns take 30 days.</p></div>"),
            "Returns take",
        );
    }
}

#[test]
fn names_of_signs_are_judged_by_whole_words() {
    for name in ["Closed", "Research", "Photocopies", "narrow", "Iconic"] {
        check_text(
            &format!("<ul><li><svg aria-label='{name}'></svg> Sundays<li>Inbox</ul>"),
            &format!("- {name} Sundays\n- Inbox"),
        );
    }
    for name in [
        "Close",
        "Search icon",
        "Opens in a new tab",
        "Copy",
        "arrow-right",
        "photo.avif",
    ] {
        check_text(
            &format!("<ul><li><svg aria-label='{name}'></svg> Sundays<li>Inbox</ul>"),
            "- Sundays\n- Inbox",
        );
    }
}

#[test]
fn text_for_screen_readers_is_a_name_or_nothing_in_every_spelling() {
    for class in [
        "sr-only",
        "visually-hidden",
        "vh",
        "a11y-hidden",
        "screen-reader-text",
    ] {
        check_left_out(
            &format!("<p>It is free.<span class={class}>Jump to the menu.</span></p>"),
            "Jump to the menu",
        );
    }
}

#[test]
fn a_heading_that_was_not_closed_names_what_stands_in_it() {
    for markup in [
        "<h2>Gift cards<p>A card is valid for three years.</p><h2>Next</h2><p>Go on.</p>",
        "<h2>Gift cards<h2><p>A card is valid for three years.</p><h2>Next</h2><p>Go on.</p>",
        "<h2>Gift cards<h2>A card is valid for three years.<h2>Next<h2>You can go on from here.",
        "<h2>Gift cards</h2><h2>A card is valid for three years.</h2><h2>Next</h2><p>Go on.</p>",
        "<h2>Gift cards<div>A card is valid for three years.</div></h2><h2>Next</h2><p>Go on.</p>",
        "<h2>Gift cards<ul><li>A card is valid for three years.<li>It can be topped up</ul><h2>Next</h2><p>Go on.</p>",
    ] {
        let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
        let text = found.into_iter().map(|(_, text)| text).collect::<String>();
        let [_, cards, next] = text.split("**").step_by(2).collect::<Vec<_>>()[..] else {
            panic!("{markup}\n{text}");
        };
        assert!(
            text.contains("**Gift cards**") && text.contains("**Next**"),
            "{markup}\n{text}"
        );
        assert!(
            cards.contains("A card is valid for three years."),
            "{markup}\n{text}"
        );
        assert!(next.to_lowercase().contains("go on"), "{markup}\n{text}");
    }
    let page = "<h1>Gift cards<p>A card is valid for three years.</p><h2>Next</h2><p>Go on.</p>";
    assert_eq!(read(page).document.title, "Gift cards");
    check(
        page,
        &[
            ("Gift cards", "A card is valid for three years."),
            ("Gift cards > Next", "Go on."),
        ],
    );
}

#[test]
fn a_heading_with_blocks_that_name_it_stays_one() {
    for markup in [
        "<h2><div>Gift</div><div>cards</div></h2><p>A card is valid for three years.</p>",
        "<h2><p>Gift cards</p></h2><p>A card is valid for three years.</p>",
        "<h2>Gift <div>cards</div></h2><p>A card is valid for three years.</p>",
    ] {
        let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
        assert!(
            found.iter().any(|(path, text)| path == "Page > Gift cards"
                && text == "A card is valid for three years."),
            "{markup}\n{found:?}"
        );
    }
}
