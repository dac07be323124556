import fc from "fast-check";
import { expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { UsageError } from "../../src/errors.ts";
import { sequenceWrap } from "../../src/zocp/codec/headers.ts";
import { encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import type { Effects } from "../../src/zre/mesh/effects.ts";
import { Mesh } from "../../src/zre/mesh/mesh.ts";
import { encodeMessage, type ZreMessage } from "../../src/zre/message/message.ts";
import { ADA, ADA_AT, BOB, BOB_AT, bobsHello, framesOf } from "../zre/samples.ts";
import { ReferenceTransport } from "./reference-transport.ts";

// Whatever our program calls itself and its groups, and whatever happens to the connections: nothing that our mesh sends ends pyre.
const word = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme", minLength: 100, maxLength: 300 }),
  fc.constantFrom(
    "",
    "\0",
    "Café",
    "é".repeat(127),
    "é".repeat(128),
    "😀".repeat(64),
    "x".repeat(256),
    "ZOCP",
    "\ud800",
  ),
);
const few = fc.constantFrom("ZOCP", "a", "b", "Café", "\u{1f3ad}");
const group = fc.oneof(few, few, word);

type Deed = (show: Show) => void;

const usual: fc.Arbitrary<Deed> = fc.oneof(
  group.map(
    (name): Deed =>
      (show) =>
        show.act((mesh) => mesh.join(name)),
  ),
  group.map(
    (name): Deed =>
      (show) =>
        show.act((mesh) => mesh.leave(name)),
  ),
  fc.nat(3).map(
    (count): Deed =>
      (show) =>
        show.act((mesh) => mesh.whisper(BOB, content(count))),
  ),
  fc.tuple(group, fc.nat(2)).map(
    ([name, count]): Deed =>
      (show) =>
        show.act((mesh) => mesh.shout(name, content(count))),
  ),
  fc.constantFrom(10, 1000).map(
    (time): Deed =>
      (show) =>
        show.wait(time),
  ),
  fc.tuple(fc.constantFrom("JOIN", "LEAVE"), few).map(
    (words): Deed =>
      (show) =>
        show.changeBobsGroups(...words),
  ),
  fc.constantFrom("PING", "PING-OK").map(
    (type): Deed =>
      (show) =>
        show.hear((sequence) => ({ type, sequence })),
  ),
  fc.constant<Deed>((show) => show.act((mesh) => mesh.handleOutboundReady(BOB, BOB, show.now))),
);

const rare: fc.Arbitrary<Deed> = fc.oneof(
  fc.constant<Deed>((show) => show.greet()),
  fc.constantFrom(6000, 12_000, 40_000).map(
    (time): Deed =>
      (show) =>
        show.wait(time),
  ),
  fc.constantFrom("ELECT", "LEADER").map(
    (type): Deed =>
      (show) =>
        show.hear((sequence) => ({ type, sequence, group: "a", leader: ADA.toUpperCase() })),
  ),
  fc.constant<Deed>((show) => show.hear((sequence) => ({ type: "GOODBYE", sequence }))),
  fc.constant<Deed>((show) => show.hear(() => ({ type: "PING", sequence: 9999 }))),
  fc.record({ confirmed: fc.boolean(), refused: fc.boolean() }).map(
    (loss): Deed =>
      (show) =>
        show.act((mesh) => mesh.handleOutboundLost(BOB, loss)),
  ),
  fc.constant<Deed>((show) => show.act((mesh) => mesh.handleInboundLost(BOB))),
  fc.constantFrom(49152, 49153).map(
    (port): Deed =>
      (show) =>
        show.act((mesh) => mesh.setInterfaces([{ ...ADA_AT, port }], show.now)),
  ),
  fc.constantFrom(0, BOB_AT.port).map(
    (port): Deed =>
      (show) =>
        show.act((mesh) => mesh.handleBeacon({ peer: BOB, port }, BOB_AT.address, show.now)),
  ),
);

const deed = fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: rare });

/** Our mesh, and pyre at Bob's place. */
class Show {
  now = 0;
  sent = 0;
  readonly #mesh: Mesh;
  readonly #pyre = new ReferenceTransport(`tcp://${BOB_AT.address}:${BOB_AT.port}`);
  #sequence = 0;
  #status = 0;

  constructor(name: string, headers: ReadonlyMap<string, string>, groups: readonly string[]) {
    this.#mesh = new Mesh({ peer: ADA, name, headers, groups, wrapFor: sequenceWrap });
    this.act((mesh) => mesh.setInterfaces([ADA_AT], 0));
    this.act((mesh) => mesh.start(0));
    this.greet();
  }

  /** What our own program is told not to do, it did not do. */
  act(input: (mesh: Mesh) => Effects): void {
    try {
      for (const effect of input(this.#mesh)) this.#perform(effect);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }

  wait(time: number): void {
    const end = this.now + time;
    for (let turns = 0; turns < 100 && this.#mesh.deadline <= end; turns++) {
      this.now = Math.max(this.now, this.#mesh.deadline);
      this.act((mesh) => mesh.handleTimeout(this.now));
    }
    this.now = end;
  }

  /** Bob begins anew. */
  greet(): void {
    this.#sequence = 0;
    const headers = new Map([["X-ZOCP", "1"]]);
    this.hear((sequence) => bobsHello({ sequence, status: this.#status, groups: ["ZOCP"], headers }));
  }

  hear(message: (sequence: number) => ZreMessage): void {
    this.#sequence = (this.#sequence + 1) % 65535;
    const frames = framesOf(message(this.#sequence));
    this.act((mesh) => mesh.handleMessage(BOB, frames, BOB_AT.address, this.now));
  }

  changeBobsGroups(type: "JOIN" | "LEAVE", name: string): void {
    this.#status = (this.#status + 1) % 256;
    this.hear((sequence) => ({ type, sequence, group: name, status: this.#status }));
  }

  #perform(effect: Effects[number]): void {
    if (effect.type === "beacon") this.#pyre.handleBeacon(encodeBeacon(effect.beacon), ADA_AT.address);
    if (effect.type !== "send" || effect.peer !== BOB) return;
    const { message } = effect;
    this.sent++;
    this.#pyre.handleMessage(ADA, encodeMessage(message), !("content" in message) || message.content.count > 0);
  }
}

/** Content always has a frame: `ZreNode` refuses to whisper nothing. */
function content(more: number): Frames {
  return Frames.of(...Array.from({ length: 1 + more }, (_, length) => new Uint8Array(length)));
}

test("nothing that our mesh sends ends pyre", () => {
  let [sent, shows] = [0, 0];
  const headers = fc.uniqueArray(fc.tuple(group, word), { maxLength: 3, selector: ([name]) => name });
  fc.assert(
    fc.property(
      group,
      headers,
      fc.array(group, { maxLength: 3 }),
      fc.array(deed, { minLength: 20, maxLength: 80 }),
      (name, own, groups, deeds) => {
        let show: Show;
        try {
          show = new Show(name, new Map(own), groups);
        } catch (error) {
          if (error instanceof UsageError) return;
          throw error;
        }
        for (const act of deeds) act(show);
        sent += show.sent;
        shows++;
      },
    ),
    { numRuns: 500 },
  );
  expect(shows).toBeGreaterThan(50);
  expect(sent).toBeGreaterThan(500);
});
