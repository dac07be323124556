/** Where the string that begins with the quote at `start` ends; -1 when it does not. */
export function closingQuote(text: string, start: number): number {
  const near = Math.min(text.length, start + NEAR);
  for (let at = start + 1; at < near; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) return at;
    if (sign === BACKSLASH) break;
    if (sign < SPACE) return -1;
  }
  return farQuote(text, start);
}

/**
 * The string between the quotes at `start` and `end`; undefined when it holds an escape that is none. Nothing of `text` is
 * kept: a string that is cut out of a text of megabytes would hold all of that in memory.
 */
export function unquote(text: string, start: number, end: number): string | undefined {
  const length = end - start - 1;
  if (length >= NEAR) return parse(text.slice(start, end + 1));
  const raw = text.slice(start + 1, end);
  if (raw.includes("\\")) return length < SHORT ? unescapeShort(raw) : parse(text.slice(start, end + 1));
  // What is put together and cut again is a part of its own copy only. Shorter ones are copied by the host.
  return length < SHORT ? raw : ` ${raw}`.slice(1);
}

/** For a long string, and for one with escapes: the host finds quotes and backslashes sooner than a loop does. */
function farQuote(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  let backslash = text.indexOf("\\", start + 1);
  while (backslash >= 0 && backslash < quote) {
    let after = backslash + 2;
    // Where one escape follows another, as in a text of other letters, nothing has to be searched for.
    while (text.charCodeAt(after) === BACKSLASH) after += 2;
    if (quote < after) quote = text.indexOf('"', after);
    backslash = text.indexOf("\\", after);
  }
  return quote;
}

/** For a few characters the host's parser costs more than they do. */
function unescapeShort(raw: string): string | undefined {
  let string = "";
  for (let at = 0; at < raw.length; at++) {
    const sign = raw.charCodeAt(at);
    if (sign < SPACE) return undefined;
    if (sign !== BACKSLASH) {
      string += raw[at];
      continue;
    }
    const letter = raw[++at] ?? "";
    const digits = letter === "u" ? raw.slice(at + 1, at + 5) : "";
    const plain = HEX.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : ESCAPES.get(letter);
    if (plain === undefined) return undefined;
    string += plain;
    at += digits.length;
  }
  return string;
}

function parse(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted);
  } catch {
    // An escape that is none, or a control character: reported as any other mistake.
    return undefined;
  }
}

/** Of strings that are longer the end is searched for. */
const NEAR = 64;
const SHORT = 13;
const HEX = /^[0-9A-Fa-f]{4}$/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const [QUOTE, BACKSLASH, SPACE] = [0x22, 0x5c, 0x20] as const;
