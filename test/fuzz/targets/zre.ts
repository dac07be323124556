import { Frames } from "../../../src/bytes/frames.ts";
import { toHex } from "../../../src/bytes/hex.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { decodeBeacon, encodeBeacon } from "../../../src/zre/discovery/beacon.ts";
import { decodeMessage, encodeMessage } from "../../../src/zre/message/message.ts";
import {
  BOB,
  BOB_AT,
  bobsHello,
  eventsOf,
  bytes as fromHex,
  hear,
  meshWithBob,
  textFrames,
} from "../../zre/samples.ts";
import { allow, check, type Round, type Target } from "../target.ts";

const ID = "dd".repeat(16);
const KEYED = encodeBeacon({ peer: ID, port: 50_000, key: new Uint8Array(32).fill(9) });

export const beacon: Target = {
  name: "beacon",
  corpus: [encodeBeacon({ peer: ID, port: 50_000 }), encodeBeacon({ peer: BOB, port: 0 }), KEYED],
  words: [fromHex("5a524501"), fromHex("5a524503"), fromHex(BOB)],
  longest: 100,
  begin: () => ({
    input: (bytes) => {
      const found = decodeBeacon(bytes);
      if (found !== undefined) check(toHex(encodeBeacon(found)) === toHex(bytes), "another beacon than came");
    },
  }),
};

const MESSAGES = [
  encodeMessage(bobsHello({ groups: ["ZOCP", "B"], status: 2, headers: new Map([["X-ZOCP", "1"]]) })),
  encodeMessage({ type: "WHISPER", sequence: 2, content: textFrames("x") }),
  encodeMessage({ type: "SHOUT", sequence: 3, group: "ZOCP", content: textFrames("x") }),
  encodeMessage({ type: "JOIN", sequence: 2, group: "G", status: 1 }),
  encodeMessage({ type: "LEAVE", sequence: 3, group: "G", status: 2 }),
  encodeMessage({ type: "PING", sequence: 4 }),
  encodeMessage({ type: "PING-OK", sequence: 5 }),
  fromHex("aaa1 08 02 0002 01 47 01 78"),
  fromHex(
    "aaa101020001157463703a2f2f31302e37372e302e313a343931353200000002000000024731000000044348415402" +
      "05616c6963650000000206582d524f4c45000000036f6e65016b0000000176",
  ),
];
const WORDS = [
  fromHex("aaa1"),
  fromHex("aaa1 01 02 0001"),
  fromHex("00000001"),
  fromHex("04 5a4f4350"),
  fromHex("c328"),
];

/** What is read is written so that it is read as the same again. */
export const message: Target = {
  name: "zre",
  corpus: MESSAGES,
  words: WORDS,
  longest: 0x1_0000,
  begin: () => ({
    input: (bytes) =>
      allow([ProtocolError], () => {
        const first = encodeMessage(decodeMessage(Frames.of(bytes)));
        // Longer ones may hold groups whose names are cut when they are written.
        if (bytes.length < 200)
          check(toHex(encodeMessage(decodeMessage(Frames.of(first)))) === toHex(first), "another message");
      }),
  }),
};

/** A mesh with eight enemies, who say and beacon what they like, and Bob, who must stay and be heard. */
export const mesh: Target = {
  name: "mesh",
  corpus: [
    ...MESSAGES,
    ...[0, 50_000, BOB_AT.port].flatMap((port) => [ID, BOB].map((peer) => encodeBeacon({ peer, port }))),
  ].map((bytes, i) => Uint8Array.of(i, i * 3, ...bytes)),
  words: WORDS,
  longest: 3000,
  begin: (): Round => new HostileMesh(),
};

class HostileMesh implements Round {
  readonly #mesh = meshWithBob({ limits: { peers: 50, dials: 20 }, groups: ["ZOCP"] });
  #now = 0;
  #bobs = 1;
  #inputs = 0;

  input(bytes: Uint8Array): void {
    this.#now += 3;
    const [what = 0, who = 0] = bytes;
    const rest = bytes.subarray(2);
    const enemy = `ee${(who & 7).toString(16).padStart(30, "0")}`;
    const source = `10.0.0.${10 + (who >> 5)}`;
    const frames = Frames.of(rest, rest.subarray(0, 9));
    if (what & 1) this.#beacon(rest, source);
    else if ((what & 30) === 30) this.#mesh.handleInboundLost(enemy);
    else if ((what & 30) === 28)
      this.#mesh.handleOutboundLost(enemy, { confirmed: (who & 8) > 0, refused: (who & 16) > 0 });
    else if ((what & 30) === 26) this.#mesh.handleOutboundRestored(enemy, this.#now);
    else this.#mesh.handleMessage(enemy, frames, source, this.#now);
    if (this.#mesh.deadline <= this.#now) this.#mesh.handleTimeout(this.#now);
    if (++this.#inputs % 100 === 0) this.#hearBob();
    check(this.#mesh.peers.size <= 50, `${this.#mesh.peers.size} peers`);
  }

  end(): void {
    this.#hearBob();
    for (let i = 0; i < 100; i++) {
      this.#mesh.handleTimeout((this.#now += 1000));
      this.#hearBob();
    }
    check(this.#mesh.peers.size === 1, `${this.#mesh.peers.size - 1} enemies stay after they were silent for 100 s`);
  }

  #beacon(bytes: Uint8Array, source: string): void {
    const found = decodeBeacon(bytes);
    if (found !== undefined) this.#mesh.handleBeacon(found, source, this.#now);
  }

  #hearBob(): void {
    const content = textFrames("bob");
    const heard = hear(this.#mesh, { type: "WHISPER", sequence: ++this.#bobs % 65536, content }, this.#now);
    check(
      eventsOf(heard).some(({ type }) => type === "whisper"),
      `Bob is not heard any more (${this.#bobs})`,
    );
    this.#mesh.handleBeacon({ peer: BOB, port: BOB_AT.port }, BOB_AT.address, this.#now);
  }
}
