import { describe, expect, test } from "vitest";

import { Frames } from "../../../../src/bytes/frames.ts";
import {
  decodePairMessage,
  encodePairMessage,
  type PairMessage,
} from "../../../../src/transport/broker/pair/message.ts";
import { type End, Line, type LineOptions } from "./line.ts";

/** Two that are open, and have nothing to say. */
function open(options: LineOptions = {}): { readonly line: Line; readonly ada: End; readonly bob: End } {
  const line = new Line(options);
  const [ada, bob] = line.ends;
  expect(line.pass(60_000, () => ada.pair.isOpen && bob.pair.isOpen)).toBe(true);
  line.pass(1000);
  for (const end of line.ends) end.log.length = end.sent.length = 0;
  return { line, ada, bob };
}

const NUMBERS = Array.from({ length: 300 }, (_, i) => `number ${i}`);

describe("a pair opens", () => {
  test("when both sides have seen the epoch of the other, and not before", () => {
    const line = new Line();
    const [ada, bob] = line.ends;
    ada.do((pair, now) => pair.handleTimeout(now));
    line.pass(0);
    expect([ada.pair.isOpen, bob.pair.isOpen]).toEqual([false, false]);
    line.pass(10);
    expect([ada.log, bob.log]).toEqual([["open"], ["open"]]);
  });

  test("never with somebody who does not answer; it is asked more and more seldom", () => {
    const line = new Line({ loss: 1 });
    const [ada] = line.ends;
    line.beats = false;
    line.pass(60_000);
    expect(ada.log).toEqual([]);
    expect(ada.sent.length).toBeGreaterThan(8);
    expect(ada.sent.length).toBeLessThan(20);
  });

  test("at once with somebody who shows itself after a long time", () => {
    const line = new Line({ loss: 1 });
    const [ada, bob] = line.ends;
    line.beats = false;
    line.pass(60_100);
    line.beats = true;
    line.options = {};
    expect(line.pass(1010, () => ada.pair.isOpen && bob.pair.isOpen)).toBe(true);
  });

  test("although half of all messages are lost", () => {
    for (let seed = 0; seed < 50; seed++) open({ seed, loss: 0.5 });
  });
});

describe("what is said in a pair", () => {
  test("arrives in order, with few messages", () => {
    const { line, ada, bob } = open();
    for (const text of NUMBERS) ada.pair.offer(framesOf(text));
    ada.do((pair, now) => pair.flush(now));
    line.pass(1000);
    expect(bob.heard).toEqual(NUMBERS);
    expect([ada.sent, bob.sent]).toEqual([["DATA"], ["ACK"]]);
  });

  test("also when it is longer than a message may be", () => {
    const { line, ada, bob } = open({ pair: { piece: 1000 } });
    const texts = ["", "short", "é𝄞".repeat(3000), "x".repeat(996 - 15), "y".repeat(40_000), ""];
    for (const text of texts) ada.say(text);
    line.pass(1000);
    expect(bob.heard).toEqual(texts);
  });

  test("that is longer than may be ends the pair", () => {
    const { line, ada, bob } = open({ pair: { message: 10_000 } });
    ada.say("x".repeat(10_000));
    line.pass(1000);
    expect(bob.heard.length).toBe(1);
    ada.say("x".repeat(10_001));
    line.pass(1000);
    expect(bob.log[0]).toBe("nonsense: a text of 10001 octets or more; the limit is 10000");
    expect(ada.log).toContain("closed: it began anew");
  });

  test("is found lost when it was the last, and sent again", () => {
    const { line, ada, bob } = open();
    line.options = { loss: 1 };
    ada.say("the last");
    line.options = {};
    expect(line.pass(600, () => bob.heard.length > 0)).toBe(true);
    expect(ada.log).toEqual([]);
  });

  test.each([
    ["loses", { loss: 0.3 }],
    ["repeats", { repeats: 0.5 }],
    ["lets one overtake another", { jitter: 40 }],
    ["does all of that", { loss: 0.2, repeats: 0.2, jitter: 40 }],
  ] as const)("arrives once and in order where the broker %s", (_, bad) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { line, ada, bob } = open({ seed, pair: { piece: 200 } });
      line.options = { ...bad, pair: { piece: 200 } };
      for (const text of NUMBERS) {
        ada.say(text);
        bob.say(text);
        line.pass(3);
      }
      expect(line.pass(120_000, () => ada.heard.length >= 300 && bob.heard.length >= 300)).toBe(true);
      line.options = {};
      line.pass(5000);
      expect([ada.heard, bob.heard]).toEqual([NUMBERS, NUMBERS]);
      expect([...ada.log, ...bob.log].filter((entry) => entry.startsWith("closed"))).toEqual([]);
      expect([ada.pair.held, bob.pair.held]).toEqual([0, 0]);
    }
  });
});

