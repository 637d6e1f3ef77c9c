//! The questions for answers fit the pages that they are asked of.

use std::{collections::BTreeMap, error::Error};

use porchlight_tests::evaluation::answers::{
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
    for question in question::read()? {
        let (all, kept) = kinds.entry(question.kind).or_default();
        *all += 1;
        *kept += usize::from(question.split == Split::Kept);
    }
    for (kind, (all, kept)) in kinds {
        assert_eq!(kept, all.div_ceil(3), "{kind}: {kept} of {all}");
    }
    Ok(())
}
