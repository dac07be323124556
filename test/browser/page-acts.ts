import type { Page } from "playwright-core";

import type { Composer } from "../../composer/model/composer.ts";
import { POSITION } from "../../composer/model/network/shown-node.ts";
import type { Json, ZocpNode } from "../../src/index.ts";

/** One thing that a person does on a page, as data: a run can be told, and done again. */
export type PageAct =
  | { readonly type: "set"; readonly address: string; readonly value: number }
  /** Makes the wire, or cuts it where it is. */
  | { readonly type: "wire"; readonly wire: WireName }
  | { readonly type: "mute"; readonly wire: WireName }
  /** Scales the values of the wire, or lets them be as they are. */
  | { readonly type: "map"; readonly wire: WireName; readonly most: number }
  | { readonly type: "replug"; readonly wire: WireName; readonly sensor: string }
  | { readonly type: "move"; readonly node: string; readonly x: number; readonly y: number }
  | { readonly type: "paste"; readonly wire: WireName; readonly address: string; readonly value: number }
  /** The node that left is here under another name. */
  | { readonly type: "rename"; readonly from: string; readonly to: string };

type WireName = readonly [emitter: string, sensor: string];

/** Everything that people can have made, in words, by what it is of. */
export type Facts = Readonly<Record<string, string>>;

/** Does it in a page, as its views would. */
export function perform(page: Page, act: PageAct): Promise<void> {
  return page.evaluate((what) => {
    const { composer } = globalThis as unknown as { composer: Composer };
    const { network, edits, states } = composer;
    const find = (address: string) => network.parameters.find((one) => one.address === address);
    const [emitter, sensor] = ("wire" in what ? what.wire : []).map(find);
    const ends = emitter && sensor && { emitter, sensor };
    const wire = network.wires.find((one) => one.emitter === emitter && one.sensor === sensor && one.made);
    const change = (option: string, value: Json): void => {
      if (wire === undefined) return;
      const has = states.of(wire)?.options.has(option) === true;
      edits.change(wire, option, has ? undefined : value);
    };
    switch (what.type) {
      case "set": {
        const parameter = find(what.address);
        return parameter && edits.set([parameter], what.value);
      }
      case "wire":
        return wire === undefined ? ends && edits.connect([ends]) : edits.disconnect([wire]);
      case "mute":
        return change("mute", true);
      case "map":
        return change("map", [new Map([["range", [0, 1, 0, what.most]]])]);
      case "replug": {
        const other = find(what.sensor);
        if (wire === undefined || other === undefined || other === sensor) return;
        return edits.replug(wire, { emitter: wire.emitter, sensor: other });
      }
      case "move": {
        const node = network.nodeOf(what.node);
        return node && composer.positions.move(new Map([[node, { x: what.x, y: what.y }]]));
      }
      case "paste": {
        const text = JSON.stringify({ zocp: 1, wires: [what.wire], values: { [what.address]: what.value } });
        return void composer.paste(text);
      }
      case "rename": {
        const [from, to] = [network.nodeOf(what.from), network.nodeOf(what.to)];
        return from && to && composer.rename(from, to);
      }
    }
  }, act);
}

/** What a page shows; it asks its nodes anew for what no event tells. */
export function factsOf(page: Page): Promise<Facts> {
  return page.evaluate(() => {
    const { composer } = globalThis as unknown as { composer: Composer };
    const { network, states, positions } = composer;
    states.look();
    const plain = (_: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);
    const facts: Record<string, string> = {};
    for (const one of network.parameters) if (one.node.present) facts[one.address] = String(one.value);
    for (const node of network.nodes)
      if (node.present && node.position !== undefined)
        facts[node.name] = `${positions.of(node).x} ${positions.of(node).y}`;
    for (const wire of network.wires) {
      const name = `${wire.emitter.address} → ${wire.sensor.address}`;
      const state = states.of(wire);
      facts[name] = wire.made ? `made by ${state?.by}` : "waits";
      for (const [option, value] of state?.options ?? []) facts[`${name}: ${option}`] = JSON.stringify(value, plain);
    }
    return facts;
  });
}

/** What there is: what the nodes themselves have, and say of their wires. */
export function factsOfNodes(nodes: Iterable<ZocpNode>): Facts {
  const plain = (_: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);
  const facts: Record<string, string> = {};
  for (const node of nodes) {
    for (const [path, { value }] of node.parameters) facts[`${node.name}/${path}`] = String(value);
    const place = node.metadata.get(POSITION);
    if (Array.isArray(place)) facts[node.name] = place.join(" ");
    for (const { emitter, sensor, state, options, by } of node.links) {
      if (state !== "made" || sensor.node !== node.name) continue;
      const name = `${emitter.node}/${emitter.parameter} → ${sensor.node}/${sensor.parameter}`;
      facts[name] = `made by ${by}`;
      for (const [option, value] of options) facts[`${name}: ${option}`] = JSON.stringify(value, plain);
    }
  }
  return facts;
}

/** Whether something that was done on a page is still on its way. */
export function isBusy(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { composer } = globalThis as unknown as { composer: Composer };
    return composer.history.busy;
  });
}

/** The nodes that left, as a page shows them. */
export function ghostsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { composer } = globalThis as unknown as { composer: Composer };
    return composer.network.ghosts.map(({ name }) => name);
  });
}

/** What is known after what was before: options of a wire that is cut are kept by its ends, and hold when it is made again. */
export function following(before: Facts, after: Facts): Facts {
  const kept = Object.entries(before).filter(([name]) => name.includes(": ") && !(name.replace(/: .*/, "") in after));
  return { ...Object.fromEntries(kept), ...after };
}

/** The names of what is different. */
export function changesOf(before: Facts, after: Facts): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}
