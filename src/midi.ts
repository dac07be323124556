// The public names of `zocp/midi`: messages of MIDI 1.0 as bytes and back, and nothing of a port. What is not listed here may change at any time.

export { encodeMidi } from "./bridges/midi/codec/encode.ts";
export type { MidiMessage } from "./bridges/midi/codec/message.ts";
export { MidiReader } from "./bridges/midi/codec/reader.ts";
