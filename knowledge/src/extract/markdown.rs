//! Markdown, rendered to HTML and read as HTML, so that inline HTML means the same as in a page.

use pulldown_cmark::{
    Event, MetadataBlockKind, Options, Parser, Tag, TagEnd, html as markdown_html,
};

use super::{super::passage::ExtractedDocument, html};

pub(super) fn read(text: &str) -> ExtractedDocument {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut front_matter = FrontMatter::default();
    let mut kind = None;
    let mut events = Vec::new();
    for event in Parser::new_ext(text.trim_start_matches('\u{feff}'), options) {
        match event {
            Event::Start(Tag::MetadataBlock(block)) => kind = Some(block),
            Event::End(TagEnd::MetadataBlock(_)) => kind = None,
            Event::Text(lines) if kind.is_some() => front_matter.read(kind, &lines),
            _ if kind.is_some() => {}
            event => events.push(event),
        }
    }
    let mut body = String::from("<main>");
    markdown_html::push_html(&mut body, events.into_iter());
    body.push_str("</main>");
    html::read_with_title(&body, front_matter.title, front_matter.language)
}

#[derive(Default)]
struct FrontMatter {
    title: Option<String>,
    language: Option<String>,
}

impl FrontMatter {
    /// Reads `title` and `lang` at the outermost level. Everything else in the front matter is for other programs.
    fn read(&mut self, kind: Option<MetadataBlockKind>, lines: &str) {
        let separator = match kind {
            Some(MetadataBlockKind::PlusesStyle) => '=',
            _ => ':',
        };
        for line in lines.lines() {
            let Some((key, value)) = line.split_once(separator) else {
                continue;
            };
            let value = unquoted(value.trim());
            if value.is_empty() {
                continue;
            }
            match key.trim_end() {
                "title" => self.title = Some(value.to_owned()),
                "lang" | "language" => self.language = Some(value.to_owned()),
                _ => {}
            }
        }
    }
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
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
}
