//! Under a finished answer: copy it, judge it.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::{ids::MessageId, message::Verdict};

use super::{
    erased::{click, follow, part, say},
    icon::{self, Icon},
};
use crate::{browser, context::use_widget, i18n::Key, markdown};

/// How long a tick stands in the place of the copy icon, in milliseconds.
const COPIED: i32 = 1_600;

/// The buttons of one answer.
#[component]
pub fn Feedback(
    /// Its name in the view.
    key: u32,
    /// Its name on the server.
    id: MessageId,
) -> impl IntoView {
    let widget = use_widget();
    let verdict = Memo::new(move |_| {
        widget
            .chat
            .with(|chat| chat.entry(key).and_then(|entry| entry.verdict))
    });
    let thumb = move |own: Verdict, label: Key, path: &'static str| {
        view! {
            <button
                class="pl-button pl-button--small"
                type="button"
                aria-label=say(widget, label)
                title=say(widget, label)
                aria-pressed=follow(move || (verdict.get() == Some(own)).to_string())
                on:click=click(move || widget.judge(id, own))
            >
                <Icon path />
            </button>
        }
    };
    let copied = RwSignal::new(false);
    let copy = click(move || {
        let text = widget.chat.with_untracked(|chat| {
            chat.entry(key)
                .map(|entry| markdown::plain_text(&entry.text))
                .unwrap_or_default()
        });
        spawn_local(async move {
            if browser::copy(&text).await {
                copied.set(true);
                widget.announce(widget.text_untracked(Key::Copied));
                browser::sleep(COPIED).await;
                _ = copied.try_set(false);
            }
        });
    });
    let copy_label =
        follow(move || widget.text(if copied.get() { Key::Copied } else { Key::Copy }));
    view! {
        <div class="pl-feedback">
            <button
                class="pl-button pl-button--small"
                type="button"
                aria-label=copy_label
                title=copy_label
                on:click=copy
            >
                {part(move || {
                    let path = if copied.get() { icon::DONE } else { icon::COPY };
                    Some(view! { <Icon path /> }.into_any())
                })}
            </button>
            {thumb(Verdict::Helpful, Key::Helpful, icon::HELPFUL)}
            {thumb(Verdict::Unhelpful, Key::NotHelpful, icon::NOT_HELPFUL)}
        </div>
    }
}
