//! Reading two sites, from adding them until the last passage is in the index: pages a second and workerd's memory,
//! compared with a bare JavaScript Worker that fetches the same pages and discards them.

use std::{
    fmt::Write as _,
    io::Write,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    extract::Path,
    response::{Html, IntoResponse},
    routing::get,
};
use futures::future::try_join_all;
use http::{Request, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{
    chat::{self, KEY},
    load::Connection,
    local_platform::LocalPlatform,
    resident_memory::of_workerd,
    workerd::{Listens, Worker, Workerd},
};
use crate::{
    api::{Owner, text},
    deadline::until,
    serving::Address,
};

/// The number of pages of each site: the most that a source may have.
const PAGES: u64 = porchlight_knowledge::source_limits::PAGES_PER_SOURCE;
/// Two names of this machine to read the sites under, because only one source at a time may read a host.
const HOSTS: [&str; 2] = ["127.0.0.1", "localhost"];
/// The size of each page, in bytes.
const PAGE_BYTES: usize = 50 * 1024;
/// How many sections of text a page has, about 25 KB of it.
const SECTIONS: usize = 24;
/// How many pages the bare Worker fetches per request: as many as one step of a crawl.
const PAGES_PER_REQUEST: u64 = porchlight_knowledge::source_limits::PAGES_PER_STEP;
/// How long reading may take.
const PATIENCE: Duration = Duration::from_mins(30);
/// How often memory is sampled.
const SAMPLE: Duration = Duration::from_millis(50);

const FETCHING: &str = "export default {
  async fetch(request) {
    let length = 0;
    for (const url of await request.json()) length += (await (await fetch(url)).text()).length;
    return new Response(String(length));
  },
};
";

const WORDS: &[&str] = &[
    "lamp", "shade", "parcel", "order", "return", "within", "days", "receipt", "brass", "cord",
    "warranty", "price", "delivery", "the", "a", "of", "and", "to", "with", "is", "may", "we",
    "you", "your", "box", "country", "weight",
];

/// The measurements.
struct Measured {
    seconds: f64,
    /// In megabytes, before the reading and at its peak.
    idle: f64,
    peak: f64,
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write) -> Result<()> {
    let address = Address::reserve()?;
    let origins = HOSTS.map(|host| address.origin(host));
    address.serve(sites(&origins))?;
    let platform = LocalPlatform::start(&chat::project()).await?;
    let ours = measured(platform.id(), async || {
        read(platform.address, &origins).await
    })
    .await
    .with_context(|| platform.log())?;
    drop(platform);
    let bare = Worker::script("fetching", FETCHING, Listens::OnASocket);
    let bare = Workerd::start(&[bare]).await?;
    let &bare_address = bare.addresses.first().context("no socket")?;
    let fetched = measured(bare.id(), async || fetch(bare_address, &origins).await)
        .await
        .with_context(|| bare.output())?;
    print(out, &ours, &fetched)
}

async fn measured(process: u32, work: impl AsyncFnOnce() -> Result<()>) -> Result<Measured> {
    let idle = of_workerd(process) / 1024.0;
    let is_over = Arc::new(AtomicBool::new(false));
    let sampler = sample(process, Arc::clone(&is_over));
    let start = Instant::now();
    let outcome = work().await;
    let seconds = start.elapsed().as_secs_f64();
    is_over.store(true, Ordering::Relaxed);
    let peak = sampler.join().unwrap_or(f64::NAN);
    outcome.map(|()| Measured {
        seconds,
        idle,
        peak,
    })
}

/// Samples workerd's memory until `is_over`, and returns the peak in megabytes.
fn sample(process: u32, is_over: Arc<AtomicBool>) -> JoinHandle<f64> {
    thread::spawn(move || {
        let mut most = 0.0_f64;
        while !is_over.load(Ordering::Relaxed) {
            most = most.max(of_workerd(process) / 1024.0);
            thread::sleep(SAMPLE);
        }
        most
    })
}

async fn read(address: SocketAddr, origins: &[String]) -> Result<()> {
    let owner = Owner::new(&format!("http://{address}"), KEY);
    let mut sources = Vec::new();
    for origin in origins {
        let body = json!({ "kind": "sitemap", "url": format!("{origin}/sitemap.xml") });
        sources.push(owner.add_source(&body).await?);
    }
    for id in &sources {
        let source = until("the site is read", PATIENCE, async || {
            let source: Value = owner.source(id).await?;
            let status = text(&source, "/status");
            Ok(matches!(status.as_str(), "indexed" | "failed").then_some(source))
        })
        .await?;
        let done = source.pointer("/progress/done").and_then(Value::as_u64);
        ensure!(done == Some(PAGES), "{source}");
    }
    Ok(())
}

