//! The form for an invitation, and the link that it creates.

use leptos::{
    ev::{FocusEvent, SubmitEvent},
    prelude::*,
};
use porchlight_shared::limits::{EMAIL_CHARS, NAME_CHARS};
use web_sys::HtmlInputElement;

use super::action::problem_of;
use crate::{
    model::people::Invited,
    room::Role,
    rooms::people::{About, People},
    texts::text,
};

pub(super) fn invitation(room: People) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.invite();
    };
    let role = move || room.invitation.with(|typed| typed.role);
    view! {
        <section class="pc-card" aria-labelledby="invite">
            <h3 class="pc-card__title" id="invite">
                {text("Invite somebody")}
            </h3>
            <form class="pc-form" on:submit=on_submit>
                <div class="pc-field">
                    <label for="invite-email">{text("E-mail address")}</label>
                    <input
                        id="invite-email"
                        type="email"
                        autocomplete="off"
                        required
                        maxlength=EMAIL_CHARS.to_string()
                        prop:value=move || room.invitation.with(|typed| typed.email.clone())
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            room.invitation.update(|typed| typed.email = text);
                        }
                    />
                </div>
                <div class="pc-field">
                    <label for="invite-name">{text("Name, if you know it")}</label>
                    <input
                        id="invite-name"
                        type="text"
                        autocomplete="off"
                        maxlength=NAME_CHARS.to_string()
                        prop:value=move || room.invitation.with(|typed| typed.name.clone())
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            room.invitation.update(|typed| typed.name = text);
                        }
                    />
                </div>
                {roles(room, "invite-role", role, move |role| room.invitation.update(|typed| typed.role = role))}
                {problem_of(room, About::Invitation)}
                <div>
                    <button class="pc-button pc-button--primary" type="submit" aria-disabled=move || room.acting.is_busy(About::Invitation).to_string()>
                        {move || if room.acting.is_busy(About::Invitation) { text("One moment…") } else { text("Invite") }}
                    </button>
                </div>
            </form>
            {move || room.invited.get().map(|invited| link(room, &invited))}
        </section>
    }
}

/// The link of an invitation, ready to copy.
fn link(room: People, invited: &Invited) -> impl IntoView + use<> {
    let sentence = invited.sentence();
    let link = invited.invitation_url.clone().unwrap_or_default();
    view! {
        <div class="pc-people__link">
            <p id="invite-link">{sentence}</p>
            <div class="pc-form__line">
                <input
                    class="pc-people__address"
                    type="text"
                    readonly
                    aria-labelledby="invite-link"
                    value=link
                    on:focus=select
                />
                <button class="pc-button" type="button" on:click=move |_| room.copy_link()>
                    {text("Copy the link")}
                </button>
            </div>
            <p class="pc-field__hint">
                {text("It works once, within 7 days, for anyone who has it. It is shown only now: if you lose it, \
                    create a new one.")}
            </p>
        </div>
    }
}

/// Selects the whole text of a field.
fn select(event: FocusEvent) {
    let field: HtmlInputElement = event_target(&event);
    field.select();
}

/// The roles that the signed-in person may assign, with their meaning.
pub(super) fn roles(
    room: People,
    name: &'static str,
    chosen: impl Fn() -> Role + Copy + Send + Sync + 'static,
    choose: impl Fn(Role) + Copy + 'static,
) -> impl IntoView {
    let choices = room.gives().iter().map(|role| {
        let role = *role;
        view! {
            <label class="pc-check">
                <input
                    type="radio"
                    name=name
                    value=role.name()
                    prop:checked=move || chosen() == role
                    on:change=move |_| choose(role)
                />
                <span>
                    <strong>{role.label()}</strong>
                    " "
                    <span class="pc-known__what">{role.meaning()}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="pc-field pc-field--group">
            <legend>{text("Role")}</legend>
            {choices.collect_view()}
        </fieldset>
    }
}
