//! Tables as CSV files for spreadsheets (RFC 4180).

#[derive(Default)]
pub(crate) struct Csv(String);

impl Csv {
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.cell(cell);
        }
        self.0.push_str("\r\n");
    }

    pub(crate) fn text(self) -> String {
        self.0
    }

    fn cell(&mut self, cell: &str) {
        self.0.push('"');
        // Keeps visitors' text from running as a formula. https://owasp.org/www-community/attacks/CSV_Injection
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            self.0.push('\'');
        }
        self.0.push_str(&cell.replace('"', "\"\""));
        self.0.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_was_written_and_no_formula() {
        let mut csv = Csv::default();
        csv.row(["name", "said"]);
        csv.row(["Kim \"K\", Sarah", "two\nlines"]);
        csv.row(["=1+1", "+49 30 1"]);
        assert_eq!(
            csv.text(),
            "\"name\",\"said\"\r\n\"Kim \"\"K\"\", Sarah\",\"two\nlines\"\r\n\"'=1+1\",\"'+49 30 1\"\r\n"
        );
    }
}
