import type { Network } from "../network/network.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { Observable } from "../observable.ts";
import { showsIn } from "./shows.ts";

/** Something that lies on top of what everybody sets, so that the stage is not what the controls say. */
export interface Blackout {
  /** The show that laid it there, by its name, and what it calls it: `show/blackout`. */
  readonly name: string;
  readonly tag: string;
  /** The show, while it is here: it takes the blackout away. */
  readonly show: ShownNode | undefined;
  /** When it was laid there, in milliseconds since 1970; undefined where no node says so. */
  readonly since: number | undefined;
  /** How many parameters lie below, as far as their nodes say so. */
  readonly covered: readonly ShownParameter[];
}

/** What lies on the stage: blackouts of the shows that are here, and overlays that others, or shows that left, have put there. */
export class Blackouts extends Observable {
  readonly #network: Network;
  readonly #stops = new Map<ShownParameter, () => void>();
  #all: readonly Blackout[] = [];

  constructor(network: Network) {
    super();
    this.#network = network;
    network.subscribe(() => this.#look());
  }

  get all(): readonly Blackout[] {
    return this.#all;
  }

  /** Takes it away. Rejects with the reason when nobody did. */
  async lift({ show, tag, covered }: Blackout): Promise<void> {
    if (show?.remote !== undefined) {
      const answer = await show.remote.call("show.blackout", [false], { timeout: ANSWER });
      if (!(answer instanceof Map) || answer.get("accepted") !== true) throw new Error(`${show.name} keeps it`);
      return;
    }
    const nodes = new Set(covered.map(({ node }) => node.remote));
    const asked = [...nodes].map((remote) => remote?.releaseOverlays(tag, UNCOVER, { timeout: ANSWER }));
    const failed = (await Promise.allSettled(asked)).find(({ status }) => status === "rejected");
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  }

  #look(): void {
    const shows = showsIn(this.#network.nodes);
    const told = new Set(shows.flatMap((show) => show.parameters.get("blackout") ?? []));
    for (const [parameter, stop] of this.#stops) if (!told.has(parameter) && this.#stops.delete(parameter)) stop();
    for (const parameter of told)
      if (!this.#stops.has(parameter))
        this.#stops.set(
          parameter,
          parameter.onPaint(() => this.#renew()),
        );
    this.#renew();
  }

  #renew(): void {
    const all = blackoutsOf(this.#network);
    if (sameBlackouts(all, this.#all)) return;
    this.#all = all;
    this.changed();
  }
}

function blackoutsOf({ nodes, parameters }: Network): readonly Blackout[] {
  const covers = new Map<string, ShownParameter[]>();
  for (const parameter of parameters) {
    const owner = parameter.node.present ? parameter.remote?.owner : undefined;
    if (owner?.kind !== "overlay") continue;
    const key = `${owner.name}\n${owner.tag}`;
    covers.set(key, [...(covers.get(key) ?? []), parameter]);
  }
  const shows = showsIn(nodes);
  const black = shows.filter((show) => show.parameters.get("blackout")?.value === true);
  const found = black.map((show) => {
    const own = [...covers].find(([key]) => isBlackoutOf(show, key));
    if (own !== undefined) covers.delete(own[0]);
    return blackoutOf(show.name, own?.[0].split("\n")[1] ?? "", own?.[1] ?? [], show);
  });
  const others = [...covers].filter(([key, [first]]) => {
    const mine = shows.some(({ name }) => key.startsWith(`${name}\n`));
    const left = first?.remote?.owner?.gone !== undefined;
    return BLACKOUT.test(key) || (PANIC.test(key) ? !mine : left);
  });
  return [
    ...found,
    ...others.map(([key, covered]) => {
      const [name = "", tag = ""] = key.split("\n");
      return blackoutOf(name, tag, covered, undefined);
    }),
  ];
}

function isBlackoutOf({ name }: ShownNode, key: string): boolean {
  return key.startsWith(`${name}\n`) && BLACKOUT.test(key);
}

function blackoutOf(
  name: string,
  tag: string,
  covered: readonly ShownParameter[],
  show: ShownNode | undefined,
): Blackout {
  const since = covered.flatMap(({ remote }) => remote?.owner?.since ?? []);
  return { name, tag, show, covered, since: since.length === 0 ? undefined : Math.min(...since) };
}

function sameBlackouts(a: readonly Blackout[], b: readonly Blackout[]): boolean {
  return a.length === b.length && a.every((one, at) => sameBlackout(one, b[at]));
}

function sameBlackout(a: Blackout, b: Blackout | undefined): boolean {
  const same = a.name === b?.name && a.tag === b.tag && a.show === b.show && a.covered.length === b.covered.length;
  return same && Math.abs((a.since ?? 0) - (b?.since ?? 0)) < CLOSE;
}

const BLACKOUT = /\/blackout$/;
/** The scene of a panic lies there, too: as long as its show is here that says so, and releases it. */
const PANIC = /\/panic#/;
/** Milliseconds by which the same moment differs that two nodes tell. */
const CLOSE = 1500;
const ANSWER = 2000;
/** Seconds in which what was covered shows again. */
const UNCOVER = 1;
