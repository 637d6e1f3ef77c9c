//! The webhooks of a format: the list, and the form for a new one.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{fields::fields, secret::secret, webhook::webhook};
use crate::{
    components::{
        loaded::{empty, loaded_once, problem},
        question::{QuestionText, question},
    },
    model::integrations::{Webhook, WebhookDraft, WebhookFormat},
    rooms::integrations::{ActedOn, Integrations},
    texts::{filled, text},
};

pub(super) fn webhooks(room: Integrations, format: WebhookFormat) -> impl IntoView {
    let title = match format {
        WebhookFormat::Signed => text("Your webhooks"),
        WebhookFormat::Slack => text("Your Slack channels"),
    };
    let removed = move || {
        room.removed.get().map(|webhook| QuestionText {
            title: filled("Remove {name}?", &[("name", webhook.called())]),
            text: text(
                "Nothing is sent there any more, and its deliveries are deleted, including those that wait. To stop \
                 it for a while, pause it.",
            )
            .to_owned(),
            verb: text("Remove"),
            loses: true,
        })
    };
    let rotated = move || {
        room.rotated.get().map(|webhook| QuestionText {
            title: text("Create a new secret?").to_owned(),
            text: filled(
                "Deliveries to {name} are signed with the new secret at once. The old one also signs for 24 hours, \
                 so that nothing is lost while you change it.",
                &[("name", webhook.called())],
            ),
            verb: text("Create a new secret"),
            loses: false,
        })
    };
    view! {
        <section class="pc-card" aria-labelledby="webhooks">
            <h3 class="pc-card__title pc-webhooks__title" id="webhooks" tabindex="-1">
                {title}
            </h3>
            {loaded_once(room.webhooks, move || room.load(), move || list(room, format))}
        </section>
        {adding(room, format)}
        {question(
            "removal",
            removed,
            move || is_busy(room, room.removed),
            move || room.remove(),
            move || room.removed.set(None),
        )}
        {question(
            "rotation",
            rotated,
            move || is_busy(room, room.rotated),
            move || room.rotate(),
            move || room.rotated.set(None),
        )}
    }
}

/// Whether an action is running on the webhook that the dialog asks about.
fn is_busy(room: Integrations, asked: RwSignal<Option<Webhook>>) -> bool {
    let asked = asked.with(|asked| Some(asked.as_ref()?.id));
    asked.is_some_and(|id| room.acting.is_busy(ActedOn::Webhook(id)))
}

/// The webhooks. Those that have not changed are not rendered again, because somebody may be typing in them.
fn list(room: Integrations, format: WebhookFormat) -> AnyView {
    let all = Memo::new(move |_| {
        room.webhooks.with(|webhooks| {
            let of_format = webhooks.here().map(|webhooks| webhooks.of(format));
            of_format.unwrap_or_default()
        })
    });
    let none = move || {
        all.with(Vec::is_empty).then(|| match format {
            WebhookFormat::Signed => empty(
                text("No webhooks yet"),
                text("A webhook sends an event to your server as it happens. Add its address below."),
            ),
            WebhookFormat::Slack => empty(
                text("No channel yet"),
                text(
                    "Create an incoming webhook in Slack, or in a compatible tool, and add its address below.",
                ),
            ),
        })
    };
    view! {
        {none}
        <ul class="pc-people">
            <For each=move || all.get() key=Clone::clone children=move |it| webhook(room, it) />
        </ul>
    }
    .into_any()
}

fn adding(room: Integrations, format: WebhookFormat) -> impl IntoView {
    let draft = room.new_draft(format);
    let edit = move |change: &dyn Fn(&mut WebhookDraft)| draft.update(|draft| change(draft));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.make(format);
    };
    let title = match format {
        WebhookFormat::Signed => text("Add a webhook"),
        WebhookFormat::Slack => text("Add a channel"),
    };
    view! {
        <section class="pc-card" aria-labelledby="add-webhook">
            <h3 class="pc-card__title" id="add-webhook">
                {title}
            </h3>
            <form class="pc-form" novalidate on:submit=on_submit>
                {fields("new-webhook", draft.into(), edit, format, true)}
                {problem(move || room.acting.problem(ActedOn::NewWebhook))}
                <div>
                    <button
                        class="pc-button pc-button--primary"
                        type="submit"
                        aria-disabled=move || room.acting.is_busy(ActedOn::NewWebhook).to_string()
                    >
                        {move || if room.acting.is_busy(ActedOn::NewWebhook) { text("One moment…") } else { text("Add") }}
                    </button>
                </div>
            </form>
            {secret(room, ActedOn::NewWebhook)}
        </section>
    }
}
