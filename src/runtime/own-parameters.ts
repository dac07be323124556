import type { Json } from "../bytes/json.ts";
import { UsageError } from "../errors.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import type { NodeEvent } from "./node-events.ts";
import { NodeObject } from "./node-object.ts";
import { Parameter, type ParameterOwner } from "./parameter.ts";
import { type Registration, toDescription } from "./registrar.ts";
import type { ZocpDriver } from "./zocp-driver.ts";

/** The parameters and objects of this node as its user holds them: one object for each path, as long as the node lives. */
export class OwnParameters implements ParameterOwner {
  readonly #driver: ZocpDriver;
  readonly #parameters = new Map<string, Parameter>();
  readonly #objects = new Map<string, NodeObject>();

  constructor(driver: ZocpDriver) {
    this.#driver = driver;
  }

  get id(): string {
    return this.#driver.realm.id;
  }

  /** Every parameter by path, also those that peers registered. */
  get all(): ReadonlyMap<string, Parameter> {
    return new Map([...this.#driver.machine.parameters.keys()].map((path) => [path, this.parameter(path)]));
  }

  /** Throws `UsageError` when there is none of that path. */
  parameter(path: string): Parameter {
    const described = this.#driver.machine.parameters.get(path);
    if (described === undefined) throw new UsageError("not-found", `this node has no parameter "${path}"`);
    let parameter = this.#parameters.get(path);
    if (parameter === undefined) this.#parameters.set(path, (parameter = new Parameter(this, described)));
    return parameter;
  }

  register(object: string | undefined, name: string, registration: Registration): Parameter {
    const description = toDescription(registration);
    this.#driver.act((machine, now) => machine.register({ object, name }, description, now));
    return this.parameter(object === undefined ? name : `${object}.${name}`);
  }

  object(name: string, type: string): NodeObject {
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
    const json: Json = toJson(value);
    this.#driver.act((machine, now) => machine.set(path, json, now));
  }

  emit(path: string, value: JsonInput): void {
    const json: Json = toJson(value);
    this.#driver.act((machine, now) => machine.emit(path, json, now));
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
