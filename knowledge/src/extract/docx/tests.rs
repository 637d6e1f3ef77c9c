//! What is read from a Word document, and what is not.

use super::*;
use crate::{archive::tests::zip, source_limits::WORD_TEXT_BYTES};

const HEAD: &str = "<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='w' xmlns:r='r' xmlns:mc='mc'><w:body>";
const STYLES: &str = "<w:styles xmlns:w='w'>\
    <w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>\
    <w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
    <w:style w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
    <w:style w:styleId='Eigene'><w:name w:val='My heading'/><w:basedOn w:val='berschrift2'/></w:style>\
    <w:style w:styleId='Liste'><w:name w:val='List Bullet'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
    <w:style w:styleId='Verz1'><w:name w:val='toc 1'/></w:style>\
    <w:style w:styleId='Fett'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>\
    <w:style w:styleId='Geheim'><w:name w:val='Secret'/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
const NUMBERING: &str = "<w:numbering xmlns:w='w'>\
    <w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId='5'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/></w:lvl>\
    <w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/></w:lvl></w:abstractNum>\
    <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='5'/></w:num>\
    </w:numbering>";
const LINKS: &str = "<Relationships><Relationship Id='rId7' Type='x/hyperlink' Target='https://a.example/b?c=1&amp;d=2' \
    TargetMode='External'/></Relationships>";

fn docx(body: &str) -> Vec<u8> {
    let document = format!("{HEAD}{body}<w:sectPr/></w:body></w:document>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        ("word/_rels/document.xml.rels", LINKS.as_bytes()),
        ("word/footnotes.xml", b"<w:footnotes>A note.</w:footnotes>"),
    ])
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn styled(style: &str, text: &str) -> String {
    paragraph(&format!("<w:pStyle w:val='{style}'/>"), &run(text))
}

fn item(list: u8, level: u8, text: &str) -> String {
    let properties =
        format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr>");
    paragraph(&properties, &run(text))
}

/// The passages, each preceded by a line with its headings.
fn passages(body: &str) -> String {
    let document = super::read(&docx(body)).unwrap();
    let passages = document.passages.iter();
    let passages =
        passages.map(|passage| format!("{}\n{}", passage.headings.join(" > "), passage.text));
    passages.collect::<Vec<_>>().join("\n---\n")
}

fn check(body: &str, expected: &str) {
    assert_eq!(passages(body), expected, "{body}");
}

#[test]
fn headings_are_told_by_their_styles_in_every_language_of_word() {
    let body = [
        styled("Titel", "Handbook &amp; rules"),
        styled("berschrift1", "Returns"),
        paragraph("", &run("Within 45 days.")),
        styled("Eigene", "Is it free?"),
        paragraph("", &run("Above 50 euros.")),
        paragraph("<w:outlineLvl w:val='1'/>", &run("Is it quick?")),
        paragraph("", &run("Three days.")),
    ]
    .concat();
    check(
        &body,
        "Handbook & rules > Returns\nWithin 45 days.\n---\nHandbook & rules > Returns > Is it free?\nAbove 50 \
         euros.\n---\nHandbook & rules > Returns > Is it quick?\nThree days.",
    );
}

#[test]
fn lists_keep_their_kinds_their_depth_and_their_numbers() {
    let body = [
        paragraph("", &run("Do this:")),
        item(2, 0, "Open"),
        item(2, 1, "Slowly"),
        item(2, 0, "Press"),
        paragraph("", &run("Then wait.")),
        item(2, 0, "Close"),
        styled("Liste", "A point"),
        item(0, 0, "No list."),
    ]
    .concat();
    check(
        &body,
        "\nDo this:\n\n1. Open\n   1. Slowly\n2. Press\n\nThen wait.\n\n3. Close\n\n- A point\n\nNo list.",
    );
}

#[test]
fn tables_are_tables_and_lists_within_their_cells_stay_there() {
    let cell = |inner: &str| format!("<w:tc><w:tcPr><w:tcW w:w='1'/></w:tcPr>{inner}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let text = |text: &str| cell(&paragraph("", &run(text)));
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row(&[text("Plan"), text("Price")]),
        row(&[text("Small"), text("5 euros")]),
        row(&[
            text("Large"),
            cell(&[item(1, 0, "9 euros"), item(1, 0, "tax")].concat())
        ]),
    );
    check(
        &body,
        "\n| Plan | Price |\n| --- | --- |\n| Small | 5 euros |\n| Large | 9 euros; tax |",
    );
}

