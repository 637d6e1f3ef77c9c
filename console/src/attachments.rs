//! Files waiting to be sent with a reply.

use porchlight_shared::{
    attachment::Attachment,
    ids::{AttachmentId, ClientMessageId},
    limits::MESSAGE_ATTACHMENTS,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingFile {
    /// Unique within the page.
    pub(crate) number: u32,
    pub(crate) name: String,
    /// The uploaded file, or why it was refused. None during the upload.
    pub(crate) outcome: Option<Result<Attachment, String>>,
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
            outcome: None,
        });
        Some(self.last)
    }

    /// Stores the result of an upload. A file removed in the meantime stays removed.
    pub(crate) fn settle(&mut self, number: u32, outcome: Result<Attachment, String>) {
        if let Some(file) = self.shown.iter_mut().find(|file| file.number == number) {
            file.outcome = Some(outcome);
        }
    }

    pub(crate) fn remove(&mut self, number: u32) {
        self.shown.retain(|file| file.number != number);
    }

    /// Removes all files. Their numbers are not reused.
    pub(crate) fn clear(&mut self) {
        self.shown.clear();
    }

    pub(crate) fn is_uploading(&self) -> bool {
        self.shown.iter().any(|file| file.outcome.is_none())
    }

    /// The ids of the uploaded files.
    pub(crate) fn ready(&self) -> Vec<AttachmentId> {
        let outcomes = self.shown.iter().filter_map(|file| file.outcome.as_ref());
        outcomes
            .filter_map(|outcome| outcome.as_ref().ok())
            .map(|attachment| attachment.id)
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
        files.settle(first, Ok(attachment(7)));
        files.settle(second, Err("No picture.".into()));
        assert!(!files.is_uploading());
        assert_eq!(files.ready(), [attachment(7).id]);
        assert_eq!(
            files.reply().unwrap().to_string(),
            attachment(7).id.to_string()
        );
        files.remove(first);
        files.settle(first, Ok(attachment(7)));
        assert_eq!(files.ready(), []);
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
