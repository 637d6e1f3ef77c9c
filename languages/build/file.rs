//! A language file, and what is wrong with it.
//!
//! English defines which texts there are. Every other language has the same keys with the same placeholders.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use serde::Deserialize;

// The build script and a test include these files from different folders.
#[path = "plural.rs"]
mod plural;
#[path = "words.rs"]
pub(crate) mod words;

use words::{Asking, ClaimWords, PageWords, PersonWords, SmallTalkWords};

/// The parts of a file that are tables of texts, with their Rust types. `widget_parts` has none: the build puts it next
/// to the widget's parts.
pub(crate) const TEXTS: [(&str, Option<&str>); 10] = [
    ("answers", Some("AnswerTexts")),
    ("small_talk", Some("SmallTalkTexts")),
    ("offers", Some("OfferTexts")),
    ("embed_document", Some("EmbedTexts")),
    ("widget", Some("WidgetTexts")),
    ("chat_page", Some("ChatPageTexts")),
    ("reply_page", Some("ReplyPageTexts")),
    ("page_errors", Some("PageErrorTexts")),
    ("emails", Some("EmailTexts")),
    ("widget_parts", None),
];

/// The parts that every file has, unless its `lacks` names them.
const EXPECTED: [&str; 4] = ["answers", "small_talk", "small_talk_words", "claims"];

/// The parts that are lists of words.
const WORDS: [&str; 6] = [
    "retrieval",
    "page_words",
    "person_words",
    "small_talk_words",
    "asking",
    "claims",
];

/// The words that are recognised in a language, and the texts that answer them. A file has both or neither.
const TOGETHER: [(&str, &str); 2] = [
    ("person_words", "offers"),
    ("small_talk_words", "small_talk"),
];

/// The language that defines which texts there are.
pub(crate) const REFERENCE: &str = "en";

/// Texts by key. A text with a number has its forms in a single string: see `plural`.
pub(crate) type Texts = BTreeMap<String, String>;

/// The contents of `languages/<tag>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language {
    /// The BCP 47 tag, which is the file's name.
    #[serde(skip)]
    pub(crate) tag: String,
    /// The English name, as a Rust identifier.
    pub(crate) name: String,
    /// Other tags of the same language.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    /// Whether the language is written from right to left.
    #[serde(default)]
    pub(crate) rtl: bool,
    /// If words fit two languages equally well, the language with the lower rank wins.
    pub(crate) rank: u32,
    pub(crate) parts: Parts,
    /// Expected parts that nobody has written yet.
    #[serde(default)]
    pub(crate) lacks: BTreeSet<String>,
    pub(crate) retrieval: Option<Retrieval>,
    pub(crate) page_words: Option<PageWords>,
    pub(crate) person_words: Option<PersonWords>,
    pub(crate) small_talk_words: Option<SmallTalkWords>,
    pub(crate) asking: Option<Asking>,
    pub(crate) claims: Option<ClaimWords>,
    #[serde(default, deserialize_with = "plural::texts")]
    answers: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    small_talk: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    offers: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    embed_document: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    widget: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    chat_page: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    reply_page: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    page_errors: Option<Texts>,
    #[serde(default, deserialize_with = "plural::texts")]
    emails: Option<Texts>,
    // As the browser reads them: without plural forms.
    widget_parts: Option<Texts>,
}

/// `"all"`, or a list of names.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Parts {
    Word(String),
    Names(BTreeSet<String>),
}

/// How to search pages and questions in the language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retrieval {
    /// The Snowball algorithm, a variant of `rust_stemmers::Algorithm`.
    pub(crate) stemmer: Option<String>,
    /// Whether words are also indexed by their grams.
    #[serde(default = "words::yes")]
    pub(crate) grams: bool,
    /// Whether spaces separate words. If not, text is indexed as pairs of characters.
    #[serde(default = "words::yes")]
    pub(crate) spaced: bool,
    /// Ranges of characters that no other language uses, as hexadecimal code points.
    #[serde(default)]
    pub(crate) script: Vec<String>,
    /// Words that carry no meaning in a question, separated by spaces, in lower case without accents.
    #[serde(default)]
    pub(crate) stop_words: String,
}

