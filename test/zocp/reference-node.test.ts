import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { decodeMessage } from "../../src/zre/message/message.ts";
import { recordings, zreMessages } from "../zre/recordings.ts";
import { writePython } from "./python-values.ts";
import { ReferenceNode } from "./reference-node.ts";
import { actionOf, SCENARIOS } from "./reference-scenarios.ts";
import { emptyStep, type Letter, ReferenceTown, type Step } from "./reference-town.ts";

const IDENTITY = /4964656e746974790000001101([0-9a-f]{32})/; // "Identity", 17 octets long, in READY
const FILE = readFileSync(new URL("../vectors/pyzocp-scenarios.txt", import.meta.url), "utf8");

describe.each(SCENARIOS)("in scenario $name", (scenario) => {
  const recorded = stepsOf(scenario.name);
  const transport = new ReferenceTown();
  scenario.begin(transport);

  // The steps build on each other: all are made first, so that each can be looked at alone.
  const made = recorded.map(({ title }) => {
    actionOf(scenario, title)(transport);
    return transport.takeStep();
  });

  test.each(recorded.map(({ title, step }, index) => [title, step, made[index]] as const))(
    "whispers what was recorded: %s",
    (_, step, own) => {
      expect(own).toEqual(step);
    },
  );
});

test("answers the bytes that two pyZOCP nodes exchanged with the same bytes", () => {
  const { a, b } = recordedPair();
  const node = new ReferenceNode(a.id);
  node.register("emit", 1, "flt", "rwe");
  node.handleEnter(b.id);
  for (const text of b.texts) node.handleMessage(b.id, text);
  node.emitSignal("emit", 2.5);
  expect(node.take().map(({ text }) => text)).toEqual(a.texts);

  const peer = new ReferenceNode(b.id);
  peer.register("sens", 0, "flt", "rws");
  peer.handleEnter(a.id);
  peer.handleMessage(a.id, a.texts[0] as string);
  peer.signalSubscribe({ emit: a.id, emitter: "emit", recv: b.id, receiver: "sens" });
  for (const text of a.texts.slice(1)) peer.handleMessage(a.id, text);
  expect(peer.take().map(({ text }) => text)).toEqual(b.texts);
  expect(writePython(peer.getCapability())).toContain('"sens": {"value": 2.5,');
});

test("lets NaN go round for ever between two nodes that follow each other", () => {
  const transport = new ReferenceTown();
  transport.A.register("emit", 0, "flt", "rwes");
  transport.B.register("sens", 0, "flt", "rwes");
  transport.meet();
  transport.B.signalSubscribe(transport.link("A/emit B/sens"));
  transport.A.signalSubscribe(transport.link("B/sens A/emit"));
  transport.takeStep();
  transport.A.emitSignal("emit", Number.NaN);
  expect(() => transport.takeStep()).toThrow("the messages never end");
});

/** The steps of one recorded scenario: what each node whispered, and who raised an exception. */
function stepsOf(name: string): { title: string; step: Step }[] {
  const [, text = ""] = FILE.split(`## Scenario ${name}\n`);
  const [scenario = ""] = text.split("\n## Scenario");
  return scenario.split("### ").slice(1).map(readStep);
}

function readStep(text: string): { title: string; step: Step } {
  const [title = "", ...lines] = text.split("\n");
  const step = emptyStep();
  for (const line of lines) {
    const [, from, to, message] = /^ {2}([ABC]) -> ([ABC]) {2}WHISPER (.*)$/.exec(line) ?? [];
    const [, dead] = /!!! ([ABC]) raised/.exec(line) ?? [];
    if (from !== undefined) step[from as Letter].push(`${to} ${message}`);
    if (dead !== undefined) step.died.push(dead);
  }
  return { title, step };
}

/** The ids and the ZOCP texts of both nodes in the recording of their bytes. */
function recordedPair(): { a: Side; b: Side } {
  const recording = recordings().find(({ origin }) => origin.includes("pyZOCP"));
  const sides = (recording?.tcp ?? []).flatMap((half) => {
    const [, id] = IDENTITY.exec(half.hex) ?? [];
    return id === undefined ? [] : [{ id, texts: textsOf({ origin: "", beacons: [], tcp: [half] }) }];
  });
  const [a, b] = sides;
  if (a === undefined || b === undefined) throw new Error("two pyZOCP nodes were recorded");
  return { a, b };
}

interface Side {
  readonly id: string;
  readonly texts: readonly string[];
}

function textsOf(recording: Parameters<typeof zreMessages>[0]): string[] {
  return zreMessages(recording).flatMap((message) => {
    const decoded = decodeMessage(message);
    return decoded.type === "WHISPER" ? [decoded.content.text(0)] : [];
  });
}
