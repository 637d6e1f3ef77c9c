//! Sources and documents as an owner sees them.

use serde_json::{json, to_value};

use super::*;

fn source(kind: SourceKind, status: SourceStatus, found: u64, done: u64) -> Source {
    Source {
        id: SourceId::new(1, [1; 10]),
        kind,
        name: "https://shop.example/Help".to_owned(),
        url: Some("https://shop.example/help".to_owned()),
        status,
        failure: None,
        notice: None,
        notice_codes: Vec::new(),
        progress: Progress { found, done },
        updated_at: String::new(),
        indexed_at: None,
    }
}

#[test]
fn a_source_says_how_far_it_is() {
    use SourceKind::{Page, Site};
    use SourceStatus::{Failed, Held, Indexed, Indexing, Pending};
    for (kind, status, state, what) in [
        (Site, Pending, "Waiting to be read", "Website"),
        (Site, Indexing, "Reading: 12 of 40 pages", "Website"),
        (Site, Indexed, "Ready", "Website, 12 pages"),
        (Page, Failed, "Could not be read", "Page"),
        (Site, Held, "Waits for your decision", "Website, 12 pages"),
    ] {
        let source = source(kind, status, 40, 12);
        assert_eq!((source.state(), source.what()), (state.into(), what.into()));
        assert_eq!(source.is_reading(), matches!(status, Pending | Indexing));
    }
    assert_eq!(source(Page, Indexing, 1, 0).state(), "Reading");
}

#[test]
fn sources_are_found_by_a_part_of_their_name() {
    let sources = [source(SourceKind::Page, SourceStatus::Indexed, 1, 1)];
    assert_eq!(found(&sources, " HELP ").count(), 1);
    assert_eq!(found(&sources, "").count(), 1);
    assert_eq!(found(&sources, "returns").count(), 0);
}

#[test]
fn what_is_added_is_what_the_server_takes() {
    let added = |new: &NewSource| to_value(new).unwrap();
    let site = NewSource::Address {
        url: address(" shop.example/docs "),
        kind: SourceKind::Site,
    };
    assert_eq!(
        added(&site),
        json!({ "url": "https://shop.example/docs", "kind": "site" })
    );
    let file = NewSource::File {
        filename: "a.md".into(),
        content: "# A".into(),
    };
    assert_eq!(
        added(&file),
        json!({ "filename": "a.md", "content": "# A" })
    );
    let answer = NewSource::Answer {
        question: "Why?".into(),
        answer: "So.".into(),
        alternatives: Vec::new(),
    };
    assert_eq!(
        added(&answer),
        json!({ "question": "Why?", "answer": "So.", "alternatives": [] })
    );
    assert_eq!(address("http://shop.example"), "http://shop.example");
    assert_eq!(address(" "), "");
}

#[test]
fn what_can_be_chosen_is_sent_as_text_or_as_it_is() {
    let binary: Vec<&str> = CHOSEN_FILES
        .split(',')
        .filter(|name| !is_text(name))
        .collect();
    assert_eq!(binary, BINARY_FILES);
    assert!(is_text("FAQ.CSV"));
}

#[test]
fn the_fragment_opens_a_source_or_a_document() {
    let (source, document) = (SourceId::new(1, [1; 10]), DocumentId::new(2, [2; 10]));
    let opened = |text: &str| Opened::at(text);
    assert_eq!(opened(""), Opened::default());
    assert_eq!(opened(&source.to_string()).source, Some(source));
    let both = opened(&format!("{source}/{document}"));
    assert_eq!((both.source, both.document), (Some(source), Some(document)));
    assert_eq!(opened(&format!("nonsense/{document}")), Opened::default());
}

#[test]
fn changes_are_told_in_a_sentence() {
    let mut changes = Changes {
        added: 1,
        changed: 0,
        gone: 3,
        passages_before: 20,
        passages_after: 8,
        is_held: true,
        documents: Vec::new(),
    };
    assert_eq!(
        changes.sentence(),
        "1 added, 0 changed, 3 gone. Passages before: 20, they would be: 8."
    );
    changes.is_held = false;
    assert!(changes.sentence().contains("now: 8"));
    (changes.added, changes.gone) = (0, 0);
    assert_eq!(changes.sentence(), "The last reading changed nothing.");
}

#[test]
fn a_file_in_other_letters_is_refused_and_not_garbled() {
    assert_eq!(
        decoded(b"\xef\xbb\xbfR\xc3\xbcckgabe".to_vec()),
        Ok("Rückgabe".to_owned())
    );
    let refused = decoded(b"R\xfcckgabe".to_vec()).unwrap_err();
    assert!(refused.contains("UTF-8"), "{refused}");
}

#[test]
fn an_address_without_a_source_is_told_apart_from_one_that_is_on_its_way() {
    let known = source(SourceKind::Page, SourceStatus::Indexed, 1, 1);
    let (id, other) = (known.id, SourceId::new(2, [2; 10]));
    let failed = Problem::network();
    for (sources, asked, place) in [
        (Loaded::Waiting, id, Place::Waiting),
        (Loaded::Failed(failed.clone()), id, Place::Failed(failed)),
        (Loaded::Here(vec![known.clone()]), id, Place::There),
        (Loaded::Here(vec![known]), other, Place::Nowhere),
    ] {
        assert_eq!(Place::of(&sources, asked), place);
    }
}
