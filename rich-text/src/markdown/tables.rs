//! Functions that need Unicode or HTML tables. The browser has these tables. In the widget they would add kilobytes to
//! every visitor's download.

/// Functions that need Unicode or HTML tables. The default covers ASCII only.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// The text of an entity, or `None` if there is no such entity. The name is letters and digits, or `#` and a
    /// number.
    pub entity: fn(&str) -> Option<String>,
    /// The text in lower case.
    pub small: fn(&str) -> String,
}

/// ASCII only, where there is no browser.
#[cfg(any(test, not(target_arch = "wasm32")))]
impl Default for Tables {
    fn default() -> Self {
        Self {
            entity,
            small: str::to_ascii_lowercase,
        }
    }
}

#[cfg(any(test, not(target_arch = "wasm32")))]
fn entity(name: &str) -> Option<String> {
    let text = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "nbsp" => "\u{a0}",
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            let character = char::from_u32(code.ok()?).filter(|character| *character != '\0');
            return Some(character.unwrap_or('\u{fffd}').to_string());
        }
    };
    Some(text.to_owned())
}

/// The longest name of an entity, in bytes (HTML, section 13.5).
const NAME_BYTES: usize = 31;
/// The longest number of an entity, in bytes without `#`.
const NUMBER_BYTES: usize = 7;

impl Tables {
    /// The length in bytes of the entity at the beginning of a text, and the text that it stands for.
    pub(crate) fn entity_at(self, text: &str) -> Option<(usize, String)> {
        let inside = text.strip_prefix('&')?;
        let mark = usize::from(inside.starts_with('#'));
        let most = if mark > 0 { NUMBER_BYTES } else { NAME_BYTES };
        let bytes = inside.bytes().skip(mark).take(most);
        let length = mark + bytes.take_while(u8::is_ascii_alphanumeric).count();
        let name = inside.get(..length)?;
        let is_closed = length > mark && inside.as_bytes().get(length) == Some(&b';');
        let stands_for = is_closed.then(|| (self.entity)(name))??;
        Some((length + 2, stands_for))
    }

    /// The text with its entities and escapes decoded.
    pub(crate) fn unescaped(self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        let mut characters = text.chars();
        loop {
            let rest = characters.as_str();
            if let Some((length, stands_for)) = self.entity_at(rest) {
                plain.push_str(&stands_for);
                characters = rest.get(length..).unwrap_or_default().chars();
                continue;
            }
            let Some(character) = characters.next() else {
                return plain;
            };
            let escaped = characters.clone().next().filter(char::is_ascii_punctuation);
            match escaped {
                Some(escaped) if character == '\\' => {
                    characters.next();
                    plain.push(escaped);
                }
                _ => plain.push(character),
            }
        }
    }
}
