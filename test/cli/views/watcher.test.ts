import { describe, expect, test } from "vitest";

import { parsePattern } from "../../../src/cli/targets/pattern.ts";
import { type Sighting, Watcher } from "../../../src/cli/views/watcher.ts";
import type { Json, RemoteNode } from "../../../src/index.ts";
import { Imagined, idOf, remote, type Told } from "../targets/stage.ts";

const TOOL = { headers: new Map([["X-ZOCP-TOOL", "watch"]]) };
const [LAMP, DESK] = [idOf("lamp"), idOf("desk")];

const lamp = (...parameters: readonly Told[]): RemoteNode =>
  remote("lamp", parameters.length > 0 ? parameters : [{ path: "level", value: 0.5 }], { monitor: () => {} });
const desk = (subscribers: readonly (readonly [string, string | null])[] = []): RemoteNode =>
  remote("desk", [{ path: "fader", value: 0.1, subscribers }], { monitor: () => {} });

/** Watches a network, and keeps what it says. */
function watch(network: Imagined, { pattern = undefined as string | undefined, tools = false } = {}) {
  const seen: Sighting[] = [];
  const places = new Map([...network.peers].map(([id]) => [id, { address: "10.0.0.1", port: 5 }]));
  const node = Object.assign(network, { id: idOf("me"), broker: undefined, zre: { peers: places } });
  const watcher = new Watcher(node.node, { pattern: parsePattern(pattern), tools }, (one) => void seen.push(one));
  watcher.start();
  /** What it said since it was asked last, without ids. */
  const said = (): string[] =>
    seen.splice(0).map(({ event, node, parameter, value, by, reason, address }) => {
      const rest = [parameter, value === undefined ? undefined : JSON.stringify(value), by, reason, address];
      return [event, node, ...rest.filter((part) => part !== undefined)].join(" ");
    });
  return { watcher, network, said };
}

/** The node has said something else of itself. */
function tellAgain(network: Imagined, one: RemoteNode, parameters: readonly string[], removed: readonly string[] = []) {
  network.peers.set(one.id, one);
  network.emit("modified", { peer: one.id, parameters, removed, values: [] });
}

describe("what is here at the beginning", () => {
  test("is said: nodes, their places, and what their parameters are", () => {
    expect(watch(new Imagined(lamp(), desk())).said()).toEqual([
      "enter lamp tcp://10.0.0.1:5",
      "value lamp level 0.5",
      "enter desk tcp://10.0.0.1:5",
      "value desk fader 0.1",
    ]);
  });

  test.each<[string | undefined, string[]]>([
    ["lamp", ["enter lamp tcp://10.0.0.1:5", "value lamp level 0.5"]],
    ["*/fader", ["enter desk tcp://10.0.0.1:5", "value desk fader 0.1"]],
    ["nothing", []],
    [DESK.slice(0, 8), ["enter desk tcp://10.0.0.1:5", "value desk fader 0.1"]],
  ])("is said only of what a pattern means: %s", (pattern, words) => {
    expect(watch(new Imagined(lamp(), desk()), { pattern }).said()).toEqual(words);
  });

  test("is not said of other commands, unless it is asked for", () => {
    const tool = (): RemoteNode => remote("zocp-ls@pi", [], { ...TOOL, monitor: () => {} });
    expect(watch(new Imagined(tool())).said()).toEqual([]);
    expect(watch(new Imagined(tool()), { tools: true }).said()).toEqual(["enter zocp-ls@pi tcp://10.0.0.1:5"]);
  });

  test("has no value where nobody knows one", () => {
    expect(watch(new Imagined(lamp({ path: "level" }))).said()[1]).toBe("value lamp level null");
  });
});

