//! The blocks that the pages of a source share, counted while they are read.
//!
//! The first pages are read twice: once to see what they share, and once without it. Later crawls leave out what the
//! pages of the crawl before shared. *Invariant:* the stored data is bounded, however many pages there are.

use std::collections::{BTreeMap, BTreeSet};

use porchlight_shared::ids::ProjectId;
use serde::{Deserialize, Serialize};

use super::failure::IndexError;
use crate::{
    platform::{Platform, Statement},
    store::{
        pages::outcomes,
        sources::{Source, SourceKind, running},
    },
};

/// The number of pages that are compared before any is stored for good.
const FIRST_PAGES: u32 = 8;
/// The fewest pages for which shared blocks mean anything.
const LEAST_PAGES: u32 = 4;
/// The most blocks that are counted. If there are more, each count is reduced by one (Misra and Gries, "Finding
/// repeated elements", 1982), so that the blocks of most pages stay, with a count that is a little too low.
const COUNTED: usize = 600;

/// The repeated blocks of a source, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Repetition {
    /// The crawl that the counts belong to.
    crawl: u64,
    /// The number of pages counted in the running crawl.
    pages: u32,
    /// The number of these pages that each block is on, minus `lost`.
    counts: BTreeMap<String, u32>,
    /// The reduction of each count.
    #[serde(default)]
    lost: u32,
    /// The number of pages that the running crawl did not read, because they have not changed.
    #[serde(default)]
    unchanged: u32,
    /// The blocks to leave out.
    repeated: BTreeSet<String>,
    /// Whether pages have been compared.
    is_settled: bool,
}

impl Repetition {
    /// The blocks to leave out of the pages that are read now.
    pub(super) const fn repeated(&self) -> &BTreeSet<String> {
        &self.repeated
    }

    /// Counts the blocks of one more page.
    pub(super) fn count(&mut self, blocks: BTreeSet<String>) {
        self.pages += 1;
        for block in blocks {
            *self.counts.entry(block).or_default() += 1;
        }
        while self.counts.len() > COUNTED {
            self.lost += 1;
            self.counts.retain(|_, count| {
                *count -= 1;
                *count > 0
            });
        }
    }

    /// Counts an unchanged page, whose blocks are unknown. What the few other pages share is then not conclusive.
    pub(super) const fn pass_over(&mut self) {
        self.unchanged += 1;
    }

    /// Whether the pages that were read so far have to be read again, because they are the first, and share something.
    /// `all` says that there are no more.
    pub(super) fn settle(&mut self, all: bool) -> bool {
        if self.is_settled || self.unchanged > 0 || self.pages < FIRST_PAGES && !all {
            return false;
        }
        self.conclude();
        if self.repeated.is_empty() {
            return false;
        }
        self.pages = 0;
        self.lost = 0;
        self.counts.clear();
        true
    }

    /// Stores the blocks on more than two thirds of the crawl's pages, to be left out by the next crawl.
    pub(super) fn conclude(&mut self) {
        if self.pages < LEAST_PAGES || self.unchanged > 0 {
            return;
        }
        self.is_settled = true;
        let pages = self.pages;
        self.repeated = self
            .counts
            .iter()
            .filter(|(_, count)| **count * 3 > pages && (**count + self.lost) * 3 > pages * 2)
            .map(|(block, _)| block.clone())
            .collect();
    }
}

/// The repeated blocks of the source, with the counts of its running crawl.
pub(super) async fn load(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<Repetition, IndexError> {
    let db = &platform.project(project_id);
    let stored = running::repetition(db, project_id, source.id).await?;
    let mut known: Repetition = stored
        .and_then(|stored| serde_json::from_str(&stored).ok())
        .unwrap_or_default();
    if known.crawl != source.crawl {
        known.crawl = source.crawl;
        known.pages = 0;
        known.lost = 0;
        known.unchanged = 0;
        known.counts.clear();
    }
    Ok(known)
}

/// The statements that store `repetition`. With `read_again`, the pages that were read become due again, to be read
/// without the blocks that they share.
pub(super) fn store(
    project_id: ProjectId,
    source: &Source,
    repetition: &Repetition,
    read_again: bool,
) -> Vec<Statement> {
    let known = serde_json::json!(repetition).to_string();
    let mut statements = vec![running::set_repetition(project_id, source, &known)];
    statements.extend(read_again.then(|| outcomes::read_again(project_id, source)));
    statements
}

/// At the end of a crawl: whether its pages have to be read again because they were too few to be compared before, and
/// the statements for that. If not, the blocks that they share are stored for the next crawl.
pub(super) async fn end(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<(bool, Vec<Statement>), IndexError> {
    if !compares(source) {
        return Ok((false, Vec::new()));
    }
    let mut repetition = load(platform, project_id, source).await?;
    let again = repetition.settle(true);
    if !again {
        repetition.conclude();
    }
    Ok((again, store(project_id, source, &repetition, again)))
}

/// Whether the source has pages to compare.
pub(super) const fn compares(source: &Source) -> bool {
    matches!(source.kind, SourceKind::Site | SourceKind::Sitemap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_block_is_repeated_on_most_pages_and_on_four_at_least() {
        let mut repetition = Repetition::default();
        for number in 0..3 {
            repetition.count(blocks(&["news", &number.to_string()]));
        }
        assert!(!repetition.clone().settle(true));
        repetition.count(blocks(&["half", "news", "3"]));
        repetition.count(blocks(&["half", "4"]));
        assert!(!repetition.settle(false));
        assert!(repetition.settle(true));
        assert_eq!(*repetition.repeated(), blocks(&["news"]));
        assert!(!repetition.settle(true));
    }

    #[test]
    fn what_is_kept_is_bounded_and_keeps_what_most_pages_share() {
        let mut repetition = Repetition::default();
        for page in 0..500 {
            let own: Vec<String> = (0..100).map(|n| format!("{page} {n}")).collect();
            let mut names: Vec<&str> = own.iter().map(String::as_str).collect();
            names.push("news");
            repetition.count(blocks(&names));
        }
        assert!(repetition.counts.len() <= COUNTED);
        repetition.conclude();
        assert_eq!(*repetition.repeated(), blocks(&["news"]));
    }
}
