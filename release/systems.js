// The systems that executables are made for, and the Node.js that is put into each.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tools/tool.js";

/**
 * @typedef {object} System
 * @property {string} name as Node.js calls it: its platform and its processor
 * @property {string} node the program of Node.js for it
 * @property {string} file what is made
 */

export const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** Those whose Node.js is installed. @returns {readonly System[]} */
export function systemsHere() {
  return [...carried(), ...own()].filter(({ node }) => existsSync(node));
}

/** The Node.js that makes executables: of the same version as those that are made. */
export function makerNode() {
  const [first] = process.platform === "darwin" ? own() : systemsHere().filter(({ name }) => name === HERE);
  if (first === undefined)
    throw new Error(`executables are made on Linux x64, and those for macOS on a Mac; here is ${HERE}`);
  return first.node;
}

/** @returns {readonly System[]} */
function carried() {
  return ["linux-x64", "linux-arm64", "win-x64"].map((name) => {
    const end = name.startsWith("win-") ? ".exe" : "";
    const node = join(import.meta.dirname, "node_modules", `node-${name}`, "bin", `node${end}`);
    return { name, node, file: `zocp-${VERSION}-${name}${end}` };
  });
}

/** macOS starts only what is signed, which is done on a Mac: there the Node.js that runs this is taken. @returns {readonly System[]} */
function own() {
  if (process.platform !== "darwin") return [];
  const name = `macos-${process.arch}`;
  return [{ name, node: process.execPath, file: `zocp-${VERSION}-${name}` }];
}

const HERE = `${process.platform}-${process.arch}`;
