//! How fast and how often a host is requested: `Crawl-delay`, one source at a time, and the dates in sitemaps.

use porchlight_edge::{
    domain::job::Job,
    jobs,
    services::{
        index_source::notice::codes,
        sources::{self, NewSource},
    },
    store::{
        maintenance::DueSource,
        sources::{Source, SourceStatus},
    },
};
use porchlight_knowledge::source_limits::CRAWL_DELAY_MS;
use porchlight_shared::ids::SourceId;

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

const SECOND: u64 = 1_000;

impl Project {
    /// Runs the jobs second by second for this long. Returns each requested page, with the second of the request.
    async fn work_for(&self, seconds: u64) -> Vec<(u64, String)> {
        let mut asked = Vec::new();
        self.server.asked();
        for second in 0..seconds {
            while let Some(job) = self.native.jobs.take() {
                jobs::run(&self.native.platform, job).await.unwrap();
            }
            let paths = self.server.asked().into_iter();
            asked.extend(paths.map(|path| (second, path)));
            self.native.clock.advance(SECOND);
        }
        asked.retain(|(_, path)| path != "/robots.txt");
        asked
    }

    async fn read_when_due(&self, id: SourceId) -> Source {
        self.native.clock.advance(60 * SECOND);
        let platform = &self.native.platform;
        let due = DueSource {
            project_id: self.id,
            id,
        };
        sources::due::rescrape(platform, &platform.project(self.id), &[due])
            .await
            .unwrap();
        self.work().await;
        self.source(id).await.unwrap()
    }
}

fn robots(text: &str) -> Answer {
    Answer::of_type("text/plain", text.as_bytes())
}

async fn site_of_three(robots_txt: &str) -> Project {
    let project = Project::new().await;
    project
        .server
        .put("/robots.txt", robots(robots_txt))
        .put("/sitemap.xml", sitemap(&["/a", "/b", "/c"]))
        .put("/a", page("A", &[]))
        .put("/b", page("B", &[]))
        .put("/c", page("C", &[]));
    project
}

fn seconds(asked: &[(u64, String)]) -> Vec<u64> {
    asked.iter().map(|(second, _)| *second).collect()
}

#[tokio::test]
async fn a_host_rests_between_two_pages_for_as_long_as_it_asks() {
    let project = site_of_three("User-agent: *\nCrawl-delay: 7").await;
    let url = project.url("/sitemap.xml");
    let source = project.add(NewSource::Sitemap { url }).await.unwrap();
    let asked = project.work_for(60).await;
    // The sitemap is requested before any robots.txt, which the first page needs.
    assert_eq!(asked.len(), 4, "{asked:?}");
    let seconds = seconds(&asked);
    assert!(
        seconds.windows(2).skip(1).all(|two| two[1] - two[0] >= 7),
        "{asked:?}"
    );
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(source.documents_done, 3);
    assert_eq!(source.notice, None);
}

#[tokio::test]
async fn a_site_rests_after_its_start_too() {
    let project = site_of_three("User-agent: *\nCrawl-delay: 7").await;
    project.server.put("/", page("Start", &["/a", "/b", "/c"]));
    let url = project.url("/");
    let source = project.add(NewSource::Site { url }).await.unwrap();
    let asked = project.work_for(120).await;
    let seconds = seconds(&asked);
    assert!(
        seconds.windows(2).all(|two| two[1] - two[0] >= 7),
        "{asked:?}"
    );
    assert_eq!(project.source(source.id).await.unwrap().documents_done, 4);
}

#[tokio::test]
async fn a_rest_that_is_too_long_is_cut_and_the_notice_says_so() {
    let project = site_of_three("User-agent: *\nCrawl-delay: 600").await;
    let url = project.url("/sitemap.xml");
    let source = project.add(NewSource::Sitemap { url }).await.unwrap();
    let asked = project.work_for(300).await;
    let most = u64::from(CRAWL_DELAY_MS) / SECOND;
    let seconds = seconds(&asked);
    assert!(
        seconds
            .windows(2)
            .skip(1)
            .all(|two| (most..most + 3).contains(&(two[1] - two[0]))),
        "{asked:?}"
    );
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    let notice = source.notice.unwrap();
    assert!(
        notice.contains("asks for 600 seconds between two pages; Porchlight waits 30 seconds"),
        "{notice}"
    );
    assert_eq!(codes(&notice), ["slow"]);
}

