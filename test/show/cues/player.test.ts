import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CuePlayer, lookAt, type PlayerEffect, readShow, type ShowFile } from "../../../src/show.ts";

const HARBOUR = show({
  values: { "lamp/level": 0.1, "house/level": 1 },
  wires: [["osc/sine", "lamp/level"]],
  scenes: { panic: { values: { "house/level": 1 }, over: 2 } },
  cues: [
    { id: "a", cue: "1", over: 4, values: { "house/level": 0, "lamp/level": 0.5 } },
    { id: "b", cue: "2", over: 2, values: { "lamp/level": 1 }, wires: { cut: [["osc/sine", "lamp/level"]] } },
    { id: "c", cue: "3", over: 1, values: { "lamp/level": 0 }, calls: [["video", "play", ["rain"]]] },
  ],
});

describe("GO", () => {
  test("plays the next cue: the moves of each node together", () => {
    const player = ready(HARBOUR);
    expect(brief(player.go({}, 0))).toEqual([
      "yes 1",
      "house show/1#1: level 0 over 4",
      "lamp show/1#1: level 0.5 over 4",
      "a running",
    ]);
    expect(player.position).toMatchObject({ active: "a", next: "b", starts: 1 });
    expect(brief(player.go({}, 1000))).toEqual([
      "yes 2",
      "lamp show/2#2: level 1 over 2",
      "cut osc/sine → lamp/level",
      "b running",
    ]);
  });

  test("twice within a moment is once", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    expect(brief(player.go({}, 100))).toEqual(["no within 250 ms of the last"]);
    expect(brief(player.go({}, 300))[0]).toBe("yes 2");
  });

  test("pressed twice in an outage plays once when it is over", () => {
    const player = ready(HARBOUR);
    expect(brief(player.go({ press: "p1", standby: "a" }, 5000))[0]).toBe("yes 1");
    expect(brief(player.go({ press: "p2", standby: "a" }, 5001))).toEqual([
      "no 1 is not next any more; 1 went 0.0 s ago",
    ]);
  });

  test("pressed too long ago is refused, and so is what comes out of an outage without a clock", () => {
    const player = ready(HARBOUR);
    expect(brief(player.go({ standby: "a", age: 3000 }, 5000))).toEqual(["no it was pressed 3.0 s ago"]);
    expect(brief(player.go({ standby: "a", doubtful: true }, 5000))).toHaveLength(1);
    expect(player.position.starts).toBe(0);
  });

  test("that comes twice is answered twice and played once", () => {
    const player = ready(HARBOUR);
    player.go({ press: "p1" }, 0);
    expect(brief(player.go({ press: "p1" }, 3000))).toEqual(["yes 1"]);
    expect(player.position.starts).toBe(1);
  });

  test("at the end of the list plays nothing", () => {
    const player = ready(HARBOUR);
    for (const now of [0, 1000, 2000]) player.go({}, now);
    expect(brief(player.go({}, 3000))).toEqual(["no the list is at its end"]);
  });

  test("names who is missing and plays the rest", () => {
    const player = ready(HARBOUR, ["lamp"]);
    expect(player.missing("a")).toEqual(["house"]);
    expect(brief(player.go({}, 0))).toEqual(["yes 1", "lamp show/1#1: level 0.5 over 4", "a running, house missing"]);
  });
});

describe("waiting and following", () => {
  const CHAIN = show({
    cues: [
      { id: "a", cue: "1", wait: 1, over: 2, values: { "lamp/level": 1 }, follow: { end: 0.5 } },
      { id: "b", cue: "2", over: 1, values: { "lamp/level": 0 }, follow: { start: 0.25 } },
      { id: "c", cue: "3", values: { "lamp/level": 0.3 } },
    ],
  });

  test("go by the end that was reckoned when a cue began", () => {
    const player = ready(CHAIN);
    expect(brief(player.go({}, 0))).toEqual(["yes 1", "a waiting"]);
    expect(played(player, 10_000)).toEqual([
      "1000 lamp show/1#1: level 1 over 2",
      "1000 a running",
      "3000 a done",
      "3500 lamp show/2#2: level 0 over 1",
      "3500 b running",
      "3750 lamp show/3#3: level 0.3 over 0",
      "3750 c running",
      "3750 c done",
      "4500 b done",
    ]);
  });

  test("GO begins what waits at once, and plays the next", () => {
    const player = ready(CHAIN);
    player.go({}, 0);
    expect(brief(player.go({}, 500)).filter((line) => line.includes("running"))).toEqual(["a running", "b running"]);
    expect(player.position.active).toBe("b");
  });

  test("BACK and GOTO end what waits and follows", () => {
    const player = ready(CHAIN);
    player.go({}, 0);
    expect(brief(player.back(100)).slice(0, 2)).toEqual(["yes back before the first cue", "a dropped"]);
    expect(player.position).toMatchObject({ active: undefined, next: "a" });
    player.goto("1", {}, 200);
    expect(played(player, 20_000)).toEqual(["2200 a done"]);
  });

  test("stand still while paused, and go on with GO", () => {
    const player = ready(CHAIN);
    player.go({}, 0);
    expect(brief(player.pause(400))).toEqual(["yes paused", "pace show/* 0"]);
    expect(player.deadline).toBe(Number.POSITIVE_INFINITY);
    expect(brief(player.go({}, 60_000))).toEqual(["yes goes on", "pace show/* 1"]);
    expect(player.deadline).toBe(60_600);
  });
});

