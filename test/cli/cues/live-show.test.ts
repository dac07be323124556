import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { LiveShow } from "../../../src/cli/cues/live-show.ts";
import { type Json, NetworkError, type RemoteNode } from "../../../src/index.ts";
import { Imagined, idOf, remote } from "../targets/stage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PRESSED = ["go", "back", "panic", "goto"].map((path) => ({ path, access: "rw" }));
type Answer = (method: string, given: readonly unknown[]) => Promise<Json>;

const accepted = (text = ""): Json =>
  new Map<string, Json>([
    ["accepted", true],
    ["text", text],
  ]);
const refused = (text: string): Json =>
  new Map<string, Json>([
    ["accepted", false],
    ["text", text],
  ]);
const SILENT: Answer = () => Promise.reject(new NetworkError("timed-out", "show did not answer within 1.5 s"));

/** A terminal that follows a show, which answers by hand. */
function open(answer: Answer, { here = true, synced = false } = {}) {
  const told: string[] = [];
  const calls: [string, readonly unknown[]][] = [];
  const show = (id = idOf("show"), more = {}): RemoteNode =>
    remote("show", PRESSED, {
      ...{ id, monitor: () => () => void told.push(`(not heard any more: ${id.slice(0, 4)})`) },
      call: (method: string, given: readonly unknown[]) => {
        calls.push([method, given]);
        return answer(method, given);
      },
      ...more,
    });
  const clock = { now: () => 70_000, synced, timeline: "t" };
  const network = Object.assign(new Imagined(...(here ? [show()] : [])), { id: "me", clock });
  const ending = new AbortController();
  const live = new LiveShow(
    network.node,
    "show",
    {
      state: () => void told.push("(state)"),
      reach: ({ trouble }) => void told.push(`reach: ${trouble ?? "all right"}`),
      quiet: (text) => void told.push(text),
      fault: (text) => void told.push(`! ${text}`),
    },
    ending.signal,
  );
  return { live, told, calls, network, ending, show };
}

describe("what a person wants of the show", () => {
  test.each<[Json, string[]]>([
    [accepted(), ["BACK …", "BACK"]],
    [accepted("back"), ["BACK …", "BACK"]],
    [accepted("to cue 3"), ["BACK …", "BACK: to cue 3"]],
    [refused("there is nothing before"), ["BACK …", "! BACK refused: there is nothing before"]],
    [null, ["BACK …", "BACK"]],
    [new Map<string, Json>([["text", 5]]), ["BACK …", "! BACK refused: "]],
  ])("is told with the answer %o", async (answer, words) => {
    const { live, told } = open(async () => answer);
    await live.perform({ type: "back" });
    expect(told).toEqual(words);
  });

  test.each([
    ["go", "! GO was not heard (show did not answer within 1.5 s); it is refused when it comes later"],
    ["panic", "! PANIC was not heard (show did not answer within 1.5 s); it may be done all the same"],
  ] as const)("and is not heard is told with what may become of it: %s", async (type, text) => {
    const { live, told } = open(SILENT);
    await live.perform(type === "go" ? { type, standby: "k2", sent: 5 } : { type });
    expect(told.at(-1)).toBe(text);
  });

  test("and is not heard within a second is told meanwhile", async () => {
    let answer: (json: Json) => void = () => {};
    const { live, told } = open(() => new Promise((resolve) => void (answer = resolve)));
    const done = live.perform({ type: "pause" });
    await vi.advanceTimersByTimeAsync(999);
    expect(told).toEqual(["PAUSE …"]);
    await vi.advanceTimersByTimeAsync(1);
    answer(accepted());
    await done;
    expect(told).toEqual(["PAUSE …", "PAUSE: not heard yet", "PAUSE"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is not sent while the show is not here", async () => {
    const { live, told, calls } = open(SILENT, { here: false });
    await live.perform({ type: "go", standby: "k2", sent: 5 });
    expect([told, calls]).toEqual([["! GO was not sent: the show is not here"], []]);
  });

  test("is a mistake of ours when it is one", async () => {
    const { live } = open(() => Promise.reject(new TypeError("odd")));
    await expect(live.perform({ type: "back" })).rejects.toThrow("odd");
  });
});

describe("a GO", () => {
  test("says which press it is, for which cue, and when by the clock of the show", async () => {
    const { live, calls } = open(async () => accepted());
    await live.perform({ type: "go", standby: "k2", sent: 50_000 });
    await live.perform({ type: "go", standby: undefined, sent: 50_001 });
    expect(calls).toEqual([
      ["show.go", [{ press: "me/1", sent: 50_000, standby: "k2" }]],
      ["show.go", [{ press: "me/2", sent: 50_001 }]],
    ]);
  });

  test("says the common time where there is one", async () => {
    const { live, calls } = open(async () => accepted(), { synced: true });
    await live.perform({ type: "go", standby: "k2", sent: 50_000 });
    expect(calls[0]?.[1]).toEqual([{ press: "me/1", sent: 70_000, timeline: "t", standby: "k2" }]);
  });

  test("is told from a GOTO, and from what needs no more words", async () => {
    const { live, calls } = open(async () => accepted());
    await live.perform({ type: "goto", cue: "1.5" });
    await live.perform({ type: "release" });
    expect(calls).toEqual([
      ["show.goto", ["1.5"]],
      ["show.release", []],
    ]);
  });
});

describe("a show that is followed", () => {
  test("is looked for, found, and asked every two seconds while nothing runs", async () => {
    const { live, told, calls, network, ending, show } = open(SILENT, { here: false });
    const done = live.follow();
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(["reach: looking for the show …"]);
    network.come(show());
    await vi.advanceTimersByTimeAsync(150);
    expect(told.at(-1)).toBe("reach: the show does not answer");
    const before = calls.length;
    await vi.advanceTimersByTimeAsync(6300);
    expect(calls.length - before).toBe(3);
    ending.abort();
    await vi.advanceTimersByTimeAsync(200);
    await done;
    expect(told.at(-1)).toBe("(not heard any more: 7368)");
  });

  test("that leaves is waited for, and heard again under its new id", async () => {
    const { live, told, network, ending, show } = open(SILENT);
    const done = live.follow();
    await vi.advanceTimersByTimeAsync(150);
    network.peers.clear();
    network.emit("exit", { peer: idOf("show") });
    await vi.advanceTimersByTimeAsync(150);
    expect(told.at(-1)).toBe("reach: the show has left; waiting for it");
    network.come(show("ab".repeat(16)));
    await vi.advanceTimersByTimeAsync(150);
    expect(told.slice(-2)).toEqual(["(not heard any more: 7368)", "reach: the show does not answer"]);
    ending.abort();
    await vi.advanceTimersByTimeAsync(200);
    await done;
  });

  test("is asked at once when it tells that something is otherwise, but not for its progress, nor for others", async () => {
    const { live, calls, network, ending } = open(SILENT);
    const done = live.follow();
    await vi.advanceTimersByTimeAsync(150);
    const count = async (peer: string, emitter: string): Promise<number> => {
      const before = calls.length;
      network.emit("signal", { peer, emitter, value: 1 });
      await vi.advanceTimersByTimeAsync(150);
      return calls.length - before;
    };
    expect(await count(idOf("show"), "progress")).toBe(0);
    expect(await count(idOf("show"), "remaining")).toBe(0);
    expect(await count(idOf("lamp"), "active")).toBe(0);
    expect(await count(idOf("show"), "active")).toBe(1);
    ending.abort();
    await vi.advanceTimersByTimeAsync(200);
    await done;
  });
});
