//! The fields of a webhook, new or there.

use leptos::prelude::*;

use crate::model::integrations::{EVENTS, WebhookDraft, WebhookFormat};

/// The most characters of a description: the server's limit.
const DESCRIPTION_CHARS: usize = 200;

/// What is typed of a webhook. The ids of the fields begin with `prefix`.
pub(super) fn fields(
    prefix: &'static str,
    draft: RwSignal<WebhookDraft>,
    format: WebhookFormat,
    is_new: bool,
) -> impl IntoView {
    let hint = match (format, is_new) {
        (WebhookFormat::Signed, _) => "Begins with https:// and can be reached from outside.",
        (WebhookFormat::Slack, true) => {
            "https://hooks.slack.com/services/… It is secret: who has it can write there."
        }
        (WebhookFormat::Slack, false) => {
            "Only to change it: the address that is saved is secret and not shown."
        }
    };
    let events = EVENTS.map(|(name, meaning)| {
        view! {
            <label class="pc-check pc-webhooks__event">
                <input
                    type="checkbox"
                    value=name
                    prop:checked=move || draft.with(|draft| draft.events.iter().any(|it| it == name))
                    on:change=move |_| draft.update(|draft| draft.toggle(name))
                />
                <span>
                    {meaning} " "
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
            <label for=url.clone()>"Address"</label>
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
                    draft.update(|draft| draft.url = text);
                }
            />
            <p class="pc-field__hint" id=hint_id>
                {hint}
            </p>
        </div>
        <div class="pc-field">
            <label for=description.clone()>"What it is for"</label>
            <input
                id=description
                type="text"
                autocomplete="off"
                maxlength=DESCRIPTION_CHARS.to_string()
                prop:value=move || draft.with(|draft| draft.description.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    draft.update(|draft| draft.description = text);
                }
            />
        </div>
        <fieldset class="pc-field pc-field--group">
            <legend>"Send when"</legend>
            {events.collect_view()}
        </fieldset>
    }
}
