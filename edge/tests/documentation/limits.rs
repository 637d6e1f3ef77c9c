//! Every row of `docs/limits.md` is a constant of the code.

use std::collections::BTreeMap;

use porchlight_edge::{
    api::{
        credential::{PUBLISHABLE_REQUESTS, REPORTING_REQUESTS, SITE_REQUESTS},
        event_stream::{RECHECK_SECONDS, UNSURE_SECONDS},
        reporting::chats as reports,
        session::{conversation as session_conversation, conversations as session_conversations},
        site::{conversations as site_conversations, webhooks as site_webhooks},
        widget::page::FORM_BYTES,
    },
    domain::{
        conversation::{self, attributes, message_search, visited_page},
        credentials::{
            console_token::CONSOLE_SECONDS,
            identity::{LONGEST_WINDOW_MS, SHORTEST_WINDOW_MS},
            link_token::LINK_SECONDS,
            named_session,
            session_token::{GUEST_SECONDS, IDENTIFIED_SECONDS},
        },
        reports::{range, window},
        settings::plan::Plan,
    },
    platform::{GATE_SECONDS, Gate},
    services::{
        ask, attachments, busy, conversations, guesses, keys, maintenance, operators, projects,
        published_project,
        room::listeners,
        shares::{self, Share},
        sign_in, visitor_list as visitor_search, visitors,
    },
    store::{api_keys, idempotent_requests, visitor_list},
};
use porchlight_shared::{lead, limits};

mod deliveries;
mod models;
mod people;
mod sources;

use super::{
    page,
    quantity::{bytes, characters, count, duration, seconds},
    rows,
};

fn gate(gate: Gate) -> String {
    format!("{} in {GATE_SECONDS} seconds", gate.requests())
}

fn per_minute(requests: u32) -> String {
    format!("{} in any 60 seconds", count(requests))
}

#[test]
fn limits_are_those_of_the_code() {
    let expected = [
        visitors_limits(),
        chat_limits(),
        session_limits(),
        contact_limits(),
        sources::source_limits(),
        sources::file_limits(),
        models::model_limits(),
        models::saved_question_limits(),
        models::unanswered_limits(),
        key_limits(),
        people::people_limits(),
        list_limits(),
        deliveries::delivery_limits(),
    ]
    .concat();
    let text = page("limits.md");
    let mut found = rows(&text);
    found.retain(|_, value| *value != "Limit");
    let expected: BTreeMap<&str, &str> = expected
        .iter()
        .map(|(label, value)| (*label, value.as_str()))
        .collect();
    for (label, value) in &expected {
        assert_eq!(found.get(label), Some(value), "{label}");
    }
    let untested: Vec<_> = found
        .keys()
        .filter(|label| !expected.contains_key(*label))
        .collect();
    assert!(
        untested.is_empty(),
        "docs/limits.md has rows that no test holds: {untested:?}"
    );
}

