//! The tone of a model: the first line of its instructions, where that is one of those that are offered.

use porchlight_shared::names;

names! {
    /// A tone, by its label.
    #[derive(Default)]
    pub(crate) enum Tone {
        /// The instructions say nothing of it, or something of their own.
        #[default]
        Own = "As it comes",
        Friendly = "Friendly",
        Plain = "Matter-of-fact",
        Brief = "Brief",
        Formal = "Formal",
    }
}

impl Tone {
    /// What the model is told.
    pub(crate) const fn line(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Friendly => "Be warm and friendly, like a helpful colleague.",
            Self::Plain => "Be matter-of-fact. No pleasantries.",
            Self::Brief => "Be brief: one or two sentences wherever that is enough.",
            Self::Formal => "Be formal and polite. Address the visitor formally.",
        }
    }

    /// The tone of instructions.
    pub(crate) fn of(instructions: &str) -> Self {
        let first = instructions.lines().next().unwrap_or_default().trim();
        let mut tones = Self::ALL.into_iter();
        tones
            .find(|tone| *tone != Self::Own && tone.line() == first)
            .unwrap_or_default()
    }

    /// Instructions with this tone in place of the one that they have.
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
