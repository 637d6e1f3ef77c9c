//! The parts of a language file that are word lists.

use serde::Deserialize;

pub(crate) const fn yes() -> bool {
    true
}

/// Words on a website's pages that are not part of their content.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageWords {
    /// The starts of blocks that ask the reader to rate the page, in lower case.
    pub(crate) ratings: Vec<String>,
}

/// Words that ask for a person. A `*` stands for any ending.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonWords {
    /// Whether spaces separate words.
    #[serde(default = "yes")]
    pub(crate) spaced: bool,
    /// Words for the people who answer.
    pub(crate) people: Vec<String>,
    /// Words for what the visitor wants from them.
    pub(crate) wishes: Vec<String>,
    /// Words that may accompany a person in a message that says nothing else.
    #[serde(default)]
    pub(crate) small: Vec<String>,
}

/// Phrases of small talk, as visitors spell them. A `*` stands for any ending of a word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SmallTalkWords {
    /// Whether spaces separate words.
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
    /// Words that may accompany these in a message that says nothing else.
    pub(crate) small: Vec<String>,
    /// Words that continue the previous question: pronouns, "and", "what about".
    pub(crate) follow_ups: Vec<String>,
}

impl SmallTalkWords {
    /// The lists by name.
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

/// Words that show what a question asks for, or that a sentence answers such a question. A `*` stands for any ending.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// Whether spaces separate words.
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
    /// Start a yes-or-no question.
    pub(crate) yes_no: Vec<String>,
    /// Say whether something may, can or must be.
    pub(crate) modals: Vec<String>,
    /// Negate or restrict what was said.
    pub(crate) negations: Vec<String>,
    /// Join two questions.
    pub(crate) conjunctions: Vec<String>,
    /// Ask for instructions.
    pub(crate) steps: Vec<String>,
    /// Start a question.
    pub(crate) openers: Vec<String>,
    /// Words for an action, and those for its opposite.
    pub(crate) opposites: Vec<[Vec<String>; 2]>,
}

impl Asking {
    /// The lists by name.
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

/// Small words that change what a sentence claims, in lower case without accents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimWords {
    /// Negate.
    pub(crate) negations: Vec<String>,
    /// Start a clause that is affirmed or negated by itself.
    pub(crate) clauses: Vec<String>,
    /// Come before a purpose.
    #[serde(default)]
    pub(crate) purposes: Vec<String>,
    /// Yes and no, at the start of an answer.
    pub(crate) decisions: Vec<String>,
    /// Words that a model's sentence must not add. The words of one line are interchangeable.
    pub(crate) limits: Vec<Vec<String>>,
    /// Words that a model may add without claiming anything.
    pub(crate) plain: Vec<String>,
    /// Number words and their numbers.
    pub(crate) numbers: Vec<(String, u32)>,
}

impl ClaimWords {
    /// The required lists that are empty. A script without spaces has no separate words, so it needs negations only.
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
