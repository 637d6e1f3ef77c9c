//! Events as messages for people, in the form of Slack's incoming webhooks, which other chat
//! tools share: `blocks` for the message, and `text` for notifications and for clients
//! without blocks
//! (<https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>).

use serde_json::{Value, json};

use super::event::{EventKind, TEST};

/// The longest quotation, in characters. Slack accepts 3,000 in a block, and escaping makes text longer.
const QUOTED_CHARS: usize = 500;

/// The longest header that Slack accepts, in characters.
const HEADER_CHARS: usize = 150;

/// The words after an `@` that notify everybody in a channel, in Slack, Mattermost, Rocket.Chat and Discord.
const EVERYBODY: [&str; 4] = ["everyone", "here", "channel", "all"];

/// The message for an event of type `kind` with `data`.
pub fn of_event(kind: &str, data: &Value) -> Value {
    let title = title(kind, data);
    let mut text = escaped(&title);
    let mut blocks = vec![header(&title)];
    for (name, quoted) in quotations(data) {
        let part = format!("{name}:\n{quoted}");
        text.extend(["\n", &part]);
        blocks.push(section(&part));
    }
    if let Some(url) = field(data, "replyUrl") {
        text.extend(["\nAnswer in the chat: ", url]);
        blocks.push(json!({
            "type": "actions",
            "elements": [{
                "type": "button",
                "text": { "type": "plain_text", "text": "Answer in the chat" },
                "url": url,
                "style": "primary",
            }],
        }));
    }
    json!({ "text": text, "blocks": blocks })
}

fn title(kind: &str, data: &Value) -> String {
    let who = ["name", "email", "customerEmail"]
        .into_iter()
        .find_map(|name| field(data, name))
        .unwrap_or("A visitor");
    let source = field(data, "name").unwrap_or("A source");
    match kind.parse().ok() {
        Some(EventKind::ConversationHandoff) => format!("{who} asks for a person"),
        Some(EventKind::ConversationEscalated) => match field(data, "reason") {
            Some("lease_expired") => format!("{who} needs a person again: the operator has left"),
            Some("handed_back") => format!("{who} needs another person"),
            _ => format!("{who} asks for a person"),
        },
        Some(EventKind::ConversationCreated) => "A visitor asked, and got an answer".into(),
        Some(EventKind::ConversationUnanswered) => {
            "A visitor asked, and no answer was found".into()
        }
        Some(EventKind::ConversationFeedback) => match field(data, "helpful") {
            Some("no") => "An answer was not helpful".into(),
            _ => "An answer was helpful".into(),
        },
        Some(EventKind::LeadCaptured) => format!("{who} left contact details"),
        Some(EventKind::MessageSent) => match field(data, "sender") {
            Some("visitor") => "A visitor wrote".into(),
            _ => "A visitor got a message".into(),
        },
        Some(EventKind::ConversationResolved) => "A conversation is resolved".into(),
        Some(EventKind::SourceIndexed) => format!("{source} was read"),
        Some(EventKind::SourceHeld) => {
            format!("{source} would lose passages, and waits for your decision")
        }
        Some(EventKind::SourceFailed) => format!("{source} could not be read"),
        Some(EventKind::WebhookDisabled) => "A webhook was disabled".into(),
        None if kind == TEST => "This is a test from Porchlight: messages arrive here".into(),
        None => kind.to_owned(),
    }
}

/// The quoted texts of an event: a message, or the reason of a failure.
fn quotations(data: &Value) -> impl Iterator<Item = (&'static str, String)> + '_ {
    [
        ("question", "The visitor asked"),
        ("answer", "The assistant answered"),
        ("text", "Message"),
        ("email", "E-mail"),
        ("customerEmail", "E-mail"),
        ("phone", "Telephone"),
        ("url", "Address"),
    ]
    .into_iter()
    .filter_map(|(of, name)| field(data, of).map(|text| (name, quoted(text))))
    .chain(
        // The reason of a failure is a sentence, but that of a handoff is a code.
        field(data, "code")
            .and_then(|_| field(data, "reason"))
            .map(|reason| ("Reason", quoted(reason))),
    )
}

fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTED_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("> {}", escaped(&short).replace('\n', "\n> "))
}

