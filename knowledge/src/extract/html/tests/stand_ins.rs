//! Pages that a server shows instead of the requested ones, and pages that only look like them.

use super::super::{StandIn, read};

#[track_caller]
fn check(title: &str, body: &str, expected: Option<StandIn>) {
    let page = format!("<!DOCTYPE html><title>{title}</title><body>{body}</body>");
    assert_eq!(read(&page).stand_in, expected, "{page}");
}

#[test]
fn pages_that_are_not_there_say_so_in_many_ways() {
    let sorry = "<p>The link may be old, or the page has moved. Go back to the start.</p>";
    for title in [
        "Page not found",
        "Page not found | Lamps of Graz",
        "404",
        "Error 404 - Lamps",
        "404 Not Found",
        "Oops! That page can’t be found.",
        "Sorry, this page doesn't exist",
        "Seite nicht gefunden – Lampen",
        "Fehler 404: Die Seite wurde nicht gefunden",
        "Page introuvable",
        "Página no encontrada | Lámparas",
        "Страница не найдена",
        "ページが見つかりません",
        "페이지를 찾을 수 없습니다",
    ] {
        check(title, sorry, Some(StandIn::NotFound));
        check(
            "Lamps",
            &format!("<main><h1>{title}</h1>{sorry}</main>"),
            Some(StandIn::NotFound),
        );
    }
}

#[test]
fn checks_for_robots_are_none_of_a_sites_pages() {
    for title in [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Checking your browser - please wait",
        "Access to this page has been denied.",
        "Pardon Our Interruption",
        "DDoS-Guard",
    ] {
        check(
            title,
            "<p>Enable JavaScript and cookies to continue.</p>",
            Some(StandIn::Check),
        );
    }
    let script = "<script>window._cf_chl_opt = {cvId: '3'};</script><p>One second, please.</p>";
    check("lamps.example", script, Some(StandIn::Check));
}

#[test]
fn a_form_to_sign_in_is_no_page() {
    let form = "<form><label>E-mail <input type=email></label><input type=password><button>Go</button></form>";
    for title in [
        "Sign in",
        "Log in | Lamps",
        "Anmelden – Lampen",
        "Connexion",
        "ログイン",
    ] {
        check(
            title,
            &format!("<h1>{title}</h1>{form}<p>Forgot it?</p>"),
            Some(StandIn::SignIn),
        );
    }
    // The page is about something else, or says how to sign in.
    check(
        "Opening hours",
        &format!("<p>Open from 9 to 17.</p>{form}"),
        None,
    );
    check(
        "Sign in",
        "<p>Press the door bell, and sign in at the desk.</p>",
        None,
    );
}

#[test]
fn a_page_about_such_a_page_is_read() {
    let text = "<p>Check the address for a slip, then ask the owner of the site.</p>";
    for title in [
        "What does \"Page not found\" mean?",
        "How to mend 404 errors",
        "Lost and found",
        "Keys not found in the lost property office",
        "Just a moment of silence for Graz and its lamps",
        "Security checks at the museum’s entrance",
        "Room 404",
    ] {
        check(title, &format!("<h1>{title}</h1>{text}"), None);
    }
    let paragraphs = (0..12).map(|number| {
        format!(
            "<p>Check address {number} for a slip, then ask the owner of the site about it.</p>"
        )
    });
    let long = paragraphs.collect::<Vec<_>>().concat();
    check("Page not found", &long, None);
}

#[test]
fn what_only_frames_names_its_frames() {
    let page = read(
        "<html><frameset cols='20%,80%'><frame src=menu.htm><frame src=start.htm></frameset></html>",
    );
    assert_eq!(page.frames, ["menu.htm", "start.htm"]);
    assert_eq!(page.links, ["menu.htm", "start.htm"]);
    assert_eq!(
        read("<iframe src='/booking'></iframe>").frames,
        ["/booking"]
    );
    let counted = "<script src=a.js></script><noscript><iframe src='https://count.example'></iframe></noscript>";
    assert!(read(counted).frames.is_empty());
    assert!(
        read("<p>Book a table here.</p><iframe src='/booking'></iframe>")
            .frames
            .is_empty()
    );
}
