//! The most expensive pages for their length.

use super::*;

/// Checks the cost of a page against its length.
fn check(name: &str, html: &str) {
    let sink = build(html);
    let (steps, elements) = sink.effort();
    // The token that fills the tree is still processed, and examines each open element a few times.
    let most = BASE_STEPS + html.len() * STEPS_PER_BYTE + 100 * usize::from(DEEPEST);
    assert!(steps <= most, "{name}: {steps} steps");
    assert!(
        elements <= MOST_ELEMENTS + usize::from(DEEPEST),
        "{name}: {elements} elements"
    );
    let html = sink.finish();
    let deepest = html
        .tree
        .nodes()
        .filter(|node| node.children().next().is_none())
        .take(1_000)
        .map(|node| node.ancestors().count())
        .max();
    assert!(
        deepest <= Some(2 * usize::from(DEEPEST)),
        "{name}: {deepest:?} deep"
    );
}

#[test]
fn worst_pages_take_steps_that_grow_with_their_length() {
    /// The length of each page, in bytes.
    const BYTES: usize = 5_000_000;
    let numbered = |before: &str, after: &str| -> String {
        let mut page = String::with_capacity(BYTES + 100);
        for number in 0.. {
            if page.len() >= BYTES {
                break;
            }
            page.extend([before, &format!("{number:x}"), after]);
        }
        page
    };
    let repeated = |part: &str| part.repeat(BYTES / part.len());
    for (name, page) in [
        ("attributes", format!("<p {}>", numbered(" a", ""))),
        ("attributes of the body", numbered("<body a", ">")),
        ("depth", repeated("<div>")),
        ("depth in tables", repeated("<table><tr><td>")),
        ("depth of what is often left open", repeated("<rt>")),
        (
            "depth in a picture",
            format!("<svg>{}", repeated("<td></x>")),
        ),
        (
            "ends of nothing",
            format!("{}{}", "<div>".repeat(250), repeated("</x>")),
        ),
        (
            "paragraphs at depth",
            format!("{}{}", "<div>".repeat(250), repeated("<p>x")),
        ),
        ("formatting that differs", numbered("<b id=", ">")),
        ("formatting in paragraphs", numbered("<p><b id=", ">x</p>")),
        (
            "formatting that is repeated",
            format!(
                "{}{}",
                numbered("<font id=", ">").get(..2_000).unwrap(),
                repeated("<p>x")
            ),
        ),
        (
            "large formatting that is repeated",
            format!(
                "<p><b class='{}'>{}",
                "x".repeat(BYTES / 2),
                repeated("<p>x")
            ),
        ),
        ("formatting across blocks", repeated("<a><div>")),
        ("formatting closed from outside", repeated("<b><div></b>")),
        (
            "text that tables push out",
            format!("<table>{}", repeated("x<tr>")),
        ),
        ("templates", repeated("<template>")),
        ("frames in lists", repeated("<ul><li><button>")),
        ("openings of tags", repeated("<a")),
        ("quotations that do not end", repeated("<a b='")),
        ("entities", repeated("&am&#x")),
        ("comments", repeated("<!--x-->")),
    ] {
        check(name, &page);
    }
}

#[test]
fn what_comes_before_a_limit_is_read() {
    let page = format!("<p>Before.{}<p>After.", "<div>".repeat(300));
    let text: String = parse(&page).root_element().text().collect();
    assert_eq!(text, "Before.");
}
