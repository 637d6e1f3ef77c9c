//! Which passages are quoted, and what is shown of those that are not.

use super::*;

#[test]
fn of_two_passages_that_say_as_much_both_are_quoted() {
    let (first, second) = (
        format!("{ASIDE}\n\nA refund goes to the card."),
        format!("{ASIDE}\n\nA refund to the card has a fee."),
    );
    check(
        &["refund", "card", "fee"],
        &[&first, &second],
        "A refund to the card has a fee. [1]\n\nA refund goes to the card. [2]",
    );
}

#[test]
fn a_page_that_comes_close_is_shown_by_its_first_item_where_it_is_a_list() {
    let answer = answer(
        Evidence::Weak,
        Language::English,
        &["refund", "form", "desk"],
        &[
            "1. Print the refund label.\n2. Send it.",
            "The desk is here.",
        ],
    );
    let shown = "): Print the refund label. [1]";
    assert!(answer.text.contains(shown), "{}", answer.text);
}
