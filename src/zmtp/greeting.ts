import { toHex } from "../bytes/hex.ts";
import { decodeText, encodeText } from "../bytes/text.ts";
import { ProtocolError } from "../errors.ts";

/** The 64 octets that each side sends first. @see RFC 37/ZMTP, "Greeting" */
export interface Greeting {
  /** The security mechanism: `NULL`, `CURVE`. */
  readonly mechanism: string;
  /** Whether the sender is the server of the security handshake. libzmq always says no, so nobody may rely on it. */
  readonly asServer: boolean;
}

/** `identityLength` goes where ZMTP 1.0 reads the size of an identity, as libzmq does it; ZMTP 3 ignores these octets. */
export function encodeGreeting({ mechanism, asServer }: Greeting, identityLength = 0): Uint8Array {
  const bytes = new Uint8Array(GREETING_LENGTH);
  bytes[0] = 0xff;
  bytes[7] = (identityLength + 1) >>> 8;
  bytes[8] = identityLength + 1;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = 1;
  bytes.set(encodeText(mechanism), MECHANISM);
  bytes[AS_SERVER] = asServer ? 1 : 0;
  return bytes;
}

/**
 * Undefined while octets are missing. What is not ZMTP 3 is refused as soon as it shows, without waiting for 64 octets that a
 * web browser would never send. Throws `ProtocolError` ("bad-greeting").
 */
export function decodeGreeting(bytes: Uint8Array): Greeting | undefined {
  checkVersion(bytes);
  if (bytes.length < GREETING_LENGTH) return undefined;
  const name = bytes.subarray(MECHANISM, AS_SERVER);
  const end = name.indexOf(0);
  return {
    mechanism: decodeText(name, 0, end < 0 ? name.length : end),
    asServer: bytes[AS_SERVER] === 1,
  };
}

function checkVersion(bytes: Uint8Array): void {
  const [first] = bytes;
  if (first === undefined) return;
  if (first !== 0xff) throw refusal(describe(bytes));
  const signature = bytes[9];
  if (signature !== undefined && (signature & 1) === 0) throw refusal("ZMTP 1.0");
  const major = bytes[10];
  if (major !== undefined && major < 3) throw refusal(major === 0 ? "ZMTP 1.0" : "ZMTP 2.0");
}

function refusal(heard: string): ProtocolError {
  return new ProtocolError("bad-greeting", `the other side speaks ${heard}, not ZMTP 3`);
}

function describe(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 8);
  const text = decodeText(start, 0, start.length);
  if (HTTP_METHOD.test(text)) return "HTTP";
  if (text.startsWith("SSH-")) return "SSH";
  if (start[0] === 0x16 && start[1] === 0x03) return "TLS";
  return `ZMTP 1.0 or something else (it begins with 0x${toHex(start)})`;
}

export const GREETING_LENGTH = 64;
const MECHANISM = 12;
const AS_SERVER = 32;
const HTTP_METHOD = /^(GET|PUT|POST|HEAD|OPTIONS|CONNECT|DELETE) /;
