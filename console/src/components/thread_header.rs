//! The header of the thread: the visitor, who holds the conversation, and the actions.

use leptos::prelude::*;
use porchlight_rich_text::markdown::safe_url;
use porchlight_shared::chat_event::Holder;

use crate::{
    clock,
    inbox::{Inbox, time},
    list,
    mailto::mailto,
    texts::{filled, text},
    wire::Conversation,
};

pub(super) fn thread_header(
    inbox: Inbox,
    conversation: Memo<Option<Conversation>>,
) -> impl IntoView {
    view! {
        <header class="pc-thread__header">
            <button class="pc-button pc-button--quiet pc-thread__back" type="button" on:click=|_| Inbox::close()>
                "← "
                {text("List")}
            </button>
            <div class="pc-thread__about">
                <h2 class="pc-thread__title" tabindex="-1">
                    {move || conversation.get().map(|row| title(&row))}
                </h2>
                {move || conversation.get().map(|row| about(inbox, &row))}
            </div>
            <div class="pc-thread__actions">{move || conversation.get().map(|row| actions(inbox, &row))}</div>
        </header>
    }
}

fn title(row: &Conversation) -> impl IntoView + use<> {
    match &row.customer_email {
        Some(email) => view! { <a href=mailto(email)>{email.clone()}</a> }.into_any(),
        None => text("Visitor").into_any(),
    }
}

fn about(inbox: Inbox, row: &Conversation) -> impl IntoView + use<> {
    let page = row.page_url.as_deref().and_then(safe_url).map(|url| {
        view! {
            <a class="pc-thread__page" href=url.to_owned() target="_blank" rel="noopener noreferrer">
                <span class="pc-unseen">{text("Visitor's page:")} " "</span>
                {shown(url)}
            </a>
        }
    });
    view! {
        <p class="pc-thread__state">
            {state(inbox, row)} {page}
        </p>
    }
}

/// An address without its scheme.
fn shown(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}

fn state(inbox: Inbox, row: &Conversation) -> String {
    let now = inbox.now.get();
    match row.holder {
        Holder::Bot => text("Answered by the bot").to_owned(),
        Holder::Queue => {
            let since = row.handoff_at.as_deref().map(time::milliseconds);
            clock::waits(since.unwrap_or(now), now)
        }
        Holder::Operator if list::is_mine(row, &inbox.operator_id()) => {
            text("Assigned to you").to_owned()
        }
        Holder::Operator => match &row.operator_name {
            Some(name) => filled("Assigned to {name}", &[("name", name)]),
            None => text("Assigned to an operator").to_owned(),
        },
        Holder::Resolved => text("Resolved").to_owned(),
    }
}

fn actions(inbox: Inbox, row: &Conversation) -> impl IntoView + use<> {
    let mine = list::is_mine(row, &inbox.operator_id());
    let take = (row.holder != Holder::Operator).then(|| text("Take over"));
    let to_queue = mine.then(|| text("Pass to a colleague"));
    let to_bot = (mine || row.holder == Holder::Queue).then(|| text("Hand back to the bot"));
    let resolve = (row.holder != Holder::Resolved).then(|| text("Resolve"));
    let button = move |name: &'static str, class: &'static str, act: fn(Inbox)| {
        view! {
            <button class=class type="button" disabled=move || inbox.busy.get() on:click=move |_| act(inbox)>
                {name}
            </button>
        }
    };
    let plain = "pc-button";
    let first = "pc-button pc-button--primary";
    view! {
        {take.map(|name| button(name, first, Inbox::take_over))}
        {to_queue.map(|name| button(name, plain, Inbox::hand_to_queue))}
        {to_bot.map(|name| button(name, plain, Inbox::hand_to_bot))}
        {resolve.map(|name| button(name, plain, Inbox::resolve))}
    }
}
