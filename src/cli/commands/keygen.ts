import { createKeyFile } from "../../index.ts";
import { toJsonText } from "../format/json.ts";
import type { Session } from "../session.ts";

/** Makes a key file, and prints the public half. */
export async function run({ options, out }: Session, file: string): Promise<void> {
  const publicKey = createKeyFile(file);
  out.line(options.json ? toJsonText({ file, publicKey }) : publicKey);
}
