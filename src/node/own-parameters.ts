import { checkText } from "../arguments/check.ts";
import { toName } from "../arguments/names.ts";
import { hint } from "../arguments/suggest.ts";
import { UsageError } from "../errors.ts";
import { asked } from "../events/waiting.ts";
import type { Halt } from "../zocp/fades/fades.ts";
import type { Owner } from "../zocp/fades/owner.ts";
import type { ZocpDriver } from "./driver/zocp-driver.ts";
import type { Fade, FadeOptions } from "./fading/fading.ts";
import { checkHalt, readEnd, toTiming } from "./fading/fading.ts";
import { datedOwner } from "./fading/owners.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import type { NodeEvent } from "./node-events.ts";
import { NodeObject } from "./node-object.ts";
import { Parameter, type ParameterOwner } from "./parameter.ts";
import { type Registration, toDescription } from "./registrar.ts";
import type { Requests } from "./remote/requests.ts";
import { View } from "./view.ts";

/** The parameters and objects of this node as its user holds them: one object for each path, as long as the node lives. */
export class OwnParameters implements ParameterOwner {
  readonly #driver: ZocpDriver;
  readonly #requests: Requests;
  readonly #parameters = new Map<string, Parameter>();
  readonly #objects = new Map<string, NodeObject>();
  /** The parameter of which listeners are told at this moment that it changed: what our program makes of that is no hand on it. */
  told: string | undefined;
  /** Every parameter by path, also those that peers registered: always those of this moment. */
  readonly all: ReadonlyMap<string, Parameter>;

  constructor(driver: ZocpDriver, requests: Requests) {
    this.#driver = driver;
    this.#requests = requests;
    this.all = new View(driver.machine.parameters, (path) => this.parameter(path));
  }

  get id(): string {
    return this.#driver.transport.id;
  }

  /** Throws `UsageError` when there is none of that path. */
  parameter(given: string): Parameter {
    const path = toName("the parameter", given);
    const described = this.#driver.machine.parameters.get(path);
    if (described === undefined)
      throw new UsageError("not-found", `this node has no parameter "${path}"${hint(path, this.all.keys(), "it has")}`);
    let parameter = this.#parameters.get(path);
    if (parameter === undefined) this.#parameters.set(path, (parameter = new Parameter(this, described)));
    return parameter;
  }

  register(object: string | undefined, given: string, registration: Registration): Parameter {
    const name = toName("the parameter's name", given);
    const description = toDescription(name, registration);
    this.#driver.act((machine, now) => machine.register({ object, name }, description, now));
    return this.parameter(object === undefined ? name : `${object}.${name}`);
  }

  object(given: string, type: string): NodeObject {
    const name = toName("the object's name", given);
    checkText("the object's type", type);
    this.#driver.act((machine) => machine.declareObject(name, type));
    const object = new NodeObject(name, type, (of, parameter, registration) =>
      this.register(of, parameter, registration),
    );
    this.#objects.set(name, object);
    return object;
  }

  remove(path: string): void {
    this.#driver.act((machine, now) => machine.remove(path, now));
  }

  set(path: string, value: JsonInput): void {
    const json = toJson(value);
    this.#driver.act((machine, now) => machine.set(path, json, now, this.told === path));
  }

  emit(path: string, value: JsonInput): void {
    // A number is JSON already, and nearly every value is one.
    this.#driver.emit(path, typeof value === "number" ? value : toJson(value), this.told === path);
  }

  /** Throws `UsageError`. */
  fade(path: string, value: JsonInput, options: FadeOptions): Fade {
    const json = toJson(value);
    const timing = toTiming(options, this.#driver);
    let request = 0;
    const result = this.#requests.ask(undefined, (number) => {
      request = number;
    });
    const ended = asked(() => result.then(readEnd));
    try {
      this.#driver.act((machine, now) => machine.fade(request, path, json, timing, now));
    } catch (error) {
      this.#requests.settle({ type: "settle", request, result: ["refused", ""] });
      throw error;
    }
    const stop = (how: Halt = "hold"): Promise<void> =>
      asked(async () => {
        checkHalt(how);
        this.#driver.act((machine, now) => machine.stopFade(request, how, now));
      });
    return { tag: timing.tag, streamed: false, accepted: Promise.resolve(), ended, stop };
  }

  ownerOf(path: string): Owner | undefined {
    return datedOwner(this.#driver.machine.ownerOf(path), (moment) => this.#driver.dateOf(moment));
  }

  subscribersOf(path: string): readonly (readonly [string, string | null])[] {
    return this.#driver.machine.subscribersOf(path);
  }

  /** Hands an event to the parameters that it is about. */
  tell(event: NodeEvent): void {
    switch (event.type) {
      case "signal":
        for (const sensor of event.sensors) this.#parameters.get(sensor)?.tell(event);
        return;
      case "registered":
        this.#describe(event.parameter);
        return this.#pass(event.parameter, event);
      case "changed":
      case "removed":
        return this.#pass(event.parameter, event);
      case "subscribed":
      case "unsubscribed":
        if (event.emitter !== null) this.#pass(event.emitter, event);
        return;
      case "refused":
        if (!event.outgoing) this.#pass(event.parameter, event);
    }
  }

  /** Whether anybody but those of the whole node listens to changes of a parameter, or of the object that it may be of. */
  follows(path: string): boolean {
    return this.#objects.size > 0 || this.#parameters.get(path)?.listens("changed") === true;
  }

  /** The node was stopped: loops over the events of its parameters and objects end. */
  endStreams(): void {
    for (const one of [...this.#parameters.values(), ...this.#objects.values()]) one.end();
  }

  #pass(path: string, event: Parameters<Parameter["tell"]>[0]): void {
    this.#parameters.get(path)?.tell(event);
    const dot = this.#objects.size === 0 ? -1 : path.indexOf(".");
    if (dot > 0) this.#objects.get(path.slice(0, dot))?.tell(event);
  }

  #describe(path: string): void {
    const described = this.#driver.machine.parameters.get(path);
    if (described !== undefined) this.#parameters.get(path)?.describe(described);
  }
}
