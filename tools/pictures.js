// Takes the pictures of the documents anew, from the page as it was built last.
import { runTool } from "./tool.js";

const env = { ...process.env, ZOCP_PICTURES: "1" };
process.exitCode = runTool(["vitest", "run", "test/browser/pictures.test.ts"], { env, stdio: "inherit" }).status ?? 1;
