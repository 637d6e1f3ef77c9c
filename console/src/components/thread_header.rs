//! Above the thread: whose conversation it is, who speaks, and what can be done about that.

use leptos::prelude::*;
use porchlight_rich_text::markdown::safe_url;
use porchlight_shared::chat_event::Holder;

use crate::{
    clock,
    desk::{Desk, time},
    list,
    wire::Listed,
};

/// The header of the open conversation.
pub(super) fn thread_header(desk: Desk, conversation: Memo<Option<Listed>>) -> impl IntoView {
    view! {
        <header class="pc-thread__header">
            <button class="pc-button pc-button--quiet pc-thread__back" type="button" on:click=|_| Desk::close()>
                "← List"
            </button>
            <div class="pc-thread__about">
                <h2 class="pc-thread__title" tabindex="-1">
                    {move || conversation.get().map(|row| title(&row))}
                </h2>
                {move || conversation.get().map(|row| about(desk, &row))}
            </div>
            <div class="pc-thread__moves">{move || conversation.get().map(|row| moves(desk, &row))}</div>
        </header>
    }
}

fn title(row: &Listed) -> impl IntoView + use<> {
    match &row.customer_email {
        Some(email) => view! { <a href=format!("mailto:{email}")>{email.clone()}</a> }.into_any(),
        None => "Visitor without an e-mail address".into_any(),
    }
}

fn about(desk: Desk, row: &Listed) -> impl IntoView + use<> {
    let page = row.page_url.as_deref().and_then(safe_url).map(|url| {
        view! {
            <a class="pc-thread__page" href=url.to_owned() target="_blank" rel="noopener noreferrer">
                <span class="pc-unseen">"The page that the visitor is on: "</span>
                {shown(url)}
            </a>
        }
    });
    view! {
        <p class="pc-thread__state">
            {state(desk, row)} {page}
        </p>
    }
}

/// An address without what everybody knows.
fn shown(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}

fn state(desk: Desk, row: &Listed) -> String {
    let now = desk.now.get();
    match row.holder {
        Holder::Bot => "The bot answers".to_owned(),
        Holder::Queue => {
            let since = row.handoff_at.as_deref().map(time::milliseconds);
            clock::waits(since.unwrap_or(now), now)
        }
        Holder::Operator if list::is_mine(row, &desk.operator_id()) => "You answer".to_owned(),
        Holder::Operator => {
            let name = row.operator_name.clone();
            format!("{} answers", name.unwrap_or_else(|| "A person".to_owned()))
        }
        Holder::Resolved => "Resolved".to_owned(),
    }
}

fn moves(desk: Desk, row: &Listed) -> impl IntoView + use<> {
    let mine = list::is_mine(row, &desk.operator_id());
    let take = (row.holder != Holder::Operator).then_some("Take over");
    let to_queue = mine.then_some("To a colleague");
    let to_bot = (mine || row.holder == Holder::Queue).then_some("To the bot");
    let resolve = (row.holder != Holder::Resolved).then_some("Resolve");
    let button = move |name: &'static str, class: &'static str, act: fn(Desk)| {
        view! {
            <button class=class type="button" disabled=move || desk.busy.get() on:click=move |_| act(desk)>
                {name}
            </button>
        }
    };
    let plain = "pc-button";
    let first = "pc-button pc-button--primary";
    view! {
        {take.map(|name| button(name, first, Desk::take_over))}
        {to_queue.map(|name| button(name, plain, Desk::hand_to_queue))}
        {to_bot.map(|name| button(name, plain, Desk::hand_to_bot))}
        {resolve.map(|name| button(name, plain, Desk::resolve))}
    }
}
