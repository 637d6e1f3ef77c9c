//! Under a finished answer: copy it, judge it.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_rich_text::markdown;
use porchlight_shared::{ids::MessageId, message::Verdict};

use super::icon::{self, icon};
use crate::{
    context::Widget,
    i18n::Key,
    view::{View, icon_button, truth, view},
};

/// How long a tick stands in the place of the copy icon, in milliseconds.
const COPIED: i32 = 1_600;

/// The buttons of one answer: by its name in the view, and its name on the server.
pub fn feedback(widget: Widget, key: u32, id: MessageId) -> View {
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
        truth(given == Some(verdict))
    };
    icon_button("pl-button pl-button--small", widget.says(label), icon(path))
        .follows("title", widget.says(label))
        .follows("aria-pressed", pressed)
        .on_click(move || widget.judge(id, verdict))
}

fn copy_button(widget: Widget, key: u32) -> View {
    let copied = move || widget.copied.get() == Some(key);
    let label = move || widget.text(if copied() { Key::Copied } else { Key::Copy });
    let content = view("span", "pl-button__content")
        .part(move || Some(icon(if copied() { icon::DONE } else { icon::COPY })));
    icon_button("pl-button pl-button--small", label, content)
        .follows("title", label)
        .on_click(move || {
            let text = widget.chat.with_untracked(|chat| {
                chat.entry(key)
                    .map(|entry| markdown::plain_text(&entry.text))
                    .unwrap_or_default()
            });
            spawn_local(async move {
                if browser::copy(&text).await {
                    widget.copied.set(Some(key));
                    widget.announce(widget.text_untracked(Key::Copied));
                    browser::sleep(COPIED).await;
                    widget.copied.set(None);
                }
            });
        })
}
