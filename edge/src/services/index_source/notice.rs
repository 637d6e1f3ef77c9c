//! What the limits left out of a source, in words for its owner.

use porchlight_knowledge::source_limits::{
    CRAWL_DEPTH, PAGES_PER_SOURCE, PASSAGES_PER_DOCUMENT, SITEMAPS_PER_SOURCE,
};

use crate::store::{pages::outcomes::PageCounts, sources::Source};

/// The sentences for what a crawl left out. `None` if it left out nothing.
pub(super) fn of_crawl(source: &Source, counts: &PageCounts) -> Option<String> {
    let mut sentences = Vec::new();
    let parameters = source.parameters_left_out + counts.over_limit_parameters;
    let pages = source.pages_left_out + counts.over_limit - counts.over_limit_parameters;
    // What never had room was found again and again, so its number is the least that there are.
    let exact = source.pages_left_out + source.parameters_left_out == 0;
    if pages + parameters > 0 {
        sentences.push(format!(
            "{} of this source {} read; a source has at most {PAGES_PER_SOURCE}. {}{} not read. \
             Add the part that matters as a source of its own.",
            many(counts.done, "page"),
            is(counts.done),
            if exact { "" } else { "At least " },
            left_out(pages, parameters),
        ));
    }
    if counts.too_deep > 0 {
        sentences.push(format!(
            "{} {} not read, because {} more than {CRAWL_DEPTH} links away from the start. Link to them from nearer, \
             or add them as sources of their own.",
            many(counts.too_deep, "page"),
            is(counts.too_deep),
            if counts.too_deep == 1 { "it is" } else { "they are" },
        ));
    }
    if source.sitemaps_left_out > 0 {
        sentences.push(format!(
            "{} {} not read; a source has at most {SITEMAPS_PER_SOURCE}. Add them as sources of their own.",
            many(source.sitemaps_left_out, "further sitemap"),
            is(source.sitemaps_left_out),
        ));
    }
    sentences.extend(of_cut(counts.cut));
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The sentence for documents that are longer than what is kept of one.
pub(super) fn of_cut(documents: u64) -> Option<String> {
    (documents > 0).then(|| {
        format!(
            "{} {} longer than {PASSAGES_PER_DOCUMENT} passages, and the rest is not read. Split what is so long.",
            many(documents, "document"),
            is(documents),
        )
    })
}

fn left_out(pages: u64, parameters: u64) -> String {
    let addresses = many(parameters, "further address");
    let pages_are = || format!("{} {}", many(pages, "further page"), is(pages));
    match (pages, parameters) {
        (0, _) => format!("{addresses} with parameters (?…) {}", is(parameters)),
        (_, 0) => pages_are(),
        _ => format!(
            "{} and {addresses} with parameters (?…) are",
            many(pages, "further page")
        ),
    }
}

fn many(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ if noun.ends_with('s') => format!("{number} {noun}es"),
        _ => format!("{number} {noun}s"),
    }
}

const fn is(number: u64) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_nouns_agree() {
        assert_eq!(left_out(1, 0), "1 further page is");
        assert_eq!(left_out(20, 0), "20 further pages are");
        assert_eq!(left_out(0, 1), "1 further address with parameters (?…) is");
        assert_eq!(
            left_out(2, 30),
            "2 further pages and 30 further addresses with parameters (?…) are"
        );
        assert_eq!(of_cut(0), None);
        assert!(of_cut(1).unwrap().starts_with("1 document is longer"));
    }
}
