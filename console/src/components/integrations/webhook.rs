//! A webhook in the list: its health, its buttons, its form and its log.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{fields::fields, log::log, secret::secret};
use crate::{
    components::{loaded::problem, sentence::about},
    inbox::time,
    model::integrations::{Health, Webhook, WebhookDraft, WebhookFormat},
    rooms::integrations::{ActedOn, Integrations, OpenedWebhook, webhook_id},
    texts::{counted, filled, text},
};

pub(super) fn webhook(room: Integrations, webhook: Webhook) -> impl IntoView {
    let id = webhook.id;
    let (for_form, for_buttons) = (webhook.clone(), webhook.clone());
    let form_is_open = Memo::new(move |_| room.opened.get() == Some(OpenedWebhook::Form(id)));
    let log_is_open = Memo::new(move |_| room.opened.get() == Some(OpenedWebhook::Log(id)));
    let events = u64::try_from(webhook.events.len()).unwrap_or(u64::MAX);
    let mut known = vec![counted(events, "{n} event", "{n} events")];
    if !webhook.description.is_empty() {
        known.insert(0, webhook.url.clone());
    }
    if let Some(secret) = &webhook.secret {
        known.push(filled("secret {secret}", &[("secret", secret)]));
    }
    let previous = webhook.previous_secret_until.as_ref();
    let previous = previous.map(|until| {
        let until = filled(
            "The old secret also signs until {time}.",
            &[("time", &time::moment(until))],
        );
        view! { <p class="pc-known__what">{until}</p> }
    });
    let advice = webhook.advice();
    let advice = advice.map(|advice| view! { <p class="pc-field__warning">{advice}</p> });
    view! {
        <li class="pc-people__one">
            <div class="pc-people__line">
                <h4 class="pc-webhooks__name" id=webhook_id(id) tabindex="-1" dir="auto">
                    {webhook.called().to_owned()}
                </h4>
                <span class=badge(webhook.health())>{webhook.health().label()}</span>
            </div>
            <p class="pc-known__what" dir="auto">
                {known.join(" · ")}
            </p>
            {previous}
            {advice}
            {buttons(room, for_buttons)}
            {problem(move || room.acting.problem(ActedOn::Webhook(id)))}
            {secret(room, ActedOn::Webhook(id))}
            {move || form_is_open.get().then(|| form(room, for_form.clone()))}
            {move || log_is_open.get().then(|| log(room))}
        </li>
    }
}

const fn badge(health: Health) -> &'static str {
    match health {
        Health::Well => "pc-badge pc-badge--well",
        Health::Failing | Health::GivenUp => "pc-badge pc-badge--waiting",
        Health::Paused => "pc-badge",
    }
}

fn buttons(room: Integrations, webhook: Webhook) -> impl IntoView {
    let id = webhook.id;
    let of = webhook.called().to_owned();
    let busy = move || room.acting.is_busy(ActedOn::Webhook(id)).to_string();
    let is_open = move |opened| (room.opened.get() == Some(opened)).to_string();
    let switch = if webhook.active {
        text("Pause")
    } else {
        text("Switch on")
    };
    let (for_switch, for_removal) = (webhook.clone(), webhook.clone());
    let name = move || about(&of);
    let rotate = (webhook.format == WebhookFormat::Signed).then(|| {
        let name = name();
        view! {
            <button
                class="pc-button"
                type="button"
                aria-disabled=busy
                on:click=move |_| room.rotated.set(Some(webhook.clone()))
            >
                {text("New secret…")}
                {name}
            </button>
        }
    });
    view! {
        <div class="pc-form__line">
            <button
                class="pc-button"
                type="button"
                aria-expanded=move || is_open(OpenedWebhook::Log(id))
                on:click=move |_| room.toggle(OpenedWebhook::Log(id))
            >
                {text("Deliveries")}
                {name()}
            </button>
            <button class="pc-button" type="button" aria-disabled=busy on:click=move |_| room.test(id)>
                {text("Send a test")}
                {name()}
            </button>
            <button
                class="pc-button"
                type="button"
                aria-expanded=move || is_open(OpenedWebhook::Form(id))
                on:click=move |_| room.toggle(OpenedWebhook::Form(id))
            >
                {text("Change")}
                {name()}
            </button>
            <button
                class="pc-button"
                type="button"
                aria-disabled=busy
                on:click=move |_| room.switch(&for_switch)
            >
                {switch}
                {name()}
            </button>
            {rotate}
            <button
                class="pc-button pc-button--loses"
                type="button"
                aria-disabled=busy
                on:click=move |_| room.removed.set(Some(for_removal.clone()))
            >
                {text("Remove…")}
                {name()}
            </button>
        </div>
    }
}

fn form(room: Integrations, webhook: Webhook) -> impl IntoView {
    let id = webhook.id;
    let busy = move || room.acting.is_busy(ActedOn::Webhook(id));
    let (for_draft, for_edit, format) = (webhook.clone(), webhook.clone(), webhook.format);
    let draft = Memo::new(move |_| room.draft(&for_draft));
    let edit = move |change: &dyn Fn(&mut WebhookDraft)| room.edit(&for_edit, change);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.save(webhook.clone());
    };
    view! {
        <form class="pc-form pc-people__form" novalidate on:submit=on_submit>
            {fields("webhook", draft.into(), edit, format, false)}
            <div class="pc-form__line">
                <button class="pc-button pc-button--primary" type="submit" aria-disabled=move || busy().to_string()>
                    {move || if busy() { text("Saving…") } else { text("Save") }}
                </button>
                <button class="pc-button" type="button" on:click=move |_| room.cancel(id)>
                    {text("Cancel")}
                </button>
            </div>
        </form>
    }
}
