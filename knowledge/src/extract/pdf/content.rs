//! The operators of a page that show text (ISO 32000-2, clauses 8.4 and 9.4). Other drawing is ignored.

use std::collections::HashMap;

use hayro_font::kurbo::{Affine, Point, Vec2};
use hayro_syntax::{
    content::{
        TypedIter,
        ops::{Transform, TypedInstruction},
    },
    object::{Array, Dict, Name, Number, Object, Stream},
    page::{Page, Resources},
};

use super::{
    error::PdfError,
    fonts::{Fonts, TextFont, UNKNOWN, is_form},
    line::{Line, Lines, Placed},
    unpacking::Unpacking,
};

/// The deepest nesting of forms. Deeper ones are not drawn.
const FORM_DEPTH: usize = 12;
/// The most saved states. Further ones are not saved.
const STATE_DEPTH: usize = 256;
/// The steps for finding and unpacking a form, in addition to the steps for its content.
const STEPS_PER_FORM: usize = 500;
/// The steps for a form that cannot be unpacked. Much of it may have been unpacked before the damage.
const STEPS_PER_BROKEN_FORM: usize = 200_000;
/// The steps for a look-up in the page's resources.
const STEPS_PER_LOOK: usize = 20;
/// This many bytes of content count as one step.
const BYTES_PER_STEP: usize = 16;

/// Reads pages, and counts the steps that this takes.
pub(super) struct Reader<'a> {
    fonts: Fonts<'a>,
    unpacking: Unpacking,
    steps: usize,
    most_chars: usize,
    /// The characters read so far.
    pub(super) chars: usize,
    /// How many of them are unknown, because their fonts do not identify them.
    pub(super) unknown: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(steps: usize, most_chars: usize, unpacking: Unpacking) -> Self {
        Self {
            fonts: Fonts::new(),
            unpacking,
            steps,
            most_chars,
            chars: 0,
            unknown: 0,
        }
    }

    /// The lines of a page in drawing order.
    pub(super) fn page(&mut self, page: &Page<'a>) -> Result<Vec<Line>, PdfError> {
        self.unpacking.of_page(page.raw())?;
        let Some(content) = page.page_stream() else {
            return Ok(Vec::new());
        };
        let turned = Affine::new(page.initial_transform(false).as_coeffs());
        let mut drawing = Drawing {
            reader: self,
            lines: Lines::default(),
            artifacts: Vec::new(),
        };
        drawing.run(content, page.resources(), State::new(turned), 0)?;
        Ok(drawing.lines.finish())
    }

    /// The font that `dict` describes, or `None` if it cannot be read.
    fn font(&mut self, dict: &Dict<'a>) -> Result<Option<TextFont<'a>>, PdfError> {
        self.unpacking.of_font(dict)?;
        Ok(self.fonts.font(dict))
    }

    fn spend(&mut self, steps: usize) -> Result<(), PdfError> {
        self.steps = self.steps.checked_sub(steps).ok_or(PdfError::TooLong)?;
        Ok(())
    }
}

