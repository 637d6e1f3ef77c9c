//! Recognises small talk by its words, in any language that has words for it: greetings, thanks, who and what the
//! assistant is, complaints. It is answered without a search. If the message also contains a question, that is answered
//! too.
//!
//! A message is small talk if it contains nothing else. If it contains more, the greeting or the thanks at its
//! beginning gets a short reply, and the rest is the question.

use porchlight_knowledge::phrases::{Token, has, longest, tokens};
use porchlight_languages::{SMALL_TALK_WORDS, SmallTalkTexts, SmallTalkWords, fill, names};

/// The most words of a message that is only small talk. Longer messages say something else.
const WORDS: usize = 16;
/// The same limit in characters of scripts without spaces.
const UNSPACED_CHARS: usize = 32;

/// The kinds of small talk. If a message has several, the first one here decides the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SmallTalk {
    /// Something is wrong.
    Complaint,
    /// Who are you? Are you a robot?
    Who,
    /// What can you do?
    Abilities,
    /// How are you?
    Wellbeing,
    /// Thanks.
    Thanks,
    /// Goodbye.
    Farewell,
    /// Yes, please.
    Agreement,
    /// OK, I see.
    Acknowledgement,
    /// Hello.
    Greeting,
}

/// A message, read for small talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'a> {
    /// Only small talk, in the language with this tag.
    Only(SmallTalk, &'static str),
    /// Small talk in the language with this tag, followed by a question, the last field.
    Before(SmallTalk, &'static str, &'a str),
    /// A question.
    Question,
}

/// Reads `message`. `locale` is the visitor's language, which decides between languages that share a word.
pub fn read<'a>(message: &'a str, locale: Option<&str>) -> Reading<'a> {
    let (spaced, unspaced) = (tokens(message, true), tokens(message, false));
    let found = SMALL_TALK_WORDS.iter().filter_map(|language| {
        let tokens = if language.spaced { &spaced } else { &unspaced };
        Some((language, read_in(language, message, tokens)?))
    });
    // The match with no rest wins, then the visitor's language, then the order of the languages' ranks.
    let best = found.min_by_key(|(language, found)| {
        let is_visitors = locale.is_some_and(|locale| names(language.tags, locale));
        (found.rest.is_some(), !is_visitors)
    });
    match best {
        Some((language, Found { kind, rest: None })) => Reading::Only(kind, tag(language)),
        Some((
            language,
            Found {
                kind,
                rest: Some(rest),
            },
        )) => Reading::Before(kind, tag(language), rest),
        None => Reading::Question,
    }
}

/// Whether `message`, in the language `tag` or in any, refers to an earlier message.
pub fn refers_back(message: &str, tag: &str) -> bool {
    SMALL_TALK_WORDS
        .iter()
        .filter(|language| names(language.tags, tag))
        .any(|language| {
            has(
                language.follow_ups,
                &tokens(message, language.spaced),
                language.spaced,
            )
        })
}

/// The reply to a message that is only small talk. English if the language's file has no texts.
pub fn reply(kind: SmallTalk, tag: &str, company: &str) -> String {
    let texts = texts(tag);
    let (first, second) = match kind {
        SmallTalk::Complaint => (texts.sorry, texts.again),
        SmallTalk::Who => (texts.who, texts.help),
        SmallTalk::Abilities => (texts.abilities, ""),
        SmallTalk::Wellbeing => (texts.fine, texts.help),
        SmallTalk::Thanks => (texts.welcome, texts.more),
        SmallTalk::Farewell => (texts.goodbye, ""),
        SmallTalk::Agreement | SmallTalk::Acknowledgement => (texts.more, ""),
        SmallTalk::Greeting => (texts.hello, texts.help),
    };
    fill(format!("{first} {second}").trim(), &[("company", company)])
}

/// The sentence before the answer, if the message began with small talk.
pub fn opening(kind: SmallTalk, tag: &str) -> Option<&'static str> {
    let texts = texts(tag);
    match kind {
        SmallTalk::Greeting => Some(texts.hello),
        SmallTalk::Thanks => Some(texts.welcome),
        SmallTalk::Wellbeing => Some(texts.fine),
        _ => None,
    }
}

