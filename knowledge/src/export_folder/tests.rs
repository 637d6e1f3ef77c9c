//! Folders as programs export them, and maliciously packed ones.

use super::*;
use crate::archive::tests::{FileToPack, packed, zip};

fn files(bytes: &[u8]) -> Vec<(String, Option<FileLeftOut>)> {
    ExportFolder::open(bytes)
        .unwrap()
        .files()
        .into_iter()
        .map(|file| (file.path, file.left_out))
        .collect()
}

fn read(bytes: &[u8], path: &str) -> ExtractedDocument {
    ExportFolder::open(bytes).unwrap().read(path).unwrap()
}

fn check(file: FileToPack<'_>, expected: &[(&str, Option<FileLeftOut>)]) {
    let found = files(&packed(&[file]));
    let found: Vec<_> = found
        .iter()
        .map(|(path, left_out)| (path.as_str(), *left_out))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_wiki_is_read_with_the_titles_of_its_files_and_without_its_menu() {
    let bytes = zip(&[
        ("wiki/", b""),
        ("wiki/Return-policy.md", b"Parcels go back within 45 days."),
        ("wiki/Home.md", b"# Welcome\n\nWe sell lamps."),
        ("wiki/_Sidebar.md", b"- [Home](Home)"),
        ("wiki/_Footer.md", b"All rights reserved."),
        ("wiki/logo.png", b"\x89PNG"),
        ("__MACOSX/wiki/._Home.md", b"x"),
        ("wiki/.git/config", b"x"),
    ]);
    assert_eq!(
        files(&bytes),
        [
            ("wiki/Home.md".to_owned(), None),
            ("wiki/Return-policy.md".to_owned(), None),
            ("wiki/_Footer.md".to_owned(), Some(FileLeftOut::Frame)),
            ("wiki/_Sidebar.md".to_owned(), Some(FileLeftOut::Frame)),
            ("wiki/logo.png".to_owned(), Some(FileLeftOut::Kind)),
        ]
    );
    let policy = read(&bytes, "wiki/Return-policy.md");
    assert_eq!(policy.title, "Return policy");
    assert_eq!(policy.passages[0].headings, ["Return policy"]);
    assert_eq!(policy.passages[0].text, "Parcels go back within 45 days.");
    assert_eq!(read(&bytes, "wiki/Home.md").title, "Welcome");
}

#[test]
fn file_names_become_titles() {
    for (path, title) in [
        ("Return-policy.md", "Return policy"),
        (
            "a/Gift cards 0f1e2d3c4b5a69788796a5b4c3d2e1f0.md",
            "Gift cards",
        ),
        ("Shipping-costs_12345678.html", "Shipping costs"),
        ("en/360001234567-How-to-pay.html", "How to pay"),
        ("Opening%20hours.md", "Opening hours"),
        ("faq/Returns/index.html", "Returns"),
        ("faq/Returns/README.md", "Returns"),
        ("index.html", "index"),
        ("Prices 2027.txt", "Prices 2027"),
        ("12345678.html", "12345678"),
    ] {
        assert_eq!(name::title(path), title, "{path}");
    }
}

#[test]
fn articles_keep_the_title_and_the_address_that_the_export_has() {
    let front = "---\ntitle: Refunds\nurl: https://help.example/refunds\n---\n\nWithin 5 days.\n";
    let page = "<title>Hours | Shop</title><link rel=canonical href='https://help.example/hours'><main><h1>Hours</h1><p>Open until 17:00.</p></main>";
    let shared = "<title>Pay</title><meta property='og:url' content='https://help.example/pay'><main><p>Pay by card.</p></main>";
    let zendesk = r#"{"articles":[
        {"id":1,"title":"Repairs - lamps","body":"<p>Repairs take 2 weeks.</p>","html_url":"https://help.example/1","locale":"en-us","draft":false},
        {"id":2,"title":"Draft","body":"<p>Not yet.</p>","draft":true}],"count":2}"#;
    let intercom = r#"{"type":"list","data":[{"type":"article","id":"7","title":"Gifts","body":"<p>We wrap gifts.</p>","url":"https://help.example/7","state":"published"}]}"#;
    let bytes = zip(&[
        ("refunds.md", front.as_bytes()),
        ("hours.html", page.as_bytes()),
        ("pay.html", shared.as_bytes()),
        ("articles.json", zendesk.as_bytes()),
        ("intercom.json", intercom.as_bytes()),
        ("package.json", b"{\"name\":\"x\"}"),
    ]);
    assert_eq!(
        files(&bytes),
        [
            ("articles.json#1".to_owned(), None),
            ("articles.json#2".to_owned(), Some(FileLeftOut::Draft)),
            ("hours.html".to_owned(), None),
            ("intercom.json#1".to_owned(), None),
            ("package.json".to_owned(), Some(FileLeftOut::Kind)),
            ("pay.html".to_owned(), None),
            ("refunds.md".to_owned(), None),
        ]
    );
    for (path, title, address, text) in [
        ("refunds.md", "Refunds", "refunds", "Within 5 days."),
        ("hours.html", "Hours", "hours", "Open until 17:00."),
        ("pay.html", "Pay", "pay", "Pay by card."),
        (
            "articles.json#1",
            "Repairs - lamps",
            "1",
            "Repairs take 2 weeks.",
        ),
        ("intercom.json#1", "Gifts", "7", "We wrap gifts."),
    ] {
        let document = read(&bytes, path);
        assert_eq!(document.title, title);
        assert_eq!(
            document.address,
            Some(format!("https://help.example/{address}"))
        );
        assert_eq!(document.passages[0].text, text);
    }
}

