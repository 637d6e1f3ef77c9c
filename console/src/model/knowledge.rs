//! Sources and their documents.

mod order;
mod reasons;
mod uploads;

use porchlight_shared::{
    ids::{DocumentId, SourceId},
    names,
};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    order::{Order, Standing},
    reasons::{LeftOutPage, Reason},
    uploads::Uploads,
};
use crate::{
    loaded::Loaded,
    problem::Problem,
    texts::{counted, fill, filled, text},
};

/// The largest file, in bytes: the server's limit of 1 MiB.
pub(crate) const FILE_BYTES: u64 = 1024 * 1024;
/// The file types sent in base64. Others are sent as text.
const BINARY_FILES: [&str; 3] = [".pdf", ".docx", ".zip"];
/// The file extensions that can be chosen.
pub(crate) const CHOSEN_FILES: &str =
    ".md,.markdown,.mdx,.html,.htm,.xhtml,.adoc,.rst,.txt,.text,.csv,.tsv,.pdf,.docx,.zip";

names! {
    pub(crate) enum SourceKind {
        Page = "page",
        Sitemap = "sitemap",
        Site = "site",
        File = "file",
        Answer = "answer",
    }

    pub(crate) enum SourceStatus {
        Pending = "pending",
        Indexing = "indexing",
        Indexed = "indexed",
        Failed = "failed",
        Held = "held",
    }

    /// The ways to add a source.
    #[derive(Default)]
    pub(crate) enum Way {
        #[default]
        Site = "site",
        Sitemap = "sitemap",
        Page = "page",
        Files = "files",
        Answer = "answer",
    }

    /// What the last reading did with a document.
    pub(crate) enum ChangeKind {
        Added = "added",
        Changed = "changed",
        Gone = "gone",
    }
}

impl Way {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Site => text("Website"),
            Self::Sitemap => text("Sitemap"),
            Self::Page => text("One page"),
            Self::Files => text("Files"),
            Self::Answer => text("Question and answer"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Source {
    pub(crate) id: SourceId,
    pub(crate) kind: SourceKind,
    /// The address, the name of the file, or the question.
    pub(crate) name: String,
    pub(crate) url: Option<String>,
    pub(crate) status: SourceStatus,
    pub(crate) failure: Option<Reason>,
    notice: Option<String>,
    #[serde(default)]
    notice_codes: Vec<String>,
    pub(crate) progress: Progress,
    pub(crate) updated_at: String,
    pub(crate) indexed_at: Option<String>,
}

/// The progress of a reading, in pages or files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Progress {
    pub(crate) found: u64,
    pub(crate) done: u64,
}

impl Source {
    /// Whether the source is being read, or will be soon.
    pub(crate) const fn is_reading(&self) -> bool {
        matches!(self.status, SourceStatus::Pending | SourceStatus::Indexing)
    }

    /// Whether the source has an address, so that it can be read again.
    pub(crate) const fn is_at_address(&self) -> bool {
        self.url.is_some()
    }

    /// The kind of source, and how much was read.
    pub(crate) fn what(&self) -> String {
        let kind = match self.kind {
            SourceKind::Page => text("Page"),
            SourceKind::Sitemap => text("Sitemap"),
            SourceKind::Site => text("Website"),
            SourceKind::File => text("File"),
            SourceKind::Answer => text("Question and answer"),
        };
        let many = matches!(self.kind, SourceKind::Site | SourceKind::Sitemap);
        if many && self.progress.done > 0 && !self.is_reading() {
            let pages = counted(self.progress.done, "{n} page", "{n} pages");
            format!("{kind}, {pages}")
        } else {
            kind.to_owned()
        }
    }

    /// A notice about the last reading.
    pub(crate) fn notice(&self) -> Option<String> {
        reasons::notice(&self.notice_codes).or_else(|| self.notice.clone())
    }

    pub(crate) fn state(&self) -> String {
        let Progress { found, done } = self.progress;
        let state = match self.status {
            SourceStatus::Pending => text("Waiting to be read"),
            SourceStatus::Indexing if found > 1 => {
                return filled(
                    "Reading: {done} of {found} pages",
                    &[("done", &done.to_string()), ("found", &found.to_string())],
                );
            }
            SourceStatus::Indexing => text("Reading"),
            SourceStatus::Indexed => text("Ready"),
            SourceStatus::Failed => text("Could not be read"),
            SourceStatus::Held => text("Waits for your decision"),
        };
        state.to_owned()
    }
}

/// Whether the source in the address is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Waiting,
    Failed(Problem),
    /// There is no such source.
    Nowhere,
    There,
}

