//! Files waiting to be sent with a reply.

use porchlight_shared::{
    attachment::Attachment,
    ids::{AttachmentId, ClientMessageId},
    limits::MESSAGE_ATTACHMENTS,
};

use crate::problem::Problem;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingFile {
    /// Unique within the page.
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) state: FileState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileState {
    /// The percentage that is sent.
    OnItsWay(u8),
    Ready(Attachment),
    /// The upload failed, and another try may succeed. With the reason.
    Failed(String),
    /// The server refuses the file, and another try would not help. With the reason.
    Refused(String),
}

impl FileState {
    pub(crate) fn of(answer: Result<Attachment, Problem>) -> Self {
        match answer {
            Ok(attachment) => Self::Ready(attachment),
            Err(problem) if problem.may_pass() => Self::Failed(problem.sentence()),
            Err(problem) => Self::Refused(problem.sentence()),
        }
    }
}

/// The files waiting with the draft of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WaitingFiles {
    pub(crate) shown: Vec<WaitingFile>,
    last: u32,
}

impl WaitingFiles {
    /// Adds a file and returns its number. None if a message can have no more files.
    pub(crate) fn add(&mut self, name: String) -> Option<u32> {
        if self.shown.len() >= MESSAGE_ATTACHMENTS {
            return None;
        }
        self.last += 1;
        self.shown.push(WaitingFile {
            number: self.last,
            name,
            state: FileState::OnItsWay(0),
        });
        Some(self.last)
    }

    /// Stores the state of a file. A file removed in the meantime stays removed.
    pub(crate) fn note(&mut self, number: u32, state: FileState) {
        if let Some(file) = self.shown.iter_mut().find(|file| file.number == number) {
            file.state = state;
        }
    }

    /// The state of a file. None if it was removed.
    pub(crate) fn state(&self, number: u32) -> Option<FileState> {
        let mut files = self.shown.iter();
        Some(files.find(|file| file.number == number)?.state.clone())
    }

    pub(crate) fn remove(&mut self, number: u32) {
        self.shown.retain(|file| file.number != number);
    }

    /// Removes all files. Their numbers are not reused.
    pub(crate) fn clear(&mut self) {
        self.shown.clear();
    }

    pub(crate) fn is_uploading(&self) -> bool {
        let is_on_its_way = |file: &WaitingFile| matches!(file.state, FileState::OnItsWay(_));
        self.shown.iter().any(is_on_its_way)
    }

    /// The ids of the uploaded files.
    pub(crate) fn ready(&self) -> Vec<AttachmentId> {
        let files = self.shown.iter();
        files
            .filter_map(|file| match &file.state {
                FileState::Ready(attachment) => Some(attachment.id),
                _ => None,
            })
            .collect()
    }

    /// The client message id of a reply that has only files. It is the same at each attempt, so the reply is stored
    /// once.
    pub(crate) fn reply(&self) -> Option<ClientMessageId> {
        self.ready().first()?.to_string().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use porchlight_shared::attachment::MediaType;

    use super::*;
    use crate::texts::Values;

    fn attachment(number: u64) -> Attachment {
        Attachment {
            id: AttachmentId::new(number, [0; 10]),
            name: "label.pdf".into(),
            media_type: MediaType::Pdf,
            bytes: 8,
        }
    }

    #[test]
    fn what_is_there_can_be_sent_and_what_was_refused_cannot() {
        let mut files = WaitingFiles::default();
        let first = files.add("label.pdf".into()).unwrap();
        let second = files.add("page.html".into()).unwrap();
        assert!(files.is_uploading());
        assert_eq!(files.reply(), None);
        files.note(first, FileState::Ready(attachment(7)));
        files.note(second, FileState::Refused("No picture.".into()));
        assert!(!files.is_uploading());
        assert_eq!(files.ready(), [attachment(7).id]);
        assert_eq!(
            files.reply().unwrap().to_string(),
            attachment(7).id.to_string()
        );
        files.remove(first);
        files.note(first, FileState::Ready(attachment(7)));
        assert_eq!(files.ready(), []);
        assert_eq!(files.state(first), None);
    }

    #[test]
    fn a_file_that_may_arrive_another_time_can_be_sent_again_and_no_other() {
        let refused = |status, code: &str| Problem {
            status,
            code: code.into(),
            message: "No.".into(),
            values: Values::new(),
        };
        for (problem, may_pass) in [
            (Problem::network(), true),
            (refused(503, "busy"), true),
            (refused(429, "rate_limited"), true),
            (refused(415, "file_type_unsupported"), false),
            (refused(413, "body_too_large"), false),
        ] {
            let state = FileState::of(Err(problem));
            assert_eq!(matches!(state, FileState::Failed(_)), may_pass, "{state:?}");
        }
        let mut files = WaitingFiles::default();
        let file = files.add("label.pdf".into()).unwrap();
        files.note(file, FileState::Failed("No network.".into()));
        assert!(!files.is_uploading() && files.ready().is_empty());
        files.note(file, FileState::OnItsWay(0));
        assert!(files.is_uploading());
    }

    #[test]
    fn a_reply_takes_so_many_files() {
        let mut files = WaitingFiles::default();
        for _ in 0..MESSAGE_ATTACHMENTS {
            assert!(files.add("label.pdf".into()).is_some());
        }
        assert_eq!(files.add("label.pdf".into()), None);
        files.clear();
        assert_eq!(files.add("label.pdf".into()), Some(5));
    }
}
