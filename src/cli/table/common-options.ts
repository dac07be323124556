import { Command, InvalidArgumentError, Option } from "commander";

import { toFailure } from "../failure.ts";
import {
  type CommonOptions,
  type OptionSpec,
  parseEndpoint,
  parsePlaces,
  parsePort,
  parseSeconds,
  parseSwitch,
  parseTtl,
} from "./options.ts";

/** The options that every command has. They may stand before or after its name. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { flags: "--interface <name>", help: "network interface, by name or address (env ZOCP_INTERFACE)" },
  {
    flags: "--gossip <tcp://host:port>",
    help: "hub where nodes learn of each other, repeatable (env ZOCP_GOSSIP)",
    parse: parsePlaces,
  },
  {
    flags: "--peer <tcp://host:port>",
    help: "where another node is, repeatable (env ZOCP_PEER)",
    parse: parsePlaces,
  },
  {
    flags: "--endpoint <tcp://address:port>",
    help: "where nodes beyond a router reach this one (env ZOCP_ENDPOINT)",
    parse: parseEndpoint,
  },
  { flags: "--tcp-port <number>", help: "TCP port to be reached at (env ZOCP_TCP_PORT; any)", parse: parsePort },
  { flags: "--beacons <on|off>", help: "find nodes by beacons (env ZOCP_BEACONS; on)", parse: parseSwitch },
  {
    flags: "--multicast-ttl <number>",
    help: "beacons by multicast too, over so many networks (env ZOCP_MULTICAST_TTL)",
    parse: parseTtl,
  },
  {
    flags: "--port <number>",
    help: "UDP port of the beacons (env ZOCP_PORT; 5670, or 5671 with a key)",
    parse: parsePort,
  },
  {
    flags: "--broker <nats|mqtt://host>",
    help: "message broker instead of the local network (env ZOCP_BROKER)",
  },
  {
    flags: "--key <file>",
    help: "key of the show or of this machine: encrypts, and lets its holders in (env ZOCP_KEY)",
  },
  { flags: "--keys <folder>", help: "public keys of the other machines that may enter (env ZOCP_KEYS)" },
  {
    flags: "--wait <seconds>",
    help: "how long to discover (until the named node is known, at most 2)",
    parse: parseSeconds,
  },
  { flags: "--json", help: "print JSON" },
  { flags: "--all", help: "show the nodes of other zocp commands too" },
];

/** The first word that is neither an option of every command nor the value of one: the command, if it is written correctly. */
export function commandIn(words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) return word;
    if (WITH_VALUE.has(word)) index++;
  }
  return undefined;
}

/** An option as the parser wants it. */
export function optionOf({ flags, help, parse }: OptionSpec): Option {
  const option = new Option(flags, help);
  return parse === undefined ? option : option.argParser(refusing(parse));
}

/** What is wrong with a value is said as of an option, whoever finds it. */
function refusing(parse: NonNullable<OptionSpec["parse"]>): NonNullable<OptionSpec["parse"]> {
  return (text, before) => {
    try {
      return parse(text, before);
    } catch (error) {
      const failure = toFailure(error);
      throw failure === undefined ? error : new InvalidArgumentError(failure.message);
    }
  };
}

/** What words on their way to a command say, whatever else stands among them. Throws for a value that is wrong. */
export function readCommonOptions(words: readonly string[]): CommonOptions {
  const reader = new Command().exitOverride().configureOutput({ outputError: () => {} });
  for (const spec of COMMON_OPTIONS) reader.addOption(optionOf(spec));
  reader.parseOptions([...words]);
  return reader.opts();
}

const WITH_VALUE: ReadonlySet<string> = new Set(
  COMMON_OPTIONS.flatMap(({ flags }) => (flags.includes("<") ? (flags.split(" ")[0] ?? []) : [])),
);
