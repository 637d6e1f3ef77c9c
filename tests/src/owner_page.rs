//! Owners' pages on their own origins, each with one script tag.
//!
//! The pages' own code is in `page.js`, so that the strict ones need no inline script. It collects in `window.seen`
//! what tests check.

use anyhow::Result;
use axum::{
    Router,
    extract::Path,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::serving::Address;

/// Records everything that a page can notice of its visitor and of the widget.
const SCRIPT: &str = r##"
window.seen = { shortcuts: [], violations: [], errors: [], clicks: 0 };
addEventListener("securitypolicyviolation", (event) => seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
document.addEventListener("keydown", (event) => seen.shortcuts.push(event.key));
window.porchlight = window.porchlight || Object.assign((...call) => porchlight.q.push(call), { q: [] });
porchlight("on", "error", (error) => seen.errors.push(error.code));
porchlight("on", "ready", () => (seen.ready = true));
porchlight("on", "open", () => (seen.open = true));
porchlight("on", "close", () => (seen.open = false));
porchlight("on", "message", (message) => (seen.message = message));
document.addEventListener("click", ({ target }) => {
  seen.clicks += 1;
  if (target.id !== "next") return;
  // What client-side routers do: another address, another body.
  history.pushState({}, "", "#second");
  const body = document.createElement("body");
  body.innerHTML = "<h1 id=second>Second page</h1><button id=next>Next</button>";
  document.body.replaceWith(body);
});
"##;

/// Bad styles that many pages have.
const LOUD_STYLES: &str = "
* { font-family: fantasy !important; letter-spacing: 3px; box-sizing: content-box; text-transform: uppercase; }
button { font-size: 40px !important; color: red !important; background: lime !important; border-radius: 0 !important; }
div, section, iframe { border: 7px dotted magenta; margin: 11px; opacity: .5; }
porchlight-widget { display: none !important; filter: blur(9px); }
textarea, input { display: none !important; }
";

/// Until the chat is ready, gives elements the names of properties that the loader reads from the document and the
/// window (DOM clobbering), as a comment under an article could. It leaves out other properties, because chromedriver's
/// scripts run in the page, too.
const NAMES: &str = r#"
const make = document.createElement.bind(document);
const box = make("div");
const names = [
  "currentScript", "createElement", "querySelector", "activeElement", "title", "body", "prerendering", "addEventListener",
  "porchlight", "navigation",
];
for (const name of names) {
  const image = box.appendChild(make("img"));
  image.name = image.id = name;
  image.dataset.project = "unlisted";
  image.src = "/elsewhere/widget.js";
}
document.documentElement.append(box);
const waiting = setInterval(() => {
  if (!window.porchlight?.loaded) return;
  clearInterval(waiting);
  porchlight("on", "ready", () => {
    box.remove();
    window.seen = { ready: true };
  });
});
"#;

/// The server of the pages.
pub struct OwnerPages {
    by_name: String,
    by_number: String,
}

impl OwnerPages {
    /// Reserves an address for the pages, because projects must list it before the Worker starts.
    pub fn reserve() -> Result<(Self, Address)> {
        let address = Address::reserve()?;
        let pages = Self {
            by_name: address.origin("localhost"),
            by_number: address.origin("127.0.0.1"),
        };
        Ok((pages, address))
    }

    /// The origins of the pages.
    pub fn origins(&self) -> Vec<String> {
        vec![self.by_name.clone(), self.by_number.clone()]
    }

    /// A page on another site than the widget, as in production. Its frame has its own process and storage.
    pub fn on_another_site(&self, page: &str) -> String {
        format!("{}/{page}", self.by_name)
    }

    /// A page on another origin of the widget's site. Browser settings (offline, dark, phone) then apply to its frame,
    /// too.
    pub fn on_the_same_site(&self, page: &str) -> String {
        format!("{}/{page}", self.by_number)
    }
}

/// Serves pages at `address` that load the widget from `host`.
pub fn serve(address: Address, host: &str) -> Result<()> {
    let host = host.to_owned();
    address.serve(
        Router::new()
            .route("/page.js", get(async || script(SCRIPT)))
            .route("/names.js", get(async || script(NAMES)))
            .route("/loud.css", get(async || styles(LOUD_STYLES)))
            .route(
                "/{page}",
                get(async move |Path(page): Path<String>| answer(&host, &page)),
            ),
    )
}

fn answer(host: &str, page: &str) -> Response {
    let (project, head, body) = match page {
        "plain" | "strict" | "twice" | "address" | "module" | "evaluated" | "isolated"
        | "frameless" | "refusing" => ("help", "", PLAIN),
        "lost" => ("", "", PLAIN),
        "transformed" => ("help", TRANSFORMED, PLAIN),
        "banner" => ("help", "", BANNER),
        "sandboxed" => ("public", "", PLAIN),
        "loud" => ("help", "<link rel=stylesheet href=/loud.css>", PLAIN),
        "routed" => ("help", "", ROUTED),
        "names" => ("help", "", NAMED),
        "inviting" => ("inviting", "", PLAIN),
        "eager" => ("eager", "", PLAIN),
        "dark" => ("help", "<style>html { color-scheme: dark }</style>", PLAIN),
        "unlisted" => ("unlisted", "", PLAIN),
        "unknown" => ("nobody", "", PLAIN),
        "hostile" => ("hostile", "", PLAIN),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let tag =
        format!("<script async src=\"{host}/widget.js\" data-project=\"{project}\"></script>");
    let tag = match page {
        "address" | "banner" | "frameless" => {
            format!("<script async src=\"{host}/widget.js?project=help\"></script>")
        }
        "module" => format!(
            "<script src=\"/elsewhere/widget.js\"></script>\
             <script type=module src=\"{host}/widget.js?project=help\"></script>"
        ),
        "evaluated" => format!(
            "<script>fetch(\"{host}/widget.js?project=help\").then((it) => it.text()).then((it) => (0, eval)(it))</script>"
        ),
        "lost" => format!("<script async src=\"{host}/widget.js\"></script>"),
        _ => tag,
    };
    let own = if page == "names" {
        ""
    } else {
        "<script src=/page.js></script>"
    };
    let tags = if page == "twice" { tag.repeat(2) } else { tag };
    let html = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\"><title>Lantern shop</title>\
         <link rel=icon href=data:,>{own}{head}</head><body>{body}{tags}</body></html>"
    );
    let own_header = match page {
        "strict" => Some((
            header::CONTENT_SECURITY_POLICY,
            format!(
                "default-src 'none'; script-src 'self' {host}; frame-src {host}; img-src data:"
            ),
        )),
        "refusing" => Some((
            header::CONTENT_SECURITY_POLICY,
            format!("script-src 'self' {host}; frame-src 'none'"),
        )),
        "frameless" => Some((
            header::CONTENT_SECURITY_POLICY,
            "frame-src 'none'".to_owned(),
        )),
        "sandboxed" => Some((
            header::CONTENT_SECURITY_POLICY,
            "sandbox allow-scripts".to_owned(),
        )),
        "isolated" => Some((
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp".to_owned(),
        )),
        _ => None,
    };
    let mut response = Html(html).into_response();
    if let Some((name, value)) = own_header
        && let Ok(value) = HeaderValue::try_from(value)
    {
        response.headers_mut().insert(name, value);
    }
    response
}

const PLAIN: &str = "<h1>Lantern shop</h1><p>Lanterns for porches.</p>\
    <p><input id=search aria-label=Search> <button id=ask data-porchlight-ask=\"How do I set up backup codes?\">Ask about codes</button>\
    <button id=open data-porchlight-open>Help</button></p><p>…</p>";

/// CSS that makes fixed elements scroll with the page, and something that covers them.
const TRANSFORMED: &str =
    "<style>body { transform: translateX(0); filter: grayscale(0); min-height: 3000px }
    .cover { position: absolute; inset: 0; z-index: 2147483647 }</style>";

const BANNER: &str = "<h1>Lantern shop</h1><div id=banner style=\"position:fixed;bottom:0;left:0;right:0;height:120px;background:#ccc\">\
    <button id=accept onclick=\"banner.remove()\" style=\"position:absolute;right:24px;bottom:24px\">Accept</button></div>";

const ROUTED: &str = "<h1 id=first>First page</h1><button id=next>Next</button>";

const NAMED: &str = "<h1>Lantern shop</h1><script src=/names.js></script>";

fn script(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript")], text).into_response()
}

fn styles(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/css")], text).into_response()
}
