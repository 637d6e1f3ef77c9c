//! The settings that the room offers, in the order of the form. Their names are those of the API.

/// How a setting is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of so many characters at most.
    Line(u32),
    /// Several lines.
    Text(u32),
    /// A colour as `#rrggbb`.
    Colour,
    /// One of a few.
    OneOf(&'static [Choice]),
    /// On or off.
    Flag,
    /// A list with one entry in each line.
    Lines,
}

/// A value and its label.
pub(crate) type Choice = (&'static str, &'static str);

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) kind: Kind,
}

/// Settings that belong together.
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

/// The form.
pub(crate) const GROUPS: [FieldGroup; 5] = [
    FieldGroup {
        title: "Names",
        fields: &[
            field("botName", "Name of the assistant", "", Kind::Line(60)),
            field(
                "company",
                "Your company",
                "As in “I couldn’t find that in Acme’s pages”.",
                Kind::Line(60),
            ),
            field(
                "logoUrl",
                "Picture",
                "The address of a picture, beginning with https://. Without one, the first letter of the name is shown.",
                Kind::Line(500),
            ),
        ],
    },
    FieldGroup {
        title: "Colours",
        fields: &[
            field(
                "primaryColor",
                "Main colour",
                "Button, header, and what visitors write.",
                Kind::Colour,
            ),
            field(
                "primaryForeground",
                "Text on the main colour",
                "",
                Kind::Colour,
            ),
            field("backgroundColor", "Background", "", Kind::Colour),
            field("foregroundColor", "Text", "", Kind::Colour),
            field(
                "secondaryColor",
                "Answers",
                "The ground behind what the assistant says.",
                Kind::Colour,
            ),
            field("secondaryForeground", "Text of answers", "", Kind::Colour),
        ],
    },
    FieldGroup {
        title: "Words",
        fields: &[
            field(
                "greeting",
                "Greeting",
                "The first thing that visitors read.",
                Kind::Text(500),
            ),
            field(
                "quickReplies",
                "Suggested questions",
                "One in each line, 6 at most. Visitors ask them with one click.",
                Kind::Lines,
            ),
            field(
                "inputPlaceholder",
                "In the empty field",
                "",
                Kind::Line(200),
            ),
            field("onlineText", "Under the name", "", Kind::Line(200)),
            field(
                "bubbleText",
                "Bubble beside the button",
                "Shown once to each visitor. Empty: no bubble.",
                Kind::Line(200),
            ),
        ],
    },
    FieldGroup {
        title: "On your pages",
        fields: &[
            field(
                "position",
                "Corner",
                "",
                Kind::OneOf(&[("bottom-right", "Right"), ("bottom-left", "Left")]),
            ),
            field(
                "scheme",
                "Light or dark",
                "",
                Kind::OneOf(&[
                    ("auto", "As the visitor’s device"),
                    ("light", "Light"),
                    ("dark", "Dark"),
                ]),
            ),
            field(
                "showBranding",
                "Show “Powered by Porchlight”",
                "",
                Kind::Flag,
            ),
            field(
                "allowedOrigins",
                "Websites that may show the chat",
                "One in each line, as https://www.shop.example. With * in place of www, all of its subdomains may.",
                Kind::Lines,
            ),
        ],
    },
    FieldGroup {
        title: "People",
        fields: &[
            field("handoff", "Visitors may ask for a person", "", Kind::Flag),
            field(
                "notifyEmail",
                "Where to write when somebody asks",
                "An e-mail address. Empty: nobody is told by e-mail.",
                Kind::Line(254),
            ),
        ],
    },
];

/// The setting with this name.
pub(super) fn find(name: &str) -> Option<&'static Field> {
    let mut fields = GROUPS.iter().flat_map(|group| group.fields);
    fields.find(|field| field.name == name)
}
