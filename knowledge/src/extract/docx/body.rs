//! The main part of a Word document as HTML.

use std::fmt::Write;

use super::{
    error::WordError,
    list::{Numbers, OpenLists, WordListItem},
    styles::{Links, Numbering, Styles},
    table::OpenTable,
    xml::{Element, XmlEvent},
};
use crate::source_limits::WORD_TEXT_BYTES;

/// Elements whose contents are not part of the text.
const LEFT_OUT: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "Fallback",
    "rt",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "numberingChange",
    "sectPr",
];

/// An open paragraph.
#[derive(Default)]
struct Paragraph {
    html: String,
    has_text: bool,
    style: String,
    outline: Option<u8>,
    list: Option<String>,
    level: Option<usize>,
    links: usize,
}

/// The properties of the open run.
#[derive(Default)]
struct Run {
    is_bold: Option<bool>,
    is_hidden: Option<bool>,
    style: String,
}

pub(super) struct Body<'d> {
    styles: &'d Styles,
    numbering: &'d Numbering,
    links: &'d Links,
    html: String,
    title: Option<String>,
    /// Nothing is read from this depth on.
    left_out: Option<usize>,
    /// The local names of the open elements.
    around: Vec<String>,
    /// The open paragraphs. A text box is within a paragraph and has its own.
    paragraphs: Vec<Paragraph>,
    run: Option<Run>,
    /// The open lists of the page and of each open cell.
    lists: Vec<OpenLists>,
    tables: Vec<OpenTable>,
    numbers: Numbers,
    is_contents: bool,
}

impl<'d> Body<'d> {
    pub(super) fn new(styles: &'d Styles, numbering: &'d Numbering, links: &'d Links) -> Self {
        Self {
            styles,
            numbering,
            links,
            html: String::new(),
            title: None,
            left_out: None,
            around: Vec::new(),
            paragraphs: Vec::new(),
            run: None,
            lists: vec![OpenLists::default()],
            tables: Vec::new(),
            numbers: Numbers::default(),
            is_contents: false,
        }
    }

    /// Handles the next event. `depth` is the number of elements that are open after it.
    pub(super) fn take(&mut self, event: &XmlEvent<'_>, depth: usize) -> Result<(), WordError> {
        match event {
            XmlEvent::Start(element) => {
                let name = element.name();
                let is_contents = name == "sdtContent" && std::mem::take(&mut self.is_contents);
                if self.left_out.is_none() && (LEFT_OUT.contains(&name.as_str()) || is_contents) {
                    self.left_out = Some(depth);
                }
                if self.left_out.is_none() {
                    self.start(&name, element);
                }
                self.around.push(name);
            }
            XmlEvent::Text(text) => {
                if self.left_out.is_none() && self.around.last().is_some_and(|name| name == "t") {
                    self.text(text);
                }
            }
            XmlEvent::End(name) => {
                self.around.pop();
                match self.left_out {
                    Some(from) if depth < from => self.left_out = None,
                    Some(_) => {}
                    None => self.end(name),
                }
            }
        }
        let open: usize = self.paragraphs.last().map_or(0, |open| open.html.len());
        if self.html.len() + open > WORD_TEXT_BYTES {
            return Err(WordError::TooLong);
        }
        Ok(())
    }

    /// The HTML, and the title if a paragraph has the title style.
    pub(super) fn finish(mut self) -> (String, Option<String>) {
        self.close_lists();
        (self.html, self.title)
    }

