//! A row of the conversation list.

use leptos::prelude::*;
use porchlight_rich_text::plain_text;
use porchlight_shared::{chat_event::Holder, ids::ConversationId, message::Sender};

use crate::{
    clock,
    inbox::{Inbox, time},
    list,
    texts::{filled, text},
    wire::Conversation,
};

pub(super) fn row(
    inbox: Inbox,
    id: ConversationId,
    conversation: Memo<Option<Conversation>>,
    focusable: Memo<Option<ConversationId>>,
) -> impl IntoView {
    let unread = Memo::new(move |_| {
        conversation.with(|row| {
            let row = row.as_ref();
            row.is_some_and(|row| inbox.seen.with(|seen| list::is_unread(row, seen)))
        })
    });
    let tabindex = move || {
        if focusable.get() == Some(id) {
            "0"
        } else {
            "-1"
        }
    };
    let current = move || (inbox.opened.get() == Some(id)).then_some("true");
    view! {
        <li>
            <a
                class="pc-row"
                class:pc-row--unread=unread
                href=format!("#{id}")
                tabindex=tabindex
                aria-current=current
                on:focus=move |_| inbox.chosen.set(Some(id))
            >
                {move || conversation.get().map(|row| content(inbox, &row, unread.get()))}
            </a>
        </li>
    }
}

fn content(inbox: Inbox, row: &Conversation, unread: bool) -> impl IntoView + use<> {
    let now = inbox.now.get();
    let who = row
        .customer_email
        .clone()
        .unwrap_or_else(|| text("Visitor").to_owned());
    let (author, preview) = preview(inbox, row);
    let when = clock::since(time::milliseconds(&row.updated_at), now);
    let (state, class) = state(inbox, row, now);
    view! {
        <span class="pc-row__line">
            <span class="pc-row__who">{who}</span>
            {unread.then(|| view! { <span class="pc-unseen">{text("Unread")}</span> })}
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

/// The author of the last message, empty for the visitor, and its text.
fn preview(inbox: Inbox, row: &Conversation) -> (String, String) {
    let Some(last) = &row.last_message else {
        return (String::new(), row.question.clone());
    };
    match last.sender {
        Sender::Visitor => (String::new(), last.text.clone()),
        Sender::Assistant => {
            let name = inbox.project().map(|project| project.assistant);
            (name.unwrap_or_default(), one_line(&last.text))
        }
        Sender::Operator => {
            let name = row.operator_name.clone();
            (
                name.unwrap_or_else(|| text("Operator|somebody who answers").to_owned()),
                one_line(&last.text),
            )
        }
    }
}

/// Who holds the conversation, and the CSS class of the badge.
fn state(inbox: Inbox, row: &Conversation, now: u64) -> (String, &'static str) {
    match row.holder {
        Holder::Queue => {
            let since = row.handoff_at.as_deref().map(time::milliseconds);
            (
                clock::waits(since.unwrap_or(now), now),
                "pc-badge pc-badge--waiting",
            )
        }
        Holder::Operator if list::is_mine(row, &inbox.operator_id()) => {
            (text("Yours").to_owned(), "pc-badge pc-badge--mine")
        }
        Holder::Operator => {
            let with = match &row.operator_name {
                Some(name) => filled("With {name}", &[("name", name)]),
                None => text("With an operator").to_owned(),
            };
            (with, "pc-badge")
        }
        Holder::Bot => (text("Bot").to_owned(), "pc-badge"),
        Holder::Resolved => (text("Resolved").to_owned(), "pc-badge pc-badge--resolved"),
    }
}

/// A message on one line, without its Markdown marks.
fn one_line(text: &str) -> String {
    plain_text(text).replace('\n', " ")
}
