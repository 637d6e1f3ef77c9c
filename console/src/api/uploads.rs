//! Uploads of files. They use `XMLHttpRequest`, because `fetch` reports no progress.

use js_sys::Promise;
use porchlight_shared::{attachment::Attachment, ids::ConversationId};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use super::{PROJECT, SHOWN, encoded, path, refused};
use crate::problem::Problem;

/// Uploads a file for the next reply, and calls `progress` with the percentage that is sent.
pub(crate) async fn upload(
    id: ConversationId,
    file: &File,
    progress: impl Fn(u8) + 'static,
) -> Result<Attachment, Problem> {
    let path = path(id, &format!("/attachments?name={}", encoded(&file.name())));
    let (status, body) = send(&path, file, progress)
        .await
        .map_err(|_| Problem::network())?;
    match status {
        // No response arrived.
        0 => Err(Problem::network()),
        200..300 => serde_json::from_str(&body).map_err(|_| Problem::network()),
        _ => Err(refused(status, &body)),
    }
}

/// Posts a file. Returns the status and the body of the response.
async fn send(
    path: &str,
    file: &File,
    progress: impl Fn(u8) + 'static,
) -> Result<(u16, String), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", path)?;
    request.set_request_header("Content-Type", "application/octet-stream")?;
    if let Some(shown) = SHOWN.with_borrow(Clone::clone) {
        request.set_request_header(PROJECT, &shown)?;
    }
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() {
            progress(hundredths(event.loaded(), event.total()));
        }
    });
    request
        .upload()?
        .set_onprogress(Some(told.as_ref().unchecked_ref()));
    // `loadend` also follows errors and aborts. The status is 0 if no response arrived.
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_blob(Some(file))?;
    JsFuture::from(ended).await?;
    Ok((
        request.status()?,
        request.response_text()?.unwrap_or_default(),
    ))
}

/// The percentage of a file that is sent, rounded down.
fn hundredths(sent: f64, all: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is 0 to 100"
    )]
    let part = (sent / all.max(1.0) * 100.0).clamp(0.0, 100.0) as u8;
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_whole_hundredths() {
        for (sent, all, expected) in [
            (0.0, 0.0, 0),
            (0.0, 200.0, 0),
            (1.0, 3.0, 33),
            (200.0, 200.0, 100),
            (300.0, 200.0, 100),
        ] {
            assert_eq!(hundredths(sent, all), expected);
        }
    }
}
