//! What Markdown and the notations of documentation tools become.

use super::*;

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