    fn start(&mut self, name: &str, element: &Element<'_>) {
        let parent = self.around.last().map(String::as_str).unwrap_or_default();
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.run = Some(Run::default()),
            "docPartGallery" => {
                self.is_contents |= element
                    .value()
                    .is_some_and(|what| what.contains("Table of Contents"));
            }
            "tbl" => {
                self.close_lists();
                self.html.push_str("<table>");
                self.tables.push(OpenTable::default());
            }
            "tr" => {
                self.html.push_str("<tr>");
                if let Some(table) = self.tables.last_mut() {
                    table.row();
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell(self.html.len());
                }
                self.html.push_str("<td>");
                self.lists.push(OpenLists::default());
            }
            "vMerge" if parent == "tcPr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.merge(element.value().as_deref());
                }
            }
            "gridSpan" => {
                let columns = element.value().and_then(|value| value.parse::<u8>().ok());
                if let Some(columns) = columns
                    && self.html.ends_with("<td>")
                {
                    self.html.truncate(self.html.len() - 1);
                    let _ = write!(self.html, " colspan={columns}>");
                    if let Some(table) = self.tables.last_mut() {
                        table.span(columns.into());
                    }
                }
            }
            "hyperlink" => self.open_link(element),
            "br" | "cr" => self.mark("<br>"),
            "tab" if parent == "r" => self.mark(" "),
            "noBreakHyphen" => self.mark("-"),
            _ => match parent {
                "pPr" | "numPr" => self.paragraph_property(name, element),
                // Outside of a run, `rPr` has the properties of the paragraph mark.
                "rPr" if self.run.is_some() => self.run_property(name, element),
                _ => {}
            },
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.paragraph(paragraph);
                }
            }
            "r" => self.run = None,
            "hyperlink" => {
                if let Some(open) = self.paragraphs.last_mut()
                    && open.links > 0
                {
                    open.links -= 1;
                    open.html.push_str("</a>");
                }
            }
            "tc" => {
                self.close_lists();
                if self.lists.len() > 1 {
                    self.lists.pop();
                }
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell(&mut self.html);
                }
                self.html.push_str("</td>");
            }
            "tr" => self.html.push_str("</tr>"),
            "tbl" => {
                self.tables.pop();
                self.html.push_str("</table>");
            }
            _ => {}
        }
    }

    fn paragraph_property(&mut self, name: &str, element: &Element<'_>) {
        let Some(open) = self.paragraphs.last_mut() else {
            return;
        };
        match name {
            "pStyle" => open.style = element.value().unwrap_or_default(),
            "outlineLvl" => open.outline = element.value().and_then(|level| level.parse().ok()),
            "numId" => open.list = element.value(),
            "ilvl" => open.level = element.value().and_then(|level| level.parse().ok()),
            _ => {}
        }
    }

    fn run_property(&mut self, name: &str, element: &Element<'_>) {
        let Some(run) = &mut self.run else { return };
        match name {
            "b" => run.is_bold = Some(element.is_on()),
            "vanish" | "webHidden" => run.is_hidden = Some(element.is_on()),
            "rStyle" => run.style = element.value().unwrap_or_default(),
            _ => {}
        }
    }

    fn open_link(&mut self, element: &Element<'_>) {
        let target = element
            .attribute("id")
            .and_then(|id| self.links.target(&id));
        let Some(open) = self.paragraphs.last_mut() else {
            return;
        };
        open.links += 1;
        let target = escaped(target.unwrap_or_default()).replace('"', "&quot;");
        if target.is_empty() {
            open.html.push_str("<a>");
        } else {
            let _ = write!(open.html, "<a href=\"{target}\">");
        }
    }

    fn mark(&mut self, html: &str) {
        if let Some(open) = self.paragraphs.last_mut() {
            open.html.push_str(html);
        }
    }

    fn text(&mut self, text: &str) {
        let run = self.run.as_ref();
        let style = run.map_or("", |run| run.style.as_str());
        let is_hidden = run.and_then(|run| run.is_hidden);
        if is_hidden.unwrap_or_else(|| self.styles.is_hidden(style)) {
            return;
        }
        let is_bold = run.and_then(|run| run.is_bold);
        let Some(open) = self.paragraphs.last_mut() else {
            return;
        };
        if self.styles.is_hidden(&open.style) {
            return;
        }
        let is_bold = is_bold
            .unwrap_or_else(|| self.styles.is_bold(style) || self.styles.is_bold(&open.style));
        open.has_text |= !text.trim().is_empty();
        let text = escaped(text);
        if is_bold {
            let _ = write!(open.html, "<b>{text}</b>");
        } else {
            open.html.push_str(&text);
        }
    }

    fn paragraph(&mut self, open: Paragraph) {
        let name = self.styles.name(&open.style).to_owned();
        let is_contents = name.starts_with("toc ") || name.starts_with("table of ");
        if !open.has_text || is_contents {
            return;
        }
        let is_page = self.lists.len() == 1 && self.paragraphs.is_empty();
        if name == "title" && self.title.is_none() && is_page {
            self.title = Some(plain(&open.html));
            return;
        }
        let outline = open.outline.or_else(|| self.styles.outline(&open.style));
        if let Some(level @ 0..=8) = outline
            && is_page
        {
            self.close_lists();
            let level = (level + 1).min(6);
            let _ = write!(self.html, "<h{level}>{}</h{level}>", open.html);
            return;
        }
        let of_style = self.styles.list(&open.style);
        let list = open
            .list
            .or_else(|| of_style.as_ref().map(|(list, _)| list.clone()));
        // List 0 means no list.
        if let Some(list) = list.filter(|list| list != "0" && !list.is_empty()) {
            let of_style = of_style.map(|(_, level)| level);
            let level = open.level.or(of_style).unwrap_or_default();
            let item = WordListItem {
                is_ordered: self.numbering.is_ordered(&list, level),
                list,
                level,
            };
            if let Some(lists) = self.lists.last_mut() {
                lists.item(item, &mut self.numbers, &mut self.html);
            }
            self.html.push_str(&open.html);
        } else {
            self.close_lists();
            let _ = write!(self.html, "<p>{}</p>", open.html);
        }
    }

    fn close_lists(&mut self) {
        if let Some(lists) = self.lists.last_mut() {
            lists.close(&mut self.html);
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The plain text of generated HTML.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
