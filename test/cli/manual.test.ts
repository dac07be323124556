import { expect, test } from "vitest";

import { COMMANDS } from "../../src/cli/table/commands.ts";
import { formatManual } from "../../src/cli/table/manual.ts";

const page = formatManual("1.2.3");

test("the manual has every command of the help, and every option of it", () => {
  for (const { name, options = [], hidden } of COMMANDS) {
    expect(page.includes(`\n.SS zocp ${name}`)).toBe(hidden !== true);
    for (const { flags } of options) expect(page).toContain(`\n.B ${flags.replaceAll("-", "\\-")}\n`);
  }
});

test("no line of text is taken for a request, and no hyphen for a dash", () => {
  const requests = new Set(["TH", "SH", "SS", "TP", "PP", "B", "nf", "fi"]);
  for (const line of page.split("\n")) {
    if (line.startsWith(".")) expect(requests).toContain(line.slice(1).split(" ")[0]);
    expect(line).not.toMatch(/^'|(^|[^\\])-/);
  }
});
