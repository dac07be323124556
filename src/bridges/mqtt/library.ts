import { UsageError } from "../../index.ts";

/** The part of `mqtt` that is needed. */
export interface MqttLibrary {
  connect(options: object): MqttClient;
}

export interface MqttClient {
  readonly options: { reconnectPeriod: number };
  readonly stream?:
    | { readonly setNoDelay?: (noDelay: boolean) => void; readonly setMaxListeners?: (most: number) => void }
    | undefined;
  publish(topic: string, payload: string, options: object, told: Told): unknown;
  subscribe(
    filters: Readonly<Record<string, object>>,
    options: object,
    told: (error: Error | null, granted?: readonly { readonly topic: string; readonly qos: number }[]) => void,
  ): unknown;
  unsubscribe(filters: readonly string[], told: Told): unknown;
  end(force: boolean, done?: () => void): unknown;
  on(event: "connect", listener: (packet: Connack) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  on(event: "message", listener: (topic: string, payload: Uint8Array, packet: Received) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

type Told = (error?: Error | null) => void;

interface Connack {
  readonly properties?: { readonly receiveMaximum?: number } | undefined;
}

/** What came, besides topic and payload. */
export interface Received {
  /** It was kept by the server, and did not happen now. */
  readonly retain: boolean;
  readonly properties?:
    | { readonly userProperties?: Readonly<Record<string, string | readonly string[]>> | undefined }
    | undefined;
}

/** Rejects with `UsageError` where it is not installed. */
export async function loadMqtt(): Promise<MqttLibrary> {
  try {
    // A name that the compiler does not look for: it need not be installed.
    const name: string = "mqtt";
    return await import(name);
  } catch {
    throw new UsageError(
      "not-found",
      'MQTT is spoken by the package mqtt, which is not installed: "npm install mqtt" brings it',
    );
  }
}
