//! A visitor of the day.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use porchlight_shared::{chat_event::ChatEvent, sse::Decoder};
use serde_json::{Value, json};

use super::backdrop::Backdrop;
use crate::speed::{
    chat::{QUESTIONS, SLUG},
    load::Connection,
};

/// How many times a visitor asks again before the question counts as lost.
const TRIES: usize = 30;
/// How long a visitor waits before asking again.
const AGAIN: Duration = Duration::from_millis(700);
/// How long a visitor reads before asking, in milliseconds.
const READS_MS: std::ops::Range<u64> = 200..2_500;
/// How long a second tab is open.
const TAB: Duration = Duration::from_secs(2);

/// What a visitor experienced.
#[derive(Default)]
pub(super) struct VisitorLog {
    pub(super) turns: Vec<TurnLog>,
    /// How many responses said busy.
    pub(super) busy: u32,
    /// How many streams broke off.
    pub(super) broken: u32,
}

/// A question that was eventually answered.
pub(super) struct TurnLog {
    pub(super) id: String,
    /// The time since the first try.
    pub(super) delta_ms: f64,
    pub(super) done_ms: f64,
    /// Whether the visitor stayed to the end and a bot answered, at the first or a later try.
    pub(super) is_whole: bool,
    /// Whether a bot answered.
    pub(super) is_of_bot: bool,
}

/// A new visit.
pub(super) struct Visit {
    backdrop: Backdrop,
    rng: Rng,
    session: String,
    token: Option<String>,
    conversation: Option<String>,
    log: VisitorLog,
}

enum End {
    Done { delta: Option<Instant> },
    Again,
}

impl Visit {
    pub(super) fn new(backdrop: &Backdrop, mut rng: Rng) -> Self {
        Self {
            session: uuid(&mut rng),
            backdrop: backdrop.clone(),
            rng,
            token: None,
            conversation: None,
            log: VisitorLog::default(),
        }
    }

    /// Reads, asks, and does the other things that visitors do.
    pub(super) async fn run(mut self) -> Result<VisitorLog> {
        let mut connection = Connection::open(self.backdrop.address).await?;
        for path in [
            format!("/widget.js?project={SLUG}"),
            format!("/embed/{SLUG}"),
        ] {
            let answer = connection.send(self.get(&path)?).await?;
            let status = answer.status();
            answer.into_body().collect().await?;
            ensure!(status.is_success(), "{path} was answered {status}");
        }
        if self.rng.u8(..100) >= 70 {
            return Ok(self.log);
        }
        for _ in 0..self.rng.u32(1..=3) {
            self.read().await;
            self.ask().await?;
            if self.rng.u8(..100) < 20 {
                self.open_tab().await?;
            }
        }
        if self.rng.u8(..100) < 4 {
            // The earlier connection was closed in the meantime.
            let mut connection = Connection::open(self.backdrop.address).await?;
            self.ask_for_person(&mut connection).await?;
            self.read().await;
            self.ask().await?;
        }
        Ok(self.log)
    }

    async fn read(&mut self) {
        let reads = self.rng.u64(READS_MS);
        tokio::time::sleep(Duration::from_millis(reads)).await;
    }

    /// Asks until there is an answer.
    async fn ask(&mut self) -> Result<()> {
        let id = uuid(&mut self.rng);
        let question = self.rng.choice(QUESTIONS).context("no question")?;
        let leaves = (self.rng.u8(..100) < 10).then(|| self.rng.usize(1..4));
        let start = Instant::now();
        for number in 0..TRIES {
            // A visitor who was cut off returns.
            let leaves_now = leaves.filter(|_| number == 0);
            let mut connection = Connection::open(self.backdrop.address).await?;
            let request = self.question(question, &id)?;
            let answer = connection.send(request).await?;
            if let End::Done { delta } = self.hear(answer, leaves_now, &id).await? {
                let since = |moment: Instant| moment.duration_since(start).as_secs_f64() * 1e3;
                self.log.turns.push(TurnLog {
                    id,
                    delta_ms: since(delta.unwrap_or_else(Instant::now)),
                    done_ms: since(Instant::now()),
                    is_of_bot: delta.is_some(),
                    is_whole: leaves.is_none() && delta.is_some(),
                });
                return Ok(());
            }
            tokio::time::sleep(AGAIN).await;
        }
        bail!("{question} ({id}) was not answered in {TRIES} tries")
    }

