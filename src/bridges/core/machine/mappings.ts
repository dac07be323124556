import type { Json, Registration } from "../../../index.ts";
import { type Captures, fillIn } from "../capture-pattern.ts";
import type { ForeignValue } from "../conversion.ts";
import { isNumber, type Kind, rangeOf } from "../kind.ts";
import type { Range } from "../scale.ts";
import { kindOfArgs } from "./auto-kind.ts";
import type { RemoteKind } from "./messages.ts";
import { Pair, type PairOptions } from "./pair.ts";
import type { Binding, BridgeRules, ExportRule, ImportRule } from "./rules.ts";

/** What a protocol is like, as far as mappings are concerned. */
export interface Dialect {
  /** Writes a name of ZOCP as a part of an address. */
  readonly escape: (name: string) => string;
  /** The name of the parameter of an address that no rule knows; undefined where it can have none. */
  readonly nameOf: (address: string) => string | undefined;
  /** How far its controls go: a learned control moves the whole range of its parameter. */
  readonly controls: Range;
  /** It knows only this range: what has no range cannot be mapped. */
  readonly fixed?: Range | undefined;
  /** What the parameter of an address is that no rule knows, where the address alone says so. */
  readonly kindOf?: ((address: string) => Kind) | undefined;
  /** Why a parameter of this kind cannot belong to an address. */
  readonly unfit?: ((address: string, kind: Kind) => string | undefined) | undefined;
}

/** A pair that was made, or why there is none. */
export type Mapped = { readonly pair: Pair } | { readonly reason: string };

/** Which addresses and parameters belong together: made of rules, of what was learned, and of addresses that spoke. */
export class Mappings {
  readonly #rules: BridgeRules;
  readonly #dialect: Dialect;
  readonly #byAddress = new Map<string, Pair[]>();
  readonly #byPort = new Map<string, Pair[]>();
  readonly #bindings = new Map<string, Binding>();
  /** Imports that nobody asked for, in the order in which they came. */
  readonly #auto = new Set<Pair>();
  #imported = 0;
  /** Another number whenever an address comes or goes. */
  generation = 0;

  constructor(rules: BridgeRules, dialect: Dialect) {
    this.#rules = rules;
    this.#dialect = dialect;
  }

  get addresses(): Iterable<string> {
    return this.#byAddress.keys();
  }

