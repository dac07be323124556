import { CapturePattern } from "../../../../src/bridges/core/capture-pattern.ts";
import type { ForeignValue } from "../../../../src/bridges/core/conversion.ts";
import { BridgeMachine } from "../../../../src/bridges/core/machine/bridge-machine.ts";
import type { Dialect } from "../../../../src/bridges/core/machine/mappings.ts";
import type { BridgeEffect, BridgeEvent, RemoteKind } from "../../../../src/bridges/core/machine/messages.ts";
import type { BridgeRules, ExportRule, ImportRule } from "../../../../src/bridges/core/machine/rules.ts";
import type { Json } from "../../../../src/index.ts";

/** A machine under a clock that is moved, and what it did. */
export class Stage {
  readonly machine: BridgeMachine;
  readonly effects: BridgeEffect[] = [];
  readonly linked = new Set<string>();
  now = 1000;

  constructor(rules: Partial<BridgeRules> = {}, dialect: Partial<Dialect> = {}) {
    const all: BridgeRules = { imports: [], exports: [], auto: false, rate: 60, packets: 2000, ...rules };
    const isLinked = (parameter: string): boolean => this.linked.has(parameter);
    this.machine = new BridgeMachine(
      { name: "osc", rules: all, dialect: { ...DIALECT, ...dialect }, isLinked },
      this.now,
    );
    this.#did(this.machine.start(this.now));
  }

  /** Somebody who is sent values. */
  target(id: string, whole = false): this {
    this.machine.handleTarget(id, true, whole, this.now);
    return this;
  }

  /** A value comes from a target, or from somebody who is none. */
  input(
    address: string,
    args: ForeignValue | readonly ForeignValue[],
    target?: string,
    host = target ?? "10.0.0.5",
  ): this {
    this.#did(this.machine.handleInput({ address, args: [args].flat(), from: { host, target } }, this.now));
    return this;
  }

  own(parameter: string, value: Json): this {
    this.#did(this.machine.handleOwn(parameter, value, this.now));
    return this;
  }

  node(name: string, parameters: Readonly<Record<string, Partial<RemoteKind>>>): this {
    const kinds = Object.entries(parameters).map(
      ([path, kind]) => [path, { typeHint: "flt", writable: true, ...kind }] as const,
    );
    this.#did(this.machine.handleNode(name, new Map(kinds), this.now));
    return this;
  }

  remote(node: string, parameter: string, value: Json): this {
    this.#did(this.machine.handleRemote(node, parameter, value, this.now));
    return this;
  }

  refused(node: string, parameter: string, reason: string): this {
    this.#did(this.machine.handleRefused(node, parameter, reason, this.now));
    return this;
  }

  perform(act: (machine: BridgeMachine, now: number) => readonly BridgeEffect[]): this {
    this.#did(act(this.machine, this.now));
    return this;
  }

  /** Time passes; what is due in it happens when it is due. */
  pass(milliseconds: number): this {
    const end = this.now + milliseconds;
    for (let steps = 0; this.machine.deadline <= end; steps++) {
      if (steps > 100_000) throw new Error("the machine is due for ever");
      this.now = Math.max(this.now, this.machine.deadline);
      this.#did(this.machine.handleTimeout(this.now));
    }
    this.now = end;
    return this;
  }

  /** What was sent since this was asked last: `address value`, by target. */
  sent(target?: string): readonly string[] {
    return this.#taken("send")
      .filter((effect) => target === undefined || effect.target === target)
      .map(
        ({ target: to, message }) =>
          `${target === undefined ? `${to} ` : ""}${message.address} ${message.args.join(" ")}`,
      );
  }

  emitted(): readonly string[] {
    return this.#taken("emit").map(({ parameter, value }) => `${parameter} ${String(value)}`);
  }

  set(): readonly string[] {
    return this.#taken("set").map(({ node, parameter, value }) => `${node}/${parameter} ${String(value)}`);
  }

  told<Type extends BridgeEvent["type"]>(type: Type): readonly Extract<BridgeEvent, { type: Type }>[] {
    return this.#taken("tell").flatMap(({ event }) =>
      event.type === type ? [event as Extract<BridgeEvent, { type: Type }>] : [],
    );
  }

  taken<Type extends BridgeEffect["type"]>(type: Type): readonly Extract<BridgeEffect, { type: Type }>[] {
    return this.#taken(type);
  }

  #taken<Type extends BridgeEffect["type"]>(type: Type): readonly Extract<BridgeEffect, { type: Type }>[] {
    const all = this.effects.filter((effect): effect is Extract<BridgeEffect, { type: Type }> => effect.type === type);
    this.effects.splice(0, this.effects.length, ...this.effects.filter((effect) => effect.type !== type));
    return all;
  }

  #did(effects: readonly BridgeEffect[]): void {
    this.effects.push(...effects);
  }
}

export function importRule(from: string, as: string, rule: Partial<ImportRule> & { kind?: object } = {}): ImportRule {
  const { kind, ...rest } = rule;
  const registration = { typeHint: "flt", value: 0, ...kind };
  return { from: new CapturePattern(from), as, registration, ...rest };
}

export function exportRule(of: string, to: string, rule: Partial<ExportRule> = {}): ExportRule {
  return { of: new CapturePattern(of), to, ...rule };
}

const DIALECT: Dialect = {
  escape: (name) => name,
  nameOf: (address) => (address.startsWith("/") ? address.slice(1) : undefined),
  controls: [0, 1],
};
