//! Markdown and plain text.

use super::{Format, Markup, Needs, each};

pub(crate) const MARKUPS: &[Markup] = &[
    text!(
        "Markdown headings",
        Markdown,
        Questions,
        "# Help\n\n",
        "## {q}\n\n{a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown bold",
        Markdown,
        Questions,
        "# Help\n\n",
        "**{q}**\n\n{a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown bold on the line above",
        Markdown,
        Questions,
        "# Help\n\n",
        "**{q}**\n{a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown bold and a break",
        Markdown,
        Questions,
        "# Help\n\n",
        "__{q}__  \n{a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown bold letters",
        Markdown,
        Nothing,
        "# Help\n\n",
        "**Q: {q}**\n\nA: {a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown letters on lines",
        Markdown,
        Nothing,
        "# Help\n\n",
        "Q: {q}\nA: {a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "a Markdown list with bold questions",
        Markdown,
        Questions,
        "# Help\n\n",
        "{n}. **{q}** {a}\n",
        "\n## Contact\n\nIn Graz.\n"
    ),
    text!(
        "a Markdown list with bold questions on lines",
        Markdown,
        Questions,
        "# Help\n\n",
        "{n}. **{q}**\n   {a}\n",
        "\n## Contact\n\nIn Graz.\n"
    ),
    text!(
        "a Markdown list with paragraphs",
        Markdown,
        Questions,
        "# Help\n\n",
        "{n}. **{q}**\n\n   {a}\n\n",
        "\n## Contact\n\nIn Graz.\n"
    ),
    text!(
        "a Markdown table",
        Markdown,
        Nothing,
        "# Help\n\n| Question | Answer |\n|---|---|\n",
        "| {q} | {a} |\n",
        "\n## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown definitions",
        Markdown,
        Questions,
        "# Help\n\n",
        "{q}\n: {a}\n\n",
        "\n## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown paragraphs",
        Markdown,
        Marks,
        "# Help\n\n",
        "{q}\n\n{a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "Markdown details",
        Markdown,
        Nothing,
        "# Help\n\n",
        "<details>\n<summary>{q}</summary>\n\n{a}\n\n</details>\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "MDX accordions",
        Markdown,
        Nothing,
        "import X from 'x'\n\n# Help\n\n<AccordionGroup>\n",
        "  <Accordion title=\"{q}\">\n    {a}\n  </Accordion>\n",
        "</AccordionGroup>\n\n## Contact\n\nIn Graz.\n"
    ),
    text!(
        "admonitions",
        Markdown,
        Nothing,
        "# Help\n\n",
        "??? question \"{q}\"\n    {a}\n\n",
        "## Contact\n\nIn Graz.\n"
    ),
    text!(
        "letters in a text",
        Text,
        Nothing,
        "",
        "Q: {q}\nA: {a}\n\n",
        ""
    ),
    text!(
        "letters in paragraphs of a text",
        Text,
        Nothing,
        "",
        "Q: {q}\n\nA: {a}\n\n",
        ""
    ),
    text!("lines of a text", Text, Marks, "", "{q}\n{a}\n\n", ""),
    text!(
        "paragraphs of a text",
        Text,
        Marks,
        "",
        "{q}\n\n{a}\n\n",
        ""
    ),
    text!(
        "numbered lines of a text",
        Text,
        Marks,
        "",
        "{n}. {q}\n{a}\n\n",
        ""
    ),
    text!(
        "lines of a text without gaps",
        Text,
        Marks,
        "",
        "{q}\n{a}\n",
        ""
    ),
];
