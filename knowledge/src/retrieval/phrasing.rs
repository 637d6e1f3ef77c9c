//! Whether a question rephrases the heading of a passage, or one of its alternatives.

use std::collections::{HashMap, HashSet};

use porchlight_languages::{Asking, ClaimWords};

use super::{
    language::Language,
    terms::Stemming,
    words::{self, Word},
};
use crate::{
    passage::Passage,
    phrases::{self, Token},
};

/// The separators in a series of names.
const COMMAS: [char; 2] = [',', '\u{60c}'];
/// A site with fewer passages has no names of its own: all of them may be about the same thing.
const NAMED_PASSAGES: usize = 8;

/// The part of a passage that says the same as a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SaysTheSame {
    /// An alternative, with exactly the question's meaningful words: "which models does it support" and "what models do
    /// you support". A single word is not a question, unless it asks about a cost.
    Alternative,
    /// The heading. Its text may be about several things: "What it costs" may cover a return or a repair.
    Heading,
}

/// Which part of the passage says the same as the question, if any.
pub(super) fn says_the_same(
    asked: &[Word],
    passage: &Passage,
    alternatives: &[String],
    names: &HashSet<String>,
) -> Option<SaysTheSame> {
    let reader = PhrasingReader::new(&passage.language, names);
    let asked = reader.read(asked)?;
    let by_itself = asked.stems.is_empty() && asked.costs;
    let is_question = asked.stems.len() + usize::from(asked.costs) > 1;
    let is_asked = |phrasing: &String| reader.forms(phrasing).any(|form| form.asks_as(&asked));
    if (is_question || by_itself) && alternatives.iter().any(is_asked) {
        return Some(SaysTheSame::Alternative);
    }
    let can_be_headed = is_question && !asked.stems.is_empty();
    let heading = (passage.title_path.last()).filter(|_| can_be_headed);
    (heading.is_some_and(is_asked)).then_some(SaysTheSame::Heading)
}

/// The meaning of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrasing {
    /// The stems of its meaningful words, in order.
    stems: Vec<String>,
    /// Which of them mean more than that something is done, happens or is needed.
    weighty: Vec<bool>,
    /// Whether it has a negation.
    denies: bool,
    /// Whether it asks about a cost, in any wording.
    costs: bool,
}

impl Phrasing {
    /// Whether both mean the same, possibly after removing words such as "happen", "use" and "need".
    fn asks_as(&self, other: &Self) -> bool {
        let is_like = self.denies == other.denies && self.costs == other.costs;
        let [own, others] = [self, other].map(Self::weighty_stems);
        is_like && (self.stems == other.stems || (own.len() > 1 && own == others))
    }

    fn weighty_stems(&self) -> Vec<&str> {
        let stems = self.stems.iter().zip(&self.weighty);
        stems
            .filter(|(_, weighty)| **weighty)
            .map(|(stem, _)| stem.as_str())
            .collect()
    }
}

struct PhrasingReader<'a> {
    /// Names on half of the pages, which mean no more than "it".
    names: &'a HashSet<String>,
    plain: &'static [&'static str],
    language: Language,
    stemming: Stemming,
    negations: &'static [&'static str],
    cost: &'static [&'static str],
    openers: &'static [&'static str],
}

impl<'a> PhrasingReader<'a> {
    fn new(tag: &str, names: &'a HashSet<String>) -> Self {
        let language = Language::of_passages(tag);
        let asking = Asking::of(tag);
        Self {
            names,
            plain: ClaimWords::of(tag).map_or(&[], |words| words.plain),
            language,
            stemming: Stemming::new(language),
            negations: asking.map_or(&[], |asking| asking.negations),
            cost: asking.map_or(&[], |asking| asking.cost),
            openers: asking.map_or(&[], |asking| asking.openers),
        }
    }

    /// None in a script without spaces.
    fn read(&self, words: &[Word]) -> Option<Phrasing> {
        let mut spaced = Vec::with_capacity(words.len());
        for word in words {
            let Word::Spaced(word) = word else {
                return None;
            };
            spaced.push(word.as_str());
        }
        let tokens: Vec<Token> = (spaced.iter())
            .map(|word| Token {
                text: words::fold(word),
                start: 0,
                end: 0,
            })
            .collect();
        let mut phrasing = Phrasing {
            stems: Vec::new(),
            weighty: Vec::new(),
            denies: false,
            costs: false,
        };
        let mut asking = 0;
        for (at, (word, token)) in spaced.iter().zip(&tokens).enumerate() {
            let cost = phrases::longest(self.cost, &tokens, at, true);
            phrasing.costs |= cost > 0;
            asking = asking.max(at + cost);
            phrasing.denies |= self.negations.contains(&token.text.as_str());
            let says_nothing = self.openers.contains(&token.text.as_str())
                || self.names.contains(&token.text)
                || self.language.is_stop_word(&token.text);
            if at >= asking && !says_nothing {
                phrasing.stems.push(self.stemming.stem(word));
                let is_plain = self.plain.contains(&token.text.as_str());
                phrasing.weighty.push(!is_plain);
            }
        }
        Some(phrasing)
    }

