//! Converts errors of other modules into the reasons that owners read.

use porchlight_knowledge::{
    extract::{ExtractError, charset::WrongCharset, html::StandIn},
    page_address::crawl_rules::Exclusion,
    sitemap::SitemapError,
};

use super::Failure;
use crate::platform::HttpError;

impl From<Exclusion<'_>> for Failure {
    fn from(exclusion: Exclusion<'_>) -> Self {
        match exclusion {
            Exclusion::By(pattern) => Self::Excluded(pattern.to_owned()),
            Exclusion::NotIncluded => Self::NotIncluded,
        }
    }
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Timeout => Self::Timeout,
            HttpError::TooLarge => Self::TooLarge,
            HttpError::Unreachable(_) => Self::Unreachable,
        }
    }
}

impl From<ExtractError> for Failure {
    fn from(error: ExtractError) -> Self {
        match error {
            ExtractError::Pdf(error) => Self::Pdf(error),
            ExtractError::Word(error) => Self::Word(error),
        }
    }
}

impl From<WrongCharset> for Failure {
    fn from(error: WrongCharset) -> Self {
        match error {
            WrongCharset::Declared(label) => Self::WrongCharset(label),
            WrongCharset::Unknown => Self::UnknownCharset,
        }
    }
}

impl From<StandIn> for Failure {
    fn from(shown: StandIn) -> Self {
        match shown {
            StandIn::NotFound => Self::SaysNotFound,
            StandIn::Check => Self::ChecksForRobots,
            StandIn::SignIn => Self::AsksToSignIn,
        }
    }
}

impl From<SitemapError> for Failure {
    fn from(error: SitemapError) -> Self {
        Self::SitemapInvalid(error)
    }
}
