import { toHex } from "../../../src/bytes/hex.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { decodeCommand } from "../../../src/zmtp/command.ts";
import { Connection, type ConnectionEffect, type ConnectionOptions } from "../../../src/zmtp/connection.ts";
import { curveClient } from "../../../src/zmtp/curve/client.ts";
import { curveServer } from "../../../src/zmtp/curve/server.ts";
import { CommandFrame, FrameDecoder } from "../../../src/zmtp/frame-decoder.ts";
import { decodeGreeting } from "../../../src/zmtp/greeting.ts";
import { CLIENT, makePair, PRIMITIVES, SERVER } from "../../zmtp/curve/pair.ts";
import { written } from "../../zmtp/pair.ts";
import {
  concat,
  DEALER_GREETING,
  DEALER_READY,
  halfStreams,
  ROUTER_GREETING,
  ROUTER_READY,
} from "../../zmtp/samples.ts";
import { allow, ascii, check, type Round, type Target } from "../target.ts";

const RECORDED = halfStreams().map(({ bytes }) => bytes.subarray(0, 600));
const PING = Uint8Array.of(4, 8, 4, 0x50, 0x49, 0x4e, 0x47, 0, 10, 1);
const WORDS = [...ascii("NULL", "CURVE", "READY", "Socket-Type", "Identity", "DEALER", "ERROR", "PING"), PING];

export const greeting: Target = {
  name: "greeting",
  corpus: [DEALER_GREETING, ROUTER_GREETING, ...ascii("GET / HTTP/1.1\r\n", "SSH-2.0-x")],
  words: WORDS,
  longest: 300,
  begin: () => ({ input: (bytes) => allow([ProtocolError], () => void decodeGreeting(bytes)) }),
};

export const command: Target = {
  name: "command",
  corpus: [DEALER_READY, ROUTER_READY, PING].map((frame) => frame.subarray(2)),
  words: WORDS,
  longest: 2000,
  begin: () => ({ input: (bytes) => allow([ProtocolError], () => void decodeCommand(bytes)) }),
};

/** However a stream is cut, the same is found in it. */
export const frames: Target = {
  name: "frames",
  corpus: RECORDED.map((bytes) => bytes.subarray(64)),
  words: [PING, Uint8Array.of(1, 0), Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 1, 0), Uint8Array.of(0, 255)],
  longest: 0x1_0000,
  begin: () => ({ input: compareCuts }),
};

function compareCuts(bytes: Uint8Array): void {
  const whole = itemsOf([bytes]);
  const at = bytes.length === 0 ? 0 : (bytes[0] ?? 0) % bytes.length;
  const then = at + (((bytes[1] ?? 0) * 7) % (bytes.length - at + 1));
  const cut = itemsOf([bytes.slice(0, at), bytes.slice(at, then), bytes.slice(then)]);
  check(whole === cut, `cut at ${at} and ${then}: ${cut} instead of ${whole}`);
}

