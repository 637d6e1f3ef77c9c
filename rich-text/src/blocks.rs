//! Blocks as DOM elements, one element per block.

use web_sys::{Element, Node};

use crate::{
    inlines,
    labels::Labels,
    markdown::{Alignment, Block, Inline},
    nodes::{append, child, element, grow_text, put, set_attribute, text_node, truncate},
};

/// Changes the children of `parent` from position `first` on, so that they show `new` instead of `old`. They are the
/// last children.
pub(crate) fn sync(parent: &Node, first: usize, old: &[Block], new: &[Block], labels: &Labels) {
    sync_at(parent, first, old, new, labels);
    if old.len() > new.len() {
        truncate(parent, first + new.len());
    }
}

/// Like [`sync`], where other blocks follow and `new` has as many blocks as `old`.
pub(crate) fn sync_at(parent: &Node, first: usize, old: &[Block], new: &[Block], labels: &Labels) {
    for (offset, block) in new.iter().enumerate() {
        let position = first + offset;
        match (old.get(offset), child(parent, position)) {
            (Some(shown), Some(_)) if shown == block => {}
            (Some(shown), Some(node)) if patch(&node, shown, block, labels) => {}
            _ => put(parent, position, &make(block, labels)),
        }
    }
}

fn patch(node: &Node, old: &Block, new: &Block, labels: &Labels) -> bool {
    match (old, new) {
        (Block::Paragraph(old), Block::Paragraph(new)) => {
            inlines::sync(node, old, new, labels);
            true
        }
        (
            Block::Heading {
                level,
                content: old,
            },
            Block::Heading {
                level: new_level,
                content: new,
            },
        ) if level == new_level => {
            inlines::sync(node, old, new, labels);
            true
        }
        (
            Block::List { start, items: old },
            Block::List {
                start: new_start,
                items: new,
            },
        ) if start == new_start => {
            sync_items(node, old, new, labels);
            true
        }
        (Block::Quote(old), Block::Quote(new)) => {
            sync(node, 0, old, new, labels);
            true
        }
        (
            Block::Code {
                language,
                text: old,
            },
            Block::Code {
                language: new_language,
                text: new,
            },
        ) if language == new_language => {
            code_text(node).is_some_and(|text| grow_text(&text, old, new))
        }
        (
            Block::Table {
                alignments,
                header,
                rows: old,
            },
            Block::Table {
                alignments: new_alignments,
                header: new_header,
                rows: new,
            },
        ) if alignments == new_alignments && header == new_header => {
            let body = node.first_child().and_then(|table| table.last_child());
            if let Some(body) = body {
                sync_rows(&body, old, new, alignments, labels);
                return true;
            }
            false
        }
        _ => false,
    }
}

fn make(block: &Block, labels: &Labels) -> Node {
    let made = match block {
        Block::Paragraph(content) => with_inlines("p", content, labels),
        Block::Heading { level, content } => {
            // The page around the text uses the first two levels.
            let name =
                ["h3", "h3", "h3", "h4", "h5", "h6"].get(usize::from(*level).saturating_sub(1));
            with_inlines(name.unwrap_or(&"h6"), content, labels)
        }
        Block::List { start, items } => make_list(*start, items, labels),
        Block::Quote(blocks) => {
            element("blockquote", "").inspect(|quote| sync(quote, 0, &[], blocks, labels))
        }
        Block::Code { language, text } => make_code(language, text, labels),
        Block::Table {
            alignments,
            header,
            rows,
        } => make_table(alignments, header, rows, labels),
        Block::Rule => element("hr", ""),
    };
    made.map_or_else(|| text_node(""), Into::into)
}

fn with_inlines(name: &str, content: &[Inline], labels: &Labels) -> Option<Element> {
    let made = element(name, "")?;
    inlines::sync(&made, &[], content, labels);
    Some(made)
}

fn make_list(start: Option<u32>, items: &[Vec<Block>], labels: &Labels) -> Option<Element> {
    let list = element(if start.is_some() { "ol" } else { "ul" }, "")?;
    if let Some(start) = start.filter(|start| *start != 1) {
        set_attribute(&list, "start", &start.to_string());
    }
    sync_items(&list, &[], items, labels);
    Some(list)
}

fn sync_items(list: &Node, old: &[Vec<Block>], new: &[Vec<Block>], labels: &Labels) {
    for (position, item) in new.iter().enumerate() {
        match (old.get(position), child(list, position)) {
            (Some(shown), Some(node)) => {
                if shown != item {
                    sync(&node, 0, shown, item, labels);
                }
            }
            _ => {
                if let Some(node) = element("li", "") {
                    sync(&node, 0, &[], item, labels);
                    put(list, position, &node);
                }
            }
        }
    }
    truncate(list, new.len());
}

/// `div.pl-code > (header > (span, button), pre > code > text)`
fn make_code(language: &str, text: &str, labels: &Labels) -> Option<Element> {
    let (block, header) = (
        element("div", "pl-code")?,
        element("div", "pl-code__header")?,
    );
    let (name, copy) = (
        element("span", "pl-code__language")?,
        element("button", "pl-code__copy")?,
    );
    append(&name, &text_node(language));
    set_attribute(&copy, "type", "button");
    append(&copy, &text_node(&labels.copy));
    append(&header, &name);
    append(&header, &copy);
    let (pre, code) = (element("pre", "")?, element("code", "")?);
    // Wide code scrolls, and the keyboard can scroll only what has the focus.
    set_attribute(&pre, "tabindex", "0");
    set_attribute(&pre, "dir", "ltr");
    append(&code, &text_node(text));
    append(&pre, &code);
    append(&block, &header);
    append(&block, &pre);
    Some(block)
}

fn code_text(block: &Node) -> Option<Node> {
    block.last_child()?.first_child()?.first_child()
}

/// `div.pl-table > table > (thead, tbody)`
fn make_table(
    alignments: &[Alignment],
    header: &[Vec<Inline>],
    rows: &[Vec<Vec<Inline>>],
    labels: &Labels,
) -> Option<Element> {
    let (block, table) = (element("div", "pl-table")?, element("table", "")?);
    set_attribute(&block, "tabindex", "0");
    let (head, body) = (element("thead", "")?, element("tbody", "")?);
    append(&head, &make_row("th", header, alignments, labels)?.into());
    sync_rows(&body, &[], rows, alignments, labels);
    append(&table, &head);
    append(&table, &body);
    append(&block, &table);
    Some(block)
}

fn sync_rows(
    body: &Node,
    old: &[Vec<Vec<Inline>>],
    new: &[Vec<Vec<Inline>>],
    alignments: &[Alignment],
    labels: &Labels,
) {
    for (position, row) in new.iter().enumerate() {
        if old.get(position) != Some(row)
            && let Some(made) = make_row("td", row, alignments, labels)
        {
            put(body, position, &made);
        }
    }
    truncate(body, new.len());
}

fn make_row(
    cell: &str,
    cells: &[Vec<Inline>],
    alignments: &[Alignment],
    labels: &Labels,
) -> Option<Element> {
    let row = element("tr", "")?;
    for (content, alignment) in cells.iter().zip(alignments) {
        let made = with_inlines(cell, content, labels)?;
        match alignment {
            Alignment::Start => {}
            Alignment::Center => made.set_class_name("pl-table__center"),
            Alignment::End => made.set_class_name("pl-table__end"),
        }
        append(&row, &made);
    }
    Some(row)
}
