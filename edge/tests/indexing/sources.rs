//! The sources that owners may add, and the errors for others.

use porchlight_edge::{
    services::sources::{self, NewSource, SourceError},
    store::{self, sources::SourceStatus},
};
use porchlight_shared::ids::{ProjectId, SourceId};

use crate::support::Project;

async fn check_refused(project: &Project, new: NewSource, code: &str) {
    let error = project.add(new).await.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert_eq!(project.native.jobs.take(), None);
    assert_eq!(
        project.count("SELECT count(*) AS count FROM sources").await,
        0
    );
}

fn file(filename: &str, content: &str) -> NewSource {
    NewSource::File {
        filename: filename.into(),
        content: content.into(),
    }
}

fn pair(question: &str, answer: &str, alternatives: &[&str]) -> NewSource {
    NewSource::Answer {
        question: question.into(),
        answer: answer.into(),
        alternatives: alternatives.iter().map(ToString::to_string).collect(),
    }
}

#[tokio::test]
async fn addresses_that_are_not_read_are_refused_at_once() {
    let project = Project::new().await;
    for (url, code) in [
        ("shop.example", "invalid_address"),
        ("ftp://shop.example/", "invalid_address"),
        ("https://me:secret@shop.example/", "invalid_address"),
        ("http://shop.example:25/", "invalid_address"),
        ("http://192.168.1.10/", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "private_address"),
        ("http://intranet/", "private_address"),
    ] {
        let url = url.to_owned();
        check_refused(&project, NewSource::Page { url: url.clone() }, code).await;
        check_refused(&project, NewSource::Sitemap { url: url.clone() }, code).await;
        check_refused(&project, NewSource::Site { url }, code).await;
    }
}

#[tokio::test]
async fn files_have_a_known_ending_a_size_and_a_content() {
    let project = Project::new().await;
    check_refused(&project, file(" ", "x"), "invalid_file_name").await;
    check_refused(
        &project,
        file(&format!("{}.md", "x".repeat(200)), "x"),
        "invalid_file_name",
    )
    .await;
    check_refused(&project, file("prices.xlsx", "x"), "unknown_file_kind").await;
    check_refused(
        &project,
        file("a.md", &"x".repeat(1024 * 1024 + 1)),
        "file_too_large",
    )
    .await;
    check_refused(&project, file("a.md", " \n"), "file_empty").await;
}

#[tokio::test]
async fn pairs_have_a_question_and_an_answer_of_some_length() {
    let project = Project::new().await;
    check_refused(&project, pair(" ", "Yes.", &[]), "invalid_question").await;
    check_refused(
        &project,
        pair(&"x".repeat(501), "Yes.", &[]),
        "invalid_question",
    )
    .await;
    check_refused(&project, pair("Why?", "", &[]), "invalid_answer").await;
    check_refused(
        &project,
        pair("Why?", &"x".repeat(8_001), &[]),
        "invalid_answer",
    )
    .await;
    check_refused(&project, pair("Why?", "So.", &[""]), "invalid_alternatives").await;
    check_refused(
        &project,
        pair("Why?", "So.", &["x"; 51]),
        "invalid_alternatives",
    )
    .await;
}

#[tokio::test]
async fn an_address_is_a_source_once() {
    let project = Project::new().await;
    let new = |url: &str| NewSource::Page { url: url.into() };
    let source = project.add(new("https://shop.example/help")).await.unwrap();
    assert_eq!(source.status, SourceStatus::Pending);
    let again = project
        .add(new("https://SHOP.example:443/help?utm_medium=x#top"))
        .await;
    assert!(matches!(again, Err(SourceError::Exists(id)) if id == source.id));
}

#[tokio::test]
async fn a_project_has_a_limited_number_of_sources() {
    let project = Project::new().await;
    for n in 0..500 {
        project
            .add(pair(&format!("Question {n}?"), "Yes.", &[]))
            .await
            .unwrap();
    }
    let error = project
        .add(pair("One more?", "No.", &[]))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "too_many_sources");
}

#[tokio::test]
async fn another_projects_source_is_not_there() {
    let project = Project::new().await;
    let source = project.add(pair("Why?", "So.", &[])).await.unwrap();
    let stranger = ProjectId::new(1, [9; 10]);
    let platform = &project.native.platform;
    for id in [source.id, SourceId::new(1, [9; 10])] {
        let deleted = sources::delete(platform, stranger, id).await;
        assert!(matches!(deleted, Err(SourceError::NotFound)));
        let reread = sources::rescrape(platform, stranger, id).await;
        assert!(matches!(reread, Err(SourceError::NotFound)));
    }
    assert_eq!(
        store::sources::list(&platform.project(stranger), stranger)
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        store::sources::list(&platform.project(project.id), project.id)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn only_addresses_are_fetched_again() {
    let project = Project::new().await;
    let source = project.add(file("a.md", "Text.")).await.unwrap();
    let error = project.rescrape(source.id).await.unwrap_err();
    assert_eq!(error.code(), "source_has_no_address");
}
