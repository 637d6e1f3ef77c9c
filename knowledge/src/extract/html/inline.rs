//! Links, code and pictures in a text.

use scraper::ElementRef;

use super::{
    super::{
        super::sentences::sentences,
        measure::{WORD, length},
    },
    names::is_picture_file,
    walk::{Place, Walk},
};

/// The longest address of a link that is kept, in characters.
const LINK_CHARS: usize = 100;
/// The shortest alternative text of a picture that is kept, in halves of a word.
const SPEAKING_ALT: usize = 4 * WORD;

impl Walk<'_> {
    pub(super) fn link(&mut self, element: ElementRef<'_>) {
        if self.in_link > 0 {
            return self.inside(element);
        }
        let blocks = self.blocks.len();
        let start = self.open.text.len();
        self.in_link += 1;
        self.inside(element);
        self.in_link -= 1;
        let Some(href) = element.attr("href").map(str::trim) else {
            return;
        };
        let Some(written) = self.open.text.get(start..) else {
            return;
        };
        let text = written.trim();
        if self.place == Place::Line || blocks != self.blocks.len() || text.is_empty() {
            return;
        }
        let address = ["mailto:", "tel:"]
            .into_iter()
            .find_map(|scheme| href.strip_prefix(scheme))
            .and_then(|rest| rest.split('?').next());
        if let Some(address) = address {
            let digits = |text: &str| {
                text.chars()
                    .filter(char::is_ascii_digit)
                    .collect::<String>()
            };
            let told = text.contains(address)
                || (href.starts_with("tel:") && digits(text).len() >= digits(address).len().min(7));
            if !told && length(address) < LINK_CHARS {
                let address = format!(" ({address})");
                let end = start + written.trim_end().len();
                self.open.text.truncate(end);
                self.open.text.push_str(&address);
                self.open.lead_to_end(start);
            }
            return;
        }
        let keeps_address = (href.starts_with("https://") || href.starts_with("http://"))
            && href.chars().count() <= LINK_CHARS
            && !href.contains(['(', ')', '<', '>', '"', ' '])
            && !text.contains(['[', ']', '\n'])
            && !href.contains(text);
        if keeps_address && !is_of_sentences(text) {
            // The full stop is moved after the link, so that the sentence ends there, too.
            let label = text.trim_end_matches(['.', '。']);
            let (label, end) = if label.is_empty() {
                (text, "")
            } else {
                (label, text.get(label.len()..).unwrap_or_default())
            };
            let before = if written.starts_with(' ') { " " } else { "" };
            let after = if written.ends_with(' ') { " " } else { "" };
            let link = format!("{before}[{label}]({href}){end}{after}");
            self.open.text.truncate(start);
            self.open.text.push_str(&link);
            self.open.lead_to_end(start);
        }
    }

    pub(super) fn code(&mut self, element: ElementRef<'_>) {
        if self.in_code {
            return self.inside(element);
        }
        let start = self.open.text.len();
        let blocks = self.blocks.len();
        self.in_code = true;
        self.inside(element);
        self.in_code = false;
        if self.place == Place::Line || blocks != self.blocks.len() {
            return;
        }
        let Some(written) = self.open.text.get(start..).map(str::trim) else {
            return;
        };
        if !written.is_empty() && !written.contains(['`', '\n']) {
            let quoted = format!("`{written}`");
            let at = self
                .open
                .text
                .get(start..)
                .map_or(start, |text| start + text.len() - text.trim_start().len());
            self.open.text.truncate(at);
            self.open.text.push_str(&quoted);
            self.open.lead_to_end(start);
        }
    }

    pub(super) fn picture(&mut self, element: ElementRef<'_>) {
        let alt = element.attr("alt").unwrap_or_default().trim();
        let is_symbol = alt.chars().count() <= 2 && alt.chars().all(|c| !c.is_alphanumeric());
        if is_symbol || (length(alt) >= SPEAKING_ALT && !is_picture_file(alt)) {
            self.text(alt);
        }
    }
}

/// Whether `text` is more than one sentence. A single word is the end of an abbreviation.
fn is_of_sentences(text: &str) -> bool {
    sentences(text)
        .iter()
        .filter(|sentence| length(sentence) >= 2 * WORD)
        .count()
        > 1
}