impl Language {
    /// Reads the file of the language `tag`.
    pub(crate) fn parse(tag: &str, text: &str) -> Result<Self, toml::de::Error> {
        let mut language: Self = toml::from_str(text)?;
        tag.clone_into(&mut language.tag);
        Ok(language)
    }

    /// The language's tag, and other tags for the same language.
    pub(crate) fn tags(&self) -> Vec<&str> {
        let also = self.also.iter().map(String::as_str);
        [self.tag.as_str()].into_iter().chain(also).collect()
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
            "widget_parts" => self.widget_parts.as_ref(),
            _ => None,
        }
    }

    /// Whether the widget, the pages and the e-mails speak the language. The file says so by having every table of
    /// texts.
    pub(crate) fn is_displayed(&self) -> bool {
        match &self.parts {
            Parts::Word(word) => word == "all",
            Parts::Names(names) => TEXTS.iter().all(|(part, _)| names.contains(*part)),
        }
    }

    fn has_words(&self, part: &str) -> bool {
        match part {
            "retrieval" => self.retrieval.is_some(),
            "page_words" => self.page_words.is_some(),
            "person_words" => self.person_words.is_some(),
            "small_talk_words" => self.small_talk_words.is_some(),
            "asking" => self.asking.is_some(),
            "claims" => self.claims.is_some(),
            _ => false,
        }
    }

    fn existing_parts(&self) -> BTreeSet<String> {
        let texts = TEXTS.iter().map(|(part, _)| *part);
        let existing = texts.filter(|part| self.texts(part).is_some());
        let words = WORDS.into_iter().filter(|part| self.has_words(part));
        existing.chain(words).map(str::to_owned).collect()
    }
}

/// Reads all language files in `folder`, sorted by rank.
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

/// What is wrong with the files, one sentence each.
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
                found.extend(plural::check(&language.tag, part, texts, reference));
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
    if !matches!(&reference.parts, Parts::Word(word) if word == "all") {
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
            .chain(WORDS)
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
    // Parts named in `parts` are looked for there.
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
    for (words, texts) in TOGETHER {
        for (there, missing) in [(words, texts), (texts, words)] {
            if existing.contains(there) && !existing.contains(missing) && !is_named(missing) {
                problems.push(format!("[{there}] is of no use without [{missing}]"));
            }
        }
    }
    for part in (language.lacks.iter()).filter(|part| !EXPECTED.contains(&part.as_str())) {
        problems.push(format!("lacks names [{part}], which no file must have"));
    }
    let empty = |lists: &[(&'static str, &[String])]| -> Vec<&'static str> {
        let empty = lists.iter().filter(|(_, words)| words.is_empty());
        empty.map(|(list, _)| *list).collect()
    };
    let lists = |part: &'static str, names: Vec<&'static str>| {
        names
            .into_iter()
            .map(move |list| format!("[{part}] {list} is empty"))
    };
    if let Some(words) = &language.page_words {
        problems.extend(lists("page_words", empty(&[("ratings", &words.ratings)])));
        let written_large = (words.ratings.iter()).filter(|text| text.to_lowercase() != **text);
        problems.extend(
            written_large.map(|text| format!("[page_words] \"{text}\" is not in small letters")),
        );
    }
    if let Some(words) = &language.small_talk_words {
        problems.extend(lists("small_talk_words", empty(&words.lists())));
    }
    if let Some(asking) = &language.asking {
        problems.extend(lists("asking", empty(&asking.lists())));
    }
    // Scripts without spaces have no words to count.
    let is_spaced = (language.retrieval.as_ref()).is_none_or(|retrieval| retrieval.spaced);
    if let Some(claims) = &language.claims {
        problems.extend(lists("claims", claims.empty_lists(is_spaced)));
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

/// The names in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