async fn fetch(address: SocketAddr, origins: &[String]) -> Result<()> {
    let sites = origins.iter().map(|origin| async move {
        let mut connection = Connection::open(address).await?;
        let pages: Vec<String> = (0..PAGES)
            .map(|page| format!("{origin}/page/{page}"))
            .collect();
        for pages in pages.chunks(usize::try_from(PAGES_PER_REQUEST)?) {
            let body = Full::new(Bytes::from(json!(pages).to_string()));
            let answer = connection.send(Request::post("/").body(body)?).await?;
            let length = answer.into_body().collect().await?.to_bytes();
            let length: usize = String::from_utf8_lossy(&length).parse()?;
            ensure!(length == pages.len() * PAGE_BYTES, "{length} bytes");
        }
        anyhow::Ok(())
    });
    try_join_all(sites).await.map(drop)
}

/// Both sites: one server under two names, with different pages.
fn sites(origins: &[String; 2]) -> Router {
    let [first, second] = origins.clone();
    let sitemap = move |headers: http::HeaderMap| async move {
        let host = headers.get(http::header::HOST).cloned();
        let host = host
            .as_ref()
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let origin = if first.ends_with(host) { first } else { second };
        let mut list = String::from("<urlset>");
        for page in 0..PAGES {
            let _ = write!(list, "<url><loc>{origin}/page/{page}</loc></url>");
        }
        list.push_str("</urlset>");
        ([(CONTENT_TYPE, "application/xml")], list).into_response()
    };
    let page = async |headers: http::HeaderMap, Path(number): Path<usize>| {
        let is_first = headers
            .get(http::header::HOST)
            .is_some_and(|host| host.as_bytes().starts_with(b"127"));
        Html(page(number * 2 + usize::from(is_first)))
    };
    Router::new()
        .route("/sitemap.xml", get(sitemap))
        .route("/page/{number}", get(page))
}

/// A page like those of many sites: a menu, sections of text, a footer, styles and scripts, padded to its size.
fn page(number: usize) -> String {
    let mut state = number as u64 * 0x9e37_79b9 + 1;
    let mut word = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(state >> 33).unwrap_or_default() % WORDS.len();
        WORDS.get(at).copied().unwrap_or_default()
    };
    let mut html =
        format!("<!doctype html><html lang=en><title>Page {number} | Lamps</title><nav><ul>");
    for link in 0..40 {
        let _ = write!(
            html,
            "<li><a href='/page/{link}'>{} {}</a></li>",
            word(),
            word()
        );
    }
    let _ = write!(html, "</ul></nav><main><h1>Page {number}</h1>");
    for section in 0..SECTIONS {
        let _ = write!(html, "<h2>{} {section} of {number}</h2>", word());
        for _ in 0..2 {
            html.push_str("<p>");
            for sentence in 0..5 {
                let _ = write!(html, "{}Item {number}", if sentence > 0 { " " } else { "" });
                for _ in 0..14 {
                    let _ = write!(html, " {}", word());
                }
                html.push('.');
            }
            html.push_str("</p>");
        }
    }
    html.push_str("</main><footer><p>© Lamps, all rights reserved.</p></footer><script>/*");
    let end = "*/</script></html>";
    html.truncate(PAGE_BYTES - end.len());
    while html.len() < PAGE_BYTES - end.len() {
        html.push('x');
    }
    html.push_str(end);
    html
}

fn print(out: &mut impl Write, ours: &Measured, fetched: &Measured) -> Result<()> {
    let pages = usize::try_from(PAGES)? * HOSTS.len();
    writeln!(
        out,
        "reading: {pages} pages of {} KB, a sitemap of {PAGES} on each of {} hosts, until both are in the index; memory \
         of workerd every {} ms",
        PAGE_BYTES / 1024,
        HOSTS.len(),
        SAMPLE.as_millis()
    )?;
    writeln!(
        out,
        "fetching: a bare JavaScript Worker that takes {PAGES_PER_REQUEST} pages for a request, the hosts beside each \
         other; ratios are to it"
    )?;
    writeln!(
        out,
        "{:<12} {:>9} {:>15} {:>7} {:>9} {:>9} {:>7}",
        "", "seconds", "pages a second", "ratio", "MB idle", "MB peak", "ratio"
    )?;
    let rate = |one: &Measured| pages as f64 / one.seconds;
    for (name, one) in [("reading", ours), ("fetching", fetched)] {
        writeln!(
            out,
            "{name:<12} {:>9.1} {:>15.1} {:>7.3} {:>9.0} {:>9.0} {:>7.2}",
            one.seconds,
            rate(one),
            rate(one) / rate(fetched),
            one.idle,
            one.peak,
            one.peak / fetched.peak
        )?;
    }
    Ok(writeln!(out)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_their_size_and_differ() {
        assert_eq!(page(7).len(), PAGE_BYTES);
        assert!(page(7).contains("</main>"));
        assert_ne!(page(7), page(8));
    }
}