describe("who comes and goes", () => {
  test("is said once, with the reason", () => {
    const { network, said } = watch(new Imagined());
    network.peers.set(LAMP, lamp());
    network.emit("enter", { peer: LAMP });
    network.emit("enter", { peer: LAMP });
    network.emit("described", { peer: LAMP });
    network.emit("suspected", { type: "suspected", peer: LAMP, name: "lamp" });
    network.emit("recovered", { type: "recovered", peer: LAMP, name: "lamp" });
    network.peers.delete(LAMP);
    network.emit("exit", { peer: LAMP, name: "lamp", reason: "goodbye" });
    expect(said()).toEqual([
      ...["enter lamp ", "value lamp level 0.5", "suspected lamp", "recovered lamp", "exit lamp goodbye"],
    ]);
  });

  test("is not said of who was never shown", () => {
    const { network, said } = watch(new Imagined(lamp()), { pattern: "desk" });
    network.emit("suspected", { type: "suspected", peer: LAMP, name: "lamp" });
    network.emit("exit", { peer: LAMP, name: "lamp", reason: "expired" });
    expect(said()).toEqual([]);
  });

  test("is said anew when it comes back", () => {
    const { network, said } = watch(new Imagined(lamp()));
    network.emit("exit", { peer: LAMP, name: "lamp", reason: "expired" });
    said();
    network.emit("enter", { peer: LAMP });
    network.emit("described", { peer: LAMP });
    expect(said()).toEqual(["enter lamp tcp://10.0.0.1:5", "value lamp level 0.5"]);
  });

  test("is no news any more once it is stopped", () => {
    const { watcher, network, said } = watch(new Imagined(lamp()));
    said();
    watcher.stop();
    network.emit("exit", { peer: LAMP, name: "lamp", reason: "goodbye" });
    expect(said()).toEqual([]);
  });
});

describe("what becomes of a parameter", () => {
  test.each<[string, Told[], string[]]>([
    ["its value", [{ path: "level", value: 0.7 }], ["modified lamp level 0.7"]],
    ["the same value", [{ path: "level", value: 0.5 }], []],
    ["its unit", [{ path: "level", value: 0.5, unit: "%" }], ["modified lamp level 0.5"]],
    ["its range", [{ path: "level", value: 0.5, max: 1 }], ["modified lamp level 0.5"]],
    [
      "another one beside it",
      [
        { path: "level", value: 0.5 },
        { path: "on", value: true },
      ],
      ["registered lamp on true"],
    ],
    [
      "somebody who listens",
      [{ path: "level", value: 0.5, subscribers: [[DESK, null]] }],
      ["subscribed lamp level desk"],
    ],
    [
      "a link to a node that is here",
      [{ path: "level", value: 0.5, subscribers: [[DESK, "fader"]] }],
      ["subscribed lamp level desk/fader"],
    ],
    [
      "a link to one that is not",
      [{ path: "level", value: 0.5, subscribers: [["ab".repeat(16), "x"]] }],
      ["subscribed lamp level abababab/x"],
    ],
    ["ourselves, who listen", [{ path: "level", value: 0.5, subscribers: [[idOf("me"), null]] }], []],
  ])("is told by what is otherwise: %s", (_what, parameters, words) => {
    const { network, said } = watch(new Imagined(lamp(), desk()));
    said();
    tellAgain(
      network,
      lamp(...parameters),
      parameters.map(({ path }) => path),
    );
    expect(said()).toEqual(words);
  });

  test("is told when it is taken away, once", () => {
    const { network, said } = watch(new Imagined(lamp()));
    said();
    for (let times = 0; times < 2; times++) tellAgain(network, lamp({ path: "on" }), [], ["level"]);
    expect(said()).toEqual(["removed lamp level"]);
  });

  test("is told when a link is cut", () => {
    const { network, said } = watch(new Imagined(desk([[LAMP, "level"]]), lamp()));
    said();
    tellAgain(network, desk(), ["fader"]);
    expect(said()).toEqual(["unsubscribed desk fader lamp/level"]);
  });

  test("is told as a signal, or as a value that was set, also when it is the same again", () => {
    const { network, said } = watch(new Imagined(lamp()));
    said();
    const value: Json = 0.5;
    network.emit("signal", { peer: LAMP, emitter: "level", value });
    network.emit("value", { peer: LAMP, parameter: "level", value: 0.6 });
    network.emit("signal", { peer: LAMP, emitter: "nothing", value });
    network.emit("signal", { peer: "nobody", emitter: "level", value });
    expect(said()).toEqual(["signal lamp level 0.5", "modified lamp level 0.6"]);
    tellAgain(network, lamp({ path: "level", value: 0.6 }), ["level"]);
    expect(said()).toEqual([]);
  });
});
