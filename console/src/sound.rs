//! A short tone for a new message. Browsers play sound only after a click on the page.

use porchlight_browser as browser;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

/// Two notes in a row, in hertz.
const NOTES: [f32; 2] = [660.0, 880.0];
/// The length of each note, in seconds.
const SECONDS: f64 = 0.12;
/// The volume, from 0 to 1.
const VOLUME: f32 = 0.12;

pub(crate) fn play() {
    if play_notes().is_err() {
        // No audio device, or not allowed. New messages are still visible.
        browser::log_error("Porchlight: the tone could not be played");
    }
}

fn play_notes() -> Result<(), JsValue> {
    let context = AudioContext::new()?;
    let volume = context.create_gain()?;
    volume.connect_with_audio_node(&context.destination())?;
    let mut start = context.current_time();
    for note in NOTES {
        let tone = context.create_oscillator()?;
        tone.set_type(OscillatorType::Sine);
        tone.frequency().set_value(note);
        tone.connect_with_audio_node(&volume)?;
        tone.start_with_when(start)?;
        start += SECONDS;
        tone.stop_with_when(start)?;
    }
    // Fades out, because an abrupt end clicks.
    volume.gain().set_value(VOLUME);
    volume
        .gain()
        .linear_ramp_to_value_at_time(0.0, start)
        .map(|_| ())
}
