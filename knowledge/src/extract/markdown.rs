//! Markdown, rendered to HTML and read as HTML, so that inline HTML means the same as in a page.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html as markdown_html};

use super::{super::passage::ExtractedDocument, front_matter::FrontMatter, html};

pub(super) fn read(text: &str) -> ExtractedDocument {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut front_matter = FrontMatter::default();
    let mut metadata = None;
    let mut events = Vec::new();
    for event in Parser::new_ext(text.trim_start_matches('\u{feff}'), options) {
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
mod tests {
    use super::*;

    #[test]
    fn front_matter_gives_the_title_and_headings_the_path() {
        let document = read(
            "---\ntitle: \"Shipping & returns\"\nlang: en\n---\n\n# Shipping & returns\n\nIntro text.\n\n\
             ## How long? {#long}\n\nThree days.\n\n1. Pack\n2. Send\n   - by *post*\n",
        );
        assert_eq!(document.title, "Shipping & returns");
        assert_eq!(document.language.as_deref(), Some("en"));
        let long = &document.passages[1];
        assert_eq!(long.headings, ["Shipping & returns", "How long?"]);
        assert_eq!(long.anchor.as_deref(), Some("long"));
        assert_eq!(long.text, "Three days.\n\n1. Pack\n2. Send\n   - by post");
    }

    #[test]
    fn the_first_heading_is_the_title_where_front_matter_has_none() {
        let document = read("# Limits\n\n| Thing | Most |\n|---|---|\n| Pages | 500 |\n");
        assert_eq!(document.title, "Limits");
        assert_eq!(
            document.passages[0].text,
            "| Thing | Most |\n| --- | --- |\n| Pages | 500 |"
        );
    }

    #[test]
    fn code_keeps_its_lines_and_its_language() {
        let document = read("# Embed\n\nPut this in:\n\n```html\n<script async></script>\n```\n");
        assert_eq!(
            document.passages[0].text,
            "Put this in:\n\n```html\n<script async></script>\n```"
        );
    }

    #[test]
    fn details_in_markdown_are_a_section() {
        let document = read(
            "# A\n\nText of A.\n\n<details><summary>Can I pay later?</summary>\n\nYes, *within* 14 days.\n\n</details>\n",
        );
        let folded = &document.passages[1];
        assert_eq!(folded.headings, ["A", "Can I pay later?"]);
        assert_eq!(folded.text, "Yes, within 14 days.");
    }

    #[test]
    fn front_matter_names_other_ways_to_ask_for_sections() {
        let document = read(
            "---\nalternatives: |\n  returns: Can I send it back?\n  time-limit: How long do I have?\n  time-limit: Is there a deadline?\n  nowhere: Where?\n---\n\n\
             # Returns\n\nYou can.\n\n## Time limit\n\nThirty days.\n\n## Costs\n\nNone.\n\n## Labels\n\nNone.\n",
        );
        let found: Vec<_> = document
            .passages
            .iter()
            .map(|passage| (passage.headings.join("/"), passage.alternatives.join("/")))
            .collect();
        let expected = [
            ("Returns", "Can I send it back?"),
            (
                "Returns/Time limit",
                "How long do I have?/Is there a deadline?",
            ),
            ("Returns", ""),
        ]
        .map(|(headings, alternatives)| (headings.to_owned(), alternatives.to_owned()));
        assert_eq!(found, expected);
        let texts: Vec<&str> = document
            .passages
            .iter()
            .map(|passage| passage.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "You can.",
                "Thirty days.",
                "**Costs**\n\nNone.\n\n**Labels**\n\nNone."
            ]
        );
    }
}
