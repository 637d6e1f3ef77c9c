//! Checks whether a sentence says only what passages say.
//!
//! A sentence is compared with windows of a passage: a few sentences in a row, or a list with its lead-in. Its numbers,
//! names, amounts, links, negations and limits ("only", "free", "at least") must be in the window, and so must about
//! two thirds of its other words. A number must be near the same words in the passage.
//!
//! *Limit:* this compares words, not meanings. A sentence that rearranges the passage's own words may pass.

use std::collections::{BTreeSet, HashMap};

use super::{claims::Claims, negation::Negation};
use crate::{passage::Passage, retrieval::language::Language, sentences};
pub use fault::Fault;
use neighbours::Neighbours;
use overlap::{Claimed, Overlap};
use prepared::Prepared;
pub use prepared::Support;
use purposes::Purpose;

mod denied;
mod fault;
mod links;
mod neighbours;
mod overlap;
mod prepared;
mod purposes;
mod together;
mod wording;

/// The question's words are used to distinguish passages only if there are at least this many. Of fewer, most may be
/// about what was asked.
const ASKED_PASSAGES: usize = 4;
/// The weight of a word that is in no passage, and so was added by the writer.
const UNKNOWN_WEIGHT: f64 = 1.4;

/// Words of the prompt. A model that has not understood it repeats them.
const PROMPT_WORDS: [&str; 2] = ["passage", "passages"];

/// Checks sentences against passages.
pub struct Checker<'a> {
    passages: Vec<Prepared<'a>>,
    /// Folded words that any sentence may use.
    known: BTreeSet<String>,
    /// Origins and addresses that may be linked in addition to those of the passages.
    links: Vec<String>,
    /// Folded words of the question that occur in some passages only. A sentence supported by none of these passages
    /// answers something else.
    asked: Vec<String>,
}

