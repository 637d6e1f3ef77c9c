//! The index in SQLite: replaced passages are gone, and no project affects another's numbers.

use std::sync::Arc;

use porchlight_knowledge::{passage::ExtractedPassage, retrieval::Retrieved};
use porchlight_shared::ids::{DocumentId, OrganizationId, ProjectId, SourceId};

use super::{
    IndexedDocument, remove_document, remove_source, replace,
    search::{frequencies, read_frequencies},
};
use crate::{
    platform::{
        db::{ProjectDb, Statement},
        sqlite::Sqlite,
    },
    services::retrieve::retrieve,
};

struct Fixture {
    db: ProjectDb,
}

impl Fixture {
    /// Projects 1 and 2, each with a source and documents of the numbers 1 to 3.
    async fn new() -> Self {
        let db = ProjectDb::new(Arc::new(Sqlite::in_memory().unwrap()));
        let organization = OrganizationId::new(1, [0; 10]);
        let mut statements = vec![
            Statement::new("INSERT INTO organizations (id, name, created_at) VALUES (?1, '', 0)")
                .bind(organization),
        ];
        for number in [1, 2] {
            let source = SourceId::new(number, [0; 10]);
            statements.push(
                Statement::new(
                    "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                     VALUES (?1, ?2, ?1, '', 0, 0)",
                )
                .bind(project(number))
                .bind(organization),
            );
            statements.push(
                Statement::new(
                    "INSERT INTO sources (id, project_id, kind, name, created_at, updated_at)
                     VALUES (?1, ?2, 'site', '', 0, 0)",
                )
                .bind(source)
                .bind(project(number)),
            );
            for document in 1..=3 {
                statements.push(
                    Statement::new(
                        "INSERT INTO documents
                           (id, project_id, source_id, key, title, content_hash, created_at, updated_at)
                         VALUES (?1, ?2, ?3, ?1, '', '', 0, 0)",
                    )
                    .bind(document_id(number, document))
                    .bind(project(number))
                    .bind(source),
                );
            }
        }
        db.batch(statements).await.unwrap();
        Self { db }
    }

    async fn index(&self, number: u64, document: u64, version: u32, texts: &[(&str, &str)]) {
        let document = (document_id(number, document), "en");
        self.index_as(number, document, version, texts).await;
    }

    /// The same in another language.
    async fn index_as(
        &self,
        number: u64,
        (document_id, language): (DocumentId, &str),
        version: u32,
        texts: &[(&str, &str)],
    ) {
        let passages: Vec<ExtractedPassage> = texts
            .iter()
            .map(|(title, text)| ExtractedPassage {
                headings: vec![(*title).into()],
                text: (*text).into(),
                ..ExtractedPassage::default()
            })
            .collect();
        let document = IndexedDocument {
            document_id,
            source_id: SourceId::new(number, [0; 10]),
            version,
            title: "Help",
            url: Some("https://shop.example/help"),
            language: Some(language),
        };
        self.db
            .batch(replace(project(number), &document, &passages, 0))
            .await
            .unwrap();
    }

    async fn ask(&self, question: &str) -> Retrieved {
        retrieve(&self.db, None, project(1), question, Some("en"))
            .await
            .unwrap()
    }

    /// Checks in how many passages of project 1 each term is, and how many passages that project has.
    async fn check(&self, expected: &[(&str, u32)], passages: f64) {
        let keys: Vec<String> = expected.iter().map(|(key, _)| (*key).into()).collect();
        let ran = self.db.run_one(frequencies(project(1), &keys)).await;
        let found = read_frequencies(ran.unwrap(), keys).unwrap();
        for (key, expected) in expected {
            let found = found.terms.iter().find(|term| term.term == *key);
            assert_eq!(found.map_or(0, |term| term.passages), *expected, "{key}");
        }
        let counted: f64 = found
            .languages
            .iter()
            .map(|language| language.passages)
            .sum();
        assert!((counted - passages).abs() < 1e-9, "{counted} passages");
        let rows = self
            .db
            .query(
                Statement::new(
                    "SELECT count(*) AS passages, total(title_length) AS title, total(text_length) AS text
                     FROM passages WHERE project_id = ?1",
                )
                .bind(project(1)),
            )
            .await
            .unwrap();
        let row = rows.first().unwrap();
        let title: f64 = found
            .languages
            .iter()
            .map(|language| language.title_length)
            .sum();
        let text: f64 = found
            .languages
            .iter()
            .map(|language| language.text_length)
            .sum();
        for (column, sum) in [("passages", counted), ("title", title), ("text", text)] {
            assert!(
                (row[column].as_f64().unwrap() - sum).abs() < 1e-9,
                "{column}"
            );
        }
    }
}

