//! Finds the passages that may answer a question, and decides whether they do.

use std::collections::HashMap;

use futures::future::try_join;
use porchlight_knowledge::{
    grounding::{self, EvidenceLimits, Scale, Signals},
    reading,
    retrieval::{
        self, Retrieved, RetrievedPart, ScoredPassage,
        deeds::AskedDeeds,
        language::Language,
        meaning::{self, SiteCounts},
        once_each,
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
    domain::conversation::small_talk,
    platform::db::{DbError, ProjectDb},
    store::passages::search::{self, Frequencies},
};

/// The most passages that are returned.
pub const PASSAGES: usize = 20;
/// The most words of a question whose spelling is corrected.
const REPAIRED_WORDS: usize = 4;

/// A project's index.
#[derive(Clone, Copy)]
pub struct ProjectIndex<'a> {
    /// The database with the index.
    pub db: &'a ProjectDb,
    /// The word table, if there is one for semantic scores.
    pub table: Option<&'a WordTable>,
    /// The project of the index.
    pub project_id: ProjectId,
    /// The frequencies that were read ahead, if any.
    pub ahead: Option<&'a Frequencies>,
}

/// The keys that a search for the question looks up.
pub fn keys(query: &Query) -> Vec<String> {
    query
        .words
        .iter()
        .flat_map(|word| &word.stems)
        .map(|stem| query::stem_key(stem))
        .chain(query.grams.iter().map(|gram| query::gram_key(gram)))
        .collect()
}

/// Finds the project's passages for `question`. `locale` is the visitor's language, as a BCP 47 tag, and `table` is the
/// word table. Any text is a valid question.
pub async fn retrieve(
    db: &ProjectDb,
    table: Option<&WordTable>,
    project_id: ProjectId,
    question: &str,
    locale: Option<&str>,
) -> Result<Retrieved, DbError> {
    let index = ProjectIndex {
        db,
        table,
        project_id,
        ahead: None,
    };
    retrieve_from(index, question, locale).await
}

/// Does the same with an index whose frequencies may have been read ahead.
///
/// The passages are in the question's own language, unless these do not answer it and those in others do. Takes one
/// statement, and one more each if nothing was read ahead, if a word is misspelled and if other languages are searched.
pub async fn retrieve_from(
    index: ProjectIndex<'_>,
    question: &str,
    locale: Option<&str>,
) -> Result<Retrieved, DbError> {
    let ProjectIndex {
        db,
        table,
        project_id,
        ahead,
    } = index;
    let mut query = query::parse(question, locale);
    let keys = keys(&query);
    let read;
    let frequencies = if let Some(ahead) = ahead.filter(|ahead| ahead.cover(&keys)) {
        ahead
    } else {
        let ran = db.run_one(search::frequencies(project_id, &keys)).await?;
        read = search::read_frequencies(ran, keys)?;
        &read
    };
    let mut passages_with: HashMap<String, u32> = frequencies
        .terms
        .iter()
        .map(|term| (term.term.clone(), term.passages))
        .collect();
    let repaired = repair_spelling(db, table, project_id, &mut query, &mut passages_with).await?;
    let question = &spelling::respelled(question, &repaired);
    if !repaired.is_empty() {
        query = query.reread(question, &repaired);
    }

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
        repaired: &repaired,
    };
    let found = search.among(&own).await?;
    // If the question clearly shows its language, passages in another one are used only if its own has none with any of
    // its words.
    let may_be_elsewhere = found.passages.is_empty() || !query.shows_language;
    if found.grounding.evidence == Evidence::None && may_be_elsewhere && !others.is_empty() {
        let elsewhere = search.among(&others).await?;
        // If there are pages in the question's language, those in another one must answer it, and not only come close.
        let may_come_close = own.is_empty() && elsewhere.grounding.evidence != Evidence::None;
        let has_neither = own.is_empty() && found.passages.is_empty();
        let answers = elsewhere.grounding.evidence == Evidence::Strong && {
            let (_, read) = reading::answer(&elsewhere, question, None, EvidenceLimits::default());
            read.evidence == Evidence::Strong
        };
        if may_come_close || has_neither || answers {
            return Ok(elsewhere);
        }
    }
    Ok(found)
}

