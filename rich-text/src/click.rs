//! Clicks on the buttons in a text.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The button that was clicked in a [`RichText`](crate::RichText).
pub enum Click {
    /// The mark of a citation.
    Citation {
        /// The citation's number, from 1.
        number: u32,
        /// The button that shows the mark.
        mark: Element,
    },
    /// The button that copies a block of code.
    Copy {
        /// The text of the block of code.
        code: String,
        /// The button that was clicked.
        button: Element,
    },
}

impl Click {
    /// The button that `event` hit, or `None` if it hit something else.
    pub fn of(event: &Event) -> Option<Self> {
        let target: Element = event.target()?.dyn_into().ok()?;
        if let Some(mark) = target.closest("[data-citation]").ok()? {
            let number = mark.get_attribute("data-citation")?.parse().ok()?;
            return Some(Self::Citation { number, mark });
        }
        let button = target.closest(".pl-code__copy").ok()??;
        let block = button.closest(".pl-code").ok()??;
        let code = block.query_selector("code").ok()??.text_content()?;
        Some(Self::Copy { code, button })
    }
}
