//! How Markdown and the notations of documentation tools are read.

use super::*;

mod dialects;

fn read_all(text: &str) -> Vec<(String, String)> {
    read(text)
        .passages
        .into_iter()
        .map(|passage| (passage.headings.join(" > "), passage.text))
        .collect()
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let found = read_all(text);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn imports_and_exports_are_no_text() {
    check(
        "---\ntitle: Clips\n---\nimport Tabs from '@theme/Tabs';\nimport {\n  A,\n  B,\n} from \"x\";\nexport const days = 30;\n\n\
         # Clips\n\nYou have {days} days. It costs {price} euros. Import duties are yours.\n",
        &[("Clips", "You have 30 days. Import duties are yours.")],
    );
    check(
        "import your files first.\n\nexport goods from Norway.",
        &[("", "import your files first.\n\nexport goods from Norway.")],
    );
}

#[test]
fn admonitions_are_their_text() {
    for text in [
        ":::tip\nKeep the box.\n:::\n",
        ":::note{.x}\n\nKeep the box.\n\n:::\n",
        "::: warning\nKeep the box.\n:::\n",
        "!!! note\n    Keep the box.\n",
        "> [!TIP]\n> Keep the box.\n",
        "{% hint style=\"info\" %}\nKeep the box.\n{% endhint %}\n",
        "<Note>\n  Keep the box.\n</Note>\n",
        "<Tip>Keep the box.</Tip>\n",
        "<Callout type=\"info\">\n\nKeep the box.\n\n</Callout>\n",
        "{{% notice tip %}}\nKeep the box.\n{{% /notice %}}\n",
    ] {
        check(
            &format!("# A\n\nBefore.\n\n{text}\nAfter.\n"),
            &[("A", "Before.\n\nKeep the box.\n\nAfter.")],
        );
    }
}

#[test]
fn titled_parts_are_sections() {
    for text in [
        ":::details Is it free?\nYes, it is.\n:::\n",
        ":::tip[Is it free?]\nYes, it is.\n:::\n",
        "??? question \"Is it free?\"\n    Yes, it is.\n",
        "<Accordion title=\"Is it free?\">\n  Yes, it is.\n</Accordion>\n",
        "<AccordionGroup>\n  <Accordion\n    title='Is it free?'\n    icon=\"x\"\n  >\n    Yes, it is.\n  </Accordion>\n</AccordionGroup>\n",
        "<Tabs>\n<TabItem value=\"a\" label=\"Is it free?\">\n\nYes, it is.\n\n</TabItem>\n</Tabs>\n",
        "=== \"Is it free?\"\n\n    Yes, it is.\n",
        "<details>\n<summary>Is it free?</summary>\n\nYes, it is.\n\n</details>\n",
    ] {
        check(
            &format!("# A\n\n{text}"),
            &[("A > Is it free?", "Yes, it is.")],
        );
    }
}

#[test]
fn code_and_addresses_keep_their_braces() {
    check(
        "# A\n\nCall `GET /users/{id}` or /items/{id} now.\n\n```js\nimport a from 'b';\n:::tip\n{x}\n```\n",
        &[(
            "A",
            "Call `GET /users/{id}` or /items/{id} now.\n\n```js\nimport a from 'b';\n:::tip\n{x}\n```",
        )],
    );
}

#[test]
fn braces_in_plain_markdown_are_text() {
    for line in [
        "Write {name} in the letter. It is free.",
        "The set {a} is small.",
        "The sum $\\frac{a}{b}$ is small.",
    ] {
        check(&format!("# A\n\n{line}\n"), &[("A", line)]);
    }
    check(
        "# A\n\nIt costs {{ price }} euros. It is free.\n",
        &[("A", "It is free.")],
    );
    check(
        "# A\n\nIt costs {price} of <Term>euros</Term>. It is free.\n",
        &[("A", "It is free.")],
    );
    check(
        "# A\n\n```\nimport a from 'b';\n<Card>\n```\n\nWrite {name}.\n",
        &[("A", "```\nimport a from 'b';\n<Card>\n```\n\nWrite {name}.")],
    );
}

#[test]
fn a_sentence_that_goes_leaves_the_marks_of_its_line() {
    check(
        "export const days = 30;\n\n# The {product} in {days} days\n\n- It costs {price}. It is free.\n- You have {days} days.\n\n\
         > It costs {price}. It is big.\n\n1. It costs {price}. It is red.\n\n\
         | Part | Plan |\n|---|---|\n| It costs {price}. Chat | {days} |\n| Inbox | {price} |\n",
        &[(
            "The {product} in 30 days",
            "- It is free.\n- You have 30 days.\n\nIt is big.\n\n1. It is red.\n\n\
             | Part | Plan |\n| --- | --- |\n| Chat | 30 |\n| Inbox |  |",
        )],
    );
}

#[test]
fn code_by_indent_and_formulas_keep_their_braces() {
    check(
        "# A\n\nWrite:\n\n    Dear {{ name }}, hello.\n\nIt is free.\n",
        &[(
            "A",
            "Write:\n\n```\nDear {{ name }}, hello.\n```\n\nIt is free.",
        )],
    );
    for line in [
        "The sum $x {{a}} y$ is small.",
        "The sum $\\frac{a}{b}$ is small.",
    ] {
        check(
            &format!("<Note>\nBe careful.\n</Note>\n\n{line}\n"),
            &[("", &format!("Be careful.\n\n{line}"))],
        );
    }
    check(
        "export const days = 30;\n\nIt takes {days} days and $5 a day. Others take $6.\n",
        &[("", "It takes 30 days and $5 a day. Others take $6.")],
    );
    check(
        "- It is free.\n\n    It costs {{ price }} euros. It is big.\n",
        &[("", "- It is free.\n  It is big.")],
    );
}

#[test]
fn a_component_around_words_opens_no_section() {
    for text in [
        "<Tooltip title=\"API stands for\">API</Tooltip> is an interface.",
        "<Icon name=\"star\" /> API is an interface.",
        "<Icon title=\"Star\"/>API is an interface.",
        "<Icon name=\"star\"></Icon> API is an interface.",
        "<Tooltip title=\"a\">API</Tooltip> is an <Tooltip title=\"b\">interface</Tooltip>.",
        "<Icon name=\"star\" />\n\nAPI is an interface.",
    ] {
        check(
            &format!("# A\n\n{text}\n\nIt is free.\n"),
            &[("A", "API is an interface.\n\nIt is free.")],
        );
    }
    check(
        "# A\n\n<Accordion title=\"Is it free?\">Yes,\nit is.</Accordion>\n\n## B\n\nMore to read here.\n",
        &[
            ("A > Is it free?", "Yes, it is."),
            ("A > B", "More to read here."),
        ],
    );
}

#[test]
fn questions_in_bold_and_with_labels_have_their_answers() {
    for text in [
        "**Is it free?**\n\nAbove 50.\n\n**Is it big?**\n\nNo.\n",
        "**Is it free?**  \nAbove 50.\n\n**Is it big?**  \nNo.\n",
        "**Q: Is it free?**\n\nA: Above 50.\n\n**Q: Is it big?**\n\nA: No.\n",
        "Q: Is it free?\n\nA: Above 50.\n\nQ: Is it big?\n\nA: No.\n",
        "- **Is it free?**\n\n  Above 50.\n- **Is it big?**\n\n  No.\n",
    ] {
        check(
            &format!("# FAQ\n\n{text}"),
            &[
                ("FAQ > Is it free?", "Above 50."),
                ("FAQ > Is it big?", "No."),
            ],
        );
    }
}

#[test]
fn footnotes_do_not_stand_in_sentences() {
    let found = read_all("# A\n\nIt is free.[^1] Really.\n\n[^1]: Above 50 euros.\n");
    assert!(found[0].1.starts_with("It is free. Really."), "{found:?}");
    assert!(found[0].1.contains("Above 50 euros."), "{found:?}");
}

#[test]
fn front_matter_gives_the_title_and_headings_the_path() {
    let document = read(
        "---\ntitle: \"Shipping & returns\"\nlang: en\n---\n\n# Shipping & returns\n\nIntro text.\n\n\
         ## How long? {#long}\n\nThree days.\n\n1. Pack\n2. Send\n   - by *post*\n",
    );
    assert_eq!(document.title, "Shipping & returns");
    assert_eq!(document.language.as_deref(), Some("en"));
    let long = &document.passages[1];
    assert_eq!(long.headings, ["Shipping & returns", "How long?"]);
    assert_eq!(long.anchor.as_deref(), Some("long"));
    assert_eq!(long.text, "Three days.\n\n1. Pack\n2. Send\n   - by post");
}

#[test]
fn the_first_heading_is_the_title_where_front_matter_has_none() {
    let document = read("# Limits\n\n| Thing | Most |\n|---|---|\n| Pages | 500 |\n");
    assert_eq!(document.title, "Limits");
    assert_eq!(
        document.passages[0].text,
        "| Thing | Most |\n| --- | --- |\n| Pages | 500 |"
    );
}

#[test]
fn code_keeps_its_lines_and_its_language() {
    let document = read("# Embed\n\nPut this in:\n\n```html\n<script async></script>\n```\n");
    assert_eq!(
        document.passages[0].text,
        "Put this in:\n\n```html\n<script async></script>\n```"
    );
}

#[test]
fn details_in_markdown_are_a_section() {
    let document = read(
        "# A\n\nText of A.\n\n<details><summary>Can I pay later?</summary>\n\nYes, *within* 14 days.\n\n</details>\n",
    );
    let folded = &document.passages[1];
    assert_eq!(folded.headings, ["A", "Can I pay later?"]);
    assert_eq!(folded.text, "Yes, within 14 days.");
}

#[test]
fn front_matter_names_other_ways_to_ask_for_sections() {
    let document = read(
        "---\nalternatives: |\n  returns: Can I send it back?\n  time-limit: How long do I have?\n  time-limit: Is there a deadline?\n  nowhere: Where?\n---\n\n\
         # Returns\n\nYou can.\n\n## Time limit\n\nThirty days.\n\n## Costs\n\nNone.\n\n## Labels\n\nNone.\n",
    );
    let found: Vec<_> = document
        .passages
        .iter()
        .map(|passage| (passage.headings.join("/"), passage.alternatives.join("/")))
        .collect();
    let expected = [
        ("Returns", "Can I send it back?"),
        (
            "Returns/Time limit",
            "How long do I have?/Is there a deadline?",
        ),
        ("Returns", ""),
    ]
    .map(|(headings, alternatives)| (headings.to_owned(), alternatives.to_owned()));
    assert_eq!(found, expected);
    let texts: Vec<&str> = document
        .passages
        .iter()
        .map(|passage| passage.text.as_str())
        .collect();
    assert_eq!(
        texts,
        [
            "You can.",
            "Thirty days.",
            "**Costs**\n\nNone.\n\n**Labels**\n\nNone."
        ]
    );
}
