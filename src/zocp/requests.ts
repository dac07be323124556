import type { Json, JsonObject } from "../bytes/json.ts";
import { formatJson, formatString } from "../bytes/json-format.ts";
import type { NetworkCode } from "../errors.ts";
import type { Core } from "./core.ts";
import { Due } from "./due.ts";
import { linkOf } from "./link-table.ts";
import { encodeCall, encodeRep, encodeSet, nest, type Subscription } from "./message.ts";
import { formatMetadata } from "./own-tree.ts";
import { type Description, Parameter } from "./parameter.ts";
import type { Peer } from "./peer.ts";
import { checkSuccessor, checkValue, coerceValue, isFloat, sameValue, showValue } from "./value.ts";

/** What was asked of a peer and has not been answered. */
interface Pending {
  readonly peer: string;
  readonly deadline: number;
  readonly what: string;
  /** For a SET: what it was about, and the value that it should have; a CALL has no path. */
  readonly path?: string;
  readonly value?: Json;
}

/** What a peer said no to. */
interface Refusal {
  readonly verb: string;
  readonly path: string;
  readonly reason: string;
  readonly link: Subscription | undefined;
}

/** How long a request may take, and until when that is. */
export interface RequestTime {
  readonly timeout: number;
  readonly now: number;
}

/**
 * What this node asks of others: to set or register a parameter, to call a method. Nodes of ours answer, in the order in which
 * they were asked; the reference does not, so its tree is asked for afterwards and looked at.
 */
