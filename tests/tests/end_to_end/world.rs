//! The shared environment of all tests: one running product, one help centre, owners' pages, one chromedriver. Starting
//! them takes seconds, so the first test that needs them starts them for the whole run.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::OnceLock,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, ensure};
use futures::FutureExt;
use porchlight_tests::{
    api::{Owner, Visitor, text},
    browser::{Browser, Driver, Screen},
    deadline::until,
    help_centre::HelpCentre,
    owner_page::{self, OwnerPages},
    stack::{Key, Project, Stack},
};
use serde_json::json;
use tokio::{runtime::Runtime, sync::OnceCell};

/// The project that answers from the help centre.
pub(crate) const HELP: Key = Key(0x11);
/// Another owner's project.
pub(crate) const RIVAL: Key = Key(0x12);
/// A project whose settings and pages are full of markup.
pub(crate) const HOSTILE: Key = Key(0x13);
/// A project that lists no origin.
pub(crate) const UNLISTED: Key = Key(0x14);
/// A project whose requests only one test counts.
pub(crate) const ORCHARD: Key = Key(0x15);

/// A project whose operators soon lose their conversation (a short lease).
pub(crate) const HASTY: Key = Key(0x16);
/// A project that asks for contact details first.
pub(crate) const CURIOUS: Key = Key(0x17);
/// A project that e-mails replies as soon as possible.
pub(crate) const POST_OFFICE: Key = Key(0x18);

/// A project that lists every website.
pub(crate) const PUBLIC: Key = Key(0x19);

/// A project whose widget does something by itself.
pub(crate) const INVITING: Key = Key(0x1a);

/// A project whose panel opens by itself, and whose operators' replies make a sound.
pub(crate) const EAGER: Key = Key(0x1b);

/// A project whose owner starts from nothing, in the browser.
pub(crate) const BEGINNER: Key = Key(0x1c);

/// The project of the demo page.
pub(crate) const DEMO: Key = Key(0x1d);

/// The project of the test without a mouse.
pub(crate) const MOUSELESS: Key = Key(0x1e);

/// A question that the help centre answers.
pub(crate) const QUESTION: &str = "How do I set up backup codes?";
/// Part of that answer.
pub(crate) const ANSWER: &str = "ten codes";
/// The page with that answer.
pub(crate) const ANSWER_PAGE: &str = "/en/help/create-account/authentication-methods/backup-codes/";
/// A question that the help centre does not answer.
pub(crate) const OFF_TOPIC: &str = "Who won the football championship in 1974?";

/// How long an e-mail may take: the shortest setting, and the queue.
const MAILED: Duration = Duration::from_secs(30);

/// The running programs that the tests share.
pub(crate) struct World {
    pub(crate) stack: Stack,
    pub(crate) help_centre: HelpCentre,
    pub(crate) pages: OwnerPages,
    driver: OnceCell<Driver>,
    knowledge: OnceCell<()>,
}

/// An e-mail with its headers.
pub(crate) struct Mail(pub(crate) String);

impl Mail {
    /// The path of the link in it that begins with `beginning`.
    pub(crate) fn path(&self, beginning: &str) -> Result<&str> {
        let found = self.0.find(beginning).and_then(|at| self.0.get(at..));
        let link = found.and_then(|link| link.split_whitespace().next());
        link.with_context(|| self.0.clone())
    }
}

/// The shared environment. The first call starts it.
pub(crate) fn world() -> Result<&'static World> {
    static WORLD: OnceLock<Result<World, String>> = OnceLock::new();
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let world = WORLD.get_or_init(|| {
        // Runs in its own thread, because the runtime of the first test ends with that test.
        let start = || -> Result<World> {
            let runtime = Runtime::new()?;
            RUNTIME.get_or_init(|| runtime).block_on(World::start())
        };
        let started = thread::spawn(start).join();
        match started {
            Ok(Ok(world)) => Ok(world),
            Ok(Err(error)) => Err(format!("{error:#}")),
            Err(_) => Err("starting panicked".to_owned()),
        }
    });
    world.as_ref().map_err(|error| anyhow!("{error}"))
}

impl World {
    async fn start() -> Result<Self> {
        let help_centre = HelpCentre::start()?;
        let (pages, address) = OwnerPages::reserve()?;
        let stack = Stack::start(&projects(&pages.origins())).await?;
        owner_page::serve(address, &stack.origin)?;
        Ok(Self {
            stack,
            help_centre,
            pages,
            driver: OnceCell::new(),
            knowledge: OnceCell::new(),
        })
    }

    /// Waits until the help centre is indexed for [`HELP`]. The first call starts the indexing.
    pub(crate) async fn with_knowledge(&self) -> Result<&Self> {
        let index = async || {
            let body = json!({ "url": self.help_centre.sitemap(), "kind": "sitemap" });
            let source = self.owner(HELP).index(&body).await?;
            ensure!(text(&source, "/status") == "indexed", "{source}");
            Ok(())
        };
        let indexed: Result<&()> = self.knowledge.get_or_try_init(index).await;
        indexed.context("the help centre cannot be indexed")?;
        Ok(self)
    }

