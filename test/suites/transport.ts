import { describe, expect, onTestFinished, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { TransportNode } from "../../src/node/transport-node.ts";
import type { Transport, TransportHandlers } from "../../src/transport/transport.ts";
import { OWN_HEADERS, ZOCP_GROUP } from "../../src/zocp/codec/headers.ts";
import { eventually, pause } from "../node/loopback.ts";

/** Makes transports of one kind that meet each other, each for a node of that name. They are started and stopped by the suite. */
export type MakeTransport = (name: string) => Transport | Promise<Transport>;

/** What every transport has to keep, so that a ZOCP node can ride on it. `begin` is called for each test. */
export function describeTransport(kind: string, begin: () => MakeTransport | Promise<MakeTransport>): void {
  describe(`a node over ${kind}`, () => {
    test("has an id of 32 hexadecimal digits, a name, and a clock that does not go back", async () => {
      const { ada, bob } = await pair(await begin());
      for (const { transport } of [ada, bob]) {
        expect(transport.id).toMatch(/^[0-9a-f]{32}$/);
        const before = transport.now();
        expect(transport.now()).toBeGreaterThanOrEqual(before);
      }
      expect([ada.transport.name, bob.transport.name]).toEqual(["ada", "bob"]);
      expect(ada.transport.id).not.toBe(bob.transport.id);
    });

    test("is told once of whoever is there, with name and headers", async () => {
      const { ada, bob } = await pair(await begin());
      expect(ada.entered).toEqual([["bob", "1"]]);
      expect(bob.entered).toEqual([["ada", "1"]]);
    });

    test("hears what was sent to it, all of it, in order, and from both sides at once", async () => {
      const { ada, bob } = await pair(await begin());
      const numbers = Array.from({ length: 500 }, (_, i) => `number ${i}`);
      const texts = ["", "a", "é\u0000𝄞", "x".repeat(200_000), ...numbers].map(message);
      for (const text of texts) {
        ada.transport.whisper(bob.id, Frames.ofText(text));
        bob.transport.whisper(ada.id, Frames.ofText(text));
      }
      await eventually("all of it", () => ada.heard.length >= texts.length && bob.heard.length >= texts.length);
      expect(ada.heard).toEqual(texts);
      expect(bob.heard).toEqual(texts);
    });

    test("is not called while it sends", async () => {
      const { ada, bob } = await pair(await begin());
      ada.transport.whisper(bob.id, Frames.ofText(message("question")));
      expect(bob.heard).toEqual([]);
      await eventually("it comes", () => bob.heard.length > 0);
    });

    test("can offer whatever the other one takes, and is told when it takes more", async () => {
      const { ada, bob } = await pair(await begin());
      let taken = 0;
      for (let i = 0; i < 5000; i++) {
        if (ada.transport.offer(bob.id, Frames.ofText(message(`value ${i} ${"x".repeat(1000)}`)))) taken++;
        else await eventually("room again", () => ada.transport.writable?.(bob.id) !== false || ada.drained > 0);
      }
      await eventually("what was taken arrives", () => bob.heard.length === taken);
      expect(taken).toBeGreaterThan(0);
      expect(bob.heard.map((text) => Number(text.split(" ")[1]))).toEqual(
        bob.heard.map((text) => Number(text.split(" ")[1])).sort((a, b) => a - b),
      );
    });

    test("sends nothing to whoever is not there, and nothing is thrown", async () => {
      const { ada } = await pair(await begin());
      const stranger = "f".repeat(32);
      ada.transport.whisper(stranger, Frames.ofText(message("x")));
      expect(ada.transport.offer(stranger, Frames.ofText(message("x")))).toBe(false);
      expect(ada.transport.channel?.(stranger)).toBeUndefined();
    });

    test("is told once when another leaves, and hears nothing more of it", async () => {
      const { ada, bob } = await pair(await begin());
      bob.transport.whisper(ada.id, Frames.ofText(message("last words")));
      await eventually("they come", () => ada.heard.length === 1);
      await bob.transport.stop();
      await eventually("the exit", () => ada.left.length > 0);
      ada.transport.whisper(bob.id, Frames.ofText(message("too late")));
      await pause(50);
      expect([ada.left, ada.heard, bob.heard]).toEqual([[bob.id], [message("last words")], []]);
    });

    test("can be stopped twice, and sends nothing afterwards", async () => {
      const { ada, bob } = await pair(await begin());
      await ada.transport.stop();
      await ada.transport.stop();
      ada.transport.whisper(bob.id, Frames.ofText(message("x")));
      expect(ada.transport.offer(bob.id, Frames.ofText(message("x")))).toBe(false);
      await pause(20);
      expect(bob.heard).toEqual([]);
    });

    test("has timers that come once, and not when they were taken back", async () => {
      const { ada } = await pair(await begin());
      const come: string[] = [];
      ada.transport.schedule(1, () => come.push("first"));
      const cancel = ada.transport.schedule(1, () => come.push("taken back"));
      cancel();
      cancel();
      await eventually("the first", () => come.length > 0);
      await pause(20);
      expect(come).toEqual(["first"]);
    });

    test("links, sets, calls and leaves as over any other", async () => {
      const make = await begin();
      const [desk, lamp] = [new TransportNode(await make("desk")), new TransportNode(await make("lamp"))];
      for (const node of [desk, lamp]) onTestFinished(() => node.stop());
      const fader = desk.float("fader", 0, { access: "re" });
      const level = lamp.float("level", 0, { access: "rws" });
      lamp.handle("double", ([value]) => Number(value) * 2);
      await Promise.all([desk.start(), lamp.start()]);
      await desk.connect("desk/fader", "lamp/level");
      fader.emit(0.75);
      await eventually("the lamp follows", () => level.value === 0.75);
      const remote = await desk.waitFor("lamp");
      await remote.set("level", 0.25);
      expect(level.value).toBe(0.25);
      expect(await remote.call("double", [21])).toBe(42);
      await expect(remote.set("nothing", 1)).rejects.toThrow("nothing");
      await lamp.stop();
      await eventually("the lamp is gone", () => desk.peers.size === 0);
    });
  });
}

interface End {
  readonly transport: Transport;
  readonly id: string;
  readonly entered: (readonly [string, string | undefined])[];
  readonly left: string[];
  readonly heard: string[];
  drained: number;
}

/** Two that have met. */
async function pair(make: MakeTransport): Promise<{ readonly ada: End; readonly bob: End }> {
  const [ada, bob] = [open(await make("ada")), open(await make("bob"))];
  for (const { transport } of [ada, bob]) onTestFinished(() => transport.stop());
  await Promise.all([ada.transport.start(), bob.transport.start()]);
  await eventually("they meet", () => ada.entered.length > 0 && bob.entered.length > 0);
  return { ada, bob };
}

function open(transport: Transport): End {
  const end = { transport, entered: [], left: [], heard: [], drained: 0, id: transport.id } as End;
  const handlers: TransportHandlers = {
    enter: (_, name, headers) => end.entered.push([name, headers.get("X-ZOCP")]),
    exit: (peer) => end.left.push(peer),
    message: (_, text) => end.heard.push(text),
    frames: (_, frames) => {
      for (let i = 0; i < frames.count; i++) end.heard.push(frames.text(i));
    },
    suspicion: () => {},
    drain: () => void end.drained++,
    failed: () => {},
  };
  transport.open(handlers, { group: ZOCP_GROUP, headers: OWN_HEADERS });
  return end;
}

/** A gateway passes on nothing but what may be a message of ZOCP. */
function message(text: string): string {
  return JSON.stringify({ TEXT: text });
}
