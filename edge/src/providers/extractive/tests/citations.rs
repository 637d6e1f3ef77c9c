//! The quotations in an answer's citations.

use porchlight_shared::message::QuotedSpan;

use super::*;

#[test]
fn a_citation_quotes_exactly_and_links_to_the_words() {
    let answer = answer(
        Evidence::Strong,
        Language::English,
        &["refund"],
        &["A **refund** takes [a week](/week)."],
    );
    assert_eq!(
        answer.citations,
        [Citation {
            n: 1,
            title: "Help › Returns".into(),
            url: format!("{URL}#returns:~:text=A%20refund%20takes%20a%20week."),
            snippet: "A refund takes a week.".into(),
            quote: "A refund takes a week.".into(),
            source_version: 3,
            spans: vec![QuotedSpan {
                start: 0,
                end: 22,
                mark: 1,
            }],
        }]
    );
}
