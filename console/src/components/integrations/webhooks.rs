//! Webhooks of a format: the list, and the form for another.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{fields::fields, secret::secret, webhook::webhook};
use crate::{
    components::{
        loaded::{empty, loaded, problem},
        question::{QuestionText, question},
    },
    model::integrations::{WebhookFormat, Webhooks},
    rooms::integrations::{ActedOn, Integrations},
};

pub(super) fn webhooks(room: Integrations, format: WebhookFormat) -> impl IntoView {
    let title = match format {
        WebhookFormat::Signed => "Your webhooks",
        WebhookFormat::Slack => "Your Slack channels",
    };
    let removed = move || {
        room.removed.get().map(|webhook| QuestionText {
            title: format!("Remove {}?", webhook.called()),
            text: "Nothing is sent there any more, and its deliveries are gone, those that wait among them. To stop it for \
                   a while, pause it."
                .to_owned(),
            verb: "Remove",
            loses: true,
        })
    };
    let rotated = move || {
        room.rotated.get().map(|webhook| QuestionText {
            title: "Make a new secret?".to_owned(),
            text: format!(
                "What is sent to {} is signed with the new secret at once. For 24 hours the one that you have signs, too, \
                 so that nothing is lost while you change it.",
                webhook.called()
            ),
            verb: "Make a new secret",
            loses: false,
        })
    };
    view! {
        <section class="pc-card" aria-labelledby="webhooks">
            <h3 class="pc-card__title pc-webhooks__title" id="webhooks" tabindex="-1">
                {title}
            </h3>
            {loaded(room.webhooks, move || room.load(), move |all| list(room, format, &all))}
        </section>
        {adding(room, format)}
        {question("removal", removed, move || room.remove(), move || room.removed.set(None))}
        {question("rotation", rotated, move || room.rotate(), move || room.rotated.set(None))}
    }
}

fn list(room: Integrations, format: WebhookFormat, all: &Webhooks) -> AnyView {
    let webhooks = all.of(format);
    if webhooks.is_empty() {
        return match format {
            WebhookFormat::Signed => empty(
                "No webhooks yet",
                "A webhook sends an event to your server as it happens. Add its address below.",
            ),
            WebhookFormat::Slack => empty(
                "No channel yet",
                "Make an incoming webhook in Slack, or in a tool that takes the same, and add its address below.",
            ),
        };
    }
    let rows = webhooks.into_iter().map(|it| webhook(room, it));
    view! { <ul class="pc-people">{rows.collect_view()}</ul> }.into_any()
}

fn adding(room: Integrations, format: WebhookFormat) -> impl IntoView {
    let draft = room.new_draft(format);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.make(format);
    };
    let title = match format {
        WebhookFormat::Signed => "Add a webhook",
        WebhookFormat::Slack => "Add a channel",
    };
    view! {
        <section class="pc-card" aria-labelledby="add-webhook">
            <h3 class="pc-card__title" id="add-webhook">
                {title}
            </h3>
            <form class="pc-form" novalidate on:submit=on_submit>
                {fields("new-webhook", draft, format, true)}
                {problem(move || room.problem_of(ActedOn::NewWebhook))}
                <div>
                    <button
                        class="pc-button pc-button--primary"
                        type="submit"
                        aria-disabled=move || room.busy.get().to_string()
                    >
                        {move || if room.busy.get() { "One moment…" } else { "Add" }}
                    </button>
                </div>
            </form>
            {secret(room, ActedOn::NewWebhook)}
        </section>
    }
}
