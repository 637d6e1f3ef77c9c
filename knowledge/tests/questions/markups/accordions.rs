//! Pages with collapsible answers, and pages that declare questions for machines.

use super::{Format, Markup, Needs, each, page};

pub(crate) const MARKUPS: &[Markup] = &[
    html!(
        "an accordion with regions",
        Questions,
        "",
        "<h3><button aria-expanded=false aria-controls=p{n} id=b{n}>{q}</button></h3>\
         <div id=p{n} role=region aria-labelledby=b{n} hidden><p>{a}</p></div>",
        ""
    ),
    html!(
        "an accordion that names its parts",
        Nothing,
        "",
        "<div><button type=button aria-expanded=false aria-controls=p{n}>{q}</button>\
         <div id=p{n} hidden>{a}</div></div>",
        ""
    ),
    html!(
        "an accordion without names",
        Nothing,
        "",
        "<div class=item><button class=accordion>{q}</button><div class=panel \
         style='display:none'><p>{a}</p></div></div>",
        ""
    ),
    html!(
        "an accordion of open parts",
        Questions,
        "",
        "<div class=item><button>{q}</button><div><p>{a}</p></div></div>",
        ""
    ),
    html!(
        "an accordion of Bootstrap",
        Questions,
        "<div class=accordion id=acc>",
        "<div class=accordion-item><h2 class=accordion-header><button class='accordion-button collapsed' \
         data-bs-toggle=collapse data-bs-target='#c{n}'>{q}</button></h2><div id=c{n} \
         class='accordion-collapse collapse' data-bs-parent='#acc'><div class=accordion-body>{a}</div></div></div>",
        "</div>"
    ),
    html!(
        "an accordion of checkboxes",
        Nothing,
        "",
        "<div class=tab><input type=checkbox id=c{n}><label for=c{n}>{q}</label>\
         <div class=tab-content>{a}</div></div>",
        ""
    ),
    html!(
        "an accordion of links",
        Nothing,
        "",
        "<div><a href='#a{n}' data-toggle=collapse>{q}</a><div id=a{n} class=collapse>{a}</div></div>",
        ""
    ),
    html!(
        "an accordion in a definition list",
        Questions,
        "<dl>",
        "<dt><h3><button aria-expanded=false>{q}</button></h3></dt><dd hidden><p>{a}</p></dd>",
        "</dl>"
    ),
    Markup {
        name: "JSON-LD alone",
        format: Format::Html,
        knows: Needs::Nothing,
        write: |faq| page(&json_ld(faq)),
    },
    Markup {
        name: "JSON-LD beside the text",
        format: Format::Html,
        knows: Needs::Questions,
        write: |faq| {
            let text = each(faq, |_, q, a| format!("<h3>{q}</h3><div>{a}</div>"));
            page(&format!("{text}{}", json_ld(faq)))
        },
    },
    Markup {
        name: "JSON-LD beside divs",
        format: Format::Html,
        knows: Needs::Nothing,
        write: |faq| {
            let text = each(faq, |_, q, a| {
                format!("<div><div>{q}</div><div>{a}</div></div>")
            });
            page(&format!("{text}{}", json_ld(faq)))
        },
    },
    html!(
        "microdata",
        Questions,
        "<div itemscope itemtype='https://schema.org/FAQPage'>",
        "<div itemscope itemprop=mainEntity itemtype='https://schema.org/Question'><h3 itemprop=name>{q}</h3>\
         <div itemscope itemprop=acceptedAnswer itemtype='https://schema.org/Answer'><div itemprop=text>{a}</div>\
         </div></div>",
        "</div>"
    ),
    html!(
        "microdata without headings",
        Nothing,
        "<div itemscope itemtype='https://schema.org/FAQPage'>",
        "<div itemscope itemprop=mainEntity itemtype='https://schema.org/Question'><div class=q><span itemprop=name>\
         {q}</span></div><div itemscope itemprop=acceptedAnswer itemtype='https://schema.org/Answer'><p \
         itemprop=text>{a}</p></div></div>",
        "</div>"
    ),
];

fn json_ld(faq: &[(&str, &str); 8]) -> String {
    let questions: Vec<String> = (faq.iter())
        .map(|(question, answer)| {
            format!(
                "{{\"@type\":\"Question\",\"name\":\"{question}\",\"acceptedAnswer\":{{\"@type\":\"Answer\",\
                 \"text\":\"<p>{answer}</p>\"}}}}"
            )
        })
        .collect();
    format!(
        "<script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\",\
         \"mainEntity\":[{}]}}</script>",
        questions.join(",")
    )
}
