//! `GET /api/widget/config` and `GET /embed/{project}`, which every page view requests, compared with bare JavaScript
//! Workers that send a constant of the same size.

use std::{fs, io::Write, net::SocketAddr, time::Duration};

use anyhow::{Context, Result};
use http::StatusCode;
use porchlight_edge::{
    domain::settings::project_settings::ProjectSettings,
    services::published_project::PublishedProject,
};
use porchlight_shared::{ids::ProjectId, settings::TextsByLanguage};

use super::{
    load::{Load, LoadQuestion, load},
    statistics::Spread,
    workerd::{Listens, Worker, Workerd},
};
use crate::stack::root;

/// The bindings that the measured paths need.
const BINDINGS: &str = r#"compatibilityFlags = ["enable_request_signal"], bindings = [
(name = "SETTINGS", kvNamespace = "settings"),
(name = "SESSION_SECRET", text = "only-for-benchmarks-0123456789-0123456789"),
(name = "CHAT_GATE", wrapped = (moduleName = "porchlight:open-gate")),
(name = "WIDGET_GATE", wrapped = (moduleName = "porchlight:open-gate")),
]"#;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many rounds there are. Each measures everything once.
    pub rounds: usize,
    /// The length of one measurement.
    pub time: Duration,
    /// The number of concurrent connections.
    pub connections: usize,
}

/// A path of the Worker, its bare counterpart, and the measurements of both.
struct Pair {
    name: &'static str,
    bytes: usize,
    ours: LoadQuestion,
    bare: LoadQuestion,
    measured: Vec<[Load; 2]>,
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write, effort: Effort) -> Result<()> {
    let Effort {
        rounds,
        time,
        connections,
    } = effort;
    let ours = start().await?;
    let &address = ours.addresses.first().context("no socket")?;
    let mut pairs = pairs(address).await?;
    let bare = start_bare(&mut pairs).await?;
    writeln!(
        out,
        "Settings and embed document, on workerd itself ({rounds} rounds in turn, each {:.1} s of {connections} \
         connections; median, least–most)",
        time.as_secs_f64(),
    )?;
    writeln!(
        out,
        "KV is a JavaScript Worker in the same workerd, the rate limit always says yes; bare: a JavaScript Worker that \
         answers a constant of the same size.\nThe last two columns count workerd's processor time only, so other \
         work on this machine disturbs them least."
    )?;
    writeln!(
        out,
        "{:<26} {:>7} {:>25} {:>25} {:>5} {:>13} {:>13} {:>25} {:>25} {:>5}",
        "",
        "bytes",
        "requests/s",
        "bare",
        "ratio",
        "p50 ms, bare",
        "p99 ms, bare",
        "processor µs a request",
        "bare",
        "ratio"
    )?;
    // The first round lets workerd's compilers warm up.
    for round in 0..=rounds {
        for pair in &mut pairs {
            let measured = [
                load(&pair.ours, ours.id(), connections, time).await?,
                load(&pair.bare, bare.id(), connections, time).await?,
            ];
            if round > 0 {
                pair.measured.push(measured);
            }
        }
    }
    for pair in &pairs {
        print(out, pair)?;
    }
    Ok(writeln!(out)?)
}

fn print(out: &mut impl Write, pair: &Pair) -> Result<()> {
    let spread = |of: fn(&[Load; 2]) -> f64| Spread::of(pair.measured.iter().map(of));
    let times = |ours: Spread, bare: Spread| format!("{:.2}, {:.2}", ours.median, bare.median);
    writeln!(
        out,
        "{:<26} {:>7} {:>25} {:>25} {:>5.2} {:>13} {:>13} {:>25} {:>25} {:>5.2}",
        pair.name,
        pair.bytes,
        spread(|[ours, _]| ours.rate),
        spread(|[_, bare]| bare.rate),
        spread(|[ours, bare]| ours.rate / bare.rate).median,
        times(
            spread(|[ours, _]| ours.p50_ms),
            spread(|[_, bare]| bare.p50_ms)
        ),
        times(
            spread(|[ours, _]| ours.p99_ms),
            spread(|[_, bare]| bare.p99_ms)
        ),
        spread(|[ours, _]| ours.processor_us),
        spread(|[_, bare]| bare.processor_us),
        spread(|[ours, bare]| bare.processor_us / ours.processor_us).median,
    )?;
    Ok(())
}