describe("jumps", () => {
  test("send the whole look, and neither calls nor what follows", () => {
    const player = ready(HARBOUR);
    expect(brief(player.goto("3", {}, 0))).toEqual([
      "yes at 3",
      "house show/3#1: level 0 over 1",
      "lamp show/3#1: level 0 over 1",
      "cut osc/sine → lamp/level",
      "c running",
    ]);
    expect(brief(player.goto("9", {}, 1))).toEqual(['no there is no cue "9"']);
  });

  test("GO behind a jump back sends the whole look, because the cue in front of it was not played", () => {
    const player = ready(HARBOUR);
    player.goto("3", {}, 0);
    player.back(1000);
    expect(brief(player.go({}, 2000))).toEqual([
      "yes 3",
      "house show/3#3: level 0 over 1",
      "lamp show/3#3: level 0 over 1",
      "cut osc/sine → lamp/level",
      "c running",
      "call video play",
    ]);
  });

  test("BACK goes to the look before the last GO, and that cue is next again", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    player.go({}, 1000);
    const effects = brief(player.back(2000));
    expect(effects).toContain("lamp show/1#3: level 0.5 over 3");
    // Another look takes everything that was on its way.
    expect(effects.filter((line) => /dropped|running/.test(line))).toEqual(["a dropped", "b dropped", "a running"]);
    expect(player.position).toMatchObject({ active: "a", next: "b" });
  });

  test("in any order leave the stage at the look of the active cue", () => {
    const act = fc.constantFrom("go", "back", "1", "2", "3", "pause", "resume");
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        const player = ready(HARBOUR);
        const stage = new Map<string, unknown>(lookAt(HARBOUR, HARBOUR.cues).values);
        let now = 0;
        const perform = (effects: readonly PlayerEffect[]): void => {
          for (const effect of effects)
            if (effect.type === "fade")
              for (const [path, { to }] of effect.values) stage.set(`${effect.node}/${path}`, to);
        };
        for (const one of acts) {
          now += 1000;
          perform(player.handleTimeout(now));
          if (one === "go") perform(player.go({}, now));
          else if (one === "back") perform(player.back(now));
          else if (one === "pause") perform(player.pause(now));
          else if (one === "resume") perform(player.resume(now));
          else perform(player.goto(one, {}, now));
        }
        perform(player.handleTimeout(now + 100_000));
        expect(new Map([...stage].sort())).toEqual(lookAt(HARBOUR, HARBOUR.cues, player.position.active).values);
      }),
    );
  });
});

describe("nodes that come late", () => {
  test("get the rest of a fade, from where it should be", () => {
    const player = ready(HARBOUR, ["house"]);
    player.go({}, 0);
    const [effect] = player.handleNode({ name: "lamp", id: "1" }, 1000);
    const move = effect?.type === "fade" ? effect.values.get("level") : undefined;
    expect(move).toMatchObject({ to: 0.5, timing: { over: 3, delay: 0 } });
    expect(move?.from).toBeCloseTo(0.2, 9);
  });

  test("get soon what is over, and nothing before the first cue", () => {
    const player = ready(HARBOUR, ["house"]);
    expect(player.handleNode({ name: "cam", id: "1" }, 0)).toEqual([]);
    player.go({}, 0);
    expect(brief(player.handleNode({ name: "lamp", id: "1" }, 10_000))).toEqual(["lamp show/1#1: level 0.5 over 0.5"]);
  });

  test("with the same id get only what they have not heard of, except what a hand holds", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    player.handleExit("lamp");
    expect(player.handleNode({ name: "lamp", id: "id of lamp" }, 500)).toEqual([]);
    player.handleExit("lamp");
    player.go({}, 1000);
    const held = ready(HARBOUR);
    held.go({}, 0);
    held.handleExit("lamp");
    held.go({}, 1000);
    expect(brief(player.handleNode({ name: "lamp", id: "id of lamp" }, 9000))).toEqual([
      "lamp show/2#2: level 1 over 0.5",
    ]);
    expect(held.handleNode({ name: "lamp", id: "id of lamp", hands: new Map([["level", 5000]]) }, 9000)).toEqual([]);
  });

  test("with another id get the whole look", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    player.handleExit("lamp");
    expect(brief(player.handleNode({ name: "lamp", id: "another" }, 9000))).toEqual([
      "lamp show/1#1: level 0.5 over 0.5",
    ]);
  });

  test("stand still when the show is paused", () => {
    const player = ready(HARBOUR, []);
    player.go({}, 0);
    player.pause(1000);
    expect(brief(player.handleNode({ name: "lamp", id: "1" }, 5000))).toEqual([
      "lamp show/1#1: level 0.5 over 3",
      "pace show/* 0 lamp",
    ]);
  });
});

