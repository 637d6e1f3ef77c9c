//! Elements within the text but not part of it, as many tools write them. Each case was written before the code that
//! reads it.

use super::*;

/// Elements with content: a name, the markup, and a sentence that must be read.
const READ: &[(&str, &str, &str)] = &[
    (
        "an aside with a question",
        "<aside><h3>May dogs come along?</h3><p>On a lead, all year.</p></aside>",
        "On a lead, all year.",
    ),
    (
        "an aside with a definition list",
        "<aside><dl><dt>Check-in</dt><dd>From 3 p.m. at the desk</dd></dl></aside>",
        "From 3 p.m. at the desk",
    ),
    (
        "an aside with a table",
        "<aside><table><tr><th>Season</th><th>Price</th></tr><tr><td>Summer</td><td>40 € a night</td></tr></table></aside>",
        "40 € a night",
    ),
    (
        "an aside with a list of facts",
        "<aside><h4>What to bring</h4><ul><li>A tent of your own</li><li>A torch for the night</li></ul></aside>",
        "A torch for the night",
    ),
    (
        "a pull quote",
        "<aside class=pullquote><p>The lake is 12 degrees cold in May.</p></aside>",
        "The lake is 12 degrees cold in May.",
    ),
    (
        "a Bootstrap alert",
        "<div class='alert alert-warning' role=alert>The road is closed in winter.</div>",
        "The road is closed in winter.",
    ),
    (
        "a note by role",
        "<div role=note><p>The road is closed in winter.</p></div>",
        "The road is closed in winter.",
    ),
    (
        "a Sphinx admonition",
        "<div class='admonition note'><p class=admonition-title>Note</p><p>The road is closed in winter.</p></div>",
        "The road is closed in winter.",
    ),
    (
        "a Sphinx sidebar",
        "<aside class=sidebar><p class=sidebar-title>Opening hours</p><p>The desk is open until 8 p.m.</p></aside>",
        "The desk is open until 8 p.m.",
    ),
    (
        "a Docusaurus admonition",
        "<div class='theme-admonition theme-admonition-tip alert alert--success'><div class=admonitionHeading><svg></svg>tip</div><div class=admonitionContent><p>Come in the morning.</p></div></div>",
        "Come in the morning.",
    ),
    (
        "a GitHub alert",
        "<div class='markdown-alert markdown-alert-note'><p class=markdown-alert-title><svg></svg>Note</p><p>The road is closed in winter.</p></div>",
        "The road is closed in winter.",
    ),
    (
        "an Asciidoctor block",
        "<div class='admonitionblock tip'><table><tr><td class=icon><div class=title>Tip</div></td><td class=content>Come in the morning.</td></tr></table></div>",
        "Come in the morning.",
    ),
    (
        "an Asciidoctor sidebar",
        "<div class=sidebarblock><div class=content><div class=title>Fire</div><div class=paragraph><p>Fires are made on the beach only.</p></div></div></div>",
        "Fires are made on the beach only.",
    ),
    (
        "a Notion callout",
        "<figure class='block-color-gray_background callout' style='white-space:pre-wrap;display:flex'><div style='font-size:1.5em'><span class=icon>💡</span></div><div style='width:100%'><p>Keys are at the desk.</p></div></figure>",
        "Keys are at the desk.",
    ),
    (
        "a Notion toggle",
        "<ul class=toggle><li><details open><summary>Is there a shop?</summary><p>Yes, next to the desk.</p></details></li></ul>",
        "Yes, next to the desk.",
    ),
    (
        "a Confluence panel",
        "<div class='confluence-information-macro confluence-information-macro-note'><span class='aui-icon'></span><div class=confluence-information-macro-body><p>Keys are at the desk.</p></div></div>",
        "Keys are at the desk.",
    ),
    (
        "a Zendesk callout",
        "<blockquote class='callout callout-info'><p>Keys are at the desk.</p></blockquote>",
        "Keys are at the desk.",
    ),
    (
        "an Intercom callout",
        "<div class='intercom-interblocks-callout' style='background:#e8f'><p>Keys are at the desk.</p></div>",
        "Keys are at the desk.",
    ),
    (
        "a complementary section with a heading",
        "<section role=complementary aria-label='Good to know'><p>The water is safe to drink.</p></section>",
        "The water is safe to drink.",
    ),
    (
        "a nested aside in an article",
        "<article><p>Tents stand by the lake.</p><aside><p>Hammocks need a permit of the forester.</p></aside></article>",
        "Hammocks need a permit of the forester.",
    ),
    (
        "a figure with a caption",
        "<figure><img src=a><figcaption>The beach, where fires are allowed until 10 p.m.</figcaption></figure>",
        "where fires are allowed until 10 p.m.",
    ),
    (
        "a footnote as an aside",
        "<aside role=doc-footnote id=fn1><p>Children under six are free.</p></aside>",
        "Children under six are free.",
    ),
    (
        "a tip with a link in it",
        "<aside class=tip><p>Book early, as <a href=/map>the map</a> has only 40 places.</p></aside>",
        "has only 40 places",
    ),
    (
        "a card that answers",
        "<aside class=card><h3>Electricity</h3><p>3 € a night, at places 1 to 20.</p><a href=/book>Book now</a></aside>",
        "3 € a night, at places 1 to 20.",
    ),
];