fn project(number: u64) -> ProjectId {
    ProjectId::new(number, [0; 10])
}

fn document_id(project: u64, document: u64) -> DocumentId {
    DocumentId::new(100 * project + document, [0; 10])
}

const RETURNS: &[(&str, &str)] = &[
    ("Returns", "You can return an item within thirty days."),
    ("Refunds", "The refund is paid to your card."),
];

#[tokio::test]
async fn replacing_a_document_leaves_no_trace_of_its_old_words() {
    let fixture = Fixture::new().await;
    fixture.index(1, 1, 1, RETURNS).await;
    fixture
        .index(1, 2, 1, &[("Cards", "We take every card.")])
        .await;
    fixture
        .check(&[(".refund", 1), (".card", 2), (".voucher", 0)], 3.0)
        .await;

    fixture
        .index(1, 1, 2, &[("Vouchers", "A voucher is sent to you.")])
        .await;
    fixture
        .check(&[(".refund", 0), (".card", 1), (".voucher", 1)], 2.0)
        .await;
    assert!(fixture.ask("refund").await.passages.is_empty());
    let found = fixture.ask("voucher").await;
    assert_eq!(found.passages[0].passage.version, 2);
}

#[tokio::test]
async fn of_passages_that_score_the_same_the_first_of_the_page_comes_first() {
    let fixture = Fixture::new().await;
    let texts: Vec<String> = (1..=9)
        .map(|number| format!("Step {number} of a refund."))
        .collect();
    let pieces: Vec<(&str, &str)> = texts
        .iter()
        .map(|text| ("Get a refund", text.as_str()))
        .collect();
    fixture.index(1, 1, 1, &pieces).await;
    let found = fixture.ask("refund").await;
    let shown: Vec<&str> = (found.passages.iter())
        .map(|scored| scored.passage.text.as_str())
        .collect();
    assert_eq!(shown, texts);
}

#[tokio::test]
async fn indexing_the_same_twice_changes_nothing() {
    let fixture = Fixture::new().await;
    for _ in 0..2 {
        fixture.index(1, 1, 1, RETURNS).await;
        fixture.check(&[(".refund", 1), (".thirti", 1)], 2.0).await;
    }
}

#[tokio::test]
async fn removed_documents_and_sources_are_gone() {
    let fixture = Fixture::new().await;
    fixture.index(1, 1, 1, RETURNS).await;
    fixture.index(1, 2, 1, RETURNS).await;
    let statements = remove_document(project(1), document_id(1, 1));
    fixture.db.batch(statements).await.unwrap();
    fixture.check(&[(".refund", 1)], 2.0).await;
    let statements = remove_source(project(1), SourceId::new(1, [0; 10]));
    fixture.db.batch(statements).await.unwrap();
    fixture.check(&[(".refund", 0)], 0.0).await;
}

#[tokio::test]
async fn another_projects_pages_change_neither_results_nor_scores() {
    let fixture = Fixture::new().await;
    fixture.index(1, 1, 1, RETURNS).await;
    fixture
        .index(
            1,
            2,
            1,
            &[("Shipping", "Shipping takes two days, a return takes five.")],
        )
        .await;
    let questions = [
        "How do I return an item?",
        "refnud",
        "shipping days card",
        "nothing",
    ];
    let mut before = Vec::new();
    for question in questions {
        before.push(fixture.ask(question).await);
    }
    let texts: Vec<String> = (0..1_000)
        .map(|number| {
            format!(
                "Return {number} of the refnud card within {number} days, refund item shipping."
            )
        })
        .collect();
    let others: Vec<(&str, &str)> = texts
        .iter()
        .map(|text| ("Return a refund", text.as_str()))
        .collect();
    fixture.index(2, 1, 1, &others).await;
    for (question, before) in questions.iter().zip(before) {
        let after = fixture.ask(question).await;
        assert_eq!(after.passages, before.passages, "{question}");
        assert_eq!(after.signals, before.signals, "{question}");
    }
}

