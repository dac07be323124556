import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { encodeCall } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { Terms } from "../fades/terms.ts";
import { formatSender } from "../fades/timing.ts";
import type { Ends } from "./ends.ts";
import { whyNoMap } from "./mapping.ts";
import { formatRecord, type LinkRecord, readRecord } from "./record.ts";
import type { KeptLink, Registry } from "./registry.ts";
import { whyNoWeight } from "./weighing.ts";

/**
 * How a record is meant. `decided`: somebody decided it on the sender's node, an end compares and answers; `held`: the sender
 * is an end and has this; `kept`: the sender is none, it counts where nothing was decided; `answer`: what the sender has now;
 * `refused`: the sender obeys nobody who may not, and has this.
 */
export type How = (typeof HOW)[number];

/** What one message of records says. */
export interface Records {
  readonly records: readonly LinkRecord[];
  readonly how: How;
  /** Why it was refused. */
  readonly reason: string;
}

type Answers = Map<string, { readonly to: readonly string[]; readonly records: LinkRecord[] }>;

/** Records on their way: whom they are sent to, and when. Only nodes that announce `links` are sent any. */
export class Exchange {
  readonly #core: Core;
  readonly #registry: Registry;
  readonly #ends: Ends;
  readonly #terms: Terms;
  /** Answers that leave together, by whom they go to; undefined while each leaves at once. */
  #answers: Answers | undefined;

  constructor(core: Core, registry: Registry, ends: Ends, terms: Terms) {
    this.#core = core;
    this.#registry = registry;
    this.#ends = ends;
    this.#terms = terms;
  }

