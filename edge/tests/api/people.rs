//! The owner's people: who they are, how they sign in, and the changes of that.

use std::cell::RefCell;
use std::collections::BTreeMap;

use porchlight_edge::{
    config::{Config, MailConfig, MailWay},
    services::mail,
};
use serde_json::{Value, json};

use crate::support::{Answer, App, ROOT};

mod agreement;
mod links;
mod members;
mod passkeys;
mod projects;
mod sessions;
mod streams;

const HOST: &str = "chat.example";
const OWN: &str = "https://chat.example";
pub(crate) const OWNER: &str = "Owner@shop.example";

/// A browser with its cookies, on the inbox's own page.
pub(crate) struct Browser<'a> {
    app: &'a App,
    cookies: RefCell<BTreeMap<String, String>>,
    address: &'a str,
    project: Option<&'a str>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        Self::at(app, "203.0.113.7")
    }

    pub(crate) fn at(app: &'a App, address: &'a str) -> Self {
        Self {
            app,
            cookies: RefCell::default(),
            address,
            project: None,
        }
    }

    /// A browser that is signed in as a new person with this role.
    pub(crate) async fn of(app: &'a App, role: &str) -> Self {
        let email = format!("{role}@shop.example");
        let link = if role == "owner" {
            owners_link(app, &email).await
        } else {
            invited(app, &email, role).await
        };
        let browser = Self::new(app);
        let answer = browser.sign_in(&link).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        let cookies: Vec<String> = (self.cookies.borrow().iter())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![
            ("host", HOST),
            ("origin", OWN),
            ("sec-fetch-site", "same-origin"),
            ("cf-connecting-ip", self.address),
            ("user-agent", "Mozilla/5.0 (X11; Linux) Gecko Firefox/128.0"),
            ("cookie", cookies.as_str()),
        ];
        headers.extend(self.project.map(|project| ("porchlight-project", project)));
        let answer = self.app.request(method, path, &headers, body).await;
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("HttpOnly; Secure; SameSite=Strict"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.borrow_mut();
            if set.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Value::Null).await
    }

    /// Opens a link, and confirms the account that it shows.
    pub(crate) async fn sign_in(&self, link: &str) -> Answer {
        let account = self.account(link).await;
        if account.status != 200 {
            return account;
        }
        let person = &account.json()["person"]["id"];
        let body = json!({ "link": link, "person": person });
        self.send("POST", "/console/session", body).await
    }

    async fn account(&self, link: &str) -> Answer {
        let path = "/console/sign-in-links/account";
        self.send("POST", path, json!({ "link": link })).await
    }

    /// Another browser with the same cookies.
    fn copy(&self) -> Self {
        Self {
            app: self.app,
            cookies: self.cookies.clone(),
            address: self.address,
            project: self.project,
        }
    }

    /// Another page in the same browser, which shows this project.
    fn showing(&self, project: &'a str) -> Self {
        Self {
            project: Some(project),
            ..self.copy()
        }
    }

    async fn ask(&self, email: &str) -> Answer {
        let body = json!({ "email": email });
        self.send("POST", "/console/sign-in-links", body).await
    }
}

/// The secret in the address of a link.
fn secret(address: &str) -> String {
    let (_, secret) = address.split_once("/console#link=").unwrap();
    secret.to_owned()
}

/// The link that the deployer makes.
pub(crate) async fn owners_link(app: &App, email: &str) -> String {
    let body = json!({ "project": "shop", "email": email });
    let made = app
        .call("POST", "/api/admin/sign-in-links", ROOT, body)
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    secret(made.json()["path"].as_str().unwrap())
}

/// The link of an invitation that the owner's key makes.
async fn invited(app: &App, email: &str, role: &str) -> String {
    let body = json!({ "email": email, "role": role });
    let made = app.call("POST", "/api/v1/people", &app.key, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    secret(made.json()["invitationUrl"].as_str().unwrap())
}

/// An application that stores its e-mails.
async fn with_mail() -> App {
    let mut app = App::new().await;
    app.configure(|config| Config {
        mail: Some(MailConfig {
            from: "porchlight@shop.example".into(),
            way: MailWay::Kept,
        }),
        ..config
    });
    app
}

/// The recipients of the e-mails, and the secrets in them, newest first.
async fn mails(app: &App) -> Vec<(String, String)> {
    app.run_jobs().await;
    let kept = mail::kept(&app.native.platform).await.unwrap();
    kept.into_iter()
        .filter(|mail| mail.text.contains("#link="))
        .map(|mail| {
            let rest = secret(&mail.text);
            let secret = rest.split_whitespace().next().unwrap().to_owned();
            (mail.to, secret)
        })
        .collect()
}

/// The id of the person with this address.
async fn id_of(app: &App, email: &str) -> String {
    let people = app
        .call("GET", "/api/v1/people", &app.key, Value::Null)
        .await
        .json();
    let all = people["people"].as_array().unwrap();
    let person = all.iter().find(|person| person["email"] == email);
    person.unwrap_or_else(|| panic!("{people}"))["id"]
        .as_str()
        .unwrap()
        .to_owned()
}
