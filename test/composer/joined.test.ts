import { expect, test } from "vitest";

import { withJoined } from "../../composer/model/network/joined.ts";

class Node {
  stops = 0;
  readonly #fails: boolean;

  constructor(fails = false) {
    this.#fails = fails;
  }

  async stop(): Promise<void> {
    this.stops++;
    if (this.#fails) throw new Error("it cannot leave");
  }
}

test("a node stays whose page opens", async () => {
  const node = new Node();
  expect(await withJoined(Promise.resolve(node), async (joined) => joined === node)).toBe(true);
  expect(node.stops).toBe(0);
});

test.each([false, true])(
  "one whose page fails to open has left when that is told; its own failure to leave: %s",
  async (fails) => {
    const node = new Node(fails);
    const opened = withJoined(Promise.resolve(node), () => Promise.reject(new Error("no page")));
    await expect(opened).rejects.toThrow("no page");
    expect(node.stops).toBe(1);
  },
);

test("where nobody joins nothing is opened", async () => {
  let opened = false;
  const failed = withJoined(Promise.reject<Node>(new Error("no way in")), async () => {
    opened = true;
  });
  await expect(failed).rejects.toThrow("no way in");
  expect(opened).toBe(false);
});
