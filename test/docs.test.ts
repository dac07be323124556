import { existsSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { describe, expect, test } from "vitest";
import { documents, ROOT, read } from "./sources.ts";

describe("the documents", () => {
  test.each(documents())("%s links only to what exists", (document) => {
    expect(linksOf(document).filter((link) => !resolves(document, link))).toEqual([]);
  });

  test("are those that the README promises", () => {
    const links = linksOf("README.md").map((link) => link.replace(/#.*$/, ""));
    expect(links).toEqual(
      expect.arrayContaining([
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "SECURITY.md",
        "docs/errors.md",
        "docs/migrating-from-pyzocp.md",
        "docs/protocol/zmtp.md",
        "docs/protocol/zre.md",
        "docs/protocol/zocp.md",
        "docs/protocol/gateway.md",
      ]),
    );
  });
});

/** The relative links of a document; code is not looked at. */
function linksOf(document: string): string[] {
  const text = read(document)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`(?!\])/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function resolves(document: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? document : join(dirname(document), path);
  if (!existsSync(ROOT + file)) return false;
  return anchor === undefined || headingsOf(file).includes(anchor);
}

/** The anchors that a reader of the page can jump to: headings in lower case, spaces as dashes, other signs left out. */
function headingsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
