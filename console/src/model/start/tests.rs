//! Questions on offer to try, and where the chat was seen.

use serde_json::json;

use super::*;

fn document(passages: &[(&[&str], &[&str])]) -> FullDocument {
    let passages: Vec<_> = passages
        .iter()
        .map(|(headings, alternatives)| {
            json!({ "headings": headings, "text": "It says so.", "alternatives": alternatives })
        })
        .collect();
    serde_json::from_value(json!({
        "document": {
            "id": "00000000-0000-7000-8000-000000000002", "name": "a", "title": "A", "url": null, "passageCount": 1,
            "updatedAt": "",
        },
        "passages": passages,
    }))
    .unwrap()
}

#[test]
fn questions_of_the_pages_come_before_their_other_headings() {
    let long = "?".repeat(QUESTION_CHARS + 1);
    let documents = [
        document(&[
            (&["Returns", "How long can I return it?"], &[]),
            (
                &["Returns", "Delivery abroad"],
                &["Do you ship to Norway?", "norway"],
            ),
            (&["Returns"], &[]),
        ]),
        document(&[(&["Help", "how long can I return it?"], &[&long])]),
    ];
    assert_eq!(
        questions(&documents),
        [
            "How long can I return it?",
            "Do you ship to Norway?",
            "Delivery abroad"
        ]
    );
    assert_eq!(questions(&[]), Vec::<String>::new());
}

#[test]
fn the_preview_is_no_website_of_the_owners() {
    let conversation = |page: Option<&str>| -> Conversation {
        serde_json::from_value(json!({
            "id": "00000000-0000-7000-8000-000000000001", "question": "?", "customerEmail": null,
            "updatedAt": "2026-01-01T00:00:00.000Z", "holder": "bot", "operatorId": null, "operatorName": null,
            "handoffAt": null, "pageUrl": page, "lastMessage": null,
        }))
        .unwrap()
    };
    let own = "https://chat.example";
    let asked = [
        conversation(None),
        conversation(Some("https://chat.example/preview?project=shop")),
        conversation(Some("https://shop.example/lamps")),
    ];
    assert_eq!(seen(&asked, own).unwrap().host, "shop.example");
    assert_eq!(seen(&asked[..2], own), None);
}

#[test]
fn the_tag_names_the_project_wherever_it_goes() {
    for website in Website::ALL {
        let tag = website.tag("https://chat.example", "shop");
        assert!(
            tag.contains("https://chat.example/widget.js?project=shop"),
            "{tag}"
        );
        assert!(website.place().ends_with('.'));
    }
    assert_eq!(
        Website::Html.tag("https://chat.example", "shop"),
        "<script async src=\"https://chat.example/widget.js?project=shop\"></script>"
    );
}

#[test]
fn the_origin_of_an_address_is_as_browsers_send_it() {
    assert_eq!(
        origin("https://Shop.example/help?x=1").as_deref(),
        Some("https://shop.example")
    );
    assert_eq!(origin("shop.example"), None);
}

#[test]
fn a_website_is_allowed_by_name_with_its_domain_or_with_all() {
    let shop = "https://www.shop.example";
    for (allowed, expected) in [
        (vec![], false),
        (vec!["https://www.shop.example"], true),
        (vec!["https://shop.example"], false),
        (
            vec!["https://other.example", "https://*.shop.example"],
            true,
        ),
        (vec!["http://*.shop.example"], false),
        (vec!["*"], true),
    ] {
        let origins: Vec<String> = allowed.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(is_allowed(&origins, shop), expected, "{allowed:?}");
    }
}
