//! Where sentences end, and the plain text of Markdown.

use super::*;

use BlockKind::{Code, Item, Paragraph, Row};

fn check(text: &str, expected: &[&str]) {
    assert_eq!(sentences(text), expected);
}

#[test]
fn sentences_end_at_their_marks() {
    check("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"]);
    check(
        "She said “Go.” Then left.",
        &["She said “Go.”", "Then left."],
    );
    check(
        "更改邮箱。点击“保存”！完成",
        &["更改邮箱。", "点击“保存”！", "完成"],
    );
    check(
        "「はい。」と言った。次",
        &["「はい。」", "と言った。", "次"],
    );
}

#[test]
fn a_word_that_is_too_long_to_be_an_abbreviation_is_not_read() {
    assert_eq!(short_last_word(&"a.".repeat(500_000)), None);
    assert_eq!(short_last_word(&"ä".repeat(ABBREVIATION_BYTES)), None);
    assert_eq!(short_last_word("see (e.g"), Some("e.g"));
    assert_eq!(short_last_word("Dr"), Some("Dr"));
}

#[test]
fn abbreviations_numbers_and_addresses_end_nothing() {
    check(
        "Ask Dr. Smith, e.g. today. Done.",
        &["Ask Dr. Smith, e.g. today.", "Done."],
    );
    check(
        "Das gilt z.B. Montags. Gut.",
        &["Das gilt z.B. Montags.", "Gut."],
    );
    check(
        "Version 3.14 costs 2.50 at login.gov now.",
        &["Version 3.14 costs 2.50 at login.gov now."],
    );
}

#[test]
fn a_time_of_day_and_a_link_end_nothing() {
    check(
        "Call from 7:40 a.m. to 5:00 p.m. ET. The line is busy at noon.",
        &[
            "Call from 7:40 a.m. to 5:00 p.m. ET.",
            "The line is busy at noon.",
        ],
    );
    check(
        "We close at 5 p.m. The door is locked then.",
        &["We close at 5 p.m.", "The door is locked then."],
    );
    check(
        "请看[我的手机丢了。怎么办？](https://x.example/a)的说明。然后登录。",
        &[
            "请看[我的手机丢了。怎么办？](https://x.example/a)的说明。",
            "然后登录。",
        ],
    );
    check(
        "An [open bracket. It ends",
        &["An [open bracket.", "It ends"],
    );
}

#[test]
fn nothing_is_cut_within_marks_and_sentences_end_where_their_text_does() {
    check(
        "[Parcels go back. We are in Graz.](https://x.example/r) Write to us.",
        &[
            "[Parcels go back. We are in Graz.](https://x.example/r)",
            "Write to us.",
        ],
    );
    check(
        "[![The shop. A door.](/a.png)](https://x.example) It is open. ![One. Two.](b.png) Go.",
        &[
            "[![The shop. A door.](/a.png)](https://x.example)",
            "It is open.",
            "![One. Two.](b.png)",
            "Go.",
        ],
    );
    check(
        "Write `a. B` or **now. Today.** Then **wait** here. Done.",
        &[
            "Write `a. B` or **now. Today.**",
            "Then **wait** here.",
            "Done.",
        ],
    );
    check(
        "It is `open. Go on. Yes.",
        &["It is `open.", "Go on.", "Yes."],
    );
    check("2 ** 3 is 8. Yes.", &["2 ** 3 is 8.", "Yes."]);
}

#[test]
fn marks_that_lead_nowhere_are_looked_at_once() {
    for mark in [
        "[", "![", "[![", "`", "**", "[a](", "[a](b", "[.", "*a. ", "`b. ",
    ] {
        let text = mark.repeat(1_000_000 / mark.len());
        let found = sentences(&text);
        let covered: usize = found.iter().map(|sentence| sentence.len()).sum();
        assert!(covered + found.len() >= text.trim().len(), "{mark}");
        assert!(plain(&text).len() <= text.len(), "{mark}");
    }
}

#[test]
fn blocks_are_told_apart() {
    let kinds: Vec<BlockKind> =
        blocks("Do this:\n\n1. Open.\n2. Save. Done.\n- x\n| a | b |\n```\ncode. Here\n```\n")
            .iter()
            .map(|block| block.kind)
            .collect();
    assert_eq!(kinds, [Paragraph, Item, Item, Item, Row, Code]);
}

#[test]
fn plain_text_is_what_a_page_shows() {
    assert_eq!(
        plain("- Open **[the page](https://x.example/a)** and `save`\\*"),
        "Open the page and save*"
    );
    assert_eq!(plain("| a | b |\n| c | d |"), "a b c d");
    assert_eq!(plain("a [b] (c) [d"), "a [b] (c) [d");
    assert_eq!(plain("a [b [c](d) e!"), "a [b c e!");
    assert_eq!(
        plain("[![The shop](/a.png)](https://x.example) ![A door](b)"),
        "The shop A door"
    );
}

#[test]
fn a_sentence_of_words_alone_is_searched_as_it_is() {
    for text in [
        "Returns take 30 days, even if it says \"14\" (or less)!",
        "Größe 10,5 – in Linz 配送",
        "",
        " ",
        " begins with a space",
        "ends with one ",
        "has  two",
        "has\u{a0}another",
        "has a\ttab",
        "two\nlines",
        "- item",
        "1. item",
        "1) item",
        "12.5 is a number",
        "+ item",
        "~~~",
        "> quoted",
        "# heading",
        "a \\* b",
        "see https://x.example",
        "a ![b](c) d",
        "| a | b |",
    ] {
        assert_eq!(
            searchable(text),
            without_addresses(&plain(text)),
            "{text:?}"
        );
    }
}

#[test]
fn addresses_are_not_searched() {
    assert_eq!(
        searchable(
            "[Close it](/delete-account) at https://x.example/delete or <https://x.example/b> soon"
        ),
        "Close it at or soon"
    );
}
