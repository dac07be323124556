import {
  type CallOptions,
  formatJson,
  type Json,
  type Link,
  NetworkError,
  parseAddress,
  type RemoteNode,
  type SenderOptions,
  type TransportNode,
  UsageError,
  type WaitOptions,
} from "../../index.ts";
import { sameValue } from "./file-values.ts";
import type { Change, MergeChange, Plan, PositionChange, ValueChange, WireChange } from "./plan.ts";

export interface ApplyOptions extends WaitOptions {
  /** Links are only wanted where nobody has decided otherwise since: for nodes that come later. */
  readonly declare?: boolean | undefined;
  /** The show that does it, at this moment: nodes refuse what one wants that was replaced. */
  readonly sender?: (() => SenderOptions) | undefined;
}

export interface Outcome {
  /** What is as the file says now. */
  readonly done: readonly Change[];
  /** What is not, and why: each was tried once. */
  readonly refused: readonly Refusal[];
  /** Links that a node of ours keeps until the other end comes. */
  readonly waiting: readonly WireChange[];
  /** Values that their nodes took in another way: they may clamp. */
  readonly moved: readonly MovedValue[];
}

export interface Refusal {
  readonly change: Change;
  readonly reason: string;
}

export interface MovedValue {
  readonly change: ValueChange;
  readonly value: Json;
}

/**
 * Does what a plan says: values of emitters, then links, then the other values, then positions. Each node is told its values in one message. What is
 * refused is told, and the rest goes on. `timeout` (5 s unless said) is for each step. Rejects only when it is aborted.
 */
export async function applyPlan(node: TransportNode, plan: Plan, options: ApplyOptions = {}): Promise<Outcome> {
  const report: Report = { done: [], refused: [], waiting: [], moved: [] };
  const applier = new Applier(node, options, report);
  for (const stage of stagesOf(plan.changes)) {
    options.signal?.throwIfAborted();
    await applier.apply(stage);
  }
  return report;
}

interface Report {
  readonly done: Change[];
  readonly refused: Refusal[];
  readonly waiting: WireChange[];
  readonly moved: MovedValue[];
}

/** Neighbours of one kind are done at the same time. */
function stagesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const stages: Change[][] = [];
  for (const change of changes) {
    const stage = stages.at(-1);
    if (stage !== undefined && isWire(stage[0]) === isWire(change)) stage.push(change);
    else stages.push([change]);
  }
  return stages;
}

function isWire(change: Change | undefined): boolean {
  return change?.kind === "make" || change?.kind === "options" || change?.kind === "cut";
}

class Applier {
  readonly #node: TransportNode;
  readonly #wait: WaitOptions;
  readonly #declare: boolean;
  readonly #sender: () => SenderOptions;
  readonly #report: Report;

  constructor(
    node: TransportNode,
    { declare, timeout = PATIENCE, signal, sender = () => ({}) }: ApplyOptions,
    report: Report,
  ) {
    this.#node = node;
    this.#wait = { timeout, signal };
    this.#declare = declare === true;
    this.#sender = sender;
    this.#report = report;
  }

