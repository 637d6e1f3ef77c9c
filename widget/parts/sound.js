// @ts-check
// The sound of a person's reply: two soft tones, made here, so that nothing is downloaded for them. The browser keeps it
// silent until the visitor has once clicked or typed in the frame.

/** The notes, in hertz, and when they begin, in seconds. */
const NOTES = [
  [659.25, 0],
  [880, 0.12],
];
/** How loud a note is at its beginning, from 0 to 1, and how long it takes to fade, in seconds. */
const [LOUDNESS, FADE] = [0.08, 0.35];

/** @type {AudioContext | undefined} */
let audio;

/** Where the browser keeps that the visitor wants no sound. @param {string} key */
export const muted = (key) => key + ":muted";

/** How long the browser may take to begin, in milliseconds: it always takes a moment, and where it may not, for ever. */
const BEGINS = 500;
/** How long the other tabs are silent, in milliseconds. Those that are hidden run their timers once a second. */
const SILENT = 2000;

const wait = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** @param {import("./parts").FrameKit} kit */
export default async function sound({ key }) {
  try {
    if (localStorage.getItem(muted(key))) return;
  } catch {
    // Blocked: nothing was muted.
  }
  const ready = (audio ??= new AudioContext());
  if (ready.state !== "running") await Promise.race([ready.resume().catch(() => {}), wait(BEGINS)]);
  // TypeScript does not know that it has changed meanwhile.
  if (/** @type {string} */ (ready.state) !== "running") return;
  const playAlone = async (/** @type {Lock | null} */ lock) => {
    if (!lock) return;
    play(ready);
    await wait(SILENT);
  };
  try {
    // Every tab hears of the reply.
    await navigator.locks.request(key + ":sound", { ifAvailable: true }, playAlone);
  } catch {
    // There are no locks without TLS, nor where storage is blocked.
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
