//! A project with an empty index, and ways to inspect it.

use std::sync::Arc;

use porchlight_edge::{
    domain::job::Job,
    jobs,
    platform::{
        DirectoryDb, ProjectDb, Statement,
        db::{Db, execute, fetch_all},
        native::{Native, http::NativeHttp},
        placement::Together,
        sqlite::Sqlite,
    },
    providers::extractive::Extractive,
    services::sources::{self, NewSource, SourceError},
    store::{
        self,
        pages::outcomes::PageProblem,
        sources::{Source, SourceStatus},
    },
};
use porchlight_shared::ids::{OrganizationId, ProjectId, SourceId};
use serde::Deserialize;

use crate::server::Server;

const NOW: u64 = 1_790_000_000_000;
/// Long for a server on this machine, and short for a test that waits for it to pass.
const LONGEST_MS: u32 = 300;

pub(crate) struct Project {
    pub(crate) native: Native,
    pub(crate) id: ProjectId,
    pub(crate) server: Server,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Document {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) version: u32,
    pub(crate) passages: u64,
}

impl Project {
    pub(crate) async fn new() -> Self {
        Self::on(Arc::new(Sqlite::in_memory().unwrap())).await
    }

    pub(crate) async fn on(db: Arc<dyn Db>) -> Self {
        let http = NativeHttp {
            longest_ms: LONGEST_MS,
        };
        let together = Together(ProjectDb::new(Arc::clone(&db)));
        let native = Native::on(
            DirectoryDb::new(db),
            Arc::new(together),
            NOW,
            Arc::new(http),
            Arc::new(Extractive),
        )
        .unwrap();
        let id = ProjectId::new(NOW, [1; 10]);
        let organization = OrganizationId::new(NOW, [2; 10]);
        let statements = vec![
            Statement::new(
                "INSERT INTO organizations (id, name, created_at) VALUES (?1, 'Lamps', 0)",
            )
            .bind(organization),
            Statement::new(
                "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                 VALUES (?1, ?2, 'shop', 'Lamps', 0, 0)",
            )
            .bind(id)
            .bind(organization),
        ];
        native.db.batch(statements).await.unwrap();
        Self {
            native,
            id,
            server: Server::start().await,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.origin)
    }

    pub(crate) async fn add(&self, new: NewSource) -> Result<Source, SourceError> {
        sources::create(&self.native.platform, self.id, new).await
    }

    pub(crate) async fn rescrape(&self, id: SourceId) -> Result<Source, SourceError> {
        self.native.clock.advance(60_000);
        sources::rescrape(&self.native.platform, self.id, id).await
    }

    /// Runs the jobs in the queue until it is empty. Returns how many there were.
    pub(crate) async fn work(&self) -> usize {
        let mut count = 0;
        while let Some(job) = self.native.jobs.take() {
            self.run(job).await;
            count += 1;
        }
        count
    }

    pub(crate) async fn run(&self, job: Job) {
        self.native.clock.advance(1_000);
        jobs::run(&self.native.platform, job).await.unwrap();
    }

    /// Adds the source, and runs the jobs until it was read.
    pub(crate) async fn index(&self, new: NewSource) -> Source {
        let source = self.add(new).await.unwrap();
        self.work().await;
        self.source(source.id).await.unwrap()
    }

    pub(crate) async fn reindex(&self, id: SourceId) -> Source {
        self.rescrape(id).await.unwrap();
        self.work().await;
        self.source(id).await.unwrap()
    }

    /// Reads the source again, and accepts its losses.
    pub(crate) async fn reindex_with_losses(&self, id: SourceId) -> Source {
        let source = self.reindex(id).await;
        assert_eq!(source.status, SourceStatus::Held);
        self.accept(id).await
    }

    /// Accepts the losses of the last reading of the source.
    pub(crate) async fn accept(&self, id: SourceId) -> Source {
        sources::changes::accept(&self.native.platform, self.id, id)
            .await
            .unwrap();
        self.work().await;
        self.source(id).await.unwrap()
    }

    pub(crate) async fn source(&self, id: SourceId) -> Option<Source> {
        store::sources::by_id(&self.native.db, self.id, id)
            .await
            .unwrap()
    }

    pub(crate) async fn problems(&self, id: SourceId) -> Vec<PageProblem> {
        store::pages::outcomes::problems(&self.native.db, self.id, id, 100)
            .await
            .unwrap()
    }

    pub(crate) async fn documents(&self) -> Vec<Document> {
        let sql = "SELECT key, title, version,
                     (SELECT count(*) FROM passages WHERE document_id = documents.id AND version = documents.version)
                     AS passages
                   FROM documents ORDER BY key";
        fetch_all(&self.native.db, Statement::new(sql))
            .await
            .unwrap()
    }

    pub(crate) async fn paths(&self) -> Vec<String> {
        let documents = self.documents().await;
        let paths = documents
            .iter()
            .map(|document| document.key.replace(&self.server.origin, ""));
        paths.collect()
    }

    /// All rows in the tables of sources, to compare before and after.
    pub(crate) async fn everything(&self) -> Vec<String> {
        #[derive(Deserialize)]
        struct Row {
            row: String,
        }
        let sql = "SELECT json_array(key, title, version, content_hash, updated_at) AS row FROM documents
                   UNION ALL SELECT json_array(id, version, text, headings) FROM passages
                   UNION ALL SELECT json_array(status, failure_code, documents_found, documents_done, indexed_at)
                   FROM sources ORDER BY 1";
        let rows: Vec<Row> = fetch_all(&self.native.db, Statement::new(sql))
            .await
            .unwrap();
        rows.into_iter().map(|row| row.row).collect()
    }

    pub(crate) async fn passages(&self) -> Vec<(String, String)> {
        #[derive(Deserialize)]
        struct Row {
            headings: String,
            text: String,
        }
        let sql = "SELECT headings, text FROM passages ORDER BY document_id, position";
        let rows: Vec<Row> = fetch_all(&self.native.db, Statement::new(sql))
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| (row.headings, row.text))
            .collect()
    }

    pub(crate) async fn count(&self, sql: &'static str) -> u64 {
        #[derive(Deserialize)]
        struct Row {
            count: u64,
        }
        let rows: Vec<Row> = fetch_all(&self.native.db, Statement::new(sql))
            .await
            .unwrap();
        rows[0].count
    }

    pub(crate) async fn sql(&self, sql: &'static str) {
        execute(&self.native.db, Statement::new(sql)).await.unwrap();
    }
}

/// A page with a heading, a sentence and links.
pub(crate) fn page(title: &str, links: &[&str]) -> crate::server::Answer {
    let links = links.join("'>x</a> <a href='");
    crate::server::Answer::html(&format!(
        "<title>{title} | Shop</title><nav><a href='{links}'>x</a></nav><main><h1>{title}</h1><p>All about {title} in one sentence.</p></main>"
    ))
}

/// A sitemap of these paths.
pub(crate) fn sitemap(paths: &[&str]) -> crate::server::Answer {
    let urls = paths.join("</loc></url><url><loc>{ORIGIN}");
    crate::server::Answer::of_type(
        "application/xml",
        format!("<urlset><url><loc>{{ORIGIN}}{urls}</loc></url></urlset>").as_bytes(),
    )
}
