//! Questions whose answers an owner has checked: the expectations of an answer, and whether it meets them.

use porchlight_knowledge::{page_address::spelling, retrieval::words::fold};
use porchlight_shared::{
    ids::SourceId,
    message::{Citation, Evidence},
    names,
};
use url::Url;

pub mod csv;

/// The most saved questions of a project.
pub const SAVED_QUESTIONS: u32 = 200;
/// The most texts that an answer must contain.
pub const WORDS: usize = 10;
/// The longest of these texts, in characters.
pub const WORD_CHARS: usize = 200;
/// The longest address of an expected page, in characters.
pub const PAGE_CHARS: usize = 2_000;

names! {
    /// How a question was saved.
    #[derive(utoipa::ToSchema)]
    pub enum QuestionOrigin {
        /// The owner wrote it.
        Owner = "owner",
        /// A visitor asked it, and rated the answer as unhelpful.
        Unhelpful = "unhelpful",
        /// A visitor asked it, and the pages did not answer.
        Unanswered = "unanswered",
        /// A visitor asked it.
        Message = "message",
        /// It was in an imported list.
        Import = "import",
    }

    /// Why saved questions were asked.
    #[derive(utoipa::ToSchema)]
    pub enum RunCause {
        /// The owner requested it.
        Request = "request",
        /// The content of the sources has changed.
        Sources = "sources",
        /// The settings have changed.
        Settings = "settings",
        /// The language model or its instructions have changed.
        Model = "model",
    }

    /// The state of a run.
    #[derive(utoipa::ToSchema)]
    pub enum RunState {
        /// Questions are being asked.
        Running = "running",
        /// All questions were asked.
        Finished = "finished",
        /// The run broke off.
        Failed = "failed",
    }

    /// Why a run broke off.
    #[derive(utoipa::ToSchema)]
    pub enum BreakReason {
        /// The run's part of a limit of the language model was used up.
        Budget = "budget",
        /// A question failed repeatedly.
        Failed = "failed",
        /// Its job was lost.
        Lost = "lost",
    }

    /// The expectation that an answer does not meet.
    #[derive(utoipa::ToSchema)]
    pub enum AnswerProblem {
        /// The pages did not answer.
        Unanswered = "unanswered",
        /// The answer does not cite the page.
        Page = "page",
        /// The answer lacks a text.
        Words = "words",
    }

    /// A result compared with that of the run before.
    #[derive(utoipa::ToSchema)]
    pub enum ResultChange {
        /// The answer failed before, and passes now.
        Fixed = "fixed",
        /// The answer passed before, and fails now.
        Broken = "broken",
        /// The result is the same.
        Same = "same",
        /// The question was not asked before, or its expectations have changed.
        New = "new",
    }
}

impl ResultChange {
    /// The change from the result `before`, if there is one.
    pub const fn of(before: Option<bool>, passed: bool) -> Self {
        match (before, passed) {
            (None, _) => Self::New,
            (Some(false), true) => Self::Fixed,
            (Some(true), false) => Self::Broken,
            (Some(true), true) | (Some(false), false) => Self::Same,
        }
    }
}

/// A page that an answer must cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedPage {
    /// The page at this address, in any spelling and with any fragment.
    Address(Url),
    /// A document of this source.
    Source(SourceId),
}

impl ExpectedPage {
    /// Parses an address, or the id of a source.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(source) = text.parse() {
            return Some(Self::Source(source));
        }
        let url = Url::parse(text).ok()?;
        (url.has_host() && text.chars().count() <= PAGE_CHARS).then_some(Self::Address(url))
    }
}

/// An answer to check.
#[derive(Clone, Copy, Debug)]
pub struct GivenAnswer<'a> {
    /// The text, as Markdown with citation marks.
    pub text: &'a str,
    /// The citations.
    pub citations: &'a [Citation],
    /// Whether the pages answer the question.
    pub evidence: Evidence,
    /// Whether it cites a document of the expected source.
    pub cites_source: bool,
}

/// Whether two questions are the same except for punctuation, spaces and capitals.
pub fn has_same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    words(one) == words(other)
}