type Limits = Vec<(&'static str, String)>;

fn share(share: Share) -> String {
    format!(
        "{} in one session, {} from one IP address, {} in a project",
        count(share.session.limit),
        count(share.address.limit),
        count(share.project.limit)
    )
}

fn search_in_words() -> String {
    format!(
        "{}, of which the first {} words count",
        characters(message_search::SEARCH_CHARS),
        message_search::WORDS
    )
}

fn visitors_limits() -> Limits {
    vec![
        ("Questions", gate(Gate::Chat)),
        ("Other requests of the widget", gate(Gate::Widget)),
        ("Pushed events of your shop", gate(Gate::Push)),
        ("Attempts to sign in to the inbox", gate(Gate::Push)),
        (
            "Requests for links to sign in to the inbox",
            people::within(sign_in::PER_ADDRESS),
        ),
        ("Websites that the doctor examines", gate(Gate::Push)),
        (
            "Unknown keys, unknown projects and wrong root secrets, together",
            gate(guesses::GUESSES),
        ),
    ]
}

fn chat_limits() -> Limits {
    vec![
        ("Question", characters(limits::QUESTION_CHARS)),
        (
            "Message to a person who answers",
            characters(limits::MESSAGE_TO_PERSON_CHARS),
        ),
        ("Body of a chat request", bytes(limits::CHAT_BODY_BYTES)),
        (
            "Messages in the client's view",
            count(limits::CHAT_VIEW_MESSAGES),
        ),
        (
            "Messages in one transcript",
            format!("{}, the newest", count(limits::TRANSCRIPT_MESSAGES)),
        ),
        (
            "Stored address of the visitor's page",
            characters(visited_page::PAGE_URL_CHARS),
        ),
        (
            "Stored attributes of a visitor",
            format!(
                "{}, with names of {} and values of {}",
                count(attributes::ATTRIBUTES),
                characters(attributes::NAME_CHARS),
                attributes::VALUE_CHARS
            ),
        ),
        ("File sent with a message", bytes(limits::ATTACHMENT_BYTES)),
        ("Files of one message", count(limits::MESSAGE_ATTACHMENTS)),
        (
            "Files of one conversation, from the visitor and from operators",
            format!("{} each", count(limits::CONVERSATION_ATTACHMENTS)),
        ),
        (
            "Files that visitors send in a day",
            share(shares::ATTACHMENTS),
        ),
        (
            "Time for which a file waits to be sent",
            duration(attachments::UNSENT_MS),
        ),
        (
            "Reason given with a thumbs down",
            characters(limits::FEEDBACK_REASON_CHARS),
        ),
        (
            "Subject of a conversation",
            characters(session_conversation::SUBJECT_CHARS),
        ),
        (
            "A person's reply or note",
            characters(operators::REPLY_CHARS),
        ),
        ("Form of the chat page", bytes(FORM_BYTES)),
        (
            "Slug of a project",
            characters(published_project::SLUG_CHARS),
        ),
    ]
}

fn session_limits() -> Limits {
    let signature = format!(
        "{} minutes before and after its time; {} to {} minutes can be set",
        LONGEST_WINDOW_MS / 60_000,
        SHORTEST_WINDOW_MS / 60_000,
        LONGEST_WINDOW_MS / 60_000
    );
    vec![
        ("Life of a guest's session token", seconds(GUEST_SECONDS)),
        (
            "Life of a signed-in user's session token",
            seconds(IDENTIFIED_SECONDS),
        ),
        ("Life of a session of the inbox", seconds(CONSOLE_SECONDS)),
        (
            "Life of a reply link, and of the link in an e-mail to a visitor",
            seconds(LINK_SECONDS),
        ),
        ("Validity of a signature over an e-mail address", signature),
        (
            "Time to send a first message again without a token, if the response was lost",
            duration(ask::FIRST_ANSWER_LOST_MS),
        ),
        (
            "Event streams of one conversation at a time",
            count(listeners::LISTENERS),
        ),
        (
            "Streams that wait for a person, opened within 15 minutes",
            share(shares::STREAMS),
        ),
        (
            "Conversations begun without a question in an hour",
            share(shares::CONVERSATIONS),
        ),
        (
            "Conversations sent by e-mail in a day",
            share(shares::TRANSCRIPTS),
        ),
        (
            "Conversations sent by e-mail to one address in a day, from all projects",
            count(shares::TRANSCRIPTS_TO_ONE.limit),
        ),
        (
            "Life of an event stream",
            seconds(listeners::STREAM_SECONDS.into()),
        ),
        (
            "Life of an event stream without an event",
            format!(
                "{}; with `linger`, while the bot has the conversation, {}",
                seconds(listeners::QUIET_SECONDS),
                seconds(listeners::LINGER_SECONDS)
            ),
        ),
        (
            "Time between two heartbeats of a quiet event stream",
            seconds(limits::HEARTBEAT_SECONDS),
        ),
        (
            "Time after which an event stream checks again, with its next event or heartbeat, that the key, session or link behind it is valid",
            seconds(RECHECK_SECONDS),
        ),
        (
            "Time for which an event stream stays open while that cannot be checked",
            seconds(UNSURE_SECONDS),
        ),
    ]
}

fn contact_limits() -> Limits {
    vec![
        ("E-mail address", characters(limits::EMAIL_CHARS)),
        ("Name", characters(lead::NAME_CHARS)),
        ("Telephone number", characters(lead::PHONE_CHARS)),
        (
            "Fields of your own",
            format!(
                "{}, named in {}, with {} each",
                conversation::lead::FIELDS,
                characters(lead::LABEL_CHARS),
                characters(lead::VALUE_CHARS)
            ),
        ),
        ("Text of a consent", characters(lead::CONSENT_CHARS)),
    ]
}

fn key_limits() -> Limits {
    let [free, starter, growth, scale] = Plan::ALL.map(|plan| plan.allowance().requests_per_minute);
    assert_eq!(keys::NAME_CHARS, projects::NAME_CHARS);
    vec![
        (
            "Keys of one organization that are not revoked",
            count(api_keys::KEYS),
        ),
        (
            "Name of a key, project or organization",
            characters(keys::NAME_CHARS),
        ),
        ("Allowed origins of one project", count(projects::ORIGINS)),
        (
            "Requests of one key on the site's surface",
            per_minute(SITE_REQUESTS),
        ),
        (
            "One publishable key, from one IP address",
            per_minute(PUBLISHABLE_REQUESTS),
        ),
        (
            "Requests of one key on the organization's surface",
            format!(
                "Free {free}, Starter {starter}, Growth {growth}, Scale {scale} in any 60 seconds"
            ),
        ),
        (
            "Requests of one key on the reporting surface",
            per_minute(REPORTING_REQUESTS),
        ),
        (
            "Range of a report",
            format!("{} days", window::LONGEST_DAYS),
        ),
        ("Chats on one page of a report", count(reports::MOST)),
        (
            "Life of a response that is kept for its `Idempotency-Key`",
            format!("{} hours", idempotent_requests::KEPT_MS / 3_600_000),
        ),
    ]
}

fn list_limits() -> Limits {
    vec![
        (
            "Conversations on a page of the list",
            count(site_conversations::LIMIT),
        ),
        (
            "Conversations that a list counts and shows",
            count(conversations::LISTED),
        ),
        ("Search in conversations", search_in_words()),
        (
            "A visitor's search in their conversations",
            characters(message_search::SEARCH_CHARS),
        ),
        (
            "A visitor's conversations in one response",
            format!(
                "{}, at most {}",
                session_conversations::PAGE,
                session_conversations::LARGEST_PAGE
            ),
        ),
        ("Search in visitors", search_in_words()),
        (
            "Contact details searched for a name in a script without spaces",
            format!("{}, the newest", count(visitor_list::LOOKED_AT)),
        ),
        (
            "Visitors that a search by the beginning of an address finds",
            format!(
                "{0} whom your server has signed in, and {0} who have asked for a person",
                visitor_search::BY_EMAIL
            ),
        ),
        (
            "Conversations of a visitor that the list of visitors counts",
            count(visitor_list::COUNTED),
        ),
        (
            "Conversations that are counted before a retention period is set",
            count(maintenance::COUNTED),
        ),
        (
            "Name of a visitor (`sessionId`)",
            characters(named_session::NAME_CHARS),
        ),
        ("Days in the activity of a project", count(range::DAYS)),
        (
            "Time for which counts of a busy database are kept",
            duration(busy::KEPT_MS),
        ),
        (
            "Events in one response",
            format!(
                "{}, at most {}",
                site_webhooks::DEFAULT_EVENTS,
                site_webhooks::EVENTS
            ),
        ),
        (
            "Conversations, messages and notes in an export",
            format!(
                "{}, {} and {}",
                count(visitors::EXPORTED_CONVERSATIONS),
                count(visitors::EXPORTED_MESSAGES),
                count(visitors::EXPORTED_NOTES)
            ),
        ),
    ]
}
