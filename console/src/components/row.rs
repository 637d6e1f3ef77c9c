//! A conversation in the list.

use leptos::prelude::*;
use porchlight_rich_text::markdown;
use porchlight_shared::{chat_event::Holder, ids::ConversationId, message::Sender};

use crate::{
    clock,
    desk::{Desk, time},
    list,
    wire::Listed,
};

/// One row: a link to the conversation.
pub(super) fn row(
    desk: Desk,
    id: ConversationId,
    listed: Memo<Option<Listed>>,
    reached: Memo<Option<ConversationId>>,
) -> impl IntoView {
    let unread = Memo::new(move |_| {
        listed.with(|row| {
            let row = row.as_ref();
            row.is_some_and(|row| desk.seen.with(|seen| list::is_unread(row, seen)))
        })
    });
    let tabindex = move || {
        if reached.get() == Some(id) { "0" } else { "-1" }
    };
    let current = move || (desk.opened.get() == Some(id)).then_some("true");
    view! {
        <li>
            <a
                class="pc-row"
                class:pc-row--unread=unread
                href=format!("#{id}")
                tabindex=tabindex
                aria-current=current
                on:focus=move |_| desk.chosen.set(Some(id))
            >
                {move || listed.get().map(|row| content(desk, &row, unread.get()))}
            </a>
        </li>
    }
}

fn content(desk: Desk, row: &Listed, unread: bool) -> impl IntoView + use<> {
    let now = desk.now.get();
    let who = row
        .customer_email
        .clone()
        .unwrap_or_else(|| "Visitor".to_owned());
    let (author, preview) = preview(desk, row);
    let when = clock::since(time::milliseconds(&row.updated_at), now);
    let (state, class) = state(desk, row, now);
    view! {
        <span class="pc-row__line">
            <span class="pc-row__who">{who}</span>
            {unread.then(|| view! { <span class="pc-unseen">"Unread"</span> })}
            <span class="pc-row__when">{when}</span>
        </span>
        <span class="pc-row__preview" dir="auto">
            {(!author.is_empty()).then(|| view! { <span class="pc-row__author">{author} ": "</span> })}
            {preview}
        </span>
        <span class="pc-row__line">
            <span class=class>{state}</span>
        </span>
    }
}

/// Who said something last, unless it was the visitor, and what.
fn preview(desk: Desk, row: &Listed) -> (String, String) {
    let Some(last) = &row.last_message else {
        return (String::new(), row.question.clone());
    };
    match last.sender {
        Sender::Visitor => (String::new(), last.text.clone()),
        Sender::Assistant => {
            let name = desk.project().map(|project| project.assistant);
            (name.unwrap_or_default(), one_line(&last.text))
        }
        Sender::Operator => {
            let name = row.operator_name.clone();
            (
                name.unwrap_or_else(|| "Reply".to_owned()),
                one_line(&last.text),
            )
        }
    }
}

/// Who speaks, in words, and the class that colours it.
fn state(desk: Desk, row: &Listed, now: u64) -> (String, &'static str) {
    match row.holder {
        Holder::Queue => {
            let since = row.handoff_at.as_deref().map(time::milliseconds);
            (
                clock::waits(since.unwrap_or(now), now),
                "pc-badge pc-badge--waiting",
            )
        }
        Holder::Operator if list::is_mine(row, &desk.operator_id()) => {
            ("Yours".to_owned(), "pc-badge pc-badge--mine")
        }
        Holder::Operator => {
            let name = row.operator_name.clone();
            (
                format!("With {}", name.unwrap_or_else(|| "a person".to_owned())),
                "pc-badge",
            )
        }
        Holder::Bot => ("Bot".to_owned(), "pc-badge"),
        Holder::Resolved => ("Resolved".to_owned(), "pc-badge pc-badge--resolved"),
    }
}

/// The text of a message without its marks, for one line.
fn one_line(text: &str) -> String {
    markdown::plain_text(text).replace('\n', " ")
}
