//! Blocks that most pages of a source share are the frame around their content.

use porchlight_edge::{
    services::sources::NewSource,
    store::sources::{Source, SourceStatus},
};

use crate::{
    server::Answer,
    support::{Project, sitemap},
};

const LETTER: &str =
    "Get our letter each month, with ten new lamps and a discount of five percent.";
const RETURNS: &str = "Parcels go back within 45 days.";

/// A page whose frame is part of its content.
fn page(number: usize, frame: &str) -> Answer {
    Answer::html(&format!(
        "<title>Lamp {number}</title><main><h1>Lamp {number}</h1><p>Lamp {number} costs {number} euros and is in stock.</p>\
         {frame}</main>"
    ))
}

fn frame() -> String {
    format!(
        "<section><h2>Our letter</h2><p>{LETTER}</p></section>\
         <section><h2>May I send it back?</h2><p>{RETURNS}</p></section>"
    )
}

async fn pages(project: &Project, number: usize, with_frame: usize) -> Source {
    let paths: Vec<String> = (0..number).map(|n| format!("/{n}")).collect();
    for (number, path) in paths.iter().enumerate() {
        let frame = if number < with_frame {
            frame()
        } else {
            String::new()
        };
        project.server.put(path, page(number, &frame));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    project.server.put("/sitemap.xml", sitemap(&paths));
    let url = project.url("/sitemap.xml");
    project.index(NewSource::Sitemap { url }).await
}

/// The number of passages with this text.
async fn saying(project: &Project, text: &str) -> usize {
    let passages = project.passages().await;
    passages
        .iter()
        .filter(|(_, said)| said.contains(text))
        .count()
}

#[tokio::test]
async fn a_block_of_most_pages_is_not_indexed() {
    for number in [4, 7, 8, 30] {
        let project = Project::new().await;
        let source = pages(&project, number, number - 1).await;
        assert_eq!(source.status, SourceStatus::Indexed);
        assert_eq!(source.documents_found, number as u64);
        assert_eq!(project.documents().await.len(), number);
        assert_eq!(saying(&project, "our letter").await, 0, "{number}");
        assert_eq!(saying(&project, "euros").await, number, "{number}");
        // A question and its answer remain an answer on any page.
        assert_eq!(saying(&project, RETURNS).await, number - 1, "{number}");
    }
}

#[tokio::test]
async fn a_block_of_some_pages_is_content() {
    let project = Project::new().await;
    pages(&project, 10, 5).await;
    assert_eq!(saying(&project, "our letter").await, 5);
    let project = Project::new().await;
    pages(&project, 3, 3).await;
    assert_eq!(saying(&project, "our letter").await, 3);
}

#[tokio::test]
async fn a_later_crawl_knows_what_the_pages_share_and_what_they_no_longer_do() {
    let project = Project::new().await;
    let source = pages(&project, 12, 12).await;
    assert_eq!(saying(&project, "our letter").await, 0);
    project.server.asked();
    project.reindex(source.id).await;
    let asked = project.server.asked();
    let pages = asked.iter().filter(|path| path.len() <= 3).count();
    assert_eq!(pages, 12, "{asked:?}");
    let versions: Vec<u32> = project
        .documents()
        .await
        .iter()
        .map(|document| document.version)
        .collect();
    assert!(versions.iter().all(|version| *version <= 2), "{versions:?}");
    // The letter becomes a page of its own.
    for number in 1..12 {
        project.server.put(&format!("/{number}"), page(number, ""));
    }
    project.reindex_with_losses(source.id).await;
    project.reindex(source.id).await;
    assert_eq!(saying(&project, "our letter").await, 1);
}
