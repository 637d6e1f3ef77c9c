//! The time of a question, by the number of passages in the database.

use std::{error::Error, io::Write};

use porchlight_edge::{
    platform::{Assets as _, native::LocalAssets},
    services::retrieve,
};
use porchlight_knowledge::passage::ExtractedPassage;
use porchlight_shared::ids::ProjectId;

use super::processor_time::of_this_thread;
use crate::evaluation::Index;

/// Numbers of passages in the database. Ratios are to the first.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Over how many projects the passages are spread.
const PROJECTS: [usize; 2] = [1, 10];
/// The number of passages in a document.
const DOCUMENT: usize = 50;
/// The number of words in a passage.
const WORDS: usize = 80;
/// The number of distinct words in all passages.
const VOCABULARY: usize = 30_000;
/// The number of timed questions.
const QUESTIONS: usize = 50;

/// Writes words with the frequencies of a natural language: the n-th is about 1/n as frequent as the first (Zipf's
/// law). A linear congruential generator makes all runs the same.
struct Writer(u64);

impl Writer {
    fn number(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn word(&mut self) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and VOCABULARY"
        )]
        let rank = ((VOCABULARY as f64).powf(self.number()) as usize).min(VOCABULARY);
        spelled(rank)
    }

    fn text(&mut self, words: usize) -> String {
        let mut text = String::new();
        for _ in 0..words {
            text.push_str(&self.word());
            text.push(' ');
        }
        text
    }
}

/// Turns a number into a pronounceable word.
fn spelled(mut number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu",
        "va",
    ];
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES.get(number % 16).copied().unwrap_or_default());
        number /= 16;
        if number == 0 {
            return word + "x";
        }
    }
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(
        out,
        "retrieval, native SQLite, processor time of a question of 6 words (mean of {QUESTIONS})"
    )?;
    writeln!(
        out,
        "projects  passages  clear µs  ratio  misspelled µs  ratio"
    )?;
    for projects in PROJECTS {
        let mut first: Option<(f64, f64)> = None;
        for size in SIZES {
            let (index, project_id) = filled(size, projects).await?;
            let clear = time(&index, project_id, Spelling::Right).await?;
            let misspelled = time(&index, project_id, Spelling::OneMistake).await?;
            let (base, base_misspelled) = *first.get_or_insert((clear, misspelled));
            writeln!(
                out,
                "{projects:>8}  {size:>8}  {clear:>8.0}  {:>5.2}  {misspelled:>13.0}  {:>5.2}",
                clear / base,
                misspelled / base_misspelled
            )?;
        }
    }
    Ok(())
}

/// A database with `size` passages in total, and one of its projects.
async fn filled(size: usize, projects: usize) -> Result<(Index, ProjectId), Box<dyn Error>> {
    let mut index = Index::new()?;
    let mut writer = Writer(1);
    let mut project_id = None;
    for _ in 0..projects {
        let project = index.project().await?;
        project_id = Some(project.0);
        for _ in 0..size / projects / DOCUMENT {
            let passages: Vec<ExtractedPassage> = (0..DOCUMENT)
                .map(|_| ExtractedPassage {
                    headings: vec![writer.text(4)],
                    text: writer.text(WORDS),
                    ..ExtractedPassage::default()
                })
                .collect();
            index.document_in("en", project, &passages).await?;
        }
    }
    Ok((index, project_id.ok_or("no project")?))
}

#[derive(Clone, Copy)]
enum Spelling {
    Right,
    OneMistake,
}

/// The time of a question, in microseconds.
async fn time(
    index: &Index,
    project_id: ProjectId,
    spelling: Spelling,
) -> Result<f64, Box<dyn Error>> {
    let mut writer = Writer(2);
    let questions: Vec<String> = (0..QUESTIONS)
        .map(|number| match spelling {
            Spelling::Right => writer.text(6),
            Spelling::OneMistake => {
                let misspelled = spelled(5_000 + number).replacen('o', "oz", 1) + "q";
                format!("{} {misspelled}", writer.text(5))
            }
        })
        .collect();
    let table = LocalAssets.word_table().await;
    let start = of_this_thread()?;
    for question in &questions {
        retrieve::retrieve(
            &index.db,
            table.as_deref(),
            project_id,
            question,
            Some("en"),
        )
        .await?;
    }
    Ok((of_this_thread()? - start) as f64 / 1_000.0 / QUESTIONS as f64)
}
