import type { BridgeKind } from "../core/node/bridge-kind.ts";
import { MqttProtocol } from "./mqtt-protocol.ts";
import { checkMqttAddress, MQTT_FIELDS, patternOf, readMqttSettings } from "./settings.ts";

export const MQTT: BridgeKind = {
  name: "mqtt",
  fields: MQTT_FIELDS,
  importFields: ["pick", "set"],
  checkAddress: checkMqttAddress,
  patternOf,
  rate: 10,
  packets: 1000,
  reliable: true,
  announces: true,
  open: (description) => new MqttProtocol(description.name, readMqttSettings(description)),
};
