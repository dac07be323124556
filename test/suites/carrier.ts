import { describe, expect, onTestFinished, test } from "vitest";

import { decodeText, encodeText } from "../../src/bytes/text.ts";
import type { Carrier, CarrierHandlers } from "../../src/transport/broker/carrier.ts";
import { type BrokerAddress, encodeBeat, encodeRecord } from "../../src/transport/broker/record.ts";
import type { Whom } from "../../src/transport/broker/whom.ts";
import { eventually, pause } from "../node/loopback.ts";

/** One broker, and ways to it. */
export interface CarrierStage {
  /** A way to it for a node of that show. */
  carrier(show: string): Carrier;
  /** The broker goes away, with all that it kept, or comes back. */
  turn(up: boolean): void | Promise<void>;
  /** Whether it says when nobody is there. */
  readonly knowsAbsence: boolean;
}

/** What every carrier has to keep, so that nodes find each other over it. `begin` is called for each test. */
export function describeCarrier(kind: string, begin: () => CarrierStage | Promise<CarrierStage>): void {
  describe(`a carrier over ${kind}`, () => {
    test("tells the nodes of one show of each other, whoever came first, and not those of another", async () => {
      const stage = await begin();
      const ada = await join(stage, "ada");
      const bob = await join(stage, "bob");
      const eve = await join(stage, "eve", { show: "another show", whom: "everybody" });
      for (const one of [ada, bob, eve]) one.carrier.seek("everybody");
      await eventually("they know each other", () => ada.names.has("bob") && bob.names.has("ada"));
      await pause(300);
      expect([ada.names.has("eve"), eve.names.has("ada")]).toEqual([false, false]);
    });

    test("carries names of any letters", async () => {
      const stage = await begin();
      const name = "é/𝄞 .>*#+$%41~";
      const [ada, odd] = [await join(stage, "ada"), await join(stage, name)];
      ada.carrier.seek("everybody");
      await eventually("it is known", () => ada.names.has(name));
      ada.carrier.send(odd.address, encodeText("hello"), false);
      await eventually("it hears", () => odd.heard.length > 0);
    });

    test("carries messages in order, and says who sent them", async () => {
      const stage = await begin();
      const [ada, bob] = [await join(stage, "ada"), await join(stage, "bob")];
      const texts = Array.from({ length: 300 }, (_, i) => `number ${i}`);
      for (const text of texts) ada.carrier.send(bob.address, encodeText(text), false);
      const longest = new Uint8Array(ada.piece).fill(0x61);
      ada.carrier.send(bob.address, longest, false);
      await eventually("all of them", () => bob.heard.length >= 301);
      expect(bob.heard.slice(0, 300)).toEqual(texts);
      expect(bob.heard[300]?.length).toBe(longest.length);
      expect(bob.senders).toEqual([ada.address]);
      expect(ada.heard).toEqual([]);
    });

    test("tells of those of a name, and of the one of an id, and of nobody else", async () => {
      const stage = await begin();
      const [ada, bob, eve] = [await join(stage, "ada", {}), await join(stage, "bob"), await join(stage, "eve")];
      const whoms = [{ name: "bob" }, { id: eve.address.id }, { name: "later" }];
      for (const whom of whoms) {
        ada.carrier.follow(whom);
        ada.carrier.seek(whom);
      }
      await eventually("it knows both", () => ada.names.has("bob") && ada.names.has("eve"));
      const [later, other] = [await join(stage, "later"), await join(stage, "other")];
      await eventually("it knows who comes later", () => ada.names.has("later"));
      await eventually("it hears the one whom it met", () => {
        for (const one of [bob, eve, later, other]) one.carrier.beat(encodeBeat(7));
        return ada.beats.some(({ id }) => id === eve.address.id);
      });
      await Promise.all([eve, later, other].map(({ carrier }) => carrier.close()));
      await eventually("two have left", () => new Set(ada.gone.map(({ id }) => id)).size >= 2);
      await pause(200);
      expect([...ada.names].sort()).toEqual(["bob", "eve", "later"]);
      const ids = ({ address }: Joined): string => address.id;
      // Whoever is followed in two ways may be told of twice.
      expect([...new Set(ada.gone.map(({ id }) => id))].sort()).toEqual([ids(eve), ids(later)].sort());
      expect(ada.beats.some(({ id }) => id === ids(other))).toBe(false);
    });

    test("tells nothing more of those who are not followed any more", async () => {
      const stage = await begin();
      const [ada, bob] = [await join(stage, "ada", {}), await join(stage, "bob")];
      for (const whom of [{ name: "bob" }, { id: bob.address.id }]) ada.carrier.follow(whom);
      await eventually("it hears", () => {
        bob.carrier.beat(encodeBeat(7));
        return ada.beats.length > 0;
      });
      for (const whom of [{ name: "bob" }, { id: bob.address.id }]) ada.carrier.unfollow(whom);
      await pause(200);
      ada.beats.length = 0;
      bob.carrier.beat(encodeBeat(7));
      await bob.carrier.close();
      await pause(300);
      expect([ada.beats, ada.gone]).toEqual([[], []]);
    });

    test("carries signs of life", async () => {
      const stage = await begin();
      const [ada, bob] = [await join(stage, "ada"), await join(stage, "bob")];
      // One that leaves before the broker knows who follows is heard by nobody.
      await eventually("one is heard", () => {
        ada.carrier.beat(encodeBeat(7));
        return bob.beats.length > 0;
      });
      expect(bob.beats[0]).toEqual(ada.address);
    });

    test("tells that a node has left", async () => {
      const stage = await begin();
      const [ada, bob] = [await join(stage, "ada"), await join(stage, "bob")];
      ada.carrier.seek("everybody");
      await eventually("it is known", () => ada.names.has("bob"));
      await bob.carrier.close();
      await eventually("it is gone", () => ada.gone.length > 0);
      expect(new Set(ada.gone.map(({ id }) => id))).toEqual(new Set([bob.address.id]));
      await bob.carrier.close();
    });

    test("says that nobody is there, where it knows", async () => {
      const stage = await begin();
      const ada = await join(stage, "ada");
      const nobody = { owner: ada.address.owner, id: "f".repeat(32) };
      ada.carrier.send(nobody, encodeText("anybody?"), true);
      ada.carrier.send(nobody, encodeText("anybody?"), false);
      if (stage.knowsAbsence) await eventually("it says so", () => ada.absent.length > 0);
      await pause(100);
      expect(ada.absent).toEqual(stage.knowsAbsence ? [nobody] : []);
    });

    test("comes back when the broker does, and the nodes find each other again", async () => {
      const stage = await begin();
      const [ada, bob] = [await join(stage, "ada"), await join(stage, "bob")];
      await stage.turn(false);
      await eventually("both notice", () => ada.ups === 0 && bob.ups === 0);
      // Nothing is kept for later, and nothing is thrown.
      ada.carrier.send(bob.address, encodeText("lost"), false);
      ada.carrier.beat(encodeBeat(7));
      ada.carrier.seek("everybody");
      await stage.turn(true);
      await eventually("both are back", () => ada.ups === 1 && bob.ups === 1);
      ada.names.clear();
      ada.carrier.seek("everybody");
      await eventually("it is known again", () => ada.names.has("bob"));
      ada.carrier.send(bob.address, encodeText("hello again"), false);
      await eventually("it hears", () => bob.heard.length > 0);
      expect(bob.heard).toEqual(["hello again"]);
    });

    test("can be closed while the broker is away, and twice", async () => {
      const stage = await begin();
      const ada = await join(stage, "ada");
      await stage.turn(false);
      await ada.carrier.close();
      await ada.carrier.close();
      ada.carrier.send(ada.address, encodeText("x"), true);
      expect(ada.failed).toEqual([]);
    });

    test("rejects in seconds when there is no broker", async () => {
      const stage = await begin();
      await stage.turn(false);
      await expect(join(stage, "ada")).rejects.toThrow(/away|cannot be reached/);
    });
  });
}

