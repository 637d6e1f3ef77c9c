//! A whole conversation, as an e-mail to the visitor.
//!
//! *Invariant:* every visitor can write anything to any address, so nothing in a message becomes a link.

use maud::html;
use porchlight_languages::fill;

use super::{EmailMessage, blockquote, one_line};
use crate::domain::settings::wording::Wording;

/// A message of a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenLine<'a> {
    /// The author of the message.
    pub name: &'a str,
    /// The text of the message.
    pub text: &'a str,
}

/// Sends a whole conversation, called `title`, to the visitor with the address `to`.
pub fn transcript(
    wording: Wording<'_>,
    title: &str,
    from: &str,
    to: &str,
    company: &str,
    lines: &[WrittenLine<'_>],
) -> EmailMessage {
    let language = wording.language;
    let why = fill(wording.emails().transcript_why, &[("company", company)]);
    let lines: Vec<_> = (lines.iter())
        .map(|line| (line.name, unlinked(line.text)))
        .collect();
    let mut text = String::new();
    for (name, said) in &lines {
        text.extend([*name, ":\n", said, "\n\n"]);
    }
    text.extend([&*why, "\n"]);
    let html = html! {
        div lang=(language.tag()) dir=(language.dir()) {
            @for (name, said) in &lines { p { (name) ":" } (blockquote(said)) }
            p { (why) }
        }
    };
    EmailMessage {
        from: from.to_owned(),
        to: to.to_owned(),
        reply_to: None,
        subject: one_line(&format!("{title}: {company}")),
        text,
        html: html.into_string(),
    }
}

/// `text` with an invisible word joiner in addresses, so that mail programs do not turn them into links.
fn unlinked(text: &str) -> String {
    const WORD_JOINER: char = '\u{2060}';
    let mut unlinked = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        unlinked.push(character);
        let is_in_address = characters.peek().is_some_and(|next| match character {
            ':' => *next == '/',
            '.' | '@' => next.is_alphanumeric(),
            _ => false,
        });
        if is_in_address {
            unlinked.push(WORD_JOINER);
        }
    }
    unlinked
}

#[cfg(test)]
mod tests {
    use porchlight_languages::DisplayLanguage::{English, German};

    use super::*;

    #[test]
    fn what_was_said_stays_text_and_the_subject_one_line() {
        let lines = [WrittenLine {
            name: "You",
            text: "<b>How long?</b>\nReally?",
        }];
        let mail = transcript(
            Wording::ours(English),
            "Conversation",
            "a@b.c",
            "d@e.f",
            "Oak\nBcc: x",
            &lines,
        );
        assert_eq!(mail.subject, "Conversation: Oak Bcc: x");
        assert!(mail.text.starts_with("You:\n<b>How long?</b>\nReally?\n\n"));
        assert!(
            mail.html
                .contains("&lt;b&gt;How long?&lt;/b&gt;<br>Really?")
        );
    }

    #[test]
    fn mail_programs_make_no_links_of_what_was_said() {
        let lines = [WrittenLine {
            name: "You",
            text: "Pay at https://evil.example/?a=b or evil.example, eve@evil.example. Now: 3 lamps.",
        }];
        let wording = Wording::ours(English);
        let mail = transcript(wording, "Conversation", "a@b.c", "d@e.f", "Oak", &lines);
        for body in [&mail.text, &mail.html] {
            for link in ["://", "evil.example", "@evil"] {
                assert!(!body.contains(link), "{link}: {body}");
            }
            let seen = body.replace('\u{2060}', "");
            assert!(seen.contains(lines[0].text), "{seen}");
            assert!(body.contains(". Now: 3 lamps."), "{body}");
        }
    }

    #[test]
    fn it_says_that_somebody_had_it_sent() {
        let lines = [WrittenLine {
            name: "Sie",
            text: "Hallo",
        }];
        let wording = Wording::ours(German);
        let mail = transcript(wording, "Unterhaltung", "a@b.c", "d@e.f", "Oak", &lines);
        let why =
            "Jemand hat sich im Chat von Oak diese Unterhaltung an diese Adresse schicken lassen.";
        assert!(mail.text.contains(why), "{}", mail.text);
        assert!(mail.html.contains(why), "{}", mail.html);
    }
}