describe("credit", () => {
  test("bounds what is on its way, and whoever was refused is told when there is room", () => {
    const { line, ada, bob } = open();
    line.options = { loss: 1 };
    let taken = 0;
    while (ada.offer(`value ${taken} ${"x".repeat(1000)}`)) taken++;
    expect(ada.pair.held).toBeLessThan(0x4_0000 + 2000);
    expect(ada.drained).toBe(0);
    line.options = {};
    expect(line.pass(5000, () => bob.heard.length === taken)).toBe(true);
    line.pass(300);
    expect(ada.drained).toBe(1);
    expect(ada.pair.held).toBe(0);
  });

  test("is not given while whoever reads has not finished", () => {
    const { line, ada, bob } = open();
    bob.do((pair, now) => pair.hold(true, now));
    let taken = 0;
    for (let i = 0; i < 2000; i++) {
      if (ada.offer("x".repeat(1000))) taken++;
      line.pass(10);
    }
    expect(taken).toBeLessThan(300);
    bob.do((pair, now) => pair.hold(false, now));
    line.pass(1000);
    expect(ada.offer("more")).toBe(true);
    line.pass(1000);
    expect(bob.heard.length).toBe(taken + 1);
    expect(ada.log).toEqual([]);
  });

  test("does not bound what has to be said, up to the limit; beyond that the pair begins anew", () => {
    const { line, ada, bob } = open({ pair: { buffer: 1_000_000 } });
    line.options = { loss: 1, pair: { buffer: 1_000_000 } };
    for (let i = 0; i < 90; i++) ada.say("x".repeat(10_000));
    expect(ada.log).toEqual([]);
    for (let i = 0; i < 20; i++) ada.say("x".repeat(10_000));
    expect(ada.log).toEqual(["closed: more waited for it than may"]);
    line.options = {};
    line.pass(10_000, () => ada.pair.isOpen && bob.pair.isOpen);
    expect(bob.log).toContain("closed: it began anew");
    ada.say("again");
    line.pass(1000);
    expect(bob.heard).toEqual(["again"]);
  });
});

describe("an outage", () => {
  test.each(["of the sender", "of the receiver", "of both"])(
    "%s ends nothing when it is short, and nothing is lost",
    (whose) => {
      for (let seed = 1; seed <= 20; seed++) {
        const { line, ada, bob } = open({ seed, delay: 5, pair: { piece: 100 } });
        const cut = whose === "of the sender" ? [ada] : whose === "of the receiver" ? [bob] : [ada, bob];
        for (const [i, text] of NUMBERS.entries()) {
          if (i === 100) for (const end of cut) line.cut(end, false);
          if (i === 200) for (const end of cut) line.cut(end, true);
          ada.say(text);
          line.pass(20);
        }
        line.pass(5000);
        expect(bob.heard).toEqual(NUMBERS);
        for (const end of cut) expect(end.log).toEqual(["suspected", "recovered"]);
        expect([...ada.log, ...bob.log].filter((entry) => entry.startsWith("closed"))).toEqual([]);
      }
    },
  );

  test("refuses values, so that of each the last one goes when it is over", () => {
    const { line, ada, bob } = open();
    line.cut(ada, false);
    line.pass(2000);
    expect(ada.offer("old")).toBe(false);
    line.cut(ada, true);
    expect(ada.offer("still old")).toBe(false);
    line.pass(100);
    expect(ada.drained).toBe(1);
    expect(ada.offer("the last")).toBe(true);
    line.pass(100);
    expect(bob.heard).toEqual(["the last"]);
  });

  test("gives a peer time to come back, too, although the broker says that nobody is there", () => {
    const { line, ada, bob } = open();
    for (const end of [ada, bob]) line.cut(end, false);
    line.pass(1000);
    line.cut(ada, true);
    for (let i = 0; i < 6; i++) {
      ada.do((pair, now) => pair.handleAbsent(now));
      line.pass(600);
    }
    line.cut(bob, true);
    line.pass(1000);
    expect([ada.log, bob.log]).toEqual([
      ["suspected", "recovered"],
      ["suspected", "recovered"],
    ]);
  });

  test("that lasts ends the pair, on both sides, and it opens anew", () => {
    const { line, ada, bob } = open();
    line.cut(ada, false);
    line.pass(11_000);
    expect(ada.log).toEqual(["suspected", "closed: outage"]);
    expect(bob.log).toEqual(["suspected", "closed: expired"]);
    line.cut(ada, true);
    line.pass(1000);
    expect([ada.log.at(-1), bob.log.at(-1)]).toEqual(["open", "open"]);
  });
});

