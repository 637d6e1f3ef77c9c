//! Word documents (DOCX, ECMA-376): converts the main part to HTML, which is then read like a page.
//!
//! Keeps headings, lists, tables, links and bold text. Leaves out deleted and hidden text, tables of contents, notes,
//! comments, headers and footers.

pub use self::error::WordError;
use self::{
    body::Body,
    styles::{Links, Numbering, Styles},
    xml::Xml,
};
use super::{
    super::{
        archive::{Archive, is_archive},
        passage::ExtractedDocument,
        source_limits::ARCHIVE_UNPACKED_BYTES,
    },
    charset::encoding::UTF_16LE,
    front_matter::FrontMatter,
    html,
};

mod body;
mod error;
mod list;
mod styles;
mod table;
mod xml;

/// Whether `bytes` may be a Word document.
pub fn is_docx(bytes: &[u8]) -> bool {
    is_archive(bytes)
}

pub(super) fn read(bytes: &[u8]) -> Result<ExtractedDocument, WordError> {
    if !is_archive(bytes) {
        return Err(WordError::NoDocument);
    }
    let mut archive = Archive::open(bytes)?;
    let relations = part(&mut archive, "_rels/.rels")?.unwrap_or_default();
    let main = xml::target_of(&relations, "/officeDocument")?.map_or_else(
        || "word/document.xml".to_owned(),
        |path| path.trim_start_matches('/').to_owned(),
    );
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    let within = |path: &str| {
        if folder.is_empty() {
            path.to_owned()
        } else {
            format!("{folder}/{path}")
        }
    };
    let Some(document) = part(&mut archive, &main)? else {
        return Err(WordError::NoDocument);
    };
    let mut optional = |path: &str| part(&mut archive, &within(path));
    let styles = Styles::read(&optional("styles.xml")?.unwrap_or_default())?;
    let numbering = Numbering::read(&optional("numbering.xml")?.unwrap_or_default())?;
    let links = Links::read(&optional(&format!("_rels/{name}.rels"))?.unwrap_or_default())?;
    let mut body = Body::new(&styles, &numbering, &links);
    let mut xml = Xml::new(&document);
    while let Some(event) = xml.next()? {
        body.take(&event, xml.depth())?;
    }
    let (html, title) = body.finish();
    let front_matter = FrontMatter {
        title,
        ..FrontMatter::default()
    };
    Ok(html::read_after(
        &format!("<main>{html}</main>"),
        front_matter,
    ))
}

/// Decodes a part of the document.
fn part(archive: &mut Archive<'_>, path: &str) -> Result<Option<String>, WordError> {
    let Some(bytes) = archive.read_at(path, ARCHIVE_UNPACKED_BYTES) else {
        return Ok(None);
    };
    let bytes = bytes?;
    // XML is in UTF-8, or in UTF-16 with a byte order mark.
    let text = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => UTF_16LE.decode(&bytes),
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    };
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}

#[cfg(test)]
mod tests;
