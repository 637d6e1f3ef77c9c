//! The settings in the room, in the order of the form. Names are those of the API.

use crate::texts::english;

/// How a setting is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of text, with its most characters.
    Line(u32),
    /// Several lines of text, with their most characters.
    Text(u32),
    /// A colour as `#rrggbb`.
    Colour,
    OneOf(&'static [Choice]),
    Flag,
    /// A list with one entry per line.
    Lines,
}

pub(crate) type Choice = (&'static str, &'static str);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldGroup {
    pub(crate) title: &'static str,
    pub(crate) fields: &'static [Field],
}

const fn field(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field {
        name,
        label,
        hint,
        kind,
    }
}

pub(crate) const GROUPS: [FieldGroup; 5] = [
    FieldGroup {
        title: english("Names"),
        fields: &[
            field(
                "botName",
                english("Name of the assistant"),
                "",
                Kind::Line(60),
            ),
            field(
                "company",
                english("Your company"),
                english("As in “I couldn’t find that in Acme’s pages”."),
                Kind::Line(60),
            ),
            field(
                "logoUrl",
                english("Picture"),
                english(
                    "The address of a picture, beginning with https://. Without one, the first letter of the name is shown.",
                ),
                Kind::Line(500),
            ),
        ],
    },
    FieldGroup {
        title: english("Colours"),
        fields: &[
            field(
                "primaryColor",
                english("Main colour"),
                english("Button, header, and what visitors write."),
                Kind::Colour,
            ),
            field(
                "primaryForeground",
                english("Text on the main colour"),
                "",
                Kind::Colour,
            ),
            field("backgroundColor", english("Background"), "", Kind::Colour),
            field("foregroundColor", english("Text"), "", Kind::Colour),
            field(
                "secondaryColor",
                english("Answers"),
                english("The background of the assistant's messages."),
                Kind::Colour,
            ),
            field(
                "secondaryForeground",
                english("Text of answers"),
                "",
                Kind::Colour,
            ),
        ],
    },
    FieldGroup {
        title: english("Words"),
        fields: &[
            field(
                "greeting",
                english("Greeting"),
                english("The first thing that visitors read."),
                Kind::Text(500),
            ),
            field(
                "quickReplies",
                english("Suggested questions"),
                english("One per line, 6 at most. Visitors ask them with one click."),
                Kind::Lines,
            ),
            field(
                "inputPlaceholder",
                english("In the empty field"),
                "",
                Kind::Line(200),
            ),
            field("onlineText", english("Under the name"), "", Kind::Line(200)),
            field(
                "bubbleText",
                english("Bubble beside the button"),
                english("Shown once to each visitor. Empty: no bubble."),
                Kind::Line(200),
            ),
        ],
    },
    FieldGroup {
        title: english("On your pages"),
        fields: &[
            field(
                "position",
                english("Corner"),
                "",
                Kind::OneOf(&[
                    ("bottom-right", english("Right")),
                    ("bottom-left", english("Left")),
                ]),
            ),
            field(
                "scheme",
                english("Light or dark"),
                "",
                Kind::OneOf(&[
                    ("auto", english("As the visitor’s device")),
                    ("light", english("Light")),
                    ("dark", english("Dark")),
                ]),
            ),
            field(
                "showBranding",
                english("Show “Powered by Porchlight”"),
                "",
                Kind::Flag,
            ),
            field(
                "allowedOrigins",
                english("Websites that may show the chat"),
                english(
                    "One per line, such as https://www.shop.example. With * instead of www, all of its subdomains \
                     may.",
                ),
                Kind::Lines,
            ),
        ],
    },
    FieldGroup {
        title: english("People"),
        fields: &[
            field(
                "handoff",
                english("Visitors may ask for a person"),
                "",
                Kind::Flag,
            ),
            field(
                "notifyEmail",
                english("Where to write when somebody asks"),
                english("An e-mail address. Empty: nobody is notified by e-mail."),
                Kind::Line(254),
            ),
        ],
    },
];

pub(super) fn find(name: &str) -> Option<&'static Field> {
    let mut fields = GROUPS.iter().flat_map(|group| group.fields);
    fields.find(|field| field.name == name)
}
