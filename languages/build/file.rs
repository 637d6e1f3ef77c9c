//! A language file, and what is wrong with it.
//!
//! English says which texts there are: every other language has the same keys with the same placeholders.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use serde::Deserialize;

/// The parts of a file that are tables of texts, with the name of their type in Rust.
pub(crate) const TEXTS: [(&str, &str); 9] = [
    ("answers", "AnswerTexts"),
    ("small_talk", "SmallTalkTexts"),
    ("offers", "OfferTexts"),
    ("embed_document", "EmbedTexts"),
    ("widget", "WidgetTexts"),
    ("chat_page", "ChatPageTexts"),
    ("reply_page", "ReplyPageTexts"),
    ("page_errors", "PageErrorTexts"),
    ("emails", "EmailTexts"),
];

/// The parts that every file has, unless its `lacks` names them.
const EXPECTED: [&str; 3] = ["answers", "small_talk", "small_talk_words"];

/// The language that defines which texts there are.
pub(crate) const REFERENCE: &str = "en";

/// Texts by key.
pub(crate) type Texts = BTreeMap<String, String>;

/// What `languages/<tag>.toml` holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language {
    /// The BCP 47 tag: the file's name.
    #[serde(skip)]
    pub(crate) tag: String,
    /// The English name, as a Rust identifier.
    pub(crate) name: String,
    /// Other tags of the same language.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    /// Where words fit two languages equally well, the one with the lower rank is taken.
    pub(crate) rank: u32,
    /// Which parts the file has.
    pub(crate) parts: Parts,
    /// Expected parts that nobody has written yet.
    #[serde(default)]
    pub(crate) lacks: BTreeSet<String>,
    pub(crate) retrieval: Option<Retrieval>,
    pub(crate) person_words: Option<PersonWords>,
    pub(crate) small_talk_words: Option<SmallTalkWords>,
    pub(crate) asking: Option<Asking>,
    answers: Option<Texts>,
    small_talk: Option<Texts>,
    offers: Option<Texts>,
    embed_document: Option<Texts>,
    widget: Option<Texts>,
    chat_page: Option<Texts>,
    reply_page: Option<Texts>,
    page_errors: Option<Texts>,
    emails: Option<Texts>,
}

/// `"all"`, or the names of the parts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Parts {
    Word(String),
    Names(BTreeSet<String>),
}

/// How pages and questions in the language are searched.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retrieval {
    /// The Snowball algorithm, a variant of `rust_stemmers::Algorithm`.
    pub(crate) stemmer: Option<String>,
    /// Words also give their grams.
    #[serde(default = "yes")]
    pub(crate) grams: bool,
    /// Words are told apart by spaces; else text is indexed as pairs of characters.
    #[serde(default = "yes")]
    pub(crate) spaced: bool,
    /// Ranges of characters that only this language is written in, as hexadecimal code points.
    #[serde(default)]
    pub(crate) script: Vec<String>,
    /// Words that carry no meaning in a question, separated by spaces.
    #[serde(default)]
    pub(crate) stop_words: String,
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
    /// Begin a question.
    pub(crate) openers: Vec<String>,
}

impl Asking {
    /// The lists, with their names.
    pub(crate) fn lists(&self) -> [(&'static str, &[String]); 10] {
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
            ("openers", &self.openers),
        ]
    }
}

const fn yes() -> bool {
    true
}

impl Language {
    /// Reads the file of the language `tag`.
    pub(crate) fn parse(tag: &str, text: &str) -> Result<Self, toml::de::Error> {
        let mut language: Self = toml::from_str(text)?;
        tag.clone_into(&mut language.tag);
        Ok(language)
    }

    /// A table of texts.
    pub(crate) fn texts(&self, part: &str) -> Option<&Texts> {
        match part {
            "answers" => self.answers.as_ref(),
            "small_talk" => self.small_talk.as_ref(),
            "offers" => self.offers.as_ref(),
            "embed_document" => self.embed_document.as_ref(),
            "widget" => self.widget.as_ref(),
            "chat_page" => self.chat_page.as_ref(),
            "reply_page" => self.reply_page.as_ref(),
            "page_errors" => self.page_errors.as_ref(),
            "emails" => self.emails.as_ref(),
            _ => None,
        }
    }

    /// It says that it has everything.
    pub(crate) fn is_complete(&self) -> bool {
        matches!(&self.parts, Parts::Word(word) if word == "all")
    }