impl Place {
    /// What the list `sources` says about a source.
    pub(crate) fn of(sources: &Loaded<Vec<Source>>, id: SourceId) -> Self {
        match sources {
            Loaded::Waiting => Self::Waiting,
            Loaded::Failed(problem) => Self::Failed(problem.clone()),
            Loaded::Here(sources) if sources.iter().any(|source| source.id == id) => Self::There,
            Loaded::Here(_) => Self::Nowhere,
        }
    }
}

/// The sources whose name contains `search`, which is in lower case.
pub(crate) fn found<'a>(
    sources: &'a [Source],
    search: &str,
) -> impl Iterator<Item = &'a Source> + use<'a> {
    let search = search.trim().to_lowercase();
    sources
        .iter()
        .filter(move |source| source.name.to_lowercase().contains(&search))
}

#[derive(Deserialize)]
pub(crate) struct Sources {
    pub(crate) sources: Vec<Source>,
}

#[derive(Deserialize)]
pub(crate) struct OneSource {
    pub(crate) source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    pub(crate) id: DocumentId,
    /// Its address, the name of its file, or the question.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) passage_count: u64,
    pub(crate) updated_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Documents {
    pub(crate) documents: Vec<Document>,
    pub(crate) next_cursor: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct FullDocument {
    pub(crate) document: Document,
    pub(crate) passages: Vec<Passage>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Passage {
    /// The title of the document and the headings above the passage, outermost first.
    pub(crate) headings: Vec<String>,
    /// In Markdown.
    pub(crate) text: String,
    pub(crate) alternatives: Vec<String>,
}

/// What the last reading of a source changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Changes {
    pub(crate) added: u64,
    pub(crate) changed: u64,
    pub(crate) gone: u64,
    pub(crate) passages_before: u64,
    pub(crate) passages_after: u64,
    pub(crate) is_held: bool,
    #[serde(rename = "changes")]
    pub(crate) documents: Vec<DocumentChange>,
}

impl Changes {
    /// The changes in a sentence.
    pub(crate) fn sentence(&self) -> String {
        if self.added + self.changed + self.gone == 0 {
            return text("The last reading changed nothing.").to_owned();
        }
        let sentence = if self.is_held {
            text(
                "{added} added, {changed} changed, {gone} gone. Passages before: {before}, they would be: {after}.",
            )
        } else {
            text(
                "{added} added, {changed} changed, {gone} gone. Passages before: {before}, now: {after}.",
            )
        };
        fill(
            sentence,
            &[
                ("added", &self.added.to_string()),
                ("changed", &self.changed.to_string()),
                ("gone", &self.gone.to_string()),
                ("before", &self.passages_before.to_string()),
                ("after", &self.passages_after.to_string()),
            ],
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentChange {
    pub(crate) kind: ChangeKind,
    pub(crate) name: String,
    pub(crate) passages_before: u64,
    pub(crate) passages_after: u64,
}

/// The pages that the last reading skipped.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftOut {
    pub(crate) left_out: Vec<LeftOutPage>,
}

/// A source to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum NewSource {
    Address {
        url: String,
        kind: SourceKind,
    },
    File {
        filename: String,
        content: String,
    },
    Answer {
        question: String,
        answer: String,
        alternatives: Vec<String>,
    },
}

/// The address as typed, with a scheme if it has none.
pub(crate) fn address(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    }
}

pub(crate) fn is_text(filename: &str) -> bool {
    let name = filename.to_lowercase();
    !BINARY_FILES.iter().any(|ending| name.ends_with(ending))
}

/// The text of a file. The error says what to do about a file that is not UTF-8, as tables from Excel often are not.
pub(crate) fn decoded(bytes: Vec<u8>) -> Result<String, &'static str> {
    let decoded = String::from_utf8(bytes).map_err(|_| {
        text("This file is not in UTF-8. Save it as UTF-8 (in Excel: “CSV UTF-8”), and choose it again.")
    })?;
    Ok(decoded.trim_start_matches('\u{feff}').to_owned())
}

/// What is open in the room: a source, or one of its documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) source: Option<SourceId>,
    pub(crate) document: Option<DocumentId>,
}

impl Opened {
    /// Parses the fragment of an address.
    pub(crate) fn at(fragment: &str) -> Self {
        let (source, document) = fragment.split_once('/').unwrap_or((fragment, ""));
        let source = source.parse().ok();
        Self {
            source,
            document: document.parse().ok().filter(|_| source.is_some()),
        }
    }
}

#[cfg(test)]
mod tests;
