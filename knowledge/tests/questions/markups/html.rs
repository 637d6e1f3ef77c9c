//! Pages with visible questions and answers.

use super::{Format, Markup, Needs, each, page};

pub(crate) const MARKUPS: &[Markup] = &[
    html!("headings", Questions, "", "<h2>{q}</h2><p>{a}</p>", ""),
    html!(
        "headings in a list",
        Questions,
        "<ul>",
        "<li><h3>{q}</h3><p>{a}</p></li>",
        "</ul>"
    ),
    html!(
        "headings by role",
        Questions,
        "",
        "<div role=heading aria-level=3>{q}</div><div>{a}</div>",
        ""
    ),
    html!(
        "numbered headings with links",
        Questions,
        "",
        "<h3 id=q{n}><a href='#q{n}'>{q}</a></h3>{a}",
        ""
    ),
    html!(
        "details",
        Nothing,
        "",
        "<details><summary>{q}</summary><p>{a}</p></details>",
        ""
    ),
    html!(
        "details with a heading",
        Nothing,
        "<div class=faq>",
        "<details name=faq><summary><h3>{q}</h3></summary><div><div>{a}</div></div></details>",
        "</div>"
    ),
    html!(
        "definitions",
        Questions,
        "<dl>",
        "<dt>{q}</dt><dd>{a}</dd>",
        "</dl>"
    ),
    html!(
        "definitions in divs",
        Questions,
        "<dl>",
        "<div><dt><strong>{q}</strong></dt><dd><p>{a}</p></dd></div>",
        "</dl>"
    ),
    html!(
        "a list of definitions for each",
        Questions,
        "",
        "<dl><dt>{q}</dt><dd>{a}</dd></dl>",
        ""
    ),
    html!(
        "a table",
        Questions,
        "<table>",
        "<tr><td>{q}</td><td>{a}</td></tr>",
        "</table>"
    ),
    html!(
        "a table with a head",
        Nothing,
        "<table><thead><tr><th>Question</th><th>Answer</th></tr></thead><tbody>",
        "<tr><td>{q}</td><td>{a}</td></tr>",
        "</tbody></table>"
    ),
    html!(
        "a table with numbers",
        Nothing,
        "<table><tr><th>No.</th><th>Question</th><th>Answer</th></tr>",
        "<tr><td>{n}</td><td>{q}</td><td>{a}</td></tr>",
        "</table>"
    ),
    html!(
        "a table with row heads",
        Questions,
        "<table>",
        "<tr><th scope=row>{q}</th><td><p>{a}</p></td></tr>",
        "</table>"
    ),
    html!(
        "a table of rows in turn",
        Marks,
        "<table>",
        "<tr><td>{q}</td></tr><tr><td>{a}</td></tr>",
        "</table>"
    ),
    html!(
        "bold and a break",
        Questions,
        "",
        "<p><b>{q}</b><br>{a}</p>",
        ""
    ),
    html!(
        "bold and a break within",
        Questions,
        "",
        "<p><strong>{q}<br></strong>{a}</p>",
        ""
    ),
    html!(
        "bold before the answer",
        Questions,
        "",
        "<p><strong>{q}</strong> {a}</p>",
        ""
    ),
    html!(
        "bold and breaks in one part",
        Questions,
        "<div>",
        "<b>{q}</b><br>{a}<br><br>",
        "</div>"
    ),
    html!(
        "bold and two breaks",
        Questions,
        "<div>",
        "<b>{q}</b><br><br>{a}<br><br>",
        "</div>"
    ),
    html!(
        "bold paragraphs",
        Questions,
        "",
        "<p><strong>{q}</strong></p><p>{a}</p>",
        ""
    ),
    html!(
        "bold by style",
        Marks,
        "",
        "<p><span style='font-weight:700'>{q}</span></p><p>{a}</p>",
        ""
    ),
    html!(
        "numbered bold paragraphs",
        Marks,
        "",
        "<p><b>{n}. {q}</b></p><p>{a}</p>",
        ""
    ),
    html!("letters", Nothing, "", "<p>Q: {q}</p><p>A: {a}</p>", ""),
    html!(
        "letters in one paragraph",
        Nothing,
        "",
        "<p>Q: {q}<br>A: {a}</p>",
        ""
    ),
    html!(
        "bold letters",
        Nothing,
        "",
        "<p><b>Q:</b> {q}</p><p><b>A:</b> {a}</p>",
        ""
    ),
    html!(
        "numbered letters",
        Marks,
        "",
        "<p>Q{n}. {q}</p><p>A{n}. {a}</p>",
        ""
    ),
    html!(
        "letters in parts of their own",
        Nothing,
        "",
        "<div class=item><span>Q</span><div>{q}</div><span>A</span><div>{a}</div></div>",
        ""
    ),
    html!(
        "words",
        Nothing,
        "",
        "<p><b>Question:</b> {q}</p><p><b>Answer:</b> {a}</p>",
        ""
    ),
    html!(
        "words in a heading",
        Questions,
        "",
        "<h3>Question: {q}</h3><p>Answer: {a}</p>",
        ""
    ),
    html!(
        "divs",
        Questions,
        "",
        "<div class=question>{q}</div><div class=answer>{a}</div>",
        ""
    ),
    html!(
        "divs in divs",
        Marks,
        "<div class=faqs>",
        "<div class=item><div class=title>{q}</div><div class=body><p>{a}</p></div></div>",
        "</div>"
    ),
    html!(
        "divs without names",
        Marks,
        "",
        "<div><div>{q}</div><div>{a}</div></div>",
        ""
    ),
    html!(
        "spans",
        Marks,
        "",
        "<div><span class=q>{q}</span> <span class=a>{a}</span></div>",
        ""
    ),
    html!("paragraphs", Marks, "", "<p>{q}</p><p>{a}</p>", ""),
    html!("a break", Marks, "", "<p>{q}<br>{a}</p>", ""),
    html!("one line", Marks, "", "<p>{q} {a}</p>", ""),
    html!("a list", Marks, "<ul>", "<li>{q}<br>{a}</li>", "</ul>"),
    html!(
        "a list of paragraphs",
        Marks,
        "<ol>",
        "<li><p>{q}</p><p>{a}</p></li>",
        "</ol>"
    ),
    html!(
        "an ordered list with bold questions",
        Questions,
        "<ol>",
        "<li><strong>{q}</strong> {a}</li>",
        "</ol>"
    ),
    html!(
        "an ordered list with bold questions on lines",
        Questions,
        "<ol>",
        "<li><b>{q}</b><br>{a}</li>",
        "</ol>"
    ),
    html!(
        "an ordered list with bold paragraphs",
        Questions,
        "<ol>",
        "<li><p><b>{q}</b></p><p>{a}</p></li>",
        "</ol>"
    ),
    html!(
        "a list of questions with lists of answers",
        Marks,
        "<ul>",
        "<li>{q}<ul><li>{a}</li></ul></li>",
        "</ul>"
    ),
    html!(
        "a list for each question",
        Questions,
        "",
        "<ol start={n}><li><strong>{q}</strong></li></ol><p>{a}</p>",
        ""
    ),
];