#[tokio::test]
async fn a_large_document_travels_in_few_statements() {
    let passages: Vec<ExtractedPassage> = (0..300)
        .map(|number| ExtractedPassage {
            headings: vec!["Help".into(), format!("Part {number}")],
            text: format!("Words of passage {number}. ").repeat(40),
            ..ExtractedPassage::default()
        })
        .collect();
    let document = IndexedDocument {
        document_id: document_id(1, 1),
        source_id: SourceId::new(1, [0; 10]),
        version: 1,
        title: "Help",
        url: None,
        language: None,
    };
    let statements = replace(project(1), &document, &passages, 0);
    assert!(statements.len() <= 12, "{}", statements.len());
    let fixture = Fixture::new().await;
    fixture.db.batch(statements).await.unwrap();
    fixture.check(&[(".part", 300), (".299", 1)], 300.0).await;
}

#[tokio::test]
async fn a_misspelled_word_finds_what_it_should_have_been() {
    let fixture = Fixture::new().await;
    fixture.index(1, 1, 1, RETURNS).await;
    for typo in ["refnud", "refnd", "rrefund"] {
        let found = fixture.ask(typo).await;
        assert_eq!(found.passages[0].passage.title_path, ["Refunds"], "{typo}");
        assert!(found.signals.unknown.abs() < f64::EPSILON, "{typo}");
    }
}

/// The rarer word of a question may occur only in pages of another language.
#[tokio::test]
async fn a_page_in_the_second_language_of_a_mixed_site_is_found() {
    let fixture = Fixture::new().await;
    let texts = |count: usize, text: &'static str| (0..count).map(move |_| ("Service", text));
    let mut english: Vec<_> = texts(800, "The Garantie card of the router.").collect();
    english.extend(texts(100, "The card of the router."));
    let mut german: Vec<_> = texts(850, "Die Lampe steht auf dem Tisch.").collect();
    german.extend(texts(50, "Der Tisch steht hier und nicht dort."));
    for (document, language, texts) in [(1, "en", english), (2, "de", german)] {
        let document = (document_id(1, document), language);
        fixture.index_as(1, document, 1, &texts).await;
    }
    let question = "Lampe Garantie";
    let found = retrieve(&fixture.db, None, project(1), question, Some("de")).await;
    let found = found.unwrap().passages;
    let german = found.iter().filter(|one| one.passage.language == "de");
    assert!(german.count() > 0, "{} passages", found.len());
}

#[tokio::test]
async fn other_phrasings_are_found_like_a_title() {
    let fixture = Fixture::new().await;
    let passage = ExtractedPassage {
        headings: vec!["Returns".into()],
        text: "Thirty days.".into(),
        alternatives: vec!["Can I send something back?".into(), "exchange".into()],
        ..ExtractedPassage::default()
    };
    let document = IndexedDocument {
        document_id: document_id(1, 1),
        source_id: SourceId::new(1, [0; 10]),
        version: 1,
        title: "Returns",
        url: None,
        language: Some("en"),
    };
    let statements = replace(project(1), &document, &[passage], 0);
    fixture.db.batch(statements).await.unwrap();
    assert_eq!(fixture.ask("exchange").await.passages.len(), 1);
}

#[tokio::test]
async fn any_text_can_be_asked() {
    let fixture = Fixture::new().await;
    fixture.index(1, 1, 1, RETURNS).await;
    let long = "refund \" * OR ( 日本語 🎉 \0 ".repeat(50);
    for question in [
        "",
        "\0",
        "\"",
        "NEAR(a b) AND * -",
        "🎉",
        "返金はいつですか",
        long.as_str(),
    ] {
        fixture.ask(question).await;
    }
    assert!(!fixture.ask(&long).await.passages.is_empty());
}