function itemsOf(chunks: readonly Uint8Array[]): string {
  const decoder = new FrameDecoder({ maxFrame: 1000, maxMessage: 5000, maxFrames: 8 });
  let found = "";
  try {
    for (const chunk of chunks) {
      decoder.push(chunk);
      for (let item = decoder.next(); item !== undefined; item = decoder.next()) {
        if (item instanceof CommandFrame) found += `c${item.body.length}:${item.body[0]};`;
        else
          for (let i = 0; i < item.count; i++)
            found += `${item.end(i) - item.start(i)}:${item.frame(i).at(-1)}${i + 1 === item.count ? ";" : ","}`;
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    found += error.code;
  }
  return found;
}

/** A whole conversation, with NULL: as the side that listens, and as the side that dials. */
export const nullHandshake: Target = {
  name: "handshake",
  corpus: [concat([DEALER_GREETING, DEALER_READY, PING]), concat([ROUTER_GREETING, ROUTER_READY, PING]), ...RECORDED],
  words: WORDS,
  longest: 0x1_0000,
  begin: () => ({
    input: (bytes) => {
      const socketType = (bytes.at(-1) ?? 0) & 1 ? "ROUTER" : "DEALER";
      converse(new Connection({ socketType, requireZreIdentity: socketType === "ROUTER" }), bytes);
    },
  }),
};

/** The same with CURVE, up to where an attacker without the key gets, and beyond it as one who has it. */
export const curveHandshake: Target = {
  name: "curve",
  corpus: curveSays(),
  words: [...WORDS, ...ascii("HELLO", "WELCOME", "INITIATE", "MESSAGE"), new Uint8Array(32)],
  longest: 4000,
  begin: () => ({
    input: (bytes) => {
      const options: ConnectionOptions =
        (bytes.at(-1) ?? 0) & 1
          ? {
              socketType: "ROUTER",
              mechanism: curveServer({ primitives: PRIMITIVES, keys: SERVER, authorize: () => true }),
            }
          : {
              socketType: "DEALER",
              mechanism: curveClient({ primitives: PRIMITIVES, keys: CLIENT, serverKey: SERVER.publicKey }),
            };
      converse(new Connection(options), bytes);
    },
  }),
};

/** After a CURVE handshake: boxes that were tampered with. */
export const curveTraffic: Target = {
  name: "curve-traffic",
  corpus: [Uint8Array.of(0, 9, 7, 0x4d, 0x45, 0x53, 0x53, 0x41, 0x47, 0x45, 0), PING, new Uint8Array(60).fill(7)],
  words: ascii("\x07MESSAGE", "\0\0\0\0\0\0\0\x09"),
  longest: 4000,
  begin: (): Round => {
    const { client, server } = makePair();
    meet(client, server);
    return {
      input: (bytes) => {
        if (server.ready) feed(server, bytes);
      },
      end: () => {
        // Bare commands are passed over, and of a long frame the rest may be missing: noughts are that, and then empty boxes.
        for (let fed = 0; server.ready && fed < LONGEST_FRAME; fed += NOUGHTS.length) feed(server, NOUGHTS);
        check(!server.ready, "thousands of forged boxes did not end the connection");
      },
    };
  },
};

function meet(one: Connection, other: Connection): void {
  let [toOther, toOne] = [written(one.start(0)), written(other.start(0))];
  while (toOne.length + toOther.length > 0) {
    const [first, second] = [written(one.handleBytes(toOne, 0)), written(other.handleBytes(toOther, 0))];
    [toOther, toOne] = [first, second];
  }
}

/** What both sides of a CURVE handshake say. */
function curveSays(): readonly Uint8Array[] {
  const { client, server } = makePair();
  const said: Uint8Array[][] = [[written(client.start(0))], [written(server.start(0))]];
  let [toServer, toClient] = [said[0]?.[0] ?? EMPTY, said[1]?.[0] ?? EMPTY];
  while (toServer.length + toClient.length > 0) {
    const [first, second] = [written(client.handleBytes(toClient, 0)), written(server.handleBytes(toServer, 0))];
    said[0]?.push(first);
    said[1]?.push(second);
    [toServer, toClient] = [first, second];
  }
  return said.map(concat);
}

function converse(connection: Connection, bytes: Uint8Array): void {
  connection.start(0);
  const third = Math.floor(bytes.length / 3);
  for (const chunk of [bytes.slice(0, third), bytes.slice(third)]) feed(connection, chunk);
  const late = connection.handleTimeout(100_000);
  check(late.length > 0 || connection.deadline === Number.POSITIVE_INFINITY, "a connection waits for ever");
}

/** Whatever comes, a connection neither throws nor speaks after it was closed. */
function feed(connection: Connection, bytes: Uint8Array): void {
  const effects: readonly ConnectionEffect[] = connection.handleBytes(bytes, 1);
  const end = effects.findIndex(({ type }) => type === "close");
  check(end < 0 || end === effects.length - 1, `something follows the close, for ${toHex(bytes.subarray(0, 40))}`);
  if (end >= 0) check(connection.deadline === Number.POSITIVE_INFINITY && !connection.ready, "closed, and yet alive");
}

const EMPTY = new Uint8Array(0);

const NOUGHTS = new Uint8Array(0x1_0000);
/** Octets: the limit of a frame, and some. */
const LONGEST_FRAME = 0xe0_0000;
