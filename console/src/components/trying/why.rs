//! Why a question gets its answer.

use leptos::prelude::*;
use porchlight_rich_text::markdown::safe_url;

use super::super::{answer::answer, rich_text::rich_text};
use crate::{
    inbox::Inbox,
    model::{
        answers::{Band, percent},
        trying::{Considered, Explained, HeldBack},
    },
    room::Room,
    rooms::trying::Trying,
    texts::text,
};

pub(super) fn why(room: Trying, question: String, explained: Explained) -> impl IntoView {
    view! {
        <article class="pc-card pc-tried">
            <p class="pc-trying__question" dir="auto">
                {question}
            </p>
            {answer(explained.answer.clone(), explained.citations.clone())}
        </article>
        {decision(room, &explained)}
        {passages(&explained)}
    }
}

/// The decision, who made it, and what it took.
fn decision(room: Trying, explained: &Explained) -> impl IntoView + use<> {
    let band = Band::of(explained.evidence).name();
    let marks = [explained.limits.point, explained.limits.answer].map(|limit| {
        view! { <i class="pc-sure__limit" style:inset-inline-start=width(limit)></i> }
    });
    let held = explained
        .model
        .as_ref()
        .map(|tried| tried.held_back.clone());
    let held = held.unwrap_or_default().into_iter().map(held_back);
    view! {
        <section class="pc-card" aria-labelledby="why">
            <h3 class="pc-card__title" id="why">
                {explained.verdict()}
            </h3>
            <div class="pc-sure pc-band" data-band=band aria-hidden="true">
                <b class="pc-sure__bar" style:width=width(explained.confidence)></b>
                {marks.collect_view()}
            </div>
            <p>{explained.sureness()}</p>
            {advice(room, explained)}
            <dl class="pc-facts">
                <dt>{text("Written by")}</dt>
                <dd>{explained.writer()}</dd>
                <dt>{text("Checked")}</dt>
                <dd>
                    {explained.checked()} <ul class="pc-held">{held.collect_view()}</ul>
                </dd>
                <dt>{text("Time")}</dt>
                <dd>{explained.time()}</dd>
                <dt>{text("Cost")}</dt>
                <dd>{explained.cost()}</dd>
            </dl>
        </section>
    }
}

/// What an owner can do about it, and in which room.
fn advice(room: Trying, explained: &Explained) -> Option<impl IntoView + use<>> {
    let advice = explained.advice()?;
    let link = room.inbox.may_change(Room::Knowledge).then(|| {
        view! {
            <a
                class="pc-button"
                href=Room::Knowledge.path()
                on:click=|event| Inbox::follow_link(&event, Room::Knowledge)
            >
                {text("Go to Knowledge")}
            </a>
        }
    });
    Some(view! {
        <div class="pc-advice">
            <p>{advice}</p>
            {link}
        </div>
    })
}

fn held_back(held: HeldBack) -> impl IntoView {
    let why = held.why();
    view! {
        <li>
            <span dir="auto">{held.text}</span>
            <span class="pc-list__more">{why}</span>
        </li>
    }
}

fn passages(explained: &Explained) -> impl IntoView + use<> {
    let rows = explained.passages.iter().cloned().map(passage);
    let rows = rows.collect_view();
    let hint = if explained.passages.is_empty() {
        text("Nothing in your pages shares a word with this question, or means something like it.")
    } else {
        text("The best first, with points out of 100 for how well each matches the question.")
    };
    view! {
        <section class="pc-card" aria-labelledby="considered">
            <h3 class="pc-card__title" id="considered">
                {text("Passages that were considered")}
            </h3>
            <p class="pc-field__hint">{hint}</p>
            <ol class="pc-considered">{rows}</ol>
        </section>
    }
}

fn passage(passage: Considered) -> impl IntoView {
    let said = passage.text.clone();
    let points = passage.points();
    let share = width(passage.score.unwrap_or_default());
    let link = passage.url.as_deref().and_then(safe_url).map(|address| {
        view! {
            <a href=address.to_owned() target="_blank" rel="noreferrer">
                {text("Open the page")}
            </a>
        }
    });
    view! {
        <li>
            <details class="pc-more">
                <summary>
                    <span dir="auto">{passage.title}</span>
                    <span class="pc-considered__points">
                        {points} <span class="pc-unseen">" " {text("of 100 points")}</span>
                    </span>
                </summary>
                {rich_text(move || said.clone(), Some(0))}
                {link}
            </details>
            <div class="pc-sure pc-sure--thin" aria-hidden="true">
                <b class="pc-sure__bar" style:width=share></b>
            </div>
        </li>
    }
}

/// A share from 0 to 1 as a CSS width.
fn width(share: f64) -> String {
    percent(share).replace(' ', "")
}