/// A refusal with this `Retry-After`, in seconds.
fn refused(status: u16, seconds: u64) -> Answer {
    let headers = vec![("Retry-After", seconds.to_string())];
    Answer::Sent(status, headers, Vec::new())
}

#[tokio::test]
async fn a_host_that_says_when_to_come_again_is_left_alone_until_then() {
    for status in [429, 503] {
        let project = site_of_three("").await;
        project.server.put("/b", refused(status, 40));
        let url = project.url("/sitemap.xml");
        let source = project.add(NewSource::Sitemap { url }).await.unwrap();
        let asked = project.work_for(30).await;
        assert!(!asked.iter().any(|(_, path)| path == "/c"), "{asked:?}");
        project.server.put("/b", page("B", &[]));
        let asked = project.work_for(60).await;
        assert!(asked.iter().all(|(second, _)| *second >= 9), "{asked:?}");
        let source = project.source(source.id).await.unwrap();
        assert_eq!(source.status, SourceStatus::Indexed);
        assert_eq!(project.paths().await, ["/a", "/b", "/c"]);
    }
}

#[tokio::test]
async fn what_a_host_refuses_twice_or_for_too_long_is_left_for_the_next_reading() {
    for seconds in [20, 3_600] {
        let project = site_of_three("").await;
        let url = project.url("/sitemap.xml");
        let source = project.index(NewSource::Sitemap { url }).await;
        assert_eq!(project.paths().await, ["/a", "/b", "/c"]);
        project
            .server
            .put("/b", refused(429, seconds))
            .put("/a", page("A", &["/new"]));
        project.read_when_due(source.id).await;
        let asked = project.work_for(700).await;
        let of_b = asked.iter().filter(|(_, path)| path == "/b").count();
        assert!(of_b <= 1, "{asked:?}");
        let source = project.source(source.id).await.unwrap();
        assert_eq!(source.status, SourceStatus::Indexed);
        // The previous text stays in service.
        assert_eq!(project.paths().await, ["/a", "/b", "/c"]);
        let problems = project.problems(source.id).await;
        assert!(
            problems
                .iter()
                .all(|problem| problem.failure_code == "busy"),
            "{problems:?}"
        );
        assert!(
            problems
                .iter()
                .any(|problem| problem.failure_reason.contains("asks to wait")),
            "{problems:?}"
        );
    }
}

#[tokio::test]
async fn two_sources_of_one_host_are_read_one_after_the_other() {
    let project = site_of_three("User-agent: *\nCrawl-delay: 5").await;
    project.server.put("/d", page("D", &[]));
    let first = project
        .add(NewSource::Sitemap {
            url: project.url("/sitemap.xml"),
        })
        .await
        .unwrap();
    let second = project
        .add(NewSource::Page {
            url: project.url("/d"),
        })
        .await
        .unwrap();
    let asked = project.work_for(200).await;
    assert_eq!(asked.len(), 5, "{asked:?}");
    let seconds = seconds(&asked);
    assert!(
        seconds.windows(2).skip(1).all(|two| two[1] - two[0] >= 5),
        "{asked:?}"
    );
    for id in [first.id, second.id] {
        assert_eq!(
            project.source(id).await.unwrap().status,
            SourceStatus::Indexed
        );
    }
}

