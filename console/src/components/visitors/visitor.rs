//! One visitor's data: contact details, conversations, and the buttons to export and erase it.

use leptos::prelude::*;

use super::row::row;
use crate::{
    components::{
        loaded::{loaded, problem},
        question::{QuestionText, question},
    },
    inbox::{Inbox, time},
    model::visitors::{VisitorsConversation, WholeVisitor},
    room::Room,
    rooms::visitors::{OpenVisitor, Visitors, VisitorsAct},
    texts::{counted, filled, text},
};

pub(super) fn visitor(room: Visitors) -> impl IntoView {
    let again = move || {
        if let Some(session) = room.opened.get_untracked() {
            room.load_visitor(session);
        }
    };
    let asked = move || {
        let visitor = room.visitor.get();
        let whole = &visitor.here()?.whole;
        room.asked.get().then(|| QuestionText {
            title: filled("Erase {name}?", &[("name", whole.called())]),
            text: whole.goes(),
            verb: text("Erase for good"),
            loses: true,
        })
    };
    view! {
        <main class="pc-room">
            <p>
                <a
                    href=Room::Visitors.path()
                    on:click=move |event| Inbox::follow_link(&event, Room::Visitors)
                >
                    {text("← All visitors")}
                </a>
            </p>
            {loaded(room.visitor, again, move |open| whole(room, open))}
            {problem(move || room.acting.any_problem())}
            {question(
                "erase",
                asked,
                move || room.acting.is_busy(VisitorsAct::Erasure),
                move || {
                    room.asked.set(false);
                    room.erase();
                },
                move || room.asked.set(false),
            )}
        </main>
    }
}

fn whole(room: Visitors, open: OpenVisitor) -> AnyView {
    let visitor = &open.whole;
    let incomplete = (!visitor.complete).then(|| {
        view! {
            <p class="pc-field__warning">
                {text("There is more than is shown here and in the files: 500 conversations and 5,000 messages.")}
            </p>
        }
    });
    let others = (!open.others.visitors.is_empty()).then(|| {
        let rows = open.others.visitors.iter().map(row).collect_view();
        view! {
            <section class="pc-card" aria-labelledby="others">
                <h3 class="pc-card__title" id="others">
                    {text("Other sessions with this e-mail address")}
                </h3>
                <ul class="pc-people">{rows}</ul>
            </section>
        }
    });
    view! {
        <h2 class="pc-room__title" tabindex="-1" dir="auto">
            {visitor.called().to_owned()}
        </h2>
        {incomplete}
        {facts(visitor)}
        {conversations(visitor)}
        {others}
        {ways(room)}
    }
    .into_any()
}

fn facts(visitor: &WholeVisitor) -> impl IntoView + use<> {
    let facts = visitor.facts().into_iter().map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd dir="auto">{value}</dd>
            </div>
        }
    });
    let first_seen = filled(
        "First seen {time}",
        &[("time", &time::moment(&visitor.created_at))],
    );
    view! {
        <section class="pc-card" aria-labelledby="facts">
            <h3 class="pc-card__title" id="facts">
                {text("What is known")}
            </h3>
            <dl class="pc-facts">{facts.collect_view()}</dl>
            <p class="pc-known__what">{first_seen}</p>
        </section>
    }
}

fn conversations(visitor: &WholeVisitor) -> impl IntoView + use<> {
    let rows = visitor.conversations.iter().rev().map(conversation);
    let rows = rows.collect_view();
    let none = visitor.conversations.is_empty().then(|| {
        view! { <p class="pc-known__what">{text("They have written nothing yet.")}</p> }
    });
    view! {
        <section class="pc-card" aria-labelledby="conversations">
            <h3 class="pc-card__title" id="conversations">
                {text("Conversations")}
            </h3>
            {none}
            <ul class="pc-people">{rows}</ul>
        </section>
    }
}

fn conversation(conversation: &VisitorsConversation) -> impl IntoView + use<> {
    let fragment = conversation.id.to_string();
    let address = format!("{}#{fragment}", Room::Inbox.path());
    let messages = u64::try_from(conversation.messages.len()).unwrap_or(u64::MAX);
    let messages = counted(messages, "{n} message", "{n} messages");
    let page = conversation.page_url.as_ref();
    let page = page.map_or_else(String::new, |page| format!(" · {page}"));
    view! {
        <li class="pc-people__one">
            <div class="pc-history__line">
                <a
                    class="pc-visitors__one"
                    dir="auto"
                    href=address
                    on:click=move |event| Inbox::follow_link_to(&event, Room::Inbox, &fragment)
                >
                    {conversation.about().to_owned()}
                </a>
                <time class="pc-known__what" datetime=conversation.updated_at.clone()>
                    {time::moment(&conversation.updated_at)}
                </time>
            </div>
            <p class="pc-known__what" dir="auto">
                {format!("{messages}{page}")}
            </p>
        </li>
    }
}

/// The buttons to export and erase the data.
fn ways(room: Visitors) -> impl IntoView {
    let is_busy = move || room.acting.is_busy(VisitorsAct::Erasure);
    view! {
        <section class="pc-card" aria-labelledby="data">
            <h3 class="pc-card__title" id="data">
                {text("Their data")}
            </h3>
            <p class="pc-known__what">
                {text("Give it to them when they ask: the file has everything that is stored about them. The table \
                    has their messages.")}
            </p>
            <div class="pc-form__line">
                <button class="pc-button" type="button" on:click=move |_| room.save_visitor(false)>
                    {text("Save all (JSON)")}
                </button>
                <button class="pc-button" type="button" on:click=move |_| room.save_visitor(true)>
                    {text("Save the messages (CSV)")}
                </button>
                <button
                    class="pc-button pc-button--loses"
                    type="button"
                    aria-disabled=move || is_busy().to_string()
                    on:click=move |_| room.asked.set(true)
                >
                    {text("Erase…")}
                </button>
            </div>
        </section>
    }
}
