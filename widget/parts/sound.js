// @ts-check
// The sound of a person's reply: two soft tones, synthesised so that nothing is downloaded. The browser keeps them
// silent until the visitor has clicked or typed in the frame.

/** The notes: pitch in hertz, and start in seconds. */
const NOTES = [
  [659.25, 0],
  [880, 0.12],
];
/** The initial volume of a note, from 0 to 1, and how long it takes to fade, in seconds. */
const [LOUDNESS, FADE] = [0.08, 0.35];

/** @type {AudioContext | undefined} */
let audio;

/** The storage key for "no sound". @param {string} key */
export const muted = (key) => key + ":muted";

/**
 * How long the browser may take to start audio, in milliseconds. It always takes a moment, and without permission it
 * never starts.
 */
const BEGINS = 500;
/** How long other tabs stay silent, in milliseconds. Hidden tabs run their timers once a second. */
const SILENT = 2000;

const wait = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** @param {import("./parts").FrameKit} kit */
export default async function sound({ key }) {
  try {
    if (localStorage.getItem(muted(key))) return;
  } catch {
    // Storage is blocked: nothing was muted.
  }
  const ready = (audio ??= new AudioContext());
  if (ready.state !== "running") await Promise.race([ready.resume().catch(() => {}), wait(BEGINS)]);
  // TypeScript does not know that the state may have changed.
  if (/** @type {string} */ (ready.state) !== "running") return;
  const playAlone = async (/** @type {Lock | null} */ lock) => {
    if (!lock) return;
    play(ready);
    await wait(SILENT);
  };
  try {
    // Every tab receives the reply, but only one plays the sound.
    await navigator.locks.request(key + ":sound", { ifAvailable: true }, playAlone);
  } catch {
    // There are no locks without TLS, or if storage is blocked.
    play(ready);
  }
}

/** @param {AudioContext} audio */
function play(audio) {
  for (const [pitch = 0, after = 0] of NOTES) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const start = audio.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + FADE);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + FADE);
  }
}