  async apply(stage: readonly Change[]): Promise<void> {
    const values = new Map<string, ValueChange[]>();
    const others: Promise<void>[] = [];
    for (const change of stage) {
      if (change.kind === "value") values.set(change.target.node, [...(values.get(change.target.node) ?? []), change]);
      else if (change.kind === "merge") others.push(this.#merge(change));
      else others.push(change.kind === "position" ? this.#place(change) : this.#wire(change));
    }
    await Promise.all([...others, ...[...values].map(([id, all]) => this.#setAll(id, all))]);
  }

  async #setAll(id: string, changes: readonly ValueChange[]): Promise<void> {
    const remote = this.#node.peers.get(id);
    if (remote === undefined) return this.#refuseAll(changes, "it has left");
    for (const batch of batchesOf(remote, changes)) await this.#set(remote, batch);
  }

  async #set(remote: RemoteNode, batch: readonly ValueChange[]): Promise<void> {
    const [only, ...more] = batch;
    if (only === undefined) return;
    const values = Object.fromEntries(batch.map(({ target, to }) => [target.parameter, to]));
    const outcome = await this.#outcome(remote.set(values, this.#asked));
    if (outcome === undefined) return this.#taken(remote, batch);
    if (more.length === 0) return this.#refuseAll(batch, outcome);
    // Together they do not say which of them was refused: those that are as wanted were taken, the others say why not.
    const isTaken = ({ target, to }: ValueChange): boolean => sameValue(remote.value(target.parameter), to);
    this.#taken(remote, batch.filter(isTaken));
    for (const change of batch) if (!isTaken(change)) await this.#set(remote, [change]);
  }

  #taken(remote: RemoteNode, batch: readonly ValueChange[]): void {
    for (const change of batch) {
      this.#report.done.push(change);
      const value = remote.value(change.target.parameter);
      if (value !== undefined && !sameValue(value, change.to)) this.#report.moved.push({ change, value });
    }
  }

  async #wire(change: WireChange): Promise<void> {
    const { from, to, options, waits } = change.wire;
    if (change.kind === "cut") return this.#settle(change, this.#node.disconnect(from, to, this.#asked));
    const as = this.#declare ? { declare: true } : { decide: true };
    const request = { options: Object.fromEntries(options), ...as, ...this.#sender() };
    if (waits === undefined) return this.#settle(change, this.#node.connect(from, to, { ...this.#wait, ...request }));
    // Nobody knows when the other end comes, so nobody waits for it: what the present one makes of it, that one says.
    this.#node.connect(from, to, { ...request, signal: this.#wait.signal }).catch(() => {});
    const reason = await this.#outcome(this.#checkKept(change));
    if (reason === undefined) this.#report.waiting.push(change);
    else this.#refuseAll([change], reason);
  }

  /** Rejects with the reason when the end that is here does not keep the link. */
  async #checkKept({ wire: { from, to, emitter, waits } }: WireChange): Promise<void> {
    const present = this.#node.peer(parseAddress(emitter).node === waits ? to.node : from.node);
    if (present === undefined) throw new NetworkError("peer-gone", "it has left");
    const key = keyOf({ emitter: from, sensor: to });
    const link = (await present.links(this.#wait)).find((one) => keyOf(one) === key);
    if (link === undefined || link.state === "refused" || link.state === "cut" || link.state === "disputed")
      throw new NetworkError("refused-by-peer", link?.reason || `${present.name} does not keep it`);
  }

  async #merge(change: MergeChange): Promise<void> {
    const remote = this.#node.peers.get(change.target.node);
    if (remote === undefined) return this.#refuseAll([change], "it has left");
    await this.#settle(change, remote.call("zocp.merge", [change.target.parameter, change.to], this.#asked));
  }

  /** How long anything may take, and who wants it. */
  get #asked(): CallOptions {
    return { ...this.#wait, ...this.#sender() };
  }

  async #place(change: PositionChange): Promise<void> {
    const remote = this.#node.peers.get(change.target);
    if (remote === undefined) return this.#refuseAll([change], "it has left");
    await this.#settle(change, remote.set("_zne_position", change.to, this.#wait));
  }

  async #settle(change: Change, work: Promise<unknown>): Promise<void> {
    const reason = await this.#outcome(work);
    if (reason === undefined) this.#report.done.push(change);
    else this.#refuseAll([change], reason);
  }

  /** Why it was not done; undefined when it was. */
  #outcome(work: Promise<unknown>): Promise<string | undefined> {
    return work.then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof NetworkError || isWrongMap(error)) return error.message;
        throw error;
      },
    );
  }

  #refuseAll(changes: readonly Change[], reason: string): void {
    for (const change of changes) this.#report.refused.push({ change, reason });
  }
}

/** An old node drives nothing with what it is told together with others: what has subscribers is told by itself. */
function batchesOf(remote: RemoteNode, changes: readonly ValueChange[]): readonly (readonly ValueChange[])[] {
  const isAlone = ({ target }: ValueChange): boolean =>
    !remote.extensions && remote.parameter(target.parameter)?.subscribers.length !== 0;
  const alone = changes.filter(isAlone).map((change) => [change]);
  const together = changes.filter((change) => !isAlone(change));
  const batches: (readonly ValueChange[])[] = alone;
  for (let at = 0; at < together.length; at += MOST) batches.push(together.slice(at, at + MOST));
  return batches;
}

/** A file may hold a map that this version does not know: the rest of it is done all the same. */
function isWrongMap(error: unknown): error is UsageError {
  return error instanceof UsageError && error.code === "invalid-map";
}

function keyOf({ emitter, sensor }: Link): string {
  return formatJson([emitter.node, emitter.parameter, sensor.node, sensor.parameter]);
}

/** Milliseconds. */
const PATIENCE = 5000;
/** Values in one message. */
const MOST = 500;
