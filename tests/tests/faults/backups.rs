//! A deployment is lost and restored from its backup through wrangler: the whole deployment, and a single project.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Owner, Visitor, text},
    process,
    stack::{Key, Stack, path_with_node, root},
};
use serde_json::{Value, json};

use crate::scene::{count, done, project, report};

const SHOP: Key = Key(0x36);
const RIVAL: Key = Key(0x37);
const QUESTION: &str = "How long may I keep a lamp before I return it?";
const ANSWER: &str = "You may return a lamp within 30 days.";

/// Tables whose rows are the same after the restore, with the SQL for one project's rows.
const TABLES: [&str; 7] = [
    "conversations",
    "messages",
    "citations",
    "sources",
    "passages",
    "events",
    "activity",
];

/// The program behind `cargo xtask backup`. Cargo builds it with the tests.
fn program() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let built = test.parent().and_then(|deps| deps.parent());
    let program = built.context("no folder")?.join("examples/backup");
    ensure!(program.exists(), "{} is not built", program.display());
    Ok(program)
}

fn run(stack: &Stack, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(program()?);
    command
        .args(arguments)
        .args(["--local", "--state"])
        .arg(stack.folder().join("state"))
        .current_dir(stack.folder())
        .env("PATH", path_with_node(&root())?)
        .env("CI", "1")
        .env("WRANGLER_SEND_METRICS", "false");
    process::run(&mut command)
}

/// A visitor and the conversation that they have started.
struct Begun {
    visitor: Visitor,
    conversation: String,
}

async fn live(stack: &Stack, slug: &str, key: Key) -> Result<Begun> {
    let owner = Owner::new(&stack.origin, key);
    let body = json!({ "question": QUESTION, "answer": ANSWER });
    let source = owner.index(&body).await?;
    ensure!(text(&source, "/status") == "indexed", "{source}");
    let mut visitor = Visitor::new(&stack.origin);
    let asked = visitor.ask(&visitor.question(slug, QUESTION)).await?;
    ensure!(asked.body.contains("30 days"), "{}", asked.body);
    let sql = "SELECT conversation_id FROM messages ORDER BY rowid DESC LIMIT 1";
    let conversation = stack.database.value(sql, &[])?.context(asked.body)?;
    Ok(Begun {
        visitor,
        conversation,
    })
}

/// The number of the project's rows in each table.
fn rows(stack: &Stack, key: Key) -> Result<Vec<u64>> {
    let id = key.project_id();
    let of = |table| {
        let sql = format!("SELECT count(*) FROM {table} WHERE project_id = ?1");
        count(stack, &sql, &[&id])
    };
    TABLES.into_iter().map(of).collect()
}

/// Checks that everything continues to work: the same token, key and passages.
async fn go_on(stack: &Stack, slug: &str, key: Key, begun: &Begun) -> Result<()> {
    let mut visitor = Visitor::new(&stack.origin);
    visitor.session.clone_from(&begun.visitor.session);
    visitor.token.clone_from(&begun.visitor.token);
    let path = format!("/api/chat/{}", begun.conversation);
    let shown = done(&visitor.get(&path).await?)?;
    let messages = shown.pointer("/messages").and_then(Value::as_array);
    ensure!(messages.is_some_and(|all| all.len() == 2), "{shown}");
    let again = visitor.ask(&visitor.question(slug, QUESTION)).await?;
    ensure!(again.body.contains("30 days"), "{}", again.body);
    let owner = Owner::new(&stack.origin, key);
    let found = done(&owner.get("/api/v1/conversations?search=lamp").await?)?;
    ensure!(found.to_string().contains(&begun.conversation), "{found}");
    Ok(())
}

/// A new deployment with empty tables, restored from `file`.
async fn restored(file: &str) -> Result<Stack> {
    let mut stack = Stack::start(&[]).await?;
    stack.crash()?;
    stack.database.execute("DELETE FROM organizations")?;
    run(&stack, &["restore", file])?;
    stack.restart().await?;
    Ok(stack)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_comes_back_from_its_file() -> Result<()> {
    let lost = Stack::start(&[project("shop", SHOP), project("rival", RIVAL)]).await?;
    let shop = live(&lost, "shop", SHOP).await?;
    let rival = live(&lost, "rival", RIVAL).await?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (all, one) = (path("all.sql"), path("shop.sql"));
    run(&lost, &["backup", &all])?;
    run(&lost, &["backup", &one, "--project", "shop"])?;
    let (of_shop, of_rival) = (rows(&lost, SHOP)?, rows(&lost, RIVAL)?);
    drop(lost);

    let whole = restored(&all).await?;
    ensure!(rows(&whole, SHOP)? == of_shop, "{:?}", rows(&whole, SHOP)?);
    ensure!(
        rows(&whole, RIVAL)? == of_rival,
        "{:?}",
        rows(&whole, RIVAL)?
    );
    go_on(&whole, "shop", SHOP, &shop).await?;
    go_on(&whole, "rival", RIVAL, &rival).await?;
    drop(whole);

    let alone = restored(&one).await?;
    ensure!(rows(&alone, SHOP)? == of_shop, "{:?}", rows(&alone, SHOP)?);
    ensure!(
        rows(&alone, RIVAL)?.iter().all(|rows| *rows == 0),
        "another project's"
    );
    go_on(&alone, "shop", SHOP, &shop).await?;
    report(&format!(
        "backups: of all and of one project, restored through wrangler; rows of {TABLES:?} back: {of_shop:?} and \
         {of_rival:?}, of one project alone: {of_shop:?}; conversations went on: 3"
    ));
    Ok(())
}

#[test]
fn a_local_folder_is_never_taken_for_the_deployment() -> Result<()> {
    for command in ["backup", "restore"] {
        let mut run = Command::new(program()?);
        // Without wrangler, the program can reach nothing.
        run.args([command, "all.sql", "--state", "state"])
            .env("PATH", "");
        let refused = process::run(&mut run).err().context("it was run")?;
        let refused = refused.to_string();
        ensure!(refused.contains("say --local"), "{refused}");
    }
    Ok(())
}
