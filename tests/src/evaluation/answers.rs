//! Measures answers: asks the questions of `tests/qa/answers` in conversations with the real pipeline, and judges the
//! replies.

use std::error::Error;

pub mod judgement;
pub mod question;
pub mod report;
pub mod site;

use judgement::Judged;
use question::{Question, Split};
use site::Site;

/// Asks all questions of `split` in the order of the file. Must run in a [`tokio::task::LocalSet`].
pub async fn evaluate(split: Split) -> Result<Vec<Judged>, Box<dyn Error>> {
    let questions = question::read()?;
    let mut judged = Vec::new();
    for name in site::NAMES {
        let site = Site::open(name).await?;
        let asked = questions
            .iter()
            .filter(|question| question.site == name && question.split == split);
        for question in asked {
            let reply = site.ask(question).await?;
            judged.push(judgement::judge(question, reply)?);
        }
    }
    Ok(judged)
}

/// The documents that answer a question according to the set, as plain text.
pub fn relevant_texts(question: &Question) -> Result<Vec<String>, Box<dyn Error>> {
    question
        .relevant
        .iter()
        .map(|document| site::text_of(&question.site, document))
        .collect()
}
