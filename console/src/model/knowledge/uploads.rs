//! Files that are uploaded one after the other.

use crate::texts::{filled, text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    /// Unique within the page.
    pub(crate) number: u32,
    pub(crate) name: String,
    /// None while the file waits or is being uploaded.
    pub(crate) outcome: Option<Result<(), String>>,
}

/// The files on the page, with their results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uploads {
    pub(crate) shown: Vec<Upload>,
    last: u32,
}

impl Uploads {
    /// Queues files and returns their numbers. Removes earlier files if none of them is waiting.
    pub(crate) fn add(&mut self, names: impl IntoIterator<Item = String>) -> Vec<u32> {
        if self.shown.iter().all(|upload| upload.outcome.is_some()) {
            self.shown.clear();
        }
        let before = self.shown.len();
        for name in names {
            self.last += 1;
            self.shown.push(Upload {
                number: self.last,
                name,
                outcome: None,
            });
        }
        let new = self.shown.iter().skip(before);
        new.map(|upload| upload.number).collect()
    }

    pub(crate) fn settle(&mut self, number: u32, outcome: Result<(), String>) {
        let upload = self.shown.iter_mut().find(|it| it.number == number);
        if let Some(upload) = upload {
            upload.outcome = Some(outcome);
        }
    }

    pub(crate) fn outcome(&self, number: u32) -> Option<&Result<(), String>> {
        let mut shown = self.shown.iter();
        let upload = shown.find(|upload| upload.number == number)?;
        upload.outcome.as_ref()
    }

    /// Removes all files. Their numbers are not reused.
    pub(crate) fn clear(&mut self) {
        self.shown.clear();
    }

    /// The results in a sentence.
    pub(crate) fn sentence(&self) -> String {
        let outcomes = self.shown.iter().map(|upload| upload.outcome.as_ref());
        let failed = outcomes
            .filter(|outcome| matches!(outcome, Some(Err(_))))
            .count();
        match failed {
            0 => text("All files were added.").to_owned(),
            failed => filled("Not added: {number}", &[("number", &failed.to_string())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn files_that_come_while_others_are_on_their_way_wait_behind_them() {
        let mut uploads = Uploads::default();
        let first = uploads.add(names(&["a.md", "b.md"]));
        uploads.settle(first[0], Ok(()));
        let second = uploads.add(names(&["c.md"]));
        let shown = |uploads: &Uploads| -> Vec<String> {
            let shown = uploads.shown.iter();
            shown.map(|upload| upload.name.clone()).collect()
        };
        assert_eq!(shown(&uploads), ["a.md", "b.md", "c.md"]);
        uploads.settle(first[1], Err("Too large.".to_owned()));
        uploads.settle(second[0], Ok(()));
        assert_eq!(uploads.sentence(), "Not added: 1");
        assert_eq!(uploads.outcome(second[0]), Some(&Ok(())));
        // All are done, so the next ones start a new list.
        let third = uploads.add(names(&["d.md"]));
        assert_eq!(shown(&uploads), ["d.md"]);
        uploads.settle(third[0], Ok(()));
        assert_eq!(uploads.sentence(), "All files were added.");
    }

    #[test]
    fn a_file_of_before_settles_no_other() {
        let mut uploads = Uploads::default();
        let old = uploads.add(names(&["a.md"]));
        uploads.clear();
        let new = uploads.add(names(&["b.md"]));
        uploads.settle(old[0], Ok(()));
        assert_eq!(uploads.outcome(new[0]), None);
    }
}