interface Joined {
  readonly carrier: Carrier;
  readonly address: BrokerAddress;
  readonly names: Set<string>;
  readonly gone: BrokerAddress[];
  readonly heard: string[];
  /** Who has sent something, each once. */
  readonly senders: BrokerAddress[];
  readonly beats: BrokerAddress[];
  readonly absent: BrokerAddress[];
  readonly failed: string[];
  piece: number;
  /** How often there was a connection, less how often it was lost. */
  ups: number;
}

let ids = 0;

/** Follows everybody, unless it is told otherwise. */
async function join(
  stage: CarrierStage,
  name: string,
  { show = "the show", whom }: { show?: string; whom?: Whom | undefined } = { whom: "everybody" },
): Promise<Joined> {
  const carrier = stage.carrier(show);
  const id = (++ids).toString(16).padStart(32, "0");
  const lists = { names: new Set<string>(), gone: [], heard: [], senders: [], beats: [], absent: [], failed: [] };
  const joined: Joined = { carrier, address: { owner: carrier.owner, id }, ...lists, piece: 0, ups: 0 };
  onTestFinished(() => carrier.close());
  const handlers: CarrierHandlers = {
    up: ({ piece }) => {
      joined.piece = piece;
      joined.ups++;
    },
    down: () => joined.ups--,
    message: (from, bytes) => {
      joined.heard.push(decodeText(bytes));
      if (!joined.senders.some((sender) => sender.id === from.id)) joined.senders.push(from);
    },
    record: (from, bytes) => {
      if (from.id === id) return;
      if (bytes.length === 0) joined.gone.push(from);
      else joined.names.add(JSON.parse(decodeText(bytes)).name);
    },
    beat: (from) => void (from.id === id || joined.beats.push(from)),
    absent: (at) => joined.absent.push(at),
    failed: ({ message }) => joined.failed.push(message),
  };
  await carrier.open({ id, name, record: encodeRecord({ name, session: ids, headers: new Map() }) }, handlers);
  if (whom !== undefined) carrier.follow(whom);
  return joined;
}
