//! A secret, shown once.

use leptos::{ev::FocusEvent, prelude::*};
use web_sys::HtmlInputElement;

use crate::{
    inbox::time,
    rooms::integrations::{ActedOn, Integrations},
    texts::{filled, text},
};

/// The new secret of `of`, if there is one.
pub(super) fn secret(room: Integrations, of: ActedOn) -> impl IntoView {
    move || {
        let told = room
            .told
            .with(|told| told.iter().find(|told| told.of == of).cloned())?;
        let for_copy = told.secret.clone();
        let before = told.previous_until.map(|until| {
            filled(
                "The old secret also signs until {time}: put the new one on your server by then.",
                &[("time", &time::moment(&until))],
            )
        });
        Some(view! {
            <div class="pc-people__link pc-secret">
                <p id="secret">
                    {text("Copy it now. It is shown only once.")} " "
                    {before}
                </p>
                <div class="pc-form__line">
                    <input
                        class="pc-people__address pc-secret__text"
                        type="text"
                        readonly
                        aria-labelledby="secret"
                        value=told.secret
                        on:focus=select
                    />
                    <button class="pc-button" type="button" on:click=move |_| room.copy_secret(for_copy.clone())>
                        {text("Copy")}
                    </button>
                    <button class="pc-button" type="button" on:click=move |_| room.forget_secret(of)>
                        {text("Done")}
                    </button>
                </div>
            </div>
        })
    }
}

/// Selects the whole text of a field.
fn select(event: FocusEvent) {
    let field: HtmlInputElement = event_target(&event);
    field.select();
}