  /** Does something after which answers are sent together: thousands of records in one message do not become as many. */
  together(act: () => void): void {
    this.#answers = new Map();
    act();
    const answers = [...this.#answers.values()];
    this.#answers = undefined;
    for (const { to, records } of answers) this.#sendAll(to, records, "answer");
  }

  /** A node has come, or its ends may have another opinion now: it is told of every link that it is an end of. */
  meet(peer: Peer): void {
    if (!peer.links || peer.name === this.#core.name) return;
    const records = { decided: [] as LinkRecord[], held: [] as LinkRecord[], kept: [] as LinkRecord[] };
    const ofShows: KeptLink[] = [];
    for (const kept of this.#registry.about(peer.name)) {
      if (kept.temporary || !this.#isMeant(kept, peer) || !this.isUnderstood(kept, peer)) continue;
      if (this.#senderOf(kept) === undefined) records[this.#howFor(kept, peer)].push(kept.record);
      else ofShows.push(kept);
    }
    for (const how of ["decided", "held", "kept"] as const) this.#sendAll([peer.id], records[how], how);
    for (const kept of ofShows) this.send([peer], kept, this.#howFor(kept, peer));
  }

  send(to: readonly Peer[], kept: KeptLink, how: How, reason = ""): void {
    if (kept.temporary) return;
    const those = to.filter((peer) => this.isUnderstood(kept, peer));
    const sender = how === "answer" || how === "refused" ? undefined : this.#senderOf(kept);
    const [know, others] = [those.filter(({ terms }) => terms), those.filter(({ terms }) => !terms)];
    if (sender === undefined) return this.#sendAll(ids(those), [kept.record], how, reason);
    this.#sendAll(ids(others), [kept.record], how, reason);
    this.#push(ids(know), [[formatRecord(kept.record)], how], sender);
  }

  /** Nodes that are no end learn of links, all of them of the same ones. */
  inform(to: readonly Peer[], records: readonly LinkRecord[]): void {
    if (records.length > 0) this.#sendAll(ids(to), records, "answer");
  }

  /** Sends what somebody wanted back to him, where nothing is kept. */
  sendBack(to: Peer, record: LinkRecord, reason: string): void {
    this.#sendAll(ids([to]), [record], "refused", reason);
  }

  /**
   * The ends that are here are asked to agree. Those that may refuse come first, one by one: when one does, nobody else is told.
   */
  ask(kept: KeptLink): void {
    // Whoever agreed and does not do it may have heard something else since.
    if (!this.#ends.isOwn(kept.record) && this.disagreeing(kept).length === 0) kept.agreed.clear();
    const open = this.disagreeing(kept);
    const closed = open.find(({ guarded }) => guarded);
    const to = closed === undefined || this.#ends.isOwn(kept.record) ? open : [closed];
    for (const peer of to) this.send([peer], kept, this.#howFor(kept, peer));
  }

  /** The ends that are here, understand records, and are not known to have the same one. */
  disagreeing(kept: KeptLink): readonly Peer[] {
    return this.#ends.present(kept).filter(({ id, links }) => links && !kept.agreed.has(id));
  }

  /** A sensor's node that does not know what the options say is not asked for such a link: it would let everything through as it is. */
  isUnderstood({ record }: KeptLink, peer: Peer): boolean {
    return peer.name !== record.sensor.node || (whyNoWeight(record, peer) ?? whyNoMap(record, peer)) === undefined;
  }

  /** Of several nodes of one name, one that was not chosen is told only what was cut. */
  #isMeant({ record, emitterId, sensorId }: KeptLink, { id, name }: Peer): boolean {
    return !record.on || this.#ends.idOf(name, name === record.emitter.node ? emitterId : sensorId) === id;
  }

  /** An end that was here, or was away in this session, is asked to compare; any other takes it where nothing was decided. */
  #howFor({ record, decision }: KeptLink, { id, name }: Peer): "decided" | "held" | "kept" {
    if (this.#ends.isOwn(record)) return "held";
    return decision?.live.has(id) === true || decision?.owed.has(name) === true ? "decided" : "kept";
  }

  #sendAll(to: readonly string[], records: readonly LinkRecord[], how: How, reason = ""): void {
    if (to.length === 0) return;
    if (how === "answer" && this.#answers !== undefined) return this.#collect(this.#answers, to, records);
    for (let first = 0; first < records.length; ) {
      const some: Json[] = [];
      for (let length = 0; first < records.length && length < PORTION; first++) {
        const record = formatRecord(records[first] as LinkRecord);
        some.push(record);
        length += formatJson(record).length;
      }
      const args: readonly Json[] = reason === "" ? [some, how] : [some, how, reason];
      this.#push(to, args);
    }
  }

  #push(to: readonly string[], args: readonly Json[], sender?: JsonObject): void {
    if (to.length > 0) this.#core.push({ type: "send", to, text: encodeCall(METHOD, args, undefined, sender) });
  }

  /** The show that this node is, where what it says of a link is what it wanted itself as that show. */
  #senderOf({ record, sender }: KeptLink): JsonObject | undefined {
    const { id } = this.#core;
    if (sender.show === undefined || (record.onVersion.id !== id && record.optionsVersion.id !== id)) return undefined;
    return formatSender(this.#terms.own(sender));
  }

  #collect(answers: Answers, to: readonly string[], records: readonly LinkRecord[]): void {
    const key = to.join();
    const some = answers.get(key) ?? { to, records: [] };
    some.records.push(...records);
    answers.set(key, some);
  }
}

/** What a call of the method says; undefined for anything else. Records that are none are left out. */
export function readRecords(args: readonly Json[]): Records | undefined {
  const [list, how = "held", reason = ""] = args;
  if (!Array.isArray(list) || !HOW.includes(how as How) || typeof reason !== "string") return undefined;
  const records = list.slice(0, MAX_RECORDS).flatMap((one: Json) => readRecord(one) ?? []);
  return { records, how: how as How, reason: reason.slice(0, MAX_REASON) };
}

function ids(peers: readonly Peer[]): readonly string[] {
  return peers.flatMap(({ id, links }) => (links ? [id] : []));
}

/** A CALL without an id, which nodes of another make ignore. */
export const METHOD = "zocp.records";
const HOW = ["decided", "held", "kept", "answer", "refused"] as const;
/** Characters of one message. */
const PORTION = 0x1_0000;
/** Records of one message. */
const MAX_RECORDS = 5000;
const MAX_REASON = 300;
