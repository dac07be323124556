import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** Makes the page smaller: what it does not need of its libraries, or not yet, is replaced or left out. */
export function smaller(): Plugin {
  return {
    name: "zocp:smaller",
    enforce: "pre",
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith(".")) return undefined;
      // What is loaded later is whole.
      return importer.startsWith(MAPS) || importer.startsWith(HERE)
        ? undefined
        : INSTEAD[resolve(dirname(importer), source)];
    },
    transform(code, id) {
      if (id === SELECTION) return { code: code.replace(METHODS, withoutUnused), map: null };
      if (id === SYSTEM) return { code: code.replace(MESSAGES, NUMBERS), map: null };
      // Where ports are is said with each node: measuring them would lay the page out for every node that comes into sight.
      if (id === NODES) return { code: code.replace("force: true", "force: false"), map: null };
      return id === STYLES ? code.replace(RULES, "") : undefined;
    },
  };
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const packages = (name: string): string => here(`../../node_modules/${name}`);
const flow = (name: string): string => packages(`@xyflow/svelte/dist/lib/${name}`);
const [HERE, MAPS] = [here("."), here("../../src/zocp/maps/")];

const SHAPES = [
  "components/edges/index.js",
  ...["Default", "Input", "Output", "Group"].map((name) => `components/nodes/${name}Node.svelte`),
  "components/Attribution/index.js",
  "container/EdgeRenderer/MarkerDefinition/index.js",
  "components/KeyHandler/index.js",
  "components/ConnectionLine/index.js",
];
const INSTEAD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["kinds.ts", "link-map.ts", "units.ts"].map((name) => [MAPS + name, here("maps.ts")])),
  [here("../../src/arguments/suggest.ts")]: here("hints.ts"),
  ...Object.fromEntries(SHAPES.map((name) => [flow(name), here("shapes.ts")])),
};

/** Packages that are replaced whole. */
export const ALIASES: Readonly<Record<string, string>> = {
  "d3-interpolate": here("transitions.ts"),
  "d3-transition": here("transitions.ts"),
};

/** Of the graph's styles what the page has none of. */
const RULES =
  /(?<=\}\s*)[^{}@]*(\.dark|__(?:resize|controls|background|arrowhead|attribution|edge-text)|animated)[^{}@]*\{[^{}]*\}/g;
const STYLES = packages("@xyflow/svelte/dist/base.css");

/** What the library tells a person who uses it wrongly: its number is enough. */
const MESSAGES = /(?<=\nconst errorMessages = )\{.*?\n\}(?=;)/s;
const NUMBERS = "new Proxy({}, { get: (_, number) => () => String(number) })";
const SYSTEM = packages("@xyflow/system/dist/esm/index.js");

const NODES = flow("container/NodeRenderer/NodeRenderer.svelte");

const SELECTION = packages("d3-selection/dist/d3-selection.mjs");
/** The methods of a selection, one a line. */
const METHODS = /(?<=\nSelection\.prototype = selection\.prototype = \{\n).*?(?=\n\};)/s;
/** Those that d3-zoom, d3-drag and the graph's library call. */
const USED =
  /^\s+(constructor|select|filter|each|call|on|property|style|datum|node|nodes|selection|\[Symbol\.iterator\])\b/;

function withoutUnused(methods: string): string {
  const used = methods.split("\n").filter((line) => USED.test(line));
  // d3-transition would add it: there is nothing to interrupt, and the selection is given back.
  return [...used.slice(0, -1), "  interrupt: selection_selection,", ...used.slice(-1)].join("\n");
}
