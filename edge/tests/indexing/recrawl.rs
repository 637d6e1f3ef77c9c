//! Reading again, and jobs that run twice, late or without need.

use porchlight_edge::{
    domain::job::Job,
    jobs,
    services::sources::{self, NewSource},
    store::sources::SourceStatus,
};

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

async fn site_of_three() -> (Project, porchlight_edge::store::sources::Source) {
    let project = Project::new().await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b", "/c"]));
    project
        .server
        .put("/a", page("A", &[]))
        .put("/b", page("B", &[]))
        .put("/c", page("C", &[]));
    let source = project
        .index(NewSource::Sitemap {
            url: project.url("/sitemap.xml"),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Indexed);
    (project, source)
}

async fn versions(project: &Project) -> Vec<u32> {
    project
        .documents()
        .await
        .iter()
        .map(|document| document.version)
        .collect()
}

#[tokio::test]
async fn only_what_changed_gets_a_new_version() {
    let (project, source) = site_of_three().await;
    // Another menu does not change the page.
    project
        .server
        .put("/a", page("A", &["/new-menu"]))
        .put("/b", page("B, rewritten", &[]));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(versions(&project).await, [1, 2, 1]);
    assert!(
        project
            .documents()
            .await
            .iter()
            .all(|document| document.passages == 1)
    );
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM passages")
            .await,
        3
    );
}

#[tokio::test]
async fn pages_that_vanished_are_removed_and_those_that_fail_for_now_are_kept() {
    let (project, source) = site_of_three().await;
    project.server.put("/sitemap.xml", sitemap(&["/a", "/b"]));
    project.server.put("/b", Answer::status(500));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/a", "/b"]);
    assert_eq!(
        project.problems(source.id).await[0].failure_code,
        "server_error"
    );
    project.server.put("/b", Answer::status(404));
    project.reindex_with_losses(source.id).await;
    assert_eq!(project.paths().await, ["/a"]);
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM passages")
            .await,
        1
    );
}

#[tokio::test]
async fn a_failed_recrawl_leaves_what_was_read_in_service() {
    let (project, source) = site_of_three().await;
    for answer in [
        Answer::status(500),
        Answer::status(404),
        Answer::html("<p>Maintenance</p>"),
    ] {
        project.server.put("/sitemap.xml", answer);
        let failed = project.reindex(source.id).await;
        assert_eq!(failed.status, SourceStatus::Failed);
        assert_eq!(failed.indexed_at, source.indexed_at);
        assert_eq!(project.paths().await, ["/a", "/b", "/c"]);
        assert_eq!(
            project
                .count("SELECT count(*) AS count FROM passages")
                .await,
            3
        );
    }
    project.server.put("/sitemap.xml", sitemap(&["/a"]));
    assert_eq!(
        project.reindex_with_losses(source.id).await.status,
        SourceStatus::Indexed
    );
    assert_eq!(project.paths().await, ["/a"]);
}

#[tokio::test]
async fn a_page_that_fails_everywhere_fails_its_source_and_stays() {
    let project = Project::new().await;
    project.server.put("/page", page("Page", &[]));
    let source = project
        .index(NewSource::Page {
            url: project.url("/page"),
        })
        .await;
    for answer in [
        Answer::status(404),
        Answer::Never,
        Answer::html(""),
        Answer::redirect("http://10.0.0.1/"),
    ] {
        project.server.put("/page", answer);
        assert_eq!(
            project.reindex(source.id).await.status,
            SourceStatus::Failed
        );
        assert_eq!(project.paths().await, ["/page"]);
    }
}

#[tokio::test]
async fn every_job_may_come_twice() {
    let (project, source) = site_of_three().await;
    project.rescrape(source.id).await.unwrap();
    let mut seen = Vec::new();
    while let Some(job) = project.native.jobs.take() {
        project.run(job.clone()).await;
        project.run(job.clone()).await;
        seen.push(job);
    }
    let before = project.everything().await;
    assert_eq!(versions(&project).await, [1, 1, 1]);
    for job in seen {
        project.run(job).await;
    }
    assert_eq!(project.work().await, 0);
    assert_eq!(project.everything().await, before);
}

#[tokio::test]
async fn a_job_that_was_lost_between_its_steps_goes_on() {
    let (project, source) = site_of_three().await;
    project.rescrape(source.id).await.unwrap();
    let start = project.native.jobs.take().unwrap();
    project.run(start.clone()).await;
    // The process died before it could record that the step was done, and the queue lost the next job.
    project.native.jobs.take().unwrap();
    project.sql("UPDATE sources SET step = 0").await;
    project.run(start).await;
    project.work().await;
    assert_eq!(
        project.source(source.id).await.unwrap().status,
        SourceStatus::Indexed
    );
}

#[tokio::test]
async fn a_page_that_ends_its_job_each_time_is_given_up_and_the_others_are_read() {
    let (project, source) = site_of_three().await;
    project.rescrape(source.id).await.unwrap();
    for _ in 0..2 {
        let job = project.native.jobs.take().unwrap();
        project.run(job).await;
    }
    // As if the job had died on them twice: all three were taken, then one of them alone.
    project.sql("UPDATE pages SET state = 'waiting', attempts = 1 + (url LIKE '%/b') WHERE kind = 'page'").await;
    project.sql("UPDATE sources SET status = 'indexing'").await;
    project.work().await;
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    let problems = project.problems(source.id).await;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        (problems[0].url.as_str(), problems[0].failure_code.as_str()),
        (project.url("/b").as_str(), "gave_up")
    );
    assert_eq!(project.paths().await, ["/a", "/b", "/c"]);
}

#[tokio::test]
async fn asking_again_breaks_off_what_runs() {
    let (project, source) = site_of_three().await;
    project.rescrape(source.id).await.unwrap();
    let start = project.native.jobs.take().unwrap();
    project.run(start).await;
    let old = project.native.jobs.take().unwrap();
    project.rescrape(source.id).await.unwrap();
    project.run(old).await;
    assert_eq!(
        project.source(source.id).await.unwrap().status,
        SourceStatus::Pending
    );
    project.work().await;
    let source = project.source(source.id).await.unwrap();
    assert_eq!((source.status, source.crawl), (SourceStatus::Indexed, 3));
}

#[tokio::test]
async fn deleting_a_source_removes_all_of_it_even_while_it_is_read() {
    let (project, source) = site_of_three().await;
    project.rescrape(source.id).await.unwrap();
    let start = project.native.jobs.take().unwrap();
    project.run(start).await;
    sources::delete(&project.native.platform, project.id, source.id)
        .await
        .unwrap();
    project.work().await;
    for sql in [
        "SELECT count(*) AS count FROM sources",
        "SELECT count(*) AS count FROM documents",
        "SELECT count(*) AS count FROM passages",
        "SELECT count(*) AS count FROM passage_terms",
        "SELECT count(*) AS count FROM pages",
        "SELECT coalesce(sum(passages), 0) AS count FROM passage_statistics",
    ] {
        assert_eq!(project.count(sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_job_that_was_given_up_shows_in_its_source() {
    let (project, source) = site_of_three().await;
    project.rescrape(source.id).await.unwrap();
    let job = Job::IndexPagesV1 {
        project_id: project.id,
        source_id: source.id,
        crawl: 2,
        step: 3,
    };
    jobs::give_up(&project.native.platform, job).await.unwrap();
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.failure_code.as_deref(), Some("gave_up"));
    assert_eq!(project.paths().await.len(), 3);
}
