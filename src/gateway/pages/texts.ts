import { type Json, ProtocolError, parseJson } from "../../index.ts";

/**
 * The name of the emitter in a message that is one signal with its value and nothing else; undefined for every other message.
 * Only such a message may be replaced by a newer one, so what is unusual is left alone: a signal on a ring of links has a third field.
 */
export function emitterOf(text: string): string | undefined {
  if (text.length > MAX_CHARACTERS || !SIGNAL_START.test(text)) return undefined;
  const message = readText(text);
  if (!(message instanceof Map) || message.size !== 1) return undefined;
  const content: Json | undefined = message.get("SIG");
  if (!Array.isArray(content) || content.length !== 2) return undefined;
  const [emitter] = content as readonly Json[];
  return typeof emitter === "string" ? emitter : undefined;
}

/** What a ZOCP text says; undefined when it is no JSON: whoever it is for passes over it. */
export function readText(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Whether a text can be a message of ZOCP at all. To whom it is not it means nothing, and the node of a page that goes on saying
 * that is made to leave by all others, and meets them all again. Of long ones only the beginning is looked at: they cost their page enough.
 */
export function mayBeMessage(text: string): boolean {
  return text.length > SHORT ? OBJECT_START.test(text) : readText(text) instanceof Map;
}

const OBJECT_START = /^\s*\{/;
const SHORT = 0x400;
const SIGNAL_START = /^\s*\{\s*"SIG"/;
const MAX_CHARACTERS = 0x1_0000;
