//! From a question to the passages that may answer it, and whether they do.

use std::collections::HashMap;

use porchlight_knowledge::{
    grounding::{self, Signals},
    passage::Passage,
    retrieval::{
        EXACT_HEADING, Retrieved, ScoredPassage,
        language::Language,
        query::{self, Query},
        ranking::{self, Corpus, Score, WeightedQuery},
        spelling,
        terms::Stemming,
        words::{self, Word},
    },
};
use porchlight_shared::ids::ProjectId;

use crate::{
    platform::db::{DbError, ProjectDb},
    store::passages::search,
};

/// The most passages that are returned.
pub const PASSAGES: usize = 20;
/// The most words of a question whose spelling is repaired.
const REPAIRED_WORDS: usize = 4;

/// Finds the project's passages for `question`. `locale` is the visitor's language, as a BCP 47 tag. Any text is a
/// valid question. Takes two statements, or three if a word is misspelled.
pub async fn retrieve(
    db: &ProjectDb,
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
    let corpus = Corpus::new(&frequencies.languages);
    let mut passages_with: HashMap<String, u32> = frequencies
        .terms
        .into_iter()
        .map(|term| (term.term, term.passages))
        .collect();
    repair_spelling(db, project_id, &mut query, &mut passages_with).await?;

    let weighted = ranking::weigh(&query, &corpus, |key| {
        passages_with.get(key).copied().unwrap_or(0)
    });
    let asked = words::words(question);
    let mut passages = Vec::new();
    if !weighted.terms.is_empty() {
        for candidate in search::candidates(db, project_id, &weighted, &corpus).await? {
            let score = ranking::score(
                &weighted,
                &corpus,
                candidate.title_length,
                candidate.text_length,
                &candidate.counts,
            );
            passages.push(ScoredPassage {
                score: favour_exact(&asked, &candidate.passage, score),
                passage: candidate.passage,
            });
        }
    }
    // The id decides between equal scores, so that the same question always gets the same answer.
    passages.sort_by(|left, right| {
        (right.score.total.total_cmp(&left.score.total))
            .then_with(|| left.passage.id.cmp(&right.passage.id))
    });
    passages.truncate(PASSAGES);

    let signals = signals(&passages, &weighted, query.language);
    Ok(Retrieved {
        grounding: grounding::decide(signals),
        signals,
        language: query.language,
        passages,
        query: weighted,
    })
}

/// Raises the score of a passage whose heading is the question itself, stop words included.
fn favour_exact(asked: &[Word], passage: &Passage, score: Score) -> Score {
    let heading = passage
        .title_path
        .last()
        .map(|heading| words::words(heading));
    if heading.is_some_and(|heading| heading == asked) {
        Score {
            total: score.total.max(EXACT_HEADING),
            ..score
        }
    } else {
        score
    }
}

/// Gives each misspelled word the stem of the right one.
async fn repair_spelling(
    db: &ProjectDb,
    project_id: ProjectId,
    query: &mut Query,
    passages_with: &mut HashMap<String, u32>,
) -> Result<(), DbError> {
    let mut misspelled: Vec<&mut query::QueryWord> = query
        .words
        .iter_mut()
        .filter(|word| {
            word.spellable
                && !(word.stems.iter())
                    .any(|stem| passages_with.contains_key(&query::stem_key(stem)))
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
    }
    Ok(())
}

fn signals(passages: &[ScoredPassage], query: &WeightedQuery, language: Language) -> Signals {
    let unspaced = !language.is_spaced();
    let Some(best) = passages.first() else {
        return Signals {
            unknown: query.unknown,
            unspaced,
            ..Signals::default()
        };
    };
    let next = passages
        .iter()
        .find(|other| other.passage.document_id != best.passage.document_id)
        .map_or(0.0, |other| other.score.total);
    Signals {
        top: best.score.total,
        margin: best.score.total - next,
        unknown: query.unknown,
        unspaced,
    }
}
