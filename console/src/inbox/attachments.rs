//! The files of a reply: uploaded when chosen, sent with the reply.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::{
    ids::{AttachmentId, ConversationId},
    limits::{ATTACHMENT_BYTES, MESSAGE_ATTACHMENTS},
};
use web_sys::{File, FileList};

use super::Inbox;
use crate::{
    api,
    attachments::FileState,
    problem::Problem,
    texts::{filled, text},
};

/// The largest file, in bytes. A float, as browsers report sizes.
#[expect(
    clippy::cast_precision_loss,
    reason = "it is a whole number of 23 bits"
)]
const LARGEST: f64 = ATTACHMENT_BYTES as f64;

impl Inbox {
    pub(crate) fn takes_files(self) -> bool {
        !self.noting.get() && self.project().is_some_and(|project| project.files)
    }

    /// The address of a file of the open conversation.
    pub(crate) fn file_address(self, file: AttachmentId) -> Option<String> {
        let id = self.opened.get_untracked()?;
        Some(api::file_path(id, file))
    }

    /// Uploads files for the reply to the open conversation.
    pub(crate) fn attach(self, files: &FileList) {
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            let added = self.files.try_update(|files| files.add(file.name()));
            let Some(number) = added.flatten() else {
                self.problem.set(Some(Problem::said(filled(
                    "A reply can have {number} files. Send the others with the next one.",
                    &[("number", &MESSAGE_ATTACHMENTS.to_string())],
                ))));
                return;
            };
            if file.size() > LARGEST {
                let said = text("This file is larger than 5 MB.").to_owned();
                self.note_file(number, FileState::Refused(said));
                continue;
            }
            let shown: Vec<u32> = self
                .files
                .with_untracked(|files| files.shown.iter().map(|file| file.number).collect());
            self.internal.update_value(|internal| {
                internal
                    .chosen_files
                    .retain(|number, _| shown.contains(number));
                internal.chosen_files.insert(number, file.clone());
            });
            self.upload(id, number, file);
        }
    }

    /// Repeats a failed upload.
    pub(crate) fn upload_again(self, number: u32) {
        let file = self
            .internal
            .with_value(|internal| internal.chosen_files.get(&number).cloned());
        if let (Some(id), Some(file)) = (self.opened.get_untracked(), file) {
            self.note_file(number, FileState::OnItsWay(0));
            self.upload(id, number, file);
        }
    }

    fn upload(self, id: ConversationId, number: u32, file: File) {
        spawn_local(async move {
            let progress = move |part| self.note_file(number, FileState::OnItsWay(part));
            let uploaded = api::uploads::upload(id, &file, progress).await;
            if let Err(problem) = &uploaded {
                self.check(problem);
            }
            let state = FileState::of(uploaded);
            let said = match &state {
                FileState::Ready(attachment) => {
                    filled("{name} is ready to send.", &[("name", &attachment.name)])
                }
                FileState::Failed(reason) | FileState::Refused(reason) => {
                    format!("{}: {reason}", file.name())
                }
                FileState::OnItsWay(_) => return,
            };
            self.announce(said);
            self.note_file(number, state);
        });
    }

    fn note_file(self, number: u32, state: FileState) {
        self.files.update(|files| files.note(number, state));
    }
}
