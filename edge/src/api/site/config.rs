//! `/api/v1/config`: how the widget looks and what it says.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use porchlight_shared::{
    error::ErrorBody,
    lead::LeadForm,
    settings::{Position, Scheme, Texts, Theme, WidgetConfig},
};
use serde::Serialize;
use utoipa::ToSchema;

use self::patch_body::PatchBody;
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadConfig, WriteConfig},
        published::PublishedAnswer,
    },
    domain::{conversation::holder::HandBackTo, settings::business_hours::BusinessHours},
    platform::Platform,
    services::{
        published_project::{self, PublishedProject},
        settings::{self, ChangedSettings},
    },
    store::projects,
};

pub mod patch_body;

/// Settings are the owner's: no cache on the way keeps them.
const CACHE_CONTROL: &str = "private, no-cache";

/// The widget's settings. A text that is empty stands for the widget's own words in the visitor's language.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "primaryColor": "#0a7d55", "primaryForeground": "#ffffff", "backgroundColor": "#ffffff",
    "foregroundColor": "#16181d", "secondaryColor": "#f2f3f5", "secondaryForeground": "#16181d",
    "position": "bottom-right", "greeting": "Hi! How can I help you today?", "botName": "Assistant",
    "showBranding": true, "aiLanguage": "auto", "inputPlaceholder": "", "typingText": "", "onlineText": "",
    "handoffText": "", "handoffSentText": "", "emailPlaceholder": "", "emailSendText": "", "emailSkipText": "",
    "feedbackYesText": "", "feedbackNoText": "", "errorText": "", "networkErrorText": "",
    "company": "Lantern & Oak", "quickReplies": ["What is your return policy?"], "scheme": "auto", "handoff": true,
    "leadForm": { "when": "never", "fields": [], "consent": "" },
    "leaseExpiry": "queue", "leaseSeconds": 600, "replyEmailSeconds": 120, "businessHours": null,
    "allowedOrigins": ["https://shop.example"],
}))]
pub struct ConfigBody {
    /// The accent: launcher, header, the visitor's messages. `#rrggbb`, as all colours.
    primary_color: String,
    /// Text on the accent.
    primary_foreground: String,
    /// The panel.
    background_color: String,
    /// Text in the panel.
    foreground_color: String,
    /// The assistant's messages.
    secondary_color: String,
    /// Text in the assistant's messages.
    secondary_foreground: String,
    /// The launcher's corner.
    position: Position,
    /// The first thing that the panel says.
    greeting: String,
    /// The assistant's name.
    bot_name: String,
    /// "Powered by Porchlight".
    show_branding: bool,
    /// The language of the answers as a BCP 47 tag, or `auto`.
    ai_language: String,
    /// In the empty composer.
    input_placeholder: String,
    /// While an answer is on its way.
    typing_text: String,
    /// Under the name in the header.
    online_text: String,
    /// The offer of a person.
    handoff_text: String,
    /// After a person was asked for.
    handoff_sent_text: String,
    /// In the empty e-mail field.
    email_placeholder: String,
    /// Sends the e-mail address.
    email_send_text: String,
    /// Asks for a person without an e-mail address.
    email_skip_text: String,
    /// Thumbs up.
    feedback_yes_text: String,
    /// Thumbs down.
    feedback_no_text: String,
    /// The answer failed.
    error_text: String,
    /// The network failed.
    network_error_text: String,
    /// The owner's name.
    company: String,
    /// Questions offered before the first message.
    quick_replies: Vec<String>,
    /// Light, dark, or the visitor's preference.
    scheme: Scheme,
    /// A visitor may ask for a person.
    handoff: bool,
    /// The form in which a visitor leaves contact details.
    lead_form: LeadForm,
    /// Where you are told of it by e-mail, if anywhere. A publishable key does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_email: Option<String>,
    /// To whom a conversation goes whose operator is gone.
    lease_expiry: HandBackTo,
    /// For how long an operator holds a conversation without doing anything, in seconds.
    #[schema(minimum = 5, maximum = 86_400)]
    lease_seconds: u64,
    /// How long after a reply the visitor gets it by e-mail, if they have not come back, in seconds.
    reply_email_seconds: u32,
    /// When somebody is there; always, if null.
    business_hours: Option<BusinessHours>,
    /// Origins whose pages may show the widget.
    allowed_origins: Vec<String>,
}

