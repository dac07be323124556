import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { Crossing, type Side, type Way } from "../../src/mesh-bridge/crossing.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";

/** One of the two nodes, and who stands for the other one beside it. */
class End implements Way {
  readonly heard: string[] = [];
  takes = true;
  held = false;
  renewed = 0;

  send(content: Frames): void {
    for (let i = 0; i < content.count; i++) this.heard.push(content.text(i));
  }

  writable(): boolean {
    return this.takes;
  }

  hold(held: boolean): void {
    this.held = held;
  }

  renew(): void {
    this.renewed++;
  }
}

function begin() {
  const ends = { lan: new End(), broker: new End() };
  const crossing = new Crossing(ends);
  const say = (side: Side, text: string): void => crossing.receive(side, Frames.ofText(text));
  return { ...ends, crossing, say };
}

describe("between a node on the local network and one on the broker", () => {
  test("passes all that is said, in order, once both were met: also what was said before", () => {
    const { crossing, lan, broker, say } = begin();
    crossing.enter("lan");
    say("lan", "GET");
    say("lan", "SUB");
    expect(broker.heard).toEqual([]);
    crossing.enter("broker");
    crossing.receive("broker", Frames.of(Buffer.from("a"), Buffer.from("b")));
    say("lan", "SIG");
    expect([broker.heard, lan.heard]).toEqual([
      ["GET", "SUB", "SIG"],
      ["a", "b"],
    ]);
    expect([lan.renewed, broker.renewed]).toEqual([0, 0]);
  });

  test.each([
    ["lan", "broker"],
    ["broker", "lan"],
  ] as const)(
    "when the one on the %s leaves and returns, the other one is met anew before anything passes",
    (side, across) => {
      const { crossing, say, ...ends } = begin();
      crossing.enter("lan");
      crossing.enter("broker");
      crossing.exit(side);
      say(across, "to whom it was");
      expect(ends[across].renewed).toBe(0);
      crossing.enter(side);
      say(side, "hello again");
      expect([ends[across].renewed, ends[across].heard]).toEqual([1, []]);
      crossing.exit(across);
      say(across, "still to whom it was");
      crossing.enter(across);
      expect([ends[across].heard, ends[side].heard]).toEqual([["hello again"], []]);
      expect([ends[across].renewed, ends[side].renewed]).toEqual([1, 0]);
    },
  );

  test("one who has spoken before anybody carried it is met anew", () => {
    const { crossing, lan, broker, say } = begin();
    crossing.enter("lan", true);
    say("lan", "the rest of it");
    crossing.enter("broker");
    expect(lan.renewed).toBe(1);
    crossing.exit("lan");
    crossing.enter("lan");
    say("lan", "GET");
    expect([broker.heard, lan.renewed]).toEqual([["GET"], 1]);
  });

  test("one who says more than 1 MiB before the other is met has nothing kept, and is met anew", () => {
    const { crossing, lan, broker, say } = begin();
    crossing.enter("lan");
    for (let i = 0; i < 17; i++) say("lan", "x".repeat(0x1_0000));
    crossing.enter("broker");
    expect([broker.heard, lan.renewed]).toEqual([[], 1]);
  });

  test("who takes no more holds up the other one, until it takes more or is gone", () => {
    const { crossing, lan, broker, say } = begin();
    crossing.enter("lan");
    crossing.enter("broker");
    broker.takes = false;
    say("lan", "1");
    expect([broker.heard, lan.held, broker.held]).toEqual([["1"], true, false]);
    broker.takes = true;
    crossing.drain("broker");
    expect(lan.held).toBe(false);
    broker.takes = false;
    say("lan", "2");
    crossing.exit("broker");
    expect(lan.held).toBe(false);
  });

  test("whoever is held is let go when the other one is carried no more", () => {
    const { crossing, lan, broker, say } = begin();
    crossing.enter("lan");
    crossing.enter("broker");
    lan.takes = false;
    say("broker", "1");
    expect(broker.held).toBe(true);
    crossing.close();
    expect(broker.held).toBe(false);
    say("lan", "to nobody");
    expect(broker.heard).toEqual([]);
  });

  test("whatever happens: who hears something of one meeting hears nothing of another", () => {
    for (let seed = 1; seed <= 300; seed++) play(new SeededRandom(seed, "crossing"));
  });
});

/** Each side counts its meetings; a text says in which one it was said. */
function play(random: SeededRandom): void {
  const meetings = { lan: 0, broker: 0 };
  const here = { lan: false, broker: false };
  const pairs = new Set<string>();
  const late: Side[] = [];
  const wayOf = (side: Side): Way => ({
    send: (content) => {
      const said = content.text(0);
      pairs.add(side === "broker" ? `${said} ${meetings.broker}` : `${meetings.lan} ${said}`);
    },
    writable: () => random.next() < 0.8,
    hold: () => {},
    renew: () => {
      here[side] = false;
      // Some tell of that at once.
      if (random.next() < 0.5) crossing.exit(side);
      late.push(side);
    },
  });
  const crossing = new Crossing({ lan: wayOf("lan"), broker: wayOf("broker") });
  const enter = (side: Side): void => {
    meetings[side]++;
    here[side] = true;
    crossing.enter(side);
  };
  for (let i = 0; i < 200; i++) {
    const side = random.next() < 0.5 ? "lan" : "broker";
    const dice = random.next();
    const renewed = late.shift();
    if (renewed !== undefined) enter(renewed);
    else if (here[side] && dice < 0.7) crossing.receive(side, Frames.ofText(String(meetings[side])));
    else if (here[side] && dice < 0.8) {
      here[side] = false;
      crossing.exit(side);
    } else if (!here[side]) enter(side);
  }
  const heard = [...pairs].map((pair) => pair.split(" "));
  expect(new Set(heard.map(([lan]) => lan)).size).toBe(heard.length);
  expect(new Set(heard.map(([, broker]) => broker)).size).toBe(heard.length);
  expect(heard.length).toBeGreaterThan(0);
}
