import { checkOptions, type OptionNames, show } from "../../arguments/check.ts";
import { hint } from "../../arguments/suggest.ts";
import {
  hostNet,
  type Json,
  type JsonInput,
  type Net,
  type Parameter,
  type TransportNode,
  UsageError,
} from "../../index.ts";
import { isOn, Triggers } from "../node/triggers.ts";
import { KINDS } from "./kinds.ts";
import { type Offered, type OperatorsOffer, offerOperators } from "./offer.ts";
import type { OperatorParameter, OperatorParts } from "./operator.ts";
import { RunningOperator } from "./running-operator.ts";
import { Settings } from "./settings.ts";

/** What an operator does (`operator`: its name), the first values of its inputs, and its options. */
export interface OperatorSettings {
  readonly operator: string;
  readonly [setting: string]: JsonInput;
}

export interface OperatorsOptions {
  /** The clock of the world in which the node lives; that of the host unless said. */
  readonly clock?: Net["clock"] | undefined;
  /** Other nodes may make operators here and take them away by calls, as pages do: `{}` for everybody. Nobody may unless said. */
  readonly offer?: OperatorsOffer | undefined;
}

/**
 * Small calculators on a node: multiply, count, hold and others. Each has sensors and emitters (`dim.in`, `dim.factor`, `dim.out`), to
 * which links are made as to any other. They are no object of the node: nodes of pyZOCP cannot be wired to objects.
 */
export class Operators {
  readonly #node: TransportNode;
  readonly #clock: Net["clock"];
  readonly #running = new Map<string, RunningOperator>();
  readonly #given = new Map<string, OperatorSettings>();
  /** By path: which operator has this input. */
  readonly #inputs = new Map<string, { readonly operator: RunningOperator; readonly about: OperatorParameter }>();
  readonly #triggers = new Triggers();
  readonly #offs: (() => void)[] = [];
  #rings = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;
  readonly #offered: Offered | undefined;

  /** Throws `UsageError` for options that cannot be. */
  constructor(node: TransportNode, options: OperatorsOptions = {}) {
    checkOptions("the operators", options, OPTIONS);
    this.#node = node;
    this.#clock = options.clock ?? hostNet().clock;
    this.#listen();
    const { offer } = options;
    this.#offered = offer === undefined ? undefined : offerOperators(node, this, offer);
  }