export class Requests {
  readonly #core: Core;
  readonly #pending = new Map<number, Pending>();
  readonly #due: Due;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Due(core.due);
  }

  /** Never too late; perhaps too early, once, when what it was meant for has been answered. */
  get deadline(): number {
    return this.#due.at;
  }

  set(request: number, id: string, path: string, value: Json, time: RequestTime): void {
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    const place = `${peer.name}/${path}`;
    if (path.startsWith("_") && !peer.tree.parameters.has(path))
      return this.#setMetadata(request, peer, path, value, time);
    const parameter = peer.tree.parameters.get(path);
    if (parameter === undefined) return this.#refused(request, `${peer.name} has no parameter "${path}"`);
    if (!parameter.access.includes("w")) {
      return this.#refused(request, `${place} is not writable: its access is "${parameter.access}", without w`);
    }
    const wanted = coerceValue(value, parameter.typeHint);
    // A node of ours may clamp: what is out of range is for it to decide.
    const domain = peer.extensions ? { typeHint: parameter.typeHint } : parameter;
    const reason = checkValue(wanted, domain) ?? checkSuccessor(parameter.value, wanted);
    if (reason !== undefined) return this.#refused(request, `${place}: ${reason}`);
    const text = formatJson(wanted, { floats: isFloat(parameter.typeHint) });
    const pending = { path, value: wanted };
    this.#ask(request, peer, `setting ${place}`, time, pending, encodeSet(nest(parameter, `{"value": ${text}}`)));
  }

  /** Throws `UsageError` for a description that is wrong. */
  register(request: number, id: string, name: string, description: Description, time: RequestTime): void {
    const parameter = new Parameter(undefined, name, description);
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    if (name.startsWith("_") && !peer.extensions) {
      // Whoever sets metadata of that name afterwards would end that node.
      return this.#refused(request, `${peer.name}/${name}: on an old node such a name is metadata`);
    }
    const pending = { path: name, value: parameter.value };
    const text = encodeSet(nest(parameter, parameter.format("[]")));
    this.#ask(request, peer, `registering ${peer.name}/${name}`, time, pending, text);
  }

  call(request: number, id: string, method: string, args: readonly Json[], time: RequestTime): void {
    const peer = this.#peer(request, id);
    if (peer === undefined) return;
    if (peer.extensions) {
      const text = encodeCall(method, args, String(request));
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

  /** The whole tree of a peer has come: of the reference, that is the answer to a SET before the GET. */
  handleWhole(peer: Peer): void {
    if (peer.extensions) return;
    for (const [request, { peer: asked, path, value }] of this.#pending) {
      if (asked !== peer.id || path === undefined) continue;
      const kept = present(peer, path);
      if (kept !== undefined && sameValue(kept, value ?? null)) this.#settle(request, { result: kept });
    }
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
      const request = this.#oldest(peer.id, path);
      if (request !== undefined) this.#settle(request, { result: present(peer, path) ?? null });
    }
  }

  handleExit(peer: string, name: string): void {
    for (const [request, pending] of this.#pending) {
      if (pending.peer === peer) this.#fail(request, "peer-gone", `${pending.what}: ${name} left before it answered`);
    }
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const [request, { deadline, what, peer, path, value }] of this.#pending) {
      if (now < deadline) {
        this.#due.by(deadline);
        continue;
      }
      const node = this.#core.peers.get(peer);
      const kept = node === undefined || path === undefined ? undefined : present(node, path);
      const old = node?.extensions === false && kept !== undefined && !sameValue(kept, value ?? null);
      if (old) this.#refused(request, `${what}: it kept the value ${showValue(kept)}`);
      else this.#fail(request, "timed-out", `${what}: no answer came in time`);
    }
  }

  #peer(request: number, id: string): Peer | undefined {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) this.#fail(request, "peer-gone", `the node ${id} is not here`);
    return peer;
  }

  #setMetadata(request: number, peer: Peer, name: string, value: Json, time: RequestTime): void {
    const text = `{${formatString(name)}: ${formatMetadata(name, value)}}`;
    // Anything else than a text, a list or an object would end a node of the reference.
    const fits = typeof value === "string" || (typeof value === "object" && value !== null);
    const reason = fits ? checkSuccessor(peer.tree.metadata.get(name), value) : `${showValue(value)} is no metadata`;
    if (reason !== undefined) return this.#refused(request, `${peer.name}/${name}: ${reason}`);
    this.#ask(request, peer, `setting ${peer.name}/${name}`, time, { path: name, value }, encodeSet(text));
  }

  #ask(
    request: number,
    peer: Peer,
    what: string,
    { timeout, now }: RequestTime,
    more: Pick<Pending, "path" | "value">,
    text: string,
  ): void {
    // The reference would only answer by having the value; if it has not, it will not later either.
    const patience = peer.extensions ? timeout : Math.min(timeout, PATIENCE);
    const deadline = now + patience;
    this.#pending.set(request, { peer: peer.id, deadline, what, ...more });
    this.#due.by(deadline);
    this.#core.send(peer.id, text);
    if (!peer.extensions) this.#core.ask(peer, now);
  }

  #handleResult(peer: Peer, detail: JsonObject): void {
    const request = Number(detail.get("id"));
    const pending = this.#pending.get(request);
    if (pending?.peer !== peer.id || pending.path !== undefined) return;
    const error = detail.get("error");
    if (error === undefined) this.#settle(request, { result: detail.get("result") ?? null });
    else this.#refused(request, `${pending.what}: ${asText(error)}`);
  }

  #handleRefusal({ id: peer, name }: Peer, { verb, path, reason, link }: Refusal): void {
    const which = link === undefined ? {} : { link: linkOf(link) };
    this.#core.tell({ type: "refused", peer, name, verb, parameter: path, reason, outgoing: true, ...which });
    const request = verb === "SET" ? this.#oldest(peer, path) : undefined;
    if (request !== undefined) this.#refused(request, `${name}/${path}: ${reason}`);
  }

  #oldest(peer: string, path: Json): number | undefined {
    for (const [request, pending] of this.#pending) if (pending.peer === peer && pending.path === path) return request;
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

function present(peer: Peer, path: Json): Json | undefined {
  if (typeof path !== "string") return undefined;
  const { parameters, metadata } = peer.tree;
  return parameters.has(path) ? parameters.get(path)?.value : metadata.get(path);
}

function asText(json: Json): string {
  return typeof json === "string" ? json : showValue(json);
}

const PATIENCE = 2000;
const ID_LENGTH = 32;