#[tokio::test]
async fn a_step_waits_while_another_source_has_the_host() {
    let project = site_of_three("").await;
    let url = project.url("/a");
    let source = project.add(NewSource::Page { url }).await.unwrap();
    // A step of another source has claimed the host, and was stopped.
    project
        .sql("INSERT INTO crawled_hosts SELECT id, '127.0.0.1', 'other', 1790000060000 FROM projects")
        .await;
    let asked = project.work_for(50).await;
    assert_eq!(asked, []);
    let waiting = project.source(source.id).await.unwrap();
    assert_eq!(waiting.status, SourceStatus::Pending);
    assert!(waiting.updated_at > source.updated_at);
    let asked = project.work_for(60).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(
        project.source(source.id).await.unwrap().status,
        SourceStatus::Indexed
    );
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM crawled_hosts WHERE holder IS NOT NULL")
            .await,
        0
    );
}

#[tokio::test]
async fn a_source_that_fails_lets_its_host_go() {
    let project = Project::new().await;
    let source = project
        .index(NewSource::Site {
            url: project.url("/"),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Failed);
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM crawled_hosts WHERE holder IS NOT NULL")
            .await,
        0
    );
}

fn dated(dates: [&str; 3]) -> Answer {
    let urls: Vec<String> = ["/a", "/b", "/c"]
        .iter()
        .zip(dates)
        .map(|(path, date)| {
            format!("<url><loc>{{ORIGIN}}{path}</loc><lastmod>{date}</lastmod></url>")
        })
        .collect();
    Answer::of_type(
        "application/xml",
        format!("<urlset>{}</urlset>", urls.concat()).as_bytes(),
    )
}

const MONDAY: &str = "2026-09-14T09:00:00Z";
const TUESDAY: &str = "2026-09-15T09:00:00Z";

#[tokio::test]
async fn only_pages_that_the_sitemap_calls_changed_are_asked_for_again() {
    let project = site_of_three("").await;
    project.server.put("/sitemap.xml", dated([MONDAY; 3]));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    project.server.asked();
    project
        .server
        .put("/sitemap.xml", dated([MONDAY, TUESDAY, MONDAY]));
    project.server.put("/b", page("B, rewritten", &[]));
    let source = project.read_when_due(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    let asked: Vec<String> = project.server.asked();
    assert_eq!(
        asked
            .iter()
            .filter(|path| *path != "/robots.txt")
            .collect::<Vec<_>>(),
        ["/sitemap.xml", "/b"]
    );
    assert_eq!((source.documents_found, source.documents_done), (3, 3));
    let versions: Vec<u32> = project
        .documents()
        .await
        .iter()
        .map(|document| document.version)
        .collect();
    assert_eq!(versions, [1, 2, 1]);

    // The owner requested it, so the dates in the sitemap do not count.
    project.reindex(source.id).await;
    let asked = project.server.asked();
    for path in ["/a", "/b", "/c"] {
        assert!(asked.contains(&path.to_owned()), "{asked:?}");
    }

    // The dates are too old to be believed.
    project.native.clock.advance(31 * 24 * 60 * 60 * SECOND);
    project.read_when_due(source.id).await;
    assert!(project.server.asked().contains(&"/a".to_owned()));

    // A page that must not be read any more is not kept because of its date.
    project
        .server
        .put("/robots.txt", robots("User-agent: *\nDisallow: /a"));
    project.read_when_due(source.id).await;
    assert_eq!(
        project.problems(source.id).await[0].failure_code,
        "robots_disallowed"
    );
}

#[tokio::test]
async fn a_date_says_nothing_of_a_page_whose_document_is_not_there() {
    let project = site_of_three("").await;
    project.server.put("/sitemap.xml", dated([MONDAY; 3]));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    project
        .sql("UPDATE documents SET key = key || '-before' WHERE key LIKE '%/c'")
        .await;
    project.server.asked();
    project.read_when_due(source.id).await;
    assert!(project.server.asked().contains(&"/c".to_owned()));
    let job = Job::IndexSourceV1 {
        project_id: project.id,
        source_id: source.id,
    };
    project.run(job).await;
    assert_eq!(
        project.source(source.id).await.unwrap().status,
        SourceStatus::Indexed
    );
}
