import { NetworkError, UsageError } from "../../errors.ts";
import type { WaitOptions } from "../../events/waiting.ts";
import type { Link, LinkState, Port } from "../../zocp/core/link.ts";
import { renamedBy, renamedOptions } from "../../zocp/links/record.ts";
import type { ZocpDriver } from "../driver/zocp-driver.ts";
import type { RemoteNode } from "../remote/remote-node.ts";
import type { Linking } from "./linking.ts";

/** What became of one link of a node that has another name now. */
export interface RenamedLink {
  readonly from: Link;
  readonly to: Link;
  /** Whether it is to be; false for one that was cut, and stays cut. */
  readonly on: boolean;
  /** Why it was not moved; empty when it was. */
  readonly reason: string;
}

/** Moves the links of a node to the name that it has now, those that were cut, too: one decision on this node. */
export class Renaming {
  readonly #driver: ZocpDriver;
  readonly #linking: Linking;
  readonly #peers: () => Iterable<RemoteNode>;

  constructor(driver: ZocpDriver, linking: Linking, peers: () => Iterable<RemoteNode>) {
    this.#driver = driver;
    this.#linking = linking;
    this.#peers = peers;
  }

  async rename(before: string, after: string, options: WaitOptions): Promise<readonly RenamedLink[]> {
    if (after === "") throw new UsageError("invalid-name", "the new name is empty");
    if (before === after) throw new UsageError("invalid-name", `"${after}" is the name that it has`);
    if (this.#driver.machine.name === before || [...this.#peers()].some(({ name }) => name === before))
      throw new UsageError("invalid-name", `a node named "${before}" is here: its links are its own`);
    const [old, known] = await Promise.all([this.#ask(before, options), this.#ask(after, options)]);
    return Promise.all([...old.values()].map((state) => this.#move(state, { before, after, known, options })));
  }

  /** What this node and those that are here know of the links of a name. What an end says counts more, then what is newer. */
  async #ask(of: string, options: WaitOptions): Promise<ReadonlyMap<string, LinkState>> {
    const { machine } = this.#driver;
    const peers = [...this.#peers()].filter(({ id }) => machine.peers.get(id)?.links === true);
    const answers = await Promise.all(peers.map((peer) => this.#askOne(peer, of, options)));
    const told = [toldBy(machine.name, machine.linksOf(of)), ...answers].flat().filter(({ link }) => isEnd(of, link));
    told.sort((a, b) => Number(a.byEnd) - Number(b.byEnd) || a.link.at - b.link.at);
    // What was cut because it moved elsewhere is no decision about the link.
    const meant = told.filter(({ link }) => link.state !== "cut" || renamedBy(link.options) === undefined);
    return new Map(meant.map(({ link }) => [keyOf(link), link]));
  }

  /** Nothing is moved while one that is here does not say what it keeps: its links would stay behind. */
  async #askOne(peer: RemoteNode, of: string, options: WaitOptions): Promise<readonly Told[]> {
    try {
      return toldBy(peer.name, await peer.links({ timeout: ANSWER_TIMEOUT_MS, ...options, of }));
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (error.code === "peer-gone") return [];
      throw new NetworkError(error.code, `${peer.name} did not say which links it keeps: ${error.message}`);
    }
  }

  /** The new one is made first: an end that refuses it keeps the old one. What somebody decided of the new name stays. */
  async #move(old: LinkState, { before, after, known, options }: Move): Promise<RenamedLink> {
    const rename = (port: Port): Port => (port.node === before ? { ...port, node: after } : port);
    const from = { emitter: old.emitter, sensor: old.sensor };
    const to = { emitter: rename(old.emitter), sensor: rename(old.sensor) };
    const on = old.state !== "cut";
    const there = known.get(keyOf(to));
    const stays = there !== undefined && there.declared !== true;
    try {
      if (!stays && on) await this.#linking.keep(to, old.options, options);
      if (!stays && !on) await this.#linking.disconnect(to, options);
      if (on) await this.#linking.disconnect(from, options, { options: renamedOptions(old.options, before, after) });
    } catch (error) {
      return { from, to, on, reason: error instanceof Error ? error.message : String(error) };
    }
    const differs = stays && (there.state !== "cut") !== on;
    return { from, to, on, reason: differs ? `${there.by} decided otherwise for the new name` : "" };
  }
}

interface Move {
  readonly before: string;
  readonly after: string;
  readonly known: ReadonlyMap<string, LinkState>;
  readonly options: WaitOptions;
}

interface Told {
  readonly link: LinkState;
  readonly byEnd: boolean;
}

function toldBy(name: string, links: readonly LinkState[]): readonly Told[] {
  return links.map((link) => ({ link, byEnd: isEnd(name, link) }));
}

function isEnd(name: string, { emitter, sensor }: Link): boolean {
  return emitter.node === name || sensor.node === name;
}

function keyOf({ emitter, sensor }: Link): string {
  return JSON.stringify([emitter.node, emitter.parameter, sensor.node, sensor.parameter]);
}

/** How long nodes have to say which links they keep. */
const ANSWER_TIMEOUT_MS = 2000;
