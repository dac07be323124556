import type { Json, JsonObject } from "../bytes/json.ts";
import { formatJson, formatString } from "../bytes/json-format.ts";
import type { NetworkCode } from "../errors.ts";
import type { Core } from "./core.ts";
import { encodeCall, encodeSet } from "./message.ts";
import { type Description, Parameter } from "./parameter.ts";
import type { Peer } from "./peer.ts";
import type { Merge, RemoteParameter } from "./remote-tree.ts";
import { checkValue, coerceValue, isFloat, sameValue, showValue } from "./value.ts";

/** What was asked of a peer and has not been answered. */
interface Pending {
  readonly peer: string;
  readonly deadline: number;
  readonly what: string;
  /** For a SET: the parameter, and the value that it should have. */
  readonly path?: string;
  readonly value?: Json;
  readonly registers?: boolean;
}

/** How long a request may take, and until when that is. */
export interface RequestTime {
  readonly timeout: number;
  readonly now: number;
}

/**
 * What this node asks of others: to set or register a parameter, to call a method. Nodes of ours answer; of the reference we
 * ask for its tree afterwards and look whether it did what we wanted.
 */
export class Requests {
  readonly #core: Core;
  readonly #pending = new Map<number, Pending>();

  constructor(core: Core) {
    this.#core = core;
  }

  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (const pending of this.#pending.values()) deadline = Math.min(deadline, pending.deadline);
    return deadline;
  }

  set(request: number, id: string, path: string, value: Json, time: RequestTime): void {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) return this.#fail(request, "peer-gone", `the node ${id} is not here`);
    const parameter = peer.tree.parameters.get(path);
    const place = `${peer.name}/${path}`;
    if (parameter === undefined)
      return this.#fail(request, "refused-by-peer", `${peer.name} has no parameter "${path}"`);
    if (!parameter.access.includes("w"))
      return this.#fail(request, "refused-by-peer", `${place}: it is not writable (access letter w)`);
    const wanted = coerceValue(value, parameter.typeHint);
    // A node of ours may clamp: what is out of range is for it to decide.
    const reason = checkValue(wanted, peer.extensions ? { typeHint: parameter.typeHint } : parameter);
    if (reason !== undefined) return this.#fail(request, "refused-by-peer", `${place}: ${reason}`);
    const text = formatJson(wanted, { floats: isFloat(parameter.typeHint) });
    this.#ask(
      request,
      peer,
      `setting ${place}`,
      time,
      { path, value: wanted },
      encodeSet(nest(parameter, `{"value": ${text}}`)),
    );
  }

  /** Throws `UsageError` for a description that is wrong. */
  register(request: number, id: string, name: string, description: Description, time: RequestTime): void {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) return this.#fail(request, "peer-gone", `the node ${id} is not here`);
    const text = new Parameter(undefined, name, description).format("[]");
    const pending = { path: name, registers: true };
    this.#ask(
      request,
      peer,
      `registering ${peer.name}/${name}`,
      time,
      pending,
      encodeSet(`{${formatString(name)}: ${text}}`),
    );
  }

  call(request: number, id: string, method: string, args: readonly Json[], time: RequestTime): void {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) return this.#fail(request, "peer-gone", `the node ${id} is not here`);
    if (peer.extensions) {
      return this.#ask(
        request,
        peer,
        `calling ${method} of ${peer.name}`,
        time,
        {},
        encodeCall(method, args, String(request)),
      );
    }
    this.#core.send(id, encodeCall(method, args, undefined));
    this.#fail(request, "refused-by-peer", `${peer.name} is an old node: it ignores every call`);
  }

  /** A peer's tree changed: what was waited for may be there. */
  handleModified(peer: Peer, { changed }: Merge): void {
    for (const [request, { peer: asked, path, value, registers }] of this.#pending) {
      if (asked !== peer.id || path === undefined || !changed.includes(path)) continue;
      const kept = peer.tree.parameters.get(path)?.value ?? null;
      if (registers === true || peer.extensions || sameValue(kept, value ?? null)) this.#succeed(request, kept);
      else this.#fail(request, "refused-by-peer", `${peer.name}/${path} kept the value ${showValue(kept)}`);
    }
  }

  /** A peer of ours says what it refused, or how a call ended. */
  handleRep(peer: Peer, about: string, detail: JsonObject): void {
    if (about === "CALL") return this.#handleResult(peer, detail);
    const refused = detail.get("refused");
    if (!(refused instanceof Map)) return;
    for (const [path, reason] of refused) this.#handleRefusal(peer, about, path, String(reason));
  }

  handleExit(peer: string, name: string): void {
    for (const [request, pending] of this.#pending) {
      if (pending.peer === peer) this.#fail(request, "peer-gone", `${pending.what}: ${name} left before it answered`);
    }
  }

  handleTimeout(now: number): void {
    for (const [request, { deadline, what }] of this.#pending) {
      if (now >= deadline) this.#fail(request, "timed-out", `${what}: no answer came in time`);
    }
  }

  #ask(
    request: number,
    peer: Peer,
    what: string,
    { timeout, now }: RequestTime,
    more: Partial<Pending>,
    text: string,
  ): void {
    this.#pending.set(request, { peer: peer.id, deadline: now + timeout, what, ...more });
    this.#core.send(peer.id, text);
    if (!peer.extensions) this.#core.ask(peer, now);
  }

  #handleResult(peer: Peer, detail: JsonObject): void {
    const request = Number(detail.get("id"));
    const pending = this.#pending.get(request);
    if (pending?.peer !== peer.id || pending.path !== undefined) return;
    const error = detail.get("error");
    if (error === undefined) this.#succeed(request, detail.get("result") ?? null);
    else
      this.#fail(
        request,
        "refused-by-peer",
        `${pending.what}: ${typeof error === "string" ? error : showValue(error)}`,
      );
  }

  #handleRefusal(peer: Peer, verb: string, path: string, reason: string): void {
    const core = this.#core;
    core.tell({ type: "refused", peer: peer.id, name: peer.name, verb, parameter: path, reason, outgoing: true });
    if (verb !== "SET") return;
    for (const [request, pending] of this.#pending) {
      if (pending.peer !== peer.id || pending.path !== path) continue;
      return this.#fail(request, "refused-by-peer", `${peer.name}/${path}: ${reason}`);
    }
  }

  #succeed(request: number, result: Json): void {
    this.#pending.delete(request);
    this.#core.push({ type: "settle", request, result });
  }

  #fail(request: number, code: NetworkCode, message: string): void {
    this.#pending.delete(request);
    this.#core.push({ type: "settle", request, error: { code, message } });
  }
}

function nest({ object, name }: RemoteParameter, text: string): string {
  const entry = `{${formatString(name)}: ${text}}`;
  return object === undefined ? entry : `{"objects": {${formatString(object)}: ${entry}}}`;
}
