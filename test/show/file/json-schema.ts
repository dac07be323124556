// As much of JSON Schema (2020-12) as the schema of show files uses. A word that is not known here is a mistake: it would check nothing.
export type Schema = { readonly [word: string]: unknown };

/** Why a value does not fit a schema; undefined when it fits. */
export function misfitOf(value: unknown, schema: Schema, root: Schema = schema): string | undefined {
  for (const [word, rule] of Object.entries(schema)) {
    if (WORDLESS.has(word)) continue;
    const check = CHECKS[word];
    if (check === undefined) throw new Error(`the word "${word}" of the schema is not known`);
    const reason = check(value, rule as never, schema, root);
    if (reason !== undefined) return `${word}: ${reason}`;
  }
  return undefined;
}

type Check = (value: unknown, rule: never, schema: Schema, root: Schema) => string | undefined;
type Named = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Named =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const unless = (fits: boolean, reason: string): string | undefined => (fits ? undefined : reason);
const first = (reasons: readonly (string | undefined)[]): string | undefined =>
  reasons.find((one) => one !== undefined);

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (value, rule: string, _, root) => {
    const target = rule
      .slice(2)
      .split("/")
      .reduce<unknown>((at, name) => (at as Named)[name], root);
    if (target === undefined) throw new Error(`${rule} leads nowhere`);
    return misfitOf(value, target as Schema, root);
  },
  anyOf: (value, rule: readonly Schema[], _, root) => {
    const reasons = rule.map((one) => misfitOf(value, one, root));
    return reasons.includes(undefined) ? undefined : reasons.join(" / ");
  },
  not: (value, rule: Schema, _, root) => unless(misfitOf(value, rule, root) !== undefined, "it fits"),
  type: (value, rule: string | readonly string[]) =>
    unless(
      [rule].flat().some((one) => one === typeOf(value) || (one === "integer" && Number.isInteger(value))),
      typeOf(value),
    ),
  const: (value, rule: unknown) => unless(value === rule, `it is not ${rule}`),
  enum: (value, rule: readonly unknown[]) => unless(rule.includes(value), String(value)),
  minimum: (value, rule: number) => unless(typeof value !== "number" || value >= rule, `below ${rule}`),
  maximum: (value, rule: number) => unless(typeof value !== "number" || value <= rule, `above ${rule}`),
  minLength: (value, rule: number) => unless(typeof value !== "string" || value.length >= rule, "too short"),
  pattern: (value, rule: string) =>
    unless(typeof value !== "string" || new RegExp(rule, "u").test(value), String(value)),
  minItems: (value, rule: number) => unless(!Array.isArray(value) || value.length >= rule, "too few"),
  maxItems: (value, rule: number) => unless(!Array.isArray(value) || value.length <= rule, "too many"),
  uniqueItems: (value) =>
    unless(!Array.isArray(value) || new Set(value.map((one) => JSON.stringify(one))).size === value.length, "twice"),
  items: (value, rule: Schema, _, root) =>
    Array.isArray(value) ? first(value.map((item) => misfitOf(item, rule, root))) : undefined,
  prefixItems: (value, rule: readonly Schema[], _, root) =>
    Array.isArray(value)
      ? first(rule.map((one, at) => (at < value.length ? misfitOf(value[at], one, root) : undefined)))
      : undefined,
  required: (value, rule: readonly string[]) =>
    isObject(value) ? first(rule.map((name) => unless(Object.hasOwn(value, name), `${name} is missing`))) : undefined,
  minProperties: (value, rule: number) => unless(!isObject(value) || Object.keys(value).length >= rule, "too few"),
  propertyNames: (value, rule: Schema, _, root) =>
    isObject(value) ? first(Object.keys(value).map((name) => misfitOf(name, rule, root))) : undefined,
  properties: (value, rule: { readonly [name: string]: Schema }, _, root) =>
    isObject(value)
      ? first(
          Object.entries(rule).map(([name, one]) =>
            Object.hasOwn(value, name) ? misfitOf(value[name], one, root) : undefined,
          ),
        )
      : undefined,
  additionalProperties: (value, rule: Schema | false, { properties = {} }, root) => {
    if (!isObject(value)) return undefined;
    const others = Object.keys(value).filter((name) => !Object.hasOwn(properties as object, name));
    return rule === false ? others[0] : first(others.map((name) => misfitOf(value[name], rule, root)));
  },
};

/** What says nothing of a value. */
const WORDLESS: ReadonlySet<string> = new Set(["$schema", "$defs", "title", "description"]);
