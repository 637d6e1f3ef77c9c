//! The body of `PATCH /api/v1/config`.

use porchlight_shared::{
    lead::LeadForm,
    settings::{Position, Scheme},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::{conversation::holder::HandBackTo, settings::business_hours::BusinessHours};

/// The fields to change; those that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(
    value_type = ConfigPatch,
    example = json!({ "primaryColor": "#0a7d55", "greeting": "Hello! Ask us anything about our bikes." })
)]
pub struct PatchBody(pub Map<String, Value>);

/// The fields that can be changed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfigPatch {
    /// A publishable key opens reading only; changing needs a secret one, better in the header.
    api_key: Option<String>,
    /// A colour: `#rgb` or `#rrggbb`.
    primary_color: Option<String>,
    /// A colour.
    primary_foreground: Option<String>,
    /// A colour.
    background_color: Option<String>,
    /// A colour.
    foreground_color: Option<String>,
    /// A colour.
    secondary_color: Option<String>,
    /// A colour.
    secondary_foreground: Option<String>,
    /// The launcher's corner.
    position: Option<Position>,
    /// The first thing that the panel says.
    #[schema(min_length = 1, max_length = 500)]
    greeting: Option<String>,
    /// The assistant's name.
    #[schema(min_length = 1, max_length = 60)]
    bot_name: Option<String>,
    /// `false` needs the Scale plan.
    show_branding: Option<bool>,
    /// A BCP 47 tag, or `auto`.
    ai_language: Option<String>,
    /// In the empty composer.
    #[schema(max_length = 200)]
    input_placeholder: Option<String>,
    /// While an answer is on its way.
    #[schema(max_length = 200)]
    typing_text: Option<String>,
    /// Under the name in the header.
    #[schema(max_length = 200)]
    online_text: Option<String>,
    /// The offer of a person.
    #[schema(max_length = 200)]
    handoff_text: Option<String>,
    /// After a person was asked for.
    #[schema(max_length = 200)]
    handoff_sent_text: Option<String>,
    /// In the empty e-mail field.
    #[schema(max_length = 200)]
    email_placeholder: Option<String>,
    /// Sends the e-mail address.
    #[schema(max_length = 200)]
    email_send_text: Option<String>,
    /// Asks for a person without an e-mail address.
    #[schema(max_length = 200)]
    email_skip_text: Option<String>,
    /// Thumbs up.
    #[schema(max_length = 200)]
    feedback_yes_text: Option<String>,
    /// Thumbs down.
    #[schema(max_length = 200)]
    feedback_no_text: Option<String>,
    /// The answer failed.
    #[schema(max_length = 200)]
    error_text: Option<String>,
    /// The network failed.
    #[schema(max_length = 200)]
    network_error_text: Option<String>,
    /// The owner's name; empty stands for the project's.
    #[schema(max_length = 60)]
    company: Option<String>,
    /// Questions offered before the first message.
    #[schema(max_items = 6)]
    quick_replies: Option<Vec<String>>,
    /// Light, dark, or the visitor's preference.
    scheme: Option<Scheme>,
    /// A visitor may ask for a person.
    handoff: Option<bool>,
    /// The form in which a visitor leaves contact details.
    lead_form: Option<LeadForm>,
    /// Where you are told of it by e-mail; empty for nowhere.
    notify_email: Option<String>,
    /// To whom a conversation goes whose operator is gone.
    lease_expiry: Option<HandBackTo>,
    /// Seconds until an operator who does nothing counts as gone.
    #[schema(minimum = 5, maximum = 86_400)]
    lease_seconds: Option<u64>,
    /// Seconds until a visitor who has left gets a reply by e-mail.
    #[schema(minimum = 5, maximum = 3_600)]
    reply_email_seconds: Option<u32>,
    /// When somebody is there; null stands for always.
    business_hours: Option<BusinessHours>,
    /// Origins whose pages may show the widget, without a path.
    #[schema(max_items = 50)]
    allowed_origins: Option<Vec<String>>,
}
