//! HTML to blocks: finds the content of a page, leaves out what every page of the site repeats, and reads the rest.

use scraper::{ElementRef, Html};

pub use self::stand_in::StandIn;
use self::{
    chrome::{Chrome, related::is_over_related},
    content::PageContent,
    element::elements,
    survey::Survey,
    walk::Walk,
};
use super::{
    super::passage::ExtractedDocument,
    block::Block,
    front_matter::{Alternatives, FrontMatter},
    passages,
};

mod anchor;
mod apart;
mod chrome;
mod code;
mod content;
mod definitions;
mod effort;
mod element;
mod facts;
mod folding;
mod headings;
mod inline;
mod links;
mod list;
mod marks;
mod names;
mod options;
mod raised;
mod rows;
mod sections;
mod stand_in;
mod streamed;
mod survey;
mod table;
mod title;
mod tree;
mod walk;

/// The contents and the links of a page.
#[derive(Clone, Debug, Default)]
pub struct HtmlPage {
    /// The title, the language and the passages.
    pub document: ExtractedDocument,
    /// The targets of its links as written, in order, including menus; at most
    /// [`LINKS_PER_PAGE`](crate::source_limits::LINKS_PER_PAGE). Leaves out those with `nofollow`.
    pub links: Vec<String>,
    /// The base of relative links as written. None if the page sets none (`<base href>`).
    pub base: Option<String>,
    /// The page's canonical address (`<link rel="canonical">`), as written. None if it declares none.
    pub canonical: Option<String>,
    /// Whether there is nothing to quote because the page is empty until its scripts run.
    pub needs_scripts: bool,
    /// What the server shows instead of the page. None if this is the page.
    pub stand_in: Option<StandIn>,
    /// The addresses of the pages that it frames, as written. Empty if the page has text of its own.
    pub frames: Vec<String>,
    /// The target of an immediate redirect (`<meta http-equiv="refresh">`), as written. None if there is none.
    pub redirect: Option<String>,
}

/// With at least this many links and nothing else, a list is an index of pages rather than a page to quote.
const INDEX_LINKS: usize = 5;

/// The most dialogs of a page that are read.
const MOST_DIALOGS: usize = 20;

/// The name of `<meta>` elements whose content is a heading's anchor, a colon and an alternative.
const ALTERNATIVE: &str = "porchlight:alternative";

/// Reads a page. Accepts HTML of any version, however damaged.
pub fn read(html: &str) -> HtmlPage {
    let page = parse(html);
    let (title, language) = (title::title(&page), title::language(&page));
    let mut document = passages::build_with(title, language, blocks(&page), alternatives(&page));
    let canonical = links::canonical(&page);
    document.address = canonical.clone().or_else(|| title::address(&page));
    let is_empty = document.passages.is_empty();
    HtmlPage {
        needs_scripts: is_empty && is_made_by_scripts(&page),
        stand_in: StandIn::of(&page, &document),
        frames: if is_empty {
            links::frames(&page)
        } else {
            Vec::new()
        },
        document,
        links: links::of(&page),
        base: links::base(&page),
        canonical,
        redirect: links::redirect(&page),
    }
}

/// Whether a page has scripts and hardly any text.
fn is_made_by_scripts(page: &Html) -> bool {
    /// The most text of a page that only waits for its scripts, in characters.
    const CHARS: usize = 200;
    let is_program = |script: ElementRef<'_>| {
        let kind = script.attr("type").unwrap_or_default();
        kind.is_empty() || kind == "module" || kind.contains("javascript")
    };
    elements(page, "script").any(is_program)
        && Survey::of(page).holding(&page.root_element()).chars <= CHARS
}

/// The target of a page that only redirects, as written.
pub fn redirect(html: &str) -> Option<String> {
    /// The largest such page, in bytes.
    const BYTES: usize = 16 * 1024;
    if html.len() > BYTES || !html.to_ascii_lowercase().contains("refresh") {
        return None;
    }
    let page = read(html);
    let is_empty = page
        .document
        .passages
        .iter()
        .map(|passage| passage.text.len())
        .sum::<usize>()
        < LEAST_TEXT;
    page.redirect.filter(|_| is_empty)
}

/// A page with less text than this only says "click here" in addition to its redirect, in bytes.
const LEAST_TEXT: usize = 200;

/// Reads HTML that is the body of another format. The title and language of its front matter take precedence over those
/// of the HTML.
pub(super) fn read_after(html: &str, front_matter: FrontMatter) -> ExtractedDocument {
    let page = parse(html);
    let title = front_matter.title.unwrap_or_else(|| title::title(&page));
    ExtractedDocument {
        address: front_matter.address,
        ..passages::build_with(
            title,
            front_matter.language,
            blocks(&page),
            front_matter.alternatives,
        )
    }
}

/// The blocks of an HTML fragment.
pub(super) fn blocks_of(html: &str) -> Vec<Block> {
    visible(&tree::parse(&format!("<main>{html}</main>")))
}

fn parse(html: &str) -> Html {
    let mut page = tree::parse(html);
    streamed::put_in_place(&mut page);
    page
}

/// The alternatives in the head of a page.
fn alternatives(page: &Html) -> Alternatives {
    let mut alternatives = Alternatives::default();
    elements(page, "meta")
        .filter(|meta| meta.attr("name") == Some(ALTERNATIVE))
        .filter_map(|meta| meta.attr("content"))
        .for_each(|line| alternatives.read(line));
    alternatives
}

/// The blocks of a page, including facts that it states only for machines.
fn blocks(page: &Html) -> Vec<Block> {
    let mut blocks = visible(page);
    facts::add(page, &mut blocks, blocks_of);
    blocks
}

fn visible(page: &Html) -> Vec<Block> {
    let survey = Survey::of(page);
    let content = PageContent::of(page, &survey);
    let chrome = Chrome::new(page, &content, survey);
    let mut walk = Walk::page(&chrome);
    for root in &content.roots {
        walk.inside(*root);
    }
    // Dialogs are mostly at the end of a page, wherever their control is.
    let is_apart = |dialog: &ElementRef<'_>| {
        (dialog.ancestors()).all(|around| content.roots.iter().all(|root| root.id() != around.id()))
    };
    for dialog in elements(page, "dialog").take(MOST_DIALOGS).filter(is_apart) {
        walk.element(dialog);
    }
    let blocks = without_related(walk.finish().blocks);
    if is_index(&blocks) {
        Vec::new()
    } else {
        blocks
    }
}

/// Removes headings like "Related articles" whose sections have only links.
fn without_related(blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut rest = blocks.into_iter().peekable();
    while let Some(block) = rest.next() {
        let related = matches!(&block, Block::Heading { text, .. } if is_over_related(text));
        if !related {
            kept.push(block);
            continue;
        }
        let mut dropped = 0;
        while rest
            .next_if(|next| {
                matches!(
                    next,
                    Block::List {
                        links_only: true,
                        ..
                    }
                )
            })
            .is_some()
        {
            dropped += 1;
        }
        if dropped == 0 || rest.peek().is_some_and(Block::is_text) {
            kept.push(block);
        }
    }
    kept
}

fn is_index(blocks: &[Block]) -> bool {
    let mut links = 0;
    for block in blocks.iter().filter(|block| block.is_text()) {
        match block {
            Block::List {
                items,
                links_only: true,
            } => links += items.len(),
            _ => return false,
        }
    }
    links >= INDEX_LINKS
}

#[cfg(test)]
mod tests;