    /// The meanings of a text: "Does it work with Shopify, Wix or Joomla?" has three.
    fn forms(&self, text: &str) -> impl Iterator<Item = Phrasing> {
        let whole = self.read(&words::words(text));
        let mut named = Vec::new();
        if !text.contains(COMMAS) {
            return whole.into_iter().chain(named);
        }
        let mut clauses = text.split(COMMAS);
        let begun = (clauses.next()).and_then(|clause| self.read(&words::words(clause)));
        if let Some(mut begun) = begun
            && let Some(first) = begun.stems.pop()
        {
            begun.weighty.pop();
            let mut row = vec![vec![first]];
            for clause in clauses {
                row.extend(self.names(clause));
            }
            if row.len() > 1 {
                named.extend(row.into_iter().map(|name| {
                    let mut one = begun.clone();
                    one.weighty.extend(name.iter().map(|_| true));
                    one.stems.extend(name);
                    one
                }));
            }
        }
        whole.into_iter().chain(named)
    }

    /// The runs of meaningful words in a clause, as stems: "React or a static site" has two.
    fn names(&self, clause: &str) -> Vec<Vec<String>> {
        let mut names: Vec<Vec<String>> = vec![Vec::new()];
        for word in words::words(clause) {
            let Word::Spaced(word) = word else { continue };
            if self.language.is_stop_word(&words::fold(&word)) {
                names.push(Vec::new());
            } else if let Some(name) = names.last_mut() {
                name.push(self.stemming.stem(&word));
            }
        }
        names.retain(|name| !name.is_empty());
        names
    }
}

/// The folded names inside sentences of at least half of the passages, such as "Porchlight" on its own pages. Questions
/// use "it" or "you" instead. Names in `asked`, the question, are excluded, because they say which thing is meant.
/// German capitalises every noun, so it has none.
pub fn site_names<'a>(
    asked: &[Word],
    passages: impl Iterator<Item = &'a Passage>,
) -> HashSet<String> {
    let mut having: HashMap<String, usize> = HashMap::new();
    let mut all = 0;
    for passage in passages {
        if Language::of_passages(&passage.language) == Language::German {
            continue;
        }
        all += 1;
        let mut names: HashSet<String> = HashSet::new();
        let mut inside = false;
        for word in passage.text.split_whitespace() {
            let name = word.trim_matches(|c: char| !c.is_alphanumeric());
            if inside && name.starts_with(char::is_uppercase) && name.chars().count() > 1 {
                names.insert(words::fold(&name.to_lowercase()));
            }
            inside = word.ends_with(|c: char| c.is_alphanumeric() || c == ',');
        }
        for name in names {
            *having.entry(name).or_default() += 1;
        }
    }
    having.retain(|_, passages| all >= NAMED_PASSAGES && 2 * *passages >= all);
    for word in asked {
        if let Word::Spaced(word) = word {
            having.remove(&words::fold(word));
        }
    }
    having.into_keys().collect()
}

#[cfg(test)]
mod tests {
    use porchlight_shared::ids::{DocumentId, PassageId};

    use super::*;

    #[track_caller]
    fn check(question: &str, heading: &str, alternative: &str, expected: bool) {
        let passage = Passage {
            id: PassageId::new(0, [1; 10]),
            document_id: DocumentId::new(0, [1; 10]),
            version: 1,
            title_path: vec!["Shop".into(), heading.into()],
            text: String::new(),
            url: None,
            anchor: None,
            language: "en".into(),
        };
        let names = HashSet::from(["acme".to_owned()]);
        let asked = words::words(question);
        let same = says_the_same(&asked, &passage, &[alternative.into()], &names);
        assert_eq!(
            same.is_some(),
            expected,
            "{question} | {heading} | {alternative}"
        );
    }

    #[test]
    fn words_that_ask_for_a_price_stand_for_each_other() {
        for question in [
            "What's the price?",
            "how much is it",
            "pricing",
            "how much does it cost",
        ] {
            check(question, "Plans", "What does it cost?", true);
            check(question, "What it costs", "How long does it take?", false);
        }
        check(
            "what is the price of a lamp",
            "Lamps",
            "How much does a lamp cost?",
            true,
        );
        check(
            "what is the price of a lamp",
            "Lamps",
            "What does it cost?",
            false,
        );
        check(
            "what does it cost",
            "Lamps",
            "How much does a lamp cost?",
            false,
        );
        check("lamp", "Lamps", "What is a lamp?", false);
    }

    #[test]
    fn the_sites_name_and_words_such_as_happen_make_no_difference() {
        let other = "What happens when Acme cannot reach the printer?";
        for question in [
            "what if it cannot reach the printer",
            "you cannot reach the printer",
        ] {
            check(question, "Printers", other, true);
        }
        for question in [
            "what if Bolt cannot reach the printer",
            "what if it reaches the printer",
        ] {
            check(question, "Printers", other, false);
        }
        check(
            "does it use cookies",
            "Privacy",
            "Does Acme use cookies?",
            true,
        );
        check("cookies", "Privacy", "Does Acme use cookies?", false);
    }

    #[test]
    fn each_of_the_names_in_a_row_is_asked_for() {
        let row = "Does it work with Shopify, Wix or a static site?";
        for question in [
            "does it work with wix",
            "Does it work with Shopify?",
            "works with static sites",
        ] {
            check(question, "Pages", row, true);
        }
        for question in ["does it work with Joomla", "does Wix cost extra", "wix"] {
            check(question, "Pages", row, false);
        }
    }
}
