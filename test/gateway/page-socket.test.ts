import { EventEmitter } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { Guard } from "../../src/gateway/access/guard.ts";
import type { MeteredStream } from "../../src/gateway/access/metered-stream.ts";
import { LIMITS } from "../../src/gateway/options.ts";
import { PageSocket } from "../../src/gateway/pages/page-socket.ts";
import type { Session } from "../../src/gateway/pages/session.ts";
import { Account } from "../../src/shares.ts";

/** A WebSocket on which a test says what comes; it keeps how it was ended. */
class Wire extends EventEmitter {
  isPaused = false;
  readonly ended: string[] = [];
  readonly bufferedAmount = 0;
  pings = 0;
  ping(): void {
    this.pings++;
  }
  pong(): void {}
  send(): void {}
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  close(code: number, reason: string): void {
    this.ended.push(`${code} ${reason}`);
  }
  terminate(): void {
    this.ended.push("terminated");
  }
}

/** The connection of a page in a time of its own: it is looked at each second, as a gateway does. */
function open() {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const wire = new Wire();
  const stream = Object.assign(new EventEmitter(), { unread: false });
  const session = { busy: false, beat: () => {}, fail: () => {}, handleAck: () => {}, handleBatch: () => {} };
  const page = new PageSocket(wire as unknown as WebSocket, stream as unknown as MeteredStream, {
    limits: LIMITS,
    guard: new Guard(() => {}),
    account: new Account(),
    share: () => 1,
    join: () => session as unknown as Session,
    closed: () => {},
  });
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      vi.advanceTimersByTime(1000);
      page.check(performance.now());
    }
  };
  const join = (): boolean => wire.emit("message", JSON.stringify(["join", "0".repeat(64), "desk", {}]), false);
  return { wire, stream, page, pass, join };
}

test("who does not join within five seconds is sent away, and may come back by itself", () => {
  const { wire, pass } = open();
  pass(4);
  expect(wire.ended).toEqual([]);
  pass(1);
  expect(wire.ended).toEqual(["4410 nobody joined within 5000 ms"]);
});

test("a join that came and was not read yet is not late, however long that takes", () => {
  const { wire, stream, pass, join } = open();
  stream.unread = true;
  pass(60);
  expect(wire.ended).toEqual([]);
  stream.unread = false;
  join();
  pass(10);
  expect(wire.ended).toEqual([]);
});

test("what came before a join excuses nobody for good", () => {
  const { wire, stream, pass } = open();
  stream.unread = true;
  pass(60);
  stream.unread = false;
  pass(3);
  expect(wire.ended).toEqual(["4410 nobody joined within 5000 ms"]);
});

test("who has joined and says nothing for twelve seconds is given up", () => {
  const { wire, pass, join } = open();
  join();
  pass(11);
  expect(wire.ended).toEqual([]);
  pass(1);
  expect(wire.ended).toEqual(["terminated"]);
});

test.each(["the gateway does not read it", "what it said waits for a turn"])("nobody is silent while %s", (why) => {
  const { wire, stream, pass, join } = open();
  join();
  if (why.startsWith("the gateway")) wire.pause();
  else stream.unread = true;
  pass(100);
  expect(wire.ended).toEqual([]);
  wire.resume();
  stream.unread = false;
  pass(12);
  expect(wire.ended).toEqual(["terminated"]);
});

test.each([
  ["one that has not joined", false, 3, "4410 nobody joined within 5000 ms"],
  ["a page", true, 12, "terminated"],
])(
  "a host that was asleep for a minute does not blame %s: what came meanwhile is read first",
  (_, joins, seconds, end) => {
    const { wire, pass, join, page } = open();
    if (joins) join();
    pass(1);
    vi.advanceTimersByTime(60_000);
    page.check(performance.now());
    pass(seconds - 1);
    expect(wire.ended).toEqual([]);
    pass(1);
    expect(wire.ended).toEqual([end]);
  },
);

test("long lists of names count as the records that they are as much work as", () => {
  const { wire, join } = open();
  join();
  const say = (number: number, names: number): boolean =>
    wire.emit(
      "message",
      JSON.stringify(["batch", number, 0, [["happenings", "a".repeat(32), new Array(names).fill("e")]]]),
      false,
    );
  say(1, 100_000);
  expect(wire.isPaused).toBe(false);
  say(2, 100_000);
  expect(wire.isPaused).toBe(true);
  vi.advanceTimersByTime(5000);
  expect(wire.isPaused).toBe(false);
});

test("a page is asked for a sign of life once, and again when it has answered", () => {
  const { wire, stream, pass, join } = open();
  join();
  pass(1);
  stream.unread = true;
  pass(30);
  expect(wire.pings).toBe(1);
  wire.emit("pong", "");
  pass(1);
  expect([wire.pings, wire.ended]).toEqual([2, []]);
});
