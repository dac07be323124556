/**
 * The name of the emitter in a message that is one signal and nothing else, as it is written there; undefined for every other
 * message. Only such a message may be replaced by a newer one, so what looks unusual is left alone.
 */
export function emitterOf(text: string): string | undefined {
  return text.length > LONGEST ? undefined : SIGNAL.exec(text)?.[1];
}

// A scalar, a text, or a flat list. No two neighbours match the same character, so the time is linear whatever a peer sends.
const SIGNAL =
  /^\{\s*"SIG"\s*:\s*\[\s*("(?:[^"\\]|\\.)*")\s*,(?:[^"{}[\]]+|\s*"(?:[^"\\]|\\.)*"\s*|\s*\[[^"{}[\]]*\]\s*)\]\s*\}\s*$/;
const LONGEST = 0x1_0000;
