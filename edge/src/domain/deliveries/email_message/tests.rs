//! The content of e-mails, and the requests to providers.

use porchlight_languages::DisplayLanguage::{Arabic, English, German};

use super::*;

fn message(customer_email: Option<&str>) -> EmailMessage {
    let visitor = HandedOff {
        question: "Is 3 < 4?\nReally?".into(),
        answer: String::new(),
        customer_email: customer_email.map(str::to_owned),
        reply_url: Some("https://chat.example.com/reply/t".into()),
    };
    let (from, to) = ("bot@shop.example", "me@shop.example");
    handed_off(Wording::ours(English), from, to, "Oak & Co", &visitor)
}

#[test]
fn says_what_the_visitor_asked_and_answers_go_to_the_visitor() {
    let message = message(Some("sarah@example.com"));
    assert_eq!(
        message.text,
        "A visitor to Oak & Co is asking for a person\n\nThe visitor asked:\n\nIs 3 < 4?\nReally?\n\n\
         Reply in the chat: https://chat.example.com/reply/t\n\nReply to this email to write to sarah@example.com.\n"
    );
    assert_eq!(
        message.html,
        "<div lang=\"en\" dir=\"ltr\"><p>A visitor to Oak &amp; Co is asking for a person</p><p>The visitor asked:</p>\
         <blockquote dir=\"auto\">Is 3 &lt; 4?<br>Really?</blockquote>\
         <p><a href=\"https://chat.example.com/reply/t\">Reply in the chat</a></p><p>Reply to this email to write to sarah@example.com.</p></div>"
    );
    assert_eq!(message.reply_to.as_deref(), Some("sarah@example.com"));
}

#[test]
fn an_address_that_is_none_gets_no_answers() {
    for address in [None, Some("sarah"), Some("a@b.example\r\nBcc: x@y.example")] {
        let message = message(address);
        assert_eq!(message.reply_to, None);
        assert!(message.text.contains("did not leave an email address"));
    }
}

#[test]
fn a_visitor_reads_every_reply_and_finds_the_way_back() {
    let replies = [
        WrittenReply {
            name: Some("Ada"),
            text: "It is <b>on</b> its way.",
        },
        WrittenReply {
            name: None,
            text: "Two\nlines.",
        },
    ];
    let url = "https://chat.example.com/chat/oak/return/t";
    let to = "sarah@example.com";
    let message = replied(
        Wording::ours(English),
        "bot@shop.example",
        to,
        None,
        "Oak & Co",
        &replies,
        Some(url),
    );
    assert_eq!(
        message.text,
        "Ada from Oak & Co wrote:\n\nIt is <b>on</b> its way.\n\nOak & Co wrote:\n\nTwo\nlines.\n\n\
         Continue in the chat: https://chat.example.com/chat/oak/return/t\n\n\
         You received this email because you left your address in the chat with Oak & Co.\n"
    );
    assert_eq!(
        message.html,
        "<div lang=\"en\" dir=\"ltr\"><p>Ada from Oak &amp; Co wrote:</p><blockquote dir=\"auto\">It is &lt;b&gt;on&lt;/b&gt; its way.</blockquote>\
         <p>Oak &amp; Co wrote:</p><blockquote dir=\"auto\">Two<br>lines.</blockquote>\
         <p><a href=\"https://chat.example.com/chat/oak/return/t\">Continue in the chat</a></p>\
         <p>You received this email because you left your address in the chat with Oak &amp; Co.</p></div>"
    );
    assert_eq!(message.subject, "Oak & Co has replied");
    assert_eq!(message.reply_to, None);
}

#[test]
fn a_visitor_is_written_to_in_their_language() {
    let reply = WrittenReply {
        name: Some("Ada"),
        text: "Ist unterwegs.",
    };
    let url = Some("https://chat.example.com/chat/oak/return/t");
    let (from, to) = ("bot@shop.example", "sarah@example.com");
    let message = replied(
        Wording::ours(German),
        from,
        to,
        None,
        "Oak & Co",
        &[reply],
        url,
    );
    assert_eq!(message.subject, "Oak & Co hat Ihnen geantwortet");
    assert!(message.text.starts_with("Ada von Oak & Co schreibt:\n\n"));
    assert!(message.html.contains(">Im Chat fortfahren</a>"));
}

#[test]
fn an_email_runs_in_the_direction_of_its_language() {
    let reply = WrittenReply {
        name: None,
        text: "On its way.",
    };
    let (from, to) = ("bot@shop.example", "sarah@example.com");
    let message = replied(Wording::ours(Arabic), from, to, None, "Oak", &[reply], None);
    assert!(message.html.starts_with("<div lang=\"ar\" dir=\"rtl\">"));
    assert!(
        message
            .html
            .contains("<blockquote dir=\"auto\">On its way.")
    );
}

#[test]
fn a_subject_is_one_line() {
    let visitor = HandedOff {
        question: String::new(),
        answer: String::new(),
        customer_email: None,
        reply_url: None,
    };
    let message = handed_off(
        Wording::ours(English),
        "a@b.example",
        "c@d.example",
        "Oak\r\nBcc: x",
        &visitor,
    );
    assert_eq!(
        message.subject,
        "A visitor to Oak  Bcc: x is asking for a person"
    );
}

#[test]
fn each_provider_gets_the_shape_that_it_expects() {
    let message = message(Some("sarah@example.com"));
    assert_eq!(
        ProviderShape::Resend.body(&message),
        json!({
            "from": "bot@shop.example",
            "to": ["me@shop.example"],
            "subject": "A visitor to Oak & Co is asking for a person",
            "text": message.text,
            "html": message.html,
            "reply_to": "sarah@example.com",
        })
    );
    assert_eq!(
        ProviderShape::Postmark.body(&message),
        json!({
            "From": "bot@shop.example",
            "To": "me@shop.example",
            "Subject": "A visitor to Oak & Co is asking for a person",
            "TextBody": message.text,
            "HtmlBody": message.html,
            "ReplyTo": "sarah@example.com",
        })
    );
}