#[test]
fn a_file_that_fills_a_memory_is_left_out() {
    let large = vec![b'a'; 1024 * 1024];
    let file = FileToPack::new("bomb.txt", &large);
    check(file, &[("bomb.txt", Some(FileLeftOut::TooTight))]);
    let larger: Vec<u8> = (0..=PAGE_BYTES)
        .map(|n| u8::try_from(n * n / 7 % 251).unwrap())
        .collect();
    let file = FileToPack::new("long.txt", &larger);
    check(file, &[("long.txt", Some(FileLeftOut::TooLarge))]);
    let small = vec![b'a'; 32 * 1024];
    check(FileToPack::new("small.txt", &small), &[("small.txt", None)]);
}

#[test]
fn a_file_that_unpacks_to_more_than_it_says_is_damaged() {
    let large = vec![b'a'; 1024 * 1024];
    let file = FileToPack {
        size: 20,
        ..FileToPack::new("liar.txt", &large)
    };
    let bytes = packed(&[file]);
    assert_eq!(files(&bytes), [("liar.txt".to_owned(), None)]);
    let mut folder = ExportFolder::open(&bytes).unwrap();
    assert!(matches!(
        folder.read("liar.txt"),
        Err(FolderFileError::Archive(_))
    ));
}

#[test]
fn a_folder_that_unpacks_to_too_much_is_refused_before_anything_is_unpacked() {
    let one = FileToPack {
        size: ARCHIVE_UNPACKED_BYTES / 4 + 1,
        ..FileToPack::new("", b"a")
    };
    let of = |ending: &'static [u8]| FileToPack {
        path: ending,
        ..one
    };
    let texts = packed(&[of(b"a.md"), of(b"b.md"), of(b"c.txt"), of(b"d.json")]);
    assert_eq!(
        ExportFolder::open(&texts).err(),
        Some(ArchiveError::TooLarge)
    );
    let pictures = packed(&[of(b"a.png"), of(b"b.png"), of(b"c.png"), of(b"d.png")]);
    assert_eq!(files(&pictures).len(), 4);
}

#[test]
fn paths_that_lead_out_of_the_folder_are_left_out() {
    for path in [
        "../a.md",
        "a/../../b.md",
        "/etc/a.md",
        "C:/a.md",
        "..\\a.md",
        "a/../b.md",
    ] {
        let found = files(&packed(&[FileToPack::new(path, b"Text.")]));
        assert_eq!(found[0].1, Some(FileLeftOut::Outside), "{path}");
    }
    check(FileToPack::new("./a//b.md", b"Text."), &[("a/b.md", None)]);
    assert_eq!(
        read(&zip(&[("./a//b.md", b"Text.")]), "a/b.md").passages[0].text,
        "Text."
    );
    let deep = format!("{}a.md", "x/".repeat(ARCHIVE_DEPTH + 1));
    check(
        FileToPack::new(&deep, b"Text."),
        &[(&deep, Some(FileLeftOut::TooDeep))],
    );
}

#[test]
fn an_encrypted_file_is_left_out() {
    let file = FileToPack {
        is_encrypted: true,
        ..FileToPack::new("secret.md", b"Text.")
    };
    check(file, &[("secret.md", Some(FileLeftOut::Encrypted))]);
}

#[test]
fn of_two_files_with_one_path_the_first_is_read() {
    let bytes = zip(&[("a.md", b"First."), ("./a.md", b"Second.")]);
    assert_eq!(
        files(&bytes),
        [
            ("a.md".to_owned(), None),
            ("a.md (2)".to_owned(), Some(FileLeftOut::Twice))
        ]
    );
    assert_eq!(read(&bytes, "a.md").passages[0].text, "First.");
}

#[test]
fn names_that_are_no_utf_8_are_read_as_zip_has_them() {
    let file = FileToPack {
        path: b"R\x81ckgabe-und-Gr\x94\xe1e.md",
        ..FileToPack::new("", b"45 Tage.")
    };
    check(file, &[("R\u{fc}ckgabe-und-Gr\u{f6}\u{df}e.md", None)]);
    let bytes = packed(&[file]);
    assert_eq!(
        read(&bytes, "Rückgabe-und-Größe.md").title,
        "Rückgabe und Größe"
    );
    let utf8 = FileToPack::new("Größe.md", b"45 Tage.");
    check(utf8, &[("Größe.md", None)]);
}

#[test]
fn an_archive_in_the_archive_and_a_damaged_list_are_said() {
    let inner = zip(&[("a.md", b"Text.")]);
    let bytes = zip(&[("part-1.zip", &inner), ("list.json", b"{")]);
    assert_eq!(
        files(&bytes),
        [
            ("list.json".to_owned(), Some(FileLeftOut::Kind)),
            ("part-1.zip".to_owned(), Some(FileLeftOut::Nested)),
        ]
    );
}