/// Elements without content: a name, the markup, and a sentence that must not be read.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    (
        "links to other pages",
        "<aside><h3>Read next</h3><ul><li><a href=/a>Walks around the lake</a></li><li><a href=/b>Boats for rent</a></li></ul></aside>",
        "Boats for rent",
    ),
    (
        "a table of contents",
        "<aside><p>On this page</p><ul><li><a href='#a'>Getting here</a></li><li><a href='#b'>Prices</a></li></ul></aside>",
        "Getting here",
    ),
    (
        "a form to subscribe",
        "<aside><h3>News of the lake</h3><p>Once a month by e-mail.</p><form><input type=email><button>Subscribe</button></form></aside>",
        "Once a month by e-mail.",
    ),
    (
        "buttons to share",
        "<aside class=share><a href='https://facebook.com/sharer'>Share</a><a href='https://x.com/intent'>Post</a></aside>",
        "Share",
    ),
    (
        "a list of tags",
        "<aside class=tags><a href=/t/lake>lake</a> <a href=/t/tent>tent</a> <a href=/t/dog>dogs welcome</a></aside>",
        "dogs welcome",
    ),
    (
        "cards of other articles",
        "<aside class=related><article><h3><a href=/a>Walks around the lake</a></h3><p>Three walks of an hour each.</p></article><article><h3><a href=/b>Boats for rent</a></h3><p>Where to rent a boat.</p></article></aside>",
        "Where to rent a boat.",
    ),
];

#[test]
fn what_stands_beside_and_tells_something_is_read() {
    let wrong: Vec<&str> = READ
        .iter()
        .filter(|(_, markup, sentence)| !reads(markup, sentence))
        .map(|(name, ..)| *name)
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} wrong: {wrong:#?}",
        wrong.len(),
        READ.len()
    );
}

#[test]
fn what_stands_beside_and_tells_nothing_is_left_out() {
    let wrong: Vec<&str> = LEFT_OUT
        .iter()
        .filter(|(_, markup, sentence)| reads(markup, sentence))
        .map(|(name, ..)| *name)
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} wrong: {wrong:#?}",
        wrong.len(),
        LEFT_OUT.len()
    );
}

/// Whether `sentence` is read from `markup` between two paragraphs.
fn reads(markup: &str, sentence: &str) -> bool {
    let page = format!(
        "<main><h1>The camp</h1>{FILLER}{markup}<p>We are glad to see you at the lake this year.</p></main>"
    );
    let found = read_all(&page);
    let is_read = found
        .iter()
        .any(|(path, text)| text.contains(sentence) || path.contains(sentence));
    if !is_read {
        eprintln!("{markup}\n{found:#?}");
    }
    is_read
}

#[test]
fn the_picture_at_the_head_of_the_content_is_read_with_its_sentences() {
    for hero in [
        "<div role=banner><p>We have baked bread since 1904. Come by on any day.</p></div>",
        "<section role=banner><p>We have baked bread since 1904. Come by on any day.</p><a href=/book>Book</a></section>",
        "<header role=banner><p>We have baked bread since 1904. Come by on any day.</p></header>",
    ] {
        let found = format!(
            "{:?}",
            read_all(&format!("<main>{hero}<h2>Hours</h2>{FILLER}</main>"))
        );
        assert!(found.contains("baked bread since 1904"), "{hero}\n{found}");
    }
    // A site's header, which some themes also put there.
    for head in [
        "<header role=banner><a href=/>Bakery</a> <a href=/shop>Shop</a> <input type=search></header>",
        "<div role=banner><a href=/>Bakery</a> <a href=/shop>Shop</a> <a href=/us>About the bakery</a></div>",
    ] {
        check(
            &format!("<main>{head}<h1>Hours</h1>{FILLER}</main>"),
            &[("Hours", FILLER_TEXT)],
        );
    }
}
