//! The event stream of the open conversation.

use porchlight_browser as browser;
use porchlight_shared::{chat_event::EventName, ids::ConversationId};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

use crate::{api, thread::LiveEvent};

pub(crate) struct Live {
    source: EventSource,
    _listeners: Vec<Closure<dyn Fn(Event)>>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Follows a conversation's events, starting after event number `after`. Calls `received` for each event, and `ended`
/// once when the stream ends. It then closes the stream: the browser would reconnect at once, and a conversation in
/// which only the bot answers has nothing to send.
pub(crate) fn follow(
    id: ConversationId,
    after: u64,
    received: impl Fn(LiveEvent) + Clone + 'static,
    ended: impl Fn() + Clone + 'static,
) -> Option<Live> {
    let source = EventSource::new(&api::events_path(id, after)).ok()?;
    let listeners = EventName::ALL
        .into_iter()
        .map(|name| {
            let (received, ended, own) = (received.clone(), ended.clone(), source.clone());
            let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
                // The browser also fires an `error` event, without data.
                let data = event
                    .dyn_ref::<MessageEvent>()
                    .and_then(|event| Some((event.data().as_string()?, event.last_event_id())));
                if let Some((data, number)) = data {
                    received(LiveEvent {
                        name,
                        data,
                        // For events without a number, the browser repeats the last one.
                        number: if matches!(name, EventName::Typing | EventName::Read) {
                            0
                        } else {
                            number.parse().unwrap_or(0)
                        },
                    });
                } else {
                    own.close();
                    ended();
                }
            });
            let added = source
                .add_event_listener_with_callback(name.name(), listener.as_ref().unchecked_ref());
            if added.is_err() {
                browser::log_error("Porchlight: an event listener was not added");
            }
            listener
        })
        .collect();
    Some(Live {
        source,
        _listeners: listeners,
    })
}
