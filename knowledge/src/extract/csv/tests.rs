//! How records are read.

use super::*;

fn pairs(text: &str) -> Vec<(String, String)> {
    read(text)
        .passages
        .into_iter()
        .map(|passage| (passage.headings.join(" > "), passage.text))
        .collect()
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = (expected.iter())
        .map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned()))
        .collect();
    assert_eq!(pairs(text), expected, "{text}");
}

#[test]
fn columns_are_told_by_their_names_in_every_language_and_order() {
    for head in [
        "Question,Answer",
        "question , ANSWER",
        "\"Questions (EN)\",\"Answers (EN)\"",
        "Frage,Antwort",
        "Pregunta,Respuesta",
        "質問,回答",
        "Вопрос,Ответ",
        "title,body",
        "\u{feff}Question,Answer",
    ] {
        check(
            &format!("{head}\r\nDelivery,\"Three days, or four.\"\r\n"),
            &[("Delivery", "Three days, or four.")],
        );
    }
    check(
        "Id,Answer,Category,Question\n7,Three days.,Orders,Delivery\n",
        &[("Orders > Delivery", "Three days.")],
    );
}

#[test]
fn columns_without_names_are_told_by_what_stands_in_them() {
    let expected = [("Is it free?", "Yes, for two."), ("Is it big?", "No.")];
    check("Is it free?;Yes, for two.\nIs it big?;No.\n", &expected);
    check(
        "1\tIs it free?\tYes, for two.\n2\tIs it big?\tNo.",
        &expected,
    );
    check(
        "Answered by us,Asked\n\"Yes, for two.\",Is it free?\nNo.,Is it big?\n",
        &expected,
    );
    check(
        "Delivery,Three days\nReturns,45 days\n",
        &[("Delivery", "Three days"), ("Returns", "45 days")],
    );
}

#[test]
fn every_separator_and_quotation_is_read() {
    let answer = "Yes; see \"Plans\",\nor ask | us.";
    for separator in [',', ';', '\t', '|'] {
        let quoted = format!("\"{}\"", answer.replace('"', "\"\""));
        let text = format!(
            "Question{separator}Answer\nIs it free?{separator}{quoted}\nSize?{separator}Big\n"
        );
        check(&text, &[("Is it free?", answer), ("Size?", "Big")]);
    }
    check(
        "sep=;\nFrage;Antwort\nOffen?;Ja, gern, immer, auch heute\n",
        &[("Offen?", "Ja, gern, immer, auch heute")],
    );
}

#[test]
fn answers_in_html_and_markdown_are_read_as_such() {
    check(
        "Question,Answer\nHow?,\"<p>Go to <b>Settings</b>.</p><ol><li>One</li><li>Two</li></ol>\"\nWhy?,\"# No\n- a\n- b\"\n",
        &[
            ("How?", "Go to Settings.\n\n1. One\n2. Two"),
            ("Why?", "**No**\n\n- a\n- b"),
        ],
    );
}

#[test]
fn rows_that_are_left_out_are_named_with_their_line_and_the_reason() {
    let long = "x".repeat(QUESTION_CHARS + 1);
    let text = format!(
        "Question,Answer\nA?,\"Two\nlines\"\nB?,\n,C\n\n{long},D\nA?,\"Two\nlines\"\nE?,<p></p>\nF?,G\n"
    );
    let document = read(&text);
    let left_out: Vec<String> = (document.left_out.iter())
        .map(|left| format!("{}: {}", left.place, left.reason))
        .collect();
    assert_eq!(
        left_out,
        [
            "line 4: the answer is missing",
            "line 5: the question is missing",
            "line 7: the question is longer than 500 characters",
            "line 8: it is the same as an earlier one",
            "line 10: the answer has no text",
        ]
    );
    assert_eq!(document.passages.len(), 2);
    assert!(
        read("only one column\nof text\n").left_out[0]
            .reason
            .contains("two columns")
    );
    assert_eq!(read("").passages, []);
}

#[test]
fn other_ways_to_ask_belong_to_their_question() {
    let document =
        read("question,answer,alternatives\nPrice?,5 euros.,\"How much?|What does it cost?\"\n");
    assert_eq!(
        document.passages[0].alternatives,
        ["How much?", "What does it cost?"]
    );
}

#[test]
fn a_file_with_more_rows_than_a_document_may_have_is_cut_and_says_where() {
    let rows: Vec<String> = (0..1_000)
        .map(|n| format!("Question {n}?,Answer {n}"))
        .collect();
    let rows = rows.join("\n");
    let document = read(&rows);
    assert_eq!(document.passages.len(), PASSAGES_PER_DOCUMENT);
    assert!(document.is_cut);
    assert_eq!(document.left_out[0].place, "line 401 and what follows");
}

#[test]
fn an_answer_with_the_separator_in_it_stays_whole() {
    check(
        "Frage;Antwort\nWas kostet es?;12 Euro; im Monat\nWann?;Heute;;\n",
        &[("Was kostet es?", "12 Euro; im Monat"), ("Wann?", "Heute")],
    );
    check(
        "Is it free?,Yes.\nIs it big?,\"No, small.\"\nIs it red?,No, blue.\n",
        &[
            ("Is it free?", "Yes."),
            ("Is it big?", "No, small."),
            ("Is it red?", "No, blue."),
        ],
    );
    let document =
        read("Question,Answer,Category\nIs it red?,No, blue.,Colours\nIs it big?,No.,Sizes\n");
    assert_eq!(document.passages.len(), 1);
    assert_eq!(document.left_out[0].line, 2);
    assert!(document.left_out[0].reason.starts_with("it has more cells"));
}
