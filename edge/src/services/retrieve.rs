//! From a question to the passages that may answer it, and whether they do.

use std::collections::HashMap;

use porchlight_knowledge::{
    grounding::{self, Scale, Signals},
    retrieval::{
        Retrieved, ScoredPassage,
        language::Language,
        meaning::{self, SiteCounts},
        query::{self, Query},
        ranking::{self, Candidate, Corpus, LanguageStatistics},
        spelling,
        terms::Stemming,
        word_table::WordTable,
        words,
    },
};
use porchlight_shared::{ids::ProjectId, message::Evidence};

use crate::{
    platform::db::{DbError, ProjectDb},
    store::passages::search,
};

/// The most passages that are returned.
pub const PASSAGES: usize = 20;
/// The most words of a question whose spelling is repaired.
const REPAIRED_WORDS: usize = 4;

/// Finds the project's passages for `question`. `locale` is the visitor's language, as a BCP 47 tag, and `table` says
/// what words mean. Any text is a valid question.
///
/// The passages are in the question's own language, unless these do not answer it and those in others do. Takes two
/// statements, and one more each if a word is misspelled and if other languages are searched.
pub async fn retrieve(
    db: &ProjectDb,
    table: Option<&WordTable>,
    project_id: ProjectId,
    question: &str,
    locale: Option<&str>,
) -> Result<Retrieved, DbError> {
    let mut query = query::parse(question, locale);
    let keys: Vec<String> = query
        .words
        .iter()
        .flat_map(|word| &word.stems)
        .map(|stem| query::stem_key(stem))
        .chain(query.grams.iter().map(|gram| query::gram_key(gram)))
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let frequencies = search::frequencies(db, project_id, &keys).await?;
    let mut passages_with: HashMap<String, u32> = frequencies
        .terms
        .into_iter()
        .map(|term| (term.term, term.passages))
        .collect();
    repair_spelling(db, table, project_id, &mut query, &mut passages_with).await?;

    let (own, others): (Vec<_>, Vec<_>) = frequencies
        .languages
        .iter()
        .filter(|statistics| statistics.passages > 0.0)
        .partition(|statistics| is_own(&query, statistics));
    let search = Search {
        db,
        table,
        project_id,
        question,
        query: &query,
        passages_with: &passages_with,
    };
    let found = search.among(&own).await?;
    // A question that shows its language is answered in another one only where its own has not a word of it.
    let may_be_elsewhere = found.passages.is_empty() || !query.shows_language;
    if found.grounding.evidence == Evidence::None && may_be_elsewhere && !others.is_empty() {
        let elsewhere = search.among(&others).await?;
        if elsewhere.grounding.evidence != Evidence::None || found.passages.is_empty() {
            return Ok(elsewhere);
        }
    }
    Ok(found)
}

/// Whether passages with these statistics may be in the question's language. Short ones do not show theirs.
fn is_own(query: &Query, statistics: &LanguageStatistics) -> bool {
    match Language::of_passages(&statistics.language) {
        Language::Other => true,
        language => query.own_languages.contains(&language),
    }
}

/// A question, and what the index knows of its words.
struct Search<'a> {
    db: &'a ProjectDb,
    table: Option<&'a WordTable>,
    project_id: ProjectId,
    question: &'a str,
    query: &'a Query,
    passages_with: &'a HashMap<String, u32>,
}

