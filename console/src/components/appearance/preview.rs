//! The chat beside the form: a drawing in the colours and words that are typed, and the real one as it is saved.

use leptos::prelude::*;

use crate::{model::lines, rooms::appearance::Appearance};

/// The column beside the form.
pub(super) fn preview(room: Appearance) -> impl IntoView {
    view! {
        <aside class="pc-preview" aria-label="Preview">
            {drawing(room)}
            {real(room)}
        </aside>
    }
}

/// A drawing of what is not saved yet.
fn drawing(room: Appearance) -> impl IntoView {
    let colour = move |name: &'static str| move || room.text(name);
    let questions = move || {
        let questions = lines(&room.text("quickReplies")).into_iter();
        let questions = questions.map(|question| view! { <li>{question}</li> });
        questions.collect_view()
    };
    view! {
        <h3 class="pc-card__title">"As typed"</h3>
        <div
            class="pc-drawing"
            role="img"
            aria-label="A drawing of the chat in these colours"
            style:--pv-main=colour("primaryColor")
            style:--pv-on-main=colour("primaryForeground")
            style:--pv-ground=colour("backgroundColor")
            style:--pv-text=colour("foregroundColor")
            style:--pv-answer=colour("secondaryColor")
            style:--pv-on-answer=colour("secondaryForeground")
        >
            <p class="pc-drawing__head">
                <b>{move || room.text("botName")}</b>
                <span>{move || room.text("onlineText")}</span>
            </p>
            <p class="pc-drawing__said">{move || room.text("greeting")}</p>
            <p class="pc-drawing__asked">"Do you ship to Norway?"</p>
            <ul class="pc-drawing__questions">{questions}</ul>
            <p class="pc-drawing__field">{move || room.text("inputPlaceholder")}</p>
        </div>
    }
}

/// The real chat, as it is saved. Another address loads it anew.
fn real(room: Appearance) -> impl IntoView {
    let shown = RwSignal::new(false);
    let address = move || {
        let project = room.inbox.project().map(|project| project.slug);
        let changed = room.changed.get();
        format!(
            "/preview?project={}&change={changed}",
            project.unwrap_or_default()
        )
    };
    view! {
        <h3 class="pc-card__title">"As saved"</h3>
        <div class="pc-form__line">
            <button
                class="pc-button"
                type="button"
                aria-expanded=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { "Hide the real chat" } else { "Show the real chat" }}
            </button>
            <a href=address target="_blank" rel="noreferrer">
                "Open in a tab"
            </a>
        </div>
        <p class="pc-field__hint">"What you ask there counts as a question of a visitor."</p>
        {move || {
            shown
                .get()
                .then(|| {
                    view! { <iframe class="pc-preview__frame" title="The chat as it is saved" src=address></iframe> }
                })
        }}
    }
}