    /// The server of the owner with this key.
    pub(crate) fn owner(&self, key: Key) -> Owner {
        Owner::new(&self.stack.origin, key)
    }

    /// A new visitor without a browser.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(&self.stack.origin)
    }

    /// Waits for an e-mail to this address that contains `part`.
    pub(crate) async fn mail(&self, address: &str, part: &str) -> Result<Mail> {
        let (to, visitor) = (format!("To: {address}"), self.visitor());
        until(&format!("{address} is written to"), MAILED, async || {
            let mails = visitor.get("/dev/mail").await?.body;
            let mut mails = mails.split("----");
            let mail = mails.find(|mail| mail.contains(&to) && mail.contains(part));
            Ok(mail.map(|mail| Mail(mail.to_owned())))
        })
        .await
    }

    async fn driver(&self) -> Result<&Driver> {
        self.driver.get_or_try_init(Driver::start).await
    }
}

/// Runs `steps` in a new window. If they fail, saves a screenshot and prints the logs.
pub(crate) async fn browse(
    name: &str,
    screen: Screen,
    steps: impl AsyncFnOnce(&'static World, &Browser) -> Result<()>,
) -> Result<()> {
    let world = world()?;
    let browser = Browser::open(world.driver().await?, screen).await?;
    let outcome = AssertUnwindSafe(steps(world, &browser))
        .catch_unwind()
        .await;
    if !matches!(outcome, Ok(Ok(()))) {
        report(name, world, &browser).await;
    }
    let closed = browser.close().await;
    match outcome {
        Ok(outcome) => outcome.and(closed),
        Err(panic) => resume_unwind(panic),
    }
}

async fn report(name: &str, world: &World, browser: &Browser) {
    match browser.screenshot(&format!("failed-{name}")).await {
        Ok(file) => eprintln!("the window then: {}", file.display()),
        Err(error) => eprintln!("the window then cannot be seen: {error:#}"),
    }
    eprintln!(
        "console: {:#?}",
        browser.console().await.unwrap_or_default()
    );
    let log = world.stack.log();
    let mut lines: Vec<&str> = log.lines().rev().take(20).collect();
    lines.reverse();
    eprintln!("Worker: {lines:#?}");
}

fn projects(origins: &[String]) -> Vec<Project> {
    let project = |slug, key, settings, listed: bool| Project {
        slug,
        settings,
        allowed_origins: if listed { origins.to_vec() } else { Vec::new() },
        key,
    };
    let help = json!({
        "name": "Ada",
        "company": "Lantern Help",
        "welcomeMessage": "Hello! Ask me about your account.",
        "quickReplies": ["How do I delete my account?", "Why is my account locked?"],
    });
    let markup = "</script><img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>";
    let hostile = json!({
        "name": format!("Eve{markup}"),
        "company": format!("Eve {markup} {{{{settings}}}}"),
        "welcomeMessage": format!("Hello {markup}"),
        "quickReplies": [format!("What does the keeper do {markup}")],
        "theme": { "primaryColor": "red;}</style><script>window.harmed=1</script>" },
    });
    let curious = json!({
        "company": "Curious",
        "leadForm": {
            "when": "before_first_message",
            "fields": [
                { "field": "name" },
                { "field": "email", "required": true },
                { "field": "own", "label": "Order number" },
            ],
            "consent": "Curious may write to me about my question.",
        },
    });
    let post_office = json!({
        "company": "Post Office",
        "notifyEmail": "owner@tests.example",
        "replyEmailSeconds": 5,
    });
    let inviting = json!({
        "company": "Inviting",
        "invitation": { "bubbleText": "Looking for a lantern?", "bubbleSeconds": 0, "salesShown": true, "salesSeconds": 10 },
    });
    let eager = json!({
        "company": "Eager",
        "invitation": { "autoOpen": "visitor", "autoOpenSeconds": 0, "sound": true },
    });
    vec![
        project("inviting", INVITING, inviting, true),
        project("eager", EAGER, eager, true),
        project("help", HELP, help, true),
        project("rival", RIVAL, json!({ "company": "Rival" }), true),
        project("hostile", HOSTILE, hostile, true),
        project("orchard", ORCHARD, json!({ "company": "Orchard" }), true),
        project(
            "hasty",
            HASTY,
            json!({ "company": "Hasty", "leaseSeconds": 5 }),
            true,
        ),
        project("beginner", BEGINNER, json!({ "company": "Beginner" }), true),
        project(
            "mouseless",
            MOUSELESS,
            json!({ "company": "Mouseless" }),
            true,
        ),
        project("curious", CURIOUS, curious, true),
        project("post-office", POST_OFFICE, post_office, true),
        Project {
            slug: "public",
            settings: json!({ "company": "Public" }),
            allowed_origins: vec!["*".to_owned()],
            key: PUBLIC,
        },
        Project {
            slug: "demo",
            settings: json!({ "name": "Porchlight", "company": "Porchlight" }),
            allowed_origins: vec!["*".to_owned()],
            key: DEMO,
        },
        project(
            "unlisted",
            UNLISTED,
            json!({ "company": "Unlisted" }),
            false,
        ),
    ]
}
