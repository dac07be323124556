import { Frames } from "../../bytes/frames.ts";
import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import type { NetworkCode } from "../../errors.ts";
import { encodeCall, encodeRep, encodeSet, nest, nestAll, type Subscription } from "../codec/message.ts";
import { checkForm, checkValue, coerceValue, isFloat, sameValue, showValue } from "../codec/value.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import { Sends } from "../core/sends.ts";
import type { FadeRequest } from "../fades/fading.ts";
import type { Sender, Timing } from "../fades/timing.ts";
import { formatSender, formatTiming } from "../fades/timing.ts";
import { linkOf } from "../links/ends.ts";
import { whyNoMetadata } from "../old-nodes/old-nodes.ts";
import { formatMetadata } from "../tree/own-tree.ts";
import { type Description, Parameter } from "../tree/parameter.ts";

/** What was asked of a peer and has not been answered. */
interface Pending {
  readonly peer: string;
  readonly deadline: number;
  readonly what: string;
  /** For a SET: what it was about, and the value that it should have; a CALL has no path. */
  readonly path?: string;
  readonly value?: Json;
  /** Of a SET: how many values of that path, which nobody wanted an answer to, had left before. */
  readonly before?: number;
  /** It only asks for the whole tree. */
  readonly refresh?: true;
  /** Of an old node, and of a question for the tree: the GET whose answer tells what became of it. */
  question: number;
  /** Whether that answer was another than wanted, and was asked for once more. */
  doubted: boolean;
  /** Of an old node: a value of that path was sent later and nobody wanted an answer, so what it has by now says nothing of this one. */
  overtaken: boolean;
  /** Of a fade: what hears that it was refused. */
  readonly refused?: ((why: string) => void) | undefined;
}

/** One parameter or metadata of a peer, the value that it shall have, and what a SET says for that. */
interface Change {
  readonly path: string;
  readonly value: Json;
  readonly object: string | undefined;
  readonly name: string;
  readonly text: string;
}

/** What a peer said no to. */
interface Refusal {
  readonly verb: string;
  readonly path: string;
  readonly reason: string;
  readonly link?: Subscription | undefined;
}

/** How long a request may take, and until when that is. */
export interface RequestTime {
  readonly timeout: number;
  readonly now: number;
}

/**
 * What this node asks of others: to set or register a parameter, to call a method. Nodes of ours answer, in the order in which
 * they were asked; the reference does not, so its tree is asked for after each SET, and the answer to that very question is
 * looked at.
 */
export class Requests {
  readonly #core: Core;
  readonly #pending = new Map<number, Pending>();
  readonly #due: Deadline;
  readonly #sends = new Sends();

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  /** Never too late; perhaps too early, once, when what it was meant for has been answered. */
  get deadline(): number {
    return this.#due.at;
  }

  set(request: number, id: string, path: string, value: Json, time: RequestTime): void {
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    const change = this.#changeOf(peer, path, value);
    if (typeof change === "string") return this.#deny(request, peer, { verb: "SET", path, reason: change });
    this.#ask(request, peer, `setting ${peer.name}/${path}`, time, change, encodeSet(nest(change, change.text)));
  }

  /** The same for several at once, with one message; an old node is sent one for each, for its program may know no other. */
  setAll(
    sets: readonly (readonly [request: number, path: string, value: Json])[],
    id: string,
    time: RequestTime,
  ): void {
    const peer = this.#core.peers.get(id);
    if (peer?.extensions !== true) {
      for (const [request, path, value] of sets) this.set(request, id, path, value, time);
      return;
    }
    const changes: Change[] = [];
    for (const [request, path, value] of sets) {
      const change = this.#changeOf(peer, path, value);
      if (typeof change === "string") this.#deny(request, peer, { verb: "SET", path, reason: change });
      else {
        this.#expect(request, peer, `setting ${peer.name}/${path}`, time, change);
        changes.push(change);
      }
    }
    for (const some of portions(changes)) this.#core.send(id, encodeSet(nestAll(some)));
  }

  /** One SET for all that are to begin now; each is settled when its node has begun with it. `refused` hears of those that it has not. */
  fade(
    fades: readonly FadeRequest[],
    id: string,
    time: RequestTime,
    refused: (ended: number, why: string) => void,
  ): void {
    const changes: Change[] = [];
    for (const { accepted, ended, path, value, timing } of fades) {
      const why = (reason: string): void => refused(ended, reason);
      const peer = this.#peer(accepted, id);
      if (peer === undefined) {
        why("its node is not here");
        continue;
      }
      const change = this.#timedChangeOf(peer, path, value, timing);
      if (typeof change === "string") {
        this.deny(accepted, peer, path, change);
        why(change);
        continue;
      }
      this.#expect(accepted, peer, `fading ${peer.name}/${path}`, time, { ...change, refused: why });
      changes.push(change);
    }
    for (const some of portions(changes)) this.#core.send(id, encodeSet(nestAll(some)));
  }

