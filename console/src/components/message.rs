//! Messages and notes.

use leptos::prelude::*;
use porchlight_rich_text::markdown::safe_url;
use porchlight_shared::message::Sender;

use super::{
    attachments::{attachments, is_nothing_else},
    rich_text::{rich_text, written},
};
use crate::{
    inbox::{Inbox, time},
    texts::{filled, text},
    thread::Entry,
    wire::{CitedSource, Message, Note},
};

pub(super) fn entry(inbox: Inbox, entry: Entry) -> impl IntoView {
    match entry {
        Entry::Message(message) => message_view(inbox, message).into_any(),
        Entry::Note(note) => note_view(note).into_any(),
    }
}

/// The answer that the bot is writing, if any.
pub(super) fn streaming_answer(inbox: Inbox) -> impl IntoView {
    let id = Memo::new(move |_| {
        inbox
            .thread
            .with(|thread| Some(thread.as_ref()?.streaming.as_ref()?.id))
    });
    let text = move || {
        inbox.thread.with(|thread| {
            let streaming = thread.as_ref().and_then(|thread| thread.streaming.as_ref());
            streaming.map_or_else(String::new, |streaming| streaming.text.clone())
        })
    };
    move || {
        id.get().map(|_| {
            let name = inbox.project().map(|project| project.assistant);
            let who = filled("{name} is writing…", &[("name", &name.unwrap_or_default())]);
            view! {
                <li class="pc-message pc-message--ours pc-message--bot" aria-busy="true">
                    <p class="pc-message__who">{who}</p>
                    <div class="pc-message__text">{rich_text(text, None)}</div>
                </li>
            }
        })
    }
}

fn message_view(inbox: Inbox, message: Message) -> impl IntoView {
    let (class, who) = match message.sender {
        Sender::Visitor => ("pc-message", text("Visitor").to_owned()),
        Sender::Assistant => {
            let name = inbox.project().map(|project| project.assistant);
            (
                "pc-message pc-message--ours pc-message--bot",
                filled("{name} (bot)", &[("name", &name.unwrap_or_default())]),
            )
        }
        Sender::Operator => (
            "pc-message pc-message--ours",
            message
                .operator_name
                .clone()
                .unwrap_or_else(|| text("Operator|somebody who answers").to_owned()),
        ),
    };
    let text = message.text.clone();
    let has_text = !is_nothing_else(&message);
    let files = attachments(inbox, &message);
    let text = if message.sender == Sender::Assistant {
        let sources = message.sources.len();
        rich_text(move || text.clone(), Some(sources)).into_any()
    } else {
        written(text).into_any()
    };
    let remarks = remarks(&message);
    let reason = message.feedback_reason.as_deref().map(|reason| {
        let reason = filled("The visitor's reason: {reason}", &[("reason", reason)]);
        view! { <p class="pc-message__remark" dir="auto">{reason}</p> }
    });
    view! {
        <li class=class>
            <p class="pc-message__who">{who} " " {at(&message.created_at)}</p>
            {has_text.then(|| view! { <div class="pc-message__text">{text}</div> })}
            {files}
            {remarks.map(|remark| view! { <p class="pc-message__remark">{remark}</p> }).collect_view()}
            {reason}
            {sources(message.sources)}
        </li>
    }
}

/// Remarks about a message for the operator.
fn remarks(message: &Message) -> impl Iterator<Item = &'static str> + use<> {
    let verdict = match message.feedback.as_deref() {
        Some("yes") => Some(text("The visitor found this helpful.")),
        Some("no") => Some(text("The visitor did not find this helpful.")),
        _ => None,
    };
    let unanswered = message
        .unanswered
        .then(|| text("Your pages did not answer this question."));
    let stopped = message
        .stopped
        .then(|| text("The visitor stopped this answer."));
    [unanswered, stopped, verdict].into_iter().flatten()
}

/// The citations of an answer, each collapsed.
pub(super) fn sources(sources: Vec<CitedSource>) -> impl IntoView {
    if sources.is_empty() {
        return None;
    }
    let list = sources.into_iter().zip(1_u32..).map(|(source, number)| {
        let link = safe_url(&source.url).map(|url| {
            view! {
                <a href=url.to_owned() target="_blank" rel="noopener noreferrer">
                    {text("Open page")}
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
    Some(view! { <div class="pc-sources" aria-label=text("Sources")>{list.collect_view()}</div> })
}

fn note_view(note: Note) -> impl IntoView {
    let by = filled("Note by {name}", &[("name", &note.author)]);
    view! {
        <li class="pc-message pc-message--note">
            <p class="pc-message__who">
                {by} " " {at(&note.created_at)}
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
