import { type Inhabitant, OurNode, type SimulatedTransport } from "../simulated-transport.ts";

/** What somebody decided of a link. */
interface Decided {
  readonly at: number;
  readonly on: boolean;
}

/** The same on the node where it was decided. */
interface Own extends Decided {
  /** How many events that node had told before. */
  readonly events: number;
  /** The names of the ends that were away, while the node has not been alone since. */
  readonly owed: Set<string>;
}

/**
 * What nodes must know at the least: a decision is known to the node on which it was made and to the ends that it sees; ends
 * that meet know the later one; a node brings what was decided on it to an end that was away, unless it was alone meanwhile.
 */
export class Memory {
  readonly #transport: SimulatedTransport;
  readonly #known = new Map<string, Decided>();
  readonly #own = new Map<string, Own>();
  #here: readonly Inhabitant[] = [];
  #links: readonly string[] = [];

  constructor(transport: SimulatedTransport) {
    this.#transport = transport;
  }

  /** Who is there now. */
  keep(here: Iterable<Inhabitant>, links: readonly string[]): void {
    this.#here = [...here];
    this.#links = links;
  }

  decide(node: OurNode, link: string, on: boolean): void {
    const at = this.#transport.now;
    const ends = this.#endsOf(link, node);
    const owed = new Set(
      link.split(" ").filter((name) => name !== node.name && !ends.some((end) => end.name === name)),
    );
    this.#supersede(node, link);
    this.#own.set(keyOf(node, link), { at, on, owed, events: node.events.length });
    for (const end of ends) this.#learn(end, link, { at, on });
  }

  /** One end of ours was told by an old node. */
  decideFor(end: OurNode, link: string, on: boolean): void {
    this.#supersede(end, link);
    this.#learn(end, link, { at: this.#transport.now, on });
    this.look();
  }

  decisionOf(node: OurNode, link: string): Own | undefined {
    return this.#own.get(keyOf(node, link));
  }

  /** The latest decision that one of these must know. */
  lastOf(link: string, ends: readonly Inhabitant[]): Decided | undefined {
    return ends.flatMap((end) => this.#known.get(keyOf(end, link)) ?? []).sort((a, b) => b.at - a.at)[0];
  }

  /** Ends that see each other compare; who was alone has lost its session. */
  look(): void {
    for (const link of this.#links) {
      const [from, to] = link.split(" ").map((name) => this.#here.find((one) => one.name === name));
      for (const node of this.#here) this.#bring(node, link);
      if (from === undefined || to === undefined || !this.#transport.meets(from, to)) continue;
      const last = this.lastOf(link, [from, to]);
      for (const end of [from, to]) if (last !== undefined) this.#learn(end, link, last);
    }
  }

  /** Whoever hears of a later decision has nothing to bring any more. */
  #supersede(node: Inhabitant, link: string): void {
    for (const other of this.#here)
      if (this.#transport.meets(node, other)) this.#own.get(keyOf(other, link))?.owed.clear();
  }

  #bring(node: Inhabitant, link: string): void {
    const own = this.#own.get(keyOf(node, link));
    if (own === undefined) return;
    if (!this.#here.some((other) => other !== node && this.#transport.meets(node, other))) own.owed.clear();
    const ends = this.#endsOf(link, node);
    if (ends.some((end) => this.#isOverruled(own, end, link))) own.owed.clear();
    for (const end of ends) if (own.owed.delete(end.name)) this.#learn(end, link, own);
  }

  /** An end says that something else was decided since. */
  #isOverruled(own: Own, end: Inhabitant, link: string): boolean {
    const known = this.#known.get(keyOf(end, link));
    return known !== undefined && known.at > own.at && known.on !== own.on;
  }

  #learn(end: Inhabitant, link: string, decided: Decided): void {
    const known = this.#known.get(keyOf(end, link));
    // An old node keeps nothing.
    if (end instanceof OurNode && (known === undefined || decided.at > known.at))
      this.#known.set(keyOf(end, link), { at: decided.at, on: decided.on });
  }

  #endsOf(link: string, node: Inhabitant): readonly Inhabitant[] {
    return this.#here
      .filter(({ name }) => link.split(" ").includes(name))
      .filter((end) => this.#transport.meets(end, node));
  }
}

function keyOf({ id }: Inhabitant, link: string): string {
  return `${id} ${link}`;
}
