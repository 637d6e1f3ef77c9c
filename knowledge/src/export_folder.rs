//! Folders exported by help desks, wikis and note programs, packed as ZIP: which files are read, and the text and
//! address of each.
//!
//! *Invariant:* listing a folder unpacks nothing except lists of articles. No file unpacks to more than its declared
//! size, and the total of the declared sizes is limited.

use std::collections::HashMap;

use self::articles::Articles;
pub use self::left_out::FileLeftOut;
use super::{
    archive::{Archive, ArchiveError, ArchivedFile},
    extract::{
        self, Content, ExtractError, FileKind,
        charset::{self, WrongCharset},
    },
    passage::ExtractedDocument,
    source_limits::{
        ARCHIVE_DEPTH, ARCHIVE_RATIO, ARCHIVE_SMALL_BYTES, ARCHIVE_UNPACKED_BYTES, FILE_NAME_CHARS,
        PAGE_BYTES,
    },
};

mod articles;
mod left_out;
mod name;
#[cfg(test)]
mod tests;

/// A file of a folder, or an article in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderFile {
    /// The path in the folder. For an article: the path of its list, `#`, and its number. Unique within the folder.
    pub path: String,
    /// Why the file is skipped. None if it is read.
    pub left_out: Option<FileLeftOut>,
}

/// Why a selected file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderFileError {
    /// The archive cannot unpack it.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// It is not text in a known encoding.
    #[error(transparent)]
    Charset(#[from] WrongCharset),
    /// It is a PDF or a Word document that cannot be parsed.
    #[error(transparent)]
    Extract(#[from] ExtractError),
}

/// A folder, with the list of articles that was read last.
pub struct ExportFolder<'b> {
    archive: Archive<'b>,
    articles: Option<(String, Articles)>,
}

impl<'b> ExportFolder<'b> {
    /// Opens a folder. Fails if its declared sizes exceed the limit, not counting pictures and other files that are
    /// never read.
    pub fn open(bytes: &'b [u8]) -> Result<Self, ArchiveError> {
        let archive = Archive::open(bytes)?;
        let sizes = archive
            .files
            .iter()
            .filter(|file| {
                FileKind::of_file_name(&file.path).is_some() || name::is_list(&file.path)
            })
            .map(|file| file.size);
        if sizes.fold(0, u64::saturating_add) > ARCHIVE_UNPACKED_BYTES as u64 {
            return Err(ArchiveError::TooLarge);
        }
        Ok(Self {
            archive,
            articles: None,
        })
    }

    /// The files, sorted by path. Leaves out files that operating systems and programs create for themselves.
    pub fn files(&mut self) -> Vec<FolderFile> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut files = Vec::new();
        for file in self.archive.files.clone() {
            let Some(path) = name::normalised(&file.path) else {
                files.push(FolderFile {
                    path: file.path,
                    left_out: Some(FileLeftOut::Outside),
                });
                continue;
            };
            if name::is_hidden(&path) {
                continue;
            }
            let times = seen.entry(path.clone()).or_default();
            *times += 1;
            if *times > 1 {
                files.push(FolderFile {
                    path: format!("{path} ({times})"),
                    left_out: Some(FileLeftOut::Twice),
                });
                continue;
            }
            let left_out = left_out(&path, &file);
            if left_out.is_none() && name::is_list(&path) {
                files.extend(self.articles_at(&path));
            } else {
                files.push(FolderFile { path, left_out });
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    fn articles_at(&mut self, path: &str) -> Vec<FolderFile> {
        let of_list = |left_out| {
            vec![FolderFile {
                path: path.to_owned(),
                left_out: Some(left_out),
            }]
        };
        match self.list(path) {
            Ok(articles) if articles.is_empty() => of_list(FileLeftOut::Kind),
            Ok(articles) => articles
                .drafts()
                .enumerate()
                .map(|(number, is_draft)| FolderFile {
                    path: name::of_article(path, number),
                    left_out: is_draft.then_some(FileLeftOut::Draft),
                })
                .collect(),
            Err(_) => of_list(FileLeftOut::Damaged),
        }
    }

    /// Reads the file at `path`, one of [`ExportFolder::files`]. If it has no title, its file name becomes the title.
    pub fn read(&mut self, path: &str) -> Result<ExtractedDocument, FolderFileError> {
        if let Some((list, number)) = name::article(path) {
            let articles = self.list(list)?;
            return Ok(articles.read(number).unwrap_or_default());
        }
        let bytes = self.unpacked(path)?;
        let mut document = extract::extract(match FileKind::of_file_name(path) {
            Some(FileKind::Pdf) => Content::Pdf(bytes),
            Some(FileKind::Docx) => Content::Docx(bytes),
            Some(FileKind::Text(format)) => Content::Text(format, charset::decode(&bytes, None)?),
            Some(FileKind::Folder) | None => return Ok(ExtractedDocument::default()),
        })?;
        if document.title.is_empty() {
            document.title = name::title(path).chars().take(FILE_NAME_CHARS).collect();
            for passage in &mut document.passages {
                passage.headings.insert(0, document.title.clone());
            }
        }
        Ok(document)
    }

    fn list(&mut self, path: &str) -> Result<&Articles, ArchiveError> {
        let articles = match self.articles.take() {
            Some(known) if known.0 == path => known,
            _ => (path.to_owned(), Articles::of(&self.unpacked(path)?)),
        };
        Ok(&self.articles.insert(articles).1)
    }

    fn unpacked(&mut self, path: &str) -> Result<Vec<u8>, ArchiveError> {
        let is_here = |file: &&ArchivedFile| name::normalised(&file.path).as_deref() == Some(path);
        let Some(file) = self.archive.files.iter().find(is_here).cloned() else {
            return Err(ArchiveError::Damaged);
        };
        self.archive.read(&file, PAGE_BYTES)
    }
}

fn left_out(path: &str, file: &ArchivedFile) -> Option<FileLeftOut> {
    let is_large = file.size > ARCHIVE_SMALL_BYTES;
    Some(match FileKind::of_file_name(path) {
        Some(FileKind::Folder) => FileLeftOut::Nested,
        None if !name::is_list(path) => FileLeftOut::Kind,
        _ if file.is_encrypted => FileLeftOut::Encrypted,
        _ if path.matches('/').count() > ARCHIVE_DEPTH => FileLeftOut::TooDeep,
        _ if is_large && file.size / file.packed.max(1) > ARCHIVE_RATIO => FileLeftOut::TooTight,
        _ if file.size > PAGE_BYTES as u64 => FileLeftOut::TooLarge,
        _ if name::is_frame(path) => FileLeftOut::Frame,
        _ => return None,
    })
}
