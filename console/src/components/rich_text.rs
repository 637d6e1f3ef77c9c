//! Markdown in a Leptos view.

use leptos::{html, prelude::*};
use porchlight_browser as browser;
use porchlight_rich_text::{Click, Labels, RichText, show_plain};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::texts::{filled, text};

fn labels() -> Labels {
    Labels {
        copy: text("Copy").to_owned(),
        source: Box::new(|number| filled("Source {number}", &[("number", number)])),
    }
}

/// A person's message as visitors see it: plain text with line breaks and links.
pub(super) fn written(text: String) -> impl IntoView {
    let node = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(root) = node.get() {
            root.set_text_content(None);
            show_plain(&root, &text);
        }
    });
    view! { <p class="pc-message__plain" dir="auto" node_ref=node></p> }
}

/// A Markdown text with this many sources. Without a number the text is still growing, and each value of `text` begins
/// with the previous one.
pub(super) fn rich_text(
    text: impl Fn() -> String + 'static,
    sources: Option<usize>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let shown: StoredValue<Option<RichText>, LocalStorage> = StoredValue::new_local(None);
    Effect::new(move |_| {
        let Some(root) = node.get() else { return };
        let text = text();
        shown.update_value(|shown| {
            let rich_text =
                shown.get_or_insert_with(|| RichText::new(root.unchecked_into(), labels()));
            rich_text.extend(&text);
            if let Some(sources) = sources {
                // Sources are numbered from 1.
                rich_text.finish(&|number| number as usize <= sources);
            }
        });
    });
    view! { <div class="pl-rich" dir="auto" node_ref=node on:click=|event| clicked(&event)></div> }
}

/// Handles clicks on citation marks and copy buttons.
fn clicked(event: &Event) {
    match Click::of(event) {
        Some(Click::Citation { number, mark }) => open_source(number, &mark),
        Some(Click::Copy { code, button }) => leptos::task::spawn_local(async move {
            if browser::copy(&code).await {
                button.set_text_content(Some(text("Copied")));
            }
        }),
        None => {}
    }
}

/// Opens a citation in the list under its message.
fn open_source(number: u32, mark: &Element) {
    let source = mark
        .closest(".pc-message, .pc-tried")
        .ok()
        .flatten()
        .and_then(|message| {
            let selector = format!(".pc-source[data-number='{number}']");
            message.query_selector(&selector).ok().flatten()
        });
    let Some(source) = source else { return };
    let opened = source.set_attribute("open", "");
    if opened.is_err() {
        browser::log_error("Porchlight: a quotation was not opened");
    }
    if let Ok(Some(summary)) = source.query_selector("summary") {
        browser::focus(&summary.unchecked_into());
    }
}
