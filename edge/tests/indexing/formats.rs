//! Tables of questions and answers, Word documents, feeds and `llms.txt`, as files and at addresses.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_edge::{services::sources::NewSource, store::sources::SourceStatus};

use crate::{
    folders::zip,
    server::Answer,
    support::{Project, page},
};

/// A Word document with this text in one paragraph.
fn docx(text: &str) -> Vec<u8> {
    let content = format!(
        "<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    zip(&[("word/document.xml", content.as_bytes())])
}

fn file(filename: &str, content: impl Into<String>) -> NewSource {
    NewSource::File {
        filename: filename.to_owned(),
        content: content.into(),
    }
}

#[tokio::test]
async fn a_table_of_questions_is_a_passage_for_each_and_says_which_rows_are_left_out() {
    let project = Project::new().await;
    let table = "Frage;Antwort\nOffen?;Ja, bis 17 Uhr.\nGratis?;\nGroß?;Nein.\n";
    let source = project.index(file("faq.csv", table)).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(
        source.notice.as_deref(),
        Some("Not read: line 3: the answer is missing.")
    );
    let texts: Vec<String> = project
        .passages()
        .await
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(texts, ["Ja, bis 17 Uhr.", "Nein."]);
    let left_out = project.problems(source.id).await;
    assert_eq!(left_out.len(), 1);
    assert_eq!(left_out[0].url, "line 3");
    assert_eq!(left_out[0].failure_code, "row_left_out");
    assert_eq!(
        left_out[0].failure_reason,
        "The row is not read: the answer is missing."
    );
}

#[tokio::test]
async fn every_row_that_is_left_out_is_listed_in_order_wherever_the_table_stands() {
    let project = Project::new().await;
    let rows: Vec<String> = (1..=60).map(|n| format!("Question {n}?,\n")).collect();
    let rows = rows.concat();
    let table = format!("question,answer\n{rows}Open?,Until 5 p.m.\n");
    let source = project.index(file("faq.csv", table.as_str())).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    let notice = source.notice.unwrap();
    assert!(
        notice.contains("line 21: the answer is missing; 40 further rows"),
        "{notice}"
    );
    let places = project.problems(source.id).await;
    let places: Vec<&str> = places.iter().map(|row| row.url.as_str()).collect();
    let expected: Vec<String> = (2..=61).map(|n| format!("line {n}")).collect();
    assert_eq!(places, expected);
    assert_eq!((source.documents_found, source.documents_done), (1, 1));

    let unread = project
        .index(file("bad.csv", "question,answer\nOpen?,\n"))
        .await;
    assert_eq!(unread.failure_code.as_deref(), Some("no_text"));
    assert_eq!(project.problems(unread.id).await[0].url, "line 2");

    project.server.put(
        "/faq.csv",
        Answer::of_type("text/csv", b"question,answer\nA?,\nB?,Yes.\n"),
    );
    let url = project.url("/faq.csv");
    let found = project.index(NewSource::Page { url: url.clone() }).await;
    let again = project.reindex(found.id).await;
    for source in [found, again] {
        assert_eq!(source.status, SourceStatus::Indexed);
        assert!(source.notice.unwrap().starts_with("Not read: 1 row."));
        let left_out = project.problems(source.id).await;
        assert_eq!(left_out[0].url, format!("{url}, line 2"));
    }
}

#[tokio::test]
async fn a_word_document_is_read_as_a_file_and_at_an_address() {
    let project = Project::new().await;
    let bytes = docx("Parcels go back within 45 days.");
    let sent = project
        .index(file("guide.docx", BASE64.encode(&bytes)))
        .await;
    assert_eq!(
        sent.status,
        SourceStatus::Indexed,
        "{:?}",
        sent.failure_reason
    );
    project.server.put(
        "/guide.docx",
        Answer::of_type("application/octet-stream", &bytes),
    );
    let url = project.url("/guide.docx");
    let found = project.index(NewSource::Page { url }).await;
    assert_eq!(
        found.status,
        SourceStatus::Indexed,
        "{:?}",
        found.failure_reason
    );
    let texts: Vec<String> = project
        .passages()
        .await
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(texts, ["Parcels go back within 45 days."; 2]);
    let refused = project
        .add(file("guide.docx", BASE64.encode(b"\xd0\xcf\x11\xe0")))
        .await;
    assert_eq!(refused.unwrap_err().code(), "invalid_docx");
    let damaged = project
        .index(file("guide.docx", BASE64.encode(b"PK\x03\x04")))
        .await;
    assert_eq!(damaged.failure_code.as_deref(), Some("word_damaged"));
}

#[tokio::test]
async fn feeds_and_llms_txt_are_lists_of_pages() {
    let feed = "<rss version='2.0'><channel><link>{ORIGIN}/</link><item><link>{ORIGIN}/a</link></item></channel></rss>";
    let llms = "# Shop\n\n- [A](/a): all of it\n";
    for (path, content_type, body) in [
        ("/feed.xml", "application/rss+xml", feed),
        ("/llms.txt", "text/plain", llms),
    ] {
        let project = Project::new().await;
        project
            .server
            .put(path, Answer::of_type(content_type, body.as_bytes()));
        project.server.put("/a", page("A", &[]));
        let url = project.url(path);
        let source = project.index(NewSource::Sitemap { url }).await;
        assert_eq!(
            source.status,
            SourceStatus::Indexed,
            "{:?}",
            source.failure_reason
        );
        assert_eq!(project.paths().await, ["/a"]);
    }
    let project = Project::new().await;
    project.server.put(
        "/feed.xml",
        Answer::of_type("application/rss+xml", feed.as_bytes()),
    );
    let url = project.url("/feed.xml");
    let source = project.index(NewSource::Page { url }).await;
    assert_eq!(source.failure_code.as_deref(), Some("list_of_pages"));
}
