import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { readPython } from "./python-json.ts";
import { writePython } from "./python-values.ts";
import { ReferenceDied } from "./reference-death.ts";
import { ReferenceNode } from "./reference-node.ts";

// What the real program did with some hundred messages and calls of its own, and what it kept: the model does and keeps the same.
interface Head {
  readonly node: string;
  readonly peers: readonly [string, string];
  /** The tree, what it knows of peers, its subscribers, its subscriptions: as Python writes them. */
  readonly start: readonly string[];
}

interface Story {
  readonly steps: readonly Step[];
  readonly kept: readonly (string | null)[];
}

interface Step {
  readonly do: readonly [keyof typeof DEEDS, ...Words];
  readonly sent?: readonly string[];
  readonly raised?: string;
}

type Words = readonly (string | null)[];

const [HEAD, ...CASES] = readFileSync(new URL("../vectors/pyzocp-messages.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line)) as [Head, ...Story[]];
const { node: NODE, peers: PEERS, start: START } = HEAD;

const link = ([emit, emitter = null, recv, receiver = null]: Words) => ({
  emit: emit ?? "",
  emitter,
  recv: recv ?? "",
  receiver,
});
const DEEDS = {
  say: (node: ReferenceNode, [peer, text]: Words) => node.handleMessage(peer ?? "", text ?? ""),
  enter: (node: ReferenceNode, [peer]: Words) => node.handleEnter(peer ?? ""),
  exit: (node: ReferenceNode, [peer]: Words) => node.handleExit(peer ?? ""),
  emit: (node: ReferenceNode, [name, value]: Words) => node.emitSignal(name ?? "", readPython(value ?? "")),
  register: (node: ReferenceNode, [name, value]: Words) =>
    node.register(name ?? "", readPython(value ?? ""), "flt", "rwes"),
  object: (node: ReferenceNode, [name]: Words) => node.setObject(name ?? ""),
  subscribe: (node: ReferenceNode, words: Words) => node.signalSubscribe(link(words)),
  unsubscribe: (node: ReferenceNode, words: Words) => node.signalUnsubscribe(link(words)),
};

function freshNode(): ReferenceNode {
  const node = new ReferenceNode(NODE);
  node.register("emit", 1, "flt", "rwe");
  node.register("sens", 0, "flt", "rws", { min: -1, max: 1, step: 0.5 });
  node.register("n", 3n, "int", "rw");
  for (const peer of PEERS) node.handleEnter(peer);
  node.take();
  return node;
}

/** The recording writes `<N>` for the node, `<A>` and `<B>` for its peers. */
function withIds(text: string): string {
  return text.replaceAll("<N>", NODE).replaceAll("<A>", PEERS[0]).replaceAll("<B>", PEERS[1]);
}

function withLetters(text: string): string {
  return text.replaceAll(NODE, "<N>").replaceAll(PEERS[0], "<A>").replaceAll(PEERS[1], "<B>");
}

function play(node: ReferenceNode, { do: [deed, ...words] }: Step): Step {
  const raised = exceptionOf(() =>
    DEEDS[deed](
      node,
      words.map((word) => (word === null ? null : withIds(word))),
    ),
  );
  const sent = node.take().map(({ to, text }) => withLetters(`${to} ${text}`));
  return {
    do: [deed, ...words],
    ...(sent.length > 0 && { sent }),
    ...(raised !== undefined && { raised }),
  };
}

function exceptionOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ReferenceDied) return error.exception;
    throw error;
  }
}

function keptBy(node: ReferenceNode): readonly string[] {
  return node.getState().map((part) => withLetters(writePython(part)));
}

describe("the model of a node of the reference", () => {
  test("begins as the real one began", () => {
    expect(keptBy(freshNode())).toEqual(START);
  });

  test.each(CASES.map(({ steps, kept }, index) => [index, steps, kept] as const))(
    "does what was recorded, and keeps the same: %i",
    (_, steps, kept) => {
      const node = freshNode();
      expect(steps.map((step) => play(node, step))).toEqual(steps);
      expect(keptBy(node)).toEqual(kept.map((part, index) => part ?? START[index]));
    },
  );

  test("was compared in what ends a node as in what does not", () => {
    const steps = CASES.flatMap((one) => one.steps);
    expect(CASES.length).toBeGreaterThan(300);
    expect(steps.filter(({ raised }) => raised !== undefined).length).toBeGreaterThan(100);
    expect(new Set(steps.map(({ do: [deed] }) => deed))).toEqual(new Set(Object.keys(DEEDS)));
  });
});
