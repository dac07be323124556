import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/bytes/json.ts";
import type { FadeRequest } from "../../../src/zocp/fades/fading.ts";
import type { Timing } from "../../../src/zocp/fades/timing.ts";
import { timing } from "../fades/stage.ts";
import { type Actor, type ActorOptions, Stage } from "./stage.ts";

let requests = 100;

/** Actors with a parameter `level`, and others, that have met; the first one is a desk. */
function cast(stage: Stage, lamps: readonly ActorOptions[], synced = true): readonly [Actor, ...Actor[]] {
  const desk = stage.actor("desk");
  const others = lamps.map((options, index) => {
    const lamp = stage.actor(`lamp${index}`, options);
    lamp.handle((machine, now) => machine.register({ object: undefined, name: "level" }, LEVEL, now));
    return lamp;
  });
  if (synced) for (const actor of [desk, ...others]) actor.use();
  stage.run(synced ? 12_000 : 1000);
  return [desk, ...others];
}

/** Asks for values of a node; gives how each was accepted, and how it ended. */
function send(from: Actor, to: Actor, values: Readonly<Record<string, Json>>, wished: Partial<Timing>) {
  const fades = Object.entries(values).map(
    ([path, value]): FadeRequest => ({
      ...{ accepted: ++requests, ended: ++requests, path, value },
      timing: timing({ tag: "t", ...wished }),
    }),
  );
  from.handle((machine, now) => machine.fadeRemote(fades, to.id, { timeout: 5000, now }));
  const outcome = (request: number | undefined): unknown => from.settled.find((one) => one.request === request)?.result;
  return {
    accepted: () => fades.map(({ accepted }) => outcome(accepted)),
    ended: () => fades.map(({ ended }) => outcome(ended)),
  };
}

/** When the values of a parameter changed, by the time of the stage. */
function watch(stage: Stage, actors: readonly Actor[], duration: number): readonly number[] {
  const when = actors.map(() => Number.NaN);
  const before = actors.map((actor) => held(actor));
  stage.run(duration, () => {
    for (const [index, actor] of actors.entries())
      if (Number.isNaN(when[index]) && held(actor) !== before[index]) when[index] = stage.now;
  });
  return when;
}

function held(actor: Actor, name = "level"): Json | undefined {
  return actor.machine.parameters.get(name)?.value;
}

const LEVEL = { typeHint: "flt", value: 0, access: "rws", min: 0, max: 1 } as const;

