//! The confidence limits, with recent questions on either side: answered, led to the closest page, or refused.

use leptos::prelude::*;

use super::super::loaded::{empty, loaded};
use crate::{
    inbox::Inbox,
    model::answers::{AskedLately, AskedQuestion, Bands, percent},
    room::Room,
    rooms::{answers::Answers, trying::Trying},
    texts::text,
};

pub(super) fn bands(room: Answers) -> impl IntoView {
    view! {
        <section class="pc-card" aria-labelledby="bands">
            <h3 class="pc-card__title" id="bands">
                {text("When a question is answered")}
            </h3>
            <p class="pc-field__hint">
                {text(
                    "For every question, Porchlight estimates how sure it is that your pages answer it. To move a \
                     single question across a limit, add a page, a way of asking, or an answer of your own.",
                )}
            </p>
            {loaded(room.asked, move || room.load_asked(), show)}
        </section>
    }
}

fn show(asked: AskedLately) -> AnyView {
    if asked.questions.is_empty() {
        return empty(
            text("No questions in the last 7 days"),
            text(
                "Visitors' questions appear here, each with its outcome. Until then, try questions of your own under “Try it”.",
            ),
        );
    }
    let bands = asked.bands().into_iter().map(band).collect_view();
    view! {
        <p>{asked.summary()}</p>
        <div class="pc-bands">{bands}</div>
    }
    .into_any()
}

fn band(band: Bands) -> impl IntoView {
    let examples = band.examples.into_iter().map(question).collect_view();
    view! {
        <section class="pc-band" data-band=band.band.name()>
            <h4 class="pc-band__title">
                {band.band.label()} <span class="pc-band__count">{band.count}</span>
            </h4>
            <p class="pc-field__hint">{band.range} ". " {band.band.meaning()}</p>
            <ul class="pc-list">{examples}</ul>
        </section>
    }
}

fn question(asked: AskedQuestion) -> impl IntoView {
    let fragment = Trying::fragment(&asked.question);
    view! {
        <li class="pc-band__question">
            <a
                href=Trying::address(&asked.question)
                dir="auto"
                on:click=move |event| Inbox::follow_link_to(&event, Room::Trying, &fragment)
            >
                {asked.question.clone()}
            </a>
            <span class="pc-band__sure">
                {percent(asked.confidence)} <span class="pc-unseen">" " {text("sure")}</span>
            </span>
        </li>
    }
}
