//! What a Word document's text refers to: styles, list types, link targets.

use std::collections::HashMap;

use super::{
    error::WordError,
    xml::{Xml, XmlEvent},
};

/// How many styles may be based on one another.
const MOST_BASES: usize = 10;
/// The most styles, lists or links that are kept.
const MOST_DEFINITIONS: usize = 10_000;

#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// The style's name in lower case, which is the same in every language of Word.
    pub(super) name: String,
    based_on: Option<String>,
    /// The outline level. 0 is the outermost heading.
    outline: Option<u8>,
    list: Option<(String, usize)>,
    is_bold: Option<bool>,
    is_hidden: Option<bool>,
}

#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, WordError> {
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            match event {
                XmlEvent::Start(element) => {
                    let name = element.name();
                    if name == "style" {
                        open = element
                            .attribute("styleId")
                            .map(|id| (id, Style::default()));
                    } else if let Some((_, style)) = &mut open {
                        style.set(&name, &element.value().unwrap_or_default(), element.is_on());
                    }
                }
                XmlEvent::End(name) if name == "style" => {
                    if let Some((id, style)) = open.take()
                        && styles.by_id.len() < MOST_DEFINITIONS
                    {
                        styles.by_id.insert(id, style);
                    }
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// The first value that `find` returns for a style and the styles that it is based on.
    fn look_up<T>(&self, id: &str, find: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id;
        for _ in 0..MOST_BASES {
            let style = self.by_id.get(id)?;
            if let Some(found) = find(style) {
                return Some(found);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }

    pub(super) fn name(&self, id: &str) -> &str {
        self.by_id.get(id).map_or("", |style| style.name.as_str())
    }

    pub(super) fn outline(&self, id: &str) -> Option<u8> {
        self.look_up(id, |style| style.outline)
    }

    pub(super) fn list(&self, id: &str) -> Option<(String, usize)> {
        self.look_up(id, |style| style.list.clone())
    }

    pub(super) fn is_bold(&self, id: &str) -> bool {
        self.look_up(id, |style| style.is_bold).unwrap_or_default()
    }

    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.look_up(id, |style| style.is_hidden)
            .unwrap_or_default()
    }
}

impl Style {
    fn set(&mut self, property: &str, value: &str, is_on: bool) {
        match property {
            "name" => {
                self.name = value.to_lowercase();
                let level = self
                    .name
                    .strip_prefix("heading ")
                    .and_then(|level| level.parse().ok());
                if let Some(level @ 1..=9) = level {
                    self.outline = Some(level - 1_u8);
                }
            }
            "basedOn" => self.based_on = Some(value.to_owned()),
            "outlineLvl" => self.outline = value.parse().ok(),
            "numId" => value.clone_into(&mut self.list.get_or_insert_default().0),
            "ilvl" => self.list.get_or_insert_default().1 = value.parse().unwrap_or_default(),
            "b" => self.is_bold = Some(is_on),
            "vanish" => self.is_hidden = Some(is_on),
            _ => {}
        }
    }
}

/// Which lists are numbered.
#[derive(Default)]
pub(super) struct Numbering {
    definition_of: HashMap<String, String>,
    /// Whether items have numbers, by list definition and level.
    ordered: HashMap<(String, usize), bool>,
}

impl Numbering {
    pub(super) fn read(text: &str) -> Result<Self, WordError> {
        let mut numbering = Self::default();
        let (mut definition, mut list, mut level) = (String::new(), String::new(), 0);
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            let XmlEvent::Start(element) = event else {
                continue;
            };
            let id = |name: &str| element.attribute(name).unwrap_or_default();
            match element.name().as_str() {
                "abstractNum" => definition = id("abstractNumId"),
                "num" => list = id("numId"),
                "abstractNumId" if numbering.definition_of.len() < MOST_DEFINITIONS => {
                    numbering.definition_of.insert(list.clone(), id("val"));
                }
                "lvl" => level = id("ilvl").parse().unwrap_or_default(),
                "numFmt" if numbering.ordered.len() < MOST_DEFINITIONS => {
                    let is_ordered = !matches!(id("val").as_str(), "bullet" | "none");
                    numbering
                        .ordered
                        .insert((definition.clone(), level), is_ordered);
                }
                _ => {}
            }
        }
        Ok(numbering)
    }

    pub(super) fn is_ordered(&self, list: &str, level: usize) -> bool {
        let definition = self.definition_of.get(list).cloned().unwrap_or_default();
        self.ordered
            .get(&(definition, level))
            .copied()
            .unwrap_or_default()
    }
}

/// The targets of links, by id.
#[derive(Default)]
pub(super) struct Links {
    targets: HashMap<String, String>,
}

impl Links {
    pub(super) fn read(text: &str) -> Result<Self, WordError> {
        let mut links = Self::default();
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            if let XmlEvent::Start(element) = event
                && element.attribute("TargetMode").as_deref() == Some("External")
                && let (Some(id), Some(target)) =
                    (element.attribute("Id"), element.attribute("Target"))
                && links.targets.len() < MOST_DEFINITIONS
            {
                links.targets.insert(id, target);
            }
        }
        Ok(links)
    }

    pub(super) fn target(&self, id: &str) -> Option<&str> {
        self.targets.get(id).map(String::as_str)
    }
}
