import { parseJson } from "../../../src/bytes/json.ts";
import { formatJson } from "../../../src/bytes/json-format.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { allow, ascii, check, type Target } from "../target.ts";

/** The dialect of JSON: what is read is written so that it is read again, and what the host reads is never refused. */
export const json: Target = {
  name: "json",
  corpus: ascii(
    '{"SIG": ["level", 0.5]}',
    '{"MOD": {"a": {"value": [0.0, NaN, -Infinity], "typeHint": "vec3f", "access": "rwes", "subscribers": []}}}',
    '{"7": 1e-07, "__proto__": {"constructor": 123456789012345678901234567890}, "x": "h\\u00e9 \\ud83d\\ude00 \\ud800"}',
    '[[[[[[1, -0, 1.0, 1e308, 1e999, 2.5E+3]]]]], null, true, false, "", {}]',
    `${"[".repeat(70)}${"]".repeat(70)}`,
  ),
  words: ascii(
    "[",
    "]",
    "{",
    "}",
    '"',
    '\\"',
    "\\u",
    ":",
    ",",
    "NaN",
    "-Infinity",
    "null",
    "1e",
    ".",
    "-",
    '{"a":',
    "[[[[",
  ),
  begin: () => ({
    input: (bytes) =>
      allow([ProtocolError], () => readTwice(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString())),
  }),
};

function readTwice(text: string): void {
  const value = parseJson(text);
  if (text.length > SHORT) return;
  const written = formatJson(value);
  check(formatJson(parseJson(written)) === written, `${written} is not read as it was written`);
}

const SHORT = 10_000;