  get pairs(): readonly Pair[] {
    return [...this.#byAddress.values()].flat();
  }

  get bindings(): readonly Binding[] {
    return [...this.#bindings.values()];
  }

  get autoImports(): ReadonlySet<Pair> {
    return this.#auto;
  }

  /** Whether there is no room for another address that nobody asked for. */
  get full(): boolean {
    return this.#auto.size >= MOST_AUTO;
  }

  at(address: string): readonly Pair[] {
    return this.#byAddress.get(address) ?? [];
  }

  of(node: string, parameter: string): readonly Pair[] {
    return this.#byPort.get(keyOf(node, parameter)) ?? [];
  }

  /** The imports whose addresses are known before they speak. */
  literalImports(now: number): readonly (Mapped & { readonly address: string })[] {
    const literal = this.#rules.imports.filter(({ from }) => from.literal);
    return literal.map(({ from }) => ({
      address: from.text,
      ...(this.#importBy(from.text, now, undefined) as Mapped),
    }));
  }

  /** What becomes of an address that speaks for the first time; undefined for nothing. */
  import(address: string, args: readonly ForeignValue[], now: number): Mapped | undefined {
    return this.#importBy(address, now, args);
  }

  /** What becomes of an address that a device tells before it speaks. */
  announce(address: string, parameter: string, kind: Kind, now: number): Mapped {
    if (this.full) return { reason: `there are ${MOST_AUTO} parameters of devices already` };
    const about = { address, node: "", parameter, kind, rule: {}, takes: true, origin: "auto" } as const;
    const mapped = this.#add({ ...about, rate: this.#rules.rate, pickup: false, initial: restOf(kind) }, now);
    if ("pair" in mapped) this.#auto.add(mapped.pair);
    return mapped;
  }

  /** The pairs that rules and bindings make of a parameter, besides those that there are. */
  export(node: string, parameter: string, kind: RemoteKind, now: number): readonly Mapped[] {
    const [text, known, port] = [`${node}/${parameter}`, this.of(node, parameter), { node, parameter, kind }];
    const mapped: Mapped[] = [];
    if (!known.some(({ origin }) => origin === "rule")) {
      const fits = this.#rules.exports.flatMap((rule) => {
        const captures = rule.of.match(text);
        return captures === undefined ? [] : [{ rule, captures }];
      });
      if (fits[0] !== undefined) mapped.push(this.#exportBy(fits[0].rule, fits[0].captures, port, now));
    }
    for (const { address, parameter: bound } of this.#bindings.values())
      if (bound === text && !known.some((pair) => pair.address === address && pair.origin === "bound"))
        mapped.push(this.#bound(address, port, now));
    return mapped;
  }

  /** Whether a line of the file is about this address: learning leaves it alone. */
  isRuled(address: string): boolean {
    return (
      this.at(address).some(({ origin }) => origin === "rule") ||
      this.#rules.imports.some(({ from }) => from.match(address))
    );
  }

  bind(binding: Binding): void {
    this.#bindings.set(binding.address, binding);
    this.generation++;
  }

  unbind(address: string): Binding | undefined {
    const binding = this.#bindings.get(address);
    this.#bindings.delete(address);
    this.generation++;
    return binding;
  }

  /** A control that is bound to a parameter of the bridge itself. */
  bindOwn(address: string, parameter: string, args: readonly ForeignValue[], now: number): Mapped {
    const known = this.of("", parameter)[0];
    const kind = known?.kind ?? this.#kindOf(address, args);
    const about = {
      address,
      node: "",
      parameter,
      kind,
      rule: known?.rule ?? {},
      takes: true,
      origin: "bound",
    } as const;
    return this.#add({ ...about, rate: this.#rules.rate, pickup: false, initial: known?.value ?? emptyOf(kind) }, now);
  }

  remove(pair: Pair): void {
    this.#without(this.#byAddress, pair.address, pair);
    this.#without(this.#byPort, keyOf(pair.port.node, pair.port.parameter), pair);
    this.#auto.delete(pair);
    if (pair.own) this.#imported--;
    this.generation++;
  }

  #importBy(address: string, now: number, args: readonly ForeignValue[] | undefined): Mapped | undefined {
    for (const rule of this.#rules.imports) {
      const captures = rule.from.match(address);
      if (captures !== undefined) return this.#importRule(rule, captures, address, now);
    }
    return this.#rules.auto && args !== undefined ? this.#importAuto(address, args, now) : undefined;
  }

  #importRule(rule: ImportRule, captures: Captures, address: string, now: number): Mapped {
    const parameter = rule.as === undefined ? this.#dialect.nameOf(address) : fillIn(rule.as, captures);
    if (parameter === undefined) return { reason: "it can be no name of a parameter" };
    const { value, ...kind } = rule.registration as Registration & { value: Json };
    if (this.#imported >= MOST_IMPORTS) return { reason: `there are ${MOST_IMPORTS} imported parameters already` };
    const options = { address, node: "", parameter, kind: kind as Kind, takes: true, origin: "rule" } as const;
    const { range, round, safe, pickup = false } = rule;
    return this.#add({ ...options, rule: { range, round }, rate: this.#rules.rate, pickup, initial: value, safe }, now);
  }

  #importAuto(address: string, args: readonly ForeignValue[], now: number): Mapped {
    const parameter = this.#dialect.nameOf(address);
    if (parameter === undefined || PANEL.test(parameter)) return { reason: "it can be no name of a parameter" };
    const kind = this.#kindOf(address, args);
    const about = { address, node: "", parameter, kind, rule: {}, takes: true, origin: "auto" } as const;
    const mapped = this.#add({ ...about, rate: this.#rules.rate, pickup: false, initial: emptyOf(kind) }, now);
    if ("pair" in mapped) this.#auto.add(mapped.pair);
    return mapped;
  }

  #kindOf(address: string, args: readonly ForeignValue[]): Kind {
    return this.#dialect.kindOf?.(address) ?? kindOfArgs(args);
  }

  #exportBy(rule: ExportRule, captures: Captures, port: ExportedPort, now: number): Mapped {
    const { node, parameter, kind } = port;
    const places = new Map([...captures, ["node", node], ["parameter", parameter]]);
    const escaped = new Map([...places].map(([name, text]) => [name, this.#dialect.escape(text)]));
    const { range, round, pickup = false, rate = this.#rules.rate } = rule;
    const options = { address: fillIn(rule.to, escaped), node, parameter, kind, pickup, rate, origin: "rule" } as const;
    const takes = rule.write === true && kind.writable;
    return this.#add({ ...options, takes, rule: { range, round, unbounded: true } }, now);
  }

  #bound(address: string, { node, parameter, kind }: ExportedPort, now: number): Mapped {
    const range = rangeOf(kind) === undefined ? undefined : this.#dialect.controls;
    const rule = { range, unbounded: true };
    const options = { address, node, parameter, kind, rule, rate: this.#rules.rate, pickup: false } as const;
    return this.#add({ ...options, takes: kind.writable, origin: "bound" }, now);
  }

  #add(options: PairOptions, now: number): Mapped {
    const { address, node, parameter, kind, origin } = options;
    const unfit = this.#dialect.unfit?.(address, kind);
    if (unfit !== undefined) return { reason: unfit };
    const rule = { ...options.rule, range: options.rule.range ?? this.#dialect.fixed };
    if (rule.range !== undefined && rangeOf(kind) === undefined && kind.typeHint !== "string")
      return { reason: "it has no range: it needs min and max, or the mapping does without a range" };
    const other = this.at(address).find((one) => origin !== "bound" && one.origin !== "bound");
    if (other !== undefined) return { reason: `${address} belongs to ${textOf(other)} already` };
    const twin = node === "" && origin !== "bound" ? this.of("", parameter)[0] : undefined;
    if (twin !== undefined) return { reason: `the parameter ${parameter} belongs to ${twin.address} already` };
    const pair = new Pair({ ...options, rule }, now);
    this.#with(this.#byAddress, address, pair);
    this.#with(this.#byPort, keyOf(node, parameter), pair);
    if (pair.own) this.#imported++;
    this.generation++;
    return { pair };
  }

  #with(index: Map<string, Pair[]>, key: string, pair: Pair): void {
    const there = index.get(key);
    if (there === undefined) index.set(key, [pair]);
    else there.push(pair);
  }

  #without(index: Map<string, Pair[]>, key: string, pair: Pair): void {
    const rest = (index.get(key) ?? []).filter((one) => one !== pair);
    if (rest.length === 0) index.delete(key);
    else index.set(key, rest);
  }
}

/** Names a parameter as people do. */
export function textOf({ port: { node, parameter } }: Pick<Pair, "port">): string {
  return node === "" ? parameter : `${node}/${parameter}`;
}

interface ExportedPort {
  readonly node: string;
  readonly parameter: string;
  readonly kind: RemoteKind;
}

/** Names of nodes may hold anything but a zero. */
function keyOf(node: string, parameter: string): string {
  return `${node}\0${parameter}`;
}

/** Zero, or the least that it may be. */
function restOf(kind: Kind): Json {
  const [least] = rangeOf(kind) ?? [0];
  return isNumber(kind) && least > 0 ? least : emptyOf(kind);
}

/** A parameter begins at rest. */
export function emptyOf(kind: Kind): Json {
  const dimensions = Number(/^vec(\d+)f$/.exec(kind.typeHint)?.[1] ?? 0);
  if (dimensions > 0) return Array.from({ length: dimensions }, () => 0);
  if (kind.typeHint === "bool") return false;
  return kind.typeHint === "string" ? "" : 0;
}

/** What the bridge tells of its sources. */
const PANEL = /\.(alive|age)$/;
const MOST_AUTO = 2000;
const MOST_IMPORTS = 8000;
