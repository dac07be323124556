import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { filesIn, read } from "./sources.ts";

// Which folder may import which. A folder may always import itself; `node:` stands for the host's modules.
const STACK = [
  "bytes",
  "zmtp",
  "zre",
  "zocp",
  "net",
  "events",
  "keys",
  "transport",
  "transport/zre",
  "transport/broker",
  "node",
  "zocp-node",
];
const PRODUCTS = ["cli", "gateway", "bridges", "show", "recording"];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  // What callers hand in is checked in one way everywhere.
  arguments: ["errors"],
  lifecycle: ["errors"],
  // One process has one loop, whose time nodes, hubs and gateways share.
  shares: [],
  "step-queue": ["shares"],
  rounds: ["shares", "step-queue"],
  bytes: ["arguments", "errors"],
  zmtp: ["bytes", "errors"],
  zre: ["bytes", "arguments", "errors"],
  zocp: ["bytes", "arguments", "errors"],
  net: ["rounds", "arguments", "errors"],
  "net/host": ["net", "rounds", "arguments", "errors", "node:"],
  "net/sim": ["net", "rounds", "arguments", "errors"],
  events: ["net", "arguments", "errors"],
  // A network that throws.
  "net/guarded": ["net", "events", "errors"],
  keys: ["bytes", "zmtp", "net", "net/host", "arguments", "errors"],
  // The seam: what a ZOCP node rides on. Who carries it knows nothing of the node.
  transport: ["zocp", "bytes", "net", "shares", "errors"],
  "transport/zre": [
    ...["transport", "keys", "events", "net/guarded", "net/host", "net", "rounds", "shares"],
    ...["zocp", "zre", "zmtp", "bytes", "arguments", "lifecycle", "errors"],
  ],
  // The libraries of brokers are loaded when they are used. What is kept from a broker is sealed by the cipher of CURVE.
  "transport/broker": [
    ...["transport", "keys", "events", "net/host", "net", "shares"],
    ...["zocp", "zmtp", "bytes", "arguments", "errors"],
  ],
  "transport/websocket": ["transport", "events", "gateway/protocol", "bytes", "errors"],
  // A ZOCP node over any transport.
  version: [],
  node: [
    "version",
    "transport",
    "events",
    "net/guarded",
    "net",
    "zocp",
    "bytes",
    "arguments",
    "lifecycle",
    "rounds",
    "errors",
  ],
  "zocp-node": [
    ...["node", "transport/zre", "transport/broker", "transport", "net/host", "zocp", "arguments", "errors"],
  ],
  // It stands between two transports, below ZOCP: what it carries it does not read.
  "mesh-bridge": [
    ...["transport/zre", "transport/broker", "transport", "keys", "events", "net/host", "net"],
    ...["zocp", "bytes", "arguments", "lifecycle", "errors"],
  ],
  index: [...STACK, "net/host", "errors"],
  sim: ["transport", "net", "net/sim", "errors"],
  protocol: ["node", "zocp"],
  // What the gateway and a page say to each other belongs to both.
  "gateway/protocol": ["bytes", "errors"],
  browser: [
    "node",
    "transport",
    "transport/websocket",
    "gateway/protocol",
    "events",
    "zocp",
    "bytes",
    "arguments",
    "errors",
  ],
  ...Object.fromEntries(PRODUCTS.map((product) => [product, ["index", "node:", "package"]])),
  bridges: ["arguments", "bytes", "show", "index", "errors", "node:", "package"],
  dmx: ["bridges"],
  midi: ["bridges"],
  osc: ["bridges"],
  show: ["arguments", "index", "node:", "package"],
  recording: ["arguments", "index", "node:", "package"],
  gateway: [
    "gateway/protocol",
    "mesh-bridge",
    "arguments",
    "lifecycle",
    "rounds",
    "shares",
    "index",
    "node:",
    "package",
  ],
  // It judges implementations, ours too: what it shared with ours, it could not find wrong.
  conformance: ["node:"],
  // The command `zocp composer` runs the gateway; others read and play shows, and recordings.
  cli: [
    "version",
    "bridges",
    "gateway",
    "mesh-bridge",
    "show",
    "recording",
    "conformance",
    "arguments",
    "index",
    "node:",
    "package",
  ],
};

const SOURCES = filesIn("src", ".ts");

describe("who may import whom", () => {
  test.each(Object.keys(ALLOWED).filter((layer) => sourcesOf(layer).length > 0))(
    "%s imports only what its row of the table allows",
    (layer) => {
      const allowed = [layer, ...(ALLOWED[layer] ?? [])];
      const wrong = sourcesOf(layer).flatMap((path) =>
        importsOf(path).filter((target) => !allowed.includes(target.layer)),
      );
      expect(wrong).toEqual([]);
    },
  );

  test("every file belongs to a row of the table", () => {
    expect(SOURCES.filter((path) => !(layerOf(path) in ALLOWED))).toEqual([]);
  });

  test("the rows of the stack have files", () => {
    for (const layer of [...STACK, "net/host", "errors", "index"]) expect(sourcesOf(layer), layer).not.toEqual([]);
  });
});

describe("time, chance and the network enter through net only", () => {
  test.each(["bytes", "zmtp", "zre", "zocp", "gateway/protocol"])(
    "%s uses no clock, no timer, no chance and no host",
    (layer) => {
      const uses = sourcesOf(layer).flatMap((path) =>
        wordsOf(path)
          .filter((word) => IMPURE.has(word))
          .map((word) => `${path}: ${word}`),
      );
      expect(uses).toEqual([]);
    },
  );
});

test("nothing in the stack prints", () => {
  const stack = SOURCES.filter((path) => !PRODUCTS.includes(layerOf(path)));
  expect(stack.filter((path) => wordsOf(path).includes("console"))).toEqual([]);
});

const IMPURE = new Set(
  "Date performance setTimeout setInterval setImmediate queueMicrotask process Buffer crypto fetch Math.random".split(
    " ",
  ),
);

interface Import {
  readonly path: string;
  readonly name: string;
  readonly layer: string;
}

function sourcesOf(layer: string): string[] {
  return SOURCES.filter((path) => layerOf(path) === layer);
}

function importsOf(path: string): Import[] {
  const { importedFiles } = ts.preProcessFile(read(path));
  return importedFiles.map(({ fileName: name }) => ({ path, name, layer: target(path, name) }));
}

function target(path: string, name: string): string {
  if (name.startsWith(".")) return layerOf(join(dirname(path), name));
  return name.startsWith("node:") ? "node:" : "package";
}

/** `src/net/host/tcp.ts` lies in `net/host`, `src/zre/mesh/mesh.ts` in `zre`, `src/errors.ts` in `errors`. */
function layerOf(path: string): string {
  const [, folder = "", second = ""] = path.split("/");
  if (second === "") return folder.replace(/\.ts$/, "");
  const inner = `${folder}/${second}`;
  return inner in ALLOWED ? inner : folder;
}

/** The identifiers that a file uses; comments and strings are none, and neither is what stands behind a dot. */
function wordsOf(path: string): string[] {
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) words.push(node.getText());
    if (ts.isIdentifier(node) && isUse(node)) words.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true));
  return words;
}

function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  return ts.isExpression(parent) || ts.isStatement(parent) || ts.isVariableDeclaration(parent);
}
