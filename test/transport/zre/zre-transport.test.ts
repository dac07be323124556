import { expect, test, vi } from "vitest";

import { SimulatedNetwork } from "../../../src/net/sim/simulated-network.ts";
import type { TransportHandlers } from "../../../src/transport/transport.ts";
import { ZreNode } from "../../../src/transport/zre/zre-node.ts";
import { ZreTransport } from "../../../src/transport/zre/zre-transport.ts";

test.each([
  ["whom its user needs", (peer: string) => peer === "lamp", [true, false]],
  ["everybody, where nobody says", undefined, [true, true]],
])("a node looks after %s as among few", (_, needs, expected) => {
  const zre = new ZreNode("desk", { net: new SimulatedNetwork().host().net });
  const told = vi.spyOn(zre, "needsWhom");
  const ignore = (): void => {};
  const handlers: TransportHandlers = {
    enter: ignore,
    exit: ignore,
    suspicion: ignore,
    message: ignore,
    frames: ignore,
    drain: ignore,
    failed: ignore,
    ...(needs && { needs }),
  };
  new ZreTransport(zre).open(handlers);
  const judge = told.mock.calls[0]?.[0];
  expect(["lamp", "desk"].map((peer) => judge?.(peer))).toEqual(expected);
});
