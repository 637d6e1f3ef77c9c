//! The output of models, and what Porchlight makes of it.

use futures::FutureExt as _;
use porchlight_edge::{
    domain::answer_html,
    providers::completion::{Completion, Written},
};
use porchlight_knowledge::{
    extract::{self, Content, Format},
    grounding::{check::Checker, checked_answer::CheckedAnswer},
    passage::Passage,
};
use porchlight_shared::ids::{DocumentId, PassageId};
use uuid::Uuid;

use super::result::check_sentences;

/// The sizes of the chunks in which a stream arrives, in bytes. Each run uses one size.
const PIECES: [usize; 3] = [1, 7, 1_000];

/// The text does not depend on how the stream is cut into chunks.
pub(super) fn completions(input: &[u8]) {
    let texts = PIECES.map(|size| completed(input, size));
    let [first, rest @ ..] = &texts;
    for other in rest {
        assert_eq!(first, other);
    }
}

fn completed(input: &[u8], size: usize) -> String {
    let pieces: Vec<_> = input.chunks(size).map(|piece| Ok(piece.to_vec())).collect();
    let mut completion = Completion::new(Box::pin(futures::stream::iter(pieces)));
    let mut text = String::new();
    while let Some(Some(Ok(written))) = completion.next().now_or_never() {
        if let Written::Text(more) = written {
            text.push_str(&more);
        }
    }
    text
}

/// The input has passages as Markdown, a question, and the model's output, separated by lines of three equals signs.
pub(super) fn answers(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut parts = text.splitn(3, "\n===\n");
    let pages = parts.next().unwrap_or_default().to_owned();
    let question = parts.next().unwrap_or_default();
    let written = parts.next().unwrap_or_default();
    let document = extract::extract(Content::Text(Format::Markdown, pages)).unwrap_or_default();
    let passages: Vec<Passage> = document
        .passages
        .into_iter()
        .zip(1_u128..)
        .map(|(passage, number)| Passage {
            id: PassageId::from_uuid(Uuid::from_u128(number)),
            document_id: DocumentId::from_uuid(Uuid::nil()),
            version: 1,
            title_path: passage.headings,
            text: passage.text,
            url: Some("https://x.example/".into()),
            anchor: passage.anchor,
            language: document.language.clone().unwrap_or_default(),
        })
        .collect();
    let passages: Vec<&Passage> = passages.iter().collect();
    let checker = || Checker::new(&passages, "Shop", &[]).with_question(question);
    let mut whole = CheckedAnswer::new(checker());
    whole.push(written);
    whole.end();
    assert!(whole.cited().iter().all(|place| *place < passages.len()));
    let mut pieces = CheckedAnswer::new(checker());
    for character in written.chars() {
        pieces.push(character.encode_utf8(&mut [0; 4]));
    }
    pieces.end();
    assert_eq!(whole.text(), pieces.text());
}

pub(super) fn rich_text(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    porchlight_rich_text::plain_text(&text);
    answer_html::answer_html(&text, &[], "a");
    answer_html::written_html(&text);
    check_sentences(&text);
}
