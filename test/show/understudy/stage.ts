import { Reign, type ReignEffect } from "../../../src/show/understudy/reign.ts";
import type { Role } from "../../../src/show/understudy/role.ts";
import { Watch, type WatchEffect } from "../../../src/show/understudy/watch.ts";
import { SeededRandom } from "../../fuzz/chance.ts";

/** A machine on which a show runs, or its understudy: under another id each time it becomes the other one. */
export interface Host {
  readonly place: number;
  id: string;
  part: Reign | Watch;
  since: number;
  /** When its node can be heard: it takes a moment to start. */
  ready: number;
  /** Whom it hears. */
  readonly heard: Map<string, Host>;
  alive: boolean;
}

/** Something that reaches a node later, unless that has ended meanwhile. */
interface Parcel {
  readonly at: number;
  readonly to: Host;
  readonly id: string;
  readonly act: () => void;
}

/** Three machines with one show in a pretend network that falls apart, heals, and loses machines. */
export class Evening {
  now = 0;
  readonly hosts: readonly [Host, Host, Host];
  readonly #chance: SeededRandom;
  #parcels: Parcel[] = [];
  #count = 0;
  #apart: number | undefined;

  constructor(seed: number) {
    this.#chance = new SeededRandom(seed);
    this.hosts = [this.#begin(0), this.#begin(1), this.#begin(2)];
    this.run(3000);
  }

  get playing(): readonly Host[] {
    return this.hosts.filter(({ alive, part }) => alive && part instanceof Reign);
  }

  press(host: Host): void {
    if (host.alive && host.part instanceof Reign) this.#reigns(host, host.part.handlePress());
  }

  takeOver(host: Host): void {
    if (host.part instanceof Reign) this.#reigns(host, host.part.claim());
    else this.#watches(host, host.part.takeOver());
  }

  kill(host: Host): void {
    host.alive = false;
    for (const other of this.hosts) if (other.heard.delete(host.id)) this.#gone(other, host.id, false);
  }

  /** What was on it begins as it did at first. */
  revive(host: Host): void {
    if (!host.alive) Object.assign(host, this.#begin(host.place));
  }

  /** One of the machines is alone; undefined for none. */
  part(alone: number | undefined): void {
    this.#apart = alone;
    for (const host of this.hosts)
      for (const [id, other] of host.heard) if (!this.#meets(host, other)) this.#lose(host, id);
  }

  run(milliseconds: number): void {
    const end = this.now + milliseconds;
    while (this.now < end) {
      this.now += STEP;
      for (const host of this.hosts) this.#listen(host);
      const due = this.#parcels.filter(({ at }) => at <= this.now);
      this.#parcels = this.#parcels.filter(({ at }) => at > this.now);
      for (const { to, id, act } of due) if (to.alive && to.id === id) act();
      for (const host of this.hosts)
        if (host.alive && host.part instanceof Watch) this.#watches(host, host.part.handleTimeout(this.now));
    }
  }

  #begin(place: number): Host {
    const [id, since] = [this.#newId(), this.now];
    const part =
      place === 0 ? new Reign({ id, of: "show", term: 0, since }) : new Watch({ id, of: "show", auto: true });
    return { place, id, part, since, ready: since + 100, heard: new Map(), alive: true };
  }

  /** Who can be heard and was not says soon what it is. */
  #listen(host: Host): void {
    if (!host.alive || this.now < host.ready) return;
    for (const other of this.hosts) {
      if (other === host || !other.alive || this.now < other.ready || host.heard.has(other.id)) continue;
      if (!this.#meets(host, other)) continue;
      host.heard.set(other.id, other);
      this.#say(other, host);
    }
  }

  /** The connection ends, or the other one is suspected first and given up later; or it is back before that. */
  #lose(host: Host, id: string): void {
    const suspects = this.#chance.below(2) === 0;
    const after = this.#chance.below(1000);
    if (suspects) this.#later(after, host, () => this.#suspect(host, id, true));
    this.#later(after + (suspects ? 8000 : 0), host, () => {
      const other = host.heard.get(id);
      if (other?.id === id && other.alive && this.#meets(host, other)) this.#suspect(host, id, false);
      else if (host.heard.delete(id)) this.#gone(host, id, false);
    });
  }

  #suspect(host: Host, id: string, suspected: boolean): void {
    if (host.part instanceof Watch) this.#watches(host, host.part.handleSuspicion(id, suspected, this.now));
  }

  #gone(host: Host, id: string, clean: boolean): void {
    this.#later(this.#chance.below(50), host, () => {
      if (host.part instanceof Reign) this.#reigns(host, host.part.handleExit(id));
      else this.#watches(host, host.part.handleExit(id, clean, this.now));
    });
  }

  #reigns(host: Host, effects: readonly ReignEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "deposed") this.#become(host, (id) => new Watch({ id, of: "show", auto: true }));
      else if (effect.type === "role") this.#tell(host);
    }
  }

  #watches(host: Host, effects: readonly WatchEffect[]): void {
    for (const effect of effects)
      if (effect.type === "take-over") this.#become(host, (id) => new Reign({ id, since: this.now, ...effect.role }));
  }

  /** Its node ends, and another one begins. */
  #become(host: Host, part: (id: string) => Reign | Watch): void {
    for (const other of this.hosts)
      if (this.#meets(host, other) && other.heard.delete(host.id)) this.#gone(other, host.id, true);
    const id = this.#newId();
    Object.assign(host, { id, part: part(id), since: this.now, ready: this.now + 100 + this.#chance.below(200) });
    host.heard.clear();
  }

  #tell(host: Host): void {
    for (const other of this.hosts) if (other.heard.has(host.id) && this.#meets(host, other)) this.#say(host, other);
  }

  #say(from: Host, to: Host): void {
    const { id } = from;
    const role = roleOf(from);
    this.#later(this.#chance.below(80), to, () => {
      if (!to.heard.has(id)) return;
      if (to.part instanceof Reign) this.#reigns(to, to.part.handleRole(id, role));
      else this.#watches(to, to.part.handleRole(id, role, this.now));
    });
  }

  #later(after: number, to: Host, act: () => void): void {
    this.#parcels.push({ at: this.now + after, to, id: to.id, act });
  }

  #meets(a: Host, b: Host): boolean {
    return (this.#apart === a.place) === (this.#apart === b.place);
  }

  #newId(): string {
    return `${this.#chance.below(900) + 100}-${this.#count++}`;
  }
}

function roleOf({ part, since }: Host): Role {
  if (part instanceof Reign) return part.role;
  return { of: "show", plays: false, term: 0, presses: 0, since, auto: true };
}

const STEP = 10;
