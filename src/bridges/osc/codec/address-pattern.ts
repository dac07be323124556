/**
 * Matches addresses with a pattern of OSC: `?` one character, `*` any number, `[a-z]` `[!x]` one of some, `{one,two}` one of some words, all
 * within one part of the address; `//` any number of parts. It follows all ways through the pattern at once, so a text takes as long as it has
 * characters, times those of the pattern: no pattern can make it slow, as a regular expression could be.
 *
 * @see OSC 1.0, "OSC Message Dispatching and Pattern Matching"; OSC 1.1 for `//`
 */
export class AddressPattern {
  readonly #states: readonly State[];
  readonly #end: number;

  constructor(pattern: string) {
    const compiler = new Compiler(String(pattern));
    this.#states = compiler.states;
    this.#end = compiler.end;
  }

  /** Whether a text could mean more than one address. */
  static is(text: string): boolean {
    return /[?*[\]{}]|\/\//.test(text);
  }

  matches(address: string): boolean {
    let [now, next] = [new Reached(this.#states), new Reached(this.#states)];
    now.add(0);
    for (const character of String(address)) {
      next.clear();
      for (const index of now) {
        const state = this.#states[index];
        if (state?.takes?.(character) === true) next.add(index + 1);
      }
      if (next.empty) return false;
      [now, next] = [next, now];
    }
    return now.has(this.#end);
  }
}

/** Takes a character and goes to the state after it, or goes to other states without one. */
interface State {
  takes?: (character: string) => boolean;
  jumps?: number[];
}

/** The states where the text can be. */
class Reached {
  readonly #states: readonly State[];
  readonly #marks: Uint8Array;
  readonly #list: number[] = [];

  constructor(states: readonly State[]) {
    this.#states = states;
    this.#marks = new Uint8Array(states.length + 1);
  }

  get empty(): boolean {
    return this.#list.length === 0;
  }

  has(index: number): boolean {
    return this.#marks[index] === 1;
  }

  clear(): void {
    for (const index of this.#list.splice(0)) this.#marks[index] = 0;
  }

  /** With every state that can be reached from there without a character. */
  add(first: number): void {
    const open = [first];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#marks[index] === 1) continue;
      this.#marks[index] = 1;
      this.#list.push(index);
      open.push(...(this.#states[index]?.jumps ?? []));
    }
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#list[Symbol.iterator]();
  }
}

class Compiler {
  readonly states: State[] = [];
  readonly #pattern: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = [...pattern];
    while (this.#at < this.#pattern.length) this.#one();
  }

  get end(): number {
    return this.states.length;
  }

  #one(): void {
    const character = this.#pattern[this.#at++] as string;
    if (character === "/" && this.#pattern[this.#at] === "/") return this.#parts();
    if (character === "*") return this.#star();
    if (character === "?") return this.#take((one) => one !== "/");
    if (character === "[") return this.#class();
    if (character === "{") return this.#words();
    this.#take((one) => one === character);
  }

  #take(takes: (character: string) => boolean): void {
    this.states.push({ takes });
  }

  #jump(...jumps: number[]): State {
    const state = { jumps };
    this.states.push(state);
    return state;
  }

  /** A slash, and then any number of parts with a slash behind each. */
  #parts(): void {
    while (this.#pattern[this.#at] === "/") this.#at++;
    this.#take((one) => one === "/");
    const begin = this.end;
    const skip = this.#jump(begin + 1);
    this.#take(() => true);
    this.#jump(begin + 1, begin + 3);
    this.#take((one) => one === "/");
    this.#jump(begin);
    skip.jumps?.push(this.end);
  }

  #star(): void {
    const begin = this.end;
    this.#jump(begin + 1, begin + 3);
    this.#take((one) => one !== "/");
    this.#jump(begin);
  }

  /** Without its end, a bracket stands for itself. */
  #class(): void {
    const end = this.#pattern.indexOf("]", this.#at);
    if (end < 0) return this.#take((one) => one === "[");
    const inside = this.#pattern.slice(this.#at, end);
    this.#at = end + 1;
    const negated = inside[0] === "!";
    const ranges = rangesOf(negated ? inside.slice(1) : inside);
    this.#take((one) => one !== "/" && negated !== ranges.some(([low, high]) => one >= low && one <= high));
  }

  #words(): void {
    const end = this.#pattern.indexOf("}", this.#at);
    if (end < 0) return this.#take((one) => one === "{");
    const words = this.#pattern.slice(this.#at, end).join("").split(",");
    this.#at = end + 1;
    const fork = this.#jump();
    const joins: State[] = [];
    for (const word of words) {
      fork.jumps?.push(this.end);
      for (const character of word) this.#take((one) => one === character);
      joins.push(this.#jump());
    }
    for (const { jumps } of joins) jumps?.push(this.end);
  }
}

/** `a-z` is a range; a minus sign at the end, or at the beginning, is a character. */
function rangesOf(inside: readonly string[]): readonly (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < inside.length; i++) {
    const [low, minus, high] = [inside[i] as string, inside[i + 1], inside[i + 2]];
    if (minus === "-" && high !== undefined) {
      ranges.push(low <= high ? [low, high] : [high, low]);
      i += 2;
    } else ranges.push([low, low]);
  }
  return ranges;
}
