//! PDFs of several programs, as files and found by a crawl, and the answers from them.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_edge::{
    services::{preview::preview, published_project, sources::NewSource},
    store::sources::SourceStatus,
};
use porchlight_knowledge::{extract::pdf, source_limits::FILE_BYTES};
use porchlight_shared::message::Citation;

use crate::{
    server::Answer,
    support::{Project, page},
};

const PRINTED: &[u8] = include_bytes!("../pages/pdf/authentication-application.en.pdf");
const GUIDE: &[u8] = include_bytes!("../pages/pdf/lamp-guide.pdf");
const STANDARD_FONTS: &[u8] = include_bytes!("../pages/pdf/standard-fonts.pdf");
const NO_COPYING: &[u8] = include_bytes!("../pages/pdf/no-copying.pdf");
const PASSWORD: &[u8] = include_bytes!("../pages/pdf/password.pdf");
const SCANNED: &[u8] = include_bytes!("../pages/pdf/scanned.pdf");

fn file(bytes: &[u8]) -> NewSource {
    NewSource::File {
        filename: "guide.pdf".into(),
        content: BASE64.encode(bytes),
    }
}

/// The citation in the answer to `question`.
async fn citation(project: &Project, question: &str) -> Citation {
    let platform = &project.native.platform;
    let published = published_project::by_id(platform, project.id).await;
    let published = published.unwrap().unwrap();
    let preview = preview(platform, &published, question, None).await.unwrap();
    assert!(!preview.answer.unanswered, "{question}");
    preview.answer.citations[0].clone()
}

async fn check_answer(bytes: &[u8], question: &str, title: &str, quote: &str) {
    let project = Project::new().await;
    let source = project.index(file(bytes)).await;
    assert_eq!(
        source.status,
        SourceStatus::Indexed,
        "{:?}",
        source.failure_reason
    );
    let citation = citation(&project, question).await;
    assert_eq!(citation.title, title);
    assert!(citation.quote.contains(quote), "{}", citation.quote);
}

async fn check_failure(bytes: &[u8], code: &str, reason: &str) {
    let project = Project::new().await;
    let source = project.index(file(bytes)).await;
    assert_eq!(source.status, SourceStatus::Failed);
    assert_eq!(source.failure_code.as_deref(), Some(code));
    assert!(source.failure_reason.unwrap().contains(reason));
}

#[tokio::test]
async fn a_printed_page_answers() {
    check_answer(
        PRINTED,
        "Are authentication applications safer than text messages?",
        "Authentication application | Help center › Authentication application",
        "this method offers more security than phone calls or text messaging",
    )
    .await;
}

#[tokio::test]
async fn a_guide_answers_without_its_running_heads_and_hyphens() {
    check_answer(
        GUIDE,
        "How long does the warranty last?",
        "Care guide for the Hearth lamp › 3. Warranty",
        "The warranty lasts five years and begins on the day of the delivery.",
    )
    .await;
    check_answer(
        GUIDE,
        "What restores the colour of untreated brass?",
        "Care guide for the Hearth lamp › 1. Cleaning",
        "A manufacturer-approved polish restores the colour of untreated brass",
    )
    .await;
}

#[tokio::test]
async fn fonts_that_the_file_does_not_bring_along_are_read() {
    check_answer(
        STANDARD_FONTS,
        "Wann ist die Werkstatt geöffnet?",
        "Öffnungszeiten",
        "montags bis freitags von 9 bis 17 Uhr geöffnet.",
    )
    .await;
}

