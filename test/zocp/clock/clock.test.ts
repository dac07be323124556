import { describe, expect, test } from "vitest";
import { type Actor, type ActorOptions, Stage } from "./stage.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** How far apart the times of several nodes are. */
function spread(...actors: readonly Actor[]): number {
  const times = actors.map(({ show }) => show);
  return Math.max(...times) - Math.min(...times);
}

/** Keeps the clocks of nodes in use. */
function keepUsing(stage: Stage, ...actors: readonly Actor[]): void {
  for (const actor of actors) actor.use();
  stage.at(stage.now + 20_000, () => keepUsing(stage, ...actors));
}

describe("nodes that share a clock", () => {
  test("say nothing of it as long as nobody uses it", () => {
    const stage = new Stage();
    const actors = ["a", "b", "c"].map((name) => stage.actor(name));
    stage.run(MINUTE);
    expect(actors.flatMap(({ sent }) => sent).filter((text) => text.includes("zocp.clock"))).toEqual([]);
    expect(actors.map(({ machine }) => machine.deadline)).toEqual(actors.map(() => Number.POSITIVE_INFINITY));
  });

  test("follow the lowest one, and stop asking when nobody needs the time any more", () => {
    const stage = new Stage();
    const [a, b, c] = ["a", "b", "c"].map((name) => stage.actor(name)) as [Actor, Actor, Actor];
    c.use();
    stage.run(4000);
    expect(c.clock.reference?.name).toBe("a");
    expect(c.clock.synced(c.local)).toBe(true);
    expect(spread(a, c)).toBeLessThan(0.2);
    expect(b.clock.timeline).toBe(a.id);
    stage.run(5 * MINUTE);
    const { length } = c.sent;
    stage.run(5 * MINUTE);
    expect(c.sent).toHaveLength(length);
  });

  test("go by their rank before their id; one of rank 255 is never followed", () => {
    const stage = new Stage();
    const [never, usual, first] = [stage.actor("n", { rank: 255 }), stage.actor("u"), stage.actor("f", { rank: 0 })];
    keepUsing(stage, never, usual, first);
    stage.run(5000);
    expect([never, usual, first].map(({ clock }) => clock.reference?.name)).toEqual(["f", "f", "f"]);
  });

  test("two that are never followed have no common time", () => {
    const stage = new Stage();
    const [a, b] = [stage.actor("a", { rank: 255 }), stage.actor("b", { rank: 255 })];
    keepUsing(stage, a, b);
    stage.run(10_000);
    expect([a, b].map(({ clock, local }) => clock.synced(local))).toEqual([false, false]);
  });

  test("with an hour between them, 200 ppm, jitter and losses are together after 5 s, for an hour", () => {
    const stage = new Stage({ delay: [1, 20], loss: 0.2 });
    const options = [
      { offset: HOUR, drift: 100 },
      { offset: -HOUR, drift: -100 },
      { offset: 0, drift: 50 },
    ];
    const [a, b, c] = options.map((one, index) => stage.actor("abc"[index] ?? "", one)) as [Actor, Actor, Actor];
    keepUsing(stage, b, c);
    stage.run(5000);
    const errors: number[] = [];
    const times = [0, 0, 0];
    const look = (): void => {
      for (const [index, { show }] of [a, b, c].entries()) {
        if (show < (times[index] ?? 0)) throw new Error(`time went back by ${(times[index] ?? 0) - show}`);
        times[index] = show;
      }
      for (const follower of [b, c]) errors.push(Math.abs(follower.show - a.show));
      expect(Math.abs(b.show - a.show)).toBeLessThanOrEqual(b.clock.error(b.local) + 0.01);
    };
    for (let second = 0; second < 3600; second++) {
      stage.run(1000);
      look();
    }
    errors.sort((x, y) => x - y);
    // Half of what the ways differ by at most, and a millisecond.
    expect(errors.at(-1)).toBeLessThan(1 + 19 / 2);
    // Most are much closer, for of many questions and answers the quickest count.
    expect(errors[Math.floor(errors.length * 0.99)]).toBeLessThan(2.5);
    expect([b, c].flatMap(({ events }) => events.filter(({ type }) => type === "clock"))).toHaveLength(2);
  });

  test("go on without their reference: in 10 s they are 0.2 ms worse at most", () => {
    const stage = new Stage({ delay: [0.3, 1.2] });
    const drifts = [80, -60, 30];
    const [a, b, c] = drifts.map((drift, index) => stage.actor("abc"[index] ?? "", { drift, offset: index * 500 })) as [
      Actor,
      Actor,
      Actor,
    ];
    keepUsing(stage, b, c);
    stage.run(3 * MINUTE);
    const jumps = jumpsOf(b, c).length;
    const ahead = b.show - a.show;
    stage.kill(a);
    // What its clock would go on to show; nobody hears it.
    const apart = (): number => Math.abs(b.show - a.show - ahead);
    stage.run(10_000);
    expect(apart()).toBeLessThan(0.2);
    expect(b.clock.reference?.name).toBe("b");
    expect(c.clock.reference?.name).toBe("b");
    expect(b.clock.timeline).toBe(a.id);
    expect(spread(b, c)).toBeLessThan(1);
    expect(jumpsOf(b, c)).toHaveLength(jumps);
  });

  test("do not jump for a newcomer that goes before all of them: it takes their time, and goes on with it", () => {
    const stage = new Stage();
    const [b, c] = [stage.actor("b"), stage.actor("c")];
    keepUsing(stage, b, c);
    stage.run(10_000);
    const jumps = jumpsOf(b, c).length;
    const first = stage.actor("first", { rank: 0, offset: HOUR, drift: 100 });
    const before = b.show - b.local;
    stage.run(10_000);
    expect([b, c, first].map(({ clock }) => clock.reference?.name)).toEqual(["first", "first", "first"]);
    expect(Math.abs(b.show - b.local - before)).toBeLessThan(3);
    expect(spread(b, c, first)).toBeLessThan(1);
    expect(jumpsOf(b, c)).toHaveLength(jumps);
  });

  test("that were apart have one time again, that of the lowest; time goes back only where that is told", () => {
    const stage = new Stage();
    const actors = ["a", "b", "c", "d"].map((name, index) =>
      stage.actor(name, { offset: index * 5000, drift: index * 40 }),
    );
    const [a, b, c] = actors as [Actor, Actor, Actor];
    keepUsing(stage, ...actors);
    const told = actors.map(() => 0);
    const last = actors.map(({ show }) => show);
    const watch = (): void => {
      for (const [index, actor] of actors.entries()) {
        const jumps = actor.events.filter(({ type }) => type === "clock").length;
        const went = actor.show - (last[index] ?? 0);
        if (went < -1e-6 && jumps === told[index]) throw new Error(`${actor.name} went back by ${-went} ms`);
        told[index] = jumps;
        last[index] = actor.show;
      }
    };
    stage.run(10_000, watch);
    stage.partition([a, b]);
    const jumps = jumpsOf(...actors).length;
    stage.run(10 * MINUTE, watch);
    expect([c.clock.reference?.name, c.clock.timeline]).toEqual(["c", a.id]);
    stage.heal();
    stage.run(10_000, watch);
    expect(actors.map(({ clock }) => clock.reference?.name)).toEqual(["a", "a", "a", "a"]);
    expect(spread(...actors)).toBeLessThan(1);
    // Ten minutes apart are milliseconds, which are made up for.
    expect(jumpsOf(...actors)).toHaveLength(jumps);
  });

  test("of two groups that never met, one jumps to the time of the lower one", () => {
    const stage = new Stage();
    const actors = ["a", "b", "c", "d"].map((name, index) => stage.actor(name, { offset: index * MINUTE }));
    const [a, b, c, d] = actors as [Actor, Actor, Actor, Actor];
    stage.partition([a, b]);
    keepUsing(stage, ...actors);
    stage.run(10_000);
    expect([a, b, c, d].map(({ clock }) => clock.timeline)).toEqual([a.id, a.id, c.id, c.id]);
    stage.heal();
    stage.run(10_000);
    expect([a, b, c, d].map(({ clock }) => clock.timeline)).toEqual([a.id, a.id, a.id, a.id]);
    expect(spread(...actors)).toBeLessThan(1);
    expect(d.events.filter((event) => event.type === "clock").at(-1)).toMatchObject({ name: "a", synced: true });
  });
});

