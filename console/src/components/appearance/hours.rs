//! The hours in which people answer: always, or spans for each day.

use leptos::prelude::*;

use super::field::{line, wrong};
use crate::{
    inbox::time,
    model::appearance::{DAYS, HOURS_WHEN, HOURS_ZONE},
    rooms::appearance::Appearance,
    texts::text,
};

/// The most characters for a day: ten spans.
const DAY_CHARS: u32 = 140;
/// The most characters in the name of a time zone.
const ZONE_CHARS: u32 = 64;

pub(super) fn hours(room: Appearance) -> impl IntoView {
    let has_hours = Memo::new(move |_| room.text(HOURS_WHEN) == "hours");
    let choose = move |when: &str| {
        room.note(HOURS_WHEN, when.to_owned());
        if when == "hours" && room.text(HOURS_ZONE).is_empty() {
            room.note(HOURS_ZONE, time::zone());
        }
    };
    let radio = move |when: &'static str, label: &'static str| {
        view! {
            <label class="pc-check">
                <input
                    type="radio"
                    name=HOURS_WHEN
                    prop:checked=move || room.text(HOURS_WHEN) == when
                    on:change=move |_| choose(when)
                />
                {label}
            </label>
        }
    };
    view! {
        <fieldset class="pc-card">
            <legend class="pc-card__title">{text("When somebody answers")}</legend>
            {radio("always", text("At any time"))}
            {radio("hours", text("In these hours"))}
            {wrong(room, HOURS_WHEN)}
            {move || has_hours.get().then(|| week(room))}
        </fieldset>
    }
}

fn week(room: Appearance) -> impl IntoView {
    let days = DAYS.map(|(name, label)| {
        view! {
            <div class="pc-field pc-field--day">
                <label for=name>{text(label)}</label>
                {line(room, name, DAY_CHARS)}
                {wrong(room, name)}
            </div>
        }
    });
    view! {
        <p class="pc-field__hint">{text("As 9:00-17:00, with commas between several. Empty: nobody is there.")}</p>
        {days.collect_view()}
        <div class="pc-field">
            <label for=HOURS_ZONE>{text("Time zone")}</label>
            {line(room, HOURS_ZONE, ZONE_CHARS)}
            <p class="pc-field__hint">{text("As Europe/Berlin.")}</p>
        </div>
    }
}