async fn start() -> Result<Workerd> {
    let published = PublishedProject {
        texts_by_language: TextsByLanguage::new(),
        plan: porchlight_edge::domain::settings::plan::Plan::Scale,
        people: porchlight_edge::domain::settings::project_settings::PeopleSettings::default(),
        id: ProjectId::new(0, [0; 10]),
        allowed_origins: vec!["https://shop.example".to_owned()],
        settings: ProjectSettings {
            quick_replies: ["What is Porchlight?", "How do I add it to my site?"]
                .map(str::to_owned)
                .to_vec(),
            ..ProjectSettings::default()
        }
        .public_settings("demo", "Porchlight", 1),
    };
    let value = serde_json::to_string(&serde_json::to_string(&published)?)?;
    let settings = Worker::script(
        "settings",
        format!(
            "const value = {value};\nexport default {{ fetch() {{ return new Response(value); }} }};\n"
        ),
        Listens::Inside,
    );
    let built = |name: &str| -> Result<(String, Vec<u8>)> {
        let path = root().join("edge/build").join(name);
        let content = fs::read(&path)
            .with_context(|| format!("no {}: run `cargo xtask build`", path.display()))?;
        Ok((name.to_owned(), content))
    };
    let porchlight = Worker {
        name: "porchlight".to_owned(),
        modules: vec![built("index.js")?, built("index_bg.wasm")?],
        fields: BINDINGS.to_owned(),
        listens: Listens::OnASocket,
    };
    Workerd::start(&[settings, porchlight]).await
}

/// The paths to measure. Their bare Workers are not known yet.
async fn pairs(address: SocketAddr) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (name, name_known, path) in [
        (
            "settings",
            "settings, not modified",
            "/api/widget/config?project=demo",
        ),
        ("embed document", "embed, not modified", "/embed/demo"),
    ] {
        let question = LoadQuestion {
            address,
            path: path.to_owned(),
            known: None,
            status: StatusCode::OK,
        };
        let answer = question.ask().await?;
        let tag = answer.headers().get("etag").context("no ETag")?.to_str()?;
        let known = LoadQuestion {
            known: Some(tag.to_owned()),
            status: StatusCode::NOT_MODIFIED,
            ..question.clone()
        };
        for (name, bytes, ours) in [
            (name, answer.body().len(), question),
            (name_known, 0, known),
        ] {
            pairs.push(Pair {
                name,
                bytes,
                bare: ours.clone(),
                ours,
                measured: Vec::new(),
            });
        }
    }
    Ok(pairs)
}

/// Starts a bare Worker for each pair, in a workerd of their own.
async fn start_bare(pairs: &mut [Pair]) -> Result<Workerd> {
    let workers: Vec<Worker> = pairs
        .iter()
        .enumerate()
        .map(|(number, pair)| {
            Worker::script(format!("bare{number}"), bare(pair), Listens::OnASocket)
        })
        .collect();
    let bare = Workerd::start(&workers).await?;
    for (pair, &address) in pairs.iter_mut().zip(&bare.addresses) {
        pair.bare.address = address;
    }
    Ok(bare)
}

fn bare(pair: &Pair) -> String {
    let status = pair.ours.status.as_u16();
    let body = if pair.bytes == 0 {
        "null".to_owned()
    } else {
        format!("\"x\".repeat({})", pair.bytes)
    };
    format!(
        "const body = {body};\nconst init = {{ status: {status}, headers: {{ \"content-type\": \"text/html\" }} }};\n\
         export default {{ fetch() {{ return new Response(body, init); }} }};\n"
    )
}
