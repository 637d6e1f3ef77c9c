//! `eval [--predictions FILE] [--words] [--fit] [--topics] DIR…`: measures retrieval on sets of questions.
//! `eval --answers [--kept | --fresh | --check | --aside | --prospects] [--replies FILE]`: measures answers.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use porchlight_knowledge::grounding::Scale;
use porchlight_tests::evaluation::{
    self, Evaluation, Ranking,
    answers::{self, question::Split, report},
    fit,
    measures::Measures,
    question_set, topics,
};

const USAGE: &str = "\
eval [--predictions FILE] [--words] [--fit] [--topics] DIR…
eval --answers [--kept | --fresh | --check | --aside | --prospects] [--replies FILE]

DIR           a folder with passages.jsonl and questions.jsonl, or a folder of such folders
--predictions writes one JSON line for each question: id, ranked, score, answered, text
--words       ranks by words alone, as long as the table of word pieces has not been read
--fit         also prints the weights of the grounding decision that fit these sets best
--topics      measures how questions are grouped instead, where each question's only passage is its intent
--answers     measures answers on the questions of tests/qa/answers that are used for tuning
--kept        measures the held-out questions instead
--fresh       measures those that were written after the engine was tuned instead
--check       measures those of the second and third series that are not used for tuning instead
--aside       measures those that were written last and are used for no choice instead
--prospects   measures those that are asked of our own demo instead
--replies     writes one JSON line for each question, with the reply
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let mut sets = Vec::new();
    let mut predictions_file = None;
    let mut ranking = Ranking::Meaning;
    let mut wants_fit = false;
    let mut wants_topics = false;
    let mut wants_answers = false;
    let mut split = Split::Tuning;
    let mut replies_file = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--predictions" => predictions_file = arguments.next().map(PathBuf::from),
            "--words" => ranking = Ranking::Words,
            "--fit" => wants_fit = true,
            "--topics" => wants_topics = true,
            "--answers" => wants_answers = true,
            "--kept" => split = Split::Kept,
            "--fresh" => split = Split::Fresh,
            "--check" => split = Split::Check,
            "--aside" => split = Split::Aside,
            "--prospects" => split = Split::Prospect,
            "--replies" => replies_file = arguments.next().map(PathBuf::from),
            option if option.starts_with('-') => {
                return Err(format!("unknown option `{option}`\n\n{USAGE}").into());
            }
            folder => sets.extend(sets_in(PathBuf::from(folder))?),
        }
    }
    if wants_answers {
        let work = answers::evaluate(split);
        let judged = tokio::task::LocalSet::new()
            .run_until(Box::pin(work))
            .await?;
        write!(out, "{}", report::table(&judged))?;
        if let Some(path) = replies_file {
            fs::write(path, report::replies(&judged))?;
        }
        return Ok(());
    }
    if sets.is_empty() {
        return Err(USAGE.into());
    }

    if wants_topics {
        writeln!(
            out,
            "set                   questions  groups intents precision recall    F1"
        )?;
        for set in &sets {
            writeln!(out, "{}", topics_row(set)?)?;
        }
        return Ok(());
    }
    let mut evaluations = Vec::new();
    let mut by_language: BTreeMap<String, Vec<(Measures, Measures)>> = BTreeMap::new();
    writeln!(out, "{HEADER}")?;
    for set in &sets {
        let evaluation = evaluation::evaluate(set, ranking).await?;
        let measures = evaluation.measures();
        writeln!(
            out,
            "{}  {:>6.0}   {}",
            row(&evaluation.name, &measures),
            evaluation.question_us,
            plain_columns(&evaluation.plain_measures()),
        )?;
        let language = evaluation
            .questions
            .first()
            .map(|question| question.lang.clone())
            .unwrap_or_default();
        let both = (measures, evaluation.plain_measures());
        by_language.entry(language).or_default().push(both);
        evaluations.push(evaluation);
    }
    for (language, measures) in &by_language {
        let name = format!("mean of {language} ({})", measures.len());
        let (own, plain): (Vec<_>, Vec<_>) = measures.iter().copied().unzip();
        writeln!(
            out,
            "{}          {}",
            row(&name, &Measures::mean(&own)),
            plain_columns(&Measures::mean(&plain))
        )?;
    }
    if let Some(path) = predictions_file {
        write_predictions(&path, &evaluations)?;
    }
    if wants_fit {
        for scale in [Scale::Words, Scale::Pairs, Scale::Meaning] {
            writeln!(out, "{scale:?}: {:?}", fit::fit(&evaluations, scale))?;
        }
    }
    Ok(())
}

/// Measures how well questions are grouped, using those questions of a set that have exactly one passage.
fn topics_row(set: &Path) -> Result<String, Box<dyn Error>> {
    let questions = question_set::questions(set)?;
    let sorted: Vec<(&str, &str)> = questions
        .iter()
        .filter_map(|question| match question.relevant.as_slice() {
            [intent] => Some((question.question.as_str(), intent.as_str())),
            _ => None,
        })
        .collect();
    let agreement = topics::evaluate(&sorted);
    Ok(format!(
        "{:<20} {:>10} {:>7} {:>7} {:>9.3} {:>6.3} {:>5.3}",
        set.file_name().unwrap_or_default().to_string_lossy(),
        sorted.len(),
        agreement.groups,
        agreement.intents,
        agreement.precision,
        agreement.recall,
        agreement.f1,
    ))
}

/// `folder` itself if it is a set, or the sets in it.
fn sets_in(folder: PathBuf) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if folder.join("questions.jsonl").exists() {
        return Ok(vec![folder]);
    }
    let mut sets = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.join("passages.jsonl").exists() {
            sets.push(path);
        }
    }
    sets.sort();
    Ok(sets)
}

fn write_predictions(path: &PathBuf, evaluations: &[Evaluation]) -> Result<(), Box<dyn Error>> {
    let mut file = io::BufWriter::new(fs::File::create(path)?);
    for prediction in evaluations.iter().flat_map(|one| &one.predictions) {
        writeln!(file, "{}", serde_json::to_string(prediction)?)?;
    }
    Ok(file.flush()?)
}

const HEADER: &str = "set                      n   n/a    P@1    R@3 MRR@10 nDCG@10  AUROC bestF1  F1-str  F1-weak  gold  \
                      answerable s/w/n   unanswerable s/w/n  µs     FTS5: P@1 AUROC";

/// The measures of plain full-text search.
fn plain_columns(plain: &Measures) -> String {
    format!(
        "{:.3} {:.3}",
        plain.precision_at_1,
        plain.auroc.unwrap_or_default()
    )
}

fn row(name: &str, measures: &Measures) -> String {
    let optional = |number: Option<f64>| {
        number.map_or("     –".to_owned(), |number| format!("{number:6.3}"))
    };
    let evidence = |shares: [f64; 3]| shares.map(|share| format!("{share:.2}")).join(" ");
    format!(
        "{name:<20} {:>5} {:>5} {:6.3} {:6.3} {:6.3}  {:6.3} {} {}  {}   {} {}    {}       {}",
        measures.answerable,
        measures.unanswerable,
        measures.precision_at_1,
        measures.recall_at_3,
        measures.mrr_at_10,
        measures.ndcg_at_10,
        optional(measures.auroc),
        optional(measures.best_f1),
        optional(measures.f1_strong),
        optional(measures.f1_weak),
        optional(measures.gold_shown),
        evidence(measures.answerable_by_evidence),
        evidence(measures.unanswerable_by_evidence),
    )
}
