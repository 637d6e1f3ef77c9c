//! A message or notice.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_rich_text::{Click, Labels, RichText, show_plain};
use porchlight_shared::message::{Citation, Sender};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, Node};

use super::{feedback::feedback, header::avatar};
use crate::{
    chat::{Author, Entry},
    i18n::Key,
    state::{OpenCitation, Widget},
    view::{View, effect, view},
};

/// How long a copy button says "Copied", in milliseconds.
const COPIED: i32 = 1_600;

/// The message or notice with this key.
pub(crate) fn message(widget: Widget, key: u32) -> View {
    let message = match entry_untracked(widget, key, |entry| entry.author) {
        Some(Author::Visitor) => view("div", "pl-message pl-message--visitor")
            .child(view("span", "pl-said").dyn_text(widget.text_signal(Key::YouSaid)))
            .child(written(widget, key))
            .show(has_files(widget, key), move || files(widget, key)),
        Some(Author::Notice) => {
            let text = entry_untracked(widget, key, |entry| entry.text.clone()).unwrap_or_default();
            view("p", "pl-notice").text(&text)
        }
        _ => answer(widget, key),
    };
    name(widget, key, message.element());
    message
        .attr("data-key", &key.to_string())
        .bool_attr("data-follows", move || follows(widget, key))
}

/// Keeps the entry's id on its element. widget/parts/moments.js shows from it when the message was written.
fn name(widget: Widget, key: u32, element: Element) {
    let mut shown = None;
    effect(Box::new(move || {
        let ids = widget.chat.with(|chat| {
            chat.entry(key)
                .map(|entry| (entry.id, entry.client_message_id))
        });
        // An unfinished answer changes with every word.
        if ids == shown {
            return;
        }
        shown = ids;
        let id = ids.and_then(|(id, sent)| {
            id.map(|id| id.to_string())
                .or_else(|| sent.map(|id| id.to_string()))
        });
        if let Err(error) = element.set_attribute("data-id", &id.unwrap_or_default()) {
            web_sys::console::error_1(&error);
        }
    }));
}

/// Whether the previous entry is by the same author.
fn follows(widget: Widget, key: u32) -> bool {
    widget.chat.with_untracked(|chat| {
        let mut newest = chat
            .entries
            .iter()
            .rev()
            .skip_while(|entry| entry.key > key);
        match (newest.next(), newest.next()) {
            (Some(own), Some(before)) => {
                own.author == before.author && own.operator_name == before.operator_name
            }
            _ => false,
        }
    })
}

/// A message of a person, visitor or operator: plain text with line breaks and links.
fn written(widget: Widget, key: u32) -> View {
    let bubble = view("p", "pl-bubble pl-written").attr("dir", "auto");
    let text = entry_untracked(widget, key, |entry| entry.text.clone()).unwrap_or_default();
    show_plain(&bubble.element(), &text);
    bubble
}

fn has_files(widget: Widget, key: u32) -> impl Fn() -> bool + 'static {
    move || entry_tracked(widget, key, |entry| !entry.attachments.is_empty())
}

/// The names of the entry's files. widget/parts/attachments.js replaces them with the files.
fn files(widget: Widget, key: u32) -> View {
    let files = entry_untracked(widget, key, |entry| entry.attachments.clone());
    let names = files.unwrap_or_default().into_iter().map(|file| {
        view("span", "pl-file")
            .attr("data-file", &file.id.to_string())
            .attr("data-type", file.media_type.name())
            .text(&file.name)
    });
    view("div", "pl-files").children(names)
}

fn answer(widget: Widget, key: u32) -> View {
    let name = author(widget, key);
    let is_person =
        entry_untracked(widget, key, |entry| entry.author == Author::Operator) == Some(true);
    let content = if is_person {
        written(widget, key)
    } else {
        let content = view("div", "pl-bubble pl-rich").attr("dir", "auto");
        follow_text(widget, key, &content.element());
        content
    };
    let said = if is_person {
        view("p", "pl-message__name").text(&name)
    } else {
        let name = name.clone();
        view("span", "pl-said").dyn_text(move || widget.text_with(Key::SomebodySaid, &name))
    };
    let holds = move |what: fn(&Entry) -> bool| move || entry_tracked(widget, key, what);
    let body = view("div", "pl-message__body")
        .child(said)
        .child(content.on("click", move |event| clicked(widget, key, &event)))
        .show(has_files(widget, key), move || files(widget, key))
        .show(holds(|entry| entry.stopped), move || {
            view("p", "pl-message__stopped").dyn_text(widget.text_signal(Key::Stopped))
        })
        .show(holds(|entry| !entry.citations.is_empty()), move || {
            sources(widget, key)
        })
        .show(
            holds(|entry| !entry.open && entry.author == Author::Assistant && entry.id.is_some()),
            move || match entry_untracked(widget, key, |entry| entry.id).flatten() {
                Some(id) => feedback(widget, key, id),
                None => view("div", ""),
            },
        );
    let class = if is_person {
        "pl-message pl-message--answer pl-message--person"
    } else {
        "pl-message pl-message--answer"
    };
    view("div", class)
        .child(avatar(&name, "pl-avatar pl-avatar--small"))
        .child(body)
}

/// The name of an answer's author.
fn author(widget: Widget, key: u32) -> String {
    let of_person = entry_untracked(widget, key, |entry| {
        (entry.author == Author::Operator).then(|| entry.operator_name.clone())
    });
    match of_person.flatten() {
        Some(name) => widget.author_name(Sender::Operator, name.as_deref()),
        None => widget.author_name(Sender::Assistant, None),
    }
}

