//! One document for each page, whatever source and host it is found in.

use porchlight_edge::{
    services::sources::{self, NewSource},
    store::sources::SourceStatus,
};
use porchlight_knowledge::source_limits::FETCHES_PER_JOB;

use crate::{
    server::Answer,
    support::{Project, page},
    variants::{left_out, site},
};

#[tokio::test]
async fn another_spelling_of_the_host_counts_only_if_it_leads_to_the_source() {
    let project = Project::new().await;
    let port = project.server.origin.rsplit(':').next().unwrap().to_owned();
    let other = |path: &str| format!("http://localhost:{port}{path}");
    project
        .server
        .put("/", page("Start", &[&other("/a"), &other("/b")]))
        .put("/a", page("A", &[]))
        .put("/b", page("B", &[]))
        .put("localhost/a", page("A of another shop", &[]));
    let source = site(&project).await;
    assert_eq!(project.paths().await, ["/"]);
    let problems = project.problems(source.id).await;
    assert_eq!(problems.len(), 2, "{problems:?}");
    for problem in problems {
        assert_eq!(problem.failure_code, "other_host");
        assert!(problem.url.starts_with(&other("")), "{}", problem.url);
        assert!(problem.failure_reason.contains("source of its own"));
    }
    // Once it redirects, it counts as the same site.
    project.server.put(
        "localhost/a",
        Answer::redirect(&format!("{}/a", project.server.origin)),
    );
    project.reindex(source.id).await;
    assert_eq!(project.paths().await, ["/", "/a", "/b"]);
}

/// A project whose sitemap lists pages at another spelling of its host, and that spelling.
async fn with_sitemap_of_other_host(paths: &[&str]) -> (Project, String) {
    let project = Project::new().await;
    let port = project.server.origin.rsplit(':').next().unwrap().to_owned();
    let other = format!("http://localhost:{port}");
    let urls: Vec<String> = paths
        .iter()
        .map(|path| format!("<url><loc>{other}{path}</loc></url>"))
        .collect();
    let sitemap = format!("<urlset>{}</urlset>", urls.concat());
    project.server.put(
        "/sitemap.xml",
        Answer::of_type("application/xml", sitemap.as_bytes()),
    );
    (project, other)
}

#[tokio::test]
async fn a_dead_link_does_not_make_another_spelling_another_site() {
    // The first address redirects to the source, and does not exist there.
    let (project, _) = with_sitemap_of_other_host(&["/gone", "/a", "/b"]).await;
    let home = project.server.origin.clone();
    project
        .server
        .put("localhost/gone", Answer::redirect(&format!("{home}/gone")))
        .put("/gone", Answer::status(410))
        .put("/a", page("A", &[]))
        .put("/b", page("B", &[]));
    let url = project.url("/sitemap.xml");
    project.index(NewSource::Sitemap { url }).await;
    assert_eq!(project.paths().await, ["/a", "/b"]);
    // The first address does not exist at the other host, but its start page redirects.
    for status in [403, 404, 410] {
        let (project, _) = with_sitemap_of_other_host(&["/gone", "/a"]).await;
        let home = project.server.origin.clone();
        project
            .server
            .put("localhost/gone", Answer::status(status))
            .put("localhost/", Answer::redirect(&format!("{home}/")))
            .put("/", page("Start", &[]))
            .put("/a", page("A", &[]));
        let url = project.url("/sitemap.xml");
        project.index(NewSource::Sitemap { url }).await;
        assert_eq!(project.paths().await, ["/a"], "{status}");
    }
}

#[tokio::test]
async fn two_hosts_that_are_two_sites_keep_a_path_each() {
    let (project, other) = with_sitemap_of_other_host(&["/a"]).await;
    project
        .server
        .put("/a", page("A", &[]))
        .put("localhost/a", page("A of another shop", &[]));
    let here = NewSource::Page {
        url: project.url("/a"),
    };
    let there = NewSource::Page {
        url: format!("{other}/a"),
    };
    for new in [here, there] {
        let source = project.index(new).await;
        assert_eq!(source.status, SourceStatus::Indexed);
        project.native.clock.advance(1_000);
    }
    assert_eq!(project.documents().await.len(), 2);
}

/// Puts four redirects before `answer`, which is then at `{path}/4`.
fn put_behind_redirects(project: &Project, path: &str, answer: Answer) {
    for hop in 0..4 {
        let from = match hop {
            0 => path.to_owned(),
            _ => format!("{path}/{hop}"),
        };
        let next = format!("{path}/{}", hop + 1);
        project.server.put(&from, Answer::redirect(&next));
    }
    project.server.put(&format!("{path}/4"), answer);
}

