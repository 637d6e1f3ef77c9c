//! Blocks to sections and passages.

use super::{super::block::BOLD_LEVEL, *};

fn heading(level: u8, text: &str) -> Block {
    Block::Heading {
        level,
        text: text.into(),
        anchor: Some(text.to_lowercase()),
    }
}

fn words(count: usize, word: &str) -> Block {
    Block::Paragraph(format!("{}.", vec![word; count].join(" ")))
}

/// Checks the passages of `blocks` under the title "T", in the form `path/of/headings: first word × words`.
fn check(blocks: Vec<Block>, expected: &[&str]) {
    let document = build("T".into(), None, blocks);
    let found: Vec<String> = document
        .passages
        .iter()
        .map(|passage| {
            let count = passage.text.split_whitespace().count();
            format!("{}: {count}", passage.headings.join("/"))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn passages_stand_under_the_headings_that_lead_to_them() {
    check(
        vec![
            heading(1, "T"),
            words(30, "a"),
            heading(2, "B"),
            words(30, "b"),
            heading(3, "C"),
            words(30, "c"),
            heading(2, "D"),
            words(30, "d"),
        ],
        &["T: 30", "T/B: 30", "T/B/C: 30", "T/D: 30"],
    );
}

#[test]
fn tiny_sections_join_under_their_parent_and_questions_stay() {
    check(
        vec![
            heading(2, "A"),
            words(5, "a"),
            heading(2, "B"),
            words(5, "b"),
            heading(2, "C?"),
            words(5, "c"),
            heading(2, "D"),
            words(50, "d"),
        ],
        &["T: 12", "T/C?: 5", "T/D: 50"],
    );
}

#[test]
fn the_anchor_is_that_of_the_nearest_heading_that_has_one() {
    let bare = Block::Heading {
        level: 3,
        text: "Bare".into(),
        anchor: None,
    };
    let document = build(
        String::new(),
        None,
        vec![heading(2, "Up"), bare, words(30, "x")],
    );
    assert_eq!(document.passages[0].anchor.as_deref(), Some("up"));
}

#[test]
fn boilerplate_comes_once_and_a_sections_only_text_stays() {
    check(
        vec![
            heading(2, "A"),
            words(30, "a"),
            words(20, "help"),
            heading(2, "B"),
            words(31, "b"),
            words(20, "help"),
            heading(2, "C"),
            words(20, "help"),
        ],
        &["T/A: 50", "T/B: 31", "T/C: 20"],
    );
}

#[test]
fn a_page_break_parts_a_section_unless_little_stands_behind_it() {
    let blocks = vec![
        Block::Page(1),
        heading(2, "A"),
        words(60, "a"),
        Block::Page(2),
        words(50, "b"),
        Block::Page(3),
        words(5, "c"),
        heading(2, "D"),
        words(30, "d"),
    ];
    let document = build("T".into(), None, blocks.clone());
    let anchors: Vec<_> = document
        .passages
        .iter()
        .map(|passage| passage.anchor.as_deref())
        .collect();
    assert_eq!(anchors, [Some("page=1"), Some("page=2"), Some("page=3")]);
    check(blocks, &["T/A: 60", "T/A: 55", "T/D: 30"]);
}

#[test]
fn bold_text_with_nothing_under_it_is_not_lost() {
    check(
        vec![
            words(30, "a"),
            heading(BOLD_LEVEL, "Never share it"),
            heading(2, "B"),
            words(30, "b"),
        ],
        &["T: 33", "T/B: 30"],
    );
}

#[test]
fn a_folded_section_ends_where_it_is_closed() {
    check(
        vec![
            heading(2, "A"),
            heading(10, "Why?"),
            words(30, "w"),
            Block::Close { level: 10 },
            words(30, "a"),
        ],
        &["T/A/Why?: 30", "T/A: 30"],
    );
}

#[test]
fn one_of_several_questions_is_no_title_for_the_others() {
    let title_of = |headings: &[&str]| {
        let blocks = (headings.iter())
            .flat_map(|text| [heading(1, text), words(30, "a")])
            .collect();
        build(String::new(), None, blocks).title
    };
    assert_eq!(title_of(&["Is it free?", "Is it big?"]), "");
    assert_eq!(title_of(&["Is it free?", "Imprint"]), "Is it free?");
    assert_eq!(title_of(&["Our shop", "Is it big?"]), "Our shop");
}
