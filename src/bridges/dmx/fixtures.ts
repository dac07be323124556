import type { Json, Registration } from "../../index.ts";
import { CapturePattern } from "../core/capture-pattern.ts";
import type { Fields } from "../core/fields.ts";
import type { ImportRule } from "../core/machine/rules.ts";
import { channelsOf, type DmxAddress, type DmxSlot, formatDmxAddress, parseDmxAddress } from "./address.ts";

/** The parameters that `fixtures` and `channels` of a description mean. Throws `DescriptionError`. */
export function importsOf(fields: Fields): readonly ImportRule[] {
  const patch = new Patch();
  const fixtures = fields.fields("fixtures");
  const all: ImportRule[] = [];
  for (const name of fixtures.names) all.push(...readFixture(name, fixtures.fields(name), patch));
  for (const text of fields.texts("channels") ?? []) all.push(...readChannels(text, fields, patch));
  return all;
}

/** A level of one channel as it is on the line. */
export const CHANNEL: Registration = { typeHint: "int", value: 0, min: 0, max: 255, access: "rwes" };

/** A channel belongs to one thing. */
class Patch {
  readonly #taken = new Map<string, string>();

  /** Who has one of these channels already, in words. */
  take(address: DmxAddress, name: string): string | undefined {
    for (const channel of channelsOf(address)) {
      const key = `${address.universe}/${channel}`;
      const other = this.#taken.get(key);
      if (other !== undefined) return `${key} belongs to ${other} already`;
      this.#taken.set(key, name);
    }
    return undefined;
  }
}

function readFixture(name: string, fields: Fields, patch: Patch): readonly ImportRule[] {
  fields.checkNames(
    ["universe", "address", "channels", "default", "safe"],
    (_, known) => `; there are ${known.join(", ")}`,
  );
  const universe = wholeOf(fields, "universe", 63_999) ?? 1;
  const first = wholeOf(fields, "address", 512);
  const channels = fields.texts("channels");
  if (first === undefined) throw fields.wrong("address", "it is missing: the first channel of the fixture");
  if (channels === undefined || channels.length === 0)
    throw fields.wrong("channels", 'it is missing: a list such as ["dimmer", "red", "green", "blue"]');
  if (first + channels.length > 513)
    throw fields.wrong("channels", `${channels.length} channels from ${first} go beyond 512`);
  const attributes = attributesOf(channels, first, (why) => fields.wrong("channels", why));
  const [values, safe] = [valuesOf(fields, "default", attributes), valuesOf(fields, "safe", attributes)];
  return attributes.map(({ word, slots }) => {
    const address = { universe, slots };
    const taken = patch.take(address, name);
    if (taken !== undefined) throw fields.wrong("address", taken);
    return ruleOf(address, `${name}.${word}`, { ...kindOf(word, slots), ...values.get(word) }, safe.get(word)?.value);
  });
}

interface Attribute {
  readonly word: string;
  readonly slots: readonly DmxSlot[];
}

/** Red, green and blue are one colour; `pan` and `pan fine` one number. */
function attributesOf(channels: readonly string[], first: number, wrong: (why: string) => Error): readonly Attribute[] {
  const slots = new Map<string, DmxSlot>();
  for (const [index, word] of channels.entries()) {
    if (word === UNUSED || word.endsWith(FINE)) continue;
    if (slots.has(word)) throw wrong(`${JSON.stringify(word)} stands there twice`);
    const fine = channels.indexOf(`${word}${FINE}`);
    slots.set(word, { coarse: first + index, fine: fine < 0 ? undefined : first + fine });
  }
  const lonely = channels.find((word) => word.endsWith(FINE) && !slots.has(word.slice(0, -FINE.length)));
  if (lonely !== undefined)
    throw wrong(`${JSON.stringify(lonely)} stands there without ${lonely.slice(0, -FINE.length)}`);
  const colour = COLOUR.flatMap((word) => slots.get(word) ?? []);
  if (!COLOUR.slice(0, 3).every((word) => slots.has(word)))
    return [...slots].map(([word, slot]) => ({ word, slots: [slot] }));
  const rest = [...slots].filter(([word]) => !COLOUR.includes(word)).map(([word, slot]) => ({ word, slots: [slot] }));
  return [...rest, { word: "color", slots: colour }];
}

function kindOf(word: string, { length }: readonly DmxSlot[]): Registration {
  if (word !== "color") return { typeHint: "percent", value: 0, min: 0, max: 100, access: "rwes" };
  const all = (value: number): number[] => Array.from({ length }, () => value);
  return { typeHint: `vec${length}f`, value: all(0), min: all(0), max: all(1), access: "rwes" } as Registration;
}

function valuesOf(
  fields: Fields,
  name: string,
  attributes: readonly Attribute[],
): ReadonlyMap<string, { readonly value: Json }> {
  const given = fields.fields(name);
  given.checkNames(
    attributes.map(({ word }) => word),
    (_, known) => `; there are ${known.join(", ")}`,
  );
  return new Map(
    given.names.map((word) => {
      const [value, count] = [given.bound(word) as Json, attributes.find((one) => one.word === word)?.slots.length];
      const most = word === "color" ? 1 : 100;
      const numbers = [value].flat() as readonly number[];
      if (numbers.length !== count || numbers.some((one) => one < 0 || one > most))
        throw given.wrong(
          word,
          `it must be ${count === 1 ? "a number" : `a list of ${count} numbers`} from 0 to ${most}`,
        );
      return [word, { value }];
    }),
  );
}

/** `1/1-16`: a parameter for each of them. */
function readChannels(text: string, fields: Fields, patch: Patch): readonly ImportRule[] {
  const address = parseDmxAddress(text);
  if (typeof address === "string") throw fields.wrong("channels", address);
  return address.slots.map((slot) => {
    const one = { universe: address.universe, slots: [slot] };
    const taken = patch.take(one, `"channels"`);
    if (taken !== undefined) throw fields.wrong("channels", taken);
    return ruleOf(one, formatDmxAddress(one), CHANNEL, undefined);
  });
}

function ruleOf(address: DmxAddress, as: string, registration: Registration, safe: Json | undefined): ImportRule {
  return { from: new CapturePattern(formatDmxAddress(address)), as, registration, safe };
}

function wholeOf(fields: Fields, name: string, most: number): number | undefined {
  const value = fields.number(name, 1, most);
  if (value === undefined || Number.isInteger(value)) return value;
  throw fields.wrong(name, `it must be a whole number from 1 to ${most}, not ${value}`);
}

const UNUSED = "-";
const FINE = " fine";
const COLOUR = ["red", "green", "blue", "white"];
