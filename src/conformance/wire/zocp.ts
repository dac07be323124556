/** One verb of a message of ZOCP. */
export interface Said {
  readonly verb: string;
  /** What stands behind it; NaN and Infinity, which Python writes as bare words, are null here. */
  readonly data: unknown;
  /** The same with every number as the text that it was written as: whether `1.0` has its point decides what Python makes of it. */
  readonly spelled: unknown;
}

/** Reads a message as a node of the reference does; throws with the reason where that would end it. */
export function readZocp(content: readonly Buffer[]): readonly Said[] {
  if (content.length !== 1) throw new Error(`a message has ${content.length} frames of content, not 1`);
  const text = content[0]?.toString("utf8") ?? "";
  const [data, spelled] = [parse(text, (word) => (isNumber(word) ? word : "null")), parse(text, JSON.stringify)];
  if (!isObject(data) || !isObject(spelled)) throw new Error(`a message is no JSON object: ${shorten(text)}`);
  return Object.keys(data).map((verb) => ({ verb, data: data[verb], spelled: spelled[verb] }));
}

function parse(text: string, spell: (word: string) => string): unknown {
  try {
    return JSON.parse(text.replaceAll(TOKENS, (token) => (token.startsWith('"') ? token : spell(token))));
  } catch {
    throw new Error(`a message is no JSON: ${shorten(text)}`);
  }
}

function isNumber(word: string): boolean {
  return /\d/.test(word);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Texts, which are left alone, and numbers, also those that JSON does not know. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/g;
