//! Whatever a server does, the owner learns what went wrong and what to do.

use porchlight_edge::{
    services::{index_source::page_preview::preview_page, sources::NewSource},
    store::sources::SourceStatus,
};
use porchlight_knowledge::source_limits::FETCHES_PER_PAGE;

use crate::{
    server::Answer,
    support::{Project, page, sitemap},
};

/// Checks that a page with this answer makes its source fail with this code, and a reason that contains `says`.
async fn check(answer: Answer, code: &str, says: &str) {
    let project = Project::new().await;
    project.server.put("/page", answer);
    check_source(&project, "/page", code, says).await;
}

async fn check_source(project: &Project, path: &str, code: &str, says: &str) {
    let source = project
        .index(NewSource::Page {
            url: project.url(path),
        })
        .await;
    assert_eq!(source.status, SourceStatus::Failed);
    assert_eq!(source.failure_code.as_deref(), Some(code));
    let reason = source.failure_reason.unwrap();
    assert!(reason.contains(says), "{reason}");
    assert_eq!(project.documents().await, []);
}

#[tokio::test]
async fn a_page_that_is_not_there_is_not_found() {
    check(Answer::status(404), "not_found", "404").await;
    check(Answer::status(410), "gone", "for good").await;
}

#[tokio::test]
async fn a_page_behind_a_login_is_forbidden() {
    check(Answer::status(401), "forbidden", "401").await;
    check(Answer::status(403), "forbidden", "PorchlightBot").await;
}

#[tokio::test]
async fn a_server_with_an_error_is_tried_once_more() {
    let project = Project::new().await;
    project.server.put("/page", Answer::status(503));
    check_source(&project, "/page", "server_error", "503").await;
    assert_eq!(
        project.server.asked(),
        ["/robots.txt", "/page", "/robots.txt", "/page"]
    );
    check(Answer::status(429), "busy", "later").await;
    check(Answer::status(418), "unexpected_status", "418").await;
}

#[tokio::test]
async fn a_page_that_is_too_large_is_not_read_to_its_end() {
    check(
        Answer::html(&"x".repeat(3 * 1024 * 1024)),
        "too_large",
        "2 MB",
    )
    .await;
}

