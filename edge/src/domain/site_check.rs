//! Checks a website's page for the chat: its script tags, and whether its Content-Security-Policy allows the chat. The
//! page is parsed as text, and nothing of it runs.

/// A finding of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether the owner has to do something.
    pub is_problem: bool,
    /// What was found.
    pub found: String,
    /// What to do; empty if nothing.
    pub advice: String,
}

impl Finding {
    /// A finding without a problem.
    pub fn good(found: impl Into<String>) -> Self {
        Self {
            is_problem: false,
            found: found.into(),
            advice: String::new(),
        }
    }

    /// A problem, with advice.
    pub fn problem(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            is_problem: true,
            found: found.into(),
            advice: advice.into(),
        }
    }
}

/// The most script, meta and link tags of a page that are parsed.
const TAGS: usize = 2_000;
/// Elements whose content has no elements that a browser runs or obeys (HTML, sections 13.2.5.2 to 13.2.5.4, and
/// 4.12.3).
const CLOSED: [&str; 7] = [
    "script", "style", "title", "textarea", "noscript", "template", "iframe",
];

/// A script, meta or link tag of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'h> {
    name: &'h str,
    attributes: Vec<(&'h str, &'h str)>,
}

impl Tag<'_> {
    /// Whether it is a tag of the element `name`.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of the first attribute with this name, with character references resolved. Browsers ignore later ones.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut all = self.attributes.iter();
        let (_, value) = all.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        let value = value.replace("&#39;", "'").replace("&quot;", "\"");
        Some(value.replace("&amp;", "&"))
    }

    /// Whether a browser runs it as a script.
    fn runs(&self) -> bool {
        let kind = self.attribute("type").unwrap_or_default();
        let kind = kind.trim().to_ascii_lowercase();
        self.is("script") && (kind.is_empty() || kind == "module" || kind.ends_with("javascript"))
    }
}

/// The script, meta and link tags in a page's HTML that a browser sees. Those in comments and in text content do not
/// count.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, from)) = rest.split_once('<')
        && tags.len() < TAGS
    {
        if let Some(comment) = from.strip_prefix("!--") {
            rest = after_comment(comment);
            continue;
        }
        if !from.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = from;
            continue;
        }
        let (name, inside) = from.split_at(from.find(ends_name).unwrap_or(from.len()));
        let Some((attributes, after)) = attributes(inside) else {
            break;
        };
        let tag = Tag { name, attributes };
        let closed = CLOSED.iter().find(|closed| tag.is(closed));
        rest = closed.map_or(after, |name| after_element(after, name));
        if ["script", "meta", "link"].iter().any(|name| tag.is(name)) {
            tags.push(tag);
        }
    }
    tags
}

/// The part after a comment, whose beginning is cut off. `<!-->` and `<!--->` are complete comments (HTML, section
/// 13.2.5.43).
fn after_comment(comment: &str) -> &str {
    (comment.strip_prefix('>'))
        .or_else(|| comment.strip_prefix("->"))
        .or_else(|| comment.split_once("-->").map(|(_, after)| after))
        .unwrap_or_default()
}

/// The part after the end tag of the element `name`.
fn after_element<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, from)) = rest.split_once("</") {
        rest = from;
        let found = from.get(..name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return from;
        }
    }
    ""
}

fn ends_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '>')
}

/// The names and values of a tag's attributes, and the part after the tag; `None` if it does not end.
fn attributes(inside: &str) -> Option<(Vec<(&str, &str)>, &str)> {
    let mut attributes = Vec::new();
    let mut rest = inside;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some((attributes, after));
        }
        // A name may begin with `=` (HTML, section 13.2.5.32).
        let mut characters = rest.char_indices().skip(1);
        let (end, _) = characters.find(|(_, c)| ends_name(*c) || *c == '=')?;
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            attributes.push((name, ""));
            rest = after;
            continue;
        };
        let quoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote).map(|value| (value, quote)));
        let (value, after) = match quoted {
            Some((value, quote)) => value.split_once(quote)?,
            None => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>')?),
        };
        attributes.push((name, value));
        rest = after;
    }
}

