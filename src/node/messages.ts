import { checkObject, checkText, show } from "../arguments/check.ts";
import { formatJson, formatString } from "../bytes/json-format.ts";
import { UsageError } from "../errors.ts";
import {
  decodeMessages as decode,
  encodeCall,
  encodeGet,
  encodeMod,
  encodeRep,
  encodeSet,
  encodeSig,
  encodeSub,
  encodeSubTo,
  type ZocpMessage,
} from "../zocp/codec/message.ts";

/** What {@link encodeMessage} can write: every verb. */
export type WritableMessage = Exclude<ZocpMessage, { readonly verb: "malformed" }>;

/**
 * Reads the text of one ZOCP message: its verbs, in order. A verb that is not as ZOCP knows it is `malformed`. Throws `ProtocolError`
 * when the text is no JSON object.
 */
export function decodeMessages(text: string): readonly ZocpMessage[] {
  checkText("the message", text);
  return decode(text);
}

/**
 * Writes one verb as the text of a ZOCP message. It is not looked at whether the receiver survives it: what ends a pyZOCP node stands
 * in `docs/protocol/zocp.md`. Throws `UsageError` for a verb that does not exist.
 */
export function encodeMessage(message: WritableMessage): string {
  checkObject("the parts of a message", message);
  switch (message.verb) {
    case "GET":
      return message.names === undefined ? encodeGet() : `{"GET": ${formatJson(message.names)}}`;
    case "SET":
      return encodeSet(formatJson(message.tree));
    case "MOD":
      return encodeMod(formatJson(message.tree));
    case "SUB":
      return encodeSubTo({ pace: true }, message);
    case "UNSUB":
      return encodeSub("UNSUB", message);
    case "SIG":
      return encodeSig(formatString(message.emitter), formatJson(message.value), message.version);
    case "CALL":
      return encodeCall(message.method, message.args, message.id, message.sender);
    case "REP":
      return encodeRep(message.about, formatJson(message.detail));
    default:
      throw new UsageError(
        "invalid-argument",
        `there is no verb ${show((message as { readonly verb: unknown }).verb)}`,
      );
  }
}
