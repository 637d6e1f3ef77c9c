//! Markdown, rendered to HTML and read as HTML, so that inline HTML means the same as in a page.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html as markdown_html};

use super::{super::passage::ExtractedDocument, front_matter::FrontMatter, html};

mod notation;

pub(super) fn read(text: &str) -> ExtractedDocument {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut front_matter = FrontMatter::default();
    let mut metadata = None;
    let mut events = Vec::new();
    let text = notation::translated(text.trim_start_matches('\u{feff}'));
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
    let mut body = String::from("<main>");
    markdown_html::push_html(&mut body, events.into_iter());
    body.push_str("</main>");
    html::read_after(&body, front_matter)
}

#[cfg(test)]
mod tests;
