import { expect, test } from "vitest";

import { IncomingSequence, OutgoingSequence, type Wrap } from "../../src/zre/message/sequence.ts";

test("numbers messages from 1", () => {
  const outgoing = new OutgoingSequence();
  expect([outgoing.next(), outgoing.next(), outgoing.next()]).toEqual([1, 2, 3]);
});

test.each([
  [65536, [65534, 65535, 0, 1]],
  [65535, [65534, 0, 1, 2]],
] as const)("starts again modulo %i", (wrap, numbers) => {
  const outgoing = new OutgoingSequence();
  outgoing.wrap = wrap;
  for (let i = 0; i < 65533; i++) outgoing.next();
  expect(numbers.map(() => outgoing.next())).toEqual(numbers);
});

test("accepts 2 after HELLO, and then one after the other", () => {
  const incoming = new IncomingSequence();
  expect([2, 3, 4].map((number) => incoming.accept(number))).toEqual([true, true, true]);
});

test.each([0, 1, 3, 65535])("does not accept %i where 2 should be", (number) => {
  expect(new IncomingSequence().accept(number)).toBe(false);
});

test.each([65535, 65536] as const)("accepts one who counts modulo %i for three rounds, and remembers it", (wrap) => {
  const incoming = new IncomingSequence();
  const peer = counting(wrap);
  let refused = 0;
  for (let i = 0; i < 3 * 65536; i++) if (!incoming.accept(peer.next())) refused++;
  expect(refused).toBe(0);
  expect(incoming.wrap).toBe(wrap);
});

test("does not know how a peer counts before the wrap", () => {
  const incoming = new IncomingSequence();
  const peer = counting(65536);
  for (let number = 2; number <= 65534; number++) incoming.accept(peer.next());
  expect(incoming.wrap).toBeUndefined();
});

test.each([
  ["65535 is skipped for 1", 65533, [1]],
  ["0 comes before 65534", 65532, [0]],
  ["65535 comes twice", 65533, [65535, 65535]],
])("notices that %s at the wrap", (_, before, numbers) => {
  const incoming = new IncomingSequence();
  const peer = counting(65536);
  for (let i = 0; i < before; i++) incoming.accept(peer.next());
  expect(numbers.map((number) => incoming.accept(number)).at(-1)).toBe(false);
});

/** A peer whose HELLO is out. */
function counting(wrap: Wrap): OutgoingSequence {
  const outgoing = new OutgoingSequence();
  outgoing.wrap = wrap;
  outgoing.next();
  return outgoing;
}
