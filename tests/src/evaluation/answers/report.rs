//! The measures of judged replies, as table rows.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::json;

use super::{
    judgement::{Judged, Outcome},
    question::Band,
};

const HEADER: &str = "set                      n  right partly  wrong pointed refused | n/a  answered | from a right page | language |    ms";

/// Rows for all replies, and for each site, language and kind.
pub fn table(judged: &[Judged]) -> String {
    let mut groups: BTreeMap<(u8, String), Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        let question = &one.question;
        for (order, name) in [
            (0, "all".to_owned()),
            (1, format!("site {}", question.site)),
            (2, format!("language {}", question.lang)),
            (3, question.kind.clone()),
        ] {
            groups.entry((order, name)).or_default().push(one);
        }
    }
    let mut table = format!("{HEADER}\n");
    for ((_, name), group) in &groups {
        table += &row(name, group);
        table.push('\n');
    }
    table
}

/// One row. Outcomes are shares of the answerable questions, or of all questions if none is answerable.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
fn row(name: &str, group: &[&Judged]) -> String {
    let (answerable, other): (Vec<&Judged>, Vec<&Judged>) =
        group.iter().partition(|one| one.question.answerable);
    let counted = if answerable.is_empty() {
        &other
    } else {
        &answerable
    };
    let share = |count: usize, of: usize| 100.0 * count as f64 / of.max(1) as f64;
    let with = |outcome: Outcome| {
        let count = counted.iter().filter(|one| one.outcome == outcome).count();
        share(count, counted.len())
    };
    let uncovered: Vec<&&Judged> = other
        .iter()
        .filter(|one| one.question.band.contains(&Band::NotCovered))
        .collect();
    let answered = uncovered
        .iter()
        .filter(|one| one.band == Band::Answered)
        .count();
    let (shown, right) = group
        .iter()
        .filter(|one| one.question.answerable)
        .fold((0, 0), |(shown, right), one| {
            (shown + one.statements.0, right + one.statements.1)
        });
    let language = group.iter().filter(|one| one.language).count();
    let ms = group
        .iter()
        .map(|one| one.reply.time.as_secs_f64())
        .sum::<f64>()
        * 1e3
        / group.len().max(1) as f64;
    let mut row = format!(
        "{name:<22} {:>4} {:>5.0}% {:>5.0}% {:>5.0}%  {:>5.0}%  {:>5.0}% |",
        group.len(),
        with(Outcome::Right),
        with(Outcome::Partly),
        with(Outcome::Wrong),
        with(Outcome::Pointed),
        with(Outcome::Refused),
    );
    // Writing to a String cannot fail.
    let _ = write!(
        row,
        " {:>3} {answered:>5} {:>3.0}% | {:>5} of {:>4} {:>3.0}% |    {:>3.0}%  | {ms:>5.1}",
        uncovered.len(),
        share(answered, uncovered.len()),
        right,
        shown,
        share(right, shown),
        share(language, group.len()),
    );
    row
}

/// One line of JSON per reply, to read the replies.
pub fn replies(judged: &[Judged]) -> String {
    let mut lines = String::new();
    for one in judged {
        let message = &one.reply.message.message;
        let cited: Vec<&str> = message
            .citations
            .iter()
            .map(|citation| citation.url.as_str())
            .collect();
        let line = json!({
            "id": one.question.id,
            "outcome": one.outcome,
            "band": format!("{:?}", one.band),
            "language": one.language,
            "confidence": message.grounding.as_ref().map(|grounding| grounding.confidence),
            "history": one.question.history,
            "question": one.question.question,
            "text": message.text,
            "cited": cited,
            "must": one.question.must,
            "must_not": one.question.must_not,
        });
        let _ = writeln!(lines, "{line}");
    }
    lines
}
