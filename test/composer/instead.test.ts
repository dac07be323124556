import { expect, test } from "vitest";
import { differs, LinkMap, loadMaps, wantsEvery } from "../../composer/instead/maps.ts";
import { ALIASES, smaller } from "../../composer/instead/plugin.ts";
import { parseJson } from "../../src/index.ts";
import * as kinds from "../../src/zocp/maps/kinds.ts";
import { LinkMap as RealMap } from "../../src/zocp/maps/link-map.ts";
import { ROOT, read } from "../sources.ts";

test("the page makes no map before it has loaded what makes them, and the same maps after that", async () => {
  const map = parseJson('[{"scale": 2}, {"expr": "x + 1"}]');
  expect(() => new LinkMap(map)).toThrow(/is not loaded/);
  expect(differs("m", "cm")).toBe(false);
  await loadMaps();
  const made = new LinkMap(map);
  expect(made).toBeInstanceOf(RealMap);
  expect((made as unknown as RealMap).push(3, 0)).toEqual([7]);
  expect(() => new LinkMap(parseJson('[{"scle": 2}]'))).toThrow(/there is no stage "scle"/);
  expect([differs("m", "cm"), differs("m", "m")]).toEqual([true, false]);
});

test("it knows which stages must get every value without having loaded them", () => {
  expect(kinds.STAGE_NAMES.length).toBeGreaterThan(20);
  for (const name of kinds.STAGE_NAMES) {
    const map = parseJson(`[{"scale": 2}, {"${name}": 1}]`);
    expect(wantsEvery(map), name).toBe(kinds.wantsEvery(map));
  }
  for (const none of [undefined, null, 3, "toggle", parseJson("{}"), parseJson('["toggle"]')])
    expect(wantsEvery(none)).toBe(kinds.wantsEvery(none));
});

/** What the page gets for an import. */
function resolved(source: string, importer: string): unknown {
  const { resolveId } = smaller();
  if (typeof resolveId !== "function") throw new Error("the plugin resolves nothing");
  return resolveId.call({} as never, source, `${ROOT}${importer}`, {} as never);
}

test("what stands in does so for all but what is loaded later, and what it stands in for is there", () => {
  const standIn = `${ROOT}composer/instead/maps.ts`;
  expect(resolved("../maps/link-map.ts", "src/zocp/signals/mapping.ts")).toBe(standIn);
  expect(resolved("./kinds.ts", "src/zocp/maps/link-map.ts")).toBeUndefined();
  expect(resolved("../../src/zocp/maps/units.ts", "composer/instead/later-maps.ts")).toBeUndefined();
  // Another file of that name.
  expect(resolved("./kinds.ts", "composer/model/dashboards/dashboard.ts")).toBeUndefined();
  const flow = "node_modules/@xyflow/svelte/dist/lib/";
  const taken = [
    ["store/initial-store.svelte.js", "../components/nodes/DefaultNode.svelte"],
    ["components/EdgeWrapper/EdgeWrapper.svelte", "../edges/index.js"],
    ["container/SvelteFlow/SvelteFlow.svelte", "../../components/Attribution/index.js"],
    ["container/EdgeRenderer/EdgeRenderer.svelte", "./MarkerDefinition/index.js"],
    ["container/SvelteFlow/SvelteFlow.svelte", "../../components/KeyHandler/index.js"],
    ["container/SvelteFlow/SvelteFlow.svelte", "../../components/ConnectionLine/index.js"],
  ] as const;
  for (const [importer, source] of taken) {
    expect(read(`${flow}${importer}`), importer).toContain(source);
    expect(resolved(source, `${flow}${importer}`), source).toBe(`${ROOT}composer/instead/shapes.ts`);
  }
  expect(Object.keys(ALIASES)).toEqual(["d3-interpolate", "d3-transition"]);
});

test("the graph's library measures no ports: they are said with each node", () => {
  const { transform } = smaller();
  if (typeof transform !== "function") throw new Error("the plugin changes nothing");
  const path = "node_modules/@xyflow/svelte/dist/lib/container/NodeRenderer/NodeRenderer.svelte";
  expect(read(path).match(/force: true/g)).toHaveLength(1);
  const { code } = transform.call({} as never, read(path), `${ROOT}${path}`, {} as never) as { code: string };
  expect(code).toContain("force: false");
});

test("what is left out of the graph's selections is nothing that its library calls", () => {
  const { transform } = smaller();
  if (typeof transform !== "function") throw new Error("the plugin changes nothing");
  const path = "node_modules/d3-selection/dist/d3-selection.mjs";
  const before = read(path);
  const { code } = transform.call({} as never, before, `${ROOT}${path}`, {} as never) as { code: string };
  const methods = (text: string): readonly string[] =>
    [...(/\nSelection\.prototype = [^}]*/.exec(text)?.[0] ?? "").matchAll(/^ {2}(\w+): selection_/gm)].map(
      ([, name = ""]) => name,
    );
  const gone = methods(before).filter((name) => !methods(code).includes(name));
  expect(gone.length).toBeGreaterThan(20);
  const zoomAndDrag = ["d3-zoom", "d3-drag"].map((name) => read(`node_modules/${name}/dist/${name}.mjs`)).join("\n");
  // Selections there are `selection`, and what `select` and their own methods give.
  const called = [...zoomAndDrag.matchAll(/(?:selection|select\([\w.]+\)|\))\s*\.(\w+)\(/g)].map(
    ([, name = ""]) => name,
  );
  const graph = read("node_modules/@xyflow/system/dist/esm/index.js");
  const there = [...graph.matchAll(/(?:d3Selection\??|selection)\s*\.(\w+)\(/g)].map(([, name = ""]) => name);
  expect(new Set([...called, ...there])).toContain("property");
  expect([...called, ...there].filter((name) => gone.includes(name))).toEqual([]);
});
