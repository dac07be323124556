import type { Network } from "../network/network.ts";
import { whyNoWire } from "../network/rules.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { wireKey } from "../network/shown-wire.ts";
import type { Selection } from "../view/selection.ts";

/** One emitter and the sensors of what is selected: those that a wire can lead to, and why it cannot lead to the others. */
export interface Spread {
  readonly path: string;
  readonly fit: readonly ShownParameter[];
  readonly unfit: readonly { readonly name: string; readonly why: string }[];
}

/** What the page knows of what is selected. */
export interface Selected {
  readonly network: Pick<Network, "nodeOf" | "parameter" | "wire">;
  readonly selection: Pick<Selection, "keys">;
}

/** The sensors like this one of all that is selected; undefined where it is not selected, or where it is the only one that fits. */
export function spreadLike(emitter: ShownParameter, sensor: ShownParameter, selected: Selected): Spread | undefined {
  const { keys } = selected.selection;
  if (!keys.has(sensor.key) && (!keys.has(sensor.node.key) || sensor.node === emitter.node)) return undefined;
  const spread = spreadOf(emitter, sensor.path, selected);
  return spread.fit.length > 1 ? spread : undefined;
}

/** Of a node that is selected: each of its sensors for which more of what is selected have one like it. */
export function spreadsOn(emitter: ShownParameter, { drawn }: ShownNode, selected: Selected): readonly Spread[] {
  return drawn.filter(({ senses }) => senses).flatMap((sensor) => spreadLike(emitter, sensor, selected) ?? []);
}

/** Each path of which more than one sensor is selected and fits. */
export function spreadsOf(emitter: ShownParameter, selected: Selected): readonly Spread[] {
  const [nodes, sensors] = partsOf(emitter, selected);
  const drawn = nodes.flatMap((node) => node.drawn).filter(({ senses }) => senses);
  // Sensors that are selected by themselves go together, whatever their paths.
  const paths = new Set((drawn.length > 0 ? drawn : sensors.slice(0, 1)).map(({ path }) => path));
  return [...paths].map((path) => spreadOf(emitter, path, selected)).filter(({ fit }) => fit.length > 1);
}

/** What is done to all of them, in words: "level of all 3 that are selected", or by how many of how many. */
export function nameSpread({ path, fit, unfit }: Spread): string {
  const what = fit.every((sensor) => sensor.path === path) ? path : `${path} and other sensors`;
  return unfit.length === 0
    ? `${what} of all ${fit.length} that are selected`
    : `${what} of ${fit.length} of ${fit.length + unfit.length} that are selected`;
}

/** Of a node that is selected the sensor of that path; a sensor that is selected by itself is meant, whatever its path. */
function spreadOf(emitter: ShownParameter, path: string, selected: Selected): Spread {
  const [nodes, sensors] = partsOf(emitter, selected);
  const all = new Set<ShownParameter>(sensors);
  const unfit: { readonly name: string; readonly why: string }[] = [];
  for (const node of nodes) {
    const sensor = node.drawn.find((parameter) => parameter.senses && parameter.path === path);
    if (sensor !== undefined) all.add(sensor);
    else if (!sensors.some((other) => other.node === node))
      unfit.push({ name: node.title, why: `it has no sensor ${path}` });
  }
  const fit = [...all].filter((sensor) => {
    const why = whyNot(emitter, sensor, selected);
    if (why !== undefined) unfit.push({ name: sensor.address, why });
    return why === undefined;
  });
  return { path, fit, unfit };
}

function whyNot(emitter: ShownParameter, sensor: ShownParameter, { network }: Selected): string | undefined {
  const wired = network.wire(wireKey(emitter, sensor));
  return wired?.made === true ? "it is connected already" : whyNoWire(emitter, sensor);
}

/** The nodes that are selected, without that of the emitter, and the sensors. */
function partsOf(emitter: ShownParameter, { network, selection }: Selected): Parts {
  const keys = [...selection.keys];
  const nodes = keys.flatMap((key) => network.nodeOf(key) ?? []).filter((node) => node !== emitter.node);
  return [nodes, keys.flatMap((key) => network.parameter(key) ?? []).filter(({ senses }) => senses)];
}

type Parts = readonly [nodes: readonly ShownNode[], sensors: readonly ShownParameter[]];
