//! One document for each page, however many addresses lead to it.

use porchlight_edge::{
    services::{index_source::notice::codes, sources::NewSource},
    store::sources::SourceStatus,
};

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

/// A page with `canonical` as its canonical address.
fn page_of(title: &str, canonical: &str, text: &str, links: &[&str]) -> Answer {
    let links = links.join("'>x</a> <a href='");
    Answer::html(&format!(
        "<title>{title}</title><link rel=canonical href='{canonical}'><nav><a href='{links}'>x</a></nav>\
         <main><h1>{title}</h1><p>{text}</p></main>"
    ))
}

pub(crate) async fn site(project: &Project) -> porchlight_edge::store::sources::Source {
    let url = project.url("/");
    project.index(NewSource::Site { url }).await
}

/// The codes of the left-out pages, by path.
pub(crate) async fn left_out(
    project: &Project,
    source: &porchlight_edge::store::sources::Source,
) -> Vec<(String, String)> {
    let problems = project.problems(source.id).await;
    let mut left_out: Vec<_> = problems
        .into_iter()
        .map(|problem| {
            let path = problem.url.replace(&project.server.origin, "");
            (path, problem.failure_code)
        })
        .collect();
    left_out.sort();
    left_out
}

#[tokio::test]
async fn all_spellings_of_a_page_are_one_document() {
    let project = Project::new().await;
    let spellings = ["/w", "/w/", "/w/index.html", "/w?ref=footer"];
    project.server.put("/", page("Start", &spellings));
    for spelling in spellings {
        project
            .server
            .put(spelling, page_of("Words", "/w/", "All about words.", &[]));
    }
    let source = site(&project).await;
    assert_eq!(project.paths().await, ["/", "/w/"]);
    assert_eq!((source.documents_found, source.documents_done), (2, 2));
    assert_eq!(source.notice, None);
    // Its other spellings are not even requested.
    assert!(!project.server.asked().contains(&"/w/index.html".to_owned()));
    let again = project.reindex(source.id).await;
    assert_eq!(again.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/", "/w/"]);
}

#[tokio::test]
async fn pages_that_say_the_same_are_one_document_without_a_word_of_theirs() {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/a", "/print/a", "/a?lang=en", "/b"]));
    for path in ["/a", "/print/a", "/a?lang=en"] {
        let links = format!("<a href='https://elsewhere.example/?from={path}'>Help</a>");
        let text =
            format!("<title>A</title><main><h1>A</h1><p>All about it, with {links}.</p></main>");
        project.server.put(path, Answer::html(&text));
    }
    project.server.put("/b", page("B", &[]));
    let source = site(&project).await;
    assert_eq!(project.paths().await, ["/", "/a", "/b"]);
    assert_eq!(
        left_out(&project, &source).await,
        [
            ("/a?lang=en".to_owned(), "duplicate".to_owned()),
            ("/print/a".to_owned(), "duplicate".to_owned())
        ]
    );
}

#[tokio::test]
async fn redirects_lead_to_one_document() {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/old", "/older", "/new"]))
        .put("/old", Answer::redirect("/new"))
        .put(
            "/older",
            Answer::html("<meta http-equiv=refresh content='0;url=/new'>"),
        )
        .put("/new", page("New", &[]));
    let source = site(&project).await;
    assert_eq!(project.paths().await, ["/", "/new"]);
    assert_eq!((source.documents_found, source.documents_done), (2, 2));
}

#[tokio::test]
async fn a_page_counts_as_another_only_if_it_says_so_and_is_like_it() {
    let project = Project::new().await;
    // A careless site gives its start page as canonical on every page, and the first part of a list on each of its
    // parts.
    project
        .server
        .put(
            "/",
            page_of(
                "Start",
                "/",
                "Welcome to the shop.",
                &["/x", "/list?page=2", "/copy"],
            ),
        )
        .put("/x", page_of("X", "/", "X costs 5 euros.", &[]))
        .put(
            "/list",
            page_of("List", "/list", "The first ten lamps.", &[]),
        )
        .put(
            "/list?page=2",
            page_of("List", "/list", "Ten more lamps.", &[]),
        )
        // This one has a line of its own, but is still the same page.
        .put(
            "/copy",
            page_of(
                "Copy",
                "/original",
                "We ship daily. Parcels go by post. Printed today.",
                &[],
            ),
        )
        .put(
            "/original",
            page_of(
                "Original",
                "/original",
                "We ship daily. Parcels go by post.",
                &[],
            ),
        );
    let source = site(&project).await;
    assert_eq!(
        project.paths().await,
        ["/", "/list", "/list?page=2", "/original", "/x"]
    );
    assert_eq!(
        left_out(&project, &source).await,
        [("/copy".to_owned(), "duplicate".to_owned())]
    );
}

#[tokio::test]
async fn a_canonical_address_that_cannot_be_read_loses_no_page() {
    let project = Project::new().await;
    project
        .server
        .put("/", page("Start", &["/a", "/b", "/c"]))
        .put("/a", page_of("A", "/gone", "All about A.", &[]))
        .put(
            "/b",
            page_of("B", "https://elsewhere.example/b", "All about B.", &[]),
        )
        .put("/c", page_of("C", "http://10.0.0.1/c", "All about C.", &[]));
    site(&project).await;
    assert_eq!(project.paths().await, ["/", "/a", "/b", "/c"]);
}

#[tokio::test]
async fn endless_parameters_keep_no_page_out_and_the_owner_learns_of_them() {
    let project = Project::new().await;
    let days: Vec<String> = (0..700).map(|day| format!("/calendar?day={day}")).collect();
    for day in &days {
        project.server.put(day, page(day, &[]));
    }
    let mut links: Vec<&str> = days.iter().map(String::as_str).collect();
    links.extend(["/far", "/p?id=1"]);
    project
        .server
        .put("/", page("Start", &links))
        .put("/p?id=1", page("Page 1", &[]))
        .put("/far", page("Far", &["/help"]))
        .put("/help", page("Help", &[]));
    let source = site(&project).await;
    assert_eq!((source.documents_found, source.documents_done), (500, 500));
    let paths = project.paths().await;
    for path in ["/", "/far", "/help"] {
        assert!(paths.contains(&path.to_owned()), "{path}");
    }
    let notice = source.notice.unwrap();
    assert_eq!(
        notice,
        "500 pages of this source are read; a source has at most 500. 204 further addresses with parameters \
         (?…) are not read. Add the part that matters as a source of its own."
    );
}

#[tokio::test]
async fn parameters_of_several_pages_are_read_in_turn() {
    let project = Project::new().await;
    let links: Vec<String> = (0..300)
        .map(|n| format!("/calendar?day={n}"))
        .chain((0..150).map(|n| format!("/page?id={n}")))
        .chain((0..300).map(|n| format!("/sorted?by={n}")))
        .collect();
    for link in &links {
        project.server.put(link, page(link, &[]));
    }
    let pages: Vec<String> = links
        .chunks(50)
        .enumerate()
        .map(|(number, links)| {
            let links: Vec<&str> = links.iter().map(String::as_str).collect();
            let path = format!("/{number}");
            project.server.put(&path, page(&path, &links));
            path
        })
        .collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    project.server.put("/", page("Start", &pages));
    site(&project).await;
    let paths = project.paths().await;
    let of = |start: &str| paths.iter().filter(|path| path.starts_with(start)).count();
    assert!(of("/page?id=") >= 100, "{}", of("/page?id="));
}

#[tokio::test]
async fn the_notice_counts_what_a_sitemap_names_beyond_the_limit() {
    let project = Project::new().await;
    let paths: Vec<String> = (0..1_520).map(|n| format!("/p/{n}")).collect();
    for path in &paths {
        project.server.put(path, page(path, &[]));
    }
    let listed: Vec<&str> = paths.iter().map(String::as_str).collect();
    project.server.put("/sitemap.xml", sitemap(&listed));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    assert_eq!((source.documents_found, source.documents_done), (500, 500));
    let notice = source.notice.unwrap();
    assert!(
        notice.contains("1020 further pages are not read"),
        "{notice}"
    );
    assert_eq!(codes(&notice), ["page_limit"]);
    project.server.put("/sitemap.xml", sitemap(&listed[..3]));
    let source = project.reindex_with_losses(source.id).await;
    assert_eq!((source.documents_found, source.notice), (3, None));
}

#[tokio::test]
async fn the_notice_tells_of_pages_too_deep_or_too_long_and_of_sitemaps() {
    let project = Project::new().await;
    for depth in 0..=11 {
        let next = format!("/{}", depth + 1);
        let path = if depth == 0 {
            "/".to_owned()
        } else {
            format!("/{depth}")
        };
        project
            .server
            .put(&path, page(&format!("Level {depth}"), &[&next]));
    }
    let source = site(&project).await;
    let notice = source.notice.clone().unwrap();
    assert!(
        notice.starts_with("1 page is not read, because it is more than 10 links"),
        "{notice}"
    );
    assert_eq!(codes(&notice), ["too_deep"]);
    assert_eq!(
        left_out(&project, &source).await,
        [("/11".to_owned(), "too_deep".to_owned())]
    );

    let sections: Vec<String> = (0..450)
        .map(|n| {
            let text = format!("This is part {n} of many. ").repeat(12);
            format!("## Section {n}\n\n{text}\n\n")
        })
        .collect();
    let file = NewSource::File {
        filename: "long.md".into(),
        content: sections.concat(),
    };
    let notice = project.index(file).await.notice.unwrap();
    assert!(
        notice.starts_with("1 document is longer than 400 passages"),
        "{notice}"
    );

    let sitemaps: Vec<String> = (0..60)
        .map(|n| format!("<sitemap><loc>{{ORIGIN}}/{n}.xml</loc></sitemap>"))
        .collect();
    let index = format!("<sitemapindex>{}</sitemapindex>", sitemaps.concat());
    project
        .server
        .put("/index.xml", Answer::of_type("text/xml", index.as_bytes()))
        .put("/0.xml", sitemap(&["/of-sitemap"]))
        .put("/of-sitemap", page("Of the sitemap", &[]));
    let url = project.url("/index.xml");
    let notice = project
        .index(NewSource::Sitemap { url })
        .await
        .notice
        .unwrap();
    assert!(
        notice.starts_with("11 further sitemaps are not read"),
        "{notice}"
    );
    assert_eq!(codes(&notice), ["sitemap_limit"]);
}

#[tokio::test]
async fn other_spellings_of_the_host_are_the_same_site() {
    let project = Project::new().await;
    let port = project.server.origin.rsplit(':').next().unwrap().to_owned();
    let other = |path: &str| format!("http://localhost:{port}{path}");
    project.server.put(
        "/",
        page(
            "Start",
            &[
                &other("/a"),
                "/a",
                &other("/b"),
                "https://elsewhere.example/",
            ],
        ),
    );
    project
        .server
        .put("/a", page("A", &[]))
        .put("/b", Answer::redirect(&other("/c")))
        .put("/c", page("C", &[]));
    let source = site(&project).await;
    let paths = project.paths().await;
    assert_eq!(paths, ["/", "/a", &other("/c")]);
    assert_eq!(source.documents_found, 3);
}

#[tokio::test]
async fn an_index_of_packed_sitemaps_is_read() {
    let project = Project::new().await;
    let packed = |paths: &[&str]| {
        // Two members, as from a server that appends to its file.
        let (first, second) = paths.split_at(1);
        let url = |path: &str| format!("<url><loc>{}</loc></url>", project.url(path));
        let head = format!("<urlset>{}", url(first[0]));
        let tail = format!(
            "{}</urlset>",
            second.iter().map(|path| url(path)).collect::<String>()
        );
        [head, tail]
            .iter()
            .flat_map(|text| {
                let length = u16::try_from(text.len()).unwrap();
                let mut member = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
                // One stored block (RFC 1951, section 3.2.4).
                member.push(1);
                member.extend(length.to_le_bytes());
                member.extend((!length).to_le_bytes());
                member.extend(text.as_bytes());
                member.extend([0; 8]);
                member
            })
            .collect::<Vec<u8>>()
    };
    let index = "<sitemapindex><sitemap><loc>{ORIGIN}/1.xml.gz</loc></sitemap>\
                 <sitemap><loc>{ORIGIN}/2.xml.gz</loc></sitemap></sitemapindex>";
    project
        .server
        .put(
            "/robots.txt",
            Answer::of_type("text/plain", b"Sitemap: /index.xml\n"),
        )
        .put("/index.xml", Answer::of_type("text/xml", index.as_bytes()))
        .put(
            "/1.xml.gz",
            Answer::of_type("application/gzip", &packed(&["/a", "/b"])),
        )
        .put(
            "/2.xml.gz",
            Answer::of_type("application/x-gzip", &packed(&["/c", "/d"])),
        );
    for path in ["/", "/a", "/b", "/c", "/d"] {
        project.server.put(path, page(path, &[]));
    }
    site(&project).await;
    assert_eq!(project.paths().await, ["/", "/a", "/b", "/c", "/d"]);
}
