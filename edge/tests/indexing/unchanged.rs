//! Pages that their server reports as unchanged, and what is in service nevertheless.

use porchlight_edge::{
    domain::job::Job,
    services::sources::{NewSource, changes, settings::WantedSettings, steering},
    store::sources::{Source, SourceStatus, running},
};

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

const PASSAGES: &str = "SELECT count(*) AS count FROM passages";
const SET_ASIDE: &str = "SELECT count(*) AS count FROM staged_documents";

/// The answer with an `ETag` of its own.
fn tagged(answer: Answer, tag: &str) -> Answer {
    let Answer::Sent(status, mut headers, body) = answer else {
        return answer;
    };
    headers.push(("ETag", format!("\"{tag}\"")));
    Answer::Sent(status, headers, body)
}

/// A page with this many questions, each of which is a passage.
fn questions(number: usize) -> Answer {
    let questions: Vec<String> = (1..=number)
        .map(|n| format!("<h2>What is lamp {n}?</h2><p>It is lamp number {n}.</p>"))
        .collect();
    let html = format!(
        "<title>Q</title><main><h1>Q</h1>{}</main>",
        questions.concat()
    );
    tagged(Answer::html(&html), &number.to_string())
}

async fn of_six_and_one() -> (Project, Source) {
    let project = Project::new().await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b"]))
        .put("/a", questions(6))
        .put("/b", tagged(page("B", &[]), "1"));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    assert_eq!(project.count(PASSAGES).await, 7);
    (project, source)
}

/// Reads the source again, and stops once something is set aside.
async fn read_until_set_aside(project: &Project, source: &Source) {
    project.rescrape(source.id).await.unwrap();
    while project.count(SET_ASIDE).await == 0 {
        let job = project.native.jobs.take().unwrap();
        project.run(job).await;
    }
}

#[tokio::test]
async fn what_waits_for_a_word_waits_still_after_the_next_reading() {
    let (project, source) = of_six_and_one().await;
    project.server.put("/a", questions(2));
    for _ in 0..2 {
        let held = project.reindex(source.id).await;
        assert_eq!(held.status, SourceStatus::Held);
        assert_eq!(project.count(PASSAGES).await, 7);
    }
    let platform = &project.native.platform;
    changes::discard(platform, project.id, source.id)
        .await
        .unwrap();
    assert_eq!(
        project.reindex(source.id).await.status,
        SourceStatus::Held,
        "the page says the same"
    );
    project.accept(source.id).await;
    assert_eq!(project.count(PASSAGES).await, 3);
    let after = project.reindex(source.id).await;
    assert_eq!(after.status, SourceStatus::Indexed);
    assert_eq!(project.count(PASSAGES).await, 3);
}

#[tokio::test]
async fn a_reading_that_is_broken_off_loses_no_change() {
    let (project, source) = of_six_and_one().await;
    project.server.put("/a", questions(5));
    read_until_set_aside(&project, &source).await;
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.count(PASSAGES).await, 6);
}

#[tokio::test]
async fn the_second_delivery_of_a_beginning_takes_nothing_away() {
    let (project, source) = of_six_and_one().await;
    project.server.put("/a", questions(5));
    project.rescrape(source.id).await.unwrap();
    let pending = project.source(source.id).await.unwrap();
    assert_eq!(pending.status, SourceStatus::Pending);
    while project.count(SET_ASIDE).await == 0 {
        let job = project.native.jobs.take().unwrap();
        project.run(job).await;
    }
    // This job has read that the source waits, and was slow.
    let late = running::begin(project.id, &pending, None, 0);
    project.native.db.batch(late).await.unwrap();
    assert_eq!(project.count(SET_ASIDE).await, 1);
    project.work().await;
    assert_eq!(project.count(PASSAGES).await, 6);
}

#[tokio::test]
async fn a_page_that_said_the_same_as_another_says_its_own_again() {
    let project = Project::new().await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b"]))
        .put("/a", tagged(page("A", &[]), "1"))
        .put("/b", tagged(page("B", &[]), "1"));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    project.server.put("/b", tagged(page("A", &[]), "2"));
    project.reindex_with_losses(source.id).await;
    assert_eq!(project.paths().await, ["/a"]);
    project.server.put("/b", tagged(page("B", &[]), "1"));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/a", "/b"]);
}

#[tokio::test]
async fn a_page_that_could_not_be_reached_is_still_known() {
    let (project, source) = of_six_and_one().await;
    project.server.put("/b", Answer::status(503));
    project.reindex(source.id).await;
    project.server.put("/b", tagged(page("B", &[]), "1"));
    project.server.heads();
    project.reindex(source.id).await;
    let heads = project.server.heads();
    let of_b = heads.iter().find(|head| head.starts_with("get /b "));
    assert!(of_b.unwrap().contains("if-none-match"), "{heads:?}");
    assert_eq!(project.count(PASSAGES).await, 7);
}

#[tokio::test]
async fn what_an_owner_excludes_goes_although_it_has_not_changed() {
    let project = Project::new().await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/old", "/b"]))
        .put("/old", Answer::redirect("/hidden/a"))
        .put("/hidden/a", tagged(page("A", &[]), "1"))
        .put("/b", tagged(page("B", &[]), "1"));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    assert_eq!(project.paths().await, ["/b", "/hidden/a"]);
    let wanted = WantedSettings {
        exclude: Some(vec!["/hidden/*".into()]),
        ..WantedSettings::default()
    };
    let platform = &project.native.platform;
    project.native.clock.advance(60_000);
    steering::update(platform, project.id, source.id, wanted)
        .await
        .unwrap();
    project.work().await;
    assert_eq!(project.paths().await, ["/b"]);
}

#[tokio::test]
async fn a_source_that_is_deleted_has_the_sources_read_that_lead_to_its_pages() {
    let project = Project::new().await;
    project.server.put("/a", page("A", &[]));
    let url = project.url("/a");
    let source = project.index(NewSource::Page { url }).await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b"]))
        .put("/b", page("B", &[]));
    let url = project.url("/sitemap.xml");
    let finder = project.index(NewSource::Sitemap { url }).await;
    let platform = &project.native.platform;
    porchlight_edge::services::sources::delete(platform, project.id, source.id)
        .await
        .unwrap();
    assert_eq!(
        project.native.jobs.take(),
        Some(Job::IndexSourceV1 {
            project_id: project.id,
            source_id: finder.id
        })
    );
    let finder = project.source(finder.id).await.unwrap();
    assert_eq!(
        finder.status,
        SourceStatus::Pending,
        "should its job be lost"
    );
}
