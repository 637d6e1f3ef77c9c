//! `POST /api/v1/site-look`: the look of a website, so that its chat can match it.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, WriteSettings},
        site::sources::FailureBody,
    },
    domain::{
        settings::contrast::{self, ColourWarning},
        site_look::with_colour,
    },
    platform::Platform,
    services::{index_source::failure::Failure, site_look},
};

/// The website to examine.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "url": "https://shop.example" }))]
pub struct SiteLookQuestion {
    /// The address of a page of the website.
    url: String,
}

/// The look of a website. Nothing is set: send what you want to `PATCH /api/v1/config`.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SiteLook, example = json!({
    "colours": { "primaryColor": "#0a7d55", "primaryForeground": "#ffffff" },
    "logoUrl": "https://shop.example/touch.png", "warnings": [], "failure": null,
}))]
pub struct SiteLookBody {
    /// Its colour; null if it names none, or one that would be invisible on the panel.
    colours: Option<SiteColours>,
    /// The address of its logo, which was not fetched; null if the page names none with `https`.
    logo_url: Option<String>,
    /// Colours that visitors would see differently, because text in them would be unreadable.
    warnings: Vec<ColourWarning>,
    /// Why the page could not be read; null if it was.
    failure: Option<FailureBody>,
}

/// Settings with the website's colour.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SiteColours {
    primary_color: String,
    /// A text colour that is readable on it.
    primary_foreground: String,
}

/// Examines the look of a website: the `theme-color` of its page or its manifest, and its touch icon, its icon, or else
/// the picture that it is shared with.
#[utoipa::path(
    post, path = "/api/v1/site-look", tag = "Widget", request_body = SiteLookQuestion,
    responses((status = 200, body = SiteLookBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn look(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSettings, SiteLookQuestion>,
) -> Result<Json<SiteLookBody>, ApiError> {
    let found = match site_look::look(&platform, &body.url).await {
        Ok(found) => found,
        Err(Failure::Address(error)) => return Err(error.into()),
        Err(failure) => {
            return Ok(Json(SiteLookBody {
                failure: Some(FailureBody::from(&failure)),
                ..SiteLookBody::default()
            }));
        }
    };
    let theme = project.published(&platform).await?.settings.theme;
    let coloured = found.colour.and_then(|colour| with_colour(&theme, &colour));
    Ok(Json(SiteLookBody {
        warnings: coloured
            .as_ref()
            .map(contrast::warnings)
            .unwrap_or_default(),
        colours: coloured.map(|theme| SiteColours {
            primary_color: theme.primary_color,
            primary_foreground: theme.primary_foreground,
        }),
        logo_url: found.logo,
        failure: None,
    }))
}
