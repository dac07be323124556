import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { COMMANDS } from "../../src/cli/table/commands.ts";
import { COMMON_OPTIONS } from "../../src/cli/table/common-options.ts";
import { DOCUMENT, withCommands } from "../../tools/tables.js";
import { read } from "../sources.ts";

const NAMES = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name);

test("the guide's table of commands is that of the command line (npm run tables writes it)", () => {
  const text = readFileSync(DOCUMENT, "utf8");
  expect(text).toBe(withCommands(text));
});

test("the guide names every option that all commands have, with its variable of the environment", () => {
  const rows = read("docs/guide/command-line.md").matchAll(/^\| `(--[a-z-]+)[^`]*` \| (?:`(ZOCP_\w+)`)? ?\|/gm);
  const named = [...rows].map(([, flag, variable]) => [flag, variable]);
  const known = COMMON_OPTIONS.map(({ flags, help }) => [flags.split(" ")[0], /env (ZOCP_\w+)/.exec(help)?.[1]]);
  expect(named.sort()).toEqual(known.sort());
});

test("the README names every command", () => {
  const row = /^\| On the command line \|(.*)$/m.exec(read("README.md"))?.[1] ?? "";
  const named = [...row.matchAll(/`(?:zocp )?([a-z]+)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...NAMES].sort());
});