/// A script tag of this deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptTag {
    /// The slug of the project.
    pub project: Option<String>,
    /// The name of its global function.
    pub name: Option<String>,
}

/// The tags that load the loader from `host`.
pub fn script_tags(tags: &[Tag<'_>], host: &str) -> Vec<ScriptTag> {
    (tags.iter().filter(|tag| tag.runs()))
        .filter_map(|tag| {
            let source = tag.attribute("src")?;
            let (_, address) = source.split_once("//")?;
            let (named, rest) = address.split_at_checked(host.len())?;
            let rest = rest.strip_prefix("/widget.js")?;
            if !named.eq_ignore_ascii_case(host) {
                return None;
            }
            let query = rest.strip_prefix('?').unwrap_or_default();
            let query = query.split_once('#').map_or(query, |(query, _)| query);
            let of_query = |name: &str| {
                url::form_urlencoded::parse(query.as_bytes())
                    .find(|(found, _)| found == name)
                    .map(|(_, value)| value.into_owned())
            };
            let option = |name: &str| {
                (tag.attribute(&format!("data-{name}")))
                    .or_else(|| of_query(name))
                    .filter(|value| !value.is_empty())
            };
            Some(ScriptTag {
                project: option("project"),
                name: option("name"),
            })
        })
        .collect()
}

/// The policies of a page: those of its `Content-Security-Policy`, which may be several in one list, and those in its
/// own HTML. All of them apply (CSP Level 3, section 8.1).
pub fn policies(header: Option<&str>, tags: &[Tag<'_>]) -> Vec<String> {
    let in_header = header.into_iter().flat_map(|list| list.split(','));
    let in_page = (tags.iter().filter(|tag| tag.is("meta"))).filter_map(|tag| {
        let kind = tag.attribute("http-equiv")?;
        kind.eq_ignore_ascii_case("content-security-policy")
            .then(|| tag.attribute("content"))?
    });
    (in_header.map(|policy| policy.trim().to_owned()))
        .chain(in_page)
        .filter(|policy| !policy.is_empty())
        .collect()
}

/// The directives with which one of `policies` blocks the chat of `host`.
pub fn refused_by(policies: &[String], host: &str) -> Vec<&'static str> {
    let all: Vec<_> = (policies.iter())
        .map(|policy| refused_by_one(policy, host))
        .collect();
    (["script-src", "frame-src"].into_iter())
        .filter(|directive| all.iter().any(|refused| refused.contains(directive)))
        .collect()
}

/// The directives with which `policy` blocks the chat of `host` (CSP Level 3, section 6.7.2).
fn refused_by_one(policy: &str, host: &str) -> Vec<&'static str> {
    let directive = |names: &[&str]| -> Option<String> {
        names.iter().find_map(|name| {
            policy.split(';').map(str::trim).find_map(|directive| {
                let (found, sources) = directive.split_once(' ').unwrap_or((directive, ""));
                found.eq_ignore_ascii_case(name).then(|| sources.to_owned())
            })
        })
    };
    let scripts = directive(&["script-src-elem", "script-src", "default-src"]);
    let frames = directive(&["frame-src", "child-src", "default-src"]);
    let mut refused = Vec::new();
    // Whether a nonce or a hash matches depends on the tag, and cannot be checked here.
    let is_trusted =
        |sources: &str| sources.contains("'nonce-") || sources.contains("'strict-dynamic'");
    if scripts.is_some_and(|sources| !is_trusted(&sources) && !lets_in(&sources, host)) {
        refused.push("script-src");
    }
    if frames.is_some_and(|sources| !lets_in(&sources, host)) {
        refused.push("frame-src");
    }
    refused
}

