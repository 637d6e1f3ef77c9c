//! Alternative phrasings that an owner adds to a section.

use porchlight_edge::{
    platform::{Statement, db::fetch_all},
    services::{
        alternatives,
        sources::{self, NewSource},
    },
};
use porchlight_shared::ids::{DocumentId, PassageId};
use serde::Deserialize;

use crate::{
    server::Answer,
    support::{Project, page},
    variants::site,
};

#[derive(Deserialize)]
struct Row {
    id: PassageId,
    document_id: DocumentId,
}

const WITH: &str = "
    SELECT count(*) AS count FROM passages WHERE alternatives LIKE '%money back%'";

#[tokio::test]
async fn they_stay_when_the_page_is_read_again_and_go_with_the_source() {
    let project = Project::new().await;
    project.server.put("/a", page("A", &[]));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    let rows: Vec<Row> = fetch_all(
        &project.native.db,
        Statement::new("SELECT id, document_id FROM passages"),
    )
    .await
    .unwrap();
    let place = (rows[0].document_id, rows[0].id);
    for _ in 0..2 {
        let added = ["When do I get my money back?".to_owned()];
        // The passage gets another id with each change, as when its page is read again.
        let found = alternatives::add(
            &project.native.platform,
            project.id,
            place,
            &added,
            Vec::new(),
        )
        .await
        .unwrap();
        assert!(found.is_some() || project.count(WITH).await == 1);
        assert_eq!(project.count(WITH).await, 1);
    }
    project.server.put("/a", page("A", &["/another"]));
    project.reindex(source.id).await;
    assert_eq!(project.count(WITH).await, 1, "an unchanged page");
    let rewritten =
        "<title>A | Shop</title><main><h1>A</h1><p>Another sentence about it.</p></main>";
    project.server.put("/a", Answer::html(rewritten));
    project.reindex(source.id).await;
    let changed = project
        .count("SELECT count(*) AS count FROM passages WHERE text LIKE 'Another%'")
        .await;
    assert_eq!((changed, project.count(WITH).await), (1, 1));
    let renamed = "<title>B | Shop</title><main><h1>B</h1><p>Another sentence about it.</p></main>";
    project.server.put("/a", Answer::html(renamed));
    project.reindex(source.id).await;
    assert_eq!(
        project.count(WITH).await,
        1,
        "the same under another heading"
    );
    project.reindex(source.id).await;
    assert_eq!(project.count(WITH).await, 1);
    let other = "<title>C | Shop</title><main><h1>C</h1><p>Nothing of this was here.</p></main>";
    project.server.put("/a", Answer::html(other));
    project.reindex(source.id).await;
    assert_eq!(project.count(WITH).await, 0, "another subject");
    sources::delete(&project.native.platform, project.id, source.id)
        .await
        .unwrap();
    let left = project
        .count("SELECT count(*) AS count FROM added_alternatives")
        .await;
    assert_eq!(left, 0);
}

/// A page of one section, with a passage for each of `days`.
fn one_section(days: &[u32]) -> Answer {
    let sentence =
        "Lamps of this kind have a shade of oak and a foot of brass, and are made by hand. ";
    let paragraphs: Vec<String> = days
        .iter()
        .map(|days| format!("<p>Within {days} days. {}</p>", sentence.repeat(6)))
        .collect();
    Answer::html(&format!(
        "<title>A | Shop</title><main><h1>A</h1>{}</main>",
        paragraphs.concat()
    ))
}

#[tokio::test]
async fn of_a_section_of_many_passages_only_the_one_that_was_meant_has_them() {
    const MEANT: &str = "SELECT count(*) AS count FROM passages
        WHERE alternatives LIKE '%money back%' AND text LIKE '%Within 12 days%'";
    let project = Project::new().await;
    let days = [10, 11, 12, 13, 14];
    project.server.put("/a", one_section(&days));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM passages")
            .await,
        5
    );
    let meant = "SELECT id, document_id FROM passages WHERE text LIKE '%Within 12 days%'";
    let rows: Vec<Row> = fetch_all(&project.native.db, Statement::new(meant))
        .await
        .unwrap();
    let added = ["When do I get my money back?".to_owned()];
    let place = (rows[0].document_id, rows[0].id);
    let platform = &project.native.platform;
    let found = alternatives::add(platform, project.id, place, &added, Vec::new());
    assert_eq!(found.await.unwrap(), Some(added.to_vec()));
    let with = async || (project.count(WITH).await, project.count(MEANT).await);
    assert_eq!(with().await, (1, 1));
    // First there is more text before it, and then another text in its old place.
    project
        .server
        .put("/a", one_section(&[8, 9, 10, 11, 12, 13, 14]));
    project.reindex(source.id).await;
    assert_eq!(with().await, (1, 1));
    project
        .server
        .put("/a", one_section(&[10, 11, 15, 13, 14, 16, 17]));
    project.reindex(source.id).await;
    let in_its_place = project
        .count(
            "SELECT count(*) AS count FROM passages
             WHERE alternatives LIKE '%money back%' AND text LIKE '%Within 15 days%'",
        )
        .await;
    assert_eq!((project.count(WITH).await, in_its_place), (1, 1));
}

/// The page belongs to the site, then to a source of its own, and once that is removed, to the site again.
#[tokio::test]
async fn they_go_with_the_page_to_the_source_that_keeps_it() {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/a"]))
        .put("/a", page("A", &[]));
    site(&project).await;
    let rows: Vec<Row> = fetch_all(
        &project.native.db,
        Statement::new("SELECT id, document_id FROM passages WHERE url LIKE '%/a'"),
    )
    .await
    .unwrap();
    let added = ["When do I get my money back?".to_owned()];
    let place = (rows[0].document_id, rows[0].id);
    alternatives::add(
        &project.native.platform,
        project.id,
        place,
        &added,
        Vec::new(),
    )
    .await
    .unwrap()
    .unwrap();
    project.native.clock.advance(1_000);
    let url = project.url("/a");
    let own = project.index(NewSource::Page { url }).await;
    let of_own =
        "SELECT count(*) AS count FROM documents JOIN sources ON sources.id = documents.source_id
                  WHERE sources.kind = 'page'";
    assert_eq!(
        project.count(of_own).await,
        1,
        "the page is the new source's"
    );
    assert_eq!(project.count(WITH).await, 1);
    sources::delete(&project.native.platform, project.id, own.id)
        .await
        .unwrap();
    project.work().await;
    assert_eq!(project.paths().await, ["/", "/a"]);
    assert_eq!(project.count(WITH).await, 1);
}
