/** Makes sounds without loading files for them. The page loads this module for its first sound. */
import type { Chime } from "../pure/chimes.ts";

/** Tones one after the other, in hertz: up when there is something to do, down when time is over. */
const TONES: Readonly<Record<Chime, readonly number[]>> = {
  begun: [523, 784],
  complete: [659, 784, 1047],
  time_up: [659, 440],
};

const TONE_S = 0.13;
const LOUDNESS = 0.12;
/** The volume at which a tone is silent: an exponential ramp can't reach 0. */
const SILENT = 0.0001;

/** Plays a chime. Nothing is heard if the browser lets pages make sounds only after a press. */
export async function beep(audio: AudioContext, chime: Chime): Promise<void> {
  if (audio.state === "suspended") await audio.resume();
  for (const [n, frequency] of TONES[chime].entries()) {
    const from = audio.currentTime + n * TONE_S;
    const tone = new OscillatorNode(audio, { type: "sine", frequency });
    const loudness = new GainNode(audio, { gain: SILENT });
    loudness.gain.setValueAtTime(SILENT, from);
    loudness.gain.exponentialRampToValueAtTime(LOUDNESS, from + 0.015);
    loudness.gain.exponentialRampToValueAtTime(SILENT, from + TONE_S * 1.6);
    tone.connect(loudness).connect(audio.destination);
    tone.start(from);
    tone.stop(from + TONE_S * 1.7);
  }
}
