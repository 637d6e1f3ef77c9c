//! The carefulness setting, with the effect of each level on the last days' questions.

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_shared::settings::Carefulness;

use super::super::loaded::{loaded_once, problem};
use crate::{
    inbox::Inbox,
    loaded::Loaded,
    model::answers::{CarefulnessEffect, CarefulnessEffects, ChangedQuestion, label, meaning},
    room::Room,
    rooms::{answers::Answers, trying::Trying},
    texts::text,
};

pub(super) fn carefulness(room: Answers) -> impl IntoView {
    view! {
        <section class="pc-card" aria-labelledby="carefulness">
            <h3 class="pc-card__title" id="carefulness">
                {text("How careful the chat is")}
            </h3>
            <p class="pc-field__hint">
                {text(
                    "How sure the chat must be that your pages answer a question. If a model writes, your pages \
                     must say each of its sentences in any case.",
                )}
            </p>
            {loaded_once(room.effects, move || room.load_effects(), move || form(room).into_any())}
        </section>
    }
}

fn form(room: Answers) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.save_carefulness();
    };
    let radios = Carefulness::ALL.map(|one| radio(room, one));
    let unchanged = move || !room.has_unsaved_choice();
    let is_busy = move || room.setting.is_busy(());
    view! {
        <form class="pc-carefulness" on:submit=on_submit>
            <div class="pc-providers" role="radiogroup" aria-labelledby="carefulness">
                {radios.collect_view()}
            </div>
            <div aria-live="polite">{move || change(room)}</div>
            {problem(move || room.setting.problem(()))}
            <div class="pc-form__line">
                <button
                    class="pc-button pc-button--primary"
                    type="submit"
                    aria-disabled=move || (unchanged() || is_busy()).to_string()
                >
                    {move || if is_busy() { text("Saving…") } else { text("Save") }}
                </button>
                <span role="status">{move || room.carefulness_done.get()}</span>
            </div>
        </form>
    }
}

fn radio(room: Answers, carefulness: Carefulness) -> impl IntoView {
    let counts = move || {
        with_effect(room, carefulness, |effects, effect| {
            (effects.questions > 0).then(|| effect.counts())
        })
        .flatten()
    };
    view! {
        <label class="pc-provider">
            <input
                type="radio"
                name="carefulness"
                prop:checked=move || room.chosen_carefulness() == Some(carefulness)
                on:change=move |_| room.choose(carefulness)
            />
            <span>
                <b>{label(carefulness)}</b>
                <span class="pc-field__hint">{meaning(carefulness)}</span>
                <span class="pc-field__hint">{counts}</span>
            </span>
        </label>
    }
}

/// How the questions would fare at the chosen level.
fn change(room: Answers) -> AnyView {
    let known = room.effects.with(|effects| {
        Some((
            effects.here()?.questions,
            effects.here()?.choices.is_empty(),
        ))
    });
    match known {
        Some((_, true)) => hint(text(
            "Your plan does not include visitors' questions, so the effect of a choice is not shown.",
        )),
        Some((0, false)) => hint(text(
            "Nobody has asked anything in the last 7 days, so there is nothing to compare yet.",
        )),
        Some(_) if room.has_unsaved_choice() => {
            let chosen = room.chosen_carefulness();
            let effect = chosen.and_then(|one| with_effect(room, one, |_, it| it.clone()));
            effect.map_or_else(|| ().into_any(), changed)
        }
        _ => hint(text(
            "An estimate, from how sure the answers to the last 7 days’ questions were.",
        )),
    }
}

fn hint(text: &'static str) -> AnyView {
    view! { <p class="pc-field__hint">{text}</p> }.into_any()
}

fn changed(effect: CarefulnessEffect) -> AnyView {
    let summary = effect.summary();
    let left_out = effect.left_out();
    let questions = effect.changed.into_iter().map(question).collect_view();
    view! {
        <p>{summary}</p>
        <ul class="pc-list">{questions}</ul>
        <p class="pc-field__hint">{left_out}</p>
    }
    .into_any()
}

fn question(asked: ChangedQuestion) -> impl IntoView {
    let change = asked.change();
    let fragment = Trying::fragment(&asked.question);
    let source = asked.source.map(|source| match source.url {
        Some(url) => view! {
            <a class="pc-list__more" href=url target="_blank" rel="noopener" dir="auto">
                {source.title}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="pc-list__more" dir="auto">
                {source.title}
            </span>
        }
        .into_any(),
    });
    view! {
        <li>
            <a
                href=Trying::address(&asked.question)
                dir="auto"
                on:click=move |event| Inbox::follow_link_to(&event, Room::Trying, &fragment)
            >
                {asked.question.clone()}
            </a>
            <span class="pc-list__more">{change}</span>
            {source}
        </li>
    }
}

fn with_effect<T>(
    room: Answers,
    carefulness: Carefulness,
    read: impl FnOnce(&CarefulnessEffects, &CarefulnessEffect) -> T,
) -> Option<T> {
    room.effects.with(|effects: &Loaded<CarefulnessEffects>| {
        let effects = effects.here()?;
        Some(read(effects, effects.effect(carefulness)?))
    })
}