impl<'a> Checker<'a> {
    /// Prepares `passages`. Sentences may use the words of `known`, such as the owner's name, and link to `links` and
    /// everything below them.
    pub fn new(passages: &[&'a Passage], known: &str, links: &[String]) -> Self {
        Self {
            passages: passages
                .iter()
                .map(|passage| Prepared::prepare(passage))
                .collect(),
            known: Claims::of(known, Language::Other).all,
            links: links.to_vec(),
            asked: Vec::new(),
        }
    }

    /// Also withholds sentences whose support lacks the question's words, as far as these words distinguish the
    /// passages.
    #[must_use]
    pub fn with_question(mut self, question: &str) -> Self {
        let mut asked: Vec<String> = Vec::new();
        for language in [Language::English].into_iter().chain(self.languages()) {
            asked.extend(Claims::of(question, language).stems);
        }
        asked.sort();
        asked.dedup();
        asked.retain(|stem| {
            let having = self.passages.iter().filter(|prepared| prepared.has(stem));
            let having = having.count();
            self.passages.len() >= ASKED_PASSAGES && having > 0 && 2 * having <= self.passages.len()
        });
        self.asked = asked;
        self
    }

    fn languages(&self) -> Vec<Language> {
        self.passages
            .iter()
            .map(|prepared| prepared.language)
            .collect()
    }

    /// The support of `text`, a sentence of Markdown: the passages that it `cited`, by index, or else another passage
    /// that supports all of it. Fails with what is unsupported.
    pub fn check(&self, text: &str, cited: &[usize]) -> Result<Vec<Support>, Fault> {
        if text.trim_end().ends_with(['?', '？', '؟']) || wording::is_about_itself(text) {
            return Err(Fault::Nothing);
        }
        self.check_links(text)?;
        if !wording::has_labels(text, &self.passages) {
            return Err(Fault::Words);
        }
        let plain = links::left_out(&sentences::plain(text));
        let mut read: HashMap<&'static str, Claimed> = HashMap::new();
        for prepared in &self.passages {
            read.entry(prepared.language.tag())
                .or_insert_with(|| self.claimed(&plain, prepared.language));
        }
        let cited: Vec<usize> = cited
            .iter()
            .copied()
            .filter(|place| *place < self.passages.len())
            .collect();
        let mut fault = None;
        if !cited.is_empty() {
            match self.supported(&read, &cited) {
                Ok(support) => return Ok(support),
                Err(first) => fault = Some(first),
            }
        }
        for place in 0..self.passages.len() {
            match self.supported(&read, &[place]) {
                Ok(support) => return Ok(support),
                Err(other) => fault = fault.or(Some(other)),
            }
        }
        Err(fault.unwrap_or(Fault::Nothing))
    }

    /// Where `text` occurs in a passage word for word, ignoring white space.
    pub fn find(&self, text: &str) -> Option<Support> {
        let wanted: Vec<&str> = text.split_whitespace().collect();
        self.passages
            .iter()
            .enumerate()
            .find_map(|(place, prepared)| {
                let words: Vec<&str> = prepared.passage.text.split_whitespace().collect();
                let found = !wanted.is_empty()
                    && words
                        .windows(wanted.len())
                        .any(|words| words == wanted.as_slice());
                found.then_some(Support {
                    passage: place,
                    start: 0,
                    end: prepared.passage.text.len(),
                })
            })
    }

    fn supported(
        &self,
        read: &HashMap<&'static str, Claimed>,
        places: &[usize],
    ) -> Result<Vec<Support>, Fault> {
        let chosen: Vec<(usize, &Prepared<'a>)> = places
            .iter()
            .filter_map(|place| Some((*place, self.passages.get(*place)?)))
            .collect();
        let language = chosen
            .first()
            .map_or(Language::Other, |(_, prepared)| prepared.language);
        let claimed = read.get(language.tag()).ok_or(Fault::Nothing)?;
        let claims = &claimed.claims;
        if claims.stems.is_empty() && claims.signs.is_empty() && !claims.has_telling_number() {
            return Err(Fault::Nothing);
        }
        self.check_details(claims, &chosen)?;
        let overlaps: Vec<Overlap> = chosen
            .iter()
            .map(|(_, prepared)| prepared.overlap(claims))
            .collect();
        let mut windows: Vec<(usize, &Prepared<'a>, &Overlap, Vec<usize>)> = Vec::new();
        for ((place, prepared), overlap) in chosen.iter().zip(&overlaps) {
            let best = prepared
                .windows()
                .into_iter()
                .map(|window| (claimed.coverage(&[(overlap, &window)]).share, window))
                .filter(|(coverage, _)| *coverage > 0.0)
                .max_by(|(left, window), (right, other)| {
                    let fits = |window: &[usize]| overlap.denies(window) == claims.negated;
                    (fits(window).cmp(&fits(other)))
                        .then(left.total_cmp(right))
                        .then(other.len().cmp(&window.len()))
                });
            if let Some((_, window)) = best {
                windows.push((*place, prepared, overlap, window));
            }
        }
        let negated = windows
            .iter()
            .any(|(_, _, overlap, window)| overlap.denies(window));
        let together: Vec<(&Prepared<'a>, &[usize])> = windows
            .iter()
            .map(|(_, prepared, _, window)| (*prepared, window.as_slice()))
            .collect();
        if negated != claims.negated
            || denied::is_denied_elsewhere(&claimed.negation, &chosen)
            || denied::is_affirmed(&claimed.negation, &together)
            || denied::is_denied(&claimed.negation, &together)
        {
            return Err(Fault::Negation);
        }
        if !self.fits_names(claims, &together) {
            return Err(Fault::Name);
        }
        let has = |word: &dyn Fn(&str) -> bool| {
            together.iter().any(|(prepared, window)| {
                prepared
                    .all(window)
                    .any(|claims| claims.all.iter().any(|other| word(other)))
            })
        };
        let limited = claims
            .limits
            .iter()
            .all(|line| has(&|word| line.contains(&word)));
        if !limited {
            return Err(Fault::Limit);
        }
        let signed = claims.signs.iter().all(|sign| {
            together.iter().any(|(prepared, window)| {
                prepared
                    .all(window)
                    .any(|claims| claims.signs.contains(sign))
            })
        });
        if !signed {
            return Err(Fault::Sign);
        }
        let compared: Vec<(&Overlap, &[usize])> = windows
            .iter()
            .map(|(_, _, overlap, window)| (*overlap, window.as_slice()))
            .collect();
        let coverage = claimed.coverage(&compared);
        let is_known = |stem: &str| self.passages.iter().any(|prepared| prepared.has(stem));
        if !wording::is_of_passages(claimed, &coverage, language, &together, is_known)
            || claimed.neighbours.is_circular(&chosen)
            || !self.answers(&together)
        {
            return Err(Fault::Words);
        }
        Ok(windows
            .iter()
            .filter_map(|(place, prepared, _, window)| prepared.span(*place, window))
            .collect())
    }

    /// Whether the windows, or the sentences next to them, have a word of the question that distinguishes the passages.
    fn answers(&self, windows: &[(&Prepared<'a>, &[usize])]) -> bool {
        let is_asked = |stem: &String| {
            (windows.iter()).any(|(prepared, window)| prepared.is_near(window, stem))
        };
        self.asked.is_empty() || self.asked.iter().any(is_asked)
    }

    /// Whether names fit the statements. A name elsewhere in the passage fits only a statement about no other name:
    /// "the Alma costs €189" is not supported by "the Fjord costs €189".
    fn fits_names(&self, claims: &Claims, windows: &[(&Prepared<'a>, &[usize])]) -> bool {
        let said = || {
            windows
                .iter()
                .flat_map(|(prepared, window)| prepared.all(window))
        };
        let is_away =
            |name: &&String| !self.known.contains(*name) && !said().any(|claims| claims.says(name));
        let names_another = || {
            windows
                .iter()
                .flat_map(|(prepared, window)| prepared.of(window))
                .any(|window| window.names.iter().any(|name| !claims.says(name)))
        };
        claims.names.iter().all(|name| !is_away(&name)) || !names_another()
    }

    /// Whether all names and numbers are in one of the passages.
    fn check_details(
        &self,
        claims: &Claims,
        chosen: &[(usize, &Prepared<'a>)],
    ) -> Result<(), Fault> {
        let named = |name: &String| {
            self.known.contains(name) || chosen.iter().any(|(_, prepared)| prepared.has(name))
        };
        if !claims.names.iter().all(named) {
            return Err(Fault::Name);
        }
        let is_prompts = |word: &str| claims.all.contains(word) && !named(&word.to_owned());
        if PROMPT_WORDS.into_iter().any(is_prompts) {
            return Err(Fault::Words);
        }
        for number in &claims.numbers {
            let stands = chosen
                .iter()
                .any(|(_, prepared)| prepared.has_number(number, claims.decides));
            if !stands {
                return Err(Fault::Number);
            }
        }
        Ok(())
    }

    fn claimed(&self, text: &str, language: Language) -> Claimed {
        let claims = Claims::of(text, language);
        let weight = |stem: &String| {
            let is_known = (self.passages.iter())
                .any(|prepared| prepared.has(stem) || prepared.has_relative(stem));
            if is_known { 1.0 } else { UNKNOWN_WEIGHT }
        };
        Claimed {
            weights: claims.stems.iter().map(weight).collect(),
            negation: Negation::of(text, language),
            purposes: Purpose::all_of(text, language),
            neighbours: Neighbours::of(text, language),
            claims,
        }
    }

    /// Whether all addresses in a sentence lead to the passages' pages or sites, or are allowed.
    fn check_links(&self, text: &str) -> Result<(), Fault> {
        if links::is_unsafe(text) {
            return Err(Fault::Link);
        }
        let all_allowed = links::addresses(text).all(|address| self.allows(address));
        if all_allowed {
            Ok(())
        } else {
            Err(Fault::Link)
        }
    }

    /// Whether an address may be linked: a page that was given, an address on its site that is in the page's text, an
    /// address in text that the owner entered by hand, or an address that is allowed anyway. Addresses on other sites
    /// are not passed on, because anybody who can write into the page could send visitors away.
    fn allows(&self, address: &str) -> bool {
        let is_source = |prepared: &Prepared<'_>| {
            let text = &prepared.passage.text;
            let in_text =
                || links::addresses(text).any(|other| links::same_address(other, address));
            match prepared.passage.url.as_deref() {
                None => in_text(),
                Some(url) => {
                    links::same_address(url, address)
                        || (links::is_on_site(address, url) && in_text())
                }
            }
        };
        let below = |allowed: &String| {
            address == allowed.as_str()
                || address
                    .strip_prefix(allowed.trim_end_matches('/'))
                    .is_some_and(|rest| rest.starts_with(['/', '?', '#']))
        };
        self.passages.iter().any(is_source) || self.links.iter().any(below)
    }
}

#[cfg(test)]
mod tests;
