//! The tone of a model: the first line of its instructions, if it is one of the tones on offer.

use porchlight_shared::names;

use crate::texts::{as_is, text};

names! {
    #[derive(Default)]
    pub(crate) enum Tone {
        /// The instructions set no tone, or one in their own words.
        #[default]
        Own = "own",
        Friendly = "friendly",
        Plain = "plain",
        Brief = "brief",
        Formal = "formal",
    }
}

impl Tone {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Own => text("As it comes"),
            Self::Friendly => text("Friendly"),
            Self::Plain => text("Matter-of-fact"),
            Self::Brief => text("Brief"),
            Self::Formal => text("Formal"),
        }
    }

    /// The line in the instructions.
    pub(crate) const fn line(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Friendly => as_is("Be warm and friendly, like a helpful colleague."),
            Self::Plain => as_is("Be matter-of-fact. No pleasantries."),
            Self::Brief => as_is("Be brief: one or two sentences wherever that is enough."),
            Self::Formal => as_is("Be formal and polite. Address the visitor formally."),
        }
    }

    /// The tone that the instructions set.
    pub(crate) fn of(instructions: &str) -> Self {
        let first = instructions.lines().next().unwrap_or_default().trim();
        let mut tones = Self::ALL.into_iter();
        tones
            .find(|tone| *tone != Self::Own && tone.line() == first)
            .unwrap_or_default()
    }

    /// The instructions with this tone in place of their current one.
    pub(crate) fn set_in(self, instructions: &str) -> String {
        let rest = match Self::of(instructions) {
            Self::Own => instructions,
            _ => instructions.split_once('\n').map_or("", |(_, rest)| rest),
        };
        match (self, rest) {
            (Self::Own, rest) => rest.to_owned(),
            (_, "") => self.line().to_owned(),
            (_, rest) => format!("{}\n{rest}", self.line()),
        }
    }
}
