import { UsageError } from "../../../src/errors.ts";
import { OWN_HEADERS } from "../../../src/zocp/codec/headers.ts";
import { SeededRandom } from "../chance.ts";
import { ACTS, type Cast } from "../old-acts.ts";
import { OldPlayer, OurPlayer, RawPlayer, Stage } from "../old-stage.ts";
import { allow, check, type Round, type Target } from "../target.ts";

/** Nodes of ours, a tool, a page, a page without our library, and programs of old nodes do whatever they like: no old node ever ends. An input is one act, which its bytes choose. */
export const oldNodes: Target = {
  name: "old",
  corpus: ACTS.flatMap((_, index) =>
    [0, 1, 2, 3].map((more) => Uint8Array.of(index, more, 3 - more, 0, more, 5, 0, 1)),
  ),
  words: [Uint8Array.of(0), Uint8Array.of(17, 1), Uint8Array.of(255)],
  longest: 16,
  begin: () => new OldShow(),
};

class OldShow implements Round {
  readonly #chance = new SeededRandom(1);
  readonly #stage = new Stage(this.#chance);
  readonly #ours: OurPlayer[] = [];
  readonly #old: OldPlayer[] = [];
  readonly #raw: RawPlayer[] = [];
  readonly #cast: Cast;
  #ids = 0x10;

  constructor() {
    for (const index of OURS.keys()) this.#startOurs(index);
    for (const index of OLD.keys()) this.#startOld(index);
    for (const [index, headers] of [OWN_HEADERS, OLD_HEADERS].entries()) this.#startRaw(index, headers);
    this.#cast = {
      stage: this.#stage,
      ours: this.#ours,
      old: this.#old,
      raw: this.#raw,
      restart: (...how) => this.#restart(...how),
    };
  }

  input(bytes: Uint8Array): void {
    for (const byte of bytes) this.#chance.stir(byte);
    allow([UsageError], () => this.#chance.one(ACTS)(this.#cast, (items) => this.#chance.one(items)));
    this.#stage.deliver(this.#chance.below(40));
  }

  /** When all is quiet everybody knows everybody: what is not told cannot end anybody either. */
  end(): void {
    this.#stage.run(10_000);
    for (const { name, machine } of this.#ours)
      for (const peer of machine.peers.values())
        check(
          this.#raw.some(({ id }) => id === peer.id) || peer.complete,
          `${name} knows the parameters of ${peer.name}`,
        );
  }

  #restart(index: number, anew: boolean): void {
    const [players, at] =
      index % 2 === 0 ? [this.#ours, (index >> 1) % OURS.length] : [this.#old, (index >> 1) % OLD.length];
    const player = players[at];
    if (player === undefined) return;
    this.#stage.remove(player);
    if (!anew) this.#stage.add(player);
    else if (players === this.#ours) this.#startOurs(at);
    else this.#startOld(at);
  }

  #startOurs(index: number): void {
    const name = OURS[index] ?? "";
    // One of ours is guarded: it refuses some acts, of whomever.
    const guarded =
      name === "guarded" ? { permit: ({ parameter }: { parameter: string | null }) => parameter !== "b" } : {};
    const player = new OurPlayer(this.#stage.send, { id: this.#id(), name, page: name === "page", ...guarded });
    this.#ours[index] = player;
    this.#stage.add(player);
    if (name === "tool" || name === "page") return;
    for (const [parameter, access] of PARAMETERS)
      player.perform(
        player.machine.register({ name: parameter }, { typeHint: "flt", value: 0, access }, this.#stage.now),
      );
  }

  #startOld(index: number): void {
    const player = new OldPlayer(this.#stage.send, this.#id(), OLD[index] ?? "");
    for (const [parameter, access] of PARAMETERS) player.act((node) => node.register(parameter, 0, "flt", access));
    this.#old[index] = player;
    this.#stage.add(player);
  }

  #startRaw(index: number, headers: ReadonlyMap<string, string>): void {
    const player = new RawPlayer(this.#stage.send, this.#id(), { name: `raw${index}`, headers });
    this.#raw[index] = player;
    this.#stage.add(player);
  }

  #id(): string {
    return (++this.#ids).toString(16).padStart(32, "0");
  }
}

const OLD_HEADERS: ReadonlyMap<string, string> = new Map([["X-ZOCP", "1"]]);
const OURS = ["guarded", "ours", "page", "tool"] as const;
const OLD = ["oldA", "oldB"] as const;
const PARAMETERS = [
  ["a", "rwe"],
  ["b", "rws"],
] as const;
