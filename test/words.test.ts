import ts from "typescript";
import { expect, test } from "vitest";
import { filesIn, read } from "./sources.ts";

// The glossary of ARCHITECTURE.md, kept: no name in the sources uses a word that it replaces.
const REPLACED = new Set(
  [...read("ARCHITECTURE.md").matchAll(/^\|[^|]+\|[^|]+\| ([^|]+) \|$/gm)].flatMap(([, words = ""]) =>
    words.split(/, /).flatMap((word) => /^[A-Z][A-Za-z]+/.exec(word)?.[0] ?? []),
  ),
);
const SOURCES = ["src", "composer"].flatMap((folder) => filesIn(folder, ".ts"));

test("the glossary names words that are not used", () => {
  expect([...REPLACED]).toEqual(expect.arrayContaining(["Realm", "Pretend", "KeyRing"]));
});

test.each(["src", "composer"])("no name in %s uses a word that the glossary replaces", (folder) => {
  const found = SOURCES.filter((path) => path.startsWith(`${folder}/`)).flatMap((path) =>
    namesIn(path)
      .filter((name) => (name.match(/[A-Z][a-z]+/g) ?? []).some((part, _, parts) => isReplaced(part, parts)))
      .map((name) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});

test("no file is named by a word that the glossary replaces", () => {
  const names = SOURCES.map((path) => path.replace(/^.*\//, "").replace(/\..*$/, ""));
  const camel = names.map((name) => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase()));
  expect(camel.filter((name) => REPLACED.has(name))).toEqual([]);
});

/** A word of one part is replaced wherever it stands as a whole name; `KeyRing` only as these two. */
function isReplaced(part: string, parts: readonly string[]): boolean {
  if (parts.length === 1) return REPLACED.has(part);
  return REPLACED.has(parts.join("")) || PREFIXES.has(part);
}

/** Types and values that a file declares. */
function namesIn(path: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (DECLARATIONS.some((is) => is(node))) {
      const { name } = node as ts.Node & { readonly name?: ts.Node };
      if (name !== undefined && ts.isIdentifier(name)) names.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true));
  return names.filter((name) => /^[A-Z]/.test(name));
}

const DECLARATIONS = [
  ts.isClassDeclaration,
  ts.isInterfaceDeclaration,
  ts.isTypeAliasDeclaration,
  ts.isVariableDeclaration,
  ts.isFunctionDeclaration,
];
/** Words that are wrong in every compound, too. */
const PREFIXES = new Set(["Realm", "Pretend", "Vitals", "Roster"]);
