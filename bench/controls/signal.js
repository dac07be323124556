// The bytes of a signal, as they stand on the wire: a WHISPER of six bytes, and its text.

/** @param {number} sequence */
export function writeHeader(sequence) {
  return Buffer.of(0xaa, 0xa1, 0x05, 0x02, (sequence >>> 8) & 0xff, sequence & 0xff);
}

/** @param {string} emitter @param {string} value as JSON */
export function writeText(emitter, value) {
  return `{"SIG": ["${emitter}", ${value}]}`;
}

/** @param {number} number counts the values that are sent */
export function sampleOf(number) {
  return (number % 1000) / 1000;
}
