import { expect, test } from "vitest";

import { TransportNode } from "../../src/node/transport-node.ts";
import { VirtualTransport } from "./virtual-transport.ts";

/** Its clock goes on whenever somebody looks at it. */
class TickingTransport extends VirtualTransport {
  #ticks = 0;

  override now(): number {
    return ++this.#ticks;
  }
}

test("what a program gives within one turn is of one moment; the next turn, and what a timer brings, have their own", async () => {
  const transport = new TickingTransport();
  await using node = new TransportNode(transport);
  const fader = node.float("fader", 0, { access: "re" });
  const dates: number[] = [];
  fader.on("changed", ({ at }) => dates.push(at));
  await node.start();
  fader.emit(1);
  fader.set(2);
  const within = dates.splice(0);
  await Promise.resolve();
  fader.emit(3);
  transport.schedule(0, () => fader.emit(4));
  transport.run(1);
  const [next = 0, timed = 0] = dates;
  expect(new Set(within).size).toBe(1);
  expect(next).toBeGreaterThan(within[0] ?? Number.NaN);
  expect(timed).toBeGreaterThan(next);
});
