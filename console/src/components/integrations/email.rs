//! The address that is told when a visitor asks for a person, and the e-mails sent there.

use leptos::{ev::SubmitEvent, prelude::*};

use super::log::log;
use crate::{
    components::loaded::{loaded_once, problem},
    rooms::integrations::{ActedOn, Integrations, email::LABEL},
    texts::text,
};

pub(super) fn email(room: Integrations) -> impl IntoView {
    view! {
        <section class="pc-card" aria-labelledby="email">
            <h3 class="pc-card__title" id="email">
                {text("When a visitor asks for a person")}
            </h3>
            {loaded_once(room.email.saved, move || room.load_email(), move || form(room).into_any())}
        </section>
        <section class="pc-card" aria-labelledby="emails">
            <h3 class="pc-card__title" id="emails">
                {text("E-mails of the last 30 days")}
            </h3>
            {log(room)}
        </section>
    }
}

fn form(room: Integrations) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.save_email();
    };
    view! {
        <form class="pc-form" novalidate on:submit=on_submit>
            <div class="pc-field">
                <label for="notify-email">{text(LABEL)}</label>
                <input
                    id="notify-email"
                    type="email"
                    autocomplete="off"
                    aria-describedby="notify-hint"
                    prop:value=move || room.email.shown()
                    on:input=move |event| room.email.typed.set(Some(event_target_value(&event)))
                />
                <p class="pc-field__hint" id="notify-hint">
                    {text("The e-mail has a link for answering. Leave the field empty to get none.")}
                </p>
            </div>
            {problem(move || room.acting.problem(ActedOn::Email))}
            <div>
                <button
                    class="pc-button pc-button--primary"
                    type="submit"
                    aria-disabled=move || room.acting.is_busy(ActedOn::Email).to_string()
                >
                    {move || if room.acting.is_busy(ActedOn::Email) { text("Saving…") } else { text("Save") }}
                </button>
            </div>
        </form>
    }
}
