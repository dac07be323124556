import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

import { EventStreams } from "../../src/gateway/api/event-streams.ts";
import type { ZocpNode } from "../../src/index.ts";

afterEach(() => void vi.restoreAllMocks());

/** A network of a hundred nodes with a parameter each; a look at the clock takes a millisecond. */
function crowd() {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => ++now);
  const watched = new Set<string>();
  const remotes = Array.from({ length: 100 }, (_, index) => ({
    name: `n${index}`,
    complete: true,
    headers: new Map(),
    parameters: new Map([["level", { value: index, event: false }]]),
  }));
  const node = Object.assign(new EventEmitter(), {
    peers: new Map(remotes.map((remote) => [remote.name, remote])),
    watch: ({ node }: { readonly node: string }) => {
      watched.add(node);
      return () => watched.delete(node);
    },
  });
  return { node: node as unknown as ZocpNode, watched };
}

function client(): ServerResponse {
  const response = Object.assign(new EventEmitter(), {
    writeHead: () => {},
    write: () => true,
    destroy: () => response.emit("close"),
  });
  return response as unknown as ServerResponse;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("who follows everything of a large network holds up nobody else", async () => {
  const { node, watched } = crowd();
  const streams = new EventStreams({ most: 1, beatMs: 20 });
  onTestFinished(() => streams.close());
  streams.open(node, client(), ["*"]);
  expect(watched.size).toBeGreaterThan(0);
  expect(watched.size).toBeLessThan(50);
  for (let i = 0; i < 100 && watched.size < 100; i++) await turn();
  expect(watched.size).toBe(100);
});

test.each(["leaves", "is sent away"])("who %s meanwhile leaves nothing watched", async (how) => {
  const { node, watched } = crowd();
  const streams = new EventStreams({ most: 1, beatMs: 20 });
  onTestFinished(() => streams.close());
  const response = client();
  streams.open(node, response, ["*"]);
  if (how === "leaves") response.destroy();
  else streams.close();
  for (let i = 0; i < 50; i++) await turn();
  expect([watched.size, streams.size]).toEqual([0, 0]);
});

test.each(["who went", "who comes when all is over"])(
  "%s before there was a network is followed by nothing",
  async (who) => {
    const { node, watched } = crowd();
    const streams = new EventStreams({ most: 1, beatMs: 20 });
    const response = client();
    if (who === "who went") Object.assign(response, { destroyed: true });
    else streams.close();
    onTestFinished(() => streams.close());
    streams.open(node, response, ["*"]);
    for (let i = 0; i < 20; i++) await turn();
    expect([watched.size, streams.size]).toEqual([0, 0]);
  },
);
