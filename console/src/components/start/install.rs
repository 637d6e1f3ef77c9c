//! The step that puts the script tag on the website.

use leptos::prelude::*;

use super::{super::loaded::choices, refusal::refusal};
use crate::{
    focus,
    inbox::Inbox,
    model::start::Website,
    room::Room,
    rooms::start::Start,
    texts::{filled, text},
};

/// The tag for the website's platform, and where it goes.
pub(super) fn install(room: Start) -> impl IntoView {
    let websites = Website::ALL.map(|website| (website, website.name()));
    let tag = Memo::new(move |_| {
        let project = room.inbox.project().map(|project| project.slug);
        let website = room.website.get();
        website.tag(&Start::host(), &project.unwrap_or_default())
    });
    let copied = move || match room.copied.get() {
        None => "",
        Some(true) => text("Copied."),
        Some(false) => {
            text("Your browser does not allow it. Click the text and copy it with your keyboard.")
        }
    };
    view! {
        {choices(
            text("What your website is made with"),
            websites,
            move || room.website.get(),
            move |website| {
                room.copied.set(None);
                room.website.set(website);
            },
        )}
        <pre class="pc-tag" tabindex="0" aria-label=text("The tag") dir="ltr">
            {move || tag.get()}
        </pre>
        <div class="pc-form__line">
            <button class="pc-button pc-button--primary" type="button" on:click=move |_| room.copy(tag.get_untracked())>
                {text("Copy")}
            </button>
            <span role="status">{copied}</span>
        </div>
        <p>{move || room.website.get().place()}</p>
        {origins(room)}
    }
}

/// The websites that may show the chat.
fn origins(room: Start) -> impl IntoView {
    let refused = Memo::new(move |_| room.refused_origin());
    // The focused button disappears once the website is allowed.
    Effect::new(move |was: Option<bool>| {
        let now = refused.with(Option::is_some);
        if was == Some(true) && !now {
            focus::restore(vec![".pc-tag".to_owned()]);
        }
        now
    });
    view! {
        {move || {
            refused
                .get()
                .map(|origin| {
                    let said = filled("{website} may not show the chat yet.", &[("website", &origin)]);
                    let allowed = origin;
                    view! {
                        <div class="pc-decision">
                            <p dir="auto">{said}</p>
                            <div class="pc-form__line">
                                <button
                                    class="pc-button pc-button--primary"
                                    type="button"
                                    aria-disabled=move || room.appearance.acting.is_busy(()).to_string()
                                    on:click=move |_| room.allow(allowed.clone())
                                >
                                    {text("Let it show the chat")}
                                </button>
                            </div>
                        </div>
                    }
                })
        }}
        {refusal(room, "allowedOrigins")}
        <p class="pc-field__hint">
            {text("Only websites that you have named show the chat. The others are named under")} " "
            <a href=Room::Appearance.path() on:click=|event| Inbox::follow_link(&event, Room::Appearance)>
                {text("Appearance")}
            </a> "."
        </p>
    }
}
