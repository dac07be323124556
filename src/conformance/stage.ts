import { Breach, must } from "./case.ts";
import type { DriverLine, Subject } from "./subject.ts";
import { Ether } from "./wire/ether.ts";
import { Line, type Place } from "./wire/line.ts";
import { Puppet, type PuppetOptions } from "./wire/puppet.ts";
import { isObject, type Said } from "./wire/zocp.ts";
import type { ZreMessage } from "./wire/zre.ts";

/** Where a case plays: the subject, and the peers that are played to it. */
export class Stage {
  readonly place: Place;
  readonly #subject: Subject | undefined;
  readonly #puppets: Puppet[] = [];
  readonly #lines: Line[] = [];
  #ether: Promise<Ether> | undefined;

  constructor(place: Place, subject?: Subject) {
    this.place = place;
    this.#subject = subject;
  }

  /** The subject itself, for cases that need a driver. */
  get subject(): Subject {
    if (this.#subject === undefined) throw new Error("this case needs a driver");
    return this.#subject;
  }

  /** How the subject ended, once it has. */
  get end(): string | undefined {
    return this.#subject?.end;
  }

  /** A peer that nobody knows yet. */
  async newcomer(options: PuppetOptions = {}): Promise<Puppet> {
    const puppet = await Puppet.open({ tree: {}, ...options });
    this.#puppets.push(puppet);
    return puppet;
  }

  /** A peer that has met the subject: each has said HELLO to the other. */
  async peer(options: PuppetOptions = {}): Promise<Puppet & { readonly met: Met }> {
    const puppet = await this.newcomer(options);
    await puppet.dial(this.place);
    puppet.hello();
    const met = await hears(puppet, "HELLO");
    return Object.assign(puppet, { met });
  }

  /** A connection to the subject on which nothing was said yet. */
  async stranger(): Promise<Line> {
    const line = await Line.dial(this.place);
    this.#lines.push(line);
    return line;
  }

  ether(): Promise<Ether> {
    this.#ether ??= Ether.open(this.subject.port);
    return this.#ether;
  }

  /** Waits for a line of the subject. */
  async tells(event: string, fields: DriverLine = {}, within = PATIENCE): Promise<DriverLine> {
    const fits = (line: DriverLine): boolean => line.event === event && contains(line, fields);
    const line = await this.subject.events.take(fits, within);
    if (line !== undefined) return line;
    const others = this.subject.events.left.filter((one) => one.event === event).map((one) => JSON.stringify(one));
    throw new Breach(
      `it did not tell ${JSON.stringify({ event, ...fields })}${others.length > 0 ? `, but ${others}` : ""}`,
    );
  }

  /** Nothing of the kind is told for a moment. */
  async tellsNo(event: string, fields: DriverLine = {}): Promise<void> {
    const fits = (line: DriverLine): boolean => line.event === event && contains(line, fields);
    const line = await this.subject.events.take(fits, MOMENT);
    must(line === undefined, `it told ${JSON.stringify(line)}`);
  }

  /** Whether it still takes in a newcomer, and answers it: whatever came before. */
  async isAlive(): Promise<void> {
    const puppet = await this.peer();
    puppet.say({ GET: null });
    await says(puppet, "MOD");
  }

  /** What was wrong with what the peers heard, whatever the case was about. */
  get breaches(): readonly string[] {
    return this.#puppets.flatMap((puppet) => puppet.breaches);
  }

  async close(): Promise<void> {
    for (const puppet of this.#puppets) puppet.close();
    for (const line of this.#lines) line.end();
    (await this.#ether)?.close();
    this.#subject?.kill();
  }
}

type Met = Extract<ZreMessage, { readonly kind: "HELLO" }>;

/** Waits for a message of ZRE. */
export async function hears<Kind extends ZreMessage["kind"]>(
  puppet: Puppet,
  kind: Kind,
  within = PATIENCE,
): Promise<Extract<ZreMessage, { readonly kind: Kind }>> {
  const message = await puppet.heard.take((one) => one.kind === kind, within);
  if (message === undefined) throw new Breach(`no ${kind} came within ${within / 1000} s${describe(puppet)}`);
  return message as Extract<ZreMessage, { readonly kind: Kind }>;
}

/** Waits for a verb of ZOCP. */
export async function says(
  puppet: Puppet,
  verb: string,
  fits: (said: Said) => boolean = () => true,
  within = PATIENCE,
): Promise<Said> {
  const said = await puppet.said.take((one) => one.verb === verb && fits(one), within);
  if (said !== undefined) return said;
  const others = puppet.said.left.map((one) => JSON.stringify({ [one.verb]: one.data })).slice(-5);
  throw new Breach(`the ${verb} that was expected did not come; there came ${others.join(", ") || "nothing"}`);
}

/** No such verb comes for a moment. */
export async function saysNo(puppet: Puppet, verb: string, fits: (said: Said) => boolean = () => true): Promise<void> {
  const said = await puppet.said.take((one) => one.verb === verb && fits(one), MOMENT);
  must(said === undefined, `it said ${JSON.stringify(said && { [said.verb]: said.data })}`);
}

function describe({ heard, breaches }: Puppet): string {
  const others = heard.left.filter(({ kind }) => kind !== "WHISPER").map(({ kind }) => kind);
  const came = others.length > 0 ? `, but ${others.slice(-5).join(", ")}` : "";
  return [came, ...breaches].join("; ").replace(/^; /, "");
}

/** Whether the fields of `part` stand in `whole`, with the same values. */
function contains(whole: unknown, part: unknown): boolean {
  if (!isObject(part)) return JSON.stringify(whole) === JSON.stringify(part);
  return isObject(whole) && Object.entries(part).every(([name, value]) => contains(whole[name], value));
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const PATIENCE = 4000;
const MOMENT = 400;
