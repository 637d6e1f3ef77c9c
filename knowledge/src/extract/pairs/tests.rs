//! Which texts are questions with answers, and which are not.

use super::*;
use crate::extract::block::QUESTION_LEVEL;

fn paragraphs(texts: &[&str]) -> Vec<Block> {
    (texts.iter())
        .map(|text| Block::Paragraph((*text).to_owned()))
        .collect()
}

fn table(rows: &[&str]) -> Block {
    Block::Table {
        head: format!("{}\n| --- | --- |", rows[0]),
        rows: rows[1..].iter().map(|row| (*row).to_owned()).collect(),
    }
}

/// The questions found in `blocks`.
fn asked(blocks: Vec<Block>) -> Vec<String> {
    paired(blocks)
        .into_iter()
        .filter_map(|block| match block {
            Block::Heading { text, .. } => Some(text),
            _ => None,
        })
        .collect()
}

#[test]
fn a_table_with_a_row_that_does_not_ask_stays_a_table() {
    for rows in [
        [
            "| Topic | Detail |",
            "| Is it free? | Yes. |",
            "| Delivery | 3 days |",
            "| Is it big? | No. |",
        ],
        [
            "| Delivery | 3 days |",
            "| Is it free? | Yes. |",
            "| Is it big? | No. |",
            "| Is it red? | No. |",
        ],
        [
            "| Is it free? | Yes. |",
            "| Is it big? | No. |",
            "| Is it red? | No. |",
            "| Delivery | 3 days |",
        ],
    ] {
        assert_eq!(paired(vec![table(&rows)]), [table(&rows)]);
    }
    let rows = [
        "| Question | Answer |",
        "| Is it free? | Yes. |",
        "| Is it big? | No. |",
    ];
    assert_eq!(asked(vec![table(&rows)]), ["Is it free?", "Is it big?"]);
    let named = ["| Frage | Antwort |", "| Lieferung | 3 Tage |"];
    assert_eq!(asked(vec![table(&named)]), ["Lieferung"]);
}

#[test]
fn what_follows_a_table_or_a_list_of_questions_belongs_to_none_of_them() {
    let list = Block::List {
        items: vec!["- Is it free?\n  Yes.".into(), "- Is it big?\n  No.".into()],
        links_only: false,
    };
    let rows = [
        "| Question | Answer |",
        "| Is it free? | Yes. |",
        "| Is it big? | No. |",
    ];
    for block in [list, table(&rows)] {
        let after = Block::Paragraph("We are in Graz.".into());
        let found = paired(vec![block, after.clone()]);
        assert!(
            found.ends_with(&[
                Block::Close {
                    level: QUESTION_LEVEL
                },
                after
            ]),
            "{found:?}"
        );
    }
}

#[test]
fn labels_belong_together_and_initials_are_none() {
    for texts in [
        ["P. Smith", "A. Jones"],
        ["Q. Smith", "A. Jones"],
        ["P: Smith", "A: Jones"],
        ["F) Red", "A) Blue"],
        ["Frage: Ist es frei?", "Answer: Yes."],
    ] {
        assert_eq!(paired(paragraphs(&texts)), paragraphs(&texts));
        let one = paragraphs(&[&texts.join("\n")]);
        assert_eq!(paired(one.clone()), one);
    }
    for (texts, question) in [
        (["Q. Is it free?", "A. Above 50."], "Is it free?"),
        (["Q1: Is it free", "A1: Above 50."], "Is it free"),
        (["P: ¿Es gratis?", "R: Sí."], "¿Es gratis?"),
        (["Q : Est-ce gratuit ?", "R : Oui."], "Est-ce gratuit ?"),
        (["Q: Est-ce gratuit ?", "R: Oui."], "Est-ce gratuit ?"),
        (["Question: Ouvert ?", "Réponse: Oui."], "Ouvert ?"),
    ] {
        let expected: Vec<&str> = [question].into_iter().filter(|q| !q.is_empty()).collect();
        assert_eq!(asked(paragraphs(&texts)), expected, "{texts:?}");
    }
}
