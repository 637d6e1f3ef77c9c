//! The parts of a language file that are lists of words.

use serde::Deserialize;

pub(crate) const fn yes() -> bool {
    true
}

/// What pages of a site say besides their text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageWords {
    /// Beginnings of blocks that ask the reader to rate the page, in small letters.
    pub(crate) ratings: Vec<String>,
}

/// The words with which a visitor asks for a person. A `*` stands for any ending.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonWords {
    /// Words are told apart by spaces.
    #[serde(default = "yes")]
    pub(crate) spaced: bool,
    /// Who works there.
    pub(crate) people: Vec<String>,
    /// What a visitor wants to do with them.
    pub(crate) wishes: Vec<String>,
    /// What may stand beside a person in a message that says nothing else.
    #[serde(default)]
    pub(crate) small: Vec<String>,
}

/// The phrases of small talk, spelled as visitors spell them. A `*` stands for any ending of a word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SmallTalkWords {
    /// Words are told apart by spaces.
    #[serde(default = "yes")]
    pub(crate) spaced: bool,
    /// Hello.
    pub(crate) greetings: Vec<String>,
    /// Thanks.
    pub(crate) thanks: Vec<String>,
    /// Goodbye.
    pub(crate) farewells: Vec<String>,
    /// Who are you, and are you a robot?
    pub(crate) who: Vec<String>,
    /// What can you do?
    pub(crate) abilities: Vec<String>,
    /// How are you?
    pub(crate) wellbeing: Vec<String>,
    /// This is useless.
    pub(crate) complaints: Vec<String>,
    /// Yes, please.
    pub(crate) agreements: Vec<String>,
    /// OK, I see.
    pub(crate) acknowledgements: Vec<String>,
    /// Words that may stand beside these in a message that says nothing else.
    pub(crate) small: Vec<String>,
    /// Words with which a question goes on from what was said before: pronouns, "and", "what about".
    pub(crate) follow_ups: Vec<String>,
}

impl SmallTalkWords {
    /// The lists, with their names.
    pub(crate) fn lists(&self) -> [(&'static str, &[String]); 11] {
        [
            ("greetings", &self.greetings),
            ("thanks", &self.thanks),
            ("farewells", &self.farewells),
            ("who", &self.who),
            ("abilities", &self.abilities),
            ("wellbeing", &self.wellbeing),
            ("complaints", &self.complaints),
            ("agreements", &self.agreements),
            ("acknowledgements", &self.acknowledgements),
            ("small", &self.small),
            ("follow_ups", &self.follow_ups),
        ]
    }
}

/// The words by which a question tells what it asks for, and an answer that it is one. A `*` stands for any ending.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// Words are told apart by spaces.
    #[serde(default = "yes")]
    pub(crate) spaced: bool,
    /// Ask for a price.
    pub(crate) cost: Vec<String>,
    /// Ask for a number, a duration or a time.
    pub(crate) quantity: Vec<String>,
    /// Name a price without a number.
    pub(crate) free: Vec<String>,
    /// Number words and units of time.
    pub(crate) numbers: Vec<String>,
    /// Ask what something is.
    pub(crate) definition: Vec<String>,
    /// Begin a question that is answered by yes or no.
    pub(crate) yes_no: Vec<String>,
    /// Say whether something may, can or must be.
    pub(crate) modals: Vec<String>,
    /// Negate or restrict what was said.
    pub(crate) negations: Vec<String>,
    /// Join two questions.
    pub(crate) conjunctions: Vec<String>,
    /// Ask how something is done.
    pub(crate) steps: Vec<String>,
    /// Begin a question.
    pub(crate) openers: Vec<String>,
}

impl Asking {
    /// The lists, with their names.
    pub(crate) fn lists(&self) -> [(&'static str, &[String]); 11] {
        [
            ("cost", &self.cost),
            ("quantity", &self.quantity),
            ("free", &self.free),
            ("numbers", &self.numbers),
            ("definition", &self.definition),
            ("yes_no", &self.yes_no),
            ("modals", &self.modals),
            ("negations", &self.negations),
            ("conjunctions", &self.conjunctions),
            ("steps", &self.steps),
            ("openers", &self.openers),
        ]
    }
}

/// Small words that change what a sentence claims, spelled as folding leaves them: small letters without accents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimWords {
    /// Say no.
    pub(crate) negations: Vec<String>,
    /// Begin a clause that is affirmed or denied by itself.
    pub(crate) clauses: Vec<String>,
    /// Stand before what something is for.
    #[serde(default)]
    pub(crate) purposes: Vec<String>,
    /// Yes and no, with which an answer begins.
    pub(crate) decisions: Vec<String>,
    /// Words that a sentence may not add; those of one line stand for each other.
    pub(crate) limits: Vec<Vec<String>>,
    /// Words that a writer adds without claiming anything.
    pub(crate) plain: Vec<String>,
    /// Number words, with their numbers.
    pub(crate) numbers: Vec<(String, u32)>,
}

impl ClaimWords {
    /// The lists that must have something. In a script without spaces words are not told apart, so only negations are
    /// looked for.
    pub(crate) fn empty_lists(&self, is_spaced: bool) -> Vec<&'static str> {
        let mut empty = Vec::new();
        for (list, is_empty, is_needed) in [
            ("negations", self.negations.is_empty(), true),
            ("clauses", self.clauses.is_empty(), is_spaced),
            ("decisions", self.decisions.is_empty(), is_spaced),
            ("limits", self.limits.is_empty(), is_spaced),
            ("plain", self.plain.is_empty(), is_spaced),
            ("numbers", self.numbers.is_empty(), is_spaced),
        ] {
            if is_empty && is_needed {
                empty.push(list);
            }
        }
        empty
    }
}
