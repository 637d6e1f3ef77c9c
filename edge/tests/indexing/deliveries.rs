//! The queue may deliver a job twice, even at the same time.

use std::sync::Arc;

use async_trait::async_trait;
use porchlight_edge::{
    jobs,
    platform::{
        db::{Db, DbError, Ran, Row, Sql},
        sqlite::Sqlite,
    },
    services::sources::NewSource,
    store::{
        pages::outcomes::{self, PageOutcome, PageState},
        sources::SourceStatus,
    },
};
use tokio::task::yield_now;

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

/// A database that lets other tasks run before each statement.
struct Polite(Sqlite);

#[async_trait(?Send)]
impl Db for Polite {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        yield_now().await;
        self.0.query(sql).await
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        yield_now().await;
        self.0.batch(all).await
    }
}

/// The most statements by which one delivery can be ahead of the other. The last step of a crawl takes fewer.
const AHEAD: usize = 14;

#[tokio::test]
async fn two_deliveries_of_one_step_at_once_end_as_one() {
    for ahead in 0..AHEAD {
        let project = Project::on(Arc::new(Polite(Sqlite::in_memory().unwrap()))).await;
        let paths = ["/1", "/2", "/3", "/4", "/5"];
        project.server.put("/sitemap.xml", sitemap(&paths));
        for path in paths {
            let text = format!(
                "<title>{path}</title><main><h1>Page {path}</h1><p>All about {path}.</p>\
                 <h2>News</h2><p>The new lamps are here, and there is a discount on all of them.</p></main>"
            );
            project.server.put(path, Answer::html(&text));
        }
        let url = project.url("/sitemap.xml");
        let source = project.add(NewSource::Sitemap { url }).await.unwrap();
        let platform = &project.native.platform;
        while let Some(job) = project.native.jobs.take() {
            project.native.clock.advance(1_000);
            let second = async {
                for _ in 0..ahead {
                    yield_now().await;
                }
                jobs::run(platform, job.clone()).await
            };
            let (first, second) = tokio::join!(jobs::run(platform, job.clone()), second);
            // The queue delivers failed jobs again.
            if first.is_err() || second.is_err() {
                jobs::run(platform, job).await.unwrap();
            }
        }
        let source = project.source(source.id).await.unwrap();
        assert_eq!(
            (source.status, source.failure_code),
            (SourceStatus::Indexed, None),
            "{ahead} statements ahead"
        );
        assert_eq!(project.paths().await, paths, "{ahead} statements ahead");
        let told = "SELECT count(*) AS count FROM events WHERE type = 'source.indexed'";
        assert_eq!(project.count(told).await, 1, "{ahead} statements ahead");
    }
}

#[tokio::test]
async fn a_page_that_one_delivery_has_read_stays_read() {
    let project = Project::new().await;
    project.server.put("/page", page("Page", &[]));
    let url = project.url("/page");
    let source = project.add(NewSource::Page { url }).await.unwrap();
    let start = project.native.jobs.take().unwrap();
    project.run(start).await;
    // Another delivery took the page at the same time, and finds that it was read.
    let read = project.source(source.id).await.unwrap();
    let late = PageOutcome {
        url: project.url("/page"),
        state: PageState::Failed,
        attempts: 2,
        document_key: None,
        text_hash: None,
        validators: None,
        failure_code: Some("duplicate"),
        failure_reason: Some("This is another address of itself.".into()),
    };
    let record = outcomes::record(project.id, &read, &[late]);
    project.native.db.batch(vec![record]).await.unwrap();
    project.work().await;
    assert_eq!(
        project.source(source.id).await.unwrap().status,
        SourceStatus::Indexed
    );
}
