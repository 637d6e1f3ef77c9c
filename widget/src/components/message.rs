//! One message.

use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};
use porchlight_shared::message::Citation;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{
    erased::{follow, handle, part, say},
    feedback::Feedback,
    header::initial_of,
    rich_text::{Labels, RichText},
};
use crate::{
    browser,
    chat::{Author, Entry},
    context::{Widget, use_widget},
    i18n::Key,
};

/// How long a copy button says so, in milliseconds.
const COPIED: i32 = 1_600;

/// The message of a key.
#[component]
pub fn Message(
    /// Its name in the view.
    key: u32,
) -> impl IntoView {
    let widget = use_widget();
    let Some(author) = of(widget, key, |entry| entry.author) else {
        return ().into_any();
    };
    match author {
        Author::Visitor => {
            let text = follow(move || {
                of_tracked(widget, key, |entry| entry.text.clone()).unwrap_or_default()
            });
            view! {
                <div class="pl-message pl-message--visitor" data-key=key>
                    <span class="pl-said">{say(widget, Key::YouSaid)}</span>
                    <p class="pl-bubble" dir="auto">{text}</p>
                </div>
            }
            .into_any()
        }
        Author::Notice => {
            let text = of(widget, key, |entry| entry.text.clone());
            view! { <p class="pl-notice" data-key=key>{text}</p> }.into_any()
        }
        Author::Assistant | Author::Operator => view! { <Answer key author /> }.into_any(),
    }
}

#[component]
fn Answer(key: u32, author: Author) -> impl IntoView {
    let widget = use_widget();
    let content = NodeRef::<html::Div>::new();
    let name = widget.name();
    let initial = initial_of(&name);
    let said = follow(move || widget.text_with(Key::SomebodySaid, &name));

    // The tree follows the text: what the text was when it was last shown is the effect's own memory.
    Effect::new(move |shown: Option<Option<(u32, RichText)>>| {
        let root = content.get()?;
        let labels = Labels {
            copy: widget.text_untracked(Key::Copy),
            source: crate::i18n::text(widget.language.get_untracked(), Key::SourceNumber)
                .to_owned(),
        };
        widget.chat.with(|chat| {
            let entry = chat.entry(key)?;
            let (_, mut rich) = shown
                .flatten()
                .filter(|(revision, _)| *revision == entry.revision)
                .unwrap_or_else(|| {
                    root.set_text_content(None);
                    (entry.revision, RichText::new(root.into(), labels))
                });
            rich.extend(&entry.text);
            if !entry.open {
                rich.finish();
            }
            Some((entry.revision, rich))
        })
    });

    let stopped =
        Memo::new(move |_| of_tracked(widget, key, |entry| entry.stopped).unwrap_or_default());
    let id = Memo::new(move |_| {
        of_tracked(widget, key, |entry| entry.id.filter(|_| !entry.open)).flatten()
    });
    view! {
        <div
            class="pl-message pl-message--answer"
            data-key=key
        >
            <span class="pl-avatar pl-avatar--small" aria-hidden="true">{initial}</span>
            <div class="pl-message__body">
                <span class="pl-said">{said}</span>
                <div
                    class="pl-bubble pl-rich"
                    dir="auto"
                    node_ref=content
                    on:click=handle(move |event| clicked(widget, key, &event))
                ></div>
                {part(move || stopped.get().then(|| view! {
                    <p class="pl-message__stopped">{say(widget, Key::Stopped)}</p>
                }.into_any()))}
                <Sources key />
                {part(move || id.get().filter(|_| author == Author::Assistant).map(|id| view! { <Feedback key id /> }.into_any()))}
            </div>
        </div>
    }
}

/// The pages that an answer rests on.
#[component]
fn Sources(key: u32) -> impl IntoView {
    let widget = use_widget();
    let citations = Memo::new(move |_| {
        of_tracked(widget, key, |entry| entry.citations.clone()).unwrap_or_default()
    });
    part(move || {
        let citations = citations.get();
        (!citations.is_empty()).then(|| {
            let items: Vec<_> = citations
                .into_iter()
                .map(|citation| {
                    let number = citation.n;
                    let title = citation.title.clone();
                    view! {
                        <li>
                            <button
                                class="pl-source"
                                type="button"
                                on:click=handle(move |event: MouseEvent| {
                                    let button: Option<Element> = event.current_target().and_then(|target| target.dyn_into().ok());
                                    open_card(widget, &citation, button.as_ref());
                                })
                            >
                                <span class="pl-source__number">{number}</span>
                                <span class="pl-source__title">{title}</span>
                            </button>
                        </li>
                    }
                })
                .collect();
            view! { <ul class="pl-sources" aria-label=say(widget, Key::Sources)>{items}</ul> }.into_any()
        })
    })
}

/// Clicks on what the Markdown tree holds: citation marks and copy buttons.
fn clicked(widget: Widget, key: u32, event: &MouseEvent) {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    if let Ok(Some(mark)) = target.closest("[data-citation]") {
        let number = mark
            .get_attribute("data-citation")
            .and_then(|number| number.parse().ok());
        let citation = widget.chat.with_untracked(|chat| {
            let citations = &chat.entry(key)?.citations;
            citations
                .iter()
                .find(|citation| Some(citation.n) == number)
                .cloned()
        });
        if let Some(citation) = citation {
            open_card(widget, &citation, Some(&mark));
        }
    } else if let Ok(Some(copy)) = target.closest(".pl-code__copy") {
        copy_code(widget, copy);
    }
}

/// Shows a quotation and remembers in the document what it was opened by, for the focus to go back to.
fn open_card(widget: Widget, citation: &Citation, opener: Option<&Element>) {
    if let Ok(Some(before)) = browser::document().query_selector("[data-opened]")
        && before.remove_attribute("data-opened").is_err()
    {
        browser::log_error("Porchlight: an attribute was not removed");
    }
    if let Some(opener) = opener
        && opener.set_attribute("data-opened", "").is_err()
    {
        browser::log_error("Porchlight: an attribute was not set");
    }
    widget.card.set(Some(citation.clone()));
}

fn copy_code(widget: Widget, button: Element) {
    let code = button
        .closest(".pl-code")
        .ok()
        .flatten()
        .and_then(|block| block.query_selector("code").ok().flatten())
        .and_then(|code| code.text_content())
        .unwrap_or_default();
    spawn_local(async move {
        if browser::copy(&code).await {
            button.set_text_content(Some(&widget.text_untracked(Key::Copied)));
            widget.announce(widget.text_untracked(Key::Copied));
            browser::sleep(COPIED).await;
            button.set_text_content(Some(&widget.text_untracked(Key::Copy)));
        }
    });
}

fn of<T>(widget: Widget, key: u32, read: impl FnOnce(&Entry) -> T) -> Option<T> {
    widget.chat.with_untracked(|chat| chat.entry(key).map(read))
}

fn of_tracked<T>(widget: Widget, key: u32, read: impl FnOnce(&Entry) -> T) -> Option<T> {
    widget.chat.with(|chat| chat.entry(key).map(read))
}
