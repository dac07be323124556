import type { Subscription } from "../codec/message.ts";

/** A subscription to an emitter that has a name. */
type Awaiting = Subscription & { readonly emitter: string };

/** Subscriptions to emitters that are not registered yet: found by the receiver, and by the emitter. */
export class Pending {
  readonly #byReceiver = new Map<string, Map<string, Map<string | null, Awaiting>>>();
  readonly #receivers = new Map<string, Set<string>>();
  readonly #counts = new Map<string, number>();
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  countOf(receiver: string): number {
    return this.#counts.get(receiver) ?? 0;
  }

  has({ sensorNode, emitter, sensor }: Awaiting): boolean {
    return this.#byReceiver.get(sensorNode)?.get(emitter)?.has(sensor) === true;
  }

  add(link: Awaiting): void {
    if (this.has(link)) return;
    const { sensorNode, emitter, sensor } = link;
    const emitters = this.#byReceiver.get(sensorNode) ?? new Map<string, Map<string | null, Awaiting>>();
    const sensors = emitters.get(emitter) ?? new Map<string | null, Awaiting>();
    this.#byReceiver.set(sensorNode, emitters.set(emitter, sensors.set(sensor, link)));
    this.#receivers.set(emitter, (this.#receivers.get(emitter) ?? new Set()).add(sensorNode));
    this.#count(sensorNode, 1);
  }

  delete({ sensorNode, emitter, sensor }: Subscription): void {
    if (emitter === null) return;
    const sensors = this.#byReceiver.get(sensorNode)?.get(emitter);
    if (sensors?.delete(sensor) !== true) return;
    this.#count(sensorNode, -1);
    if (sensors.size === 0) this.#forget(sensorNode, emitter);
  }

  /** Takes those that wait for an emitter. */
  takeFor(emitter: string): readonly Awaiting[] {
    return [...(this.#receivers.get(emitter) ?? [])].flatMap((receiver) => this.#take(receiver, emitter));
  }

  /** Takes those of one receiver. */
  takeOf(receiver: string): readonly Awaiting[] {
    return [...(this.#byReceiver.get(receiver)?.keys() ?? [])].flatMap((emitter) => this.#take(receiver, emitter));
  }

  #take(receiver: string, emitter: string): readonly Awaiting[] {
    const links = [...(this.#byReceiver.get(receiver)?.get(emitter)?.values() ?? [])];
    this.#forget(receiver, emitter);
    this.#count(receiver, -links.length);
    return links;
  }

  #forget(receiver: string, emitter: string): void {
    const emitters = this.#byReceiver.get(receiver);
    emitters?.delete(emitter);
    if (emitters?.size === 0) this.#byReceiver.delete(receiver);
    const receivers = this.#receivers.get(emitter);
    receivers?.delete(receiver);
    if (receivers?.size === 0) this.#receivers.delete(emitter);
  }

  #count(receiver: string, more: number): void {
    const count = this.countOf(receiver) + more;
    if (count > 0) this.#counts.set(receiver, count);
    else this.#counts.delete(receiver);
    this.#size += more;
  }
}
