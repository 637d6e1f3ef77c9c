//! Actions and input on several webhooks at a time.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    integrations::{delivery, opened, webhook, with},
    page::*,
    rooms::link,
};

/// Clicks the button of a webhook in the list whose text begins with `words`.
fn click_of(number: usize, words: &str) {
    click_text(&format!(".pc-people__one:nth-child({number})"), words);
}

#[wasm_bindgen_test]
async fn what_comes_late_stays_out_of_the_log_of_another_webhook() {
    let page = opened(&[webhook(1, "signed", true), webhook(2, "signed", true)]).await;
    let path = |number| format!("/api/v1/webhooks/{}/deliveries", id(number));
    let of = |number, event: &str, next: Option<&str>| {
        let delivery = with(delivery(number, "dead", 500), "event", json!(event));
        json!({ "deliveries": [delivery], "nextCursor": next }).to_string()
    };
    let first = format!("GET {}", path(1));
    page.answer(&first, 200, &of(3, "source.held", Some("more")));
    page.answer(
        &format!("GET {}", path(2)),
        200,
        &of(4, "lead.captured", Some("more")),
    );
    click_of(1, "Deliveries");
    until("the first is there", || {
        text(".pc-log").contains("source.held")
    })
    .await;
    page.answer(&first, 200, &of(5, "source.failed", None));
    page.hold(&first);
    click_text(".pc-log", "Show older ones");
    let again = format!("POST {}/{}/redeliver", path(2), id(4));
    let sent = with(delivery(6, "pending", 0), "event", json!("message.sent"));
    page.answer(&again, 200, &json!({ "delivery": sent }).to_string());
    page.hold(&again);
    click_of(2, "Deliveries");
    until("the second is there", || {
        text(".pc-log").contains("lead.captured")
    })
    .await;
    page.release(&first);
    // An action on one webhook blocks none on the other.
    click(".pc-log__line");
    until("it is open", || find(".pc-log__details").is_some()).await;
    click_text(".pc-log__details", "Send again");
    until("it is asked for", || page.was_asked(&again)).await;
    assert!(!text(".pc-log").contains("source.failed"));
    click_of(1, "Deliveries");
    until("the first is there again", || {
        text(".pc-log").contains("source.failed")
    })
    .await;
    page.release(&again);
    until("it is sent", || announced() == "It is on its way again.").await;
    frame().await;
    assert!(!text(".pc-log").contains("message.sent"));
}

#[wasm_bindgen_test]
async fn what_is_done_with_one_webhook_holds_up_no_other_and_is_not_done_twice() {
    let page = opened(&[webhook(1, "signed", true), webhook(2, "signed", true)]).await;
    let change = |number| format!("PATCH /api/v1/webhooks/{}", id(number));
    for number in [1, 2] {
        let paused = json!({ "webhook": webhook(number, "signed", false) });
        page.answer(&change(number), 200, &paused.to_string());
        page.hold(&change(number));
        click_of(usize::try_from(number).unwrap(), "Pause");
    }
    click_of(1, "Pause");
    until("both are asked for", || {
        page.was_asked(&change(1)) && page.was_asked(&change(2))
    })
    .await;
    let busy = ".pc-people__one .pc-form__line [aria-disabled=true]";
    assert!(
        find(busy).is_some(),
        "it is seen that something is under way"
    );
    page.release(&change(1));
    page.release(&change(2));
    until("both are paused", || {
        text(".pc-people").matches("Paused").count() == 2
    })
    .await;
    let number =
        "return requests.filter((it) => it.name.startsWith('PATCH /api/v1/webhooks')).length";
    assert_eq!(run(number).as_f64(), Some(2.0));
}

#[wasm_bindgen_test]
async fn what_is_typed_of_webhooks_stays_until_it_is_saved_or_taken_back() {
    let page = opened(&[webhook(1, "signed", true), webhook(2, "signed", true)]).await;
    click_of(1, "Change");
    until("the form is there", || {
        find("#webhook-description").is_some()
    })
    .await;
    fill("#webhook-description", "Half a no");
    click_of(2, "Change");
    until("the other form is there", || {
        value("#webhook-description") == "Hook 2"
    })
    .await;
    click_of(1, "Change");
    until("the first is there again", || {
        value("#webhook-description") == "Half a no"
    })
    .await;
    click(&link("/history"));
    until("another room", || find("#history-kind").is_some()).await;
    click(&link("/integrations"));
    until("back", || find("#webhook-description").is_some()).await;
    assert_eq!(value("#webhook-description"), "Half a no");
    fill("#webhook-url", " ");
    click(".pc-people__form [type=submit]");
    until("it says what is missing", || {
        text(".pc-people__one .pc-problem").contains("“Address” is empty")
    })
    .await;
    assert_eq!(value("#webhook-description"), "Half a no");
    // The list around the form is rendered again.
    let paused = json!({ "webhook": webhook(2, "signed", false) });
    let change = format!("PATCH /api/v1/webhooks/{}", id(2));
    page.answer(&change, 200, &paused.to_string());
    run("document.querySelector('#webhook-description').focus()");
    click_of(2, "Pause");
    until("it is paused", || text(".pc-people").contains("Paused")).await;
    frame().await;
    assert!(has_focus("#webhook-description"));
    click_text(".pc-people__form", "Cancel");
    until("the form is gone", || find("#webhook-url").is_none()).await;
    until("the focus is not lost", || has_focus(".pc-webhooks__name")).await;
    click_of(1, "Change");
    until("it is as it was", || {
        find("#webhook-description").is_some() && value("#webhook-description") == "Hook 1"
    })
    .await;
}
