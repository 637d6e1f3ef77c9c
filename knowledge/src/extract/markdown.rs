//! Markdown, converted to HTML and read as such, so that inline HTML means the same as in a page.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html as markdown_html};

use super::{
    super::{passage::ExtractedDocument, questions},
    block::Block,
    front_matter::{self, FrontMatter},
    html,
    pairs::labels::begins_with_label,
};

mod notation;

pub(super) fn read(text: &str) -> ExtractedDocument {
    let (body, front_matter) = rendered(text, Breaks::BeforeLabels);
    // In a file, an author's `<aside>` is not page chrome.
    let body = body.replace("<aside", "<div").replace("</aside", "</div");
    html::read_after(&format!("<main>{body}</main>"), front_matter)
}

/// The blocks of Markdown in a cell or field, where every line break counts.
pub(super) fn blocks_of(text: &str) -> Vec<Block> {
    html::blocks_of(&rendered(text, Breaks::Everywhere).0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Only before `Q:` and `A:`, which start new lines even without a hard break.
    BeforeLabels,
    /// At every line break.
    Everywhere,
}

fn rendered(text: &str, breaks: Breaks) -> (String, FrontMatter) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let text = text.trim_start_matches('\u{feff}');
    let (mut front_matter, text) =
        front_matter::read_json(text).unwrap_or((FrontMatter::default(), text));
    let mut metadata = None;
    let mut events = Vec::new();
    let text = notation::translated(text);
    for event in Parser::new_ext(&text, options) {
        match (event, &mut metadata) {
            (Event::Start(Tag::MetadataBlock(kind)), _) => metadata = Some((kind, String::new())),
            (Event::End(TagEnd::MetadataBlock(_)), _) => {
                if let Some((kind, lines)) = metadata.take() {
                    front_matter = FrontMatter::read(kind, &lines);
                }
            }
            (Event::Text(lines), Some((_, text))) => text.push_str(&lines),
            (_, Some(_)) => {}
            (event, None) => events.push(event),
        }
    }
    let mut body = String::new();
    markdown_html::push_html(&mut body, with_breaks(events, breaks).into_iter());
    (without_labels(&body), front_matter)
}

/// The HTML without the numbers before footnotes, because the numbers in the text are not read either.
fn without_labels(body: &str) -> String {
    const LABEL: &str = "<sup class=\"footnote-definition-label\">";
    let mut parts = body.split(LABEL);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once("</sup>").map_or(part, |(_, after)| after)
    })
}

fn with_breaks(mut events: Vec<Event<'_>>, breaks: Breaks) -> Vec<Event<'_>> {
    let begins_pair = |rest: &[Event<'_>]| {
        let mut rest = rest.iter();
        let text = rest.find(|event| !matches!(event, Event::Start(Tag::Strong | Tag::Emphasis)));
        matches!(text, Some(Event::Text(text)) if begins_with_label(text))
    };
    for at in 0..events.len() {
        let is_soft = matches!(events.get(at), Some(Event::SoftBreak));
        if is_soft
            && (breaks == Breaks::Everywhere
                || ends_question(events.get(..at).unwrap_or_default())
                || begins_pair(events.get(at + 1..).unwrap_or_default()))
            && let Some(event) = events.get_mut(at)
        {
            *event = Event::HardBreak;
        }
    }
    events
}

/// Whether a paragraph starts with these events, and they are only a question in bold.
fn ends_question(before: &[Event<'_>]) -> bool {
    matches!(
        before,
        [
            ..,
            Event::Start(Tag::Paragraph),
            Event::Start(Tag::Strong),
            Event::Text(text),
            Event::End(TagEnd::Strong),
        ] if questions::asks_plainly(text)
    )
}

#[cfg(test)]
mod tests;
