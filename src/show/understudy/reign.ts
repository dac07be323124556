import { type Actor, compareActors, HIGHEST_TERM, LEAP, type Role } from "./role.ts";

/** What a show that plays wants done because others of its name are here. */
export type ReignEffect =
  /** It says something else of itself now. */
  | { readonly type: "role"; readonly role: Role }
  /** Another one goes on: this one has to end at once, and may follow it. */
  | { readonly type: "deposed"; readonly by: string }
  /** People have played two: nothing follows by itself in either until one of them takes over; or that is over. */
  | { readonly type: "disputed"; readonly with: string | undefined };

export interface ReignOptions extends Pick<Role, "of" | "term" | "since" | "over" | "claim"> {
  /** The id of the node that the show is on. */
  readonly id: string;
}

/** A show among others of its name: a machine without clock and network. */
export class Reign {
  readonly #id: string;
  readonly #rivals = new Map<string, Role>();
  #role: Role;
  #deposed = false;
  #disputed: string | undefined;

  constructor({ id, of, term, since, over, claim }: ReignOptions) {
    this.#id = id;
    this.#role = { of, plays: true, term, presses: 0, since, auto: false, over, claim };
  }

  get role(): Role {
    return this.#role;
  }

  /** Whether people have to say which show goes on. */
  get disputed(): boolean {
    return this.#disputed !== undefined;
  }

  /** Somebody pressed it. */
  handlePress(): readonly ReignEffect[] {
    if (this.#deposed) return [];
    return [this.#say({ presses: this.#role.presses + 1 }), ...this.#settle()];
  }

  /** Another node says what it is; `undefined`: nothing that concerns this show. */
  handleRole(id: string, role: Role | undefined): readonly ReignEffect[] {
    if (role === undefined || !this.#isRival(role)) this.#rivals.delete(id);
    else this.#rivals.set(id, role);
    return this.#settle();
  }

  /** A node whose word does not count says that it plays this show, too: nodes that hear it are not to refuse ours for it. */
  outbid(role: Role): readonly ReignEffect[] {
    if (this.#deposed || !this.#isRival(role) || role.term < this.#role.term) return [];
    return [this.#say({ term: above(role.term) })];
  }

  /** No take-over makes a term that is so far above ours. */
  #isRival({ of, plays, term }: Role): boolean {
    return of === this.#role.of && plays && term <= this.#role.term + LEAP;
  }

  handleExit(id: string): readonly ReignEffect[] {
    return this.handleRole(id, undefined);
  }

  /** A person wants this one to go on. */
  claim(): readonly ReignEffect[] {
    if (this.#deposed) return [];
    const term = above(Math.max(this.#role.term, ...[...this.#rivals.values()].map((rival) => rival.term)));
    return [this.#say({ term, claim: term }), ...this.#settle()];
  }

  #settle(): readonly ReignEffect[] {
    if (this.#deposed) return [];
    const effects: ReignEffect[] = [];
    let disputed: string | undefined;
    for (const [id, role] of this.#rivals) {
      const order = compareActors(this.#self, { id, role });
      if (order > 0) {
        this.#deposed = true;
        return [{ type: "deposed", by: id }];
      }
      if (order === 0) disputed = id;
      // Whoever owns a parameter tells by the term what comes too late from the other one.
      else if (this.#role.term <= role.term) effects.push(this.#say({ term: above(role.term) }));
    }
    if (disputed !== this.#disputed) effects.push({ type: "disputed", with: disputed });
    this.#disputed = disputed;
    return effects;
  }

  #say(changes: Partial<Role>): ReignEffect {
    this.#role = { ...this.#role, ...changes };
    return { type: "role", role: this.#role };
  }

  get #self(): Actor {
    return { id: this.#id, role: this.#role };
  }
}

/** There is none above the highest: shows that have that one are all let through. */
function above(term: number): number {
  return Math.min(term + 1, HIGHEST_TERM);
}
