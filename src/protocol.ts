// The public names of `zocp/protocol`: ZOCP's messages as texts, for tools that show, record or test them. What is not listed here
// may change at any time.

export { decodeMessages, encodeMessage, type WritableMessage } from "./node/messages.ts";
export type { Subscription, ZocpMessage } from "./zocp/codec/message.ts";
