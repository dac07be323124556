// The public names of `zocp/osc`: packets of Open Sound Control 1.0 and 1.1 as bytes, and nothing of a network. What is not listed here
// may change at any time.

export { AddressPattern } from "./bridges/osc/codec/address-pattern.ts";
export { decodePacket } from "./bridges/osc/codec/decode.ts";
export { encodePacket } from "./bridges/osc/codec/encode.ts";
export type { OscArgument, OscBundle, OscMessage, OscPacket } from "./bridges/osc/codec/packet.ts";
export { encodeFrame, type OscFraming, OscStream } from "./bridges/osc/codec/stream.ts";
export { AT_ONCE, fromTimeTag, toTimeTag } from "./bridges/osc/codec/time-tag.ts";
