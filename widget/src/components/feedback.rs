//! The buttons under a complete answer, to copy and to rate it.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{ids::MessageId, message::Verdict};

use web_sys::Element;

use super::icon::{self, icon};
use crate::{
    i18n::Key,
    state::Widget,
    view::{View, aria_bool, icon_button, view},
};

/// How long a tick replaces the copy icon, in milliseconds.
const COPIED: i32 = 1_600;

/// The buttons of an answer. `key` is the key of its entry, `id` the id of its message.
pub(crate) fn feedback(widget: Widget, key: u32, id: MessageId) -> View {
    view("div", "pl-feedback")
        .child(copy_button(widget, key))
        .child(thumb(widget, key, id, Verdict::Helpful))
        .child(thumb(widget, key, id, Verdict::Unhelpful))
}

fn thumb(widget: Widget, key: u32, id: MessageId, verdict: Verdict) -> View {
    let (label, path) = match verdict {
        Verdict::Helpful => (Key::Helpful, icon::HELPFUL),
        Verdict::Unhelpful => (Key::NotHelpful, icon::NOT_HELPFUL),
    };
    let pressed = move || {
        let given = widget
            .chat
            .with(|chat| chat.entry(key).and_then(|entry| entry.verdict));
        aria_bool(given == Some(verdict))
    };
    icon_button(
        "pl-button pl-button--small",
        widget.text_signal(label),
        icon(path),
    )
    .dyn_attr("title", widget.text_signal(label))
    .dyn_attr("aria-pressed", pressed)
    .on_click(move || widget.judge(id, verdict))
}

fn copy_button(widget: Widget, key: u32) -> View {
    let copied = move || widget.copied.get() == Some(key);
    let label = move || widget.text(if copied() { Key::Copied } else { Key::Copy });
    let content = view("span", "pl-button__content")
        .dyn_child(move || Some(icon(if copied() { icon::DONE } else { icon::COPY })));
    let button = icon_button("pl-button pl-button--small", label, content);
    let element: Element = button.element();
    button.dyn_attr("title", label).on_click(move || {
        let markdown = widget.chat.with_untracked(|chat| {
            chat.entry(key)
                .map(|entry| entry.text.clone())
                .unwrap_or_default()
        });
        let message = element.closest(".pl-message").ok().flatten();
        let shown = message.and_then(|message| message.query_selector(".pl-rich").ok()?);
        spawn_local(async move {
            if browser::copy_rich(&markdown, shown).await {
                widget.copied.set(Some(key));
                widget.announce(widget.text_untracked(Key::Copied));
                browser::sleep(COPIED).await;
                widget.copied.set(None);
            }
        });
    })
}
