import { topicsOf } from "../../bridges.ts";
import type { ExitCode } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { describe, runDescribed, type SharedOptions } from "./from-options.ts";

interface MqttOptions extends SharedOptions {
  readonly server?: string;
  readonly show?: string;
  readonly topic?: readonly string[];
  readonly homeAssistant?: boolean;
  readonly updateRate?: number;
}

/** Bridges to topics of a server of MQTT as options say, until it is told to end. */
export function run(session: Session<MqttOptions>): Promise<ExitCode | undefined> {
  const { server, show, topic = [], homeAssistant, updateRate } = session.options;
  const own = { server, show, homeAssistant, rate: updateRate };
  const to = `${topicsOf(server, show)}/{node}/{parameter}`;
  return runDescribed(session, describe("mqtt", session.options, own, to, topic), GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["server", "show", "export"]);