describe("a peer", () => {
  test("that was restarted is another one", () => {
    const { line, ada, bob } = open();
    bob.start();
    line.pass(1000);
    expect(ada.log).toEqual(["closed: it was restarted", "open"]);
    ada.say("hello");
    line.pass(1000);
    expect(bob.heard).toEqual(["hello"]);
  });

  test("that is silent is asked, suspected, and given up", () => {
    const { line, ada, bob } = open();
    bob.up = false;
    expect(line.pass(2000, () => ada.sent.includes("PROBE"))).toBe(true);
    line.pass(1100);
    expect(ada.log).toEqual(["suspected"]);
    line.pass(8000);
    expect(ada.log).toEqual(["suspected", "closed: expired"]);
  });

  test("that beats is not asked", () => {
    const { line, ada } = open();
    line.pass(60_000);
    expect([ada.sent, ada.log]).toEqual([[], []]);
  });

  test("that answers without beats is asked, and not suspected", () => {
    const { line, ada } = open();
    line.beats = false;
    line.pass(60_000);
    expect(ada.log).toEqual([]);
  });

  test("of which the broker says that it is gone has 1.5 seconds to show that it is not", () => {
    const { line, ada, bob } = open();
    ada.do((pair, now) => pair.handleGone(now));
    line.pass(1400);
    expect(ada.log).toEqual(["suspected", "recovered"]);
    bob.up = false;
    ada.do((pair, now) => pair.handleGone(now));
    line.pass(1500);
    expect(ada.log.slice(2)).toEqual(["suspected", "closed: gone"]);
  });

  test("whose place nobody listens at is gone when the broker says so twice, half a second apart", () => {
    const { line, ada, bob } = open();
    bob.up = false;
    ada.do((pair, now) => pair.handleAbsent(now));
    ada.do((pair, now) => pair.handleAbsent(now));
    expect(ada.log).toEqual(["suspected"]);
    expect(line.pass(600, () => ada.sent.includes("PROBE"))).toBe(true);
    ada.do((pair, now) => pair.handleAbsent(now));
    expect(ada.log).toEqual(["suspected", "closed: gone"]);
  });

  test("that says goodbye has left at once", () => {
    const { line, ada, bob } = open();
    bob.do((pair) => pair.close());
    line.pass(10);
    expect(ada.log).toEqual(["closed: goodbye"]);
  });

  test("that breaks the protocol begins anew, and it is told", () => {
    const { line, ada, bob } = open();
    const epochs = epochsOf(bob, line);
    const data = Uint8Array.of(2, ...u32(epochs.from), ...u32(epochs.to), 0, 0, ...u32(0), ...u32(500));
    ada.do((pair, now) => pair.handleMessage(decodePairMessage(data), now));
    expect(ada.log[0]).toBe("nonsense: a piece of a text ends too early");
    line.pass(1000);
    expect(ada.log.at(-1)).toBe("open");
  });
});

