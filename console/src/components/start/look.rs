//! The offer to use the website's own colours and logo.

use leptos::prelude::*;

use super::super::loaded::{failed, waiting};
use crate::{
    loaded::Loaded,
    model::start::{SiteColours, SiteLook},
    rooms::start::Start,
    texts::{filled, text},
};

/// The button that reads them, and the result.
pub(super) fn look(room: Start) -> impl IntoView {
    let has_site = Memo::new(move |_| room.site_address().is_some());
    let is_asked = Memo::new(move |_| room.look.with(Option::is_some));
    let ask = move || {
        (has_site.get() && !is_asked.get()).then(|| {
            view! {
                <div>
                    <button class="pc-button" type="button" on:click=move |_| room.look_at_site()>
                        {text("Use your website’s colours…")}
                    </button>
                </div>
            }
        })
    };
    view! {
        {ask}
        <div aria-live="polite">
            {move || match room.look.get() {
                None => ().into_any(),
                Some(Loaded::Waiting) => waiting().into_any(),
                Some(Loaded::Failed(problem)) => {
                    failed(&problem, move || room.look_at_site()).into_any()
                }
                Some(Loaded::Here(look)) => found(room, look),
            }}
        </div>
        <p role="status">{move || is_asked.get().then(|| room.appearance.done.get())}</p>
    }
}

fn found(room: Start, look: SiteLook) -> AnyView {
    if let Some(failure) = look.failure {
        return view! { <p class="pc-problem">{failure.sentence()}</p> }.into_any();
    }
    if look.colours.is_none() && look.logo_url.is_none() {
        return view! {
            <p>
                {text(
                    "Your website names no colour that can be seen on the chat, and no logo. Choose them yourself.",
                )}
            </p>
        }
        .into_any();
    }
    view! {
        <ul class="pc-list">
            {look.colours.map(|of_site| colours(room, of_site))} {look.logo_url.map(|address| logo(room, address))}
        </ul>
    }
    .into_any()
}

fn colours(room: Start, colours: SiteColours) -> impl IntoView {
    let said = filled(
        "{colour}, with text in {text}",
        &[
            ("colour", &colours.primary_color),
            ("text", &colours.primary_foreground),
        ],
    );
    let colour = colours.primary_color.clone();
    view! {
        <li class="pc-form__line">
            <input class="pc-colour" type="color" disabled aria-hidden="true" prop:value=colour />
            <span>{said}</span>
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.appearance.acting.is_busy(()).to_string()
                on:click=move |_| room.use_colours(&colours)
            >
                {text("Use these colours")}
            </button>
        </li>
    }
}

fn logo(room: Start, address: String) -> impl IntoView {
    let (href, shown) = (address.clone(), address.clone());
    view! {
        <li class="pc-form__line">
            <a href=href target="_blank" rel="noopener noreferrer" dir="ltr">
                {shown}
            </a>
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.appearance.acting.is_busy(()).to_string()
                on:click=move |_| room.use_logo(&address)
            >
                {text("Use this logo")}
            </button>
        </li>
    }
}
