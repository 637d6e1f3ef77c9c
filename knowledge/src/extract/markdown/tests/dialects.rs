//! Files in the notations of many tools. Each case was written from the tool's documentation before the code that reads
//! it.

/// A name, a file, and its passages.
type Case = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const MARKS: &[Case] = &[
    (
        "GitHub, emoji by name",
        "# :rocket: Launch\n\n:warning: Back up :+1:, at 10:30:15. See [the page](https://a.example/:id:/b) and `:code:`.\n",
        &[(
            "Launch",
            "Back up, at 10:30:15. See [the page](https://a.example/:id:/b) and `:code:`.",
        )],
    ),
    (
        "Obsidian, a remark within a line",
        "# A\n\nIt is free %%as of today%%. It costs 5%% or 10%.\n",
        &[("A", "It is free. It costs 5%% or 10%.")],
    ),
    (
        "Jekyll, a comment on one line",
        "# A\n\n{% comment %}not this{% endcomment %}\n\nIt is free{% comment %}, nor this{% endcomment %}.\n",
        &[("A", "It is free.")],
    ),
    (
        "DocFX, parts of quotations",
        "# A\n\n> [!div class=\"checklist\"]\n> * Pack\n> * Send\n\n> [!VIDEO https://a.example/v]\n\nAfter.\n",
        &[("A", "- Pack\n- Send\n\nAfter.")],
    ),
    (
        "MyST, targets of links",
        "# A\n\n(how-long)=\n## How long?\n\nThree days (or four)=more.\n",
        &[("A > How long?", "Three days (or four)=more.")],
    ),
    (
        "mdBook, inclusions",
        "# A\n\n{{#include ../licence.md}}\n\nAfter.\n",
        &[("A", "After.")],
    ),
    (
        "MDX, what is computed",
        "import A from 'a';\n\n# A\n\n{plans.map((p) => <Plan key={p} />)}\n\n{isNew && <Badge />}\n\nAfter.\n",
        &[("A", "After.")],
    ),
    (
        "Mintlify, parameters",
        "# A\n\n<ParamField path=\"limit\" type=\"integer\">\n  At most ten.\n</ParamField>\n\n<ParamField query=\"page\">\n  From one on.\n</ParamField>\n",
        &[("A > limit", "At most ten."), ("A > page", "From one on.")],
    ),
    (
        "Pandoc, a block with the title",
        "% Returns\n% Ann Author\n% May 2024\n\nWithin 30 days.\n",
        &[("Returns", "Within 30 days.")],
    ),
    (
        "Hugo, front matter in JSON",
        "{\n  \"title\": \"Returns\",\n  \"weight\": 3\n}\n\nWithin 30 days.\n",
        &[("Returns", "Within 30 days.")],
    ),
    (
        "Hugo, shortcodes around words",
        "# A\n\n{{< tabs >}}\n{{< tab \"macOS\" >}}Use **dmg**.{{< /tab >}}\n{{% tab title=\"Linux\" %}}Use tar.{{% /tab %}}\n{{< /tabs >}}\n\nIt is {{< hl >}}free{{< /hl >}}. It costs {{< price >}} euros.\n",
        &[
            ("A > macOS", "Use dmg."),
            ("A > Linux", "Use tar."),
            ("A", "It is free."),
        ],
    ),
    (
        "footnotes without their numbers",
        "# A\n\nIt is free.[^1]\n\n[^1]: Above 50 euros.\n",
        &[("A", "It is free.\n\nAbove 50 euros.")],
    ),
    (
        "questions in bold above their answers",
        "# A\n\n**Is it free?**\nYes, it is.\n\n**Is it big?**\nNo.\n\n**It is big.**\nOr not.\n",
        &[
            ("A > Is it free?", "Yes, it is."),
            ("A > Is it big?", "No.\n\nIt is big. Or not."),
        ],
    ),
];

