//! Everything that depends on a language, as constants made of the files beside this crate's manifest: one file a
//! language.
//!
//! A language whose file has every table of texts is a [`DisplayLanguage`]: widget, pages and e-mails speak it. Others are only
//! searched in, or answered in, as far as their files go.

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// What pages of a site say in one language besides their text.
#[derive(Clone, Copy, Debug)]
pub struct PageWords {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// Beginnings of blocks that ask the reader to rate the page, in small letters.
    pub ratings: &'static [&'static str],
}

/// The words with which visitors ask for a person in one language. A `*` stands for any ending.
#[derive(Clone, Copy, Debug)]
pub struct PersonWords {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// Words are told apart by spaces.
    pub spaced: bool,
    /// Who works there.
    pub people: &'static [&'static str],
    /// What a visitor wants to do with them.
    pub wishes: &'static [&'static str],
    /// What may stand beside a person in a message that says nothing else.
    pub small: &'static [&'static str],
}

/// The phrases of small talk in one language, as visitors spell them. A `*` stands for any ending of a word.
#[derive(Clone, Copy, Debug)]
pub struct SmallTalkWords {
    /// The BCP 47 tag, and other tags of the same language.
    pub tags: &'static [&'static str],
    /// Words are told apart by spaces.
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
    /// Words that may stand beside these in a message that says nothing else.
    pub small: &'static [&'static str],
    /// Words with which a question goes on from what was said before.
    pub follow_ups: &'static [&'static str],
}

/// The words by which a question tells what it asks for, and an answer that it is one. A `*` stands for any ending.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// The BCP 47 tag, and other tags of the same language.
    pub tags: &'static [&'static str],
    /// Words are told apart by spaces.
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
    /// Begin a question that is answered by yes or no.
    pub yes_no: &'static [&'static str],
    /// Say whether something may, can or must be.
    pub modals: &'static [&'static str],
    /// Negate or restrict what was said.
    pub negations: &'static [&'static str],
    /// Join two questions.
    pub conjunctions: &'static [&'static str],
    /// Ask how something is done.
    pub steps: &'static [&'static str],
    /// Begin a question.
    pub openers: &'static [&'static str],
}

impl Asking {
    /// The words of the language of a BCP 47 tag, if its file has them.
    pub fn of(tag: &str) -> Option<&'static Self> {
        ASKING.iter().find(|language| names(language.tags, tag))
    }
}

/// The small words of one language that change what a sentence claims, spelled in small letters without accents.
#[derive(Clone, Copy, Debug)]
pub struct ClaimWords {
    /// The BCP 47 tag, and other tags of the same language.
    pub tags: &'static [&'static str],
    /// Say no.
    pub negations: &'static [&'static str],
    /// Begin a clause that is affirmed or denied by itself.
    pub clauses: &'static [&'static str],
    /// Stand before what something is for. Empty where a language has no word for that alone.
    pub purposes: &'static [&'static str],
    /// Yes and no, with which an answer begins.
    pub decisions: &'static [&'static str],
    /// Words that a sentence may not add; those of one line stand for each other.
    pub limits: &'static [&'static [&'static str]],
    /// Words that a writer adds without claiming anything.
    pub plain: &'static [&'static str],
    /// Number words, with the digits of their numbers.
    pub numbers: &'static [(&'static str, &'static str)],
}

impl ClaimWords {
    /// The words of the language of a BCP 47 tag, if its file has them.
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

    /// The direction of its script, as HTML's `dir` has it.
    pub const fn dir(self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }

    /// A text of the widget.
    pub fn text(self, key: Key) -> &'static str {
        self.widget().get(key as usize).copied().unwrap_or_default()
    }

    /// The language of a BCP 47 tag, whatever its region; none if nothing is written in it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|language| names(language.tags(), tag))
    }

    /// The language that the value of an `Accept-Language` header asks for most; English if none of those it names is
    /// written in.
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

/// `text` with `values` in the places that name them in braces; what stands in a value stays as it is.
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