impl From<PublishedProject> for ConfigBody {
    fn from(project: PublishedProject) -> Self {
        let WidgetConfig { theme, texts, .. } = project.config;
        let Theme {
            primary_color,
            primary_foreground,
            background_color,
            foreground_color,
            secondary_color,
            secondary_foreground,
            position,
            scheme,
        } = theme;
        let Texts {
            input_placeholder,
            typing_text,
            online_text,
            handoff_text,
            handoff_sent_text,
            email_placeholder,
            email_send_text,
            email_skip_text,
            feedback_yes_text,
            feedback_no_text,
            error_text,
            network_error_text,
        } = texts;
        Self {
            primary_color,
            primary_foreground,
            background_color,
            foreground_color,
            secondary_color,
            secondary_foreground,
            position,
            greeting: project.config.welcome_message,
            bot_name: project.config.name,
            show_branding: project.config.show_branding,
            ai_language: project.config.ai_language,
            input_placeholder,
            typing_text,
            online_text,
            handoff_text,
            handoff_sent_text,
            email_placeholder,
            email_send_text,
            email_skip_text,
            feedback_yes_text,
            feedback_no_text,
            error_text,
            network_error_text,
            company: project.config.company,
            quick_replies: project.config.quick_replies,
            scheme,
            handoff: project.config.handoff,
            lead_form: project.config.lead_form,
            notify_email: None,
            lease_expiry: project.people.lease_expiry,
            lease_seconds: project.people.lease_seconds,
            reply_email_seconds: project.people.reply_email_seconds,
            business_hours: project.people.business_hours,
            allowed_origins: project.allowed_origins,
        }
    }
}

/// Names the settings: a plan that forces the branding back changes them without a new version.
fn etag(project: &PublishedProject) -> String {
    let WidgetConfig {
        project: slug,
        version,
        show_branding,
        ..
    } = &project.config;
    format!("\"{slug}-{version}-{}\"", u8::from(*show_branding))
}

/// The widget's settings.
#[utoipa::path(
    get, path = "/api/v1/config", tag = "Widget",
    params(
        ("apiKey" = Option<String>, Query, description = "A publishable key, in place of the header."),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what the client has."),
    ),
    responses(
        (status = 200, body = ConfigBody, headers(("ETag" = String, description = "Names these settings."))),
        (status = 304, description = "The client has these settings already."),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    owned: OwnedProject<ReadConfig>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let project = published_project::by_id(&platform, owned.id)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let etag = etag(&project);
    let mut body = ConfigBody::from(project);
    if !owned.is_public {
        let record = projects::by_id(&*platform.db, owned.id).await?;
        body.notify_email = record.and_then(|record| settings::notify_email(&record));
    }
    let body = serde_json::to_string(&body).map_err(|error| ApiError::internal(&error))?;
    let answer = PublishedAnswer {
        etag,
        headers: vec![
            (header::CONTENT_TYPE, "application/json".into()),
            (header::CACHE_CONTROL, CACHE_CONTROL.into()),
        ],
        body,
    };
    Ok(answer.respond(&headers))
}

/// The answer to `PATCH`.
#[derive(Serialize, ToSchema)]
pub struct PatchedBody {
    /// The fields that were set.
    #[schema(value_type = Vec<String>)]
    updated: Vec<&'static str>,
    /// All settings as they are now.
    config: ConfigBody,
}

/// Changes some of the widget's settings.
#[utoipa::path(
    patch, path = "/api/v1/config", tag = "Widget", request_body = PatchBody,
    params((
        "If-Match" = Option<String>, Header,
        description = "The ETag of the settings that the change rests on: nothing changes if they are others by now."
    )),
    responses(
        (status = 200, body = PatchedBody, headers(("ETag" = String, description = "Names the new settings."))),
        (status = 412, description = "The settings have changed since the ETag in If-Match.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn patch(
    State(platform): State<Platform>,
    headers: HeaderMap,
    OwnedBody { project, body }: OwnedBody<WriteConfig, PatchBody>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<PatchedBody>), ApiError> {
    let actor = project.key.to_string();
    let project = projects::by_id(&*platform.db, project.id)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    check_unchanged(
        &headers,
        &etag(&published_project::from_record(project.clone())?),
    )?;
    let ChangedSettings { updated, project } =
        settings::change(&platform, project, &body.0, &actor).await?;
    let notify_email = settings::notify_email(&project);
    let project = published_project::from_record(project)?;
    let tag = HeaderValue::from_str(&etag(&project)).map_err(|error| ApiError::internal(&error))?;
    let body = PatchedBody {
        updated,
        config: ConfigBody {
            notify_email,
            ..project.into()
        },
    };
    Ok(([(header::ETAG, tag)], Json(body)))
}

/// RFC 9110, section 13.1.1.
fn check_unchanged(headers: &HeaderMap, etag: &str) -> Result<(), ApiError> {
    let Some(expected) = headers.get(header::IF_MATCH) else {
        return Ok(());
    };
    let expected = expected.to_str().unwrap_or_default();
    let matches = expected
        .split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag == etag);
    if matches {
        Ok(())
    } else {
        Err(ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "settings_changed",
            "The settings have changed since you read them. Read them again and repeat the change.",
        ))
    }
}
