//! The questions for answers match the pages that they are asked about.

use std::{collections::BTreeMap, error::Error};

use porchlight_tests::evaluation::answers::{
    self,
    judgement::Outcome,
    question::{self, Split},
    relevant_texts,
};
use regex::RegexBuilder;

#[test]
fn what_a_right_answer_says_stands_on_a_page_that_answers() -> Result<(), Box<dyn Error>> {
    let mut missing = Vec::new();
    for question in question::read()? {
        let texts = relevant_texts(&question)?;
        for alternatives in question.must.iter().filter(|_| !texts.is_empty()) {
            let mut found = false;
            for expression in alternatives {
                let expression = RegexBuilder::new(expression)
                    .case_insensitive(true)
                    .build()?;
                found |= texts.iter().any(|text| expression.is_match(text));
            }
            if !found {
                missing.push(format!("{}: {alternatives:?}", question.id));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    Ok(())
}

#[test]
fn a_third_of_each_kind_is_kept_aside() -> Result<(), Box<dyn Error>> {
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let questions = (question::read()?.into_iter())
        .filter(|question| {
            let later = ["-second-", "-third-", "-fourth-"];
            !later.iter().any(|series| question.id.contains(series))
        })
        .filter(|question| matches!(question.split, Split::Tuning | Split::Kept));
    for question in questions {
        let (all, kept) = kinds.entry(question.kind).or_default();
        *all += 1;
        *kept += usize::from(question.split == Split::Kept);
    }
    for (kind, (all, kept)) in kinds {
        assert_eq!(kept, all.div_ceil(3), "{kind}: {kept} of {all}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_asked_of_our_own_demo_is_answered_right() -> Result<(), Box<dyn Error>> {
    let asked = answers::evaluate(Split::Prospect);
    let judged = tokio::task::LocalSet::new()
        .run_until(Box::pin(asked))
        .await?;
    assert!(judged.len() >= 30, "{}", judged.len());
    let not_right: Vec<String> = (judged.iter())
        .filter(|one| one.outcome != Outcome::Right)
        .map(|one| {
            let text = &one.reply.message.message.text;
            format!("{:?}: {}: {text}", one.outcome, one.question.question)
        })
        .collect();
    assert!(not_right.is_empty(), "{not_right:#?}");
    Ok(())
}
