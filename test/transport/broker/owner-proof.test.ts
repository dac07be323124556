import { describe, expect, test } from "vitest";

import { OwnerProof } from "../../../src/transport/broker/owner-proof.ts";
import { Town } from "./town.ts";

const SECRET = Uint8Array.of(1, 2, 3);

test("the second message decides, whatever else comes", () => {
  const bound = new OwnerProof("ada", SECRET);
  expect(bound.hear("~test", Uint8Array.of(8, 1, 2, 4))).toBeUndefined();
  expect(bound.hear("eve", bound.bytes)).toBeUndefined();
  expect(bound.hear("ada", bound.bytes)).toBe("proved");
  const open = new OwnerProof("ada", SECRET);
  expect(open.hear("~test", open.bytes)).toBeUndefined();
  expect(open.hear("ada", open.bytes)).toBe("unproved");
});

describe.each(["mqtt", "nats"] as const)("on a broker like %s", (kind) => {
  async function meet(proves: boolean, accept: readonly string[]) {
    const town = new Town({ kind, delay: 1, proves });
    const told: string[] = [];
    const lamp = town.node("lamp", { owner: "bob", accept }).node;
    lamp.on("failed", ({ error }) => told.push(error.message));
    lamp.float("level", 0, { access: "rws" });
    const hands = ["ada", "eve"].map((owner) => town.node(`of ${owner}`, { owner }).node);
    for (const node of [lamp, ...hands]) await node.start();
    await town.pass(3000);
    const said: string[] = [];
    for (const hand of hands)
      void hand
        .peer("lamp")
        ?.set("level", 0.5)
        .then(
          () => said.push("done"),
          ({ message }) => said.push(message),
        );
    await town.pass(3000);
    return { said, told, keys: hands.map(({ id }) => lamp.peers.get(id)?.key) };
  }

  test("that proves who sends, users are named, and the others refused", async () => {
    const { said, told, keys } = await meet(true, ["user:ada"]);
    expect(keys).toEqual(["user:ada", "user:eve"]);
    expect(said.sort()).toEqual(["done", expect.stringContaining("takes changes only from named keys")]);
    expect(told).toEqual([]);
  });

  test("that proves nothing, nobody is one of them, and it is told", async () => {
    const { said, told, keys } = await meet(false, ["user:ada"]);
    expect(keys).toEqual([undefined, undefined]);
    expect(said.every((text) => text.includes("takes changes only from named keys"))).toBe(true);
    expect(said).toHaveLength(2);
    expect(told).toEqual([expect.stringContaining("does not prove who sends")]);
  });
});
