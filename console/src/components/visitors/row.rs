//! A visitor in a list.

use leptos::prelude::*;

use crate::{
    inbox::{Inbox, time},
    model::visitors::ListedVisitor,
    room::Room,
    rooms::visitors::Visitors,
};

/// A visitor in a list, with a link to their data.
pub(super) fn row(visitor: &ListedVisitor) -> impl IntoView + use<> {
    let fragment = Visitors::fragment(&visitor.session_id);
    let address = format!("{}#{fragment}", Room::Visitors.path());
    view! {
        <li class="pc-people__one">
            <div class="pc-history__line">
                <a
                    class="pc-visitors__one"
                    dir="auto"
                    href=address
                    on:click=move |event| Inbox::follow_link_to(&event, Room::Visitors, &fragment)
                >
                    {visitor.called().to_owned()}
                </a>
                <time class="pc-known__what" datetime=visitor.last().to_owned()>
                    {time::moment(visitor.last())}
                </time>
            </div>
            <p class="pc-known__what" dir="auto">
                {visitor.more()}
            </p>
        </li>
    }
}
