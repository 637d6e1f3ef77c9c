//! The offer of a person, and the form after it.

use porchlight_shared::message::Verdict;

use super::{
    icon::{self, icon},
    lead_form::lead_form,
};
use crate::{
    chat::{Author, Chat, TurnState},
    i18n::Key,
    state::{FormState, Widget},
    view::{View, view},
};

const OFFER: u32 = 0;
const FORM: u32 = 1;

/// Appends the offer to `list`. It is shown after an answer that failed, found nothing or was rated unhelpful, and when
/// the server asks for it.
pub(crate) fn with_handoff_offer(list: View, widget: Widget) -> View {
    let which = move || {
        if widget.form.get() != FormState::Hidden {
            return Some(FORM);
        }
        (widget.offers_person() && widget.chat.with(calls_for_person)).then_some(OFFER)
    };
    list.keyed_child(which, move |case| {
        if case == FORM {
            return lead_form(widget);
        }
        let ask = view("button", "pl-handoff__ask")
            .attr("type", "button")
            .child(icon(icon::PERSON))
            .child(view("span", "").dyn_text(widget.text_signal(Key::TalkToPerson)))
            .on_click(move || widget.offer_person());
        view("div", "pl-handoff").child(ask)
    })
}

fn calls_for_person(chat: &Chat) -> bool {
    let failed = matches!(chat.turn, TurnState::Failed(_)) && chat.conversation.is_some();
    let poor = chat.entries.last().is_some_and(|last| {
        last.author == Author::Assistant
            && !last.open
            && (last.unanswered || last.verdict == Some(Verdict::Unhelpful))
    });
    failed || poor || chat.person_offered
}
