//! The quotation of a citation.

use porchlight_browser as browser;
use porchlight_rich_text::markdown::safe_url;

use super::icon::{self, icon};
use crate::{
    i18n::Key,
    state::Widget,
    view::{View, icon_button, view},
};

/// The open quotation, over the lower part of the panel.
pub(crate) fn citation_card(widget: Widget) -> Option<View> {
    let citation = widget.card.get()?;
    browser::next_frame(Box::new(|| browser::focus_first(".pl-card__close")));
    let number = citation.n.to_string();
    let (before, quote, after) = split_at_quote(&citation.snippet, &citation.quote);
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
    let passage = view("blockquote", "pl-card__passage")
        .text(&before)
        .child(view("mark", "").text(&quote))
        .text(&after);
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

/// The parts of the snippet before, in and after the quote. All of it is before if the quote is not in it.
fn split_at_quote(snippet: &str, quote: &str) -> (String, String, String) {
    // The standard library's search is two kilobytes, and this text is short.
    let parts = snippet
        .char_indices()
        .filter_map(|(at, _)| snippet.split_at_checked(at))
        .find_map(|(before, rest)| Some((before, rest.strip_prefix(quote)?)));
    match parts.filter(|_| !quote.is_empty()) {
        Some((before, after)) => (before.to_owned(), quote.to_owned(), after.to_owned()),
        None => (snippet.to_owned(), String::new(), String::new()),
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
    fn the_quote_is_marked_where_it_stands_in_the_passage() {
        let check = |snippet, quote, expected: (&str, &str, &str)| {
            let (before, marked, after) = split_at_quote(snippet, quote);
            assert_eq!((before.as_str(), marked.as_str(), after.as_str()), expected);
        };
        check(
            "You have thirty days.",
            "thirty",
            ("You have ", "thirty", " days."),
        );
        check(
            "You have thirty days.",
            "sixty",
            ("You have thirty days.", "", ""),
        );
        check(
            "You have thirty days.",
            "",
            ("You have thirty days.", "", ""),
        );
    }

    #[test]
    fn the_host_stands_under_the_link() {
        assert_eq!(
            host_of("https://shop.example/returns#:~:text=a"),
            "shop.example"
        );
        assert_eq!(host_of("http://shop.example"), "shop.example");
    }
}