describe("a reference that cannot be gone by", () => {
  const answers = (text: string): boolean => text.includes('"REP": ["CALL"');
  const lies: Readonly<Record<string, NonNullable<ActorOptions["lies"]>>> = {
    "never answers": (text) => (answers(text) ? undefined : text),
    "is never ready": (text) => text.replace("true", "false"),
    "tells of no time": (text) => (answers(text) ? text.replace(/"result": \[[^\]]*\]/, '"result": ["soon"]') : text),
    "tells of times beyond all shows": (text) =>
      answers(text) ? text.replace(/"result": \[[^,]*, [^,]*/, '"result": [1e300, 1e300') : text,
    "answers before it was asked": (text) =>
      answers(text) ? text.replace(/"result": \[([^,]*), [^,]*/, '"result": [$1, 1e12') : text,
    "has another time in every answer": (text, local) =>
      answers(text) ? text.replace(/"result": \[[^,]*, [^,]*/, `"result": [${lie(local)}, ${lie(local)}`) : text,
  };
  const lie = (local: number): number => local + Math.floor(local / 1900) * 10_000;

  test.each(Object.keys(lies))("and %s holds up nobody: the next one is followed", (what) => {
    const stage = new Stage();
    const liar = stage.actor("liar", { rank: 0, lies: lies[what] });
    const [b, c] = [stage.actor("b"), stage.actor("c")];
    keepUsing(stage, liar, b, c);
    stage.run(25_000);
    expect([b, c].map(({ clock }) => clock.reference?.name)).toEqual(["b", "b"]);
    expect(spread(b, c)).toBeLessThan(1);
    // It is tried again later, and not at every turn.
    const before = b.sent.length;
    stage.run(4000);
    expect(b.sent.length - before).toBeLessThan(10);
  });

  test("one that is asked as fast as anybody can asks nobody any faster", () => {
    const stage = new Stage();
    const [a, b] = [stage.actor("a"), stage.actor("b")];
    const flood = (): void => {
      b.handle((machine, now) => machine.call(++calls, a.id, "zocp.clock", [now], { timeout: 1000, now }));
      if (stage.now < 10_000) stage.at(stage.now + 1, flood);
    };
    let calls = 0;
    flood();
    stage.run(10_000);
    expect(calls).toBeGreaterThan(9000);
    expect(a.sent.filter((text) => text.startsWith('{"CALL": ["zocp.clock"')).length).toBeLessThan(60);
  });
});

describe("moments of the show", () => {
  test("come to twenty nodes within a millisecond, and never early", () => {
    const stage = new Stage({ delay: [0.3, 1.5] });
    const actors = Array.from({ length: 20 }, (_, index) =>
      stage.actor(`n${index}`, { offset: index * 977 - 9000, drift: 100 - index * 10 }),
    );
    keepUsing(stage, ...actors);
    stage.run(30_000);
    const show = (actors[3]?.show ?? 0) + 5000;
    for (const actor of actors) actor.handle((machine, now) => machine.awaitMoment(7, show, now));
    let early = 0;
    stage.run(6000, () => {
      for (const { settled, show: at } of actors) if (settled.length === 1 && at < show) early++;
    });
    const when = actors.map(({ settled }) => settled[0]?.at ?? Number.NaN);
    expect(early).toBe(0);
    expect(Math.max(...when) - Math.min(...when)).toBeLessThan(1);
  });

  test("that somebody waits for are not moved by a jump of the time", () => {
    const stage = new Stage();
    const [a, b] = [stage.actor("a", { offset: HOUR }), stage.actor("b")];
    b.handle((machine, now) => machine.awaitMoment(7, b.show + 5000, now));
    stage.run(4000);
    expect(jumpsOf(b)).toHaveLength(1);
    expect(spread(a, b)).toBeLessThan(1);
    stage.run(999);
    expect(b.settled).toEqual([]);
    stage.run(2);
    expect(b.settled).toHaveLength(1);
  });
});

/** By how much the times of these nodes were set, once they had one. */
function jumpsOf(...actors: readonly Actor[]): readonly number[] {
  return actors.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === "clock" && event.jump !== 0 ? [event.jump] : [])),
  );
}
