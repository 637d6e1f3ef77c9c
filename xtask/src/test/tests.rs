//! The steps that a command selects.

use super::*;

#[test]
fn runs_the_named_steps_in_the_order_given() {
    let names = ["sizes".to_owned(), "format".to_owned()];
    let steps = chosen(&names).unwrap();
    assert_eq!(
        steps.iter().map(|step| step.name).collect::<Vec<_>>(),
        ["sizes", "format"]
    );
}

#[test]
fn names_the_steps_there_are_when_one_is_unknown() {
    let error = chosen(&["fmt".to_owned()]).err().unwrap().to_string();
    assert!(
        error.contains("no step `fmt`") && error.contains("format"),
        "{error}"
    );
}