describe("a value at a time of the show", () => {
  test("begins on twenty nodes within a millisecond, and on none early", () => {
    const stage = new Stage({ delay: [0.3, 1.5] });
    const clocks = Array.from({ length: 20 }, (_, index) => ({ offset: 9000 - index * 877, drift: 100 - index * 10 }));
    const [desk, ...lamps] = cast(stage, clocks);
    const time = desk.show + 300;
    const at = { timeline: desk.clock.timeline, time };
    const sent = lamps.map((lamp) => send(desk, lamp, { level: 1 }, { at }));
    let early = 0;
    const when: number[] = [];
    stage.run(280);
    expect(sent.map(({ accepted }) => accepted())).toEqual(lamps.map(() => [0]));
    stage.run(60, () => {
      for (const lamp of lamps) if (held(lamp) === 1 && lamp.show < time) early++;
      for (const [index, lamp] of lamps.entries()) if (held(lamp) === 1) when[index] ??= stage.now;
    });
    expect(early).toBe(0);
    expect(when).toHaveLength(20);
    expect(Math.max(...when) - Math.min(...when)).toBeLessThan(1);
    expect(sent.map(({ ended }) => ended())).toEqual(lamps.map(() => [["arrived", ""]]));
  });

  test("that comes late is as far as if it had begun in time, and says so", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{ offset: 500 }]) as [Actor, Actor];
    const at = { timeline: desk.clock.timeline, time: desk.show - 1000 };
    const sent = send(desk, lamp, { level: 1 }, { at, over: 4000 });
    stage.run(1);
    expect(held(lamp)).toBeCloseTo(0.25, 2);
    const [when] = [stage.now];
    stage.run(2900);
    expect(sent.ended()).toEqual([undefined]);
    stage.run(200);
    expect(sent.ended()).toEqual([["arrived", expect.stringMatching(/^late 1(\.\d+)?$/)]]);
    expect(stage.now - when).toBeGreaterThan(2900);
  });

  test("that would be over already takes half a second", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show - 9000 }, over: 4000 });
    stage.run(250);
    expect(held(lamp)).toBeGreaterThan(0.3);
    expect(held(lamp)).toBeLessThan(0.7);
    stage.run(300);
    expect(held(lamp)).toBe(1);
  });

  test("of another timeline begins at once, which is told in the answer and at the end", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const sent = send(desk, lamp, { level: 1 }, { at: { timeline: "of yesterday", time: desk.show + 400 } });
    stage.run(5);
    expect(held(lamp)).toBe(1);
    expect(sent.ended()).toEqual([["arrived", "unsynced"]]);
    expect(lamp.sent.filter((text) => text.includes('"timed": {"level": "unsynced"}'))).toHaveLength(1);
  });

  test("waits for a node that has not used its clock to know the time, and then begins in time", () => {
    const stage = new Stage();
    const desk = stage.actor("desk");
    const others = ["b", "c", "d"].map((name) => stage.actor(name));
    const lamp = stage.actor("lamp", { offset: 4000 });
    lamp.handle((machine, now) => machine.register({ object: undefined, name: "level" }, LEVEL, now));
    desk.use();
    for (const other of others) other.use();
    stage.run(5000);
    expect(lamp.clock.synced(lamp.local)).toBe(false);
    const sent = send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show + 500 } });
    const begun = stage.now;
    const [when] = watch(stage, [lamp], 1000);
    expect((when ?? 0) - begun).toBeGreaterThan(499);
    expect((when ?? 0) - begun).toBeLessThan(502);
    expect(sent.ended()).toEqual([["arrived", ""]]);
  });

  test("does not wait for ever for a time that nobody tells", () => {
    const stage = new Stage();
    const desk = stage.actor("desk", { lies: (text) => (text.includes('"REP": ["CALL"') ? undefined : text) });
    const lamp = stage.actor("lamp", { rank: 255 });
    lamp.handle((machine, now) => machine.register({ object: undefined, name: "level" }, LEVEL, now));
    desk.use();
    stage.run(5000);
    const sent = send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show + 200 } });
    stage.run(900);
    expect(held(lamp)).toBe(0);
    stage.run(200);
    expect(held(lamp)).toBe(1);
    expect(sent.ended()).toEqual([["arrived", "unsynced"]]);
  });

  test("more than ten minutes ahead is refused, with the limit", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const sent = send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show + 700_000 } });
    stage.run(10);
    expect(sent.accepted()).toEqual([
      {
        code: "refused-by-peer",
        message: expect.stringMatching(/it would begin in \d+(\.\d+)? s; the limit is 600 s ahead/),
      },
    ]);
    expect(sent.ended()).toEqual([["refused", expect.stringContaining("the limit is 600 s ahead")]]);
  });

  test("is refused where a thousand wait already, of ten thousand that are asked for", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const names = Array.from({ length: 9000 }, (_, index) => `p${index}`);
    for (const name of names) lamp.handle((machine, now) => machine.register({ object: undefined, name }, LEVEL, now));
    desk.handle((machine, now) => machine.refresh(++requests, lamp.id, { timeout: 5000, now }));
    stage.run(1000);
    const at = { timeline: desk.clock.timeline, time: desk.show + 3000 };
    const sent = send(desk, lamp, Object.fromEntries(names.map((name) => [name, 1])), { at });
    stage.run(1000);
    const refused = sent.accepted().filter((one) => one !== 0);
    expect(refused).toHaveLength(8000);
    expect(refused[0]).toMatchObject({
      message: expect.stringContaining("1000 values wait for their time already; the limit is 1000"),
    });
    stage.run(3000);
    expect(names.filter((name) => held(lamp, name) === 1)).toHaveLength(1000);
  });

  test.each([
    ["soon", 'at is "soon", not [timeline, milliseconds]'],
    [["t"], 'at is ["t"], not [timeline, milliseconds]'],
    [["t", 1e300], "not [timeline, milliseconds]"],
    [["", 1], "not [timeline, milliseconds]"],
    [["t", null], "not [timeline, milliseconds]"],
  ] as const)("is refused when its time is %j", (at, reason) => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const text = JSON.stringify({ SET: { level: { value: 1, at } } });
    lamp.handle((machine, now) => machine.handleMessage(desk.id, text, now));
    expect(held(lamp)).toBe(0);
    expect(lamp.sent.at(-1)).toContain(JSON.stringify(reason).slice(1, -1));
  });

  test("ends by zocp.stop while it waits", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const sent = send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show + 500 } });
    stage.run(100);
    desk.handle((machine, now) => machine.stopRemote(++requests, lamp.id, "t", "hold", { timeout: 1000, now }));
    stage.run(1000);
    expect(held(lamp)).toBe(0);
    expect(sent.ended()).toEqual([["stopped", "desk"]]);
  });

  test("is not moved by a jump of the time while it waits", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const begun = stage.now;
    send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show + 30_000 } });
    stage.run(1000);
    const group = [
      stage.actor("first", { rank: 0, offset: 77_000 }),
      stage.actor("second", { rank: 1, offset: 50_000 }),
    ];
    stage.partition(group);
    for (const actor of group) actor.use();
    stage.run(5000);
    stage.heal();
    const [when] = watch(stage, [lamp], 30_000);
    expect(lamp.clock.timeline).toBe(group[0]?.id);
    expect((when ?? 0) - begun).toBeGreaterThan(29_999);
    expect((when ?? 0) - begun).toBeLessThan(30_002);
  });

  test("of an event fires at its time, and not when it is more than 1.5 s late", () => {
    const stage = new Stage();
    const [desk, lamp] = cast(stage, [{}]) as [Actor, Actor];
    const event = { typeHint: "int", value: 0, access: "rws", event: true } as const;
    lamp.handle((machine, now) => machine.register({ object: undefined, name: "flash" }, event, now));
    desk.handle((machine, now) => machine.refresh(++requests, lamp.id, { timeout: 5000, now }));
    stage.run(500);
    const fired = (): number => lamp.events.filter((one) => one.type === "changed" && one.parameter === "flash").length;
    const { timeline } = desk.clock;
    send(desk, lamp, { flash: 1 }, { at: { timeline, time: desk.show + 300 } });
    stage.run(290);
    expect(fired()).toBe(0);
    stage.run(20);
    expect(fired()).toBe(1);
    send(desk, lamp, { flash: 2 }, { at: { timeline, time: desk.show - 1000 } });
    stage.run(10);
    expect(fired()).toBe(2);
    const late = send(desk, lamp, { flash: 3 }, { at: { timeline, time: desk.show - 2100 } });
    stage.run(10);
    expect(fired()).toBe(2);
    expect(late.accepted()).toEqual([
      { code: "refused-by-peer", message: expect.stringMatching(/it came 2\.1\d* s late; an event may be 1.5 s late/) },
    ]);
  });

  test.each([
    [
      "a node that knows no clock",
      new Map([
        ["X-ZOCP", "1"],
        ["X-ZOCP-EXTENSIONS", "call refuse remove pace fade"],
      ]),
    ],
    [
      "a node that runs no fades",
      new Map([
        ["X-ZOCP", "1"],
        ["X-ZOCP-EXTENSIONS", "call refuse remove pace"],
      ]),
    ],
  ])("is sent to %s when its time is there, without that time", (_, headers) => {
    const stage = new Stage();
    const [desk, , lamp] = cast(stage, [{}, { headers }]) as [Actor, Actor, Actor];
    const begun = stage.now;
    const sent = send(desk, lamp, { level: 1 }, { at: { timeline: desk.clock.timeline, time: desk.show + 500 } });
    const [when] = watch(stage, [lamp], 2000);
    expect((when ?? 0) - begun).toBeGreaterThan(500);
    expect((when ?? 0) - begun).toBeLessThan(503);
    expect(desk.sent.filter((text) => text.includes('"at"'))).toEqual([]);
    expect(sent.ended()).toEqual([["arrived", ""]]);
    send(desk, lamp, { level: 0 }, { at: { timeline: desk.clock.timeline, time: desk.show + 500 } });
    stage.run(100);
    desk.handle((machine, now) => machine.stopRemote(++requests, lamp.id, "t", "hold", { timeout: 1000, now }));
    stage.run(2000);
    expect(held(lamp)).toBe(1);
  });
});
