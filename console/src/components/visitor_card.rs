//! What is known about the visitor: their verified identity, the data of the page, and their other conversations.

use leptos::prelude::*;

use crate::{
    inbox::{Inbox, time},
    texts::text,
    wire::{OtherConversation, Visitor},
};

/// The card above the messages of the open conversation; nothing if nothing is known.
pub(super) fn visitor_card(inbox: Inbox) -> impl IntoView {
    let visitor = Memo::new(move |_| {
        inbox
            .thread
            .with(|thread| thread.as_ref().map(|thread| thread.visitor.clone()))
    });
    move || {
        visitor
            .get()
            .filter(|visitor| *visitor != Visitor::default())
            .map(card)
    }
}

fn card(visitor: Visitor) -> impl IntoView {
    let signed = visitor
        .signed_email
        .map(|email| fact(text("Signed in as"), email).into_any());
    let language = visitor
        .language
        .map(|tag| fact(text("Language"), tag).into_any());
    let claims = visitor
        .attributes
        .into_iter()
        .map(|(name, value)| fact(name, value))
        .collect::<Vec<_>>();
    let says = (!claims.is_empty()).then(|| {
        view! {
            <h3 class="pc-visitor__title">{text("What the page says about the visitor")}</h3>
            <dl class="pc-visitor__facts">{claims}</dl>
        }
    });
    let others = (!visitor.other_conversations.is_empty()).then(|| {
        let list = visitor.other_conversations.into_iter().map(other);
        view! {
            <h3 class="pc-visitor__title">{text("Other conversations of this visitor")}</h3>
            <ul class="pc-visitor__others">{list.collect_view()}</ul>
        }
    });
    view! {
        <details class="pc-visitor">
            <summary>{text("About the visitor")}</summary>
            <dl class="pc-visitor__facts">{signed} {language}</dl>
            {says}
            {others}
        </details>
    }
}

fn fact(name: impl Into<String>, value: String) -> impl IntoView {
    view! {
        <div>
            <dt dir="auto">{name.into()}</dt>
            <dd dir="auto">{value}</dd>
        </div>
    }
}

fn other(conversation: OtherConversation) -> impl IntoView {
    let OtherConversation {
        id,
        question,
        created_at,
    } = conversation;
    let question = if question.is_empty() {
        text("No question yet").to_owned()
    } else {
        question
    };
    view! {
        <li>
            <a href=format!("#{id}") dir="auto">{question}</a>
            " "
            <time datetime=created_at.clone()>{time::moment(&created_at)}</time>
        </li>
    }
}
