//! The worst documents that the limits allow, read by the Worker.

use std::{collections::HashMap, io::Write, sync::Arc};

use anyhow::Result;
use axum::{
    Router, extract::Path, http::header::CONTENT_TYPE, response::IntoResponse, routing::get,
};
use http::StatusCode;
use serde_json::{Value, json};

use super::super::{chat::KEY, local_platform::LocalPlatform, processor_time};
use crate::{
    api::{Owner, text},
    serving::Address,
};

/// The size of a page, a sitemap or an uploaded file, in bytes: just below the limits.
const PAGE: usize = 2_000_000;
const SITEMAP: usize = 5_000_000;
const FILE: usize = 900_000;

type Served = Arc<HashMap<String, (&'static str, String)>>;

/// A document, and how it is added.
struct Document {
    name: &'static str,
    content: String,
    /// `page`, `sitemap`, or a file extension.
    way: &'static str,
}

/// Prints workerd's processor time for each document.
pub(super) async fn run(out: &mut impl Write, platform: &LocalPlatform) -> Result<()> {
    let address = Address::reserve()?;
    let origin = address.origin("127.0.0.1");
    let documents = documents(&origin);
    let served: Served = Arc::new(
        documents
            .iter()
            .map(|document| {
                let kind = if document.way == "sitemap" {
                    "application/xml"
                } else {
                    "text/html"
                };
                (
                    document.name.replace(' ', "-"),
                    (kind, document.content.clone()),
                )
            })
            .collect(),
    );
    address.serve(Router::new().route(
        "/{name}",
        get(
            async move |Path(name): Path<String>| match served.get(&name) {
                Some((kind, content)) => ([(CONTENT_TYPE, *kind)], content.clone()).into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            },
        ),
    ))?;
    let owner = Owner::new(&format!("http://{}", platform.address), KEY);
    writeln!(
        out,
        "documents: what the worst take to read, in seconds of workerd's processor time"
    )?;
    for document in &documents {
        let before = processor_time::seconds(platform.id());
        let source = owner.index(&document.body(&origin)).await?;
        let seconds = processor_time::seconds(platform.id()) - before;
        let kilobytes = document.content.len() / 1_000;
        let ended = format!(
            "{} {}",
            text(&source, "/status"),
            text(&source, "/failure/code")
        );
        let name = document.name;
        writeln!(
            out,
            "{name:<36} {kilobytes:>6} KB {seconds:>6.2} s  {ended}"
        )?;
    }
    Ok(())
}

impl Document {
    fn body(&self, origin: &str) -> Value {
        match self.way {
            "page" | "sitemap" => {
                let url = format!("{origin}/{}", self.name.replace(' ', "-"));
                json!({ "url": url, "kind": self.way })
            }
            ending => {
                let name = format!("{}.{ending}", self.name.replace(' ', "-"));
                json!({ "filename": name, "content": self.content })
            }
        }
    }
}

fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

fn documents(origin: &str) -> Vec<Document> {
    let document = |name, way, content| Document { name, content, way };
    let page = |name, body: String| {
        document(
            name,
            "page",
            format!("<!doctype html><title>Lamps</title><main>{body}</main>"),
        )
    };
    vec![
        document(
            "nested sitemap",
            "sitemap",
            format!(
                "<urlset>{}{}</urlset>",
                repeated("<a>", SITEMAP / 2),
                repeated("</a>", SITEMAP / 3)
            ),
        ),
        document(
            "sitemap of addresses",
            "sitemap",
            format!(
                "<urlset>{}</urlset>",
                repeated(&format!("<url><loc>{origin}/nothing</loc></url>"), SITEMAP)
            ),
        ),
        page(
            "attributes",
            format!("<p {}>Lamps.</p>", repeated("a=b ", PAGE)),
        ),
        page("nested elements", repeated("<div>", PAGE)),
        page("nested tables", repeated("<table><tr><td>a", PAGE)),
        page("nested lists", repeated("<ul><li>a", PAGE)),
        page("links", repeated("<a href=/a>a</a> ", PAGE)),
        page("formatting", repeated("<b><i>a</b></i>", PAGE)),
        page("one sentence", repeated("lamps and bulbs ", PAGE)),
        page("sentences", repeated("A lamp. ", PAGE)),
        page("entities", repeated("&amp;&lt;&nbsp;&#x61;", PAGE)),
        document("brackets", "md", repeated("[", FILE)),
        document("emphasis", "md", repeated("*a _b ", FILE)),
        document("quotations", "md", repeated(">", FILE)),
        document("nested points", "md", repeated("- ", FILE)),
        document("code marks", "md", repeated("`a``b", FILE)),
        document("wide table", "md", {
            let row = repeated("|a", FILE / 20);
            let rule = repeated("|-", FILE / 20);
            format!(
                "{row}\n{rule}\n{}",
                repeated(&format!("{row}\n"), FILE * 9 / 10)
            )
        }),
    ]
}