fn texts(tag: &str) -> &'static SmallTalkTexts {
    SmallTalkTexts::of(tag).unwrap_or(&SmallTalkTexts::ENGLISH)
}

fn tag(language: &SmallTalkWords) -> &'static str {
    language.tags.first().copied().unwrap_or_default()
}

struct Found<'a> {
    kind: SmallTalk,
    /// The part after the small talk, if there is any.
    rest: Option<&'a str>,
}

fn read_in<'a>(language: &SmallTalkWords, message: &'a str, tokens: &[Token]) -> Option<Found<'a>> {
    let lists = [
        (SmallTalk::Complaint, language.complaints),
        (SmallTalk::Who, language.who),
        (SmallTalk::Abilities, language.abilities),
        (SmallTalk::Wellbeing, language.wellbeing),
        (SmallTalk::Thanks, language.thanks),
        (SmallTalk::Farewell, language.farewells),
        (SmallTalk::Agreement, language.agreements),
        (SmallTalk::Acknowledgement, language.acknowledgements),
        (SmallTalk::Greeting, language.greetings),
    ];
    let most = if language.spaced {
        WORDS
    } else {
        UNSPACED_CHARS
    };
    let mut kind: Option<SmallTalk> = None;
    // The small talk at the beginning of the message, and where it ends.
    let mut opening: Option<(SmallTalk, usize)> = None;
    let mut opens = true;
    let mut only = tokens.len() <= most;
    let mut at = 0;
    while at < tokens.len() && (only || opens) {
        let found = lists
            .iter()
            .map(|(kind, phrases)| (longest(phrases, tokens, at, language.spaced), *kind))
            .filter(|(length, _)| *length > 0)
            .max_by(|(left, left_kind), (right, right_kind)| {
                left.cmp(right).then(right_kind.cmp(left_kind))
            });
        let step = if let Some((length, found)) = found {
            kind = Some(kind.map_or(found, |kind| kind.min(found)));
            let end = tokens.get(at + length - 1).map_or(0, |token| token.end);
            if opens && begins(found, message.get(end..).unwrap_or_default()) {
                opening = Some((opening.map_or(found, |(first, _)| first), end));
            } else {
                opens = false;
            }
            length
        } else {
            opens = false;
            let small = longest(language.small, tokens, at, language.spaced);
            only &= small > 0;
            small.max(1)
        };
        at += step;
    }
    if only {
        return kind.map(|kind| Found { kind, rest: None });
    }
    let (kind, end) = opening?;
    let rest = message.get(end..)?;
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '¿' | '¡'));
    (!rest.is_empty()).then_some(Found {
        kind,
        rest: Some(rest),
    })
}

