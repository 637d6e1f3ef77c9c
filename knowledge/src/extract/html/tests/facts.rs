//! Facts for machines are read if the page's text lacks them.

use super::*;

#[test]
fn questions_and_answers_for_machines_are_read_once() {
    let json = r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"FAQPage","mainEntity":[
        {"@type":"Question","name":"Do you ship to Norway?","acceptedAnswer":{"@type":"Answer","text":"<p>Yes, in <b>nine</b> days.</p>"}},
        {"@type":"Question","name":"Is it free?","acceptedAnswer":{"@type":"Answer","text":"Above 50 euros."}}]}]}</script>"#;
    check(
        &format!(
            "<title>Shop</title>{json}<main><h2>Is it free?</h2><p>Above 50 euros.</p></main>"
        ),
        &[
            ("Shop > Is it free?", "Above 50 euros."),
            ("Shop > Do you ship to Norway?", "Yes, in nine days."),
        ],
    );
    check(
        &format!("<title>Shop</title>{json}<div id=root></div>"),
        &[
            ("Shop > Do you ship to Norway?", "Yes, in nine days."),
            ("Shop > Is it free?", "Above 50 euros."),
        ],
    );
}

#[test]
fn prices_hours_and_addresses_for_machines_are_read_once() {
    let read_of = |json: &str, body: &str| {
        let found = read_all(&format!(
            "<script type=application/ld+json>{json}</script><main>{body}</main>"
        ));
        found
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let product = r#"{"@type":"Product","name":"Lamp","offers":{"@type":"Offer","price":"49.90","priceCurrency":"EUR","availability":"https://schema.org/InStock"}}"#;
    assert_eq!(read_of(product, ""), "- 49.90 EUR\n- In stock");
    assert_eq!(
        read_of(product, "<p>The lamp costs 49.90 €.</p>"),
        "The lamp costs 49.90 €.\n- In stock"
    );
    let shop = r#"[{"@type":"Store","name":"Acme","telephone":"+43 316 1234","address":{"streetAddress":"Ring 5","postalCode":"8010","addressLocality":"Graz"},
        "openingHoursSpecification":[{"dayOfWeek":["Monday","https://schema.org/Friday"],"opens":"09:00:00","closes":"18:00"}]}]"#;
    assert_eq!(
        read_of(shop, "<h1>Contact</h1><p>Write to us.</p>"),
        "Write to us.\n- Ring 5, 8010 Graz\n- +43 316 1234\n- Monday, Friday 09:00–18:00"
    );
    assert_eq!(
        read_of(
            shop,
            "<p>Ring 5 in Graz, 0316/1234. Monday, Friday: 9:00 - 18:00.</p>"
        ),
        "Ring 5 in Graz, 0316/1234. Monday, Friday: 9:00 - 18:00."
    );
    let steps = r#"{"@type":"HowTo","name":"Reset it","step":[{"@type":"HowToStep","text":"Hold the button."},{"@type":"HowToStep","name":"Wait."}]}"#;
    assert_eq!(read_of(steps, ""), "1. Hold the button.\n2. Wait.");
    let microdata = "<div itemscope itemtype='https://schema.org/Product'><h2 itemprop=name>Lamp</h2><p>It shines warmly.</p>\
        <div itemprop=offers itemscope><meta itemprop=price content=49.90><meta itemprop=priceCurrency content=EUR>\
        <link itemprop=availability href='https://schema.org/InStock'></div></div>";
    let found = read_of("{", microdata);
    assert!(
        found.contains("49.90 EUR") && found.contains("In stock"),
        "{found}"
    );
}

/// The text read from a page with this `title`, this `body` and the JSON-LD `json`.
fn read_titled(title: &str, json: &str, body: &str) -> String {
    let found = read_all(&format!(
        "<title>{title}</title><script type=application/ld+json>{json}</script><main>{body}</main>"
    ));
    found
        .into_iter()
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn numbers_for_machines_are_said_only_as_a_whole() {
    let lamp =
        r#"{"@type":"Product","name":"Lamp","offers":{"price":"20.00","priceCurrency":"EUR"}}"#;
    for body in [
        "<p>It has 2000 customers.</p>",
        "<p>It has 20 customers.</p>",
        "<p>The large one costs 120.00 €.</p>",
        "<p>The large one costs 20.50 €.</p>",
    ] {
        let found = read_titled("Lamp", lamp, body);
        assert!(found.contains("20.00 EUR"), "{body}: {found}");
    }
    for body in [
        "<p>It costs 20 €.</p>",
        "<p>It costs EUR 20,00.</p>",
        "<p>It costs €20.00 only.</p>",
        "<p>It costs 20 euros.</p>",
    ] {
        let found = read_titled("Lamp", lamp, body);
        assert!(!found.contains("20.00 EUR"), "{body}: {found}");
    }
    let shop = r#"{"@type":"Store","name":"Acme","openingHoursSpecification":[
        {"dayOfWeek":"Monday","opens":"09:00","closes":"18:00"},{"dayOfWeek":"Sunday","opens":"09:00","closes":"18:00"}]}"#;
    assert_eq!(
        read_titled("Opening hours", shop, "<p>Monday 9:00–18:00.</p>"),
        "Monday 9:00–18:00.\n- Sunday 09:00–18:00"
    );
}

const ORGANIZATION: &str = r#"{"@type":"Organization","name":"Acme","url":"https://a.example","telephone":"+43 316 123456",
    "email":"hi@a.example","address":{"@type":"PostalAddress","streetAddress":"Ring 5","postalCode":"8010","addressLocality":"Graz"}}"#;

