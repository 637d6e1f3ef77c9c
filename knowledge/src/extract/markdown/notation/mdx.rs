//! Distinguishes MDX from plain Markdown.

use super::{
    fences::{ends_fence, opens_fence},
    tags::component,
};

/// Whether a file imports, exports or uses components, as MDX does. In plain Markdown a single brace is just text.
pub(super) fn is_mdx(lines: &[&str]) -> bool {
    let mut fence: Option<String> = None;
    lines.iter().any(|line| {
        let text = line.trim();
        if let Some(open) = &fence {
            if ends_fence(open, text) {
                fence = None;
            }
            return false;
        }
        fence = opens_fence(text);
        fence.is_none()
            && (is_module_line(line)
                || text.strip_prefix('<').and_then(component).is_some()
                || ends_component(text))
    })
}

/// Whether the line has a component's end tag outside of code.
fn ends_component(text: &str) -> bool {
    !text.contains('`') && (text.split("</").skip(1)).any(|tag| component(tag).is_some())
}

/// Whether the line starts with `import` or `export`.
pub(super) fn is_module_line(line: &str) -> bool {
    let is_import = line.strip_prefix("import ").is_some_and(|rest| {
        rest.starts_with(['"', '\''])
            || rest.contains(" from \"")
            || rest.contains(" from '")
            || rest.trim_end().ends_with('{')
    });
    let declares = line.strip_prefix("export ").is_some_and(|rest| {
        ["const ", "let ", "var ", "default ", "function ", "{"]
            .iter()
            .any(|word| rest.starts_with(word))
    });
    is_import || declares
}