fn lets_in(sources: &str, host: &str) -> bool {
    sources.split_whitespace().any(|source| {
        let source = source.to_lowercase();
        if matches!(source.as_str(), "*" | "https:") {
            return true;
        }
        let after_scheme = source.split_once("://").map_or(&*source, |(_, rest)| rest);
        let named = after_scheme.split('/').next().unwrap_or_default();
        named.strip_prefix("*.").map_or(named == host, |domain| {
            host.strip_suffix(domain)
                .is_some_and(|rest| rest.ends_with('.'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "chat.example";

    #[test]
    fn a_tag_is_found_with_its_project_wherever_that_stands() {
        for (html, project) in [
            (
                r#"<script async src="https://chat.example/widget.js?project=acme"></script>"#,
                Some("acme"),
            ),
            (
                "<script data-project='acme' src='https://chat.example/widget.js'></script>",
                Some("acme"),
            ),
            (
                "<script src=https://chat.example/widget.js?open&amp;project=acme async></script>",
                Some("acme"),
            ),
            (r#"<script src="//chat.example/widget.js"></script>"#, None),
            (
                "<SCRIPT ASYNC SRC=\"HTTPS://Chat.Example/widget.js\" Data-Project=\"acme\"></SCRIPT>",
                Some("acme"),
            ),
            (
                "<script>a = \"<!--\"</script><p title='>'><script data-note=\"a>b src=c\" data-project=acme src=//chat.example/widget.js></script>",
                Some("acme"),
            ),
        ] {
            let found = script_tags(&tags(html), HOST);
            assert_eq!(found.len(), 1, "{html}");
            assert_eq!(found[0].project.as_deref(), project, "{html}");
        }
        for other in [
            r#"<script src="https://other.example/widget.js?project=acme"></script>"#,
            r#"<script data-src="https://chat.example/widget.js"></script>"#,
            r#"<script>"https://chat.example/widget.js"</script>"#,
            "<script",
            r#"<!-- <script src="https://chat.example/widget.js"></script> -->"#,
            r#"<!-- <script src="https://chat.example/widget.js"></script>"#,
            r#"<noscript><script src="https://chat.example/widget.js"></script></noscript>"#,
            r#"<p title='<script src="https://chat.example/widget.js"></script>'>"#,
            r#"<script type="text/plain" src="https://chat.example/widget.js"></script>"#,
            r#"<scripts src="https://chat.example/widget.js"></scripts>"#,
        ] {
            assert_eq!(script_tags(&tags(other), HOST), [], "{other}");
        }
    }

    #[test]
    fn a_policy_keeps_out_what_it_does_not_name() {
        for (policy, refused) in [
            ("", &[][..]),
            ("img-src 'self'", &[]),
            ("default-src 'self'", &["script-src", "frame-src"]),
            (
                "script-src 'self'; frame-src https://chat.example",
                &["script-src"],
            ),
            ("script-src https:; frame-src *", &[]),
            ("script-src 'nonce-a'; frame-src https://*.example", &[]),
            ("script-src https://chat.example/widget.js", &[]),
            ("frame-src https://*.chat.example", &["frame-src"]),
            (
                "DEFAULT-SRC 'none'; Frame-Src CHAT.example",
                &["script-src"],
            ),
        ] {
            assert_eq!(refused_by(&[policy.to_owned()], HOST), refused, "{policy}");
        }
    }

    #[test]
    fn a_policy_may_stand_in_the_page() {
        let html = r#"<meta charset="utf-8"><META HTTP-EQUIV="Content-Security-Policy" content="frame-src &#39;none&#39;">"#;
        assert_eq!(policies(None, &tags(html)), ["frame-src 'none'"]);
        for none in [
            "<meta",
            "<!-- <meta http-equiv=content-security-policy content=a> -->",
        ] {
            assert_eq!(policies(None, &tags(none)), Vec::<String>::new(), "{none}");
        }
    }

    #[test]
    fn of_several_policies_each_applies() {
        let header =
            "frame-src https://chat.example; script-src *, default-src 'self'; frame-src *,";
        let all = policies(Some(header), &[]);
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(refused_by(&all, HOST), ["script-src"]);
        let html = "<meta http-equiv=content-security-policy content=\"frame-src 'none'\">";
        let all = policies(Some("frame-src *"), &tags(html));
        assert_eq!(refused_by(&all, HOST), ["frame-src"]);
    }

    #[test]
    fn a_comment_ends_where_a_browser_ends_it() {
        for html in [
            "<!-->",
            "<!--->",
            "<!-- a -- > -->",
            "<!DOCTYPE html>",
            "a < b </p>",
        ] {
            let html = format!("{html}<meta a=1 = b>");
            assert_eq!(tags(&html).len(), 1, "{html}");
        }
    }
}