  /** The value as a parameter of a peer would take it, or why it cannot. */
  wantedOf(peer: Peer, path: string, value: Json): { readonly value: Json } | { readonly reason: string } {
    const change = this.#changeOf(peer, path, value);
    if (typeof change === "string") return { reason: change };
    return peer.tree.parameters.has(path) ? { value: change.value } : { reason: `${peer.name}/${path} ${NO_FADE}` };
  }

  /** What was asked for was not even sent: the request fails, and the event `refused` tells it, too. */
  deny(request: number, peer: Peer, path: string, reason: string): void {
    this.#deny(request, peer, { verb: "SET", path, reason });
  }

  /** Sends a value that nobody wants an answer to: while the peer is slow, only the newest is kept. What cannot be is told. */
  send(id: string, path: string, value: Json): void {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) return;
    const change = this.#changeOf(peer, path, value);
    if (typeof change === "string") return this.#tellRefused(peer, { verb: "SET", path, reason: change });
    this.#overtake(peer, path);
    const content = Frames.ofText(encodeSet(nest(change, change.text)));
    this.#core.push({ type: "signal", to: [this.#sends.recipient(id, path)], content });
  }

  /** Asks for the whole tree of a peer; settles when the answer to this very question is there. */
  refresh(request: number, id: string, time: RequestTime): void {
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    this.#core.ask(peer, time.now);
    this.#expect(request, peer, `asking ${peer.name} for its parameters`, time, { refresh: true });
  }

  /** Throws `UsageError` for a description that is wrong. */
  register(request: number, id: string, name: string, description: Description, time: RequestTime): void {
    const parameter = new Parameter(undefined, name, description);
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    if (name.startsWith("_") && !peer.extensions) {
      // Whoever sets metadata of that name afterwards would end that node.
      const reason = `${peer.name}/${name}: on an old node such a name is metadata`;
      return this.#deny(request, peer, { verb: "SET", path: name, reason });
    }
    const pending = { path: name, value: parameter.value };
    const text = encodeSet(nest(parameter, parameter.format("[]")));
    this.#ask(request, peer, `registering ${peer.name}/${name}`, time, pending, text);
  }

  /** Whoever knows of shows is told which one calls. */
  call(
    request: number,
    id: string,
    method: string,
    args: readonly Json[],
    time: RequestTime,
    sender: Sender = {},
  ): void {
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    if (peer.extensions) {
      const text = encodeCall(method, args, String(request), peer.terms ? formatSender(sender) : undefined);
      return this.#ask(request, peer, `calling ${method} of ${peer.name}`, time, {}, text);
    }
    this.#core.send(id, encodeCall(method, args, undefined));
    this.#refused(request, `${peer.name} is an old node: it ignores every call`);
  }

  /** Answers a call of a peer; the call is named as its effect named it. */
  answer(call: string, answer: { readonly result: Json } | { readonly error: string }): void {
    const peer = call.slice(0, ID_LENGTH);
    const detail = new Map<string, Json>([["id", call.slice(ID_LENGTH)], ...Object.entries(answer)]);
    if (this.#core.peers.get(peer)?.extensions === true) this.#core.send(peer, encodeRep("CALL", formatJson(detail)));
  }

  /** The whole tree of a peer has come: of the reference, that is the answer to the SET before its GET. */
  handleWhole(peer: Peer, now: number): void {
    for (const [request, { refresh, question, peer: asked }] of this.#pending)
      if (refresh === true && asked === peer.id && question <= peer.answers) this.#settle(request, { result: null });
    if (peer.extensions) return;
    for (const [path, asked] of this.#answeredSets(peer)) this.#judge(peer, path, asked, now);
  }

  /** A peer of ours says what became of a SET, or how a call ended. */
  handleRep(peer: Peer, about: string, detail: JsonObject, link?: Subscription): void {
    if (about === "CALL") return this.#handleResult(peer, detail);
    const refused = detail.get("refused");
    if (refused instanceof Map) {
      for (const [path, reason] of refused as JsonObject)
        this.#handleRefusal(peer, { verb: about, path, reason: asText(reason), link });
    }
    const accepted = detail.get("accepted");
    if (about !== "SET" || !Array.isArray(accepted)) return;
    for (const path of accepted) {
      const request = this.#answered(peer.id, path);
      if (request !== undefined) this.#settle(request, { result: present(peer, path) ?? null });
    }
  }

  handleExit(peer: string, name: string): void {
    this.#sends.handleExit(peer);
    for (const [request, pending] of this.#pending) {
      if (pending.peer === peer) this.#fail(request, "peer-gone", `${pending.what}: ${name} left before it answered`);
    }
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const [request, { deadline, what }] of this.#pending) {
      if (now < deadline) this.#due.by(deadline);
      else this.#fail(request, "timed-out", `${what}: ${NO_ANSWER}`);
    }
  }

  /** The sets of an old node that its answers are about, in the order in which they left, by path. */
  #answeredSets({ id, answers }: Peer): ReadonlyMap<string, readonly (readonly [number, Pending])[]> {
    const sets = new Map<string, (readonly [number, Pending])[]>();
    for (const [request, pending] of this.#pending) {
      const { peer, path, question } = pending;
      if (peer !== id || path === undefined || question > answers) continue;
      const others = sets.get(path);
      if (others === undefined) sets.set(path, [[request, pending]]);
      else others.push([request, pending]);
    }
    return sets;
  }

  /** What it has now tells what became of the last of several sets; those that we overtook ourselves share its fate. */
  #judge(peer: Peer, path: string, asked: readonly (readonly [number, Pending])[], now: number): void {
    const last = asked.at(-1)?.[1];
    const kept = present(peer, path);
    const taken = last?.overtaken === true || sameValue(kept ?? null, last?.value ?? null);
    for (const [request, pending] of asked) {
      if (kept !== undefined && taken) this.#settle(request, { result: pending.value ?? null });
      else if (last?.doubted !== true) this.#askAgain(peer, pending, now);
      else this.#deny(request, peer, { verb: "SET", path, reason: `${pending.what}: ${whatItKept(kept)}` });
    }
  }

  #peer(request: number, id: string): Peer | undefined {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) this.#fail(request, "peer-gone", `the node ${id} is not here`);
    return peer;
  }

  /** How a parameter or metadata of a peer is set to a value; a text says why it cannot be. */
  #changeOf(peer: Peer, path: string, value: Json): Change | string {
    const place = `${peer.name}/${path}`;
    const parameter = peer.tree.parameters.get(path);
    if (parameter === undefined && path.startsWith("_")) return metadataChange(peer, path, value);
    if (parameter === undefined) return `${peer.name} has no parameter "${path}"`;
    const { access, typeHint, object, name } = parameter;
    if (!access.includes("w")) return `${place} is not writable: its access is "${access}", without w`;
    const wanted = coerceValue(value, typeHint);
    // A node of ours may clamp: what is out of range is for it to decide.
    const reason = checkValue(wanted, peer.extensions ? { typeHint } : parameter);
    if (reason !== undefined) return `${place}: ${reason}`;
    const text = `{"value": ${formatJson(wanted, { floats: isFloat(typeHint) })}}`;
    return { path, value: wanted, object, name, text };
  }

  /** The same for a timed one: `metadata` cannot go anywhere. */
  #timedChangeOf(peer: Peer, path: string, value: Json, timing: Timing): Change | string {
    const change = this.#changeOf(peer, path, value);
    if (typeof change === "string") return change;
    const parameter = peer.tree.parameters.get(path);
    if (parameter === undefined) return `${peer.name}/${path} ${NO_FADE}`;
    const floats = isFloat(parameter.typeHint);
    const known = peer.terms ? timing : { ...timing, show: undefined, term: undefined };
    const timed = formatTiming(known, (from) => formatJson(from, { floats }));
    return { ...change, text: `${change.text.slice(0, -1)}, ${timed}}` };
  }

  #ask(
    request: number,
    peer: Peer,
    what: string,
    time: RequestTime,
    more: Pick<Pending, "path" | "value">,
    text: string,
  ): void {
    this.#core.send(peer.id, text);
    this.#expect(request, peer, what, time, more);
  }

  /** Of what was set before, nobody can see any more whether it was taken. */
  #overtake(peer: Peer, path: string): void {
    if (peer.extensions) return;
    for (const pending of this.#pending.values())
      if (pending.peer === peer.id && pending.path === path) pending.overtaken = true;
  }

  /** From now on an answer is waited for. */
  #expect(
    request: number,
    peer: Peer,
    what: string,
    { timeout, now }: RequestTime,
    { path, value, refresh, refused }: Pick<Pending, "path" | "value" | "refresh" | "refused">,
  ): void {
    const deadline = now + timeout;
    const about = path === undefined ? {} : { path, value: value ?? null, before: this.#sends.count(peer.id, path) };
    const whole = refresh === true ? { refresh } : {};
    const question = peer.extensions || path === undefined ? peer.questions : this.#core.askSoon(peer, now);
    const asked = { peer: peer.id, deadline, what, question, doubted: false, overtaken: false, refused };
    this.#pending.set(request, { ...asked, ...about, ...whole });
    this.#due.by(deadline);
  }

  /** A change that looked like an answer may have been counted for one, so one other value is no refusal yet. */
  #askAgain(peer: Peer, pending: Pending, now: number): void {
    pending.question = this.#core.askSoon(peer, now);
    pending.doubted = true;
  }

  #handleResult(peer: Peer, detail: JsonObject): void {
    const request = Number(detail.get("id"));
    const pending = this.#pending.get(request);
    if (pending?.peer !== peer.id || pending.path !== undefined || pending.refresh === true) return;
    const error = detail.get("error");
    if (error === undefined) this.#settle(request, { result: detail.get("result") ?? null });
    else this.#refused(request, `${pending.what}: ${asText(error)}`);
  }

  #handleRefusal(peer: Peer, refusal: Refusal): void {
    this.#tellRefused(peer, refusal);
    const { verb, path, reason } = refusal;
    const request = verb === "SET" ? this.#answered(peer.id, path) : undefined;
    if (request === undefined) return;
    const heard = this.#pending.get(request)?.refused;
    this.#refused(request, `${peer.name}/${path}: ${reason}`);
    heard?.(reason);
  }

  /** Not asked at all, or not done: nobody may wait for the request, so an event tells it, too. */
  #deny(request: number, peer: Peer, refusal: Refusal): void {
    this.#tellRefused(peer, refusal);
    this.#refused(request, refusal.reason);
  }

  #tellRefused({ id: peer, name }: Peer, { verb, path, reason, link }: Refusal): void {
    const which = link === undefined ? {} : { link: linkOf(link) };
    this.#core.tell({ type: "refused", peer, name, verb, parameter: path, reason, outgoing: true, ...which });
  }

  /** The request that a peer answers by speaking of a path: the oldest, unless the answer is that of a value that was only sent. */
  #answered(peer: string, path: Json): number | undefined {
    if (typeof path !== "string") return undefined;
    for (const [request, { peer: asked, path: about, before }] of this.#pending) {
      if (asked === peer && about === path) return this.#sends.takeAnswer(peer, path, before) ? undefined : request;
    }
    this.#sends.takeAnswer(peer, path);
    return undefined;
  }

  #refused(request: number, message: string): void {
    this.#fail(request, "refused-by-peer", message);
  }

  #fail(request: number, code: NetworkCode, message: string): void {
    this.#settle(request, { error: { code, message } });
  }

  #settle(
    request: number,
    outcome: { readonly result: Json } | { readonly error: { readonly code: NetworkCode; readonly message: string } },
  ): void {
    this.#pending.delete(request);
    this.#core.push({ type: "settle", request, ...outcome });
  }
}

