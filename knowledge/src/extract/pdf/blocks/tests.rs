//! Which blocks consecutive lines become.

use hayro_font::kurbo::Vec2;

use super::*;

const REGULAR: bool = false;
const BOLD: bool = true;

/// Checks the blocks of consecutive lines. Each has a text, a size, whether it is bold, and the gap to the previous
/// line in letter heights. A gap of 0 starts a page.
fn check(lines: &[(&str, f64, bool, f64)], expected: &[Block]) {
    let mut pages: Vec<Vec<Line>> = Vec::new();
    let mut height = 0.0;
    for &(text, size, is_bold, gap) in lines {
        if gap == 0.0 {
            pages.push(Vec::new());
            height = 800.0;
        }
        height -= gap * size;
        let width = f64::from(u32::try_from(text.chars().count()).unwrap()) * size / 2.0;
        pages.last_mut().unwrap().push(Line {
            text: text.into(),
            start: 0.0,
            end: width,
            height,
            size,
            is_bold,
            direction: Vec2::new(1.0, 0.0),
            stops: Vec::new(),
            table: None,
        });
    }
    assert_eq!(build(&pages), expected);
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading {
        level,
        text: text.into(),
        anchor: None,
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.into())
}

#[test]
fn larger_letters_are_headings_and_close_lines_a_paragraph() {
    check(
        &[
            ("Care guide", 24.0, BOLD, 0.0),
            ("Cleaning", 16.0, BOLD, 2.0),
            (
                "Wipe the shade with a dry cloth and never",
                10.0,
                REGULAR,
                2.0,
            ),
            (
                "use water on the brass parts of the lamp.",
                10.0,
                REGULAR,
                1.3,
            ),
            (
                "Dust it every week of the year, if you can.",
                10.0,
                REGULAR,
                2.4,
            ),
        ],
        &[
            Block::Page(1),
            heading(1, "Care guide"),
            heading(2, "Cleaning"),
            paragraph(
                "Wipe the shade with a dry cloth and never use water on the brass parts of the lamp.",
            ),
            paragraph("Dust it every week of the year, if you can."),
        ],
    );
}

#[test]
fn a_bold_line_alone_is_a_heading_and_dots_make_a_list() {
    check(
        &[
            ("In the box", 10.0, BOLD, 0.0),
            (
                "• the lamp, with its shade in one piece, and",
                10.0,
                REGULAR,
                1.3,
            ),
            ("a spare bulb", 10.0, REGULAR, 1.3),
            ("• this guide", 10.0, REGULAR, 1.3),
        ],
        &[
            Block::Page(1),
            heading(BOLD_LEVEL, "In the box"),
            Block::List {
                items: vec![
                    "- the lamp, with its shade in one piece, and a spare bulb".into(),
                    "- this guide".into(),
                ],
                links_only: false,
            },
        ],
    );
}

#[test]
fn a_sentence_goes_on_over_a_page_and_the_break_comes_after_it() {
    check(
        &[
            (
                "The lamp has a warranty of five years that",
                10.0,
                REGULAR,
                0.0,
            ),
            ("begins with the day of the delivery.", 10.0, REGULAR, 0.0),
            ("Keep the receipt.", 10.0, REGULAR, 3.0),
        ],
        &[
            Block::Page(1),
            paragraph(
                "The lamp has a warranty of five years that begins with the day of the delivery.",
            ),
            Block::Page(2),
            paragraph("Keep the receipt."),
        ],
    );
}

#[test]
fn short_lines_stay_lines() {
    check(
        &[
            (
                "Write to us at the address of our workshop:",
                10.0,
                REGULAR,
                0.0,
            ),
            ("Lamp Street 1", 10.0, REGULAR, 1.3),
            ("Oslo", 10.0, REGULAR, 1.3),
        ],
        &[
            Block::Page(1),
            paragraph("Write to us at the address of our workshop: Lamp Street 1\nOslo"),
        ],
    );
}
