import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { readFile } from "node:fs/promises";

/** Which scripts stand in the HTML files of a folder. A file is read again only when it has changed. */
export class InlineScripts {
  readonly #known = new Map<string, { readonly mark: string; readonly scripts: readonly string[] }>();

  /** As a Content-Security-Policy names them. Rejects when the file cannot be read. */
  async of(path: string, { size, mtimeMs, ino }: Stats): Promise<readonly string[]> {
    if (!/\.html?$/i.test(path) || size > MAX_HTML) return [];
    const mark = `${size} ${mtimeMs} ${ino}`;
    const known = this.#known.get(path);
    if (known?.mark === mark) return known.scripts;
    const scripts = scriptsIn(await readFile(path, "utf8"));
    if (this.#known.size >= MAX_FILES) this.#known.clear();
    this.#known.set(path, { mark, scripts });
    return scripts;
  }
}

/** Only what the file itself holds may run, not what a name from the network smuggled into the page. Goes through the text once. */
export function scriptsIn(html: string): readonly string[] {
  const scripts: string[] = [];
  const [opening, closing] = [/<script(?=[\s/>])/gi, /<\/script(?=[\s/>])/gi];
  while (opening.exec(html) !== null) {
    const start = html.indexOf(">", opening.lastIndex) + 1;
    closing.lastIndex = start;
    const end = start === 0 ? undefined : closing.exec(html)?.index;
    if (end === undefined) break;
    const attributes = html.slice(opening.lastIndex, start);
    if (!/\bsrc\s*=/i.test(attributes)) scripts.push(nameOf(html.slice(start, end)));
    opening.lastIndex = end;
  }
  return scripts;
}

function nameOf(script: string): string {
  return `'sha256-${hashOf(script.replaceAll("\r\n", "\n"))}'`;
}

export function hashOf(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("base64");
}

/** Octets of an HTML file whose own scripts may run: it is read whole for that. */
const MAX_HTML = 0x10_0000;
const MAX_FILES = 1000;
