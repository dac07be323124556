import type { Browser } from "playwright-core";
import { expect } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";
import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";
import { type ComposerPage, Theatre } from "./composer-page.ts";
import { changesOf, type Facts, factsOf, factsOfNodes, ghostsOf, isBusy, type PageAct, perform } from "./page-acts.ts";

/** Two people with a page each, the nodes that they play on, and a guest that moves out at times and comes back under another name. */
export class TwoPeople {
  readonly pages: readonly ComposerPage[];
  readonly random: SeededRandom;
  /** What they did, newest last. */
  readonly trail: string[] = [];
  acts = 0;
  readonly #theatre: Theatre;
  readonly #nodes = new Map<string, ZocpNode>();
  #guests = 0;

  private constructor(theatre: Theatre, pages: readonly ComposerPage[], random: SeededRandom) {
    this.#theatre = theatre;
    this.pages = pages;
    this.random = random;
  }

  static async meet(browser: Browser, seed: number): Promise<TwoPeople> {
    const theatre = await Theatre.open(browser, await freePort());
    const pages = [await theatre.page(), await theatre.page()];
    const people = new TwoPeople(theatre, pages, new SeededRandom(seed, "two people"));
    for (const name of NODES) people.#nodes.set(name, await theatre.stage.node(name, prepare));
    await people.#welcome();
    return people;
  }

  /** What there is, as soon as every page shows just that and nothing changes any more. */
  async settled(): Promise<Facts> {
    const end = performance.now() + PATIENCE;
    for (let [known, still] = ["", 0]; ; ) {
      const facts = factsOfNodes(this.#nodes.values());
      const shown = await Promise.all(this.pages.map(({ page }) => factsOf(page)));
      const different = new Set(shown.flatMap((one) => changesOf(facts, one)));
      const now = JSON.stringify(facts);
      const busy = (await Promise.all(this.pages.map(({ page }) => isBusy(page)))).includes(true);
      still = !busy && different.size === 0 && now === known ? still + 1 : 0;
      if (still === STILL) return facts;
      known = now;
      if (performance.now() > end) {
        const lines = [...different].map(
          (name) => `${name}: ${facts[name]}; on pages ${shown.map((one) => one[name])}`,
        );
        throw new Error(`not all show what there is:\n${lines.join("\n")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }

  /** Does it; undo by the keys of the page, and where that asks first the answer is no. */
  async act(person: number, what: Act): Promise<void> {
    const { page } = this.#page(person);
    this.acts += 1;
    this.trail.push(`${person} ${JSON.stringify(what)}`);
    if (typeof what !== "string") await perform(page, what);
    else {
      await page.keyboard.press(what === "undo" ? "Control+z" : "Control+y");
      await page.keyboard.press("Escape");
    }
  }

  /** The guest leaves and comes back under another name; this person says that it is the same. */
  async renameGuest(person: number): Promise<void> {
    const from = this.#guest;
    await this.#nodes.get(from)?.stop();
    this.#nodes.delete(from);
    await this.#ghosts([from]);
    await this.#welcome();
    this.acts += 1;
    this.trail.push(`${person} says that ${from} is ${this.#guest}`);
    await perform(this.#page(person).page, { type: "rename", from, to: this.#guest });
    await this.#ghosts([]);
  }

  async #welcome(): Promise<void> {
    this.#guests += 1;
    const name = this.#guest;
    const prepareGuest = (node: ZocpNode): void => void node.float("dim", 0, { min: 0, max: 1, access: "rws" });
    this.#nodes.set(name, await this.#theatre.stage.node(name, prepareGuest));
    for (const { page } of this.pages)
      await expect.poll(() => factsOf(page), { timeout: PATIENCE }).toHaveProperty([`${name}/dim`]);
  }

  async #ghosts(names: readonly string[]): Promise<void> {
    for (const { page } of this.pages) await expect.poll(() => ghostsOf(page), { timeout: PATIENCE }).toEqual(names);
  }

  /** What a person does next. */
  choose(): Act {
    const pick = <Thing>(things: readonly Thing[]): Thing =>
      things[Math.floor(this.random.next() * things.length)] as Thing;
    const [type, sensors] = [pick(TYPES), [...SENSORS, `${this.#guest}/dim`]];
    const wire = [pick(EMITTERS), pick(sensors)] as const;
    const [address, sensor, value] = [pick(EMITTERS), pick(sensors), Math.round(this.random.next() * 1000) / 1000];
    switch (type) {
      case "set":
        return { type, address, value };
      case "map":
        return { type, wire, most: value };
      case "replug":
        return { type, wire, sensor };
      case "move":
        return { type, node: pick(NODES), x: Math.round(value * 900), y: 40 };
      case "paste":
        return { type, wire, address, value };
      case "wire":
      case "mute":
        return { type, wire };
      default:
        return type;
    }
  }

  get #guest(): string {
    return `guest-${this.#guests}`;
  }

  #page(person: number): ComposerPage {
    return this.pages[person] as ComposerPage;
  }
}

export type Act = PageAct | "undo" | "redo";

/** The parameters of the node of that name. */
function prepare(node: ZocpNode): void {
  const pathsOf = (addresses: readonly string[]): readonly string[] =>
    addresses.flatMap((address) => (address.startsWith(`${node.name}/`) ? [address.slice(node.name.length + 1)] : []));
  for (const path of pathsOf(EMITTERS)) node.float(path, 0.5, { min: 0, max: 1, access: "rwe" });
  for (const path of pathsOf(SENSORS)) node.float(path, 0, { min: 0, max: 1, access: "rws" });
}

const NODES = ["desk", "hand", "lamp", "fan"] as const;
const EMITTERS = ["desk/a", "desk/b", "hand/x", "lamp/c"] as const;
const SENSORS = ["lamp/level", "lamp/tilt", "fan/speed"] as const;
/** As often as people do it. */
const TYPES = [
  ...(["set", "set", "wire", "wire", "wire", "mute", "map", "replug", "move", "paste"] as const),
  ...(["undo", "undo", "undo", "redo"] as const),
];
/** Looks in a row at which nothing is different, and milliseconds between them. */
const STILL = 2;
const LOOK_EVERY = 100;
