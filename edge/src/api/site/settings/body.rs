//! The settings in requests and responses of `/api/v1/config`: flat, with a field for each row of the table of
//! settings.

use std::collections::BTreeMap;

use porchlight_languages::Key;
use porchlight_shared::{
    ids::ProjectId,
    lead::LeadForm,
    settings::{AutoOpen, Carefulness, Position, Scheme, TextsByLanguage},
    settings_table,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    domain::{
        conversation::holder::HandBackTo,
        settings::{business_hours::BusinessHours, plan::Plan, project_settings::ProjectSettings},
    },
    services::published_project::PublishedProject,
};

macro_rules! value_of {
    ($project:ident theme $field:ident) => {
        $project.settings.theme.$field
    };
    ($project:ident texts $field:ident $key:ident) => {
        if $project.settings.texts.$field.is_empty() {
            ProjectSettings::language_of(&$project.settings.ai_language)
                .text(Key::$key)
                .to_owned()
        } else {
            $project.settings.texts.$field
        }
    };
    ($project:ident project ai_language) => {
        $project.settings.ai_language.clone()
    };
    ($project:ident invitation $field:ident) => {
        $project.settings.invitation.$field
    };
    ($project:ident project $field:ident) => {
        $project.settings.$field
    };
    // Handlers add private fields for callers who may read them.
    ($project:ident private $field:ident) => {
        Default::default()
    };
    ($project:ident words $field:ident) => {
        $project.$field
    };
    ($project:ident people $field:ident) => {
        $project.people.$field
    };
    ($project:ident record $field:ident) => {
        $project.$field
    };
}

macro_rules! bodies {
    ($(in $group:tt {$(
        $(#[doc = $doc:tt])*
        $(#[stored($($stored:tt)*)])?
        $(#[api($($api:tt)*)])?
        $field:ident $name:tt $(($key:ident))?: $type:ty = $default:expr, $rule:ident $([$($limits:tt)*])?;
    )*})*) => {
        /// The widget's settings. A text that you have not set is the widget's own, in the language of the answers or
        /// in English; visitors read it in their language.
        #[derive(Serialize, ToSchema)]
        #[schema(example = json!(example()))]
        pub struct SettingsBody {$($(
            $(#[doc = $doc])*
            #[serde(rename = $name)]
            $(#[serde($($api)*)])?
            pub $field: $type,
        )*)*}

        impl From<PublishedProject> for SettingsBody {
            fn from(project: PublishedProject) -> Self {
                Self {$($(
                    $field: value_of!(project $group $field $($key)?),
                )*)*}
            }
        }

        /// The fields that can be changed.
        #[derive(Serialize, ToSchema)]
        #[schema(as = ConfigPatch)]
        pub struct SettingsPatch {
            /// The key, if it is not in the header, which is the better place for it. A publishable key can only read;
            /// a change needs a secret key.
            #[serde(rename = "apiKey")]
            api_key: Option<String>,
            $($(
                $(#[doc = $doc])*
                #[serde(rename = $name)]
                #[schema(required = false $(, $($limits)*)?)]
                $field: $type,
            )*)*
        }
    };
}

settings_table!(all => bodies! {});

/// The fields to change. Omitted fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(
    value_type = SettingsPatch,
    example = json!({ "primaryColor": "#0a7d55", "greeting": "Hello! Ask us anything about our bikes." })
)]
pub struct PatchBody(pub Map<String, Value>);

fn example() -> SettingsBody {
    let mut settings = ProjectSettings {
        company: "Lantern & Oak".into(),
        quick_replies: vec!["What is your return policy?".into()],
        ..ProjectSettings::default()
    };
    settings.theme.primary_color = "#0a7d55".into();
    SettingsBody::from(PublishedProject {
        id: ProjectId::new(0, [0; 10]),
        plan: Plan::Scale,
        allowed_origins: vec!["https://shop.example".into()],
        people: settings.people.clone(),
        texts_by_language: settings.texts_by_language.clone(),
        settings: settings.public_settings("lantern", "Lantern & Oak", 1),
    })
}