#[tokio::test]
async fn what_is_no_text_is_named() {
    check(
        Answer::of_type("application/zip", b"PK"),
        "not_text",
        "application/zip",
    )
    .await;
    check(
        Answer::of_type("text/html", b"\x89PNG\r\n\x1a\n\0"),
        "not_text",
        "a binary file that is sent as text/html",
    )
    .await;
    check(
        Answer::of_type("text/html", b"<?xml version='1.0'?><urlset></urlset>"),
        "list_of_pages",
        "sitemap",
    )
    .await;
    check(
        Answer::of_type("text/html", b"\x1f\x8b\x08\0"),
        "content_encoding",
        "compressed",
    )
    .await;
    check(
        Answer::of_type("text/html; charset=utf-8", &[0xe9; 40]),
        "unknown_charset",
        "UTF-8",
    )
    .await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_not_waited_for() {
    check(Answer::Never, "timeout", "10 seconds").await;
}

#[tokio::test]
async fn a_host_without_a_server_is_unreachable() {
    let project = Project::new().await;
    // Nothing listens on port 1.
    let source = project
        .index(NewSource::Page {
            url: "http://127.0.0.1:1/".into(),
        })
        .await;
    assert_eq!(source.failure_code.as_deref(), Some("unreachable"));
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    for location in [
        "http://10.0.0.1/secret",
        "http://169.254.169.254/latest/",
        "http://[fd00::1]/",
        "//192.168.0.1/",
    ] {
        check(Answer::redirect(location), "private_address", "redirects").await;
    }
    check(
        Answer::redirect("file:///etc/passwd"),
        "invalid_address",
        "https://",
    )
    .await;
}

#[tokio::test]
async fn redirects_end() {
    check(Answer::redirect("/page"), "too_many_redirects", "5 times").await;
    check(
        Answer::Sent(301, Vec::new(), Vec::new()),
        "broken_redirect",
        "where",
    )
    .await;
}

#[tokio::test]
async fn robots_txt_is_obeyed() {
    let project = Project::new().await;
    let robots = b"User-agent: PorchlightBot\nDisallow: /page\n";
    project.server.put("/page", page("Page", &[]));
    project
        .server
        .put("/robots.txt", Answer::of_type("text/plain", robots));
    check_source(&project, "/page", "robots_disallowed", "robots.txt").await;
    assert_eq!(project.server.asked(), ["/robots.txt"]);
}

#[tokio::test]
async fn robots_txt_is_obeyed_after_a_redirect_too() {
    let project = Project::new().await;
    let robots = b"User-agent: *\nDisallow: /private/\n";
    project
        .server
        .put("/page", Answer::redirect("/private/page"));
    project.server.put("/private/page", page("Page", &[]));
    project
        .server
        .put("/robots.txt", Answer::of_type("text/plain", robots));
    check_source(&project, "/page", "robots_disallowed", "robots.txt").await;
}

#[tokio::test]
async fn what_redirects_to_a_page_that_cannot_be_read_names_that_page() {
    let project = Project::new().await;
    let robots = b"User-agent: *\nDisallow: /private/\n";
    project
        .server
        .put("/robots.txt", Answer::of_type("text/plain", robots))
        .put("/moved", Answer::redirect("/moved/on"))
        .put("/moved/on", Answer::redirect("/gone"))
        .put("/members", Answer::redirect("/login"))
        .put("/login", Answer::status(401))
        .put("/secret", Answer::redirect("/private/page"))
        .put(
            "/refreshed",
            Answer::html("<meta http-equiv=refresh content='0;url=/gone'>"),
        );
    for (path, code, end, says) in [
        ("/moved", "not_found", "/gone", "no such page (404)"),
        ("/refreshed", "not_found", "/gone", "no such page (404)"),
        ("/members", "forbidden", "/login", "(401)"),
        (
            "/secret",
            "robots_disallowed",
            "/private/page",
            "robots.txt forbids",
        ),
    ] {
        let page = NewSource::Page {
            url: project.url(path),
        };
        let site = NewSource::Site {
            url: project.url(path),
        };
        for new in [page, site] {
            let source = project.index(new).await;
            assert_eq!(source.failure_code.as_deref(), Some(code), "{path}");
            let reason = source.failure_reason.unwrap();
            let begins = format!("The page redirects to {}. ", project.url(end));
            assert!(
                reason.starts_with(&begins) && reason.contains(says),
                "{reason}"
            );
        }
    }
}

#[tokio::test]
async fn a_robots_txt_that_cannot_be_read_forbids_all_for_now() {
    let project = Project::new().await;
    project.server.put("/page", page("Page", &[]));
    project.server.put("/robots.txt", Answer::status(500));
    check_source(&project, "/page", "robots_unreachable", "200 or 404").await;
}

#[tokio::test]
async fn a_page_without_text_says_so() {
    check(
        Answer::html("<nav>Menu</nav><div id=root></div>"),
        "no_text",
        "JavaScript",
    )
    .await;
}

#[tokio::test]
async fn what_is_shown_instead_of_a_page_is_named_and_not_read() {
    for (html, code, says) in [
        (
            "<title>Page not found</title><p>Sorry.</p>",
            "says_not_found",
            "404",
        ),
        (
            "<title>Just a moment...</title><p>Checking your browser.</p>",
            "checks_for_robots",
            "PorchlightBot",
        ),
        (
            "<h1>Sign in</h1><form><input type=password></form><p>Members only.</p>",
            "asks_to_sign_in",
            "header",
        ),
        (
            "<frameset><frame src=/menu><frame src=/start></frameset>",
            "frames",
            "/menu, http",
        ),
    ] {
        check(Answer::html(html), code, says).await;
    }
    check(Answer::html(" \n"), "empty", "200").await;
    check(Answer::Sent(204, Vec::new(), Vec::new()), "empty", "204").await;
}

#[tokio::test]
async fn the_pages_of_frames_are_found() {
    let project = Project::new().await;
    project
        .server
        .put(
            "/",
            Answer::html("<frameset><frame src=/menu><frame src=/start></frameset>"),
        )
        .put("/menu", page("Menu", &["/hours"]))
        .put("/start", page("Start", &[]))
        .put("/hours", page("Hours", &[]));
    let url = project.url("/");
    project.index(NewSource::Site { url }).await;
    assert_eq!(project.paths().await, ["/hours", "/menu", "/start"]);
}

#[tokio::test]
async fn a_page_that_only_scripts_fill_says_so_and_what_to_do() {
    let app = "<title>Shop</title><div id=root></div><script src=/app.js></script>";
    check(Answer::html(app), "needs_scripts", "runs no scripts").await;
}

#[tokio::test]
async fn a_sitemap_that_is_none_is_invalid() {
    let project = Project::new().await;
    project.server.put("/html", page("Page", &[]));
    project
        .server
        .put("/gz", Answer::of_type("application/gzip", b"\x1f\x8b\x08"));
    project.server.put(
        "/foreign",
        Answer::of_type("text/plain", b"https://elsewhere.example/\n"),
    );
    for (path, code, says) in [
        ("/html", "sitemap_invalid", "neither"),
        ("/gz", "sitemap_invalid", "compressed"),
        ("/foreign", "sitemap_empty", "own site"),
        ("/none", "not_found", "404"),
    ] {
        let source = project
            .index(NewSource::Sitemap {
                url: project.url(path),
            })
            .await;
        assert_eq!(source.status, SourceStatus::Failed, "{path}");
        assert_eq!(source.failure_code.as_deref(), Some(code), "{path}");
        assert!(source.failure_reason.unwrap().contains(says), "{path}");
    }
}

#[tokio::test]
async fn a_source_that_fails_names_the_page_that_failed() {
    let project = Project::new().await;
    project.server.put("/sitemap.xml", sitemap(&["/a"]));
    let url = project.url("/sitemap.xml");
    let source = project.index(NewSource::Sitemap { url }).await;
    assert_eq!(source.status, SourceStatus::Failed);
    let reason = source.failure_reason.unwrap();
    assert!(
        reason.starts_with(&project.url("/a: The server says")),
        "{reason}"
    );
}

#[tokio::test]
async fn a_page_takes_a_bounded_number_of_requests() {
    let project = Project::new().await;
    // Each hop is a page that leads on after the most redirects that are allowed.
    for hop in 0..10 {
        for redirect in 0..4 {
            project.server.put(
                &format!("/{hop}/{redirect}"),
                Answer::redirect(&format!("/{hop}/{}", redirect + 1)),
            );
        }
        let next = format!("<meta http-equiv=refresh content='0;url=/{}/0'>", hop + 1);
        project
            .server
            .put(&format!("/{hop}/4"), Answer::html(&next));
    }
    let url = project.url("/0/0");
    let read = preview_page(&project.native.platform, &url).await;
    let failure = read.unwrap_err();
    assert_eq!(failure.code(), "too_many_redirects");
    let asked = project.server.asked();
    assert!(
        asked.len() <= usize::try_from(FETCHES_PER_PAGE).unwrap(),
        "{asked:?}"
    );
    let source = project.index(NewSource::Page { url }).await;
    assert_eq!(source.failure_code.as_deref(), Some("too_many_redirects"));
}
