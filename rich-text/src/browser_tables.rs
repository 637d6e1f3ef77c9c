//! Unicode's and HTML's tables, of the browser.

use crate::markdown::Tables;

/// The browser's tables.
#[cfg(target_arch = "wasm32")]
pub(crate) fn tables() -> Tables {
    Tables {
        entity,
        small: porchlight_browser::small_letters,
    }
}

/// The tables of ASCII, where there is no browser.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn tables() -> Tables {
    Tables::default()
}

/// The content of a text field is text: of HTML it knows nothing but entities, and of those it is given one whose name is
/// letters and digits.
#[cfg(target_arch = "wasm32")]
fn entity(name: &str) -> Option<String> {
    let field = crate::nodes::element("textarea", "")?;
    let written = ["&", name, ";"].concat();
    field.set_inner_html(&written);
    let text = field.text_content()?;
    // `&notit;` is no entity, yet HTML reads `&not` in it.
    let is_whole = text == ";" || !text.ends_with(';');
    is_whole.then_some(text)
}
