//! Everything that depends on a language, as constants generated from this crate's language files, one per language.
//!
//! A language whose file has every table of texts is a [`DisplayLanguage`]: the widget, the pages and the e-mails speak
//! it. Porchlight searches or answers in the others as far as their files go.

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Words on a website's pages that are not part of their content, in one language.
#[derive(Clone, Copy, Debug)]
pub struct PageWords {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// The starts of blocks that ask the reader to rate the page, in lower case.
    pub ratings: &'static [&'static str],
}

/// Words that ask for a person, in one language. A `*` stands for any ending.
#[derive(Clone, Copy, Debug)]
pub struct PersonWords {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// Whether spaces separate words.
    pub spaced: bool,
    /// Words for the people who answer.
    pub people: &'static [&'static str],
    /// Words for what the visitor wants from them.
    pub wishes: &'static [&'static str],
    /// Words that may accompany a person in a message that says nothing else.
    pub small: &'static [&'static str],
}

/// Phrases of small talk in one language, as visitors spell them. A `*` stands for any ending of a word.
#[derive(Clone, Copy, Debug)]
pub struct SmallTalkWords {
    /// The BCP 47 tag, and other tags for the same language.
    pub tags: &'static [&'static str],
    /// Whether spaces separate words.
    pub spaced: bool,
    /// Hello.
    pub greetings: &'static [&'static str],
    /// Thanks.
    pub thanks: &'static [&'static str],
    /// Goodbye.
    pub farewells: &'static [&'static str],
    /// Who are you, and are you a robot?
    pub who: &'static [&'static str],
    /// What can you do?
    pub abilities: &'static [&'static str],
    /// How are you?
    pub wellbeing: &'static [&'static str],
    /// This is useless.
    pub complaints: &'static [&'static str],
    /// Yes, please.
    pub agreements: &'static [&'static str],
    /// OK, I see.
    pub acknowledgements: &'static [&'static str],
    /// Words that may accompany these in a message that says nothing else.
    pub small: &'static [&'static str],
    /// Words that continue the previous question.
    pub follow_ups: &'static [&'static str],
}

/// Words that show what a question asks for, or that a sentence answers such a question. A `*` stands for any ending.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// The BCP 47 tag, and other tags for the same language.
    pub tags: &'static [&'static str],
    /// Whether spaces separate words.
    pub spaced: bool,
    /// Ask for a price.
    pub cost: &'static [&'static str],
    /// Ask for a number, a duration or a time.
    pub quantity: &'static [&'static str],
    /// Name a price without a number.
    pub free: &'static [&'static str],
    /// Number words and units of time.
    pub numbers: &'static [&'static str],
    /// Ask what something is.
    pub definition: &'static [&'static str],
    /// Start a yes-or-no question.
    pub yes_no: &'static [&'static str],
    /// Say whether something may, can or must be.
    pub modals: &'static [&'static str],
    /// Negate or restrict what was said.
    pub negations: &'static [&'static str],
    /// Join two questions.
    pub conjunctions: &'static [&'static str],
    /// Ask for instructions.
    pub steps: &'static [&'static str],
    /// Start a question.
    pub openers: &'static [&'static str],
    /// Words for an action, and those for its opposite.
    pub opposites: &'static [[&'static [&'static str]; 2]],
}

impl Asking {
    /// The words for a BCP 47 tag, if the language's file has them.
    pub fn of(tag: &str) -> Option<&'static Self> {
        ASKING.iter().find(|language| names(language.tags, tag))
    }
}

/// The small words of one language that change what a sentence claims, in lower case without accents.
#[derive(Clone, Copy, Debug)]
pub struct ClaimWords {
    /// The BCP 47 tag, and other tags for the same language.
    pub tags: &'static [&'static str],
    /// Negate.
    pub negations: &'static [&'static str],
    /// Start a clause that is affirmed or negated by itself.
    pub clauses: &'static [&'static str],
    /// Come before a purpose. Empty if the language has no word for purposes alone.
    pub purposes: &'static [&'static str],
    /// Yes and no, at the start of an answer.
    pub decisions: &'static [&'static str],
    /// Words that a model's sentence must not add. The words of one line are interchangeable.
    pub limits: &'static [&'static [&'static str]],
    /// Words that a model may add without claiming anything.
    pub plain: &'static [&'static str],
    /// Number words and their numbers in digits.
    pub numbers: &'static [(&'static str, &'static str)],
}

impl ClaimWords {
    /// The words for a BCP 47 tag, if the language's file has them.
    pub fn of(tag: &str) -> Option<&'static Self> {
        CLAIM_WORDS
            .iter()
            .find(|language| names(language.tags, tag))
    }
}

impl DisplayLanguage {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        self.tags().first().copied().unwrap_or_default()
    }

    /// The direction of its script, as a value of HTML's `dir`.
    pub const fn dir(self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }

    /// The widget's text for a key.
    pub fn text(self, key: Key) -> &'static str {
        self.widget().get(key as usize).copied().unwrap_or_default()
    }

    /// The language for a BCP 47 tag, whatever its region. None if it is not a display language.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|language| names(language.tags(), tag))
    }

    /// The display language that an `Accept-Language` header prefers. English if the header names none of them.
    pub fn accepted(header: &str) -> Self {
        let mut best = (Self::default(), 0.0);
        for range in header.split(',') {
            let (tag, weight) = match range.split_once(';') {
                None => (range, 1.0),
                // RFC 9110, section 12.4.2: `q=0` is "not acceptable".
                Some((tag, parameters)) => {
                    let weight = parameters.trim().strip_prefix("q=");
                    (tag, weight.and_then(|q| q.parse().ok()).unwrap_or(0.0))
                }
            };
            if let Some(language) = Self::from_tag(tag.trim())
                && weight > best.1
            {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// Whether the primary subtag of `tag` is among a language's `tags`.
pub fn names(tags: &[&str], tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
    tags.iter().any(|tag| tag.eq_ignore_ascii_case(primary))
}

/// `text` with its names in braces replaced by `values`. Braces in a value stay as they are.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let value = from.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        if let Some((value, after)) = value {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = from;
        }
    }
    filled + rest
}
