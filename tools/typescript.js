// Lets this host run the sources as they are: `node --import ./tools/typescript.js some.ts`. For tools only; users get JavaScript.
import { readFileSync } from "node:fs";
import * as modules from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import ts from "typescript";

/** Newer hosts take the hooks as they are; older ones run them in a thread, which loads this file again. */
const registerHooks = Reflect.get(modules, "registerHooks");
if (registerHooks !== undefined) registerHooks({ load: loadTypeScript });
else if (isMainThread) modules.register(import.meta.url);

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  return loadTypeScript(url, context, next);
}

/**
 * @template Result
 * @param {string} url
 * @param {import("node:module").LoadHookContext} context
 * @param {(url: string, context: import("node:module").LoadHookContext) => Result} next
 */
function loadTypeScript(url, context, next) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, inlineSourceMap: true };
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), "utf8"), {
    compilerOptions,
    fileName: url,
  });
  return { format: /** @type {const} */ ("module"), source: outputText, shortCircuit: true };
}
