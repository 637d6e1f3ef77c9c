//! An owner's rules about which pages of a source are read.

use serde::{Deserialize, Serialize};
use url::Url;

use super::path_pattern::{NoPattern, PathPattern};
use crate::source_limits::{CRAWL_DEPTH, PATTERNS_PER_SOURCE};

/// The rules, as they are stored in JSON. Without any rule, all pages are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlRules {
    /// Only pages that match one of these are read. If it is empty, all are.
    #[serde(default)]
    include: Vec<PathPattern>,
    /// Pages that match one of these are not read.
    #[serde(default)]
    exclude: Vec<PathPattern>,
    /// The most links from the start to a page. None for [`CRAWL_DEPTH`].
    #[serde(default)]
    depth: Option<u32>,
}

/// Why rules are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrawlRulesError {
    /// A text is not a valid pattern.
    #[error(transparent)]
    Pattern(#[from] NoPattern),
    /// There are more than [`PATTERNS_PER_SOURCE`] of one kind.
    #[error("include and exclude can have at most {PATTERNS_PER_SOURCE} patterns each.")]
    TooMany,
    /// The depth is more than [`CRAWL_DEPTH`].
    #[error("depth must be 0 to {CRAWL_DEPTH}, or null for {CRAWL_DEPTH}.")]
    Depth,
}

/// Why a page is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion<'a> {
    /// This pattern excludes it.
    By(&'a str),
    /// No pattern includes it.
    NotIncluded,
}

impl CrawlRules {
    /// Checks an owner's rules. Fails if one is invalid or there are too many.
    pub fn checked(
        include: Vec<String>,
        exclude: Vec<String>,
        depth: Option<u32>,
    ) -> Result<Self, CrawlRulesError> {
        if include.len().max(exclude.len()) > PATTERNS_PER_SOURCE {
            return Err(CrawlRulesError::TooMany);
        }
        if depth.is_some_and(|depth| depth > CRAWL_DEPTH) {
            return Err(CrawlRulesError::Depth);
        }
        let patterns = |texts: Vec<String>| texts.into_iter().map(PathPattern::try_from).collect();
        let include: Result<_, NoPattern> = patterns(include);
        let exclude: Result<_, NoPattern> = patterns(exclude);
        Ok(Self {
            include: include?,
            exclude: exclude?,
            depth,
        })
    }

    /// The patterns of pages to read, as written.
    pub fn include(&self) -> Vec<String> {
        self.include.iter().cloned().map(String::from).collect()
    }

    /// The patterns of pages to skip, as written.
    pub fn exclude(&self) -> Vec<String> {
        self.exclude.iter().cloned().map(String::from).collect()
    }

    /// The most links from the start to a page, as the owner set it. None if they did not.
    pub const fn depth(&self) -> Option<u32> {
        self.depth
    }

    /// The most links from the start to a page, with the default applied.
    pub fn most_links(&self) -> u32 {
        self.depth.unwrap_or(CRAWL_DEPTH)
    }

    /// Why the page at `url` is skipped. None if it is read.
    pub fn exclusion(&self, url: &Url) -> Option<Exclusion<'_>> {
        if let Some(pattern) = self.exclude.iter().find(|pattern| pattern.matches(url)) {
            return Some(Exclusion::By(pattern.as_str()));
        }
        let is_included =
            self.include.is_empty() || self.include.iter().any(|pattern| pattern.matches(url));
        (!is_included).then_some(Exclusion::NotIncluded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(include: &[&str], exclude: &[&str], depth: Option<u32>) -> CrawlRules {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        CrawlRules::checked(owned(include), owned(exclude), depth).unwrap()
    }

    #[test]
    fn a_page_is_read_if_it_is_included_and_not_excluded() {
        let url = |path: &str| Url::parse("https://a.example").unwrap().join(path).unwrap();
        let rules = rules(&["/help/", "/faq$"], &["*.pdf$", "/help/old"], None);
        assert_eq!(rules.exclusion(&url("/help/a")), None);
        assert_eq!(rules.exclusion(&url("/faq")), None);
        assert_eq!(rules.exclusion(&url("/blog")), Some(Exclusion::NotIncluded));
        assert_eq!(
            rules.exclusion(&url("/help/old/x")),
            Some(Exclusion::By("/help/old"))
        );
        assert_eq!(
            rules.exclusion(&url("/help/a.pdf")),
            Some(Exclusion::By("*.pdf$"))
        );
        assert_eq!(CrawlRules::default().exclusion(&url("/x")), None);
    }

    #[test]
    fn rules_are_stored_as_this_json() {
        let stored = r#"{"include":["/help/*"],"exclude":[],"depth":2}"#;
        let rules = rules(&["/help/*"], &[], Some(2));
        assert_eq!(serde_json::to_string(&rules).unwrap(), stored);
        assert_eq!(serde_json::from_str::<CrawlRules>(stored).unwrap(), rules);
        assert_eq!(
            serde_json::from_str::<CrawlRules>("{}").unwrap(),
            CrawlRules::default()
        );
    }

    #[test]
    fn rules_are_bounded() {
        let many = vec!["/a".to_owned(); PATTERNS_PER_SOURCE + 1];
        let refused = CrawlRules::checked(Vec::new(), many, None);
        assert_eq!(refused, Err(CrawlRulesError::TooMany));
        let refused = CrawlRules::checked(Vec::new(), Vec::new(), Some(CRAWL_DEPTH + 1));
        assert_eq!(refused, Err(CrawlRulesError::Depth));
    }
}
