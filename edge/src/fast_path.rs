//! The fast path: answers what every page view requests before the router does, from the isolate's own memory.
//!
//! The loader, the settings and the embed document are requested most. Converting a request into Rust's types and an
//! answer into a stream costs several times what producing the answer does. So their finished answers are cached for
//! [`KEPT_MS`] as the JavaScript objects that a response is made of. Requests that are not plain (another method, a
//! page of another origin, an unknown project) go through the router, which gives the same answers.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use http::HeaderName;
use porchlight_languages::DisplayLanguage;
use worker::{
    Date, Result,
    js_sys::{Object, Reflect, Uint8Array},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Headers, Request, Response, ResponseInit},
};

use crate::{
    api::{
        client_ip,
        cors::EXPOSED_HEADERS,
        host::EVERYWHERE,
        published::{self, PublishedAddress, PublishedAnswer},
        widget::{embed, loader, settings},
    },
    platform::{Gate, Platform},
    services::published_project,
};

/// How long an answer is cached in the isolate, in milliseconds. The copy that it is made from is already older.
const KEPT_MS: u64 = 10_000;
/// The most answers that an isolate caches: at about 20 KB each, a small part of its 128 MB.
const KEPT_ANSWERS: usize = 500;

thread_local! {
    static KEPT: RefCell<HashMap<String, Rc<CachedResponse>>> = RefCell::default();
}

struct CachedResponse {
    until: u64,
    etag: String,
    body: Uint8Array,
    whole: ResponseInit,
    not_modified: ResponseInit,
}

struct WantedAnswer {
    /// The key in the cache. `None` for an answer that only this request gets: there may be any number of those.
    key: Option<String>,
    language: DisplayLanguage,
}

/// The answer to `request`, if the fast path has it.
pub async fn answer(platform: &Platform, request: &Request) -> Result<Option<Response>> {
    if request.method() != "GET" {
        return Ok(None);
    }
    let url = request.url();
    if !platform.config.hosts.admit(host(&url)) {
        return Ok(None);
    }
    let Some(address) = path_and_query(&url).and_then(PublishedAddress::parse) else {
        return Ok(None);
    };
    let headers = request.headers();
    if headers.has("origin")? {
        return Ok(None);
    }
    let wanted = match address {
        PublishedAddress::Settings(slug) => WantedAnswer {
            key: Some(["/settings/", slug].concat()),
            language: DisplayLanguage::default(),
        },
        PublishedAddress::Embed(slug, page) => {
            let language = language(page, &headers)?;
            WantedAnswer {
                key: Some(["/embed/", slug, " ", language.tag()].concat()),
                language,
            }
        }
        PublishedAddress::Loader {
            slug,
            lang,
            is_common,
        } => {
            let language = match slug {
                Some(_) => language(lang, &headers)?,
                None => DisplayLanguage::default(),
            };
            WantedAnswer {
                // The script contains its whole address, which may carry any parameters.
                key: is_common.then(|| [&url, " ", language.tag()].concat()),
                language,
            }
        }
    };
    let ip = client_ip::network(headers.get("cf-connecting-ip")?.as_deref());
    let Some(answer) = kept_or_made(platform, &wanted, address, &url, &ip).await? else {
        return Ok(None);
    };
    if let PublishedAddress::Settings(_) = address {
        let pass = platform.gates.pass(Gate::Widget, &ip).await;
        if !pass.map_err(|error| worker::Error::RustError(error.0))? {
            return Ok(None);
        }
    }
    let seen = headers.get("if-none-match")?;
    answer.respond(seen.as_deref()).map(Some)
}

/// The language of the texts.
fn language(page: Option<&str>, headers: &Headers) -> Result<DisplayLanguage> {
    let accepted = headers.get("accept-language")?;
    Ok(embed::language(page, accepted.as_deref()))
}

/// A fresh answer, from the cache or made now. `None` if the router has to report why there is none.
async fn kept_or_made(
    platform: &Platform,
    wanted: &WantedAnswer,
    address: PublishedAddress<'_>,
    url: &str,
    ip: &str,
) -> Result<Option<Rc<CachedResponse>>> {
    let now = Date::now().as_millis();
    let kept = wanted.key.as_ref().and_then(|key| {
        KEPT.with_borrow(|kept| kept.get(key).filter(|kept| kept.until > now).cloned())
    });
    if kept.is_some() {
        return Ok(kept);
    }
    let project = match address.slug() {
        None => None,
        // If this fails, it fails in the router too, which has the responses for errors.
        Some(slug) => match published_project::by_slug(platform, slug, ip).await {
            Ok(Some(project)) => Some(project),
            _ => return Ok(None),
        },
    };
    let answer = match (address, &project) {
        (PublishedAddress::Embed(..), Some(project)) => embed::answer(project, wanted.language),
        (PublishedAddress::Settings(_), Some(project)) => match settings::answer(project) {
            Ok(answer) => answer,
            Err(_) => return Ok(None),
        },
        (PublishedAddress::Loader { .. }, project) => {
            let project = project.as_ref().map(|project| (project, wanted.language));
            loader::answer(url, project)
        }
        _ => return Ok(None),
    };
    let made = Rc::new(CachedResponse::new(answer, now + KEPT_MS)?);
    if let Some(key) = &wanted.key {
        KEPT.with_borrow_mut(|kept| {
            if kept.len() >= KEPT_ANSWERS {
                kept.clear();
            }
            kept.insert(key.clone(), Rc::clone(&made));
        });
    }
    Ok(Some(made))
}

impl CachedResponse {
    fn new(answer: PublishedAnswer, until: u64) -> Result<Self> {
        let headers = Headers::new()?;
        let set = |name: &HeaderName, value: &str| headers.set(name.as_str(), value);
        for (name, value) in &answer.headers {
            set(name, value)?;
        }
        for (name, value) in EVERYWHERE {
            headers.set(name, value)?;
        }
        headers.set("etag", &answer.etag)?;
        headers.append("vary", "Origin")?;
        headers.set("access-control-allow-origin", "*")?;
        headers.set("access-control-expose-headers", EXPOSED_HEADERS)?;
        Ok(Self {
            until,
            etag: answer.etag,
            body: Uint8Array::from(answer.body.as_bytes()),
            whole: init(200, &headers)?,
            not_modified: init(304, &headers)?,
        })
    }

    fn respond(&self, seen: Option<&str>) -> Result<Response> {
        if seen.is_some_and(|seen| published::names(seen, &self.etag)) {
            return Ok(Response::new_with_opt_str_and_init(
                None,
                &self.not_modified,
            )?);
        }
        Ok(Response::new_with_opt_buffer_source_and_init(
            Some(&self.body),
            &self.whole,
        )?)
    }
}

fn init(status: u16, headers: &Headers) -> Result<ResponseInit> {
    let init = Object::new();
    Reflect::set(&init, &JsValue::from_str("status"), &JsValue::from(status))?;
    Reflect::set(&init, &JsValue::from_str("headers"), headers)?;
    Ok(init.unchecked_into())
}

fn path_and_query(url: &str) -> Option<&str> {
    let (_scheme, rest) = url.split_once("://")?;
    rest.find('/').and_then(|slash| rest.get(slash..))
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_scheme, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
