import type { ShownParameter } from "../network/shown-parameter.ts";

/** How well a text answers what was typed: the letters in order, whole words and beginnings first; 0 for not at all. */
export function score(typed: string, text: string): number {
  const [needle, hay] = [typed.toLowerCase().trim(), text.toLowerCase()];
  if (needle === "") return 1;
  const at = hay.indexOf(needle);
  if (at === 0) return 100 - hay.length * 0.01;
  if (at > 0) return (/[\s/._-]/.test(hay.charAt(at - 1)) ? 80 : 60) - hay.length * 0.01;
  let from = -1;
  let gaps = 0;
  for (const letter of needle) {
    if (letter === " ") continue;
    const next = hay.indexOf(letter, from + 1);
    if (next < 0) return 0;
    gaps += next - from - 1;
    from = next;
  }
  return Math.max(1, 40 - gaps);
}

/** What is searched: its name counts more than what else is said of it. */
export interface Searched {
  readonly text: string;
  readonly note: string;
}

/** The best answers, best first. */
export function best<Thing extends Searched>(typed: string, things: readonly Thing[], most = 60): Thing[] {
  return things
    .map((thing) => ({
      thing,
      points: Math.max(score(typed, thing.text), score(typed, `${thing.text} ${thing.note}`) / 2),
    }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, most)
    .map(({ thing }) => thing);
}

/** What the list and the matrix are narrowed down to. */
export interface Filter {
  readonly text: string;
  readonly kind: string;
  readonly access: string;
  readonly connected: "all" | "yes" | "no";
}

/** Whether a parameter passes. All words have to occur in its address, its type or its description. */
export function passes(parameter: ShownParameter, filter: Filter, connected: boolean): boolean {
  if (filter.kind !== "" && parameter.kind !== filter.kind) return false;
  if (filter.access !== "" && !parameter.access.includes(filter.access)) return false;
  if (filter.connected !== "all" && (filter.connected === "yes") !== connected) return false;
  return matches(parameter, filter.text);
}

/** Whether all words of a text occur in what is said of a parameter. */
export function matches({ address, type, description }: ShownParameter, text: string): boolean {
  const said = `${address} ${type} ${description ?? ""}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