    fn existing_parts(&self) -> BTreeSet<String> {
        let texts = TEXTS.iter().map(|(part, _)| *part);
        let existing = texts.filter(|part| self.texts(part).is_some());
        existing
            .chain(self.retrieval.as_ref().map(|_| "retrieval"))
            .chain(self.person_words.as_ref().map(|_| "person_words"))
            .chain(self.small_talk_words.as_ref().map(|_| "small_talk_words"))
            .chain(self.asking.as_ref().map(|_| "asking"))
            .map(str::to_owned)
            .collect()
    }
}

/// Reads every language file in `folder`, by rank.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Language>, Box<dyn Error>> {
    let mut languages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_toml = path
            .extension()
            .is_some_and(|extension| extension == "toml");
        let Some(tag) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if !is_toml || tag == "Cargo" {
            continue;
        }
        let language = Language::parse(tag, &fs::read_to_string(&path)?)
            .map_err(|error| format!("languages/{tag}.toml: {error}"))?;
        languages.push(language);
    }
    languages.sort_by_key(|language| language.rank);
    Ok(languages)
}

/// What is wrong with the files, a sentence each.
pub(crate) fn check(languages: &[Language]) -> Vec<String> {
    let Some(reference) = languages.iter().find(|language| language.tag == REFERENCE) else {
        return vec![format!("languages/{REFERENCE}.toml is missing.")];
    };
    let mut problems = Vec::new();
    for language in languages {
        let mut found = Vec::new();
        check_parts(language, &mut found);
        check_expected(language, &mut found);
        for (part, _) in TEXTS {
            if let (Some(texts), Some(reference)) = (language.texts(part), reference.texts(part)) {
                check_texts(part, texts, reference, &mut found);
            }
        }
        if languages
            .iter()
            .any(|other| other.tag != language.tag && other.rank == language.rank)
        {
            found.push(format!(
                "another language has the rank {} too",
                language.rank
            ));
        }
        problems.extend(
            found
                .into_iter()
                .map(|problem| format!("languages/{}.toml: {problem}.", language.tag)),
        );
    }
    if !reference.is_complete() {
        problems.push(format!(
            "languages/{REFERENCE}.toml must have parts = \"all\"."
        ));
    }
    problems
}

fn check_parts(language: &Language, problems: &mut Vec<String>) {
    let existing = language.existing_parts();
    let said = match &language.parts {
        Parts::Names(names) => names.clone(),
        Parts::Word(word) if word == "all" => TEXTS
            .iter()
            .map(|(part, _)| *part)
            .chain(["retrieval", "person_words", "small_talk_words", "asking"])
            .map(str::to_owned)
            .collect(),
        Parts::Word(word) => {
            problems.push(format!("parts is \"all\" or a list, not \"{word}\""));
            return;
        }
    };
    for part in said.difference(&existing) {
        problems.push(format!("[{part}] is missing, yet parts names it"));
    }
    for part in existing.difference(&said) {
        problems.push(format!("[{part}] is there, yet parts does not name it"));
    }
}

fn check_expected(language: &Language, problems: &mut Vec<String>) {
    let existing = language.existing_parts();
    // What `parts` names is looked for there.
    let is_named = |part: &str| match &language.parts {
        Parts::Names(names) => names.contains(part),
        Parts::Word(_) => true,
    };
    for part in EXPECTED {
        match (existing.contains(part), language.lacks.contains(part)) {
            (false, false) if !is_named(part) => problems.push(format!(
                "[{part}] is missing; write it, or name it in lacks"
            )),
            (true, true) => problems.push(format!("[{part}] is there, yet lacks names it")),
            _ => {}
        }
    }
    for part in (language.lacks.iter()).filter(|part| !EXPECTED.contains(&part.as_str())) {
        problems.push(format!("lacks names [{part}], which no file must have"));
    }
    for (list, _) in (language.small_talk_words.iter())
        .flat_map(SmallTalkWords::lists)
        .filter(|(_, phrases)| phrases.is_empty())
    {
        problems.push(format!("[small_talk_words] {list} is empty"));
    }
}

fn check_texts(part: &str, texts: &Texts, reference: &Texts, problems: &mut Vec<String>) {
    for (key, english) in reference {
        let Some(text) = texts.get(key) else {
            problems.push(format!("[{part}] has no {key} (\"{english}\")"));
            continue;
        };
        if text.trim().is_empty() {
            problems.push(format!("[{part}] {key} is empty"));
        }
        let (wanted, found) = (placeholders(english), placeholders(text));
        if wanted != found {
            problems.push(format!("[{part}] {key} has {found:?}, not {wanted:?}"));
        }
    }
    for key in texts.keys().filter(|key| !reference.contains_key(*key)) {
        problems.push(format!("[{part}] {key} is no text that English has"));
    }
}

/// What stands in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