/// The graphics state that operators have set so far.
#[derive(Clone)]
struct State<'a> {
    /// The transformation from the page's units to the page as displayed.
    page: Affine,
    font: Option<TextFont<'a>>,
    size: f64,
    char_spacing: f64,
    word_spacing: f64,
    /// Horizontal scaling. 1 leaves letters as they are.
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State<'_> {
    fn new(page: Affine) -> Self {
        Self {
            page,
            font: None,
            size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// The position of the next text.
#[derive(Clone, Copy, Default)]
struct TextPosition {
    text: Affine,
    line: Affine,
}

impl TextPosition {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.text = self.line;
    }
}

/// A page that is being drawn.
struct Drawing<'r, 'a> {
    reader: &'r mut Reader<'a>,
    lines: Lines,
    /// For each open piece of marked content, whether it is a pagination artifact: a running head or a page number.
    artifacts: Vec<bool>,
}

impl<'a> Drawing<'_, 'a> {
    fn run(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        state: State<'a>,
        depth: usize,
    ) -> Result<(), PdfError> {
        use TypedInstruction as Op;

        self.reader.spend(content.len() / BYTES_PER_STEP)?;
        let marked = self.artifacts.len();
        let mut state = state;
        let mut kept: Vec<State<'a>> = Vec::new();
        let mut place = TextPosition::default();
        let mut fonts: HashMap<Vec<u8>, Option<TextFont<'a>>> = HashMap::new();
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            self.reader.spend(1)?;
            match operation {
                Op::SaveState(_) if kept.len() < STATE_DEPTH => kept.push(state.clone()),
                Op::RestoreState(_) => state = kept.pop().unwrap_or(state),
                Op::Transform(by) => state.page *= affine(&by),
                Op::XObject(form) => self.form(form.0, resources, &state, depth)?,
                Op::BeginText(_) => place = TextPosition::default(),
                Op::TextFont(font) => {
                    state.size = font.1.as_f64();
                    state.font = if let Some(known) = fonts.get(font.0.as_ref()) {
                        known.clone()
                    } else {
                        self.reader.spend(STEPS_PER_LOOK)?;
                        let found = match resources.get_font(font.0) {
                            Some(dict) => self.reader.font(&dict)?,
                            None => None,
                        };
                        fonts.insert(font.0.to_vec(), found.clone());
                        found
                    };
                }
                Op::SetGraphicsState(named) => {
                    self.reader.spend(STEPS_PER_LOOK)?;
                    if let Some(dict) = resources.get_ext_g_state(named.0) {
                        self.graphics_state(&dict, &mut state)?;
                    }
                }
                Op::CharacterSpacing(spacing) => state.char_spacing = spacing.0.as_f64(),
                Op::WordSpacing(spacing) => state.word_spacing = spacing.0.as_f64(),
                Op::HorizontalScaling(percent) => state.stretch = percent.0.as_f64() / 100.0,
                Op::TextLeading(leading) => state.leading = leading.0.as_f64(),
                Op::TextRise(rise) => state.rise = rise.0.as_f64(),
                Op::SetTextMatrix(m) => {
                    let numbers = [&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(Number::as_f64);
                    place.line = Affine::new(numbers);
                    place.text = place.line;
                }
                Op::NextLine(by) => place.next_line(by.0.as_f64(), by.1.as_f64()),
                Op::NextLineAndSetLeading(by) => {
                    state.leading = -by.1.as_f64();
                    place.next_line(by.0.as_f64(), by.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => place.next_line(0.0, -state.leading),
                Op::ShowText(text) => self.show(text.0.as_bytes(), &state, &mut place)?,
                Op::NextLineAndShowText(text) => {
                    place.next_line(0.0, -state.leading);
                    self.show(text.0.as_bytes(), &state, &mut place)?;
                }
                Op::ShowTextWithParameters(text) => {
                    state.word_spacing = text.0.as_f64();
                    state.char_spacing = text.1.as_f64();
                    place.next_line(0.0, -state.leading);
                    self.show(text.2.as_bytes(), &state, &mut place)?;
                }
                Op::ShowTexts(texts) => self.show_texts(texts.0, &state, &mut place)?,
                Op::BeginMarkedContent(tag) => self.begin_marked(tag.0),
                Op::BeginMarkedContentWithProperties(tag) => self.begin_marked(tag.0),
                Op::EndMarkedContent(_) if self.artifacts.len() > marked => {
                    self.artifacts.pop();
                }
                _ => {}
            }
        }
        self.artifacts.truncate(marked);
        Ok(())
    }

    fn begin_marked(&mut self, tag: &Name<'_>) {
        let within = self.artifacts.last().copied().unwrap_or_default();
        self.artifacts.push(within || tag.as_str() == "Artifact");
    }

    fn graphics_state(&mut self, dict: &Dict<'a>, state: &mut State<'a>) -> Result<(), PdfError> {
        let Some(font) = dict.get::<Array<'a>>("Font") else {
            return Ok(());
        };
        let mut entries = font.flex_iter();
        if let (Some(font), Some(size)) = (entries.next::<Dict<'a>>(), entries.next::<f64>()) {
            state.font = self.reader.font(&font)?;
            state.size = size;
        }
        Ok(())
    }

    fn form(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        state: &State<'a>,
        depth: usize,
    ) -> Result<(), PdfError> {
        if depth >= FORM_DEPTH {
            return Ok(());
        }
        self.reader.spend(STEPS_PER_LOOK)?;
        let Some(form) = resources.get_x_object(name).filter(is_form) else {
            return Ok(());
        };
        self.draw_form(&form, resources, state, depth)
    }

    fn draw_form(
        &mut self,
        form: &Stream<'a>,
        resources: &Resources<'a>,
        state: &State<'a>,
        depth: usize,
    ) -> Result<(), PdfError> {
        self.reader.spend(STEPS_PER_FORM)?;
        Unpacking::of_form(form)?;
        let Ok(content) = form.decoded_data() else {
            return self.reader.spend(STEPS_PER_BROKEN_FORM);
        };
        let mut state = state.clone();
        if let Some(matrix) = form.dict().get::<[f64; 6]>("Matrix") {
            state.page *= Affine::new(matrix);
        }
        match form.dict().get::<Dict<'a>>("Resources") {
            Some(own) => self.run(&content, &Resources::new(own), state, depth + 1),
            None => self.run(&content, resources, state, depth + 1),
        }
    }

    fn show_texts(
        &mut self,
        texts: &Array<'_>,
        state: &State<'a>,
        place: &mut TextPosition,
    ) -> Result<(), PdfError> {
        let is_horizontal = state.font.as_ref().is_none_or(TextFont::is_horizontal);
        for entry in texts.iter::<Object<'_>>() {
            match entry {
                Object::String(text) => self.show(text.as_bytes(), state, place)?,
                Object::Number(back) => {
                    let back = back.as_f64() / 1000.0 * state.size;
                    place.text *= Affine::translate(if is_horizontal {
                        Vec2::new(-back * state.stretch, 0.0)
                    } else {
                        Vec2::new(0.0, -back)
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(
        &mut self,
        bytes: &[u8],
        state: &State<'a>,
        place: &mut TextPosition,
    ) -> Result<(), PdfError> {
        let Some(font) = &state.font else {
            return Ok(());
        };
        self.reader.spend(bytes.len())?;
        let is_hidden = self.artifacts.last().copied().unwrap_or_default();
        for code in font.codes(bytes) {
            let mut spacing = state.char_spacing;
            if code.is_space {
                spacing += state.word_spacing;
            }
            let advance = if font.is_horizontal() {
                Vec2::new((code.advance.x * state.size + spacing) * state.stretch, 0.0)
            } else {
                Vec2::new(0.0, code.advance.y * state.size + spacing)
            };
            let matrix = state.page * place.text * Affine::translate((0.0, state.rise));
            place.text *= Affine::translate(advance);
            if is_hidden {
                continue;
            }
            self.reader.spend(code.text.len())?;
            self.reader.chars += code.text.chars().filter(|c| !c.is_whitespace()).count();
            self.reader.unknown += code.text.matches(UNKNOWN).count();
            if self.reader.chars > self.reader.most_chars {
                return Err(PdfError::TooLong);
            }
            let start = matrix * Point::ZERO;
            let up = matrix * Point::new(0.0, state.size) - start;
            self.lines.add(&Placed {
                text: &code.text,
                start,
                end: matrix * advance.to_point(),
                size: up.hypot(),
                is_bold: font.is_bold,
            });
        }
        Ok(())
    }
}

fn affine(by: &Transform) -> Affine {
    Affine::new([&by.0, &by.1, &by.2, &by.3, &by.4, &by.5].map(Number::as_f64))
}