/// Escapes other people's text, so that it contains no links, no link texts over other addresses, and no mentions.
/// Slack has three control characters; other tools that accept this format also read Markdown and plain mentions.
fn escaped(text: &str) -> String {
    without_mentions(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace("](", &format!("]{ZERO_WIDTH_SPACE}("))
}

const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// `text` in which no `@` begins a mention. E-mail addresses stay as they are, so that they can be copied.
fn without_mentions(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut in_word = false;
    for (at, character) in text.char_indices() {
        safe.push(character);
        let follows = text.get(at + 1..).unwrap_or_default();
        if character == '@' && (!in_word || begins_with_everybody(follows)) {
            safe.push(ZERO_WIDTH_SPACE);
        }
        in_word = character.is_alphanumeric() || "._%+-".contains(character);
    }
    safe
}

fn begins_with_everybody(text: &str) -> bool {
    EVERYBODY.iter().any(|name| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !text
                .chars()
                .nth(name.len())
                .is_some_and(|next| next.is_alphanumeric() || next == '.')
    })
}

fn field<'a>(data: &'a Value, name: &str) -> Option<&'a str> {
    data.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn header(title: &str) -> Value {
    let short: String = without_mentions(title).chars().take(HEADER_CHARS).collect();
    json!({ "type": "header", "text": { "type": "plain_text", "text": short, "emoji": false } })
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &str, data: Value, expected: Value) {
        assert_eq!(of_event(kind, &data), expected, "{kind}");
    }

    #[test]
    fn a_handoff_says_what_was_asked_and_has_a_button_to_answer() {
        check(
            "conversation.handoff",
            json!({
                "question": "Where is <!channel> my order?\nIt is late.", "answer": "", "customerEmail": "a@b.example",
                "replyUrl": "https://chat.example.com/reply/t", "reason": "asked",
            }),
            json!({
                "text": "a@b.example asks for a person\nThe visitor asked:\n> Where is &lt;!channel&gt; my order?\n\
                         > It is late.\nE-mail:\n> a@b.example\nAnswer in the chat: https://chat.example.com/reply/t",
                "blocks": [
                    { "type": "header", "text": {
                        "type": "plain_text", "text": "a@b.example asks for a person", "emoji": false,
                    } },
                    { "type": "section", "text": {
                        "type": "mrkdwn", "verbatim": true,
                        "text": "The visitor asked:\n> Where is &lt;!channel&gt; my order?\n> It is late.",
                    } },
                    { "type": "section", "text": {
                        "type": "mrkdwn", "verbatim": true, "text": "E-mail:\n> a@b.example",
                    } },
                    { "type": "actions", "elements": [{
                        "type": "button", "text": { "type": "plain_text", "text": "Answer in the chat" },
                        "url": "https://chat.example.com/reply/t", "style": "primary",
                    }] },
                ],
            }),
        );
    }

    #[test]
    fn every_event_has_a_title() {
        for kind in EventKind::ALL {
            let message = of_event(kind.name(), &json!({}));
            let title = message["text"].as_str().unwrap();
            assert!(!title.is_empty() && title != kind.name(), "{title}");
        }
        assert!(
            of_event(TEST, &json!({}))["text"]
                .as_str()
                .unwrap()
                .contains("test")
        );
    }

    #[test]
    fn what_a_visitor_writes_notifies_nobody_and_hides_no_address() {
        for (written, expected) in [
            ("@everyone look", "> @\u{200b}everyone look"),
            ("a@HERE", "> a@\u{200b}HERE"),
            ("(@ada)", "> (@\u{200b}ada)"),
            (
                "<!here> & <@U1>",
                "> &lt;!here&gt; &amp; &lt;@\u{200b}U1&gt;",
            ),
            (
                "[your bank](https://evil.example)",
                "> [your bank]\u{200b}(https://evil.example)",
            ),
            (
                "ada@here.example, ada@allied.example",
                "> ada@here.example, ada@allied.example",
            ),
        ] {
            let message = of_event("message.sent", &json!({ "text": written }));
            let section = message["blocks"][1]["text"]["text"].as_str().unwrap();
            assert_eq!(section, format!("Message:\n{expected}"));
        }
        let message = of_event("lead.captured", &json!({ "name": "@everyone" }));
        let title = "@\u{200b}everyone left contact details";
        assert_eq!(message["text"], title);
        assert_eq!(message["blocks"][0]["text"]["text"], title);
    }

    #[test]
    fn what_is_long_is_cut() {
        let message = of_event("message.sent", &json!({ "text": "<".repeat(5_000) }));
        let text = message["blocks"][1]["text"]["text"].as_str().unwrap();
        assert!(text.len() < 3_000 && text.ends_with('…'), "{text}");
    }
}