/// The expectation that `answer` does not meet. Without a page and words, any answer from the pages passes.
pub fn problem(
    answer: GivenAnswer<'_>,
    page: Option<&ExpectedPage>,
    words: &[String],
) -> Option<AnswerProblem> {
    if answer.evidence != Evidence::Strong {
        return Some(AnswerProblem::Unanswered);
    }
    let cites = match page {
        None => true,
        Some(ExpectedPage::Source(_)) => answer.cites_source,
        Some(ExpectedPage::Address(expected)) => {
            let expected = spelling::page(expected);
            answer.citations.iter().any(|citation| {
                Url::parse(&citation.url).is_ok_and(|url| spelling::page(&url) == expected)
            })
        }
    };
    if !cites {
        return Some(AnswerProblem::Page);
    }
    let said = comparable(answer.text);
    let lacks = words.iter().any(|word| !said.contains(&comparable(word)));
    lacks.then_some(AnswerProblem::Words)
}

/// `text` without differences that do not count: capitals, accents, citation marks, emphasis, kinds of white space.
fn comparable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let (before, from) = rest.split_at(start);
        plain.push_str(before);
        let mark = from.find(']').filter(|end| {
            let inside = from.get(1..*end).unwrap_or_default();
            !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit())
        });
        let skipped = mark.map_or(1, |end| end + 1);
        if mark.is_none() {
            plain.push('[');
        }
        rest = from.get(skipped..).unwrap_or_default();
    }
    plain.push_str(rest);
    let plain = plain.replace(['*', '_', '`'], "").to_lowercase();
    fold(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation(url: &str) -> Citation {
        Citation {
            n: 1,
            title: "Returns".into(),
            url: url.into(),
            snippet: String::new(),
            quote: String::new(),
            source_version: 1,
            spans: Vec::new(),
        }
    }

    fn check(page: Option<&str>, words: &[&str], expected: Option<AnswerProblem>) {
        let citations = [citation(
            "https://www.shop.example/returns/#:~:text=30%20days",
        )];
        let answer = GivenAnswer {
            text: "You have **30 days** [1]\nto return a Café lamp [2].",
            citations: &citations,
            evidence: Evidence::Strong,
            cites_source: false,
        };
        let page = page.map(|page| ExpectedPage::parse(page).unwrap());
        let words: Vec<String> = words.iter().map(|word| (*word).into()).collect();
        assert_eq!(problem(answer, page.as_ref(), &words), expected);
    }

    #[test]
    fn a_page_is_cited_by_any_spelling_of_its_address() {
        check(Some("http://shop.example/returns"), &[], None);
        let elsewhere = Some("https://shop.example/refunds");
        check(elsewhere, &[], Some(AnswerProblem::Page));
    }

    #[test]
    fn words_are_said_whatever_their_capitals_and_marks() {
        check(None, &["30 DAYS", "days to return", "cafe  lamp"], None);
        check(None, &["30 days", "60 days"], Some(AnswerProblem::Words));
    }

    #[test]
    fn a_source_is_expected_by_its_id() {
        let id = SourceId::new(1, [0; 10]);
        let page = Some(ExpectedPage::Source(id));
        assert_eq!(ExpectedPage::parse(&id.to_string()), page);
        check(Some(&id.to_string()), &[], Some(AnswerProblem::Page));
        for wrong in ["", "returns", "mailto:a@b.example"] {
            assert_eq!(ExpectedPage::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_result_is_told_by_the_one_before() {
        let changes = [
            (None, true),
            (Some(false), true),
            (Some(true), false),
            (Some(true), true),
        ]
        .map(|(before, passed)| ResultChange::of(before, passed).name());
        assert_eq!(changes, ["new", "fixed", "broken", "same"]);
    }

    #[test]
    fn the_names_are_pinned() {
        assert_eq!(
            QuestionOrigin::ALL.map(QuestionOrigin::name),
            ["owner", "unhelpful", "unanswered", "message", "import"]
        );
        assert_eq!(
            RunCause::ALL.map(RunCause::name),
            ["request", "sources", "settings", "model"]
        );
        assert_eq!(
            RunState::ALL.map(RunState::name),
            ["running", "finished", "failed"]
        );
        assert_eq!(
            AnswerProblem::ALL.map(AnswerProblem::name),
            ["unanswered", "page", "words"]
        );
    }
}
