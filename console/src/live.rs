//! The events of the open conversation, as they happen.

use porchlight_browser as browser;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

use crate::{api, thread::LiveEvent};
use porchlight_shared::{chat_event::EventName, ids::ConversationId};

/// A stream that is followed for as long as this lives.
pub(crate) struct Live {
    source: EventSource,
    _listeners: Vec<Closure<dyn Fn(Event)>>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Follows a conversation's events from after the number `after`. `heard` is told each, `ended` that no more come: the
/// browser would ask again at once, and where the bot has been silent for a while there is nothing to hear.
pub(crate) fn follow(
    id: ConversationId,
    after: u64,
    heard: impl Fn(LiveEvent) + Clone + 'static,
    ended: impl Fn() + Clone + 'static,
) -> Option<Live> {
    let source = EventSource::new(&api::events_path(id, after)).ok()?;
    let listeners = EventName::ALL
        .into_iter()
        .map(|name| {
            let (heard, ended, own) = (heard.clone(), ended.clone(), source.clone());
            let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
                // The browser's own `error` has no data; the server's has.
                let data = event
                    .dyn_ref::<MessageEvent>()
                    .and_then(|event| Some((event.data().as_string()?, event.last_event_id())));
                if let Some((data, number)) = data {
                    heard(LiveEvent {
                        name,
                        data,
                        // One that is not kept has the number of the one before.
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
                browser::log_error("Porchlight: an event is not listened for");
            }
            listener
        })
        .collect();
    Some(Live {
        source,
        _listeners: listeners,
    })
}
