import { expect, test } from "vitest";

import { ZreConnections } from "../../../src/transport/zre/zre-connections.ts";

const ID = "0123456789abcdef".repeat(2);

test.each([
  [0, 5000],
  [1, 5000],
  [11, 6000],
  [161, 21_000],
  [1000, 30_000],
])("among %i peers a handshake may take %i ms, for many that start together take longer", (peers, patience) => {
  expect(new ZreConnections(ID, {}, () => peers).patience).toBe(patience);
});

test("what the user says about the time for a handshake holds, however many peers there are", () => {
  expect(new ZreConnections(ID, { handshakeTimeout: 300 }, () => 160).patience).toBe(300);
});
