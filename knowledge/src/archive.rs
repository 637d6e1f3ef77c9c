//! ZIP archives: lists and unpacks files. There are limits on the number of files, on each file, and on all together.
//!
//! Reads stored and deflated files only. Office programs and exports write no others.

use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::{
    inflate,
    source_limits::{ARCHIVE_FILES, ARCHIVE_UNPACKED_BYTES},
};

/// The longest path of a file, in bytes. Files with longer paths are skipped.
const PATH_BYTES: usize = 1_000;

/// Why an archive, or a file in it, cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It is not a ZIP archive, or it is incomplete.
    #[error("The file is damaged or incomplete.")]
    Damaged,
    /// It is encrypted, or compressed with an unsupported method.
    #[error("The file is encrypted, or packed in a way that Porchlight does not read.")]
    Method,
    /// It has more than [`ARCHIVE_FILES`] files.
    #[error("The file holds more than {ARCHIVE_FILES} parts.")]
    TooManyFiles,
    /// One of its files, or all files read so far, unpack to more than is allowed.
    #[error("The file unpacks to more than {} MB.", ARCHIVE_UNPACKED_BYTES / 1024 / 1024)]
    TooLarge,
}

impl ArchiveError {
    /// The stable code of the error, in `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Damaged | Self::Method => "archive_damaged",
            Self::TooManyFiles | Self::TooLarge => "archive_too_large",
        }
    }
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub struct ArchivedFile {
    /// The file's path, with `/` between folders.
    pub path: String,
    /// The declared size when unpacked, in bytes. [`Archive::read`] unpacks no more than this.
    pub size: u64,
    /// The compressed size, in bytes.
    pub packed: u64,
    /// Whether it needs a password.
    pub is_encrypted: bool,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

/// An archive, with the number of bytes that may still be unpacked.
pub struct Archive<'b> {
    zip: ZipSliceArchive<&'b [u8]>,
    /// The files, in the order of the archive's directory.
    pub files: Vec<ArchivedFile>,
    left: usize,
}

/// Whether `bytes` begin like an archive that contains a file.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

impl<'b> Archive<'b> {
    /// Reads the directory of an archive. Fails if it is damaged or has too many files.
    pub fn open(bytes: &'b [u8]) -> Result<Self, ArchiveError> {
        let zip = ZipArchive::from_slice(bytes).map_err(|_| ArchiveError::Damaged)?;
        let mut files = Vec::new();
        let mut entries = zip.entries();
        let mut seen = 0;
        while let Some(entry) = entries.next_entry().map_err(|_| ArchiveError::Damaged)? {
            seen += 1;
            if seen > ARCHIVE_FILES {
                return Err(ArchiveError::TooManyFiles);
            }
            let path = entry.file_path();
            if entry.is_dir() || path.as_ref().len() > PATH_BYTES {
                continue;
            }
            files.push(ArchivedFile {
                path: name(path.as_ref()).replace('\\', "/"),
                size: entry.uncompressed_size_hint(),
                packed: entry.compressed_size_hint(),
                is_encrypted: entry.flags().is_encrypted(),
                place: entry.wayfinder(),
                method: entry.compression_method(),
            });
        }
        Ok(Self {
            zip,
            files,
            left: ARCHIVE_UNPACKED_BYTES,
        })
    }

    /// The file at `path`, unpacked to at most `most` bytes. `None` if there is no such file.
    pub fn read_at(&mut self, path: &str, most: usize) -> Option<Result<Vec<u8>, ArchiveError>> {
        let file = self.files.iter().find(|file| file.path == path)?.clone();
        Some(self.read(&file, most))
    }

    /// Unpacks a file to at most `most` bytes, and to no more than its declared size.
    pub fn read(&mut self, file: &ArchivedFile, most: usize) -> Result<Vec<u8>, ArchiveError> {
        if file.is_encrypted {
            return Err(ArchiveError::Method);
        }
        let entry = self
            .zip
            .get_entry(file.place)
            .map_err(|_| ArchiveError::Damaged)?;
        let size = usize::try_from(file.size).unwrap_or(usize::MAX);
        let most = most.min(self.left).min(size);
        let unpacked = match file.method {
            CompressionMethod::STORE if entry.data().len() > most => {
                return Err(ArchiveError::TooLarge);
            }
            CompressionMethod::STORE => entry.data().to_vec(),
            CompressionMethod::DEFLATE => {
                let unpacked = inflate::unpacked(entry.data(), most);
                unpacked.map_err(|is_too_large| {
                    // Unpacking that failed counts as well.
                    self.left = self.left.saturating_sub(most);
                    if is_too_large {
                        ArchiveError::TooLarge
                    } else {
                        ArchiveError::Damaged
                    }
                })?
            }
            _ => return Err(ArchiveError::Method),
        };
        self.left = self.left.saturating_sub(unpacked.len());
        Ok(unpacked)
    }
}

/// The characters of IBM's code page 437, from byte 128.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Decodes a name as UTF-8, or else as code page 437, the default for names without a declared encoding (APPNOTE.TXT,
/// appendix D).
fn name(bytes: &[u8]) -> String {
    if let Ok(name) = str::from_utf8(bytes) {
        return name.to_owned();
    }
    let character = |byte: &u8| match byte.checked_sub(128) {
        None => char::from(*byte),
        Some(at) => CODE_PAGE_437
            .chars()
            .nth(at.into())
            .unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    bytes.iter().map(character).collect()
}

#[cfg(test)]
pub(crate) mod tests;
