//! Why something was not read, and what the limits cut off.

use serde::Deserialize;

use crate::texts::{Coded, as_is, counted, filled, of_code};

/// The code for a row of a table.
const ROW: &str = "row_left_out";
/// How the server's text about several rows ends.
const ROWS: &str = as_is(" further rows");
const AND_ON: &str = as_is(" and what follows");

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Reason {
    code: String,
    reason: String,
}

impl Reason {
    pub(crate) fn sentence(&self) -> String {
        in_words(&self.code, &self.reason)
    }
}

/// A reason in the page's language if that has the code. Begins with the page that it is about if the server's sentence
/// does.
fn in_words(code: &str, reason: &str) -> String {
    let Some(known) = of_code(Coded::Readings, code) else {
        return reason.to_owned();
    };
    let page = reason.split_once(": ").map(|(page, _)| page);
    match page.filter(|page| page.starts_with("http") && !page.contains(' ')) {
        Some(page) => format!("{page}: {known}"),
        None => known.to_owned(),
    }
}

/// A page that was skipped.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct LeftOutPage {
    /// The page's address, its path in a folder, or the position of a table's row.
    url: String,
    code: String,
    reason: String,
}

impl LeftOutPage {
    /// What was skipped: an address, a path in a folder, or the position of a table's row.
    pub(crate) fn place(&self) -> String {
        if self.code != ROW {
            return self.url.clone();
        }
        let (within, row) = self.url.rsplit_once(", ").unwrap_or(("", &self.url));
        match (row_in_words(row), within) {
            (None, _) => self.url.clone(),
            (Some(row), "") => row,
            (Some(row), within) => format!("{within}, {row}"),
        }
    }

    pub(crate) fn sentence(&self) -> String {
        in_words(&self.code, &self.reason)
    }
}

/// The position of a row as the server writes it: `line 4`, `line 4 and what follows`, `12 further rows`.
fn row_in_words(row: &str) -> Option<String> {
    if let Some(number) = row.strip_suffix(ROWS) {
        return Some(counted(
            number.parse().ok()?,
            "{n} further row",
            "{n} further rows",
        ));
    }
    let line = row.strip_prefix("line ")?;
    match line.strip_suffix(AND_ON) {
        Some(line) => Some(filled("line {line} and what follows", &[("line", line)])),
        None => Some(filled("line {line}", &[("line", line)])),
    }
}

/// The codes of a notice as sentences in the page's language, if it has all of them.
pub(super) fn notice(codes: &[String]) -> Option<String> {
    let known = codes.iter().map(|code| of_code(Coded::Notices, code));
    let known: Vec<&str> = known.collect::<Option<_>>()?;
    (!known.is_empty()).then(|| known.join(" "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{model::knowledge::OneSource, texts::for_tests};

    #[test]
    fn a_page_is_left_out_for_a_reason_in_the_language_of_the_page() {
        let left_out =
            json!({ "url": "/login", "code": "forbidden", "reason": "The server refuses." });
        let page: LeftOutPage = serde_json::from_value(left_out).unwrap();
        assert_eq!(page.sentence(), "The server refuses.");
        for_tests::speak(&[("readings:forbidden", "Der Server lehnt ab.")]);
        assert_eq!(page.sentence(), "Der Server lehnt ab.");
        let of_page = Reason {
            code: page.code,
            reason: "https://shop.example/a: The server refuses.".into(),
        };
        assert_eq!(
            of_page.sentence(),
            "https://shop.example/a: Der Server lehnt ab."
        );
    }

    #[test]
    fn a_row_of_a_table_is_named_in_the_language_of_the_page() {
        let place = |code: &str, place: &str| {
            let row = json!({ "url": place, "code": code, "reason": "No answer." });
            serde_json::from_value::<LeftOutPage>(row).unwrap().place()
        };
        let rows = [
            "line 4",
            "a, b.csv, line 4 and what follows",
            "2 further rows",
            "row",
        ];
        for row in rows {
            assert_eq!(place(ROW, row), row);
        }
        for_tests::speak(&[
            ("line {line}", "Zeile {line}"),
            ("line {line} and what follows", "ab Zeile {line}"),
        ]);
        assert_eq!(
            rows.map(|row| place(ROW, row)),
            ["Zeile 4", "a, b.csv, ab Zeile 4", "2 further rows", "row"]
        );
        assert_eq!(place("no_text", "line 4"), "line 4");
    }

    #[test]
    fn a_notice_is_in_one_language() {
        let source = json!({ "source": {
            "id": "00000000-0000-7000-8000-000000000001", "kind": "site", "name": "a", "url": null, "status": "indexed",
            "failure": null, "notice": "Too long. Too slow.", "noticeCodes": ["cut", "slow"],
            "progress": { "found": 1, "done": 1 }, "updatedAt": "2026-01-01T00:00:00Z", "indexedAt": null,
        } });
        let source = serde_json::from_value::<OneSource>(source).unwrap().source;
        assert_eq!(source.notice().unwrap(), "Too long. Too slow.");
        for_tests::speak(&[("notices:cut", "Zu lang.")]);
        assert_eq!(source.notice().unwrap(), "Too long. Too slow.");
        for_tests::speak(&[("notices:cut", "Zu lang."), ("notices:slow", "Zu langsam.")]);
        assert_eq!(source.notice().unwrap(), "Zu lang. Zu langsam.");
    }
}
