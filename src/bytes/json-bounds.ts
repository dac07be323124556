import { ProtocolError } from "../errors.ts";

/**
 * Refuses what would keep the host's parser busy for a second, before that parser sees it: it goes down into every level
 * that a text opens, and makes something of every name and every list. Counts only, so it takes a hundredth of the time; texts that are too
 * short to do harm are not looked at. Throws `ProtocolError` ("bad-json", "limit-exceeded").
 */
export function checkBounds(text: string, maxDepth: number): void {
  if (text.length <= HARMLESS) return;
  let depth = 0;
  let names = 0;
  let nests = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = closingQuote(text, at);
    else if (sign === BRACKET || sign === BRACE) {
      if (++depth > maxDepth) throw tooDeep(maxDepth);
      if (++nests > NESTS) throw tooMany(NESTS, "lists and objects");
    } else if (sign === CLOSING_BRACKET || sign === CLOSING_BRACE) depth--;
    else if (sign === COLON && ++names > NAMES) throw tooMany(NAMES, "names in its objects");
  }
}

export function tooDeep(maxDepth: number): ProtocolError {
  return new ProtocolError("bad-json", `the text is nested more than ${maxDepth} levels deep`);
}

function tooMany(most: number, what: string): ProtocolError {
  return new ProtocolError("limit-exceeded", `the text has more than ${most} ${what}`);
}

/** Where the string that begins here has ended; the end of the text when it does not. */
function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    // An even number of backslashes escapes itself and not the quote.
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
}

const HARMLESS = 4096;
/** What 10,000 parameters with all their fields need, and some more. */
const NAMES = 0x2_0000;
/** A list of a quarter of a million points, for instance. */
const NESTS = 0x4_0000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const [BRACKET, CLOSING_BRACKET, BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
