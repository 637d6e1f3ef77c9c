//! A person in the list, and the form to change or remove them.

use leptos::{ev::SubmitEvent, prelude::*};

use porchlight_shared::limits::NAME_CHARS;

use super::{action::problem_of, invitation::roles};
use crate::{
    components::sentence::about,
    inbox::time,
    model::people::{LastSeen, ListedPerson},
    rooms::people::{About, People, button_id},
    texts::{filled, text},
};

pub(super) fn person(room: People, person: ListedPerson) -> impl IntoView {
    let id = person.id;
    let is_open = Memo::new(move |_| room.opened.get() == Some(id));
    let seen = match person.last_seen() {
        LastSeen::Invited(at) => filled(
            "Invited {time}, has not joined yet",
            &[("time", &time::moment(at))],
        ),
        LastSeen::At(at) => filled("Last seen {time}", &[("time", &time::moment(at))]),
    };
    let email = (!person.name.is_empty()).then(|| format!("{} · ", person.email));
    let me = room.is_me(id).then(|| {
        view! {
            " "
            <span class="pc-badge pc-badge--mine">{text("You")}</span>
        }
    });
    let buttons = room
        .gives()
        .contains(&person.role)
        .then(|| buttons(room, &person, is_open));
    let (name, role, for_form) = (
        person.called().to_owned(),
        person.role.label(),
        person.clone(),
    );
    view! {
        <li class="pc-people__one">
            <div class="pc-people__line">
                <p>
                    <strong dir="auto">{name}</strong>
                    {me}
                </p>
                <span class="pc-badge">{role}</span>
            </div>
            <p class="pc-known__what">{email} {seen}</p>
            {buttons}
            {move || is_open.get().then(|| form(room, for_form.clone()))}
            {problem_of(room, About::Person(id))}
        </li>
    }
}

fn buttons(room: People, person: &ListedPerson, is_open: Memo<bool>) -> impl IntoView + use<> {
    let id = person.id;
    let (for_toggle, for_link, for_removal) = (person.clone(), person.clone(), person.clone());
    let again = person.is_invited().then(|| {
        let whom = filled("for {name}", &[("name", person.called())]);
        view! {
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.acting.is_busy(About::Person(id)).to_string()
                on:click=move |_| room.invite_again(for_link.clone())
            >
                {text("New link")} <span class="pc-unseen">" " {whom}</span>
            </button>
        }
    });
    view! {
        <div class="pc-form__line">
            <button
                class="pc-button"
                id=button_id(person.id)
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| room.toggle(&for_toggle)
            >
                {text("Change")} {about(person.called())}
            </button>
            {again}
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.acting.is_busy(About::Person(id)).to_string()
                on:click=move |_| room.asked.set(Some(for_removal.clone()))
            >
                {text("Remove…")} {about(person.called())}
            </button>
        </div>
    }
}

fn form(room: People, person: ListedPerson) -> impl IntoView {
    let id = person.id;
    let role = move || room.draft.with(|draft| draft.role);
    let warning = room.is_me(person.id).then(|| {
        view! {
            <p class="pc-field__warning">
                {text("This is you. With another role you may lose this room, and only somebody else can give it back.")}
            </p>
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.save(person.clone());
    };
    view! {
        <form class="pc-form pc-people__form" on:submit=on_submit>
            <div class="pc-field">
                <label for="person-name">{text("Name")}</label>
                <input
                    id="person-name"
                    type="text"
                    autocomplete="off"
                    maxlength=NAME_CHARS.to_string()
                    prop:value=move || room.draft.with(|draft| draft.name.clone())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        room.draft.update(|draft| draft.name = text);
                    }
                />
            </div>
            {roles(room, "person-role", role, move |role| room.draft.update(|draft| draft.role = role))}
            {warning}
            <div class="pc-form__line">
                <button class="pc-button pc-button--primary" type="submit" aria-disabled=move || room.acting.is_busy(About::Person(id)).to_string()>
                    {move || if room.acting.is_busy(About::Person(id)) { text("Saving…") } else { text("Save") }}
                </button>
                <button class="pc-button" type="button" on:click=move |_| room.close(id)>
                    {text("Cancel")}
                </button>
            </div>
        </form>
    }
}