describe("a hand", () => {
  test("keeps what it took until a cue moves it again", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    const report = { node: "lamp", parameter: "level", tag: "show/1#1", how: "grabbed", by: "desk" } as const;
    expect(brief(player.handleEnded(report, 500))).toEqual(["lamp/level: taken by desk"]);
    player.handleExit("lamp");
    expect(player.handleNode({ name: "lamp", id: "id of lamp" }, 2000)).toEqual([]);
    expect(brief(player.go({}, 3000))).toContain("lamp show/2#2: level 1 over 2");
  });

  test("is not told of for a fade that is not ours any more", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    player.go({}, 1000);
    expect(
      player.handleEnded({ node: "lamp", parameter: "level", tag: "show/1#1", how: "replaced", by: "show/2#2" }, 1500),
    ).toEqual([]);
  });
});

describe("a show that starts again", () => {
  test("sends nothing to whoever it knew, and goes on where it was", () => {
    const before = ready(HARBOUR);
    before.go({}, 0);
    const player = new CuePlayer(HARBOUR, { position: before.position });
    expect(player.handleNode({ name: "lamp", id: "id of lamp" }, 0)).toEqual([]);
    expect(player.handleNode({ name: "house", id: "id of house" }, 0)).toEqual([]);
    expect(player.deadline).toBe(Number.POSITIVE_INFINITY);
    expect(brief(player.go({}, 1000))[1]).toBe("lamp show/2#2: level 1 over 2");
  });

  test("gives a node that started meanwhile, or that was missing, its look", () => {
    const before = ready(HARBOUR, ["house"]);
    before.go({}, 0);
    const player = new CuePlayer(HARBOUR, { position: before.position });
    expect(brief(player.handleNode({ name: "lamp", id: "1" }, 0))).toEqual(["lamp show/1#1: level 0.5 over 0.5"]);
    expect(brief(player.handleNode({ name: "house", id: "another" }, 0))).toEqual(["house show/1#1: level 0 over 0.5"]);
  });
});

describe("panic", () => {
  test("stops everything, sends its scene, and refuses GO until it is released", () => {
    const player = ready(HARBOUR);
    player.go({}, 0);
    expect(brief(player.panic(1000))).toEqual([
      "yes panic",
      "stop show/*",
      "a dropped",
      "house show/panic#2 on top: level 1 over 2",
    ]);
    expect(brief(player.go({}, 2000))).toEqual(["no panic: release first"]);
    expect(brief(player.back(2000))).toEqual(["no panic: release first"]);
    expect(player.deadline).toBe(Number.POSITIVE_INFINITY);
    expect(brief(player.release())).toEqual(["yes released", "release show/panic#* over 1"]);
    // What it stopped on its way belongs to the look as well.
    expect(brief(player.go({}, 3000)).slice(0, 2)).toEqual(["yes 2", "house show/2#4: level 0 over 2"]);
  });

  test("a second time within a second is at once", () => {
    const player = ready(HARBOUR);
    player.panic(0);
    expect(brief(player.panic(500))).toContain("house show/panic#2 on top: level 1 over 0");
  });
});

function show(content: object): ShowFile {
  return readShow(JSON.stringify({ zocp: 1, ...content }));
}

function ready(file: ShowFile, nodes: readonly string[] = ["house", "lamp"]): CuePlayer {
  const player = new CuePlayer(file);
  for (const node of nodes) player.handleNode({ name: node, id: `id of ${node}` }, -10_000);
  return player;
}

/** What it does by itself until then, each with its time. */
function played(player: CuePlayer, until: number): readonly string[] {
  const lines: string[] = [];
  while (player.deadline <= until) {
    const now = player.deadline;
    lines.push(...brief(player.handleTimeout(now)).map((line) => `${now} ${line}`));
  }
  return lines;
}

function brief(effects: readonly PlayerEffect[]): readonly string[] {
  return effects.map(lineOf);
}

function lineOf(effect: PlayerEffect): string {
  switch (effect.type) {
    case "answer":
      return `${effect.accepted ? "yes" : "no"} ${effect.text}`;
    case "fade": {
      const values = [...effect.values].map(([path, { to, timing }]) => `${path} ${to} over ${timing.over}`);
      return `${effect.node} ${effect.tag}${effect.overlay ? " on top" : ""}: ${values.join(", ")}`;
    }
    case "link":
      return `${effect.made ? "make" : "cut"} ${effect.wire.emitter} → ${effect.wire.sensor}`;
    case "cue":
      return `${effect.cue} ${effect.state}${effect.missing.map((node) => `, ${node} missing`).join("")}`;
    case "call":
      return `call ${effect.node} ${effect.method}`;
    case "fire":
      return `fire ${effect.node}/${effect.parameter}`;
    case "stop":
      return `stop ${effect.tags}`;
    case "pace":
      return `pace ${effect.tags} ${effect.rate}${effect.node === undefined ? "" : ` ${effect.node}`}`;
    case "release":
      return `release ${effect.tags} over ${effect.over}${effect.node === undefined ? "" : ` ${effect.node}`}`;
    case "ask":
      return `ask ${effect.node}`;
    case "note":
      return effect.text;
  }
}
