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
    let passage = parts(&citation.snippet, &citation.quote).into_iter().fold(
        view("blockquote", "pl-card__passage"),
        |passage, part| match part {
            Part::Quoted(text) => passage.child(view("mark", "").text(text)),
            Part::Plain(text) => passage.text(text),
        },
    );
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

/// Stands between the sentences of a quote.
const BETWEEN: &str = " … ";

/// A part of a snippet.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// The answer says this.
    Quoted(&'a str),
    Plain(&'a str),
}

/// The snippet in parts: each sentence of the quote by itself, where it stands, and what is between them.
fn parts<'a>(snippet: &'a str, quote: &'a str) -> Vec<Part<'a>> {
    let mut rest = snippet;
    let mut parts = Vec::new();
    for sentence in quote.split(BETWEEN) {
        if let Some((before, after)) = split_around(rest, sentence) {
            parts.extend([Part::Plain(before), Part::Quoted(sentence)]);
            rest = after;
        }
    }
    parts.push(Part::Plain(rest));
    parts.retain(|part| !matches!(part, Part::Plain("")));
    parts
}

/// What is before and after `sentence`.
fn split_around<'a>(text: &'a str, sentence: &str) -> Option<(&'a str, &'a str)> {
    if sentence.is_empty() {
        return None;
    }
    // The standard library's search is two kilobytes, and this text is short.
    text.char_indices()
        .filter_map(|(at, _)| text.split_at_checked(at))
        .find_map(|(before, rest)| Some((before, rest.strip_prefix(sentence)?)))
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
    fn each_sentence_of_the_quote_is_marked_where_it_stands() {
        use Part::{Plain, Quoted};
        let snippet = "You have thirty days. Keep the box. Bulbs stay.";
        for (quote, expected) in [
            (
                "thirty",
                vec![
                    Plain("You have "),
                    Quoted("thirty"),
                    Plain(" days. Keep the box. Bulbs stay."),
                ],
            ),
            (
                "You have thirty days. … Bulbs stay.",
                vec![
                    Quoted("You have thirty days."),
                    Plain(" Keep the box. "),
                    Quoted("Bulbs stay."),
                ],
            ),
            (
                "You have sixty days. … Keep the box.",
                vec![
                    Plain("You have thirty days. "),
                    Quoted("Keep the box."),
                    Plain(" Bulbs stay."),
                ],
            ),
            ("sixty", vec![Plain(snippet)]),
            ("", vec![Plain(snippet)]),
        ] {
            assert_eq!(parts(snippet, quote), expected, "{quote}");
        }
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
