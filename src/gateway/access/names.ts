import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { domainToASCII } from "node:url";

import { UsageError } from "../../index.ts";

/**
 * The names under which the gateway is asked for. A page of somebody else that makes its own name resolve to our address (DNS
 * rebinding) still sends that name: so only names are answered that nobody outside of the network can have, and those that were allowed.
 */
export class Names {
  readonly #own: string;
  readonly #names: ReadonlySet<string>;
  readonly #endings: readonly string[];

  /** Throws `UsageError` for an allowed name that is none, or that lets in everybody. */
  constructor({ host, allowed = [], own = hostname(), search = searchDomains() }: NamesOptions) {
    const given = allowed.map(toAllowed);
    // Some systems call themselves `desk.local`, some `desk.lan`.
    this.#own = tidy(own).split(".", 1)[0] ?? "";
    const suffixes = [...LOCAL, ...search.map(tidy)];
    const ours = this.#own === "" ? [] : [this.#own, ...suffixes.map((suffix) => `${this.#own}.${suffix}`)];
    const exact = given.filter((name) => !name.startsWith("*"));
    this.#names = new Set(["localhost", tidy(own), tidy(host), ...ours, ...exact]);
    this.#endings = given.filter((name) => name.startsWith("*")).map((name) => name.slice(1));
  }

  /** Whether a `Host` header is an address, which cannot be bound to something else, or one of these names. */
  has(host: string | undefined): boolean {
    const name = nameIn(host);
    if (name === undefined) return false;
    return isIP(name) !== 0 || this.#names.has(name) || this.#endings.some((ending) => name.endsWith(ending));
  }

  /** For people: under which names, besides addresses, this gateway answers. */
  get examples(): readonly string[] {
    return this.#own === "" ? ["localhost"] : [`${this.#own}.local`, this.#own];
  }
}

export interface NamesOptions {
  /** The name or address that the gateway was told to listen on. */
  readonly host: string;
  /** `desk.example.org`, or `*.fritz.box` for every name that ends so. */
  readonly allowed?: readonly string[] | undefined;
  /** What this machine calls itself. */
  readonly own?: string;
  /** What the network adds to names that have no dot. */
  readonly search?: readonly string[];
}

/** The name or address in a `Host` header, without port, brackets and the dot at its end; undefined when it is none. */
export function nameIn(host: string | undefined): string | undefined {
  const name = host === undefined ? undefined : HOST.exec(host)?.[1];
  if (name === undefined) return undefined;
  return name.startsWith("[") ? name.slice(1, -1).toLowerCase() : tidy(name);
}

function tidy(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function toAllowed(given: string): string {
  const star = given.startsWith("*.");
  const base = tidy(star ? given.slice(2) : given);
  const name = isIP(base) === 0 ? domainToASCII(base) : "";
  if (name === "" || !NAME.test(name))
    throw new UsageError(
      "invalid-argument",
      `"${given}" is no name: write desk.lan, or *.fritz.box for all that end so`,
    );
  if (star && !name.includes(".") && !LOCAL.includes(name))
    throw new UsageError(
      "invalid-argument",
      `"${given}" would let in names of everybody; the shortest is *.example.org`,
    );
  return star ? `*.${name}` : name;
}

/** From DHCP, where the system keeps it in a file. Elsewhere names are allowed one by one. */
function searchDomains(): readonly string[] {
  try {
    const lines = readFileSync("/etc/resolv.conf", "utf8").split("\n");
    return lines.flatMap((line) => /^\s*(?:search|domain)\s+(.*)$/.exec(line)?.[1]?.trim().split(/\s+/) ?? []);
  } catch {
    return [];
  }
}

/** What routers and systems add to a machine's name; nobody can own such a name outside. */
const LOCAL = ["local", "lan", "home", "home.arpa", "internal", "localdomain", "fritz.box"];
/** A name or an address, and perhaps a port. It is repeated in a header, so nothing else may be in it. */
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
