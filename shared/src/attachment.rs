//! Files that visitors and operators send with their messages.

use serde::{Deserialize, Serialize};

use crate::{ids::AttachmentId, names};

names! {
    /// The type of a file, determined from its content.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum MediaType {
        /// A picture.
        Png = "image/png",
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A picture that may move.
        Gif = "image/gif",
        /// A picture, usually of a web page.
        Webp = "image/webp",
        /// A document.
        Pdf = "application/pdf",
    }
}

/// A file of a message. Reading its content takes the token or key that opens the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Identifies the file in its conversation.
    pub id: AttachmentId,
    /// The file name. Its extension fits the type.
    pub name: String,
    /// The type of the content.
    pub media_type: MediaType,
    /// The length of the content, in bytes.
    pub bytes: u32,
}

/// The names of `attachments`: the text of a message that has only files.
#[must_use]
pub fn names(attachments: &[Attachment]) -> String {
    let names: Vec<&str> = attachments.iter().map(|one| one.name.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_format_is_pinned() {
        let attachment = Attachment {
            id: AttachmentId::new(0, [0; 10]),
            name: "lamp.png".into(),
            media_type: MediaType::Png,
            bytes: 67,
        };
        let wire = json!({
            "id": "00000000-0000-7000-8000-000000000000",
            "name": "lamp.png",
            "mediaType": "image/png",
            "bytes": 67,
        });
        assert_eq!(json!(attachment), wire);
        assert_eq!(
            serde_json::from_value::<Attachment>(wire).unwrap(),
            attachment
        );
        assert_eq!(
            MediaType::ALL.map(MediaType::name),
            [
                "image/png",
                "image/jpeg",
                "image/gif",
                "image/webp",
                "application/pdf"
            ]
        );
    }
}
