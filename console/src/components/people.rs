//! The room for people: the list, and the signed-in person's passkeys and sessions.

mod action;
mod invitation;
mod passkeys;
mod person;
mod removal;
mod sessions;

use leptos::prelude::*;

use self::{
    action::problem_of, invitation::invitation, passkeys::passkeys, person::person,
    removal::removal, sessions::sessions,
};
use super::loaded::{loaded, more};
use crate::{
    model::people::{ListedPerson, PeopleList},
    room::Room,
    rooms::people::{About, People},
    texts::text,
};

/// The room. People without the right to change anything see only where they are signed in.
pub(super) fn people(room: People) -> impl IntoView {
    move || {
        let changes = room.inbox.may_change(Room::People);
        view! {
            <main class="pc-room">
                <h2 class="pc-room__title" tabindex="-1">
                    {if changes { text("People") } else { text("Your sign-ins") }}
                </h2>
                {changes.then(|| everybody(room))}
                {passkeys(room)}
                {sessions(room)}
            </main>
        }
    }
}

fn everybody(room: People) -> impl IntoView {
    view! {
        {invitation(room)}
        <section class="pc-card" aria-labelledby="people">
            <h3 class="pc-card__title pc-people__title" id="people" tabindex="-1">
                {text("Who works here")}
            </h3>
            {loaded(room.people, move || room.load_people(), move |people| list(room, people))}
            {problem_of(room, About::People)}
        </section>
        {removal(room)}
    }
}

fn list(room: People, list: PeopleList) -> AnyView {
    if list.people.is_empty() {
        // Someone with only the root secret or a key can get here before the first person.
        return view! { <p class="pc-known__what">{text("Nobody yet. Invite somebody above.")}</p> }
            .into_any();
    }
    let rows = list
        .people
        .into_iter()
        .map(|it: ListedPerson| person(room, it));
    view! {
        <ul class="pc-people">{rows.collect_view()}</ul>
        {list
            .next_cursor
            .is_some()
            .then(|| more(text("Show more people"), move || room.acting.is_busy(About::People), move || room.more_people()))}
    }
    .into_any()
}
