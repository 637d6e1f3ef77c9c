//! The offer of a person, and the place of the form.

use porchlight_shared::message::Verdict;

use super::{
    contact_form::contact_form,
    icon::{self, icon},
};
use crate::{
    chat::{Author, Chat, Turn},
    context::{Handoff, Widget},
    i18n::Key,
    view::{View, view},
};

const OFFER: u32 = 0;
const FORM: u32 = 1;

/// At the end of `list`: offered when an answer failed, was none, or was voted down; always in the menu.
pub fn with_handoff_offer(list: View, widget: Widget) -> View {
    let which = move || {
        if widget.handoff.get() != Handoff::Hidden {
            return Some(FORM);
        }
        (widget.offers_person() && widget.chat.with(calls_for_person)).then_some(OFFER)
    };
    list.case(which, move |case| {
        if case == FORM {
            return contact_form(widget);
        }
        let ask = view("button", "pl-handoff__ask")
            .attr("type", "button")
            .child(icon(icon::PERSON))
            .child(view("span", "").says(widget.says(Key::TalkToPerson)))
            .on_click(move || widget.offer_person());
        view("div", "pl-handoff").child(ask)
    })
}

fn calls_for_person(chat: &Chat) -> bool {
    let failed = matches!(chat.turn, Turn::Failed(_)) && chat.conversation.is_some();
    let poor = chat.entries.last().is_some_and(|last| {
        last.author == Author::Assistant
            && !last.open
            && (last.unanswered || last.verdict == Some(Verdict::Unhelpful))
    });
    failed || poor || chat.person_offered
}
