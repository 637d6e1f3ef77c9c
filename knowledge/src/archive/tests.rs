//! Archives that are intact, damaged, or larger than they look.

use miniz_oxide::deflate::compress_to_vec;

use super::*;

/// A file to pack.
#[derive(Clone, Copy)]
pub(crate) struct FileToPack<'a> {
    pub(crate) path: &'a [u8],
    pub(crate) content: &'a [u8],
    pub(crate) is_encrypted: bool,
    /// The size that it declares.
    pub(crate) size: usize,
}

impl<'a> FileToPack<'a> {
    pub(crate) const fn new(path: &'a str, content: &'a [u8]) -> Self {
        Self {
            path: path.as_bytes(),
            content,
            is_encrypted: false,
            size: content.len(),
        }
    }
}

/// An archive of these files, deflated.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Vec<FileToPack<'_>> = files
        .iter()
        .map(|(path, content)| FileToPack::new(path, content))
        .collect();
    packed(&files)
}

/// An archive of files with false declarations.
pub(crate) fn packed(files: &[FileToPack<'_>]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let (path, content) = (file.path, file.content);
        let packed = compress_to_vec(content, 6);
        let offset = u32::try_from(archive.len()).unwrap();
        let mut header = Vec::new();
        header.extend([20, 0, u8::from(file.is_encrypted), 8, 8, 0, 0, 0, 0, 0]);
        header.extend(rawzip::crc32(content).to_le_bytes());
        header.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        header.extend(u32::try_from(file.size).unwrap().to_le_bytes());
        header.extend(u16::try_from(path.len()).unwrap().to_le_bytes());
        header.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&header);
        archive.extend(path);
        archive.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(path);
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count);
    archive.extend(count);
    archive.extend(length);
    archive.extend(start);
    archive.extend([0, 0]);
    archive
}

#[test]
fn files_are_found_by_their_path_and_unpacked() {
    let bytes = zip(&[("a/", b""), ("a/one.txt", b"One"), ("two.txt", b"Two")]);
    assert!(is_archive(&bytes));
    let mut archive = Archive::open(&bytes).unwrap();
    let paths: Vec<&str> = archive
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(paths, ["a/one.txt", "two.txt"]);
    assert_eq!(archive.read_at("two.txt", 10).unwrap().unwrap(), b"Two");
    assert_eq!(
        archive.read_at("a/one.txt", 2).unwrap(),
        Err(ArchiveError::TooLarge)
    );
    assert!(archive.read_at("three.txt", 10).is_none());
}

#[test]
fn what_unpacks_to_more_than_allowed_in_all_is_refused() {
    let large = vec![b'a'; ARCHIVE_UNPACKED_BYTES / 4 + 1];
    let files: Vec<(&str, &[u8])> = ["a", "b", "c", "d"]
        .map(|path| (path, large.as_slice()))
        .into();
    let bytes = zip(&files);
    assert!(bytes.len() < 100_000);
    let mut archive = Archive::open(&bytes).unwrap();
    let read = ["a", "b", "c", "d"].map(|path| archive.read_at(path, usize::MAX).unwrap().is_ok());
    assert_eq!(read, [true, true, true, false]);
}

#[test]
fn damaged_archives_are_refused_and_never_panic() {
    let bytes = zip(&[("a.txt", b"One and one and one"), ("b.txt", b"Two")]);
    for cut in 0..bytes.len() {
        if let Ok(mut archive) = Archive::open(&bytes[..cut]) {
            for file in archive.files.clone() {
                let _ = archive.read(&file, 100);
            }
        }
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        if let Ok(mut archive) = Archive::open(&damaged) {
            for file in archive.files.clone() {
                let _ = archive.read(&file, 100);
            }
        }
    }
    assert_eq!(
        Archive::open(b"PK\x03\x04").err(),
        Some(ArchiveError::Damaged)
    );
}

#[test]
fn an_archive_of_too_many_files_is_refused() {
    let names: Vec<String> = (0..=ARCHIVE_FILES).map(|n| n.to_string()).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(
        Archive::open(&zip(&files)).err(),
        Some(ArchiveError::TooManyFiles)
    );
}
