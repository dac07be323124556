import { Reader } from "../../bytes/reader.ts";
import { ProtocolError } from "../../errors.ts";
import { decodeCommand } from "../command.ts";

/** What each command of the handshake is called, and how long its body is at least; READY and INITIATE may be longer. */
export const SIZES = { HELLO: 200, WELCOME: 168, INITIATE: 257, READY: 30 } as const;

/** Reads what follows the name of the command that must come now. Throws `ProtocolError` ("bad-handshake"). */
export function readCommand(body: Uint8Array, expected: keyof typeof SIZES): Reader {
  const reader = new Reader(body);
  const name = reader.text(reader.u8());
  if (name !== expected) throw unexpected(body, name, expected);
  const size = SIZES[expected];
  const open = expected === "INITIATE" || expected === "READY";
  if (body.length === size || (open && body.length > size)) return reader;
  throw new ProtocolError("bad-handshake", `a ${expected} of ${body.length} octets instead of ${size}`);
}

function unexpected(body: Uint8Array, name: string, expected: string): ProtocolError {
  const told = name === "ERROR" ? decodeCommand(body) : undefined;
  if (told?.type !== "ERROR")
    return new ProtocolError("bad-handshake", `the command ${JSON.stringify(name)} comes instead of ${expected}`);
  return new ProtocolError(
    "key-mismatch",
    `the other side refuses the connection: ${told.reason || "no reason given"}`,
  );
}