describe("a pair is over", () => {
  test("when neither side has wanted it for 30 s, and no sooner", () => {
    const { line, ada, bob } = open();
    ada.do((pair, now) => pair.want(false, now));
    line.pass(120_000);
    expect([ada.log, bob.log]).toEqual([[], []]);
    bob.do((pair, now) => pair.want(false, now));
    line.pass(29_900);
    expect([ada.log, bob.log]).toEqual([[], []]);
    line.pass(200);
    const logs = [ada.log, bob.log].map((log) => log.join()).sort();
    expect(logs).toEqual(["closed: goodbye", "closed: unneeded"]);
    expect([ada, bob].some(({ pair }) => pair.isOver)).toBe(true);
  });

  test("never while one side wants it, whichever that is by turns", () => {
    const { line, ada, bob } = open({ seed: 3, loss: 0.1 });
    for (let turn = 0; turn < 40; turn++) {
      const [first, second] = turn % 2 === 0 ? [ada, bob] : [bob, ada];
      first.do((pair, now) => pair.want(true, now));
      line.pass(10_000);
      second.do((pair, now) => pair.want(false, now));
      line.pass(35_000);
    }
    expect([...ada.log, ...bob.log].filter((entry) => entry.startsWith("closed"))).toEqual([]);
  });

  test("when whoever asked for it never opens it, and nobody here wants it", () => {
    const line = new Line({ pair: { wanted: false } });
    const [ada] = line.ends;
    const hello = { type: "HELLO", from: 5, to: 0, session: 6, asks: true, wants: true, needed: false } as const;
    const grant = { got: 0, upto: 1000, messages: 1, record: new Uint8Array(0) };
    line.options = { loss: 1, pair: { wanted: false } };
    line.beats = false;
    ada.do((pair, now) => pair.handleMessage({ ...hello, ...grant }, now));
    line.pass(29_000);
    expect(ada.pair.isOver).toBe(false);
    line.pass(1100);
    expect(ada.pair.isOver).toBe(true);
  });
});

test("each says what it is until the pair is open, and not any more", () => {
  const record = Uint8Array.of(123, 125);
  const hellos: { readonly open: boolean; readonly length: number }[] = [];
  const line = new Line({ pair: { record } });
  for (const end of line.ends) {
    const act = end.do.bind(end);
    end.do = (input) =>
      act((pair, now) => {
        const effects = input(pair, now);
        for (const effect of effects) {
          const message = effect.type === "send" ? decodePairMessage(effect.bytes) : undefined;
          if (message?.type === "HELLO") hellos.push({ open: pair.isOpen, length: message.record.length });
        }
        return effects;
      });
  }
  line.pass(5000);
  line.cut(line.ends[0], false);
  line.cut(line.ends[0], true);
  line.pass(5000);
  expect(new Set(hellos.map(({ open, length }) => `${open} ${length}`))).toEqual(new Set(["false 2", "true 0"]));
});

test("messages are read as they were written", () => {
  const grant = { from: 0xffff_ffff, to: 1, got: 0xffff_ffff_ffff, upto: 0x1_0000_0000, messages: 0xffff };
  const messages: Exclude<PairMessage, { readonly type: "DATA" }>[] = [
    {
      type: "HELLO",
      session: 0xdead_beef,
      asks: true,
      wants: false,
      needed: true,
      record: Uint8Array.of(0, 1, 255),
      ...grant,
    },
    { type: "HELLO", session: 0, asks: false, wants: true, needed: false, record: new Uint8Array(0), ...grant },
    { type: "ACK", ...grant },
    { type: "RESET", ...grant },
    { type: "PROBE", from: 1, to: 2, sent: 0x1234_5678_9abc },
    { type: "BYE", from: 1, to: 2 },
  ];
  for (const message of messages) expect(decodePairMessage(encodePairMessage(message))).toEqual(message);
});

test("the bytes of an ACK are those of the protocol's page", () => {
  const bytes = encodePairMessage({
    type: "ACK",
    from: 0x0102_0304,
    to: 0x0506_0708,
    got: 0x1_0000_0002,
    upto: 9,
    messages: 100,
  });
  expect(Buffer.from(bytes).toString("hex")).toBe(
    "03" + "01020304" + "05060708" + "000100000002" + "000000000009" + "0064",
  );
});

function framesOf(text: string): Frames {
  return Frames.ofText(text);
}

function u32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** The epochs that an end writes. */
function epochsOf(end: End, line: Line): { readonly from: number; readonly to: number } {
  let found = { from: 0, to: 0 };
  const { carry } = line;
  line.carry = (_, bytes) => {
    found = decodePairMessage(bytes);
  };
  end.do((pair, now) => pair.hold(true, now));
  end.do((pair, now) => pair.hold(false, now));
  line.carry = carry;
  return found;
}