function metadataChange(peer: Peer, name: string, value: Json): Change | string {
  // Anything else than a text, a list or an object would end a node of the reference.
  const fits = typeof value === "string" || (typeof value === "object" && value !== null);
  const form = checkForm(value) ?? (peer.extensions ? undefined : whyNoMetadata(peer, value));
  const reason = fits ? form : `${showValue(value)} is no metadata`;
  if (reason !== undefined) return `${peer.name}/${name}: ${reason}`;
  return { path: name, value, object: undefined, name, text: formatMetadata(name, value) };
}

/** Parts of a size that every node takes in one message. */
function* portions(changes: readonly Change[]): Iterable<readonly Change[]> {
  let some: Change[] = [];
  let length = 0;
  for (const change of changes) {
    if (length > PORTION) {
      yield some;
      some = [];
      length = 0;
    }
    some.push(change);
    length += change.text.length + change.path.length;
  }
  if (some.length > 0) yield some;
}

function present(peer: Peer, path: Json): Json | undefined {
  if (typeof path !== "string") return undefined;
  const { parameters, metadata } = peer.tree;
  return parameters.has(path) ? parameters.get(path)?.value : metadata.get(path);
}

function whatItKept(kept: Json | undefined): string {
  return kept === undefined ? "it has no such parameter any more" : `it has the value ${showValue(kept)}`;
}

function asText(json: Json): string {
  return typeof json === "string" ? json : showValue(json);
}

const NO_FADE = "is metadata, which cannot fade";
const NO_ANSWER = "no answer came in time, so it is not known whether it was done";
/** Characters. */
const PORTION = 0x4_0000;
const ID_LENGTH = 32;
