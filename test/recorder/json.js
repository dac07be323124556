/**
 * The dialect of Python with a parser that is not ours: objects as maps, the bare words as what they mean. Undefined for what
 * is no JSON.
 *
 * @param {string} text
 * @returns {unknown}
 */
export function readJson(text) {
  const plain = text.replace(STRING_OR_WORD, (found) => (found.startsWith('"') ? found : "0.5"));
  try {
    return JSON.parse(plain, (_, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value,
    );
  } catch {
    return undefined;
  }
}

const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;
