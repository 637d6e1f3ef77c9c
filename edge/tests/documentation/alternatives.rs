//! Questions in other words than the headings of `docs/` lead to the section that answers them.

use std::sync::Arc;

use porchlight_edge::{
    platform::{
        Assets as _,
        db::{ProjectDb, Statement},
        native::LocalAssets,
        sqlite::Sqlite,
    },
    services::retrieve::retrieve,
    store::passages::{self, IndexedDocument},
};
use porchlight_knowledge::extract::{Content, Format, extract};
use porchlight_shared::ids::{DocumentId, OrganizationId, ProjectId, SourceId};

use super::pages;

/// The percentage of alternatives that find their own section first. It is measured: raise it with every improvement.
const FOUND_PERCENT: usize = 91;

/// An alternative, with the headings of its section.
struct Asked {
    question: String,
    headings: Vec<String>,
}

#[tokio::test]
async fn alternatives_find_their_own_section_first() {
    let (db, project_id, asked) = indexed().await;
    let table = LocalAssets.word_table().await;
    let mut lost = Vec::new();
    for Asked { question, headings } in &asked {
        let retrieved = retrieve(&db, table.as_deref(), project_id, question, Some("en"))
            .await
            .unwrap();
        let first = retrieved
            .passages
            .first()
            .map(|best| &best.passage.title_path);
        if first != Some(headings) {
            lost.push(format!("{question}\n    {headings:?}\n    {first:?}"));
        }
    }
    let found = asked.len() - lost.len();
    println!(
        "{found} of {} found; not:\n{}",
        asked.len(),
        lost.join("\n")
    );
    assert!(
        found * 100 >= asked.len() * FOUND_PERCENT,
        "{found} of {} find their section first, less than {FOUND_PERCENT} %",
        asked.len()
    );
}

#[tokio::test]
async fn every_section_has_an_alternative_and_every_alternative_a_section() {
    for (name, text) in pages() {
        let document = extract(Content::Text(Format::Markdown, text.clone())).unwrap();
        let (front_matter, _) = text.split_once("\n---\n").unwrap();
        let written = front_matter
            .lines()
            .filter(|line| line.starts_with("  "))
            .count();
        let mut read = 0;
        let mut last = None;
        for passage in &document.passages {
            assert!(
                !passage.alternatives.is_empty(),
                "{name}: {:?}",
                passage.headings
            );
            for alternative in &passage.alternatives {
                assert!(!passage.text.contains(alternative), "{name}: {alternative}");
            }
            // A long section has several passages.
            if last != Some(&passage.headings) {
                read += passage.alternatives.len();
            }
            last = Some(&passage.headings);
        }
        assert_eq!(read, written, "{name}");
    }
}

/// All pages in one project, like in the demo.
async fn indexed() -> (ProjectDb, ProjectId, Vec<Asked>) {
    let db = ProjectDb::new(Arc::new(Sqlite::in_memory().unwrap()));
    let organization_id = OrganizationId::new(1, [0; 10]);
    let project_id = ProjectId::new(1, [0; 10]);
    let mut statements = vec![
        Statement::new("INSERT INTO organizations (id, name, created_at) VALUES (?1, '', 0)")
            .bind(organization_id),
        Statement::new(
            "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
             VALUES (?1, ?2, 'demo', '', 0, 0)",
        )
        .bind(project_id)
        .bind(organization_id),
    ];
    let mut asked = Vec::new();
    for (number, (name, text)) in (1..).zip(pages()) {
        let read = extract(Content::Text(Format::Markdown, text)).unwrap();
        let source_id = SourceId::new(number, [0; 10]);
        let document_id = DocumentId::new(number, [0; 10]);
        statements.push(
            Statement::new(
                "INSERT INTO sources (id, project_id, kind, name, created_at, updated_at)
                 VALUES (?1, ?2, 'file', ?3, 0, 0)",
            )
            .bind(source_id)
            .bind(project_id)
            .bind(name.as_str()),
        );
        statements.push(
            Statement::new(
                "INSERT INTO documents (id, project_id, source_id, key, title, content_hash, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?1, ?4, '', 0, 0)",
            )
            .bind(document_id)
            .bind(project_id)
            .bind(source_id)
            .bind(read.title.as_str()),
        );
        let document = IndexedDocument {
            document_id,
            source_id,
            version: 1,
            title: &read.title,
            url: None,
            language: None,
        };
        statements.extend(passages::replace(project_id, &document, &read.passages, 0));
        let mut last: Option<&Vec<String>> = None;
        for passage in &read.passages {
            if last != Some(&passage.headings) {
                asked.extend(passage.alternatives.iter().map(|question| Asked {
                    question: question.clone(),
                    headings: passage.headings.clone(),
                }));
            }
            last = Some(&passage.headings);
        }
    }
    db.batch(statements).await.unwrap();
    (db, project_id, asked)
}