const CALLOUTS: &[Case] = &[
    (
        "GitHub, over several paragraphs",
        "# A\n\n> [!IMPORTANT]\n> Keep the box.\n>\n> Keep the bill too.\n\nAfter.\n",
        &[("A", "Keep the box.\n\nKeep the bill too.\n\nAfter.")],
    ),
    (
        "Obsidian, folded and nested",
        "# A\n\n> [!faq]- Is it free?\n> Yes, it is.\n> > [!todo] Later\n> > Ask again.\n",
        &[
            ("A > Is it free?", "Yes, it is."),
            ("A > Later", "Ask again."),
        ],
    ),
    (
        "Obsidian, links and embeds",
        "# A\n\nSee [[Returns policy]] and [[shipping/Costs#EU|the costs]]. ![[box.png]]\n\n%% a note to myself %%\n\nAfter. ^block-id\n",
        &[("A", "See Returns policy and the costs.\n\nAfter.")],
    ),
    (
        "Obsidian, highlights",
        "# A\n\nIt is ==free== for all.\n",
        &[("A", "It is free for all.")],
    ),
    (
        "Docusaurus, title with markup, nested",
        "# A\n\n::::info[Is it **free**?]\n\nYes.\n\n:::warning\n\nNot in May.\n\n:::\n\n::::\n",
        &[("A > Is it free?", "Yes.\n\nNot in May.")],
    ),
    (
        "Docusaurus, old caution with a title after a space",
        "# A\n\n:::caution Keep the box\n\nWe take nothing back without it.\n\n:::\n",
        &[("A > Keep the box", "We take nothing back without it.")],
    ),
    (
        "MkDocs, empty title and inline block",
        "# A\n\n!!! warning inline end \"\"\n    Keep the box.\n\nAfter.\n",
        &[("A", "Keep the box.\n\nAfter.")],
    ),
    (
        "MkDocs, list and code in an open question",
        "# A\n\n???+ question \"What do I need?\"\n    You need:\n\n    - a box\n    - a bill\n\n    ```sh\n    send box\n    ```\n",
        &[(
            "A > What do I need?",
            "You need:\n\n- a box\n- a bill\n\n```sh\nsend box\n```",
        )],
    ),
    (
        "MkDocs, attributes and keys",
        "# A\n\n[Buy](/buy){ .md-button } now. Press ++ctrl+alt+del++ to end. :material-check: Done.\n",
        &[("A", "Buy now. Press ctrl+alt+del to end. Done.")],
    ),
    (
        "MkDocs, snippets and abbreviations",
        "# A\n\nThe API is free.\n\n--8<-- \"includes/terms.md\"\n\n*[API]: Application Programming Interface\n",
        &[("A", "The API is free.")],
    ),
    (
        "GitBook, hint and tabs",
        "# A\n\n{% hint style=\"warning\" %}\nKeep the box.\n{% endhint %}\n\n{% tabs %}\n{% tab title=\"By post\" %}\nThree days.\n{% endtab %}\n\n{% tab title=\"By hand\" %}\nAt once.\n{% endtab %}\n{% endtabs %}\n",
        &[
            ("A", "Keep the box."),
            ("A > By post", "Three days."),
            ("A > By hand", "At once."),
        ],
    ),
    (
        "GitBook, references and embeds",
        "# A\n\nIt is free.\n\n{% content-ref url=\"returns.md\" %}\n[returns.md](returns.md)\n{% endcontent-ref %}\n\n{% embed url=\"https://video.example/1\" %}\nHow to pack a box.\n{% endembed %}\n",
        &[("A", "It is free.\n\nHow to pack a box.")],
    ),
    (
        "Hugo, notice and figure",
        "# A\n\n{{< notice tip >}}\nKeep the box.\n{{< /notice >}}\n\n{{< figure src=\"box.png\" title=\"The box\" >}}\n\nIt is {{< param price >}} euros. It is red.\n",
        &[("A", "Keep the box.\n\nThe box\n\nIt is red.")],
    ),
    (
        "Hugo, details with a summary",
        "# A\n\n{{% details \"Is it free?\" %}}\nYes, it is.\n{{% /details %}}\n",
        &[("A > Is it free?", "Yes, it is.")],
    ),
    (
        "Hugo, expand",
        "# A\n\n{{% expand title=\"Is it free?\" %}}\nYes, it is.\n{{% /expand %}}\n",
        &[("A > Is it free?", "Yes, it is.")],
    ),
    (
        "Jekyll, includes and links",
        "# A\n\n{% include callout.html content=\"Keep the box.\" %}\n\nSee [the costs]({{ site.baseurl }}{% link costs.md %}).\n\n{: .note }\nIt is red.\n",
        &[("A", "Keep the box.\n\nSee the costs.\n\nIt is red.")],
    ),
    (
        "Jekyll, tests and comments",
        "# A\n\n{% if site.open %}We are open.{% endif %}\n\n{% comment %}\nTo be written.\n{% endcomment %}\n\n{% raw %}\nWrite {{ name }}.\n{% endraw %}\n",
        &[("A", "We are open.\n\nWrite {{ name }}.")],
    ),
    (
        "Kramdown, attribute lists and a table of contents",
        "# A\n{: .no_toc }\n\n* TOC\n{:toc}\n\n## B {#b}\n\nIt is free.\n{: .fs-6 .fw-300 }\n",
        &[("A > B", "It is free.")],
    ),
    (
        "Starlight, asides",
        "# A\n\n<Aside type=\"tip\" title=\"Is it free?\">\n  Yes, it is.\n</Aside>\n",
        &[("A > Is it free?", "Yes, it is.")],
    ),
    (
        "Readme.com, emoji quotes and magic blocks",
        "# A\n\n> 📘 Is it free?\n>\n> Yes, it is.\n",
        &[("A > Is it free?", "Yes, it is.")],
    ),
    (
        "Readme.com, HTML blocks",
        "# A\n\n<HTMLBlock>{`\n<p>It is red.</p>\n`}</HTMLBlock>\n\nIt is free.\n",
        &[("A", "It is red.\n\nIt is free.")],
    ),
    (
        "Azure DevOps and Microsoft Learn",
        "---\ntitle: A\nms.date: 01/31/2027\n---\n# A\n\n> [!NOTE]\n> Keep the box.\n\n[!INCLUDE [terms](includes/terms.md)]\n\n::: moniker range=\"azure\"\nIt is free.\n::: moniker-end\n\n[[_TOC_]]\n",
        &[("A", "Keep the box.\n\nIt is free.")],
    ),
    (
        "Confluence by a converter, panels as quotes",
        "# A\n\n> **Note**\n> Keep the box.\n",
        &[("A", "Keep the box.")],
    ),
];

