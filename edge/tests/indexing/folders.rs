//! Folders that were exported and packed as ZIP.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_edge::{
    services::sources::{self, NewSource},
    store::sources::SourceStatus,
};
use porchlight_knowledge::source_limits::PAGES_PER_SOURCE;

use crate::support::Project;

/// An archive that stores these files as they are.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (path, content) in files {
        let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let name = u16::try_from(path.len()).unwrap().to_le_bytes();
        let fields = [
            &[20, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &size,
            &size,
            &name,
            &[0, 0],
        ]
        .concat();
        archive.extend([b"PK\x03\x04", &fields[..], path.as_bytes(), content].concat());
        directory.extend(
            [
                &b"PK\x01\x02\x14\0"[..],
                &fields,
                &[0; 10],
                &start,
                path.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &count,
        &count,
        &length,
        &start,
        &[0, 0],
    ]
    .concat();
    [archive, directory, end].concat()
}

fn folder(files: &[(&str, &[u8])]) -> NewSource {
    NewSource::File {
        filename: "Export.zip".to_owned(),
        content: BASE64.encode(zip(files)),
    }
}

#[tokio::test]
async fn each_file_of_a_folder_is_a_document_with_its_title_and_its_address() {
    let project = Project::new().await;
    let refunds = b"---\nurl: https://help.example/refunds\n---\n\n# Refunds\n\nWithin 5 days.\n";
    let source = project
        .index(folder(&[
            ("wiki/Return-policy.md", b"Parcels go back within 45 days."),
            ("wiki/refunds.md", refunds),
            ("wiki/again.md", refunds),
            ("wiki/_Sidebar.md", b"[Home](Home)"),
            ("wiki/logo.png", b"\x89PNG"),
            ("wiki/photo.jpg", b"\xff\xd8"),
            ("wiki/empty.md", b""),
            ("../outside.md", b"Outside."),
            (
                "wiki/faq.csv",
                b"question,answer\nOpen?,Until 5 p.m.\nLate?,\n",
            ),
        ]))
        .await;
    assert_eq!(
        source.status,
        SourceStatus::Indexed,
        "{:?}",
        source.failure_reason
    );
    let documents = project.documents().await;
    let documents: Vec<(&str, &str)> = documents
        .iter()
        .map(|document| (document.key.as_str(), document.title.as_str()))
        .collect();
    assert_eq!(
        documents,
        [
            ("wiki/Return-policy.md", "Return policy"),
            ("wiki/again.md", "Refunds"),
            ("wiki/faq.csv", "faq"),
        ]
    );
    let urls = "SELECT count(*) AS count FROM passages WHERE url = 'https://help.example/refunds'";
    assert_eq!(project.count(urls).await, 1);
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM passages WHERE url IS NULL")
            .await,
        2
    );
    assert_eq!(
        source.notice.as_deref(),
        Some(
            "Not read: 2 files of other kinds, 1 file saying the same as another, 1 file of menus and footers, \
             1 file with a path that leads out of the folder, 1 file without text, 1 row. The list of what was left \
             out has each with the reason."
        )
    );
    let left_out = project.problems(source.id).await;
    let left_out: Vec<(&str, &str)> = left_out
        .iter()
        .map(|left| (left.url.as_str(), left.failure_code.as_str()))
        .collect();
    assert_eq!(
        left_out,
        [
            ("../outside.md", "file_outside"),
            ("wiki/_Sidebar.md", "file_frame"),
            ("wiki/empty.md", "no_text"),
            ("wiki/logo.png", "file_kind"),
            ("wiki/photo.jpg", "file_kind"),
            ("wiki/refunds.md", "duplicate"),
            ("wiki/faq.csv, line 3", "row_left_out"),
        ]
    );
    sources::delete(&project.native.platform, project.id, source.id)
        .await
        .unwrap();
    assert_eq!(project.documents().await, []);
}

#[tokio::test]
async fn a_folder_of_many_files_is_read_in_steps_up_to_the_limit() {
    let project = Project::new().await;
    let names: Vec<String> = (0..PAGES_PER_SOURCE + 3)
        .map(|n| format!("{n:04}.txt"))
        .collect();
    let texts: Vec<String> = names
        .iter()
        .map(|name| format!("This is {name} of many."))
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let source = project.add(folder(&files)).await.unwrap();
    assert!(project.work().await > 60);
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(source.documents_done, PAGES_PER_SOURCE);
    let documents = project.documents().await.len();
    assert_eq!(u64::try_from(documents).unwrap(), PAGES_PER_SOURCE);
    assert!(
        source
            .notice
            .unwrap()
            .contains("3 further pages are not read")
    );
}

#[tokio::test]
async fn what_is_no_folder_is_refused_and_a_damaged_one_fails() {
    let project = Project::new().await;
    let file = |content: &[u8]| NewSource::File {
        filename: "export.zip".to_owned(),
        content: BASE64.encode(content),
    };
    let refused = project.add(file(b"Rar!")).await;
    assert_eq!(refused.unwrap_err().code(), "invalid_zip");
    let damaged = project.index(file(b"PK\x03\x04")).await;
    assert_eq!(damaged.failure_code.as_deref(), Some("archive_damaged"));
    let pictures = project.index(folder(&[("a.png", b"\x89PNG")])).await;
    assert_eq!(pictures.failure_code.as_deref(), Some("file_kind"));
    let reason = pictures.failure_reason.unwrap();
    assert!(reason.starts_with("a.png: "), "{reason}");
}

#[tokio::test]
async fn a_folder_that_fills_a_memory_is_refused_before_it_is_unpacked() {
    let project = Project::new().await;
    let mut bomb = zip(&[("a.txt", b"a")]);
    let directory = bomb
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .unwrap();
    bomb[directory + 24..directory + 28].copy_from_slice(&u32::MAX.wrapping_sub(1).to_le_bytes());
    let source = project
        .index(NewSource::File {
            filename: "bomb.zip".to_owned(),
            content: BASE64.encode(bomb),
        })
        .await;
    assert_eq!(source.failure_code.as_deref(), Some("archive_too_large"));
}
