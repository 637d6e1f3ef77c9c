//! The room for how the chat looks and what it says: a form beside the chat itself.

mod field;
mod hours;
mod preview;

use leptos::{ev::SubmitEvent, prelude::*};

use super::loaded::loaded_once;
use crate::{
    model::appearance::{FieldGroup, GROUPS, Typed},
    room::Room,
    rooms::appearance::Appearance,
    texts::text,
};

pub(super) fn appearance(room: Appearance) -> impl IntoView {
    view! {
        <main class="pc-room pc-room--wide">
            <h2 class="pc-room__title" tabindex="-1">
                {text("How your chat looks and what it says")}
            </h2>
            {loaded_once(
                room.saved,
                move || room.load(),
                move || {
                    view! {
                        <div class="pc-appearance">
                            {form(room)}
                            {preview::preview(room)}
                        </div>
                    }
                        .into_any()
                },
            )}
        </main>
    }
}

fn form(room: Appearance) -> impl IntoView {
    let may_change = room.inbox.may_change(Room::Appearance);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if may_change {
            room.save();
        }
    };
    let groups = GROUPS.iter().map(|it| group(room, it)).collect_view();
    view! {
        <form class="pc-form" on:submit=on_submit>
            <p class="pc-field__hint" hidden=may_change>
                {text("Your role lets you look at this, but not change it.")}
            </p>
            <fieldset class="pc-form__all" disabled=!may_change>
                {groups}
                {hours::hours(room)}
            </fieldset>
            {bar(room, may_change)}
        </form>
    }
}

fn group(room: Appearance, group: &'static FieldGroup) -> impl IntoView {
    let fields = group.fields.iter().map(|it| field::field(room, it));
    view! {
        <fieldset class="pc-card">
            <legend class="pc-card__title">{text(group.title)}</legend>
            {fields.collect_view()}
        </fieldset>
    }
}

/// The buttons of the form. They stay in sight however long it is.
fn bar(room: Appearance, may_change: bool) -> impl IntoView {
    let unchanged = move || room.typed.with(Typed::is_empty);
    // The error is also next to its field.
    let wrong = move || {
        room.wrong.get().map(|wrong| {
            let reload = wrong.field.is_empty().then(|| {
                view! {
                    <button class="pc-button" type="button" on:click=move |_| room.load()>
                        {text("Load again")}
                    </button>
                }
            });
            view! {
                <div class="pc-notice" role="alert">
                    <p>{wrong.message}</p>
                    {reload}
                </div>
            }
        })
    };
    view! {
        <div class="pc-bar">
            {wrong}
            <div class="pc-form__line">
                <button
                    class="pc-button pc-button--primary"
                    type="submit"
                    aria-disabled=move || (!may_change || unchanged() || room.acting.is_busy(())).to_string()
                >
                    {move || if room.acting.is_busy(()) { text("Saving…") } else { text("Save") }}
                </button>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || (unchanged() || room.acting.is_busy(())).to_string()
                    on:click=move |_| room.discard()
                >
                    {text("Discard")}
                </button>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || (!may_change || !unchanged() || room.acting.is_busy(())).to_string()
                    on:click=move |_| {
                        if may_change {
                            room.undo();
                        }
                    }
                >
                    {text("Undo the last change")}
                </button>
                <span role="status">{move || room.done.get()}</span>
            </div>
        </div>
    }
}
