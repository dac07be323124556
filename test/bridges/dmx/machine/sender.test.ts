import { expect, test } from "vitest";

import { parseDmxAddress } from "../../../../src/bridges/dmx/address.ts";
import { DmxSender } from "../../../../src/bridges/dmx/machine/sender.ts";

function at(text: string) {
  const address = parseDmxAddress(text);
  if (typeof address === "string") throw new Error(address);
  return address;
}

/** What leaves from one moment to another: when, and the first level. */
function play(sender: DmxSender, from: number, to: number): (readonly [at: number, level: number | undefined])[] {
  const sent: (readonly [number, number | undefined])[] = [];
  for (let now = from; now < to; now = Math.max(sender.deadline, now + 0.001))
    for (const { levels } of sender.handleTimeout(now)) sent.push([now, levels[0]]);
  return sent;
}

test("nothing leaves in the first 1.5 s, and then what the levels are by then", () => {
  const sender = new DmxSender([1], 0);
  sender.set(at("1/1"), [128]);
  const sent = play(sender, 0, 2000);
  expect(sent[0]).toEqual([1500, 128]);
});

test("levels that move leave 44 times a second, the last one three times more, and from then on each 800 ms", () => {
  const sender = new DmxSender([1], -1500);
  play(sender, 0, 1000);
  const moving: number[] = [];
  for (let now = 1000; now < 2000; now++) {
    sender.set(at("1/1"), [now % 255]);
    moving.push(...sender.handleTimeout(now).map(() => now));
  }
  expect(moving.length).toBeGreaterThan(40);
  expect(moving.length).toBeLessThanOrEqual(44);
  const resting = play(sender, 2000, 5000);
  const apart = resting.map(([time], index) => Math.round(time - (resting[index - 1]?.[0] ?? time)));
  expect(apart.slice(1, 6)).toEqual([23, 23, 23, 800, 800]);
});

test("packets are counted, and a goodbye is said three times to whom something was sent", () => {
  const sender = new DmxSender([1, 2], -1500);
  expect(new DmxSender([1], 0).end(0)).toEqual([]);
  const counted = [0, 1000, 2000].flatMap((now) => sender.handleTimeout(now)).map(({ sequence }) => sequence);
  expect(counted).toEqual([0, 0, 1, 1, 2, 2]);
  const end = sender.end(3000);
  expect(end.map(({ universe, sequence, terminated }) => [universe, sequence, terminated])).toEqual([
    ...[3, 4, 5].flatMap((sequence) => [
      [1, sequence, true],
      [2, sequence, true],
    ]),
  ]);
});
