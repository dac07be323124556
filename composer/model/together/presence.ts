import type { RemoteNode, TransportNode } from "../../../src/index.ts";
import { PAGE_HEADER } from "../network/company.ts";
import { compareNames } from "../network/compare-names.ts";
import { hueOf } from "../view/hue.ts";
import type { Shelf } from "../view/settings.ts";
import { visible } from "../view/words.ts";
import { formatHere, readHere } from "./here.ts";
import type { Here, People, Person } from "./people.ts";

/**
 * Tells other pages of the person in front of this one, and hears of those in front of them. Only pages are told, and only when
 * something is different: at most four times a second. What a page said last holds until it leaves.
 */
export class Presence {
  readonly #people: People;
  readonly #node: TransportNode;
  readonly #now: () => number;
  readonly #told = new Map<string, Here>();
  /** What the others know of this page, and since when. */
  #sent: ReturnType<typeof formatHere>;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor({ people, network: { node }, shelf, now }: PresenceTools) {
    this.#people = people;
    this.#node = node;
    this.#now = now;
    people.become({ name: nameOn(shelf) });
    this.#sent = formatHere(people.me);
    node.handle(HERE, ([here], { peer }) => {
      const page = this.#page(peer);
      // Who speaks for the first time has not heard what was told before it could hear.
      if (page !== undefined && !this.#told.has(peer)) this.#tell(page);
      if (page !== undefined) this.#told.set(peer, readHere(here));
      this.#look();
      return null;
    });
    node.on("described", ({ peer }) => this.#meet(peer));
    for (const type of ["suspected", "recovered"] as const) node.on(type, () => this.#look());
    node.on("exit", ({ peer }) => {
      this.#told.delete(peer);
      this.#look(peer);
    });
    for (const peer of node.peers.keys()) this.#meet(peer);
    people.subscribe(() => this.#send());
  }

  /** To be called about twice a second: hands that rest are let go, and what waits is told. */
  look(): void {
    this.#people.rest(HAND_MS);
    this.#send();
  }

  #send(): void {
    const now = this.#now();
    if (now - this.#sentAt < PERIOD_MS) return;
    const told = formatHere(this.#people.me);
    if (JSON.stringify(told) === JSON.stringify(this.#sent)) return;
    [this.#sent, this.#sentAt] = [told, now];
    for (const id of this.#node.peers.keys()) this.#tell(this.#page(id));
  }

  /** A page that comes is told at once. */
  #meet(id: string): void {
    const page = this.#page(id);
    if (page === undefined) return;
    this.#tell(page);
    this.#look();
  }

  /** One of an earlier version does not know the method, and says so. */
  #tell(page: RemoteNode | undefined): void {
    if (page?.complete === true) page.call(HERE, [this.#sent]).catch(() => {});
  }

  #page(id: string): RemoteNode | undefined {
    const peer = this.#node.peers.get(id);
    return peer?.extensions === true && peer.headers.has(PAGE_HEADER) ? peer : undefined;
  }

  /** `gone` leaves just now. */
  #look(gone?: string): void {
    const pages = [...this.#node.peers.keys()].flatMap((id) => (id === gone ? [] : (this.#page(id) ?? [])));
    this.#people.others = pages.map((page) => this.#person(page)).sort((a, b) => compareNames(a.title, b.title));
  }

  #person({ id, name, suspected }: RemoteNode): Person {
    const here = this.#told.get(id) ?? readHere(undefined);
    return { ...here, id, page: name, title: visible(here.name || name), hue: hueOf(id), suspected };
  }
}

export interface PresenceTools {
  readonly people: People;
  readonly network: { readonly node: TransportNode };
  /** Where the name is kept. */
  readonly shelf: Shelf;
  readonly now: () => number;
}

/** Says what the person in front of this page is called, from visit to visit. */
export function introduce({ people, shelf }: Pick<PresenceTools, "people" | "shelf">, name: string): void {
  const short = name.trim().slice(0, LONGEST_NAME);
  people.become({ name: short });
  try {
    shelf.setItem(NAME, short);
  } catch {
    // A full or forbidden storage is no reason not to be called so now.
  }
}

function nameOn(shelf: Shelf): string {
  try {
    return (shelf.getItem(NAME) ?? "").slice(0, LONGEST_NAME);
  } catch {
    return "";
  }
}

const HERE = "composer.here";
const NAME = "zocp-composer-person";
export const LONGEST_NAME = 40;
/** The shortest time between two messages, and how long a hand counts after it has moved something. */
const PERIOD_MS = 250;
const HAND_MS = 1200;
