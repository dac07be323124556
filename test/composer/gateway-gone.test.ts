import { expect, test } from "vitest";
import { Lock } from "../../composer/model/edit/lock.ts";
import { Connection, type ConnectionState } from "../../composer/model/network/connection.ts";
import { Notices } from "../../composer/model/notices.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const GONE = "the gateway is gone: this rests until the page is back";

test.each<[ConnectionState, string]>([
  ["joining", ""],
  ["joined", ""],
  ["lost", GONE],
  ["refused", "the gateway does not let this page in"],
])("a page that is %s says %j of what is done on it", (standing, text) => {
  const connection = new Connection();
  connection.become(standing, "told");
  expect([connection.standing, connection.reason, connection.lost]).toEqual([standing, "told", text]);
});

test("a reason is that of the last change, and the network's trouble is another thing", () => {
  const connection = new Connection();
  const seen: string[] = [];
  connection.subscribe(({ standing, reason, trouble }) => seen.push(`${standing} ${reason} ${trouble}`.trim()));
  connection.become("refused", "the link has run out");
  connection.complain("no network but loopback");
  connection.become("joined");
  connection.complain("");
  expect(seen).toEqual([
    "joining",
    "refused the link has run out",
    "refused the link has run out no network but loopback",
    "joined  no network but loopback",
    "joined",
  ]);
});

test("whatever a page is locked to, a lost gateway rests all of it, and gives back what was chosen meanwhile", () => {
  for (const freedom of ["edit", "perform", "locked"] as const) {
    const lock = new Lock();
    lock.rest(GONE);
    lock.become(freedom);
    expect([lock.sets, lock.patches, lock.reason]).toEqual([false, false, GONE]);
    lock.rest("");
    expect([lock.freedom, lock.sets, lock.patches]).toEqual([freedom, freedom !== "locked", freedom === "edit"]);
  }
});

test("a page that may only look says that the gateway is gone while it is, and read-only afterwards", async () => {
  const bench = new Bench({ readOnly: true });
  const { lock, connection } = bench.composer;
  connection.become("lost");
  expect(lock.reason).toBe(GONE);
  connection.become("joined");
  expect([lock.reason, lock.sets]).toEqual(["this link is read-only", false]);
});

/** Everything that a person can do to the show, by name. */
function acts(bench: Bench): Readonly<Record<string, () => void>> {
  const { composer } = bench;
  const { edits, positions, network } = composer;
  const [level, brightness] = [bench.get("desk/level"), bench.get("lamp/brightness")];
  const [desk] = network.nodes;
  const [wire] = network.wires;
  if (desk === undefined || wire === undefined) throw new Error("there is no wire");
  return {
    set: () => edits.set([level], 0.9),
    drag: () => edits.set([level], 0.8, 7),
    fire: () => edits.fire([bench.get("box/go")]),
    send: () => edits.send([bench.get("box/go")]),
    connect: () => edits.connect([{ emitter: level, sensor: bench.get("box/speed") }]),
    disconnect: () => edits.disconnect([wire]),
    mute: () => edits.change(wire, "mute", true),
    takeOver: () => edits.takeOver([brightness]),
    replug: () => edits.replug(wire, { emitter: level, sensor: bench.get("box/speed") }),
    move: () => positions.move(new Map([[desk, { x: 900, y: 900 }]])),
    nudge: () => positions.nudge([desk], { x: 8, y: 0 }),
    arrange: () => void positions.arrange(),
    paste: () => void composer.paste('{"zocp": 1, "wires": [], "values": {"desk/level": 0.7}}'),
    undo: () => composer.undo(),
    redo: () => composer.redo(),
    undoAnyway: () => composer.undo({ anyway: true }),
  };
}

/** A page with a wire, an entry to undo and one to do again. */
async function open() {
  const bench = new Bench();
  const nodes = await deskAndLamp(bench);
  const box = await bench.add("box", (node) => {
    node.bool("go", false, { access: "rws", event: true });
    node.float("speed", 0, { access: "rws" });
  });
  const { composer } = bench;
  composer.edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => composer.network.wires[0]?.made === true, "the wire");
  composer.edits.set([bench.get("desk/cue")], "two");
  await bench.until(() => nodes.desk.parameter("cue").value === "two", "the value");
  composer.undo();
  await bench.until(() => nodes.desk.parameter("cue").value === "one", "and back");
  return { bench, box, ...nodes };
}

test.each(["lost", "refused"] as const)(
  "while the gateway is gone (%s) no act sends anything, then or later",
  async (standing) => {
    const { bench, desk, lamp, box } = await open();
    const { composer } = bench;
    const heard: string[] = [];
    for (const node of [desk, lamp, box])
      for (const event of ["changed", "linked", "unlinked"] as const)
        node.on(event, () => heard.push(`${node.name} ${event}`));
    const entries = (): readonly string[] => composer.history.done.map(({ name }) => name);
    const before = [entries(), composer.history.redoable, composer.network.wires.length];
    composer.connection.become(standing);
    for (const [name, act] of Object.entries(acts(bench))) {
      for (const { id } of composer.notices.all) composer.notices.dismiss(id);
      act();
      const words = composer.notices.all.map(({ text }) => text).join("; ");
      // Moving has its own sign: the node cannot be taken hold of at all.
      if (name !== "move") expect(words, name).not.toBe("");
      expect([entries(), composer.history.redoable], name).toEqual(before.slice(0, 2));
    }
    composer.connection.become("joined");
    await calm(bench);
    expect(heard).toEqual([]);
    expect([entries(), composer.history.redoable, composer.network.wires.length]).toEqual(before);
    composer.redo();
    await bench.until(() => desk.parameter("cue").value === "two", "what was there to do again still is");
  },
);

test("controls show what their nodes said last while the gateway is gone, and go on when it is back", async () => {
  const { bench, desk } = await open();
  const { edits, valves, connection } = bench.composer;
  const level = bench.get("desk/level");
  const drawn: unknown[] = [];
  level.onPaint((parameter) => drawn.push(valves.wanted(parameter)));
  edits.set([level], 0.9);
  expect(drawn.at(-1)).toBe(0.9);
  connection.become("lost");
  expect(drawn.at(-1)).toBe(0.5);
  connection.become("joined");
  await bench.until(() => desk.parameter("level").value === 0.9, "what had left before was under way");
  edits.set([level], 0.25);
  await bench.until(() => desk.parameter("level").value === 0.25, "it goes on");
});

test("while the page waits to be let in nothing rests: what it says is not that the gateway is gone", () => {
  const { lock, connection } = new Bench().composer;
  connection.become("joining");
  expect([lock.sets, lock.patches]).toEqual([true, true]);
});

test("the same trouble is told once, the newest four are kept, and each can be dismissed", () => {
  const notices = new Notices();
  for (const text of ["a", "b", "a", "c", "d", "e"]) notices.tell(text, "bad");
  expect(notices.all.map(({ text }) => text)).toEqual(["a", "c", "d", "e"]);
  const [first] = notices.all;
  notices.dismiss(first?.id ?? 0);
  notices.dismiss(first?.id ?? 0);
  expect(notices.all.map(({ text }) => text)).toEqual(["c", "d", "e"]);
  expect(new Set(notices.all.map(({ id }) => id)).size).toBe(3);
});

/** Lets everything pass that is on its way. */
async function calm(bench: Bench): Promise<void> {
  for (let look = 0; look < 40; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    bench.stage.draw();
  }
}
