//! Counts tests across all test programs, from their summary lines.

use std::{process::Command, time::Duration};

use anyhow::{Result, bail};

use crate::process;

/// The numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Tally {
    /// Runs a test program, shows its output, and adds its tests.
    pub(crate) fn count(&mut self, command: &mut Command) -> Result<()> {
        let (succeeded, output) = process::run_and_read(command)?;
        self.add(&output);
        if !succeeded {
            bail!("a test failed: its output is above");
        }
        Ok(())
    }

    /// nextest prints its own summary, and also the summary lines of failed tests.
    fn add(&mut self, output: &str) {
        let lines: Vec<String> = output.lines().map(without_colours).collect();
        let summary = lines
            .iter()
            .rfind(|line| line.trim_start().starts_with("Summary ["));
        if let Some(summary) = summary {
            self.passed += number_before(summary, "passed");
            self.failed += number_before(summary, "failed");
            return;
        }
        for (_, counts) in lines
            .iter()
            .filter_map(|line| line.split_once("test result: "))
        {
            self.passed += number_before(counts, "passed");
            self.failed += number_before(counts, "failed");
            self.ignored += number_before(counts, "ignored");
        }
    }

    /// A summary line in cargo's format, for tools that read cargo's output.
    pub(crate) fn closing_line(self, succeeded: bool, time: Duration) -> String {
        let Self {
            passed,
            failed,
            ignored,
        } = self;
        let verdict = if succeeded { "ok" } else { "FAILED" };
        let time = time.as_secs_f64();
        format!(
            "test result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; 0 filtered out; \
             finished in {time:.2}s"
        )
    }
}

/// The number before a word: 12 in `12 passed`, 0 if the word is missing.
fn number_before(text: &str, word: &str) -> u32 {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter(|(_, next)| **next == word)
        .find_map(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, colour)) = rest.split_once('\u{1b}') {
        text.push_str(before);
        rest = colour.split_once('m').map_or("", |(_, after)| after);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, passed: u32, failed: u32, ignored: u32) {
        let mut tally = Tally::default();
        tally.add(output);
        assert_eq!(
            tally,
            Tally {
                passed,
                failed,
                ignored
            }
        );
    }

    #[test]
    fn counts_over_several_programs() {
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            7,
            2,
            1,
        );
    }

    #[test]
    fn reads_nextest() {
        check(
            "test result: FAILED. 0 passed; 1 failed; 0 ignored\n\
             \u{20}    Summary [   0.010s] 5 tests run: 4 passed, 1 failed, 0 skipped\n",
            4,
            1,
            0,
        );
    }

    #[test]
    fn reads_through_colours() {
        check(
            "test result: \u{1b}[32mok\u{1b}[0m. 3 passed; 0 failed; 0 ignored\n",
            3,
            0,
            0,
        );
    }

    #[test]
    fn closes_in_cargos_form() {
        let tally = Tally {
            passed: 3,
            failed: 0,
            ignored: 0,
        };
        assert_eq!(
            tally.closing_line(true, Duration::from_millis(1500)),
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s"
        );
    }
}