impl Search<'_> {
    /// The passages in these languages, best first.
    async fn among(&self, languages: &[&LanguageStatistics]) -> Result<Retrieved, DbError> {
        let corpus = Corpus::new(languages.iter().copied());
        let weighted = ranking::weigh(self.query, &corpus, |key| self.passages_with(key));
        let mut passages = Vec::new();
        let mut alternatives = Vec::new();
        if !weighted.terms.is_empty() && !languages.is_empty() {
            let tags: Vec<&str> = (languages.iter())
                .map(|statistics| statistics.language.as_str())
                .collect();
            let found =
                search::candidates(self.db, self.project_id, &weighted, &corpus, &tags).await?;
            passages.extend(found.into_iter().map(|found| {
                let candidate = Candidate {
                    title_length: found.title_length,
                    text_length: found.text_length,
                    has_grams: Language::of_passages(&found.passage.language).has_grams(),
                    counts: &found.counts,
                };
                alternatives.push(found.alternatives);
                ScoredPassage {
                    score: ranking::score(&weighted, &corpus, &candidate),
                    passage: found.passage,
                }
            }));
        }
        let scale = if self.add_meaning(&corpus, &mut passages, &alternatives) {
            Scale::Meaning
        } else if self.query.language.is_spaced() {
            Scale::Words
        } else {
            Scale::Pairs
        };
        let asked = words::words(self.question);
        for (scored, alternatives) in passages.iter_mut().zip(&alternatives) {
            scored.score =
                ranking::favour_exact(&asked, &scored.passage, alternatives, scored.score);
        }
        // The id decides between equal scores, so that the same question always gets the same answer.
        passages.sort_by(|left, right| {
            (right.score.total.total_cmp(&left.score.total))
                .then_with(|| left.passage.id.cmp(&right.passage.id))
        });
        passages.truncate(PASSAGES);
        let signals = signals(&passages, weighted.unknown, scale);
        Ok(Retrieved {
            grounding: grounding::decide(signals),
            signals,
            language: self.query.language,
            passages,
            query: weighted,
        })
    }

    /// Adds what the passages mean to their scores, where question and passages are in the language of the table. Says
    /// whether it did.
    fn add_meaning(
        &self,
        corpus: &Corpus,
        passages: &mut [ScoredPassage],
        alternatives: &[Vec<String>],
    ) -> bool {
        let Some(table) = self.table else {
            return false;
        };
        let readable = self.query.own_languages.contains(&Language::English)
            && passages.iter().all(|scored| {
                matches!(
                    Language::of_passages(&scored.passage.language),
                    Language::English | Language::Other
                )
            });
        if !readable {
            return false;
        }
        let with_word: HashMap<&str, u32> = (self.query.words.iter())
            .map(|word| {
                let stems = word.stems.iter();
                let passages = stems.map(|stem| self.passages_with(&query::stem_key(stem)));
                (word.spelled.as_str(), passages.max().unwrap_or(0))
            })
            .collect();
        let site = SiteCounts {
            passages: corpus.passages,
            with_word: &with_word,
        };
        meaning::score(table, self.question, &site, passages, alternatives)
    }

    fn passages_with(&self, key: &str) -> u32 {
        self.passages_with.get(key).copied().unwrap_or(0)
    }
}

/// Gives each misspelled word the stem of the right one. A word that help pages use is not misspelled, though this
/// site's may not have it.
async fn repair_spelling(
    db: &ProjectDb,
    table: Option<&WordTable>,
    project_id: ProjectId,
    query: &mut Query,
    passages_with: &mut HashMap<String, u32>,
) -> Result<(), DbError> {
    let table = table.filter(|_| query.language == Language::English);
    let mut misspelled: Vec<&mut query::QueryWord> = query
        .words
        .iter_mut()
        .filter(|word| {
            word.spellable
                && !(word.stems.iter())
                    .any(|stem| passages_with.contains_key(&query::stem_key(stem)))
                && !table.is_some_and(|table| table.is_ordinary(&word.spelled))
        })
        .take(REPAIRED_WORDS)
        .collect();
    let ranges: Vec<_> = misspelled
        .iter()
        .flat_map(|word| spelling::ranges(&word.spelled))
        .collect();
    if ranges.is_empty() {
        return Ok(());
    }
    let known = search::neighbours(db, project_id, &ranges).await?;
    let stemming = Stemming::new(query.language);
    for word in &mut misspelled {
        let stem = word.stems.first().unwrap_or(&word.spelled);
        let Some(repaired) = spelling::repair(&word.spelled, stem, &known) else {
            continue;
        };
        let spelled: String = repaired.term.chars().skip(1).collect();
        let stem = stemming.stem(&spelled);
        for stem in [spelled, stem] {
            // The stem's own count may not have been read. Then it is at least that of the word.
            let key = query::stem_key(&stem);
            let passages = known
                .iter()
                .find(|term| term.term == key)
                .map_or(repaired.passages, |term| term.passages);
            passages_with.entry(key).or_insert(passages);
            word.stems.push(stem);
        }
        word.stems.dedup();
        word.repaired = true;
    }
    Ok(())
}

fn signals(passages: &[ScoredPassage], unknown: f64, scale: Scale) -> Signals {
    let Some(best) = passages.first() else {
        return Signals {
            unknown,
            scale,
            ..Signals::default()
        };
    };
    // A page in another language is likely a translation of the best, not another subject.
    let next = passages
        .iter()
        .find(|other| {
            other.passage.document_id != best.passage.document_id
                && other.passage.language == best.passage.language
        })
        .map_or(0.0, |other| other.score.total);
    Signals {
        top: best.score.total,
        margin: best.score.total - next,
        unknown,
        scale,
    }
}
