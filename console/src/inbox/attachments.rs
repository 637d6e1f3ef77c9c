//! The files of a reply: uploaded when chosen, sent with the reply.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::{
    ids::AttachmentId,
    limits::{ATTACHMENT_BYTES, MESSAGE_ATTACHMENTS},
};
use web_sys::FileList;

use super::Inbox;
use crate::{
    api,
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
                    "A reply takes {number} files. Send the others with the next one.",
                    &[("number", &MESSAGE_ATTACHMENTS.to_string())],
                ))));
                return;
            };
            if file.size() > LARGEST {
                let refused = Err(text("This file is larger than 5 MB.").to_owned());
                self.files.update(|files| files.settle(number, refused));
                continue;
            }
            spawn_local(async move {
                let uploaded = api::upload(id, &file).await;
                if let Err(problem) = &uploaded {
                    self.check(problem);
                }
                let outcome = uploaded.map_err(|problem| problem.sentence());
                let said = match &outcome {
                    Ok(attachment) => {
                        filled("{name} is ready to send.", &[("name", &attachment.name)])
                    }
                    Err(reason) => format!("{}: {reason}", file.name()),
                };
                self.announce(said);
                self.files.update(|files| files.settle(number, outcome));
            });
        }
    }
}
