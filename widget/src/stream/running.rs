//! The single running stream. A new one aborts the previous one.

use web_sys::{AbortController, AbortSignal};

use crate::state::{Incoming, Widget};

pub(super) fn begin(widget: Widget) -> Option<AbortSignal> {
    abort(widget);
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    widget
        .internal
        .update(|internal| internal.running = Some(controller));
    Some(signal)
}

/// Aborts the running stream and drops events that were not applied yet.
pub(crate) fn abort(widget: Widget) {
    widget.restoring.set(false);
    widget.internal.update(|internal| {
        internal.incoming = Incoming::default();
        if let Some(controller) = internal.running.take() {
            controller.abort();
        }
    });
}
