//! The fields of a webhook, for a new or an existing one.

use leptos::prelude::*;
use porchlight_shared::limits::WEBHOOK_DESCRIPTION_CHARS;

use crate::{
    model::integrations::{EVENTS, WebhookDraft, WebhookFormat},
    texts::text,
};

/// The fields of a webhook's draft. Their ids begin with `prefix`.
pub(super) fn fields(
    prefix: &'static str,
    draft: Signal<WebhookDraft>,
    edit: impl Fn(&dyn Fn(&mut WebhookDraft)) + Clone + 'static,
    format: WebhookFormat,
    is_new: bool,
) -> impl IntoView {
    let (edit_url, edit_description) = (edit.clone(), edit.clone());
    let hint = match (format, is_new) {
        (WebhookFormat::Signed, _) => text("Begins with https:// and can be reached from outside."),
        (WebhookFormat::Slack, true) => text(
            "https://hooks.slack.com/services/… It is secret: anyone who has it can write there.",
        ),
        (WebhookFormat::Slack, false) => {
            text("Only to change it: the saved address is secret and not shown.")
        }
    };
    let events = EVENTS.map(|(name, meaning)| {
        let edit = edit.clone();
        view! {
            <label class="pc-check pc-webhooks__event">
                <input
                    type="checkbox"
                    value=name
                    prop:checked=move || draft.with(|draft| draft.events.iter().any(|it| it == name))
                    on:change=move |_| edit(&|draft| draft.toggle(name))
                />
                <span>
                    {text(meaning)} " "
                    <code>{name}</code>
                </span>
            </label>
        }
    });
    let (url, hint_id, description) = (
        format!("{prefix}-url"),
        format!("{prefix}-hint"),
        format!("{prefix}-description"),
    );
    view! {
        <div class="pc-field">
            <label for=url.clone()>{text("Address")}</label>
            <input
                id=url
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=hint_id.clone()
                prop:value=move || draft.with(|draft| draft.url.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    edit_url(&|draft| draft.url.clone_from(&text));
                }
            />
            <p class="pc-field__hint" id=hint_id>
                {hint}
            </p>
        </div>
        <div class="pc-field">
            <label for=description.clone()>{text("What it is for")}</label>
            <input
                id=description
                type="text"
                autocomplete="off"
                maxlength=WEBHOOK_DESCRIPTION_CHARS.to_string()
                prop:value=move || draft.with(|draft| draft.description.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    edit_description(&|draft| draft.description.clone_from(&text));
                }
            />
        </div>
        <fieldset class="pc-field pc-field--group">
            <legend>{text("Send when")}</legend>
            {events.collect_view()}
        </fieldset>
    }
}