  /**
   * Makes an operator of that name, at most 200 on a node. Throws `UsageError` ("invalid-argument", "invalid-name", "invalid-value") for
   * what is wrong.
   */
  add(name: string, settings: OperatorSettings): void {
    if (this.#running.has(name)) throw new UsageError("invalid-name", `there is an operator ${show(name)} already`);
    if (this.#running.size >= MOST) throw wrong(`a node has at most ${MOST} operators`);
    const seed = Number.parseInt(this.#node.id.slice(0, 8), 16) + this.#running.size;
    const said = new Settings(name, settings, seed);
    const { parameters, machine, every } = make(said);
    const made = this.#register(said, parameters);
    const operator = new RunningOperator({ machine, every }, made, (count) => this.#showDropped(name, made, count));
    this.#running.set(name, operator);
    this.#given.set(name, settings);
    for (const about of parameters) this.#inputs.set(`${name}.${about.name}`, { operator, about });
    this.#take(operator, undefined);
    this.#offered?.tell();
  }

  /** Takes an operator and its parameters away; of one that is not there nothing. */
  remove(name: string): void {
    const operator = this.#running.get(name);
    this.#running.delete(name);
    this.#given.delete(name);
    for (const parameter of operator?.parameters.values() ?? []) {
      this.#inputs.delete(parameter.path);
      if (this.#node.parameters.has(parameter.path)) parameter.remove();
    }
    if (operator !== undefined) this.#offered?.tell();
  }

  /** The names of those that are there. */
  get names(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** What each of them does, by its name; of one that stands between the ends of a link also the addresses of these. */
  get kinds(): readonly (readonly [name: string, operator: string, between?: JsonInput])[] {
    return [...this.#given].map(([name, { operator, between }]) =>
      between === undefined ? [name, operator] : [name, operator, between],
    );
  }

  /** What an operator was made of, with the present values of its inputs: another one like it is made of that. */
  settings(name: string): OperatorSettings | undefined {
    const given = this.#given.get(name);
    if (given === undefined) return undefined;
    const inputs = [...(this.#running.get(name)?.parameters ?? [])].filter(
      ([input]) => this.#inputs.get(`${name}.${input}`)?.about.role === "input",
    );
    return { ...given, ...Object.fromEntries(inputs.map(([input, { value }]) => [input, value])) };
  }

  /** They compute nothing any more, and no timer is left. Their parameters stay. */
  stop(): void {
    for (const off of this.#offs.splice(0)) off();
    this.#cancel?.();
    this.#cancel = undefined;
    this.#rings = Number.POSITIVE_INFINITY;
    this.#offered?.end();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** All or none: one that is wrong takes those before it with it. */
  #register(said: Settings, parameters: readonly OperatorParameter[]): Map<string, Parameter> {
    const paths = [...parameters.map(({ name }) => name), "dropped"].map((name) => `${said.name}.${name}`);
    const taken = paths.find((path) => this.#node.parameters.has(path));
    if (taken !== undefined) throw new UsageError("invalid-name", `there is a parameter ${show(taken)} already`);
    const made = new Map<string, Parameter>();
    try {
      for (const about of parameters)
        made.set(about.name, this.#node.register(`${said.name}.${about.name}`, registrationOf(about, said)));
      return made;
    } catch (error) {
      for (const parameter of made.values()) parameter.remove();
      throw error;
    }
  }

  /** Only what has lost values says how many. */
  #showDropped(name: string, parameters: Map<string, Parameter>, count: number): void {
    const dropped = parameters.get("dropped") ?? this.#node.register(`${name}.dropped`, DROPPED);
    parameters.set("dropped", dropped);
    dropped.set(count);
  }

  #listen(): void {
    this.#on("linked", ({ link: { emitter, sensor } }) => {
      const remote = this.#node.peers.get(emitter.node) ?? this.#node.peer(emitter.node);
      if (remote === undefined || !this.#inputs.has(sensor.parameter)) return;
      const value = remote.extensions ? undefined : remote.value(emitter.parameter);
      this.#triggers.handleLinked(remote.id, emitter.parameter, sensor.parameter, value);
    });
    this.#on("exit", ({ peer }) => this.#triggers.handleExit(peer));
    this.#on("signal", ({ peer, emitter, sensors, value, mapped }) => {
      // What leaves a map for a trigger is a press: the map has judged that.
      const event = mapped === true || this.#isEvent(peer, emitter);
      for (const sensor of sensors) {
        const input = this.#inputs.get(sensor);
        if (input?.about.role === "input" && input.operator.every) this.#take(input.operator, input.about.name);
        if (input?.about.role !== "trigger") continue;
        if (this.#triggers.presses({ peer, emitter, sensor, value, event }))
          this.#take(input.operator, input.about.name);
      }
    });
    this.#on("changed", ({ parameter, value, by }) => {
      const input = this.#inputs.get(parameter);
      // Of one that takes every value, each signal tells.
      const told = by === "signal" && input?.operator.every === true;
      if (input?.about.role === "input" && !told) this.#take(input.operator, input.about.name);
      if (input?.about.role !== "trigger" || !isOn(value)) return;
      if (by !== "signal") this.#take(input.operator, input.about.name);
      // It springs back: to set what is set already would change nothing, and press nothing.
      this.#node.set(parameter, false);
    });
  }

  #isEvent(peer: string, emitter: string): boolean {
    if (peer === this.#node.id) return this.#node.parameters.get(emitter)?.event === true;
    return this.#node.peers.get(peer)?.parameter(emitter)?.event === true;
  }

  #take(operator: RunningOperator, cause: string | undefined): void {
    operator.take(cause, this.#clock.now());
    this.#arm();
  }

  /** One timer for all of them. */
  #arm(): void {
    const first = Math.min(...[...this.#running.values()].map(({ deadline }) => deadline));
    if (first === this.#rings || this.#offs.length === 0) return;
    this.#cancel?.();
    this.#rings = first;
    this.#cancel =
      first === Number.POSITIVE_INFINITY
        ? undefined
        : this.#clock.schedule(Math.max(0, first - this.#clock.now()), () => this.#ring());
  }

  #ring(): void {
    this.#rings = Number.POSITIVE_INFINITY;
    this.#cancel = undefined;
    const now = this.#clock.now();
    for (const operator of this.#running.values()) if (operator.deadline <= now) operator.handleTimeout(now);
    this.#arm();
  }

  readonly #on: TransportNode["on"] = (type, listener) => {
    this.#offs.push(() => this.#node.off(type, listener));
    return this.#node.on(type, listener);
  };
}

/** The access letters of the parameters that such an operator has, by name. Throws `UsageError` as {@link Operators.add} does. */
export function describeOperator(name: string, settings: OperatorSettings): ReadonlyMap<string, string> {
  const { parameters } = make(new Settings(name, settings, 0));
  return new Map(parameters.map((about) => [about.name, accessOf(about)]));
}

function make(said: Settings): OperatorParts {
  const word = said.text("operator");
  const kind = KINDS.get(word);
  if (kind === undefined) throw said.wrong("operator", `${show(word)} is none${hint(word, KINDS.keys(), "there are")}`);
  const parts = kind.make(said);
  checkNames(said, [
    ...kind.options,
    ...parts.parameters.filter(({ role }) => role === "input").map((one) => one.name),
  ]);
  return parts;
}

function accessOf({ role }: OperatorParameter): string {
  return role === "input" || role === "trigger" ? "rws" : "re";
}

function registrationOf(about: OperatorParameter, said: Settings): Parameters<TransportNode["register"]>[1] {
  const { name, role, typeHint, min, max, unit, description, event } = about;
  const access = accessOf(about);
  const value: JsonInput = (role === "input" ? said.value(name) : undefined) ?? (about.value as JsonInput);
  const bounds = { min: min as Json | undefined, max: max as Json | undefined, unit, description };
  const happens = event && { event, recall: false };
  if (role === "input") return { typeHint, value, access, clamp: true, ...bounds, ...happens };
  if (role === "trigger") return { typeHint, value, access, event: true, recall: false, description };
  return { typeHint, value, access, event: role === "event" ? true : undefined, description };
}

function checkNames(said: Settings, known: readonly string[]): void {
  for (const name of said.names)
    if (!known.includes(name)) throw said.wrong(name, `there is no such setting${hint(name, known, "there are")}`);
}

function wrong(message: string): UsageError {
  return new UsageError("invalid-argument", message);
}

const OPTIONS: OptionNames<OperatorsOptions> = { clock: true, offer: true };
const MOST = 200;
const DROPPED = {
  typeHint: "int",
  value: 0,
  access: "re",
  description: "values that were lost: there was no number for them",
};