#[tokio::test]
async fn asking_another_spelling_stays_within_the_requests_of_a_job() {
    let project = Project::new().await;
    let port = project.server.origin.rsplit(':').next().unwrap().to_owned();
    let paths: Vec<String> = (0..8).map(|n| format!("/p{n}")).collect();
    // Seven pages with the same text take many requests and few statements. The last one leads to the other spelling.
    for path in &paths[..7] {
        put_behind_redirects(&project, path, page("Same", &[]));
    }
    let away = format!("http://localhost:{port}/from");
    put_behind_redirects(&project, "/p7", page("Last", &[&away]));
    put_behind_redirects(&project, "/from", page("From", &[]));
    let links: Vec<&str> = paths.iter().map(String::as_str).collect();
    project.server.put("/", page("Start", &links));
    let url = project.url("/");
    let source = project.add(NewSource::Site { url }).await.unwrap();
    while let Some(job) = project.native.jobs.take() {
        project.server.asked();
        project.run(job).await;
        let asked = project.server.asked().len();
        assert!(
            asked <= usize::try_from(FETCHES_PER_JOB).unwrap(),
            "{asked}"
        );
    }
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/", "/from/4", "/p0/4", "/p7/4"]);
}

#[tokio::test]
async fn a_page_of_two_sources_is_one_document() {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/a/", "/b"]))
        .put("/a", page("A", &[]))
        .put("/a/", page("A", &[]))
        .put("/b", page("B", &[]));
    let whole = site(&project).await;
    assert_eq!(project.paths().await, ["/", "/a/", "/b"]);
    // A page that is a source of its own is kept there, whichever source was added first.
    let url = project.url("/a");
    let alone = project.index(NewSource::Page { url }).await;
    assert_eq!(alone.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/", "/a", "/b"]);
    let whole = project.reindex(whole.id).await;
    assert_eq!(project.paths().await, ["/", "/a", "/b"]);
    assert_eq!((whole.documents_found, whole.documents_done), (2, 2));
    assert_eq!(
        left_out(&project, &whole).await,
        [("/a/".to_owned(), "in_other_source".to_owned())]
    );
    // Without that source, it is read for the other one again.
    sources::delete(&project.native.platform, project.id, alone.id)
        .await
        .unwrap();
    project.work().await;
    assert_eq!(project.paths().await, ["/", "/a/", "/b"]);
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM passages")
            .await,
        3
    );
}

#[tokio::test]
async fn of_two_sites_the_first_keeps_a_page_of_both() {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/docs/a"]))
        .put("/docs/", page("Docs", &["/docs/a", "/docs/b"]))
        .put("/docs/a", page("A", &[]))
        .put("/docs/b", page("B", &[]));
    site(&project).await;
    project.native.clock.advance(1_000);
    let url = project.url("/docs/");
    let docs = project.index(NewSource::Site { url }).await;
    assert_eq!(docs.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/", "/docs/", "/docs/a", "/docs/b"]);
    let problems = project.problems(docs.id).await;
    assert!(
        problems[0].failure_reason.contains(&project.url("/")),
        "{problems:?}"
    );
}

#[tokio::test]
async fn files_of_one_name_are_two_documents() {
    let project = Project::new().await;
    for text in ["# A\n\nSome text.", "# B\n\nOther text."] {
        let file = NewSource::File {
            filename: "a.md".into(),
            content: text.into(),
        };
        project.index(file).await;
    }
    assert_eq!(project.documents().await.len(), 2);
}

#[tokio::test]
async fn the_header_link_names_a_pages_own_address() {
    let project = Project::new().await;
    let with_link = |answer: Answer, link: &str| match answer {
        Answer::Sent(status, mut headers, body) => {
            headers.push(("Link", link.to_owned()));
            Answer::Sent(status, headers, body)
        }
        Answer::Never => Answer::Never,
    };
    let text = "We ship daily. Parcels go by post.";
    project
        .server
        .put("/", page("Start", &["/copy", "/w?x=1"]))
        .put(
            "/copy",
            with_link(
                Answer::html(&format!("<h1>Copy</h1><p>{text} Printed today.</p>")),
                "</style.css>; rel=preload, <{ORIGIN}/original>; rel=\"canonical\"",
            ),
        )
        .put(
            "/original",
            Answer::html(&format!("<h1>Original</h1><p>{text}</p>")),
        )
        .put(
            "/w?x=1",
            with_link(
                Answer::of_type("text/plain", b"All about words."),
                "<{ORIGIN}/w>; rel=canonical",
            ),
        )
        .put("/w", Answer::of_type("text/plain", b"All about words."));
    let source = site(&project).await;
    assert_eq!(project.paths().await, ["/", "/original", "/w"]);
    assert_eq!(
        left_out(&project, &source).await,
        [
            ("/copy".to_owned(), "duplicate".to_owned()),
            ("/w?x=1".to_owned(), "duplicate".to_owned())
        ]
    );
}
