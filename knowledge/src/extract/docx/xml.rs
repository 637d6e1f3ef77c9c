//! Parses the XML of a Word document into starts, texts and ends, with a limit on depth.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::error::WordError;

/// The deepest nesting of elements. Nested tables and text boxes in drawings take about forty.
const DEEPEST: usize = 256;

pub(super) enum XmlEvent<'x> {
    Start(Element<'x>),
    Text(String),
    /// The end of an element, with its local name.
    End(String),
}

/// The start of an element.
pub(super) struct Element<'x> {
    start: BytesStart<'x>,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> String {
        self.start.local_name().as_ref().to_owned()
    }

    /// The attribute with this local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        attributes
            .with_checks(false)
            .filter_map(Result::ok)
            .find(|attribute| attribute.key.local_name().as_ref() == name)
            .and_then(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                Some(value.ok()?.into_owned())
            })
    }

    /// The attribute `w:val`.
    pub(super) fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// Whether a property is on, which it is unless its value says otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(
            self.value().as_deref(),
            Some("0" | "false" | "off" | "none")
        )
    }
}

pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// How many elements are open.
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    /// The next event, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<XmlEvent<'x>>, WordError> {
        loop {
            match self.reader.read_event().map_err(|_| WordError::Damaged)? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(WordError::Damaged);
                    }
                    return Ok(Some(XmlEvent::Start(Element { start })));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(XmlEvent::End(end.local_name().as_ref().to_owned())));
                }
                Event::Text(text) => {
                    return Ok(Some(XmlEvent::Text(text.into_inner().into_owned())));
                }
                Event::CData(text) => {
                    return Ok(Some(XmlEvent::Text(text.into_inner().into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let named = quick_xml::escape::resolve_predefined_entity(&reference);
                    let numbered = reference.resolve_char_ref().ok().flatten();
                    let text = named.map(str::to_owned).or(numbered.map(String::from));
                    return Ok(Some(XmlEvent::Text(text.unwrap_or_default())));
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(WordError::Damaged),
                _ => {}
            }
        }
    }
}

/// The target of the first relationship whose type ends with `kind`.
pub(super) fn target_of(relations: &str, kind: &str) -> Result<Option<String>, WordError> {
    let mut xml = Xml::new(relations);
    while let Some(event) = xml.next()? {
        if let XmlEvent::Start(element) = event
            && element
                .attribute("Type")
                .is_some_and(|of| of.ends_with(kind))
        {
            return Ok(element.attribute("Target"));
        }
    }
    Ok(None)
}
