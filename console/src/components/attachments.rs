//! Files: those of a message, and those waiting in the composer.

use leptos::{ev::Event, prelude::*};
use porchlight_shared::attachment::{Attachment, MediaType, names};
use web_sys::{FileList, HtmlInputElement};

use crate::{
    attachments::FileState,
    components::sentence::about,
    focus,
    inbox::Inbox,
    texts::{filled, text},
    wire::Message,
};

/// The file types that can be sent, for the browser's file dialog.
const TYPES: &str = "image/png,image/jpeg,image/gif,image/webp,application/pdf";

/// The files of a message: pictures are shown, other files can be downloaded.
pub(super) fn attachments(inbox: Inbox, message: &Message) -> impl IntoView + use<> {
    if message.attachments.is_empty() {
        return None;
    }
    let shown = message.attachments.iter().map(|file: &Attachment| {
        let (address, name) = (inbox.file_address(file.id), file.name.clone());
        let (source, label) = (address.clone(), name.clone());
        if file.media_type == MediaType::Pdf {
            return view! { <a class="pc-file" href=address download=name>{label}</a> }.into_any();
        }
        view! {
            <a class="pc-file pc-file--picture" href=address target="_blank" rel="noopener">
                <img src=source alt=name loading="lazy" />
            </a>
        }
        .into_any()
    });
    Some(view! { <div class="pc-files">{shown.collect_view()}</div> })
}

/// Whether a message has nothing but files. Its text is then their names.
pub(super) fn is_nothing_else(message: &Message) -> bool {
    !message.attachments.is_empty() && message.text == names(&message.attachments)
}

/// The waiting files, and the button that adds some.
pub(super) fn waiting(inbox: Inbox) -> impl IntoView {
    view! {
        <Show when=move || inbox.takes_files()>
            <ul class="pc-waiting">
                <For
                    each=move || inbox.files.get().shown
                    key=|file| file.number
                    children=move |file| waiting_file(inbox, file.number, file.name)
                />
            </ul>
        </Show>
    }
}

fn waiting_file(inbox: Inbox, number: u32, name: String) -> impl IntoView {
    let state = Memo::new(move |_| inbox.files.with(|files| files.state(number)));
    let class = move || match state.get() {
        Some(FileState::Failed(_) | FileState::Refused(_)) => {
            "pc-waiting__file pc-waiting__file--failed"
        }
        _ => "pc-waiting__file",
    };
    let said = move || match state.get() {
        Some(FileState::OnItsWay(part)) => {
            filled("On its way: {part} %", &[("part", &part.to_string())])
        }
        Some(FileState::Ready(_)) => text("Ready").to_owned(),
        Some(FileState::Failed(reason) | FileState::Refused(reason)) => reason,
        None => String::new(),
    };
    let has_failed = move || matches!(state.get(), Some(FileState::Failed(_)));
    let of = name.clone();
    let again = move || {
        has_failed().then(|| {
            view! {
                <button
                    class="pc-button"
                    type="button"
                    on:click=move |_| {
                        inbox.upload_again(number);
                        // The button disappears, so the focus needs another place.
                        focus::soon(format!("#{}", row_id(number)));
                    }
                >
                    {text("Try again")}
                    {about(&of)}
                </button>
            }
        })
    };
    let remove = filled("Remove {name}", &[("name", &name)]);
    view! {
        <li class=class id=row_id(number) tabindex="-1">
            <span class="pc-waiting__name">{name}</span>
            <span class="pc-waiting__state">{said}</span>
            {again}
            <button
                class="pc-waiting__remove"
                type="button"
                aria-label=remove
                on:click=move |_| {
                    inbox.files.update(|files| files.remove(number));
                    // The button disappears, so the focus needs another place.
                    focus::soon(".pc-composer__text");
                }
            >
                "×"
            </button>
        </li>
    }
}

fn row_id(number: u32) -> String {
    format!("waiting-{number}")
}

/// The button that opens the file dialog.
pub(super) fn chooser(inbox: Inbox) -> impl IntoView {
    let chosen = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        take(inbox, input.files());
        // Lets somebody choose the same file again.
        input.set_value("");
    };
    view! {
        <Show when=move || inbox.takes_files()>
            <label class="pc-button pc-attach">
                <input class="pc-unseen" type="file" multiple accept=TYPES on:change=chosen />
                {text("Attach")}
                <span class="pc-unseen">" " {text("pictures or PDFs")}</span>
            </label>
        </Show>
    }
}

/// Takes files that were chosen, pasted or dropped. False if there are none.
pub(super) fn take(inbox: Inbox, files: Option<FileList>) -> bool {
    let files = files.filter(|files| files.length() > 0 && untrack(|| inbox.takes_files()));
    if let Some(files) = &files {
        inbox.attach(files);
    }
    files.is_some()
}
