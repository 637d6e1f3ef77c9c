//! Adds addresses, files and answers.

use std::collections::VecDeque;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use js_sys::Uint8Array;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

use super::Knowledge;
use crate::{
    api,
    model::{
        knowledge::{self, FILE_BYTES, NewSource, SourceKind, Uploads, Way},
        lines,
    },
    texts::{filled, text},
};

impl Knowledge {
    /// Adds what the form has. Input is cleared only after it was added.
    pub(crate) fn add(self) {
        let way = self.way.get_untracked();
        let kind = match way {
            Way::Site => SourceKind::Site,
            Way::Sitemap => SourceKind::Sitemap,
            Way::Page => SourceKind::Page,
            Way::Answer => SourceKind::Answer,
            Way::Files => return,
        };
        let new = match way {
            Way::Answer => NewSource::Answer {
                question: self.question.get_untracked().trim().to_owned(),
                answer: self.answer.get_untracked(),
                alternatives: lines(&self.alternatives.get_untracked()),
            },
            _ => NewSource::Address {
                url: knowledge::address(&self.address.get_untracked()),
                kind,
            },
        };
        if self.adding.get_untracked() {
            return;
        }
        let fields = match way {
            Way::Answer => vec![self.question, self.answer, self.alternatives],
            _ => vec![self.address],
        };
        let sent: Vec<String> = fields.iter().map(|field| field.get_untracked()).collect();
        self.adding.set(true);
        self.add_problem.set(None);
        spawn_local(async move {
            match api::knowledge::add(&new).await {
                Ok(source) => {
                    self.inbox
                        .announce(filled("Added: {name}", &[("name", &source.name)]));
                    self.replace(source);
                    for (field, sent) in fields.iter().zip(&sent) {
                        // Input typed in the meantime stays.
                        if field.with_untracked(|typed| typed == sent) {
                            field.set(String::new());
                        }
                    }
                }
                Err(problem) => {
                    self.inbox.check(&problem);
                    self.add_problem.set(Some(problem));
                }
            }
            self.adding.set(false);
        });
    }

    /// Uploads files one after the other, after those already waiting.
    pub(crate) fn add_files(self, files: &FileList) {
        let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
        if files.is_empty() {
            return;
        }
        let mut numbers = Vec::new();
        self.uploads
            .update(|uploads| numbers = uploads.add(files.iter().map(File::name)));
        self.files
            .update_value(|waiting| waiting.extend(numbers.into_iter().zip(files)));
        if self.uploading.get_value() {
            return;
        }
        self.uploading.set_value(true);
        spawn_local(async move {
            let next = || self.files.try_update_value(VecDeque::pop_front).flatten();
            while let Some((number, file)) = next() {
                let outcome = self.add_file(&file).await;
                self.uploads
                    .update(|uploads| uploads.settle(number, outcome));
            }
            self.uploading.set_value(false);
            let sentence = self.uploads.with_untracked(Uploads::sentence);
            self.inbox.announce(sentence);
        });
    }

    async fn add_file(self, file: &File) -> Result<(), String> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the limit is far below what a number holds exactly"
        )]
        let limit = FILE_BYTES as f64;
        if file.size() > limit {
            return Err(
                text("This file is larger than 1 MB. Split it, or leave pictures out.").to_owned(),
            );
        }
        let content = content(file).await?;
        let new = NewSource::File {
            filename: file.name(),
            content,
        };
        match api::knowledge::add(&new).await {
            Ok(source) => {
                self.replace(source);
                Ok(())
            }
            Err(problem) => {
                self.inbox.check(&problem);
                Err(problem.sentence())
            }
        }
    }
}

/// A file's content as it is sent: text, or base64.
async fn content(file: &File) -> Result<String, &'static str> {
    let bytes = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| text("This file could not be opened. Choose it again."))?;
    let bytes = Uint8Array::new(&bytes).to_vec();
    if knowledge::is_text(&file.name()) {
        knowledge::decoded(bytes)
    } else {
        Ok(STANDARD.encode(bytes))
    }
}
