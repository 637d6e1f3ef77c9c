//! [`Rooms`] on Durable Objects: one object for each conversation, named by its id.
//!
//! The Worker sends a [`RoomCall`] as the JSON body of a POST. The object answers with server-sent events or JSON, or
//! refuses with 409, 410, 422 (with the [`IllegalTransition`](crate::domain::conversation::holder::IllegalTransition))
//! or 503.

use async_trait::async_trait;
use futures::StreamExt;
use porchlight_shared::ids::{ConversationId, ProjectId};
use worker::{Body, Method, Request, RequestInit, Response, wasm_bindgen::JsValue, web_sys};

use super::{Cloudflare, ROOMS, failure};
use crate::{
    domain::conversation::{
        follow::Until,
        room_action::{RoomAction, RoomOutcome},
        turn_request::TurnRequest,
    },
    durable::conversation_room::{RoomCall, RoomCallKind},
    platform::{EventStream, PlatformError, RoomError, RoomState, Rooms, transient::retry},
};

/// The largest number that JavaScript represents exactly: 2⁵³ − 1. No room has that many events, but a client may ask
/// for those after any number.
const LARGEST_NUMBER: u64 = (1 << 53) - 1;

impl Cloudflare {
    async fn call(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        kind: RoomCallKind,
    ) -> Result<Response, RoomError> {
        let may_repeat = kind.may_repeat();
        let call = serde_json::to_string(&RoomCall {
            project_id,
            conversation_id,
            kind,
        })
        .map_err(failure)?;
        let mut response = retry(self, may_repeat, async || {
            let mut init = RequestInit::new();
            init.with_method(Method::Post)
                .with_body(Some(JsValue::from_str(&call)));
            let request = Request::new_with_init("https://room/", &init)?;
            let rooms = self.env.durable_object(ROOMS)?;
            // A stub whose connection broke stays broken.
            let room = rooms.get_by_name(&conversation_id.to_string())?;
            room.fetch_with_request(request).await
        })
        .await
        .map_err(failure)?;
        match response.status_code() {
            200 => Ok(response),
            409 => Err(RoomError::Busy),
            410 => Err(RoomError::Gone),
            422 => Err(RoomError::Illegal(response.json().await.map_err(failure)?)),
            503 => Err(RoomError::Full),
            status => {
                let text = response.text().await.unwrap_or_default();
                Err(PlatformError(format!("room answered {status}: {text}")).into())
            }
        }
    }
}

#[async_trait(?Send)]
impl Rooms for Cloudflare {
    async fn turn(&self, turn: TurnRequest) -> Result<EventStream, RoomError> {
        let (project_id, conversation_id) = (turn.project_id, turn.conversation_id);
        Ok(stream(
            self.call(
                project_id,
                conversation_id,
                RoomCallKind::Turn(Box::new(turn)),
            )
            .await?,
        ))
    }

    async fn follow(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        until: Until,
        after: Option<u64>,
    ) -> Result<EventStream, RoomError> {
        let after = after.map(|after| after.min(LARGEST_NUMBER));
        let follow = RoomCallKind::Follow { until, after };
        Ok(stream(
            self.call(project_id, conversation_id, follow).await?,
        ))
    }

    async fn stop(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError> {
        self.call(project_id, conversation_id, RoomCallKind::Stop)
            .await
            .map(drop)
    }

    async fn erase(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError> {
        self.call(project_id, conversation_id, RoomCallKind::Erase)
            .await
            .map(drop)
    }

    async fn act(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        action: RoomAction,
    ) -> Result<RoomOutcome, RoomError> {
        let mut response = self
            .call(project_id, conversation_id, RoomCallKind::Act(action))
            .await?;
        Ok(response.json().await.map_err(failure)?)
    }

    async fn state(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<RoomState, RoomError> {
        let mut response = self
            .call(project_id, conversation_id, RoomCallKind::State)
            .await?;
        Ok(response.json().await.map_err(failure)?)
    }
}

fn stream(response: Response) -> EventStream {
    let response: web_sys::Response = response.into();
    let body = response.body().map_or_else(Body::empty, Body::new);
    Box::pin(body.map(|chunk| chunk.map(Vec::from).map_err(failure)))
}
