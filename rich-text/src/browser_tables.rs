//! Unicode and HTML tables, from the browser.

use crate::markdown::Tables;

/// The browser's tables.
#[cfg(target_arch = "wasm32")]
pub(crate) fn tables() -> Tables {
    Tables {
        entity,
        small: porchlight_browser::small_letters,
    }
}

/// ASCII only, where there is no browser.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn tables() -> Tables {
    Tables::default()
}

/// Decodes an entity with a text field, whose content is never parsed as HTML apart from entities. The name has only
/// letters and digits.
#[cfg(target_arch = "wasm32")]
fn entity(name: &str) -> Option<String> {
    let field = crate::nodes::element("textarea", "")?;
    let written = ["&", name, ";"].concat();
    field.set_inner_html(&written);
    let text = field.text_content()?;
    // HTML reads `&not` in `&notit;`, which is not an entity.
    let is_whole = text == ";" || !text.ends_with(';');
    is_whole.then_some(text)
}