/// Keeps the rich text in `root` in step with the entry.
fn follow_text(widget: Widget, key: u32, root: &Element) {
    let root = root.clone();
    let mut shown: Option<(u32, RichText)> = None;
    effect(Box::new(move || {
        widget.chat.with(|chat| {
            let Some(entry) = chat.entry(key) else { return };
            let rich = match shown.take() {
                Some((revision, rich)) if revision == entry.revision => rich,
                _ => {
                    root.set_text_content(None);
                    RichText::new(root.clone(), labels(widget))
                }
            };
            let (_, rich) = shown.insert((entry.revision, rich));
            rich.extend(&entry.text);
            if !entry.open {
                rich.finish(&|number| entry.citations.iter().any(|one| one.n == number));
                name_marks(widget, &root, entry);
            }
        });
    }));
}

/// Labels the citation marks with their sources. Several marks of one source are numbered, so that each label is
/// unique.
fn name_marks(widget: Widget, root: &Element, entry: &Entry) {
    for citation in &entry.citations {
        let number = citation.n.to_string();
        let name = widget.text_with_untracked(Key::SourceNumber, &number);
        let name = [&name, ": ", last_heading(&citation.title)].concat();
        let selector = ["[data-citation=\"", &number, "\"]"].concat();
        let Ok(marks) = root.query_selector_all(&selector) else {
            continue;
        };
        for place in 0..marks.length() {
            let name = match place {
                0 => name.clone(),
                _ => [&name, " (", &(place + 1).to_string(), ")"].concat(),
            };
            let mark: Option<Element> = marks.get(place).and_then(|mark| mark.dyn_into().ok());
            if let Some(Err(error)) = mark.map(|mark| mark.set_attribute("aria-label", &name)) {
                web_sys::console::error_1(&error);
            }
        }
    }
}

/// The last heading of a citation's title, which is closest to the quotation.
fn last_heading(title: &str) -> &str {
    let last = title.rfind('›').map(|at| at + '›'.len_utf8());
    last.and_then(|at| title.get(at..)).map_or(title, str::trim)
}

fn labels(widget: Widget) -> Labels {
    Labels {
        copy: widget.text_untracked(Key::Copy),
        source: Box::new(move |number| widget.text_with_untracked(Key::SourceNumber, number)),
    }
}

fn sources(widget: Widget, key: u32) -> View {
    let citations =
        entry_untracked(widget, key, |entry| entry.citations.clone()).unwrap_or_default();
    let items = citations.into_iter().map(|citation| {
        let button = view("button", "pl-source")
            .attr("type", "button")
            .child(view("span", "pl-source__number").text(&citation.n.to_string()))
            .child(view("span", "pl-source__title").text(last_heading(&citation.title)))
            .attr("title", &citation.title)
            .on("click", move |event| {
                let opener = event
                    .current_target()
                    .and_then(|target| target.dyn_into().ok());
                open_card(widget, &citation, None, opener.as_ref());
            });
        view("li", "").child(button)
    });
    view("ul", "pl-sources")
        .dyn_attr("aria-label", widget.text_signal(Key::Sources))
        .children(items)
}

/// Handles clicks on citation marks and copy buttons.
fn clicked(widget: Widget, key: u32, event: &Event) {
    match Click::of(event) {
        Some(Click::Citation { number, mark }) => {
            let citation = widget.chat.with_untracked(|chat| {
                let citations = &chat.entry(key)?.citations;
                citations
                    .iter()
                    .find(|citation| citation.n == number)
                    .cloned()
            });
            if let Some(citation) = citation {
                open_card(widget, &citation, place_of(&mark), Some(&mark));
            }
        }
        Some(Click::Copy { code, button }) => copy_code(widget, code, button),
        None => {}
    }
}

/// The position of a mark among the marks of its citation in this answer, from 1.
fn place_of(mark: &Element) -> Option<u32> {
    let number = mark.get_attribute("data-citation")?;
    let selector = ["[data-citation=\"", &number, "\"]"].concat();
    let marks = mark
        .closest(".pl-rich")
        .ok()??
        .query_selector_all(&selector);
    let marks = marks.ok()?;
    let own: &Node = mark;
    let place = (0..marks.length()).find(|place| marks.get(*place).as_ref() == Some(own));
    place.map(|place| place + 1)
}

/// Shows the card of a citation, and remembers the element that opened it, to return the focus there.
fn open_card(widget: Widget, citation: &Citation, mark: Option<u32>, opener: Option<&Element>) {
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
    widget.card.set(Some(OpenCitation {
        citation: citation.clone(),
        mark,
    }));
}

fn copy_code(widget: Widget, code: String, button: Element) {
    spawn_local(async move {
        if browser::copy(&code).await {
            button.set_text_content(Some(&widget.text_untracked(Key::Copied)));
            widget.announce(widget.text_untracked(Key::Copied));
            browser::sleep(COPIED).await;
            button.set_text_content(Some(&widget.text_untracked(Key::Copy)));
        }
    });
}

fn entry_untracked<T>(widget: Widget, key: u32, read: impl FnOnce(&Entry) -> T) -> Option<T> {
    widget.chat.with_untracked(|chat| chat.entry(key).map(read))
}

fn entry_tracked(widget: Widget, key: u32, holds: fn(&Entry) -> bool) -> bool {
    widget.chat.with(|chat| chat.entry(key).is_some_and(holds))
}
