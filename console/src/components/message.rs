//! What somebody said, or noted.

use leptos::prelude::*;
use porchlight_rich_text::markdown::safe_url;
use porchlight_shared::message::Sender;

use super::rich::rich;
use crate::{
    desk::{Desk, time},
    thread::Entry,
    wire::{Message, Note, Source},
};

/// An entry of the thread.
pub(super) fn entry(desk: Desk, entry: Entry) -> impl IntoView {
    match entry {
        Entry::Message(message) => said(desk, message).into_any(),
        Entry::Note(note) => noted(note).into_any(),
    }
}

/// An answer while it is written; it is empty as long as nothing is.
pub(super) fn growing(desk: Desk) -> impl IntoView {
    let id = Memo::new(move |_| {
        desk.thread
            .with(|thread| Some(thread.as_ref()?.growing.as_ref()?.id))
    });
    let text = move || {
        desk.thread.with(|thread| {
            let growing = thread.as_ref().and_then(|thread| thread.growing.as_ref());
            growing.map_or_else(String::new, |growing| growing.text.clone())
        })
    };
    move || {
        id.get().map(|_| {
            let name = desk.project().map(|project| project.assistant);
            view! {
                <li class="pc-message pc-message--ours pc-message--bot" aria-busy="true">
                    <p class="pc-message__who">{name} " is writing …"</p>
                    <div class="pc-message__text">{rich(text, false)}</div>
                </li>
            }
        })
    }
}

fn said(desk: Desk, message: Message) -> impl IntoView {
    let (class, who) = match message.sender {
        Sender::Visitor => ("pc-message", "Visitor".to_owned()),
        Sender::Assistant => {
            let name = desk.project().map(|project| project.assistant);
            (
                "pc-message pc-message--ours pc-message--bot",
                format!("{} (bot)", name.unwrap_or_default()),
            )
        }
        Sender::Operator => (
            "pc-message pc-message--ours",
            message
                .operator_name
                .clone()
                .unwrap_or_else(|| "A person".to_owned()),
        ),
    };
    let text = if message.sender == Sender::Visitor {
        // Visitors write plain text.
        view! {
            <p class="pc-message__plain" dir="auto">
                {message.text.clone()}
            </p>
        }
        .into_any()
    } else {
        let text = message.text.clone();
        rich(move || text.clone(), true).into_any()
    };
    let remarks = remarks(&message);
    view! {
        <li class=class>
            <p class="pc-message__who">{who} " " {at(&message.created_at)}</p>
            <div class="pc-message__text">{text}</div>
            {remarks.map(|remark| view! { <p class="pc-message__remark">{remark}</p> }).collect_view()}
            {sources(message.sources)}
        </li>
    }
}

/// What else there is to know of a message.
fn remarks(message: &Message) -> impl Iterator<Item = &'static str> + use<> {
    let verdict = match message.feedback.as_deref() {
        Some("yes") => Some("The visitor found this helpful."),
        Some("no") => Some("The visitor did not find this helpful."),
        _ => None,
    };
    let unanswered = message
        .unanswered
        .then_some("Nothing was found in your pages.");
    let stopped = message.stopped.then_some("This answer was stopped.");
    [unanswered, stopped, verdict].into_iter().flatten()
}

fn sources(sources: Vec<Source>) -> impl IntoView {
    if sources.is_empty() {
        return None;
    }
    let list = sources.into_iter().zip(1_u32..).map(|(source, number)| {
        let link = safe_url(&source.url).map(|url| {
            view! {
                <a href=url.to_owned() target="_blank" rel="noopener noreferrer">
                    "Open the page"
                </a>
            }
        });
        view! {
            <details class="pc-source" data-number=number.to_string()>
                <summary>
                    <span class="pc-source__number">{number}</span>
                    {source.title.clone()}
                </summary>
                <blockquote>{source.snippet.clone()}</blockquote>
                {link}
            </details>
        }
    });
    Some(view! { <div class="pc-sources" aria-label="Sources">{list.collect_view()}</div> })
}

fn noted(note: Note) -> impl IntoView {
    view! {
        <li class="pc-message pc-message--note">
            <p class="pc-message__who">
                "Note by " {note.author} " " {at(&note.created_at)}
            </p>
            <p class="pc-message__plain" dir="auto">
                {note.text}
            </p>
        </li>
    }
}

fn at(time: &str) -> impl IntoView + use<> {
    view! {
        <time class="pc-message__when" datetime=time.to_owned()>
            {time::moment(time)}
        </time>
    }
}
