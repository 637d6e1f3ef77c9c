//! The owner's settings for reading a source: which pages, how often, and with which header.

use porchlight_edge::{
    services::{
        maintenance,
        sources::{
            self, NewSource,
            settings::{RECRAWL_HOURS, WantedSettings},
            steering,
        },
    },
    store::sources::{Source, SourceStatus},
};
use porchlight_shared::ids::SourceId;

use crate::{
    server::{Answer, Server},
    support::{Project, page, sitemap},
};

const HOUR_MS: u64 = 3_600_000;

fn patterns(include: &[&str], exclude: &[&str]) -> WantedSettings {
    let owned = |texts: &[&str]| Some(texts.iter().map(ToString::to_string).collect());
    WantedSettings {
        include: owned(include),
        exclude: owned(exclude),
        ..WantedSettings::default()
    }
}

async fn index(project: &Project, new: NewSource, wanted: WantedSettings) -> Source {
    let platform = &project.native.platform;
    let source = sources::create_with(platform, project.id, new, wanted);
    let source = source.await.unwrap();
    project.work().await;
    project.source(source.id).await.unwrap()
}

async fn update(project: &Project, id: SourceId, wanted: WantedSettings) -> Source {
    let platform = &project.native.platform;
    project.native.clock.advance(60_000);
    steering::update(platform, project.id, id, wanted)
        .await
        .unwrap();
    project.work().await;
    project.source(id).await.unwrap()
}

/// The path, code and reason of the left-out pages.
async fn left_out(project: &Project, source: &Source) -> Vec<(String, String, String)> {
    let problems = project.problems(source.id).await;
    let mut left_out: Vec<_> = problems
        .into_iter()
        .map(|problem| {
            let path = problem.url.replace(&project.server.origin, "");
            (path, problem.failure_code, problem.failure_reason)
        })
        .collect();
    left_out.sort();
    left_out
}

async fn help_and_blog() -> Project {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/help/a", "/help/old/b", "/blog/x"]))
        .put("/help/a", page("A", &["/help/c", "/blog/y"]))
        .put("/help/c", page("C", &[]))
        .put("/help/old/b", page("B", &[]))
        .put("/blog/x", page("X", &["/help/only-from-there"]))
        .put("/blog/y", page("Y", &[]))
        .put("/help/only-from-there", page("Z", &[]));
    project
}

#[tokio::test]
async fn patterns_choose_the_pages_of_a_site_and_each_other_page_says_which_one() {
    let project = help_and_blog().await;
    let new = NewSource::Site {
        url: project.url("/"),
    };
    let source = index(&project, new, patterns(&["/help/"], &["/help/old/*"])).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    // The start page is read only for its links.
    assert_eq!(project.paths().await, ["/help/a", "/help/c"]);
    let left_out = left_out(&project, &source).await;
    let paths: Vec<&str> = left_out.iter().map(|page| page.0.as_str()).collect();
    assert_eq!(paths, ["/", "/blog/x", "/blog/y", "/help/old/b"]);
    assert!(left_out.iter().all(|page| page.1 == "excluded"));
    assert!(left_out[1].2.contains("include"), "{}", left_out[1].2);
    assert!(left_out[3].2.contains("/help/old/*"), "{}", left_out[3].2);
    assert!(!project.server.asked().contains(&"/blog/x".to_owned()));
}

#[tokio::test]
async fn changed_patterns_are_followed_at_once() {
    let project = help_and_blog().await;
    let new = NewSource::Site {
        url: project.url("/"),
    };
    let source = index(&project, new, WantedSettings::default()).await;
    assert_eq!(project.paths().await.len(), 7);
    let source = update(&project, source.id, patterns(&[], &["/blog/"])).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(
        project.paths().await,
        ["/", "/help/a", "/help/c", "/help/old/b"]
    );
    // Settings that are not named stay as they are.
    let wanted = WantedSettings {
        depth: Some(Some(1)),
        ..WantedSettings::default()
    };
    let source = update(&project, source.id, wanted).await;
    assert_eq!(project.paths().await, ["/", "/help/a", "/help/old/b"]);
    let notice = source.notice.clone().unwrap();
    assert!(notice.contains("more than 1 link away"), "{notice}");
    let left_out = left_out(&project, &source).await;
    assert_eq!(
        (left_out[2].0.as_str(), left_out[2].1.as_str()),
        ("/help/c", "too_deep")
    );
}

