import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BrokerKind, brokerConfig, makeUser } from "../broker/config.ts";
import { status } from "../broker/status.ts";
import { type ExitCode, notFound, wrongUsage } from "../failure.ts";
import { describeSystemCode, systemCodeOf } from "../format/file-errors.ts";
import { toJsonText } from "../format/json.ts";
import type { Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { hint } from "../targets/suggest.ts";

interface BrokerOptions extends CommonOptions {
  readonly user?: readonly string[];
}

/** Writes the configuration of a broker, or prints how one is. */
export async function run(
  session: Session<BrokerOptions>,
  action: string,
  word?: string,
  given?: string,
): Promise<ExitCode | undefined> {
  if (action === "status" && given === undefined) return status(session, word);
  if (action === "status") throw wrongUsage(`broker status takes one node, and not "${given}" too`);
  if (action !== "config") throw wrongUsage(`broker cannot "${action}"${hint(action, ACTIONS, "it can")}`);
  if (word === undefined || given === undefined)
    throw wrongUsage(
      "broker config needs the kind of broker and a folder, for instance: zocp broker config nats broker",
    );
  writeConfig(session, word, given);
  return undefined;
}

/** Writes it into a folder, and prints how its users reach the broker. */
function writeConfig(session: Session<BrokerOptions>, kind: string, given: string): void {
  if (!isKind(kind)) throw wrongUsage(`there is no configuration for "${kind}"${hint(kind, KINDS, "there are")}`);
  const { user: names = [], json } = session.options;
  if (names.length === 0) throw wrongUsage("nobody could enter: name each user with --user NAME");
  const users = [...new Set(names)].map(makeUser);
  const folder = resolve(given);
  const files = brokerConfig(kind, users, folder).map(({ name, text }) => ({ path: join(folder, name), text }));
  write(folder, files);
  const reached = users.map(({ name, password }) => ({
    user: name,
    broker: `${SCHEMES[kind]}://${name}:${password}@HOST`,
  }));
  if (json === true) return session.out.line(toJsonText({ files: files.map(({ path }) => path), users: reached }));
  for (const { user, broker } of reached) session.out.line(`${user}:  --broker ${broker}`);
  session.note(`written: ${files.map(({ path }) => path).join(", ")}; the passwords are shown only now`);
}

/** Nothing is written over: it may be the configuration of a broker that runs. */
function write(folder: string, files: readonly { readonly path: string; readonly text: string }[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { path, text } of files) writeFileSync(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw notFound(`the configuration was not written: ${describe(error, folder)}`);
  }
}

function describe(error: unknown, folder: string): string {
  const code = systemCodeOf(error);
  if (!(error instanceof Error) || code === undefined) throw error;
  const path = "path" in error ? String(error.path) : folder;
  if (path === folder && (code === "EEXIST" || code === "ENOTDIR")) return `${folder} is no folder`;
  return `${path} ${code === "EEXIST" ? "is there already, and nothing is written over it" : `cannot be written: ${describeSystemCode(code)}`}`;
}

function isKind(kind: string): kind is BrokerKind {
  return (KINDS as readonly string[]).includes(kind);
}

const ACTIONS = ["config", "status"];
const KINDS = ["nats", "mosquitto"] as const;
const SCHEMES = { nats: "nats", mosquitto: "mqtt" } as const;
