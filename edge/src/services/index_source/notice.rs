//! Sentences for the owner about what limits left out of a source.

use porchlight_knowledge::{
    passage::ExtractedDocument,
    robots::AGENT,
    source_limits::{
        LEFT_OUT_PER_FILE, PAGES_PER_SOURCE, PASSAGES_PER_DOCUMENT, SITEMAPS_PER_SOURCE,
    },
};

use super::{
    super::sources::settings::crawl_rules,
    failure::{Failure, links},
    folder::is_folder,
    pace::kept,
};
use crate::store::{
    pages::outcomes::{LeftOutCount, PageCounts},
    sources::{Source, changes::ChangeCounts},
};

/// The codes of the sentences below, and of the one for discarded changes, each with words that no other sentence has.
const CODES: [(&str, &str); 8] = [
    (
        "page_limit",
        "Add the part that matters as a source of its own.",
    ),
    ("too_deep", "away from the start."),
    ("sitemap_limit", "not read; a source has at most"),
    ("slow", "Crawl-delay"),
    ("cut", "passages, and the rest is not read."),
    ("left_out", "Not read: "),
    ("held", "until you accept or discard the changes."),
    ("discarded", "You discarded what the last reading"),
];

/// The codes of a notice. They are derived from its words, so that only the notice is stored.
pub fn codes(notice: &str) -> Vec<&'static str> {
    let said = CODES.iter().filter(|(_, words)| notice.contains(words));
    said.map(|(code, _)| *code).collect()
}

/// The sentences about what a crawl left out. `None` if it left out nothing.
pub(super) fn of_crawl(
    source: &Source,
    counts: &PageCounts,
    left_out_counts: &[LeftOutCount],
) -> Option<String> {
    let mut sentences = Vec::new();
    let parameters = source.parameters_left_out + counts.over_limit_parameters;
    let pages = source.pages_left_out + counts.over_limit - counts.over_limit_parameters;
    // Pages without room were found again and again, so their number is only a lower bound.
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
        let most_links = links(crawl_rules(source.crawl_rules.as_deref()).most_links());
        sentences.push(format!(
            "{} {} not read, because {} more than {most_links} away from the start. Link to them from nearer, \
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
    sentences.extend(of_pace(source, counts));
    sentences.extend(of_cut(counts.cut));
    sentences.extend(of_left_out(left_out_counts, is_folder(source)));
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The sentence for a robots.txt that slows down reading, or asks for a longer delay than we keep.
fn of_pace(source: &Source, counts: &PageCounts) -> Option<String> {
    /// The time from which reading counts as slow, in milliseconds: 5 minutes.
    const SLOW_MS: u64 = 5 * 60 * 1_000;
    let kept = kept(source.crawl_delay_ms);
    let took_ms = counts.done * u64::from(kept);
    if took_ms < SLOW_MS && kept == source.crawl_delay_ms {
        return None;
    }
    let seconds = |ms: u32| many(u64::from(ms.div_ceil(1_000)), "second");
    let limit = if kept < source.crawl_delay_ms {
        format!("; Porchlight waits {}, which is the most", seconds(kept))
    } else {
        String::new()
    };
    Some(format!(
        "The site's robots.txt asks for {} between two pages{limit}. So a reading takes {} at least. A smaller \
         Crawl-delay for {AGENT} makes it faster.",
        seconds(source.crawl_delay_ms),
        many(took_ms.div_ceil(60_000).max(1), "minute"),
    ))
}

/// The sentences for files of a folder and rows of tables that were not read.
fn of_left_out(counts: &[LeftOutCount], is_folder: bool) -> Option<String> {
    let (rows, files): (Vec<&LeftOutCount>, Vec<&LeftOutCount>) = counts
        .iter()
        // Another sentence reports those beyond the limit.
        .filter(|count| count.code != Failure::PageLimit.code())
        .partition(|count| count.code == Failure::RowLeftOut("").code());
    let mut parts: Vec<String> = Vec::new();
    for file in files.iter().filter(|_| is_folder) {
        parts.push(format!("{} {}", many(file.count, "file"), what(&file.code)));
    }
    parts.extend(rows.iter().map(|rows| many(rows.count, "row")));
    (!parts.is_empty()).then(|| {
        format!(
            "Not read: {}. The list of what was left out has each with the reason.",
            parts.join(", ")
        )
    })
}

/// The description of the left-out files, after "12 files".
fn what(code: &str) -> &'static str {
    match code {
        "file_encrypted" => "with a password",
        "file_outside" => "with a path that leads out of the folder",
        "file_too_deep" => "in too many folders",
        "file_twice" => "with the path of another",
        "file_too_large" => "too large",
        "file_too_tight" => "packed too tightly",
        "file_nested" => "of archives",
        "file_frame" => "of menus and footers",
        "file_kind" => "of other kinds",
        "file_draft" => "of drafts",
        "no_text" => "without text",
        "duplicate" => "saying the same as another",
        _ => "that are damaged or no text",
    }
}

/// The sentences for a reading that waits for the owner's decision.
pub(super) fn of_loss(before: u64, left: u64, counts: &ChangeCounts) -> String {
    format!(
        "The last reading would leave {} of {}: {} {} gone, and {} {} shorter. What was read before stays in service \
         until you accept or discard the changes.",
        left,
        many(before, "passage"),
        many(counts.gone, "document"),
        is(counts.gone),
        many(counts.shortened, "document"),
        is(counts.shortened),
    )
}

/// The sentence for documents that have more passages than the limit.
pub(super) fn of_cut(documents: u64) -> Option<String> {
    (documents > 0).then(|| {
        format!(
            "{} {} longer than {PASSAGES_PER_DOCUMENT} passages, and the rest is not read. Split what is so long.",
            many(documents, "document"),
            is(documents),
        )
    })
}

/// The sentences for a file that was read only in part.
pub(super) fn of_file(read: &ExtractedDocument) -> Option<String> {
    let mut left_out: Vec<String> = read
        .left_out
        .iter()
        .take(LEFT_OUT_PER_FILE)
        .map(|left| format!("{}: {}", left.place, left.reason))
        .collect();
    if let Some(further) = read.left_out.len().checked_sub(LEFT_OUT_PER_FILE + 1) {
        left_out.push(format!(
            "{} in the list of what was left out",
            many(further as u64 + 1, "further row")
        ));
    }
    let parts = (!left_out.is_empty()).then(|| format!("Not read: {}.", left_out.join("; ")));
    let sentences: Vec<String> = of_cut(u64::from(read.is_cut))
        .into_iter()
        .chain(parts)
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
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
    use porchlight_knowledge::passage::LeftOut;

    use super::*;

    #[track_caller]
    fn check(notice: &str, expected: &[&str]) {
        assert_eq!(codes(notice), expected, "{notice}");
    }

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
        let left = |place: &str, reason| LeftOut {
            line: 0,
            place: place.to_owned(),
            reason,
        };
        let mut read = ExtractedDocument::default();
        assert_eq!(of_file(&read), None);
        read.left_out.extend([
            left("line 4", "the answer is missing"),
            left("line 9", "the question is missing"),
        ]);
        assert_eq!(
            of_file(&read).unwrap(),
            "Not read: line 4: the answer is missing; line 9: the question is missing."
        );
        check(&of_file(&read).unwrap(), &["left_out"]);
        assert!(of_cut(1).unwrap().starts_with("1 document is longer"));
        check(&of_cut(2).unwrap(), &["cut"]);
        check(&of_loss(90, 20, &ChangeCounts::default()), &["held"]);
        check("A sentence that is not from here.", &[]);
    }
}
