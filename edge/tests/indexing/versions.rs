//! The changes of a reading, those that wait for the owner's decision, and earlier versions of documents.

use std::sync::Arc;

use porchlight_edge::{
    platform::{Statement, db::fetch_all, sqlite::Sqlite},
    services::{
        index_source::notice::codes,
        maintenance,
        sources::{self, NewSource, SourceError, changes, settings::WantedSettings, steering},
    },
    store::{
        self,
        sources::{Source, SourceStatus, changes::ChangeKind},
    },
};
use porchlight_shared::ids::DocumentId;
use serde::Deserialize;

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

const PASSAGES: &str = "SELECT count(*) AS count FROM passages";

/// A page with this many questions and answers, each of which is a passage.
fn questions(title: &str, number: usize) -> Answer {
    let questions: Vec<String> = (1..=number)
        .map(|n| format!("<h2>What is {title} {n}?</h2><p>It is {title} number {n}.</p>"))
        .collect();
    Answer::html(&format!(
        "<title>{title}</title><main><h1>{title}</h1>{}</main>",
        questions.concat()
    ))
}

async fn site(paths: &[&str]) -> (Project, Source) {
    let project = Project::new().await;
    project.server.put("/sitemap.xml", sitemap(paths));
    for path in paths {
        project.server.put(path, page(path, &[]));
    }
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    (project, source)
}

/// Each change: its kind and path, and the passages before and after.
async fn changed(project: &Project, source: &Source) -> Vec<(ChangeKind, String, u64, u64)> {
    let db = &project.native.db;
    let changes = store::sources::changes::list(db, project.id, source.id, 100);
    let changes = changes.await.unwrap().into_iter().map(|change| {
        let path = change.key.replace(&project.server.origin, "");
        (
            change.kind,
            path,
            change.passages_before,
            change.passages_after,
        )
    });
    changes.collect()
}

async fn document_id(project: &Project) -> DocumentId {
    #[derive(Deserialize)]
    struct Row {
        id: DocumentId,
    }
    let sql = Statement::new("SELECT id FROM documents ORDER BY key");
    let rows: Vec<Row> = fetch_all(&project.native.db, sql).await.unwrap();
    rows[0].id
}

#[tokio::test]
async fn a_source_shows_what_its_last_reading_changed() {
    let (project, source) = site(&["/a", "/b", "/c", "/d"]).await;
    let first = changed(&project, &source).await;
    assert_eq!(first.len(), 4);
    assert!(first.iter().all(|change| change.0 == ChangeKind::Added));
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b", "/c", "/new"]))
        .put("/b", page("B, rewritten", &[]))
        .put("/new", page("New", &[]));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(
        changed(&project, &source).await,
        [
            (ChangeKind::Gone, "/d".to_owned(), 1, 0),
            (ChangeKind::Changed, "/b".to_owned(), 1, 1),
            (ChangeKind::Added, "/new".to_owned(), 0, 1),
        ]
    );
    let source = project.reindex(source.id).await;
    assert_eq!(changed(&project, &source).await, []);
}

#[tokio::test]
async fn a_reading_that_loses_more_than_a_third_waits_for_the_owners_word() {
    let (project, source) = site(&["/a", "/b", "/c", "/d", "/e"]).await;
    for path in ["/c", "/d", "/e"] {
        project.server.put(path, Answer::status(404));
    }
    let held = project.reindex(source.id).await;
    assert_eq!(held.status, SourceStatus::Held);
    assert_eq!(held.indexed_at, source.indexed_at);
    let notice = held.notice.clone().unwrap();
    assert!(notice.contains("leave 2 of 5 passages"), "{notice}");
    assert!(notice.contains("3 documents are gone"), "{notice}");
    assert_eq!(project.paths().await.len(), 5);
    assert_eq!(project.count(PASSAGES).await, 5);
    let told = "SELECT count(*) AS count FROM events WHERE type = 'source.held'
                AND data ->> 'passagesBefore' = 5 AND data ->> 'passagesAfter' = 2";
    assert_eq!(project.count(told).await, 1);
    let accepted = project.accept(held.id).await;
    assert_eq!(accepted.status, SourceStatus::Indexed);
    assert_eq!(accepted.notice, None);
    assert_eq!(project.paths().await, ["/a", "/b"]);
    let again = changes::accept(&project.native.platform, project.id, held.id).await;
    assert!(matches!(again, Err(SourceError::NothingHeld)));
}

#[tokio::test]
async fn losing_a_third_waits_for_nobody() {
    let (project, source) = site(&["/a", "/b", "/c"]).await;
    project.server.put("/c", Answer::status(404));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/a", "/b"]);
}

#[tokio::test]
async fn pages_that_become_short_count_as_lost_and_keep_their_passages_until_the_end() {
    let project = Project::new().await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b"]))
        .put("/a", questions("alpha", 6))
        .put("/b", questions("beta", 2));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    assert_eq!(project.count(PASSAGES).await, 8);
    project.server.put("/a", questions("alpha", 2));
    let held = project.reindex(source.id).await;
    assert_eq!(held.status, SourceStatus::Held);
    assert_eq!(project.count(PASSAGES).await, 8);
    assert_eq!(
        changed(&project, &held).await,
        [(ChangeKind::Changed, "/a".to_owned(), 6, 2)]
    );
    let accepted = project.accept(held.id).await;
    assert_eq!(accepted.status, SourceStatus::Indexed);
    assert_eq!(project.count(PASSAGES).await, 4);
    // A small loss does not have to wait.
    project.server.put("/b", questions("beta", 1));
    let source = project.reindex(accepted.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.count(PASSAGES).await, 3);
}