#[test]
fn where_a_place_is_is_told_only_by_pages_that_name_it() {
    for (title, body) in [
        ("Contact | Acme", "<p>Write to us.</p>"),
        (
            "Acme",
            "<h2>Opening hours and directions</h2><p>Come by.</p>",
        ),
        ("Acme", "<p>Our shop in Graz is large.</p>"),
        ("Acme | Graz", "<p>Fresh pasta every day.</p>"),
        ("Acme", "<p>Call 0316 12 34 56.</p>"),
        ("Kontakt", "<p>Schreiben Sie uns.</p>"),
    ] {
        let found = read_titled(title, ORGANIZATION, body);
        assert!(
            found.contains("Ring 5, 8010 Graz"),
            "{title} {body}: {found}"
        );
    }
    for (title, body) in [
        ("Returns | Acme", "<p>Returns take 30 days.</p>"),
        (
            "Change your e-mail address | Acme",
            "<p>Open your account.</p>",
        ),
        ("Delivery within 24 hours", "<p>It is fast.</p>"),
        ("Acme", "<h2>Contactless payment</h2><p>It works.</p>"),
        ("Contact | Acme", "<div id=root></div>"),
        ("Acme", "<noscript>Graz</noscript><div id=root></div>"),
    ] {
        let found = read_titled(title, ORGANIZATION, body);
        assert!(!found.contains("Ring 5"), "{title} {body}: {found}");
    }
    assert_eq!(
        read_titled("Acme", ORGANIZATION, "<div id=root></div>"),
        "",
        "an empty page has nothing to read"
    );
}

#[test]
fn places_in_attributes_are_told_only_by_pages_that_name_them() {
    let place = "<div itemscope itemtype='https://schema.org/LocalBusiness'><meta itemprop=name content=Acme>\
        <meta itemprop=openingHours content='Mo-Fr 09:00-18:00'><meta itemprop=addressLocality content=Graz></div>";
    let read = |body: &str| {
        let found = read_all(&format!("<main>{place}{body}</main>"));
        (found.iter()).any(|(_, text)| text.contains("Mo-Fr 09:00-18:00"))
    };
    assert!(read("<p>Our shop in Graz is large.</p>"));
    assert!(read("<h2>Contact</h2><p>Come by.</p>"));
    assert!(!read("<p>Returns take 30 days.</p>"));
    assert!(!read(""));
}

#[test]
fn an_answer_for_machines_is_compared_with_the_text_as_it_is_read() {
    let question = |answer: &str| {
        let answer = serde_json::Value::from(answer);
        format!(
            r#"{{"@type":"Question","name":"How?","acceptedAnswer":{{"@type":"Answer","text":{answer}}}}}"#
        )
    };
    for (answer, body) in [
        (
            "Read <a href='https://a.example/rules'>the rules</a> first.",
            "<p>Read the rules first.</p>",
        ),
        (
            "Read the rules first.",
            "<p>Read <a href='https://a.example/rules'>the rules</a> first.</p>",
        ),
        (
            "<ol><li>Pack it well.<li>Send it back.</ol>",
            "<p>Pack it well.</p><p>Send it back.</p>",
        ),
        (
            "Pack it well. Send it back.",
            "<ol><li>Pack it well.<li>Send it back.</ol>",
        ),
    ] {
        let found = read_titled("", &question(answer), &format!("<h2>How?</h2>{body}"));
        let alone = read_titled("", "{}", &format!("<h2>How?</h2>{body}"));
        assert_eq!(found, alone, "{answer}");
    }
    let other = read_titled("", &question("Send it by post."), "<p>Send it.</p>");
    assert!(other.contains("Send it by post."), "{other}");
}

#[test]
fn steps_events_and_places_of_any_kind_are_told_whole() {
    let texts = |html: &str| -> String {
        let found = read_all(html).into_iter().map(|(_, text)| text);
        found.collect::<Vec<_>>().join("\n")
    };
    let script = |json: &str| format!("<script type=application/ld+json>{json}</script>");
    let how_to = script(
        r#"{"@type":"HowTo","name":"Change a tube","step":[{"@type":"HowToStep","name":"Take off the wheel","text":"Open the release."}]}"#,
    );
    assert_eq!(
        texts(&format!("{how_to}<main><p>We mend bikes.</p></main>")),
        "We mend bikes.\n1. Take off the wheel: Open the release."
    );
    let event = script(
        r#"{"@type":"MusicEvent","name":"Strings","startDate":"2026-06-12T19:30:00+02:00","endDate":"2026-06-12T22:00","location":{"name":"Old Hall","address":{"streetAddress":"Ring 2","addressLocality":"Graz"}}}"#,
    );
    assert_eq!(
        texts(&format!("{event}<main><p>Four quartets play.</p></main>")),
        "Four quartets play.\n- 2026-06-12 19:30–22:00\n- Old Hall, Ring 2, Graz"
    );
    assert_eq!(
        texts(&format!(
            "{event}<main><p>On Friday at 19:30 in the Old Hall.</p></main>"
        )),
        "On Friday at 19:30 in the Old Hall."
    );
    assert_eq!(
        texts(
            "<main><h1>Visit</h1><div itemscope itemtype=https://schema.org/Dentist><b itemprop=name>Smile House</b>\
             <p itemprop=streetAddress>12 Elm Rd</p><meta itemprop=openingHours content='Mo-Fr 08:30-17:00'></div></main>"
        ),
        "12 Elm Rd\n- Mo-Fr 08:30-17:00"
    );
}
