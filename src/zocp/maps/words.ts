import type { Json } from "../../bytes/json.ts";
import { formatStart } from "../../bytes/json-format.ts";
import { changeNumbers, numberOf, toText } from "./conversion.ts";
import { type Given, plain, type Stage, type StageKind, type Surroundings } from "./stage.ts";
import { conversionOf, isUnit, UNIT_NAMES } from "./units.ts";

/** Stages about what a value is called: units, texts. */
export const WORDS: Readonly<Record<string, StageKind>> = {
  unit: { make: unit },
  text: { make: text },
  table: { beside: ["else"], make: table },
};

function unit(given: Given, around: Surroundings): Stage {
  const { value } = given;
  const [from, to] = Array.isArray(value) && value.length === 2 ? (value as readonly Json[]) : [];
  if (typeof from !== "string" || typeof to !== "string") throw given.wrong(value, 'two units, such as ["deg", "rad"]');
  for (const name of [from, to]) if (!isUnit(name)) throw given.wrong(name, `a unit that is known: ${UNIT_NAMES}`);
  const change = conversionOf(from, to);
  if (change === undefined) throw given.because(`${from} cannot become ${to}`);
  const { bounds } = around;
  around.bounds = bounds && [change(bounds[0]), change(bounds[1])];
  return plain((one) => changeNumbers(one, change));
}

/** `{}` is the value, `{0.00}` a number with two decimals; of a vector each pair of braces is the next component. */
function text(given: Given, around: Surroundings): Stage {
  const { value } = given;
  if (typeof value !== "string" || value.length > LONGEST_TEXT)
    throw given.wrong(value, `a text of at most ${LONGEST_TEXT} characters`);
  const parts = value.split(/(\{[^{}]*\})/);
  const wrong = parts.find((part) => part.startsWith("{") && !PLACE.test(part));
  if (wrong !== undefined) throw given.because(`${wrong} is neither {} nor a number of decimals such as {0.00}`);
  around.bounds = undefined;
  return plain((one) => {
    let index = 0;
    return parts
      .map((part) => (PLACE.test(part) ? show(Array.isArray(one) ? (one[index++] ?? null) : one, part) : part))
      .join("");
  });
}

function show(value: Json, place: string): string {
  // However long a value is, and however often it stands there.
  if (place === "{}")
    return (typeof value === "string" ? value : formatStart(value, LONGEST_TEXT)).slice(0, LONGEST_TEXT);
  return numberOf(value).toFixed(Math.max(0, place.length - "{0.}".length));
}

/** Texts, or numbers as they are written, to anything. What is not in it lets nothing through, unless `else` says what it is. */
function table(given: Given, around: Surroundings): Stage {
  const { value } = given;
  if (!(value instanceof Map) || value.size > MOST_ENTRIES)
    throw given.wrong(
      value,
      `an object of at most ${MOST_ENTRIES} values by what comes, such as {"calm": 0, "wild": 1}`,
    );
  const entries = value as ReadonlyMap<string, Json>;
  around.bounds = undefined;
  return plain((one) => entries.get(toText(one)) ?? given.beside("else"));
}

const PLACE = /^\{(?:0(?:\.0{1,12})?)?\}$/;
const LONGEST_TEXT = 1000;
const MOST_ENTRIES = 256;