#[test]
fn merged_cells_tell_every_row_and_column_what_they_stand_for() {
    let cell = |properties: &str, text: &str| {
        let text = if text.is_empty() {
            "<w:p/>".to_owned()
        } else {
            paragraph("", &run(text))
        };
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>")
    };
    let begins = "<w:vMerge w:val='restart'/>";
    let goes_on = ["<w:vMerge/>", "<w:vMerge w:val='continue'/>"];
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let body = format!(
        "<w:tbl>{}{}{}{}{}</w:tbl>",
        row(&[cell("", "Country"), cell("", "By"), cell("", "Days")]),
        row(&[cell(begins, "Norway"), cell("", "Post"), cell("", "3")]),
        row(&[cell(goes_on[0], ""), cell("", "Ship"), cell("", "9")]),
        row(&[
            cell(goes_on[1], ""),
            cell("<w:gridSpan w:val='2'/>", "Fetch it")
        ]),
        row(&[cell("", "Sweden"), cell(begins, "Post"), cell("", "4")]),
    );
    check(
        &body,
        "\n| Country | By | Days |\n| --- | --- | --- |\n| Norway | Post | 3 |\n| Norway | Ship | 9 |\n\
         | Norway | Fetch it | Fetch it |\n| Sweden | Post | 4 |",
    );
}

#[test]
fn deleted_and_hidden_text_contents_and_notes_are_not_read() {
    let body = [
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>"
            .to_owned(),
        paragraph("", &run("Contents of the book")),
        "</w:sdtContent></w:sdt>".to_owned(),
        styled("Verz1", "Returns 4"),
        paragraph(
            "<w:rPr><w:vanish/></w:rPr>",
            &[
                &run("Within "),
                "<w:del><w:r><w:delText>30</w:delText></w:r></w:del>",
                "<w:ins><w:r><w:t>45</w:t></w:r></w:ins>",
                &run(" days"),
                "<w:r><w:footnoteReference w:id='1'/></w:r>",
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t> or never</w:t></w:r>",
                "<w:r><w:rPr><w:rStyle w:val='Geheim'/></w:rPr><w:t> or always</w:t></w:r>",
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE 3</w:instrText></w:r>",
                "<w:moveFrom><w:r><w:t> moved</w:t></w:r></w:moveFrom>",
                "<w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>.</w:t></w:r>",
            ]
            .concat(),
        ),
        styled("Geheim", "Nobody sees this."),
        "<w:sdt><w:sdtContent>".to_owned(),
        paragraph("", &run("In a field.")),
        "</w:sdtContent></w:sdt>".to_owned(),
    ]
    .concat();
    check(&body, "\nWithin 45 days.\n\nIn a field.");
}

#[test]
fn links_breaks_bold_questions_and_text_boxes_are_read() {
    let box_of = |inner: &str| {
        format!(
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    };
    let bold = |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>");
    let strong =
        |text: &str| format!("<w:r><w:rPr><w:rStyle w:val='Fett'/></w:rPr><w:t>{text}</w:t></w:r>");
    let link = format!("<w:hyperlink r:id='rId7'>{}</w:hyperlink>", run("the form"));
    let body = [
        paragraph("", &[run("Use "), link, run(".")].concat()),
        paragraph("", &box_of(&paragraph("", &run("Boxed once.")))),
        paragraph(
            "",
            &[
                bold("Is it free?"),
                "<w:r><w:br/></w:r>".into(),
                run("Yes."),
            ]
            .concat(),
        ),
        paragraph("", &[strong("Is it big?")].concat()),
        paragraph("", &run("No.")),
    ]
    .concat();
    check(
        &body,
        "\nUse [the form](https://a.example/b?c=1&d=2).\n\nBoxed once.\n\n**Is it free?**\nYes.\n---\nIs it big?\nNo.",
    );
}

#[test]
fn what_is_no_word_document_is_said() {
    assert_eq!(
        super::read(b"\xd0\xcf\x11\xe0old").err(),
        Some(WordError::NoDocument)
    );
    assert_eq!(
        super::read(&zip(&[("a.txt", b"A")])).err(),
        Some(WordError::NoDocument)
    );
    let deep = "<w:p>".repeat(1_000);
    for body in [deep.as_str(), "<w:p></w:r>", "<w:p", "&#x0;"] {
        let read = super::read(&docx(body));
        assert!(
            matches!(read, Err(WordError::Damaged)) || read.is_ok(),
            "{body}"
        );
    }
    let long = paragraph("", &run(&"word ".repeat(WORD_TEXT_BYTES / 4)));
    assert_eq!(super::read(&docx(&long)).err(), Some(WordError::TooLong));
    let bytes = docx(&paragraph("", &run("A sentence.")));
    for cut in (0..bytes.len()).step_by(7) {
        let _ = super::read(&bytes[..cut]);
    }
}