#[tokio::test]
async fn patterns_choose_among_the_pages_of_a_sitemap_and_where_they_redirect_to() {
    let project = Project::new().await;
    project
        .server
        .put(
            "/sitemap.xml",
            sitemap(&["/help/a", "/blog/x", "/help/moved"]),
        )
        .put("/help/a", page("A", &[]))
        .put("/blog/x", page("X", &[]))
        .put("/help/moved", Answer::redirect("/blog/x"));
    let new = NewSource::Sitemap {
        url: project.url("/sitemap.xml"),
    };
    let source = index(&project, new, patterns(&["/help/"], &[])).await;
    assert_eq!(project.paths().await, ["/help/a"]);
    let left_out = left_out(&project, &source).await;
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert!(left_out.iter().all(|page| page.1 == "excluded"));
}

#[tokio::test]
async fn patterns_that_leave_nothing_say_so() {
    let project = help_and_blog().await;
    let new = NewSource::Site {
        url: project.url("/"),
    };
    let source = index(&project, new, patterns(&[], &["/"])).await;
    assert_eq!(source.status, SourceStatus::Failed);
    assert_eq!(source.failure_code.as_deref(), Some("excluded"));
    assert!(source.failure_reason.unwrap().contains("your pattern /"));
}

#[tokio::test]
async fn a_source_is_read_again_after_its_own_hours() {
    let project = Project::new().await;
    project.server.put("/a", page("A", &[]));
    let hours = |hours| WantedSettings {
        recrawl_hours: Some(hours),
        ..WantedSettings::default()
    };
    let new = NewSource::Page {
        url: project.url("/a"),
    };
    let source = index(&project, new, hours(Some(2))).await;
    let platform = &project.native.platform;
    project.native.clock.advance(HOUR_MS);
    assert_eq!(maintenance::recrawl(platform).await.unwrap(), 0);
    project.native.clock.advance(HOUR_MS);
    assert_eq!(maintenance::recrawl(platform).await.unwrap(), 1);
    project.work().await;
    assert_eq!(project.source(source.id).await.unwrap().crawl, 2);
    for (wanted, wait, due) in [
        (Some(0), u64::from(RECRAWL_HOURS), 0),
        (None, 6 * 24, 0),
        (None, 2 * 24, 1),
    ] {
        update(&project, source.id, hours(wanted)).await;
        project.native.clock.advance(wait * HOUR_MS);
        let sent = maintenance::recrawl(platform).await.unwrap();
        assert_eq!(sent, due, "{wanted:?} after {wait} hours");
        if wanted == Some(0) {
            project.rescrape(source.id).await.unwrap();
            project.work().await;
        }
    }
}

fn with(answer: Answer, name: &'static str, value: &str) -> Answer {
    match answer {
        Answer::Sent(status, mut headers, body) => {
            headers.push((name, value.to_owned()));
            Answer::Sent(status, headers, body)
        }
        Answer::Never => Answer::Never,
    }
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let project = Project::new().await;
    project
        .server
        .put("/sitemap.xml", sitemap(&["/a", "/b", "/c"]))
        .put("/a", with(page("A", &[]), "ETag", "\"1\""))
        .put("/b", with(page("B", &[]), "ETag", "\"1\""))
        .put("/c", page("C", &[]));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    project.server.heads();
    project
        .server
        .put("/b", with(page("B, rewritten", &[]), "ETag", "\"2\""));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!((source.documents_found, source.documents_done), (3, 3));
    let versions: Vec<u32> = project
        .documents()
        .await
        .iter()
        .map(|document| document.version)
        .collect();
    assert_eq!(versions, [1, 2, 1]);
    let conditional = |heads: Vec<String>| {
        heads
            .iter()
            .filter(|head| head.contains("if-none-match: \"1\""))
            .count()
    };
    assert_eq!(conditional(project.server.heads()), 2);
    // A page whose document was lost is read in full.
    project
        .sql("UPDATE documents SET key = key || '-lost'")
        .await;
    project.reindex(source.id).await;
    assert_eq!(conditional(project.server.heads()), 0);
    assert_eq!(project.paths().await, ["/a", "/b", "/c"]);
}

#[tokio::test]
async fn a_page_whose_links_are_followed_is_read_whole() {
    let project = Project::new().await;
    project
        .server
        .put("/", with(page("Start", &["/a"]), "ETag", "\"1\""))
        .put("/a", page("A", &[]));
    let url = project.url("/");
    let source = project.index(NewSource::Site { url }).await;
    project.reindex(source.id).await;
    assert_eq!(project.paths().await, ["/", "/a"]);
}

