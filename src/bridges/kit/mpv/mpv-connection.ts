import { createConnection, type Socket } from "node:net";

import { formatJson, type Json, type JsonInput, type JsonObject, ProtocolError, parseJson } from "../../../index.ts";
import { TextLines } from "../../core/text-lines.ts";

export interface MpvHandlers {
  event(event: JsonObject): void;
  /** What was asked for was not done. */
  failed(command: string, reason: string): void;
  closed(reason: string): void;
}

/** A connection to a player: commands and events are lines of JSON. */
export class MpvConnection {
  readonly #socket: Socket;
  readonly #handlers: MpvHandlers;
  readonly #asked = new Map<number, string>();
  #number = 0;

  private constructor(socket: Socket, handlers: MpvHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    const lines = new TextLines((line) => this.#read(line));
    socket.on("data", (bytes) => {
      try {
        lines.push(bytes);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        socket.destroy(error);
      }
    });
    let reason = "it is gone";
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.on("close", () => handlers.closed(reason));
  }

  /** Rejects where nobody listens. */
  static async open(path: string, handlers: MpvHandlers): Promise<MpvConnection> {
    const socket = createConnection(path);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new MpvConnection(socket, handlers);
  }

  command(...words: readonly JsonInput[]): void {
    if (!this.#socket.writable) return;
    const id = ++this.#number;
    this.#asked.set(id, words.join(" "));
    this.#socket.write(`${formatJson({ command: words, request_id: id })}\n`);
  }

  close(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  #read(line: string): void {
    const message = readObject(line);
    if (message === undefined) return;
    if (message.has("event")) return this.#handlers.event(message);
    const [id, error] = [Number(message.get("request_id")), message.get("error")];
    const command = this.#asked.get(id);
    this.#asked.delete(id);
    if (command !== undefined && error !== "success") this.#handlers.failed(command, String(error));
  }
}

/** What is no JSON says nothing. */
function readObject(line: string): JsonObject | undefined {
  try {
    const json: Json = parseJson(line);
    return json instanceof Map ? json : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