/// Whether small talk may precede a question without being a part of it: "OK, …" may, but "fine wool" does not begin
/// with an acknowledgement.
fn begins(kind: SmallTalk, after: &str) -> bool {
    match kind {
        SmallTalk::Greeting | SmallTalk::Thanks | SmallTalk::Wellbeing => true,
        SmallTalk::Acknowledgement => after.starts_with([',', '.', '!', ';', '，', '。', '！']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn only(message: &str, locale: &str, kind: SmallTalk, tag: &'static str) {
        assert_eq!(
            read(message, Some(locale)),
            Reading::Only(kind, tag),
            "{message}"
        );
    }

    #[test]
    fn small_talk_is_told_in_its_language() {
        only("hi", "en", SmallTalk::Greeting, "en");
        only("Thanks, that helped!", "en", SmallTalk::Thanks, "en");
        only("ok cool thx", "en", SmallTalk::Thanks, "en");
        only("is this a bot?", "en", SmallTalk::Who, "en");
        only("Hello, are you a real person?", "en", SmallTalk::Who, "en");
        only("what can you do", "en", SmallTalk::Abilities, "en");
        only(
            "this is so frustrating, nothing works here!!",
            "en",
            SmallTalk::Complaint,
            "en",
        );
        only("this chat is rubbish", "en", SmallTalk::Complaint, "en");
        only("dieser Chat ist Schrott", "de", SmallTalk::Complaint, "de");
        only("este chat es una basura", "es", SmallTalk::Complaint, "es");
        only("Guten Tag", "en", SmallTalk::Greeting, "de");
        only("danke dir", "de", SmallTalk::Thanks, "de");
        only("bist du ein Mensch?", "de", SmallTalk::Who, "de");
        only("¿Eres un robot?", "es", SmallTalk::Who, "es");
        only("merci beaucoup", "fr", SmallTalk::Thanks, "fr");
        only("dzien dobry", "pl", SmallTalk::Greeting, "pl");
        only("你好！", "zh", SmallTalk::Greeting, "zh");
        only("你是机器人吗？", "zh", SmallTalk::Who, "zh");
        only("ありがとうございました", "ja", SmallTalk::Thanks, "ja");
        only("спасибо большое", "ru", SmallTalk::Thanks, "ru");
    }

    #[test]
    fn the_visitors_language_decides_between_languages_that_share_a_word() {
        only("hallo", "nl", SmallTalk::Greeting, "nl");
        only("hallo", "de", SmallTalk::Greeting, "de");
        only("ciao", "it", SmallTalk::Greeting, "it");
        only("hej", "da", SmallTalk::Greeting, "da");
    }

    #[test]
    fn a_question_beside_small_talk_is_asked_without_it() {
        for (message, kind, rest) in [
            (
                "Hi! What does it cost?",
                SmallTalk::Greeting,
                "What does it cost?",
            ),
            (
                "hello, do you ship to Norway?",
                SmallTalk::Greeting,
                "do you ship to Norway?",
            ),
            (
                "Thanks! And how long do I have to send it back?",
                SmallTalk::Thanks,
                "And how long do I have to send it back?",
            ),
        ] {
            assert_eq!(read(message, Some("en")), Reading::Before(kind, "en", rest));
        }
        assert_eq!(
            read("Hola, ¿cuánto cuesta?", Some("es")),
            Reading::Before(SmallTalk::Greeting, "es", "¿cuánto cuesta?")
        );
        assert_eq!(
            read("你好，怎么退货？", Some("zh")),
            Reading::Before(SmallTalk::Greeting, "zh", "怎么退货？")
        );
    }

    #[test]
    fn questions_are_no_small_talk() {
        for message in [
            "",
            "?!",
            "opening hours",
            "what can you do about moths",
            "how do I change the robot's battery",
            "is this free?",
            "help with my order",
            "How is the Alma washed?",
            "fine wool",
            "cool bags, which ones do you have",
        ] {
            let read = read(message, Some("en"));
            assert!(!matches!(read, Reading::Only(..)), "{message}: {read:?}");
        }
    }

    #[test]
    fn every_phrase_of_every_language_is_small_talk_by_itself() {
        for language in SMALL_TALK_WORDS {
            let lists = [
                language.greetings,
                language.thanks,
                language.farewells,
                language.who,
                language.abilities,
                language.wellbeing,
                language.complaints,
                language.agreements,
                language.acknowledgements,
            ];
            for phrase in lists.into_iter().flatten() {
                let message = phrase.replace('*', "");
                let read = read(&message, language.tags.first().copied());
                assert!(matches!(read, Reading::Only(..)), "{message}: {read:?}");
            }
        }
    }

    #[test]
    fn a_message_that_refers_back_is_told() {
        for (message, tag, back) in [
            ("and to Switzerland?", "en", true),
            ("how long does it take?", "en", true),
            ("opening hours", "en", false),
            ("und nach Norwegen?", "de", true),
            ("et en Suisse ?", "fr", true),
            ("那多久呢", "zh", true),
        ] {
            assert_eq!(refers_back(message, tag), back, "{message}");
        }
    }
}
