//! The offer of a person, and the form that asks for one.

use leptos::{ev::SubmitEvent, html, prelude::*};
use porchlight_shared::{limits::EMAIL_CHARS, message::Verdict};

use super::{
    erased::{click, follow, handle, part, say},
    icon::{self, Icon},
};
use crate::{
    chat::{Author, Turn},
    context::{Handoff, use_widget},
    i18n::Key,
};

/// Offered when an answer failed, was none, or was voted down; always in the menu.
#[component]
pub fn HandoffOffer() -> impl IntoView {
    let widget = use_widget();
    let offered = Memo::new(move |_| {
        widget.offers_person()
            && widget.chat.with(|chat| {
                let failed = matches!(chat.turn, Turn::Failed(_)) && chat.conversation.is_some();
                let poor = chat.entries.last().is_some_and(|last| {
                    last.author == Author::Assistant
                        && !last.open
                        && (last.unanswered || last.verdict == Some(Verdict::Unhelpful))
                });
                failed || poor
            })
    });
    let form = Memo::new(move |_| widget.handoff.get() != Handoff::Hidden);
    part(move || {
        if form.get() {
            return Some(view! { <HandoffForm /> }.into_any());
        }
        offered.get().then(|| {
            view! {
                <div class="pl-handoff">
                    <button class="pl-handoff__ask" type="button" on:click=click(move || widget.offer_person())>
                        <Icon path=icon::PERSON />
                        {say(widget, Key::TalkToPerson)}
                    </button>
                </div>
            }
            .into_any()
        })
    })
}

#[component]
fn HandoffForm() -> impl IntoView {
    let widget = use_widget();
    let field = NodeRef::<html::Input>::new();
    let sending = Signal::derive(move || widget.handoff.get() == Handoff::Sending);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else {
            return;
        };
        let email = field.value().trim().to_owned();
        if email.is_empty() || !field.check_validity() {
            widget.handoff.set(Handoff::InvalidEmail);
        } else {
            widget.hand_off(Some(email));
        }
    };
    let problem = move || match widget.handoff.get() {
        Handoff::InvalidEmail => Some(Key::EmailInvalid),
        Handoff::Failed => Some(Key::HandoffFailed),
        _ => None,
    };
    view! {
        <form class="pl-handoff pl-handoff--form" novalidate on:submit=handle(submit)>
            <p class="pl-handoff__title">{say(widget, Key::HandoffOffer)}</p>
            <p class="pl-handoff__hint" id="pl-handoff-hint">{say(widget, Key::HandoffHint)}</p>
            <input
                class="pl-handoff__email"
                type="email"
                autocomplete="email"
                maxlength=EMAIL_CHARS.to_string()
                placeholder=say(widget, Key::EmailPlaceholder)
                aria-label=say(widget, Key::EmailPlaceholder)
                aria-describedby="pl-handoff-hint"
                aria-invalid=follow(move || (widget.handoff.get() == Handoff::InvalidEmail).to_string())
                node_ref=field
            />
            <p class="pl-handoff__problem" role="alert">{follow(move || problem().map(|key| widget.text(key)).unwrap_or_default())}</p>
            <div class="pl-handoff__actions">
                <button class="pl-action pl-action--accent" type="submit" disabled=sending>
                    {say(widget, Key::EmailSend)}
                </button>
                <button class="pl-action" type="button" disabled=sending on:click=click(move || widget.hand_off(None))>
                    {say(widget, Key::EmailSkip)}
                </button>
            </div>
        </form>
    }
}