const SECRET: &str = "member=a-long-secret-9f3a";

fn cookie() -> WantedSettings {
    WantedSettings {
        header: Some(Some(("Cookie".into(), SECRET.into()))),
        ..WantedSettings::default()
    }
}

/// The paths of the requests, with whether each had the secret.
fn opened(server: &Server) -> Vec<(String, bool)> {
    let heads = server.heads();
    heads
        .iter()
        .map(|head| {
            let path = head.split(' ').nth(1).unwrap().to_owned();
            (path, head.contains(&SECRET.to_ascii_lowercase()))
        })
        .collect()
}

#[tokio::test]
async fn a_header_opens_the_pages_of_its_origin_and_goes_nowhere_else() {
    let project = Project::new().await;
    let elsewhere = Server::start().await;
    elsewhere.put("/x", page("X", &[]));
    let away = format!("{}/x", elsewhere.origin);
    project
        .server
        .put(
            "/robots.txt",
            Answer::of_type("text/plain", b"User-agent: *\nDisallow: /secret\n"),
        )
        .put(
            "/sitemap.xml",
            sitemap(&["/a", "/away", "/moved", "/secret"]),
        )
        .put("/a", page("A", &[&away]))
        .put("/away", Answer::redirect(&away))
        .put(
            "/moved",
            Answer::html(&format!("<meta http-equiv=refresh content='0;url={away}'>")),
        )
        .put("/secret", page("Secret", &[]));
    let new = NewSource::Sitemap {
        url: project.url("/sitemap.xml"),
    };
    let source = index(&project, new, cookie()).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/a"]);
    let asked = opened(&project.server);
    for (path, has_secret) in &asked {
        assert_eq!(*has_secret, path != "/robots.txt", "{path}");
    }
    assert!(
        !asked.iter().any(|(path, _)| path == "/secret"),
        "{asked:?}"
    );
    let asked = opened(&elsewhere);
    assert!(asked.iter().any(|(path, _)| path == "/x"), "{asked:?}");
    assert!(asked.iter().all(|(_, has_secret)| !has_secret), "{asked:?}");
    // It is stored nowhere in plain text.
    assert_eq!(source.header_name.as_deref(), Some("cookie"));
    assert_eq!(source.header_last_four.as_deref(), Some("9f3a"));
    let clear = "SELECT count(*) AS count FROM sources WHERE json_array(sealed_header, header_name, url, content, notice)
                 LIKE '%a-long-secret%'";
    assert_eq!(project.count(clear).await, 0);
    let told = "SELECT count(*) AS count FROM events WHERE data LIKE '%secret-9f3a%'";
    assert_eq!(project.count(told).await, 0);
    // It is sealed for this source and origin, and opens nothing elsewhere.
    project
        .sql("UPDATE sources SET url = replace(url, '127.0.0.1', 'localhost')")
        .await;
    project.reindex(source.id).await;
    assert!(
        opened(&project.server)
            .iter()
            .all(|(_, has_secret)| !has_secret)
    );
}

#[tokio::test]
async fn another_header_reads_every_page_again_and_null_removes_it() {
    let project = Project::new().await;
    project
        .server
        .put("/a", with(page("A", &[]), "ETag", "\"1\""));
    let new = NewSource::Page {
        url: project.url("/a"),
    };
    let source = index(&project, new, cookie()).await;
    project.server.heads();
    let none = WantedSettings {
        header: Some(None),
        ..WantedSettings::default()
    };
    let source = update(&project, source.id, none).await;
    assert_eq!((source.crawl, source.header_name), (2, None));
    let heads = project.server.heads();
    assert!(heads.iter().all(|head| !head.contains("if-none-match")));
    assert!(heads.iter().all(|head| !head.contains("cookie")));
}

#[tokio::test]
async fn requests_name_porchlight_and_who_runs_it() {
    let project = Project::new().await;
    project.server.put("/a", page("A", &[]));
    let url = project.url("/a");
    project.index(NewSource::Page { url }).await;
    for head in project.server.heads() {
        assert!(head.contains("user-agent: porchlightbot/"), "{head}");
        assert!(head.contains("(+https://chat.example.com)"), "{head}");
    }
}
