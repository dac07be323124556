import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Connections } from "../../src/gateway/access/connections.ts";
import { TokenBucket } from "../../src/gateway/access/token-bucket.ts";

class SimulatedSocket extends EventEmitter {
  destroyed = false;
  readonly remoteAddress: string;

  constructor(address: string) {
    super();
    this.remoteAddress = address;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

const from = (address: string): Socket & SimulatedSocket =>
  new SimulatedSocket(address) as unknown as Socket & SimulatedSocket;

describe("a budget", () => {
  test("gives four seconds of its rate at once, then says how long to wait", () => {
    const bucket = new TokenBucket(100, 0);
    expect(bucket.take(400, 0)).toBe(0);
    expect(bucket.take(50, 0)).toBe(500);
    expect(bucket.take(0, 500)).toBe(0);
  });

  test("counts one at a time as it counts many at once", () => {
    const bucket = new TokenBucket(100, 0);
    for (let i = 0; i < 400; i++) expect(bucket.take(1, 0)).toBe(0);
    for (let i = 1; i <= 100; i++) expect(bucket.take(1, 0)).toBe(i * 10);
  });

  test("is smaller while it is shared", () => {
    const bucket = new TokenBucket(100, 0);
    bucket.take(400, 0);
    expect(bucket.take(0, 1000, 0.5)).toBe(0);
    expect(bucket.take(100, 1000, 0.5)).toBe(1000);
  });
});

describe("strangers", () => {
  test("of one address push out each other, and nobody else", () => {
    const connections = new Connections({ strangers: 4, known: 4 });
    const page = from("10.0.0.9");
    connections.enter(page);
    const flood = Array.from({ length: 50 }, () => from("10.0.0.66"));
    for (const socket of flood) connections.enter(socket);
    expect(page.destroyed).toBe(false);
    expect(flood.filter(({ destroyed }) => !destroyed)).toEqual(flood.slice(-3));
  });

  test("that have shown a token are strangers no more", () => {
    const connections = new Connections({ strangers: 2, known: 2 });
    const page = from("10.0.0.66");
    connections.enter(page);
    connections.prove(page);
    for (let i = 0; i < 50; i++) connections.enter(from("10.0.0.66"));
    expect(page.destroyed).toBe(false);
  });

  test("that hang up make room", () => {
    const connections = new Connections({ strangers: 2, known: 2 });
    const [one, two, three] = [from("10.0.0.1"), from("10.0.0.1"), from("10.0.0.1")] as const;
    connections.enter(one);
    connections.enter(two);
    two.destroy();
    connections.enter(three);
    expect(one.destroyed).toBe(false);
  });
});