const COMPONENTS: &[Case] = &[
    (
        "MDX, expressions and comments",
        "import { Note } from './note'\n\n# A\n\n{/* to be written */}\n\nIt is {1 + 1} euros. It is red.\n\n{items.map((item) => (\n  <Card key={item.id} {...item} />\n))}\n\nAfter.\n",
        &[("A", "It is red.\n\nAfter.")],
    ),
    (
        "MDX, exported component",
        "export const Box = ({ children }) => (\n  <span style={{ color: 'red' }}>\n\n    {children}\n  </span>\n);\n\n# A\n\nIt is <Box>red</Box>.\n",
        &[("A", "It is red.")],
    ),
    (
        "Mintlify, steps and cards",
        "# A\n\n<Steps>\n  <Step title=\"Pack\">\n    Use the box.\n  </Step>\n  <Step title=\"Send\">\n    Take it to the post.\n  </Step>\n</Steps>\n\n<CardGroup cols={2}>\n  <Card title=\"Costs\" icon=\"euro\" href=\"/costs\">\n    What it costs.\n  </Card>\n</CardGroup>\n",
        &[
            ("A > Pack", "Use the box."),
            ("A > Send", "Take it to the post."),
            ("A > Costs", "What it costs."),
        ],
    ),
    (
        "Mintlify, parameters and frames",
        "# A\n\n<ParamField path=\"days\" type=\"number\" required>\n  How many days you have.\n</ParamField>\n\n<Frame caption=\"The box\">\n  <img src=\"/box.png\" alt=\"A box\" />\n</Frame>\n\nIt is free.\n",
        &[
            ("A > days", "How many days you have."),
            ("A", "It is free."),
        ],
    ),
    (
        "Nextra, callout and tabs with items",
        "import { Callout, Tabs } from 'nextra/components'\n\n# A\n\n<Callout type=\"info\" emoji=\"i\">\n  Keep the box.\n</Callout>\n\n<Tabs items={['By post', 'By hand']}>\n  <Tabs.Tab>Three days.</Tabs.Tab>\n  <Tabs.Tab>At once.</Tabs.Tab>\n</Tabs>\n",
        &[("A", "Keep the box.\n\nThree days.\n\nAt once.")],
    ),
    (
        "Markdoc, tags with attributes",
        "# A\n\n{% callout type=\"note\" title=\"Is it free?\" %}\nYes, it is.\n{% /callout %}\n\nIt has {% $days %} days. It is red.\n\n## B {% #b .x %}\n\nIt is big.\n",
        &[
            ("A > Is it free?", "Yes, it is."),
            ("A", "It is red."),
            ("A > B", "It is big."),
        ],
    ),
    (
        "VitePress, code groups and badges",
        "# A <Badge type=\"tip\" text=\"2.0\" />\n\n::: code-group\n\n```sh [npm]\nnpm i a\n```\n\n```sh [yarn]\nyarn add a\n```\n\n:::\n\nIt is free.\n",
        &[(
            "A",
            "```sh\nnpm i a\n```\n\n```sh\nyarn add a\n```\n\nIt is free.",
        )],
    ),
    (
        "VitePress, includes and script setup",
        "<script setup>\nimport { ref } from 'vue'\nconst days = ref(30)\n</script>\n\n# A\n\n<!--@include: ./terms.md-->\n\nYou have {{ days }} days. It is free.\n\n[[toc]]\n",
        &[("A", "It is free.")],
    ),
];

