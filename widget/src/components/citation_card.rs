//! The card with the quotation of a citation.

use porchlight_browser as browser;
use porchlight_rich_text::markdown::safe_url;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::{self, icon};
use crate::{
    i18n::Key,
    quotation::{self, Line, Part},
    state::{OpenCitation, Widget},
    view::{View, icon_button, view},
};

/// How much of the passage stays visible above its first mark, in CSS pixels.
const ABOVE_MARK: i32 = 48;

/// The open card, over the lower part of the panel.
pub(crate) fn citation_card(widget: Widget) -> Option<View> {
    let OpenCitation { citation, mark } = widget.card.get()?;
    browser::next_frame(Box::new(show_first_mark));
    let number = citation.n.to_string();
    let close = icon_button(
        "pl-button pl-card__close",
        widget.text_signal(Key::Close),
        icon(icon::CLOSE),
    )
    .on_click(move || widget.close_card());
    let header = view("div", "pl-card__header")
        .child(
            view("span", "pl-card__number")
                .attr("aria-hidden", "true")
                .text(&number),
        )
        .child(view("h2", "pl-card__title").text(&citation.title))
        .child(close);
    let passage = passage(&quotation::lines(&citation, mark));
    let link = safe_url(&citation.url).map(|url| {
        let open = view("span", "pl-card__open")
            .child(view("span", "").dyn_text(widget.text_signal(Key::OpenSource)))
            .child(icon(icon::OPEN));
        view("a", "pl-card__link")
            .attr("href", url)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .child(open)
            .child(view("span", "pl-card__host").text(host_of(url)))
    });
    let card = view("div", "pl-card")
        .attr("role", "dialog")
        .attr("aria-modal", "true")
        .dyn_attr("aria-label", move || {
            widget.text_with(Key::SourceNumber, &number)
        })
        .child(header)
        .child(passage)
        .children(link);
    let backdrop = view("div", "pl-card__backdrop").on_click(move || widget.close_card());
    Some(view("div", "pl-card__layer").child(backdrop).child(card))
}

/// The quoted passage with its highlights.
fn passage(lines: &[Line<'_>]) -> View {
    let mut passage = view("blockquote", "pl-card__passage");
    let mut table: Option<View> = None;
    for line in lines {
        match line {
            Line::Text(parts) => {
                passage = passage
                    .children(table.take())
                    .child(marked(view("p", ""), parts));
            }
            Line::Row(cells) => {
                let mut row = view("tr", "");
                for cell in cells {
                    row = row.child(marked(view("td", ""), cell));
                }
                let body = table.unwrap_or_else(|| view("table", "pl-card__table"));
                table = Some(body.child(row));
            }
        }
    }
    passage.children(table)
}

fn marked(line: View, parts: &[Part<'_>]) -> View {
    parts.iter().fold(line, |line, part| match part {
        Part::Quoted(text) => line.child(view("mark", "").text(text)),
        Part::Plain(text) => line.text(text),
    })
}

/// Focuses the card and scrolls to its first highlight.
fn show_first_mark() {
    browser::focus_first(".pl-card__close");
    let find = |selector: &str| -> Option<HtmlElement> {
        let found = browser::document().query_selector(selector).ok()?;
        found?.dyn_into().ok()
    };
    if let (Some(passage), Some(mark)) = (find(".pl-card__passage"), find(".pl-card mark")) {
        passage.set_scroll_top(mark.offset_top() - passage.offset_top() - ABOVE_MARK);
    }
}

/// The host of an address, such as `shop.example`.
fn host_of(url: &str) -> &str {
    let after = url.split_once(':').map_or(url, |(_, after)| after);
    after
        .trim_start_matches('/')
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_stands_under_the_link() {
        assert_eq!(
            host_of("https://shop.example/returns#:~:text=a"),
            "shop.example"
        );
        assert_eq!(host_of("http://shop.example"), "shop.example");
    }
}