#[tokio::test]
async fn discarded_changes_leave_everything_as_it_was() {
    let project = Project::new().await;
    project.server.put("/a", questions("alpha", 6));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    project.server.put("/a", questions("alpha", 1));
    let held = project.reindex(source.id).await;
    assert_eq!(held.status, SourceStatus::Held);
    let platform = &project.native.platform;
    let dropped = changes::discard(platform, project.id, source.id)
        .await
        .unwrap();
    assert_eq!(dropped.status, SourceStatus::Indexed);
    assert_eq!(codes(&dropped.notice.unwrap()), ["discarded"]);
    assert_eq!(project.count(PASSAGES).await, 6);
    assert_eq!(changed(&project, &held).await, []);
    // The page has its earlier content at the next reading.
    project.server.put("/a", questions("alpha", 6));
    let source = project.reindex(source.id).await;
    assert_eq!(
        (source.status, source.notice),
        (SourceStatus::Indexed, None)
    );
}

#[tokio::test]
async fn a_source_that_waits_is_read_again_and_what_that_finds_counts() {
    let (project, source) = site(&["/a", "/b"]).await;
    project.server.put("/b", Answer::status(404));
    let held = project.reindex(source.id).await;
    assert_eq!(held.status, SourceStatus::Held);
    project.server.put("/b", page("/b", &[]));
    project.native.clock.advance(8 * 24 * 3_600_000);
    let platform = &project.native.platform;
    assert_eq!(maintenance::recrawl(platform).await.unwrap(), 1);
    project.work().await;
    let source = project.source(held.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/a", "/b"]);
    assert_eq!(changed(&project, &source).await, []);
}

#[tokio::test]
async fn what_an_owner_excludes_waits_for_no_further_word() {
    let (project, source) = site(&["/a", "/b", "/c"]).await;
    let wanted = WantedSettings {
        include: Some(vec!["/a".into()]),
        ..WantedSettings::default()
    };
    let platform = &project.native.platform;
    steering::update(platform, project.id, source.id, wanted)
        .await
        .unwrap();
    project.work().await;
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/a"]);
}

#[tokio::test]
async fn a_document_keeps_its_last_versions_and_goes_back_to_one() {
    let project = Project::new().await;
    project.server.put("/a", page("First", &[]));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    for title in ["Second", "Third", "Fourth", "Fifth"] {
        project.server.put("/a", page(title, &[]));
        project.reindex(source.id).await;
    }
    let (db, platform) = (&project.native.db, &project.native.platform);
    let id = document_id(&project).await;
    let titles = async || {
        let versions = store::documents::versions::list(db, project.id, id).await;
        let versions = versions.unwrap().into_iter();
        let titles: Vec<(u32, String)> = versions
            .map(|version| (version.version, version.title))
            .collect();
        titles
    };
    let earlier = titles().await;
    let numbers: Vec<u32> = earlier.iter().map(|(version, _)| *version).collect();
    assert_eq!(numbers, [4, 3, 2]);
    assert!(earlier[0].1.starts_with("Fourth"), "{earlier:?}");
    let restored = changes::restore(platform, project.id, source.id, id, Some(3)).await;
    let restored = restored.unwrap();
    assert!(restored.title.starts_with("Third"), "{}", restored.title);
    assert_eq!(restored.version, 6);
    let passages = project.passages().await;
    assert!(passages[0].1.contains("All about Third"), "{passages:?}");
    // The restored version stays while the page is unchanged, and is replaced once it changes.
    project.reindex(source.id).await;
    assert!(project.documents().await[0].title.starts_with("Third"));
    project.server.put("/a", page("Sixth", &[]));
    project.reindex(source.id).await;
    assert!(project.documents().await[0].title.starts_with("Sixth"));
    let missing = changes::restore(platform, project.id, source.id, id, Some(1)).await;
    assert!(matches!(missing, Err(SourceError::VersionNotFound)));
}

#[tokio::test]
async fn a_deleted_source_leaves_nothing_of_its_versions() {
    let project = Project::new().await;
    project.server.put("/a", questions("alpha", 4));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    project.server.put("/a", questions("beta", 4));
    project.reindex(source.id).await;
    project.server.put("/a", questions("beta", 1));
    project.reindex(source.id).await;
    sources::delete(&project.native.platform, project.id, source.id)
        .await
        .unwrap();
    for sql in [
        "SELECT count(*) AS count FROM document_versions",
        "SELECT count(*) AS count FROM staged_documents",
        "SELECT count(*) AS count FROM source_changes",
        "SELECT count(*) AS count FROM documents",
    ] {
        assert_eq!(project.count(sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_document_that_is_more_than_a_row_holds_is_replaced_without_its_earlier_version() {
    let db = Arc::new(Sqlite::in_memory().unwrap());
    let project = Project::on(db.clone()).await;
    project.server.put("/a", questions("alpha", 300));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    assert_eq!(project.count(PASSAGES).await, 300);
    project
        .sql("UPDATE passages SET alternatives = json_array(hex(zeroblob(5000)))")
        .await;
    db.limit_as_deployed().unwrap();
    project.server.put("/a", questions("beta", 300));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.documents().await[0].title, "beta");
    let versions = "SELECT count(*) AS count FROM document_versions";
    assert_eq!(project.count(versions).await, 0);
}
