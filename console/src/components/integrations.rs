//! The room for integrations: webhooks, notifications by e-mail, and API keys.

mod email;
mod fields;
mod keys;
mod log;
mod secret;
mod webhook;
mod webhooks;

use leptos::prelude::*;

use self::{email::email, keys::keys, webhooks::webhooks};
use super::loaded::choices;
use crate::{
    model::integrations::{Part, WebhookFormat},
    rooms::integrations::Integrations,
    texts::text,
};

pub(super) fn integrations(room: Integrations) -> impl IntoView {
    let parts = Part::ALL.map(|part| (part, part.label()));
    view! {
        <main class="pc-room">
            <div class="pc-card__line">
                <h2 class="pc-room__title" tabindex="-1">
                    {text("Integrations")}
                </h2>
                <a href="/docs/api" target="_blank" rel="noopener">
                    {text("The API’s documents")}
                </a>
            </div>
            {choices(text("Integrations"), parts, move || room.part.get(), move |part| room.show(part))}
            {move || match room.part.get() {
                Part::Webhooks => webhooks(room, WebhookFormat::Signed).into_any(),
                Part::Slack => webhooks(room, WebhookFormat::Slack).into_any(),
                Part::Email => email(room).into_any(),
                Part::Keys => keys(room).into_any(),
            }}
        </main>
    }
}