const EXPORTS: &[Case] = &[
    (
        "Notion, a callout and a toggle",
        "# A\n\nOwner: Ana\nStatus: Done\n\n<aside>\n💡 Keep the box.\n\n</aside>\n\n- Is it free?\n    \n    Yes, it is.\n    \n- Is it big?\n    \n    No, it is small.\n",
        &[
            ("A", "Owner: Ana Status: Done\n\n💡 Keep the box."),
            ("A > Is it free?", "Yes, it is."),
            ("A > Is it big?", "No, it is small."),
        ],
    ),
    (
        "Notion, links to files and pages",
        "# A\n\nSee [Returns](Returns%200f1e2d3c4b5a69788796a5b4c3d2e1f0.md). It is free.\n\n![box.png](A/box.png)\n",
        &[("A", "See Returns. It is free.")],
    ),
    (
        "Slite and Outline, tips between colons",
        "# A\n\n:::tip\nKeep the box.\n\n:::\n\n+++ Is it free?\n\nYes, it is.\n\n+++\n",
        &[("A", "Keep the box."), ("A > Is it free?", "Yes, it is.")],
    ),
    (
        "Pandoc, fenced parts and spans",
        "# A {.unnumbered}\n\n::: {.callout-note title=\"Is it free?\"}\nYes, [it is]{.underline}.\n:::\n\n| It is red\n| and big.\n",
        &[
            ("A > Is it free?", "Yes, it is."),
            ("A", "It is red\nand big."),
        ],
    ),
    (
        "Quarto, a callout with a heading",
        "# A\n\n::: {.callout-tip collapse=\"true\"}\n## Is it free?\n\nYes, it is.\n:::\n\nAfter.\n",
        &[("A > Is it free?", "Yes, it is."), ("A", "After.")],
    ),
    (
        "MyST, directives and roles",
        "# A\n\n:::{note}\nKeep the box.\n:::\n\n```{warning}\nNot in May.\n```\n\nSee {ref}`the costs <costs>` and {doc}`returns`.\n",
        &[(
            "A",
            "Keep the box.\n\nNot in May.\n\nSee the costs and returns.",
        )],
    ),
];

fn read_right(cases: &[Case]) {
    let wrong: Vec<&str> = cases
        .iter()
        .filter(|(_, text, expected)| {
            let found = super::read_all(text);
            let is_right = found
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .eq(expected.iter().copied());
            if !is_right {
                eprintln!("{text}\n--- read\n{found:#?}\n");
            }
            !is_right
        })
        .map(|(name, ..)| *name)
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} wrong: {wrong:#?}",
        wrong.len(),
        cases.len()
    );
}

#[test]
fn marks() {
    read_right(MARKS);
}

#[test]
fn callouts() {
    read_right(CALLOUTS);
}

#[test]
fn components() {
    read_right(COMPONENTS);
}

#[test]
fn exports() {
    read_right(EXPORTS);
}
