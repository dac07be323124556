import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { askHolder } from "../../../src/cli/monitor/ask-holder.ts";
import { type Change, LiveNetwork } from "../../../src/cli/monitor/live-network.ts";
import { parsePattern } from "../../../src/cli/targets/pattern.ts";
import { NetworkError, type RemoteNode } from "../../../src/index.ts";
import { Imagined, idOf, remote } from "../targets/stage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TOOL = new Map([["X-ZOCP-TOOL", "ls"]]);
const LAMP = idOf("lamp");

function open(network: Imagined, { tools = false, pattern = undefined as string | undefined } = {}) {
  const changes: Change[] = [];
  const live = new LiveNetwork(
    network.node,
    { pattern: parsePattern(pattern), tools },
    (one) => void changes.push(one),
  );
  const names = (): string[] =>
    live.look(performance.now()).nodes.map(({ name, gone }) => (gone ? `${name} (${gone})` : name));
  return { live, changes, names, network };
}

/** A node that counts who listens to it. */
function listened(name: string, more: object = {}) {
  const heard = { begun: 0, ended: 0, asked: 0 };
  const node = remote(name, [{ path: "level" }], {
    monitor: () => {
      heard.begun++;
      return () => void heard.ended++;
    },
    refresh: () => {
      heard.asked++;
      return Promise.reject(new NetworkError("timed-out", "no answer"));
    },
    ...more,
  });
  return { node, heard };
}

describe("what is seen", () => {
  test("is every node but other commands, unless they are asked for", () => {
    const nodes = (): RemoteNode[] => [remote("lamp"), remote("zocp-ls@pi", [], { headers: TOOL })];
    expect(open(new Imagined(...nodes())).names()).toEqual(["lamp"]);
    expect(open(new Imagined(...nodes()), { tools: true }).names()).toEqual(["lamp", "zocp-ls@pi"]);
    expect(open(new Imagined(...nodes()), { pattern: "desk" }).names()).toEqual([]);
  });

  test("is a node that left, for twenty seconds, or until one of its name is here", async () => {
    const { network, names } = open(new Imagined(remote("lamp"), remote("desk")));
    for (const name of ["lamp", "desk"]) {
      network.peers.delete(idOf(name));
      network.emit("exit", { peer: idOf(name), name, reason: "goodbye" });
    }
    expect(names()).toEqual(["desk (goodbye)", "lamp (goodbye)"]);
    network.come(remote("lamp", [], { id: "ab".repeat(16) }));
    expect(names()).toEqual(["desk (goodbye)", "lamp"]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(names()).toEqual(["desk (goodbye)", "lamp"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(names()).toEqual(["lamp"]);
  });

  test("is no other command that left", () => {
    const network = new Imagined();
    const { names } = open(network);
    network.emit("enter", { peer: "1f", headers: TOOL });
    network.emit("exit", { peer: "1f", name: "zocp-ls@pi", reason: "goodbye" });
    network.emit("enter", { peer: "2f", headers: new Map() });
    network.emit("exit", { peer: "2f", name: "lamp", reason: "expired" });
    expect(names()).toEqual(["lamp (expired)"]);
  });
});

test.each<[string, object, Change]>([
  ["enter", { peer: LAMP, headers: new Map() }, "structure"],
  ["described", { peer: LAMP }, "structure"],
  ["suspected", { peer: LAMP }, "structure"],
  ["recovered", { peer: LAMP }, "structure"],
  ["exit", { peer: LAMP, name: "lamp", reason: "goodbye" }, "structure"],
  ["modified", { peer: LAMP, parameters: ["level"], removed: [], values: ["level"] }, "values"],
  ["modified", { peer: LAMP, parameters: ["level"], removed: [], values: [] }, "structure"],
  ["modified", { peer: LAMP, parameters: [], removed: ["on"], values: [] }, "structure"],
  ["signal", { peer: LAMP }, "values"],
  ["value", { peer: LAMP }, "values"],
])("at %s (%o) the %s is another one", (event, told, change) => {
  const { network, changes } = open(new Imagined(remote("lamp")));
  network.emit(event, told);
  expect(changes).toEqual([change]);
});

describe("a node is listened to", () => {
  test("while its parameters are looked at, and ten seconds longer", () => {
    const { node, heard } = listened("lamp");
    const { live } = open(new Imagined(node));
    live.listen(new Set([LAMP]), 0);
    live.listen(new Set([LAMP]), 5000);
    live.listen(new Set(), 14_999);
    expect(heard).toEqual({ begun: 1, ended: 0, asked: 1 });
    live.listen(new Set(), 15_000);
    expect(heard).toEqual({ begun: 1, ended: 1, asked: 1 });
    live.listen(new Set([LAMP]), 16_000);
    expect(heard).toEqual({ begun: 2, ended: 1, asked: 2 });
  });

  test("not before it has told what it has, nor when it is not here", () => {
    const { node, heard } = listened("lamp", { complete: false });
    const { live } = open(new Imagined(node));
    live.listen(new Set([LAMP, "gone"]), 0);
    expect(heard.begun).toBe(0);
  });

  test("anew when it comes back", () => {
    const { node, heard } = listened("lamp");
    const { live, network } = open(new Imagined(node));
    live.listen(new Set([LAMP]), 0);
    network.emit("exit", { peer: LAMP, name: "lamp", reason: "expired" });
    live.listen(new Set([LAMP]), 100);
    expect(heard).toMatchObject({ begun: 2, ended: 0 });
  });
});

describe("who holds the selected parameter", () => {
  const place = { id: LAMP, path: "level" };
  const ask = (more: object) => askHolder(new Imagined(remote("lamp", [{ path: "level" }], more)).node, place);
  const owners = (told: object) => ({ owners: async () => new Map([["level", told]]) });

  test("is told with the key of the parameter", async () => {
    expect(await ask(owners({ by: "set", name: "desk", ago: 3 }))).toEqual({
      ...{ key: `${LAMP}/level`, text: "moved last by desk, 3.0 s ago" },
    });
  });

  test.each<[string, object]>([
    ["its own program", owners({ by: "self", name: "lamp", ago: 3 })],
    ["nobody of whom its node tells", { owners: async () => new Map() }],
    ["what an old node cannot say", { extensions: false }],
    ["what a node that does not answer is not asked", { suspected: true }],
    ["what was not answered", { owners: () => Promise.reject(new NetworkError("timed-out", "no answer")) }],
  ])("is nobody where it is %s", async (_what, more) => {
    expect(await ask(more)).toBe(undefined);
    expect(await askHolder(new Imagined().node, place)).toBe(undefined);
  });

  test("is a mistake of ours when it is one", async () => {
    await expect(ask({ owners: () => Promise.reject(new TypeError("odd")) })).rejects.toThrow("odd");
  });
});
