//! Pages, sitemaps and sites, read for the first time.

use porchlight_edge::{services::sources::NewSource, store::sources::SourceStatus};

use crate::{
    server::Answer,
    support::{Document, Project, page, sitemap},
};

#[tokio::test]
async fn a_page_is_read_without_its_chrome() {
    let project = Project::new().await;
    project.server.put(
        "/scams/",
        Answer::html(include_str!("../pages/common-scams.en.html")),
    );
    let source = project
        .index(NewSource::Page {
            url: project.url("/scams/?utm_source=mail#x"),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!((source.documents_found, source.documents_done), (1, 1));
    assert_eq!(source.name, project.url("/scams/"));
    assert_eq!(
        project.documents().await,
        [Document {
            key: project.url("/scams/"),
            title: "What are some common scams?".into(),
            version: 1,
            passages: 9,
        }]
    );
    let passages = project.passages().await;
    let whole = format!("{passages:?}");
    for chrome in [
        "cookies",
        "On this site",
        "helpful",
        "Related articles",
        "Privacy",
        "Help center",
    ] {
        assert!(!whole.contains(chrome), "{chrome}");
    }
    assert_eq!(
        passages[1],
        (
            r#"["What are some common scams?","Fake emails and texts"]"#.to_owned(),
            "Scammers send emails or text messages that look official, often using government logos and language. \
             This is called phishing. Phishing attacks may:\n\n\
             - Urge you to click on a link to “verify your account”\n\
             - Claim there is an urgent issue with your benefits or tax return\n\
             - Ask for personal information such as Social Security numbers or bank details"
                .to_owned()
        )
    );
}

#[tokio::test]
async fn pages_in_spanish_and_chinese_are_read_alike() {
    let project = Project::new().await;
    project.server.put(
        "/es",
        Answer::html(include_str!("../pages/authentication-application.es.html")),
    );
    project.server.put(
        "/zh",
        Answer::html(include_str!("../pages/text-or-phone-call.zh.html")),
    );
    for path in ["/es", "/zh"] {
        let source = project
            .index(NewSource::Page {
                url: project.url(path),
            })
            .await;
        assert_eq!(source.status, SourceStatus::Indexed, "{path}");
    }
    let documents = project.documents().await;
    let titles: Vec<&str> = documents
        .iter()
        .map(|document| document.title.as_str())
        .collect();
    assert_eq!(
        titles,
        ["Aplicación de autenticación", "接受短信或接听电话"]
    );
    let whole = format!("{:?}", project.passages().await);
    assert!(whole.contains("[Authy](https://authy.com/)"));
    assert!(!whole.contains("Artículos relacionados") && !whole.contains("相关文章"));
}

#[tokio::test]
async fn a_sitemap_gives_the_pages_of_its_own_site() {
    let project = Project::new().await;
    let index = "<sitemapindex><sitemap><loc>{ORIGIN}/1.xml</loc></sitemap><sitemap><loc>{ORIGIN}/gone.xml</loc></sitemap>\
        <sitemap><loc>https://elsewhere.example/2.xml</loc></sitemap></sitemapindex>";
    project
        .server
        .put("/index.xml", Answer::of_type("text/xml", index.as_bytes()));
    project.server.put("/1.xml", Answer::of_type("text/xml", b"<urlset><url><loc>{ORIGIN}/a</loc></url>\
        <url><loc>{ORIGIN}/a#again</loc></url><url><loc>{ORIGIN}/manual.zip</loc></url><url><loc>{ORIGIN}/missing</loc></url>\
        <url><loc>https://elsewhere.example/</loc></url><url><loc>http://10.0.0.1/</loc></url></urlset>"));
    project
        .server
        .put("/a", page("A", &["/unlisted"]))
        .put("/unlisted", page("Unlisted", &[]));
    let source = project
        .index(NewSource::Sitemap {
            url: project.url("/index.xml"),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!((source.documents_found, source.documents_done), (2, 2));
    assert_eq!(project.paths().await, ["/a"]);
    let problems = project.problems(source.id).await;
    let codes: Vec<_> = problems
        .iter()
        .map(|problem| problem.failure_code.as_str())
        .collect();
    assert_eq!(codes, ["not_found", "not_found"]);
}

#[tokio::test]
async fn a_site_is_read_by_its_sitemap_within_its_folder() {
    let project = Project::new().await;
    let robots = b"User-agent: *\nDisallow: /docs/private/\nSitemap: {ORIGIN}/map.xml\n";
    project
        .server
        .put("/robots.txt", Answer::of_type("text/plain", robots));
    project.server.put(
        "/map.xml",
        sitemap(&["/docs/", "/docs/a", "/docs/private/b", "/blog/c"]),
    );
    project
        .server
        .put("/docs/", page("Docs", &["/docs/unlisted"]));
    project
        .server
        .put("/docs/a", page("A", &[]))
        .put("/docs/unlisted", page("U", &[]));
    project
        .server
        .put("/docs/private/b", page("B", &[]))
        .put("/blog/c", page("C", &[]));
    let source = project
        .index(NewSource::Site {
            url: project.url("/docs/"),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Indexed, "{source:?}");
    assert_eq!(project.paths().await, ["/docs/", "/docs/a"]);
    assert_eq!(
        project.problems(source.id).await[0].failure_code,
        "robots_disallowed"
    );
    assert!(
        !project
            .server
            .asked()
            .contains(&"/docs/private/b".to_owned())
    );
}

#[tokio::test]
async fn a_site_without_a_sitemap_is_read_by_its_links() {
    let project = Project::new().await;
    project.server.put(
        "/docs",
        page(
            "Docs",
            &[
                "docs/a",
                "/docs/b?utm_source=x#y",
                "/blog/",
                "https://elsewhere.example/",
            ],
        ),
    );
    project.server.put(
        "/docs/a",
        page("A", &["b", "c", "/docs/picture.png", "mailto:a@b.example"]),
    );
    project.server.put("/docs/b", page("B", &["/docs"]));
    project.server.put("/docs/c", Answer::redirect("/login"));
    project.server.put("/login", page("Login", &[]));
    let source = project
        .index(NewSource::Site {
            url: project.url("/docs"),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/docs", "/docs/a", "/docs/b"]);
    let problems = project.problems(source.id).await;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].failure_code, "left_source");
}

#[tokio::test]
async fn links_are_not_followed_where_the_header_says_so() {
    let project = Project::new().await;
    let with_tag = |title: &str, link: &str, tag: &str| match page(title, &[link]) {
        Answer::Sent(status, mut headers, body) => {
            headers.push(("X-Robots-Tag", tag.to_owned()));
            Answer::Sent(status, headers, body)
        }
        never @ Answer::Never => never,
    };
    project
        .server
        .put("/", page("Start", &["/a", "/b"]))
        .put(
            "/a",
            with_tag("A", "/not", "googlebot: noindex, porchlightbot: nofollow"),
        )
        .put("/b", with_tag("B", "/c", "googlebot: nofollow"))
        .put("/c", page("C", &[]))
        .put("/not", page("Not", &[]));
    let url = project.url("/");
    project.index(NewSource::Site { url }).await;
    assert_eq!(project.paths().await, ["/", "/a", "/b", "/c"]);
}

#[tokio::test]
async fn a_site_with_many_pages_takes_many_jobs_and_stops_at_the_limit() {
    let project = Project::new().await;
    let paths: Vec<String> = (0..520).map(|n| format!("/p/{n}")).collect();
    for path in &paths {
        project.server.put(path, page(path, &[]));
    }
    let listed: Vec<&str> = paths.iter().map(String::as_str).collect();
    project.server.put("/sitemap.xml", sitemap(&listed));
    let source = project
        .add(NewSource::Sitemap {
            url: project.url("/sitemap.xml"),
        })
        .await
        .unwrap();
    let jobs = project.work().await;
    assert!((500 / 8..600).contains(&jobs), "{jobs}");
    let source = project.source(source.id).await.unwrap();
    assert_eq!((source.documents_found, source.documents_done), (500, 500));
    assert_eq!(
        project
            .count("SELECT count(*) AS count FROM documents")
            .await,
        500
    );
}

#[tokio::test]
async fn a_step_uses_no_more_of_the_platform_than_a_request_may() {
    let project = Project::new().await;
    let paths: Vec<String> = (0..20).map(|n| format!("/p/{n}")).collect();
    for path in &paths {
        project.server.put(path, page(path, &[]));
    }
    let listed: Vec<&str> = paths.iter().map(String::as_str).collect();
    project.server.put("/sitemap.xml", sitemap(&listed));
    project
        .add(NewSource::Sitemap {
            url: project.url("/sitemap.xml"),
        })
        .await
        .unwrap();
    while let Some(job) = project.native.jobs.take() {
        project.server.asked();
        let before = project
            .count("SELECT count(*) AS count FROM documents")
            .await;
        project.run(job).await;
        let read = project
            .count("SELECT count(*) AS count FROM documents")
            .await
            - before;
        assert!(read <= 6, "{read} documents of seven statements each");
        assert!(project.server.asked().len() <= 50);
    }
}

#[tokio::test]
async fn files_and_pairs_are_read_from_the_database() {
    let project = Project::new().await;
    let file = NewSource::File {
        filename: "returns.md".into(),
        content: "# Returns\n\nYou have 30 days.".into(),
    };
    let pair = NewSource::Answer {
        question: "Do you ship to Norway?".into(),
        answer: "Yes, in three to five working days.".into(),
        alternatives: vec!["Delivery to Oslo?".into()],
    };
    for (new, title) in [(file, "Returns"), (pair, "Do you ship to Norway?")] {
        let source = project.index(new).await;
        assert_eq!(source.status, SourceStatus::Indexed);
        assert_eq!((source.documents_found, source.documents_done), (1, 1));
        let documents = project.documents().await;
        assert!(
            documents
                .iter()
                .any(|document| document.title == title && document.passages == 1)
        );
    }
    let empty = NewSource::File {
        filename: "empty.html".into(),
        content: "<script>x()</script>".into(),
    };
    assert_eq!(
        project.index(empty).await.failure_code.as_deref(),
        Some("no_text")
    );
}
