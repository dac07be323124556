import { describe, expect, test } from "vitest";
import { NETWORK_CODES, PROTOCOL_CODES, USAGE_CODES } from "../src/errors.ts";
import { read } from "./sources.ts";

describe("docs/errors.md lists exactly the codes of the sources", () => {
  test.each([
    ["UsageError", USAGE_CODES],
    ["ProtocolError", PROTOCOL_CODES],
    ["NetworkError", NETWORK_CODES],
  ])("of %s, with their meaning", (kind, codes) => {
    expect(listed(kind)).toEqual(codes);
  });
});

/** The first two columns of the table below the heading that names a kind. */
function listed(kind: string): Record<string, string> {
  const section =
    read("docs/errors.md")
      .split(/^## /m)
      .find((text) => text.startsWith(`\`${kind}\``)) ?? "";
  const rows = [...section.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)];
  return Object.fromEntries(rows.map(([, code = "", meaning = ""]) => [code, meaning.trim()]));
}