/// Does the same for a question that may ask two things, and also searches for each of them.
pub async fn retrieve_each(
    index: ProjectIndex<'_>,
    question: &str,
    locale: Option<&str>,
) -> Result<Retrieved, DbError> {
    let whole = retrieve_from(index, question, locale).await?;
    let tag = whole.language.tag();
    let Some((first, second)) = reading::two_questions(question, tag) else {
        return Ok(whole);
    };
    let locale = Some(tag);
    // "And how do I wash it?" refers to the first question.
    let refers = small_talk::refers_back(second, tag);
    let searched = if refers {
        format!("{second} {first}")
    } else {
        second.to_owned()
    };
    let (of_first, mut of_second) = try_join(
        retrieve_from(index, first, locale),
        retrieve_from(index, &searched, locale),
    )
    .await?;
    if refers {
        of_second.query.stress(second, tag);
    }
    let of_first = RetrievedPart {
        question: first.to_owned(),
        previous: None,
        retrieved: of_first,
    };
    let of_second = RetrievedPart {
        question: second.to_owned(),
        previous: refers.then(|| first.to_owned()),
        retrieved: of_second,
    };
    Ok(whole.with_parts([of_first, of_second]))
}

/// Whether passages with these statistics may be in the question's language. Short questions do not show theirs.
fn is_own(query: &Query, statistics: &LanguageStatistics) -> bool {
    match Language::of_passages(&statistics.language) {
        Language::Other => true,
        language => query.own_languages.contains(&language),
    }
}

/// A question, with the frequencies of its words in the index.
struct Search<'a> {
    db: &'a ProjectDb,
    table: Option<&'a WordTable>,
    project_id: ProjectId,
    question: &'a str,
    query: &'a Query,
    passages_with: &'a HashMap<String, u32>,
    repaired: &'a [(String, String)],
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
                    also_at: Vec::new(),
                    nearness: Vec::new(),
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
        let found = passages.iter().map(|scored| &scored.passage);
        let names = retrieval::site_names(&asked, found);
        let deeds = AskedDeeds::of(self.question, self.query.language);
        for (scored, alternatives) in passages.iter_mut().zip(&alternatives) {
            if let Some(deeds) = &deeds {
                scored.score = deeds.weigh(&scored.passage, scored.score);
            }
            scored.score =
                ranking::favour_exact(&asked, &scored.passage, alternatives, &names, scored.score);
        }
        // The id decides between equal scores, so that the same question always gets the same answer.
        passages.sort_by(|left, right| {
            (right.score.total.total_cmp(&left.score.total))
                .then_with(|| left.passage.id.cmp(&right.passage.id))
        });
        let mut passages = once_each(passages);
        passages.truncate(PASSAGES);
        let signals = signals(&passages, weighted.unknown, scale);
        Ok(Retrieved {
            grounding: grounding::decide(signals),
            signals,
            language: self.query.language,
            passages,
            query: weighted,
            repaired: self.repaired.to_vec(),
            parts: Vec::new(),
        })
    }

    /// Adds the similarity of meaning to the passages' scores, if question and passages are in the language of the word
    /// table. Returns whether it did.
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
            asked: &self.query.words,
        };
        meaning::score(table, self.question, &site, passages, alternatives)
    }

    fn passages_with(&self, key: &str) -> u32 {
        self.passages_with.get(key).copied().unwrap_or(0)
    }
}

/// Adds the stem of the correct word to each misspelled word. A word that help pages commonly use is not misspelled,
/// even if this site does not have it. Returns each misspelled word with the correct one.
async fn repair_spelling(
    db: &ProjectDb,
    table: Option<&WordTable>,
    project_id: ProjectId,
    query: &mut Query,
    passages_with: &mut HashMap<String, u32>,
) -> Result<Vec<(String, String)>, DbError> {
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
    let mut respelled = Vec::new();
    if ranges.is_empty() {
        return Ok(respelled);
    }
    let known = search::neighbours(db, project_id, &ranges).await?;
    let stemming = Stemming::new(query.language);
    for word in &mut misspelled {
        let stem = word.stems.first().unwrap_or(&word.spelled);
        let Some(repaired) = spelling::repair(&word.spelled, stem, &known) else {
            continue;
        };
        let spelled: String = repaired.term.chars().skip(1).collect();
        let whole =
            spelling::whole_word(&word.spelled, repaired, &known, |word| stemming.stem(word));
        respelled.push((word.spelled.clone(), whole));
        let stem = stemming.stem(&spelled);
        for stem in [spelled, stem] {
            // The stem's own count may not have been read. It is at least that of the word.
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
    Ok(respelled)
}

fn signals(passages: &[ScoredPassage], unknown: f64, scale: Scale) -> Signals {
    let Some(best) = passages.first() else {
        return Signals {
            unknown,
            scale,
            ..Signals::default()
        };
    };
    // A page in another language is probably a translation of the best page, not another subject.
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