#[tokio::test]
async fn encryption_without_a_password_does_not_matter() {
    check_answer(
        NO_COPYING,
        "Which bulbs fit?",
        "Care guide for the Hearth lamp › Which bulbs fit?",
        "one bulb with an E14 socket",
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_what_to_do() {
    check_failure(PASSWORD, "pdf_encrypted", "Save it without one").await;
    check_failure(SCANNED, "pdf_no_text", "OCR").await;
    check_failure(
        b"%PDF-1.7\nand no more",
        "pdf_damaged",
        "save it as a PDF again",
    )
    .await;
}

#[tokio::test]
async fn the_content_is_a_pdf_in_base64() {
    let project = Project::new().await;
    let add = async |content: String| {
        let filename = "guide.pdf".to_owned();
        project.add(NewSource::File { filename, content }).await
    };
    let refused = async |content: String| add(content).await.unwrap_err().code();
    assert_eq!(refused("%PDF-1.7".into()).await, "invalid_pdf");
    assert_eq!(refused(BASE64.encode(b"PK\x03\x04")).await, "invalid_pdf");
    assert_eq!(refused(String::new()).await, "file_empty");
    let large = [b"%PDF-1.7".as_slice(), &vec![0; FILE_BYTES]].concat();
    assert_eq!(refused(BASE64.encode(large)).await, "file_too_large");
    let in_lines = BASE64
        .encode(GUIDE)
        .as_bytes()
        .chunks(76)
        .fold(String::new(), |text, line| {
            text + std::str::from_utf8(line).unwrap() + "\n"
        });
    let source = add(in_lines).await.unwrap();
    project.work().await;
    let source = project.source(source.id).await.unwrap();
    assert_eq!(source.status, SourceStatus::Indexed);
}

#[tokio::test]
async fn a_citation_of_a_pdf_leads_to_its_page() {
    let project = Project::new().await;
    let pdf = Answer::of_type("application/pdf", GUIDE);
    project.server.put("/files/guide.pdf", pdf);
    let url = project.url("/files/guide.pdf");
    let source = project.index(NewSource::Page { url: url.clone() }).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    let citation = citation(&project, "How long does the warranty last?").await;
    assert_eq!(citation.url, format!("{url}#page=2"));
}

#[tokio::test]
async fn a_crawl_reads_pdfs_that_pages_link_to_and_passes_over_unreadable_ones() {
    let project = Project::new().await;
    let pdf = |bytes| Answer::of_type("application/pdf", bytes);
    project
        .server
        .put(
            "/",
            page("Lamps", &["/guide.pdf", "/scan.pdf", "/firmware.zip"]),
        )
        .put("/guide.pdf", pdf(GUIDE))
        .put("/scan.pdf", pdf(SCANNED));
    let url = project.url("/");
    let source = project.index(NewSource::Site { url }).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    assert_eq!(project.paths().await, ["/", "/guide.pdf"]);
    assert!(!project.server.asked().contains(&"/firmware.zip".to_owned()));
}

/// Bytes are changed, lost, doubled and moved, the same in every run. The result does not matter, as long as there is
/// one and not a panic.
#[test]
fn damaged_files_give_an_error_or_a_document() {
    const ROUNDS: u64 = 250;
    const SYNTAX: &[u8] = b"0123456789<>[]()/R -";
    let mut outcomes = [0, 0];
    for (file, original) in (1..).zip([STANDARD_FONTS, GUIDE, NO_COPYING]) {
        for round in 0..ROUNDS {
            let mut state: u64 = (file * 1_000_003 + round).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut below = |most: usize| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                usize::try_from(state >> 33).unwrap() % most
            };
            let mut bytes = original.to_vec();
            for _ in 0..=below(8) {
                let at = below(bytes.len());
                let until = (at + below(200)).min(bytes.len());
                match below(5) {
                    0 => bytes[at] ^= 1 << below(8),
                    1 => bytes[at] = SYNTAX[below(SYNTAX.len())],
                    2 if below(20) == 0 => bytes.truncate(at + 1),
                    3 => drop(bytes.drain(at + 1..until.max(at + 1))),
                    _ => {
                        let piece = bytes[at..until].to_vec();
                        let into = below(bytes.len());
                        bytes.splice(into..into, piece);
                    }
                }
            }
            outcomes[usize::from(pdf::read(bytes).is_ok())] += 1;
        }
    }
    let [errors, documents] = outcomes;
    assert!(errors > 0 && documents > 0, "{errors} {documents}");
}
