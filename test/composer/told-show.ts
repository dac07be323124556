import { Lock } from "../../composer/model/edit/lock.ts";
import { LiveShow } from "../../composer/model/show/live-show.ts";
import { type Json, type JsonInput, parseJson } from "../../src/index.ts";

type Call = readonly [method: string, args: readonly JsonInput[]];

/** A show that answers as a test wants it, on a clock that the test moves. */
export function openToldShow(told: object = {}, { readOnly = false } = {}) {
  const world = { time: 10_000, state: { name: "show", ...told } as object | null, fails: false, suspected: false };
  const calls: Call[] = [];
  const pauses: { readonly until: number; readonly wake: () => void }[] = [];
  let answer = async (_method: string): Promise<Json> => parseJson('{"accepted": true, "text": "1 went"}');
  const remote = {
    ...{ id: "a1".repeat(16), name: "show" },
    get suspected() {
      return world.suspected;
    },
    call: async (method: string, args: readonly JsonInput[]): Promise<Json> => {
      calls.push([method, args]);
      if (world.fails) throw new Error("no answer within 1500 ms");
      return method === "show.state" ? parseJson(JSON.stringify(world.state)) : answer(method);
    },
  };
  const shown = { name: "show", present: true, remote: remote as object | undefined, parameters: new Map() };
  const node = {
    ...{ id: "c0".repeat(16), peers: new Map<string, unknown>([[remote.id, remote]]) },
    clock: { now: () => 5_000_000, synced: false, timeline: "t" },
  };
  const timing = {
    now: () => world.time,
    pause: (milliseconds: number) =>
      new Promise<void>((wake) => void pauses.push({ until: world.time + milliseconds, wake })),
  };
  const lock = new Lock(readOnly ? "locked" : "edit");
  const live = new LiveShow(shown as never, { node: node as never, lock, timing });
  /** Lets time pass. */
  const pass = async (milliseconds: number): Promise<void> => {
    world.time += milliseconds;
    for (const { until, wake } of pauses.splice(0).filter((one) => one.until <= world.time || !pauses.push(one))) {
      if (until <= world.time) wake();
    }
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  };
  const pressed = (): readonly Call[] => calls.filter(([method]) => method !== "show.state");
  const answers = (next: typeof answer): void => {
    answer = next;
  };
  return { live, world, calls, pressed, pass, lock, shown, node, remote, answers };
}