    /// Listens until the end, or until `leaves` events have arrived.
    async fn hear(
        &mut self,
        answer: Response<Incoming>,
        leaves: Option<usize>,
        id: &str,
    ) -> Result<End> {
        let status = answer.status();
        if let Some(token) = answer.headers().get("x-session-token") {
            self.token = Some(token.to_str()?.to_owned());
        }
        let mut body = answer.into_body();
        if status != StatusCode::OK {
            let text = body.collect().await?.to_bytes();
            match status {
                StatusCode::CONFLICT => return Ok(End::Again),
                StatusCode::SERVICE_UNAVAILABLE => {
                    self.log.busy += 1;
                    return Ok(End::Again);
                }
                _ => bail!(
                    "{id} was answered {status}: {}",
                    String::from_utf8_lossy(&text)
                ),
            }
        }
        let (mut decoder, mut heard, mut delta) = (Decoder::default(), 0, None);
        while let Some(Ok(frame)) = body.frame().await {
            let Ok(bytes) = frame.into_data() else {
                continue;
            };
            for frame in decoder.push(&bytes) {
                heard += 1;
                match frame.chat_event()?.event {
                    ChatEvent::Turn(turn) => {
                        self.conversation = Some(turn.conversation_id.to_string());
                    }
                    ChatEvent::Delta(_) if delta.is_none() => delta = Some(Instant::now()),
                    ChatEvent::Error(error) => {
                        ensure!(error.retryable, "{id}: {}", error.code);
                        self.log.busy += 1;
                        return Ok(End::Again);
                    }
                    ChatEvent::Done(_) => return Ok(End::Done { delta }),
                    _ => {}
                }
            }
            if leaves.is_some_and(|most| heard >= most) {
                return Ok(End::Again);
            }
        }
        self.log.broken += 1;
        Ok(End::Again)
    }

    /// A second tab shows the transcript, and follows the stream for a while.
    async fn open_tab(&mut self) -> Result<()> {
        let Some(id) = self.conversation.clone() else {
            return Ok(());
        };
        let mut connection = Connection::open(self.backdrop.address).await?;
        let shown = connection
            .send(self.get(&format!("/api/chat/{id}"))?)
            .await?;
        let status = shown.status();
        let shown = shown.into_body().collect().await?.to_bytes();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            self.log.busy += 1;
            return Ok(());
        }
        ensure!(status.is_success(), "a transcript was answered {status}");
        let shown: Value = serde_json::from_slice(&shown)?;
        let messages = shown.pointer("/messages").and_then(Value::as_array);
        ensure!(
            messages.is_some_and(|messages| messages.len() > 1),
            "a second tab shows too little: {shown}"
        );
        let path = format!("/api/chat/{id}/events?after=0");
        let mut body = connection.send(self.get(&path)?).await?.into_body();
        // The tab is closed after a while, whatever happens.
        let _ = tokio::time::timeout(TAB, async { while body.frame().await.is_some() {} }).await;
        Ok(())
    }

    async fn ask_for_person(&mut self, connection: &mut Connection) -> Result<()> {
        let id = self.conversation.clone().context("nothing was asked")?;
        for _ in 0..TRIES {
            let path = format!("/api/chat/{id}/handoff");
            let answer = connection.send(self.post(&path, &json!({}))?).await?;
            let status = answer.status();
            let body = answer.into_body().collect().await?.to_bytes();
            match status {
                StatusCode::SERVICE_UNAVAILABLE => self.log.busy += 1,
                status if status.is_success() => {
                    self.backdrop.call_operator(id);
                    return Ok(());
                }
                _ => bail!(
                    "a handoff was answered {status}: {}",
                    String::from_utf8_lossy(&body)
                ),
            }
            tokio::time::sleep(AGAIN).await;
        }
        bail!("nobody could be asked for")
    }

    fn question(&self, question: &str, id: &str) -> Result<Request<Full<Bytes>>> {
        let mut body = json!({
            "projectSlug": SLUG,
            "sessionId": self.session,
            "clientMessageId": id,
            "messages": [{ "role": "user", "content": question }],
        });
        if let (Some(token), Some(id), Some(body)) =
            (&self.token, &self.conversation, body.as_object_mut())
        {
            body.insert("sessionToken".into(), json!(token));
            body.insert("conversationId".into(), json!(id));
        }
        self.post("/api/chat", &body)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::post(path)
            .header("cf-connecting-ip", "127.0.0.1")
            .header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        Ok(request.body(Full::new(Bytes::from(body.to_string())))?)
    }

    fn get(&self, path: &str) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::get(path).header("cf-connecting-ip", "127.0.0.1");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        Ok(request.body(Full::default())?)
    }
}

/// A UUID from the seeded generator.
pub(super) fn uuid(rng: &mut Rng) -> String {
    uuid::Builder::from_random_bytes(rng.u128(..).to_be_bytes())
        .into_uuid()
        .to_string()
}
