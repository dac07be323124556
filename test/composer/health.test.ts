import { expect, test } from "vitest";
import { HealthLook } from "../../composer/model/health/health-look.ts";
import { Preflight } from "../../composer/model/health/preflight.ts";
import type { Json } from "../../src/index.ts";
import { VERSION } from "../../src/version.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** A page that looks at a desk and a lamp, whose sensor takes half of what the desk sends. */
async function open() {
  const bench = new Bench();
  await deskAndLamp(bench);
  const desk = await bench.add("slow", (node) => void node.float("level", 0.9, { access: "rwe", min: 0, max: 1 }));
  await bench.add("spot", (node) => void node.float("dim", 0, { access: "rws", min: 0, max: 0.5 }));
  const look = new HealthLook(bench.node, bench.composer.valves.timing);
  const wire = async (emitter: string, sensor: string): Promise<void> => {
    bench.composer.edits.connect([{ emitter: bench.get(emitter), sensor: bench.get(sensor) }]);
    await bench.until(
      () => bench.composer.network.wires.some((one) => one.made && one.sensor.address === sensor),
      `the wire to ${sensor}`,
    );
  };
  return { bench, look, desk, wire };
}

test("the health of a show names every link and every node, the worst first, without those who only listen", async () => {
  const { bench, look, desk, wire } = await open();
  await wire("desk/level", "lamp/brightness");
  await wire("slow/level", "spot/dim");
  for (const value of [0.8, 0.95]) desk.set("level", value);
  expect([look.health, look.links, look.troubles]).toEqual([undefined, [], { links: 0, nodes: 0 }]);
  await bench.until(() => bench.get("slow/level").value === 0.95, "the values");
  await look.look();
  expect(look.links.map(({ emitter, sensor }) => `${emitter} ${sensor}`)).toEqual([
    "slow/level spot/dim",
    "desk/level lamp/brightness",
  ]);
  expect(look.links[0]).toMatchObject({ refused: 3, of: 3, reason: expect.stringContaining("0.95") });
  expect(look.troubles).toEqual({ links: 1, nodes: 0 });
  const nodes = look.health?.nodes ?? [];
  expect(nodes.map(({ name }) => name).sort()).toEqual(["desk", "lamp", "slow", "spot"]);
  expect(
    nodes.every(({ state, version, uptime }) => state === "well" && version === VERSION && uptime !== undefined),
  ).toBe(true);
});

test("links are sorted by what a person chooses, at once and at the next look; what is in trouble stays first", async () => {
  const { bench, look, desk, wire } = await open();
  await bench.add("fan", (node) => void node.float("speed", 0, { access: "rws", min: 0, max: 1 }));
  await wire("slow/level", "spot/dim");
  await wire("desk/level", "lamp/brightness");
  await wire("slow/level", "fan/speed");
  desk.set("level", 0.95);
  await bench.until(() => bench.get("fan/speed").value === 0.95, "the values");
  const order = (): readonly string[] => look.links.map(({ sensor }) => sensor);
  await look.look();
  look.sort("age");
  const byAge = order();
  expect(byAge[0]).toBe("spot/dim");
  await look.look();
  expect([look.order, order()[0]]).toEqual(["age", "spot/dim"]);
  look.sort("rate");
  expect(order()[0]).toBe("spot/dim");
});

test("whoever looks asks again and again, and nobody is asked any more when the look is over", async () => {
  const { bench, look } = await open();
  let changes = 0;
  look.subscribe(() => (changes += 1));
  const stop = look.follow();
  await bench.until(() => changes > 3, "several looks");
  stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const seen = changes;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(changes).toBe(seen);
});

/** A show that answers what a test says, and tells what it was asked. */
function showWith(answers: { readonly [method: string]: Json }) {
  const asked: string[] = [];
  return {
    asked,
    ask: async (method: string): Promise<Json> => {
      asked.push(method);
      const answer = answers[method];
      if (answer === undefined) throw new Error("the show does not answer");
      return answer;
    },
  };
}

const object = (fields: { readonly [name: string]: Json }): Json => new Map(Object.entries(fields)) as unknown as Json;

test("a preflight says what is missing first, then what would not take its value, then what is otherwise", async () => {
  const live = showWith({
    preflight: object({
      targets: 12,
      problems: [
        object({ address: "cam/pan", cues: ["1", "2"], reason: "cam is not here" }),
        object({ address: "lamp/level", cues: ["1", "2", "3", "4", "5"], reason: "9 is above the maximum 1" }),
      ],
    }),
    compare: object({
      missing: [object({ name: "cam", reason: "is not here" })],
      rows: [
        object({ key: "a", kind: "value", name: "fan/speed", from: 0, to: 1 }),
        object({ key: "b", kind: "make", name: "desk/a → cam/pan", waits: "cam" }),
      ],
      extras: [object({ key: "c", emitter: "desk/a", sensor: "fan/speed" })],
      problems: [],
      same: 7,
    }),
  });
  const flight = new Preflight(live, { compares: true });
  expect([flight.summary, flight.rows]).toEqual(["", []]);
  await flight.look();
  expect(flight.summary).toBe("the cues move 12 parameters; 7 things as the show says");
  expect(flight.rows).toEqual([
    { name: "cam", note: "is not here", tone: "bad" },
    { name: "lamp/level", note: "9 is above the maximum 1 (cue 1, 2, 3, 4 …)", tone: "bad" },
    { name: "fan/speed", note: "is otherwise than the show says", tone: "warn" },
    { name: "desk/a → cam/pan", note: "is made when cam comes", tone: "warn" },
    { name: "desk/a → fan/speed", note: "a wire that the show does not have", tone: "warn" },
  ]);
});

test("a page that may only look asks what it may, and says why it knows nothing where the show does not answer", async () => {
  const live = showWith({ preflight: object({ targets: 1, problems: [] }) });
  const flight = new Preflight(live, { compares: false });
  await flight.look();
  expect([flight.summary, flight.rows, live.asked]).toEqual(["the cues move 1 parameter", [], ["preflight"]]);
  const silent = new Preflight(showWith({}), { compares: true });
  await silent.look();
  expect([silent.trouble, silent.rows]).toEqual(["the show does not answer", []]);
});
