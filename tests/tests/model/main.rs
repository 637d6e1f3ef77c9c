//! The built Worker on workerd with a real language model, which is so small that it invents a lot. Nothing that it
//! invents reaches a visitor.
//!
//! `cargo xtask test model` installs the model and runs this. `MODEL_QUESTIONS` sets the number of questions; the
//! default is 12.

use std::{env, fs, path::PathBuf, process::Child, time::Duration};

use anyhow::{Context, Result, anyhow, ensure};
use porchlight_tests::{
    api::{Owner, text},
    deadline::until,
    evaluation::answers::question::{self, Question},
    stack::{Key, Project, Stack, root},
};
use serde_json::{Value, json};

/// How long the model may take to load.
const LOADING: Duration = Duration::from_mins(2);
/// The default number of questions.
const QUESTIONS: usize = 12;
/// The sites to index, by their folder in `tests/qa/answers/sites`.
const SITES: [(&str, Key); 2] = [("shop", Key(7)), ("help", Key(8))];

/// The model's server. It stops when this value is dropped.
struct Server {
    child: Child,
    origin: String,
}

impl Server {
    async fn start() -> Result<Self> {
        let variable = |name| {
            env::var(name)
                .with_context(|| format!("{name} is not set: `cargo xtask test model` sets it"))
        };
        let folder = PathBuf::from(variable("MODEL_FOLDER")?);
        let weights = variable("MODEL_WEIGHTS")?;
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?
            .local_addr()?
            .port();
        // Copied next to node_modules, where Node looks for them.
        let program = folder.join("server.mjs");
        fs::copy(root().join("tests/tests/model/server.mjs"), &program)?;
        let child = std::process::Command::new(root().join("node_modules/.bin/node"))
            .arg(program)
            .args([weights, port.to_string()])
            .spawn()
            .context("cannot start node")?;
        let server = Self {
            child,
            origin: format!("http://127.0.0.1:{port}"),
        };
        until("the model is loaded", LOADING, async || {
            Ok(server.written().await.ok())
        })
        .await?;
        Ok(server)
    }

    /// The last text that the model wrote.
    async fn written(&self) -> Result<String> {
        Ok(reqwest::get(&self.origin).await?.text().await?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
#[ignore = "takes a language model: `cargo xtask test model`"]
async fn what_a_small_model_invents_reaches_nobody() -> Result<()> {
    let wanted = match env::var("MODEL_QUESTIONS") {
        Ok(number) => number.parse()?,
        Err(_) => QUESTIONS,
    };
    let server = Server::start().await?;
    let stack = Stack::start(&SITES.map(|(slug, key)| Project {
        slug,
        settings: json!({ "company": "Lodestar" }),
        allowed_origins: Vec::new(),
        key,
    }))
    .await?;
    let questions = questions()?;
    let mut asked = 0;
    let mut shown = 0;
    for (site, key) in SITES {
        let owner = Owner::new(&stack.origin, key);
        let pages = index(&owner, site).await?;
        choose_model(&stack, key, &server).await?;
        let tried = owner.post("/api/v1/model/test", &json!({})).await?;
        ensure!(tried.json()["ok"] == true, "{}", tried.body);
        let of_site = questions.iter().filter(|question| question.site == site);
        for question in of_site.take(wanted.div_ceil(SITES.len())) {
            let answer = owner.ask(&question.question).await?.json();
            let said = text(&answer, "/answer");
            let written = server.written().await?;
            println!("? {}\nMODEL {written}\nSHOWN {said}\n", question.question);
            for sentence in said.split_inclusive(['.', '\n']) {
                check_numbers(sentence, &pages)?;
            }
            asked += 1;
        }
        let days = owner.get("/api/v1/model/days").await?.json();
        println!("{days}");
        shown += days["days"][0]["answers"].as_u64().unwrap_or(0);
        ensure!(
            failures(&days) + shown > 0,
            "the model was never asked: {days}"
        );
    }
    println!("{asked} asked, the model's own words shown in {shown}");
    ensure!(asked > 0, "there are no questions");
    Ok(())
}

/// English questions about the sites that may reach a model: no small talk, and no follow-ups.
fn questions() -> Result<Vec<Question>> {
    let all = question::read().map_err(|error| anyhow!("{error}"))?;
    let not_asked = ["small_talk", "small_talk_question", "person", "complaint"];
    Ok(all
        .into_iter()
        .filter(|question| question.lang == "en" && question.history.is_empty())
        .filter(|question| !not_asked.contains(&question.kind.as_str()))
        .collect())
}

/// Indexes the English pages of a site, and returns their text.
async fn index(owner: &Owner, site: &str) -> Result<String> {
    let mut whole = String::new();
    let mut folders = vec![question::folder().join("sites").join(site).join("en")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = fs::read_to_string(&path)?;
            let file_name = path.file_name().unwrap_or_default().to_string_lossy();
            let file = json!({ "filename": file_name, "content": content });
            let indexed = owner.index(&file).await?;
            // A page of headings only has no text.
            ensure!(
                text(&indexed, "/status") == "indexed"
                    || text(&indexed, "/failure/code") == "no_text",
                "{indexed}"
            );
            whole.push_str(&content);
        }
    }
    Ok(whole)
}

async fn choose_model(stack: &Stack, key: Key, server: &Server) -> Result<()> {
    let chosen = reqwest::Client::new()
        .put(format!("{}/api/v1/model", stack.origin))
        .bearer_auth(key.secret())
        .json(&json!({
            "provider": "openai",
            "baseUrl": format!("{}/v1", server.origin),
            "model": "smollm2",
            "firstWordMs": 30_000,
        }))
        .send()
        .await?;
    ensure!(chosen.status().is_success(), "{}", chosen.text().await?);
    Ok(())
}

fn failures(days: &Value) -> u64 {
    days["failures"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|failure| failure["count"].as_u64())
        .sum()
}

/// Checks that every number shown occurs in the pages, independently of the checker's own code.
fn check_numbers(sentence: &str, pages: &str) -> Result<()> {
    let without_marks: String = sentence.split('[').next().unwrap_or_default().into();
    for number in without_marks
        .split(|c: char| !c.is_ascii_digit())
        .filter(|number| !number.is_empty())
    {
        ensure!(pages.contains(number), "{number} was invented: {sentence}");
    }
    Ok(())
}
