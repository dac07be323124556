import type { LinkState, RemoteNode } from "../../../src/index.ts";
import type { ShownNode } from "./shown-node.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { type ShownWire, wireKey } from "./shown-wire.ts";

/**
 * Wires that somebody cut although the program of one of their nodes wants them. Only that node knows it, so it is asked: when it
 * comes, and when a wire of it goes.
 */
export class CutWires {
  readonly #changed: () => void;
  /** By the id of the node whose program wants them. */
  readonly #told = new Map<string, readonly LinkState[]>();
  readonly #hidden = new Set<string>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Asks a node. One that cannot say has none. */
  async ask(remote: RemoteNode): Promise<void> {
    if (!remote.extensions) return;
    const links = await remote.links({ timeout: ANSWER_TIMEOUT_MS }).catch(() => NOTHING);
    const cut = links.filter(({ state, emitter, sensor }) => {
      return state === "cut" && (emitter.node === remote.name || sensor.node === remote.name);
    });
    if (cut.length === 0 && !this.#told.has(remote.id)) return;
    this.#told.set(remote.id, cut);
    this.#changed();
  }

  /** A node left. */
  forget(id: string): void {
    this.#told.delete(id);
  }

  /** A person does not want to see it: until it is made, and cut again. */
  hide(key: string): void {
    this.#hidden.add(key);
    this.#changed();
  }

  /** Those with both ends on the screen that are not wires. */
  list(nodes: ReadonlyMap<string, ShownNode>, wires: ReadonlyMap<string, ShownWire>): readonly ShownWire[] {
    for (const key of wires.keys()) this.#hidden.delete(key);
    const found = new Map<string, ShownWire>();
    for (const [id, links] of this.#told) {
      const asker = [...nodes.values()].find(({ remote }) => remote?.id === id);
      for (const link of asker === undefined ? [] : links) {
        const wire = shownWire(nodes, link, asker?.name ?? "");
        if (wire !== undefined && !wires.has(wire.key) && !this.#hidden.has(wire.key)) found.set(wire.key, wire);
      }
    }
    return [...found.values()];
  }
}

function shownWire(nodes: ReadonlyMap<string, ShownNode>, link: LinkState, asker: string): ShownWire | undefined {
  const find = ({ node, parameter }: LinkState["emitter"]): ShownParameter | undefined =>
    nodes.get(node)?.parameters.get(parameter);
  const [emitter, sensor] = [find(link.emitter), find(link.sensor)];
  if (emitter === undefined || sensor === undefined) return undefined;
  const reason = `${link.reason}${timeOf(link.at)}; ${asker}'s program wants it`;
  return { key: wireKey(emitter, sensor), emitter, sensor, made: false, cut: true, reason };
}

/** ", 20:14" of this day, with the date of another one; nothing where nobody knows it. */
function timeOf(at: number): string {
  if (at === 0) return "";
  const date = new Date(at);
  const time = date.toTimeString().slice(0, 5);
  return date.toDateString() === new Date().toDateString() ? `, ${time}` : `, ${date.toLocaleDateString()} ${time}`;
}

const NOTHING: readonly LinkState[] = [];
const ANSWER_TIMEOUT_MS = 3000;
