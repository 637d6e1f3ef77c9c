//! E-mails to the owner of a project about an event.

use porchlight_shared::ids::ProjectId;

use super::{
    error::DeliveryError,
    send::{self, Outcome},
};
use crate::{
    domain::{
        credentials::link_token::{LinkMaker, mailbox},
        deliveries::{
            email_message::{HandedOff, handed_off},
            failure::DeliveryFailure,
        },
        settings::{project_settings::ProjectSettings, wording::Wording},
    },
    platform::Platform,
    services::{
        links::{self, Told},
        mail,
    },
    store::{deliveries::Delivery, projects},
};

pub(super) async fn notify(
    platform: &Platform,
    project_id: ProjectId,
    delivery: &Delivery,
) -> Result<Outcome, DeliveryError> {
    let Some(config) = &platform.config.mail else {
        return Ok(Outcome::refused(DeliveryFailure::NoMail.sentence()));
    };
    let project = projects::by_id(platform.directory(), project_id).await?;
    let settings = project
        .as_ref()
        .and_then(|project| serde_json::from_str::<ProjectSettings>(&project.settings).ok());
    let (Some(project), Some(settings)) = (project, settings) else {
        return Ok(Outcome::refused(DeliveryFailure::Settings.sentence()));
    };
    if settings.notify_email.is_empty() {
        return Ok(Outcome::refused(DeliveryFailure::NoOwnerAddress.sentence()));
    }
    let mut data = send::data(delivery);
    let told = Told {
        data: &mut data,
        happened_at: delivery.created_at,
    };
    let maker = LinkMaker::Mailbox(mailbox(&settings.notify_email));
    links::add(platform, project_id, maker, &mut [told]).await?;
    let Ok(visitor) = serde_json::from_value::<HandedOff>(data) else {
        return Ok(Outcome::refused(DeliveryFailure::Event.sentence()));
    };
    let message = handed_off(
        Wording::new(settings.email_language(), &settings.texts_by_language),
        &config.from,
        &settings.notify_email,
        &project.name,
        &visitor,
    );
    let sent = mail::send(platform, config, &message, &delivery.id.to_string()).await;
    Ok(match sent {
        Ok(()) => Outcome::delivered(),
        Err(error) => {
            log::warn!("e-mail of {project_id}: {error}");
            Outcome::failed(error.to_string())
        }
    })
}
