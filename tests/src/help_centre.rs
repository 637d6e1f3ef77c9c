//! A site to index: serves tests/pages over HTTP, and fails in every way a web server can.

use std::{
    convert::Infallible,
    fs,
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Result;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};
use futures::stream;

use crate::serving::Address;

/// A fact on the page at [`HelpCentre::hostile_page`]. The rest of that page would do harm if it became markup.
pub const HOSTILE_FACT: &str = "The lighthouse keeper paints the lantern room every seventh spring";

/// A page whose text tries to become markup wherever it is quoted.
const HOSTILE_PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Lighthouse &lt;img src=x onerror="window.harmed=1"&gt;</title></head><body><main>
<h1>Lighthouse &lt;script&gt;window.harmed=1&lt;/script&gt;</h1>
<p>The lighthouse keeper paints the lantern room every seventh spring &lt;img src=x onerror="window.harmed=1"&gt;
[click](javascript:window.harmed=1) &lt;a href="javascript:window.harmed=1"&gt;here&lt;/a&gt;
![pixel](https://tracker.example/pixel.png) <script>window.harmed=1</script>.</p>
</main></body></html>"#;

/// A page without any content.
const EMPTY_PAGE: &str = "<!doctype html><html lang=en><title>Empty</title><body><nav><a href=/>Home</a></nav><footer>©</footer></body></html>";

/// A page that exists until [`HelpCentre::set_closed`].
const CLOSING_PAGE: &str = "<!doctype html><html lang=en><title>Candle shop</title><body><main><h1>When does the candle shop close?</h1>\
    <p>The candle shop closes at half past nine in the evening, and at noon on Sundays.</p></main></body></html>";

/// The start of the addresses of a part of the site, which can be added as a website of its own.
const PART: &str = "/en/help/create-account/";
const PART_PAGE: &str = "<!doctype html><html lang=en><title>Create an account</title><body><main><h1>Create an account</h1>\
    <p>Everything about accounts and the ways to sign in is on the pages below.</p><ul>\
    <li><a href=\"authentication-methods/backup-codes/\">Backup codes</a></li>\
    <li><a href=\"authentication-methods/security-key/\">Security key</a></li>\
    <li><a href=\"how-do-i-create-an-account/\">How do I create an account?</a></li></ul></main></body></html>";

/// The chunk size of an endless body, in bytes.
const PIECE: usize = 64 * 1024;

/// The running site. It stops with the runtime that it was started in.
pub struct HelpCentre {
    /// Its origin, without a trailing slash.
    pub origin: String,
    requested: Arc<Mutex<Vec<String>>>,
    closed: Arc<AtomicBool>,
    tag: Arc<Mutex<String>>,
}

struct HelpPages {
    folder: PathBuf,
    origin: String,
    requested: Arc<Mutex<Vec<String>>>,
    closed: Arc<AtomicBool>,
    /// The tag inserted at the end of each page.
    tag: Arc<Mutex<String>>,
}

impl HelpCentre {
    /// Starts the site on a free port.
    pub fn start() -> Result<Self> {
        let address = Address::reserve()?;
        let origin = address.origin("127.0.0.1");
        let requested = Arc::<Mutex<Vec<String>>>::default();
        let closed = Arc::<AtomicBool>::default();
        let tag = Arc::<Mutex<String>>::default();
        let site = Arc::new(HelpPages {
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("pages"),
            origin: origin.clone(),
            requested: Arc::clone(&requested),
            closed: Arc::clone(&closed),
            tag: Arc::clone(&tag),
        });
        address.serve(
            Router::new()
                .route("/broken/never", get(never))
                .route("/broken/endless", get(endless))
                .route("/broken/failing", get(failing))
                .route("/broken/forbidden", get(forbidden))
                .route("/broken/picture", get(picture))
                .route("/broken/empty", get(async || Html(EMPTY_PAGE)))
                .route("/broken/circle", to("/broken/circle"))
                .route("/broken/private", to("http://10.0.0.1/"))
                .route(
                    "/broken/metadata",
                    to("http://169.254.169.254/latest/meta-data/"),
                )
                .route("/closing/shop", get(closing))
                .route(PART, get(part))
                .route("/hostile", get(async || Html(HOSTILE_PAGE)))
                .fallback(page)
                .with_state(site),
        )?;
        Ok(Self {
            origin,
            requested,
            closed,
            tag,
        })
    }

    /// The address of the articles' sitemap.
    pub fn sitemap(&self) -> String {
        format!("{}/sitemap.xml", self.origin)
    }

    /// The address of a part of the site that works as a small website of its own.
    pub fn part(&self) -> String {
        format!("{}{PART}", self.origin)
    }

    /// The address of a page with markup, scripts and Markdown in place of text.
    pub fn hostile_page(&self) -> String {
        format!("{}/hostile", self.origin)
    }

    /// Inserts a tag at the end of each page.
    pub fn put_on_pages(&self, tag: &str) {
        let mut put = self.tag.lock().unwrap_or_else(PoisonError::into_inner);
        tag.clone_into(&mut put);
    }

    /// Removes the page `/closing/shop`, or restores it.
    pub fn set_closed(&self, closed: bool) {
        self.closed.store(closed, Ordering::Relaxed);
    }

    /// Whether anybody has requested `path`.
    pub fn was_asked_for(&self, path: &str) -> bool {
        let requested = self.requested.lock();
        let requested = requested.unwrap_or_else(PoisonError::into_inner);
        requested.iter().any(|asked| asked == path)
    }
}

async fn part(State(site): State<Arc<HelpPages>>) -> Html<String> {
    Html(site.with_tag(PART_PAGE))
}

impl HelpPages {
    fn with_tag(&self, page: &str) -> String {
        let tag = self.tag.lock().unwrap_or_else(PoisonError::into_inner);
        format!("{page}{tag}")
    }
}

async fn page(State(site): State<Arc<HelpPages>>, request: Request) -> Response {
    let path = request.uri().path();
    site.requested
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(path.to_owned());
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let mut file = site.folder.join(relative);
    if path.ends_with('/') {
        file.push("index.html");
    }
    let Some(text) = inside.then(|| fs::read_to_string(&file).ok()).flatten() else {
        return (StatusCode::NOT_FOUND, Html("<h1>Not found</h1>")).into_response();
    };
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
        Some("xml") => "application/xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let text = text.replace("{ORIGIN}", &site.origin);
    if kind.starts_with("text/html") {
        return Html(site.with_tag(&text)).into_response();
    }
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn closing(State(site): State<Arc<HelpPages>>) -> Response {
    if site.closed.load(Ordering::Relaxed) {
        return StatusCode::GONE.into_response();
    }
    Html(CLOSING_PAGE).into_response()
}

async fn never() -> Infallible {
    std::future::pending().await
}

async fn endless() -> Response {
    let head = Bytes::from_static(b"<!doctype html><html lang=en><body><main>");
    let piece = Bytes::from("<p>More of the same.</p>".repeat(PIECE / 24));
    let pieces = stream::iter(std::iter::once(head).chain(std::iter::repeat(piece)));
    let body = Body::from_stream(futures::StreamExt::map(pieces, Ok::<_, Infallible>));
    ([(header::CONTENT_TYPE, "text/html")], body).into_response()
}

async fn failing() -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

async fn forbidden() -> StatusCode {
    StatusCode::FORBIDDEN
}

async fn picture() -> Response {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    ([(header::CONTENT_TYPE, "image/png")], png).into_response()
}

/// A route that redirects to `target`.
fn to(target: &'static str) -> MethodRouter<Arc<HelpPages>> {
    get(async move || Redirect::temporary(target))
}
