//! The passage that a citation mark stands for.

use leptos::prelude::*;
use porchlight_shared::message::Citation;

use super::{
    erased::{click, follow, part, say},
    icon::{self, Icon},
};
use crate::{browser, context::use_widget, i18n::Key, markdown::link::safe_url};

/// The opened quotation, over the lower part of the panel.
#[component]
pub fn CitationCard() -> impl IntoView {
    let widget = use_widget();
    part(move || {
        widget.card.get().map(|citation| {
            request_animation_frame(|| browser::focus_first(".pl-card__close"));
            view! {
                <div class="pl-card__backdrop" on:click=click(move || widget.close_card())></div>
                <Card citation />
            }
            .into_any()
        })
    })
}

#[component]
fn Card(citation: Citation) -> impl IntoView {
    let widget = use_widget();
    let (before, quote, after) = split_at_quote(&citation.snippet, &citation.quote);
    let number = citation.n.to_string();
    let label = {
        let number = number.clone();
        follow(move || widget.text_with(Key::SourceNumber, &number))
    };
    let link = safe_url(&citation.url).map(|url| {
        let host = host_of(url).to_owned();
        view! {
            <a class="pl-card__link" href=url.to_owned() target="_blank" rel="noopener noreferrer">
                <span class="pl-card__open">{say(widget, Key::OpenSource)} <Icon path=icon::OPEN /></span>
                <span class="pl-card__host">{host}</span>
            </a>
        }
    });
    view! {
        <div class="pl-card" role="dialog" aria-modal="true" aria-label=label>
            <header class="pl-card__header">
                <span class="pl-card__number" aria-hidden="true">{number}</span>
                <h2 class="pl-card__title">{citation.title.clone()}</h2>
                <button
                    class="pl-button pl-card__close"
                    type="button"
                    aria-label=say(widget, Key::Close)
                    on:click=click(move || widget.close_card())
                >
                    <Icon path=icon::CLOSE />
                </button>
            </header>
            <blockquote class="pl-card__passage">{before} <mark>{quote}</mark> {after}</blockquote>
            {link}
        </div>
    }
}

/// The snippet before, of, and after its quote; all before where the quote does not stand in it.
fn split_at_quote(snippet: &str, quote: &str) -> (String, String, String) {
    let parts = snippet.split_once(quote).filter(|_| !quote.is_empty());
    match parts {
        Some((before, after)) => (before.to_owned(), quote.to_owned(), after.to_owned()),
        None => (snippet.to_owned(), String::new(), String::new()),
    }
}

/// `shop.example` of `https://shop.example/returns`.
fn host_of(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    after.split(['/', '?', '#']).next().unwrap_or_default()
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
