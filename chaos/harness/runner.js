// Runs scenarios, several at a time: nearly all they do is wait.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";
import { Stage } from "./stage.js";

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} about one line for people
 * @property {boolean} [alone] it needs the whole machine
 * @property {(stage: Stage, options: Options) => Promise<void>} run
 */

/** @typedef {{ seed: number, full: boolean, verbose: boolean, atOnce: number }} Options */

/**
 * What failed is repeated alone at the end: a machine that is busy with something else hits one scenario now and then, and a fault
 * fails twice.
 *
 * @param {readonly Scenario[]} scenarios @param {Options} options
 */
export async function runAll(scenarios, options) {
  const folder = compilePeer();
  const peerFile = join(folder, "zmq-peer.js");
  try {
    const failed = await runSeveral(scenarios, peerFile, options);
    const repeated = failed.slice(0, MOST_REPEATED);
    if (repeated.length > 0) console.log(`repeating alone: ${repeated.map(({ name }) => name).join(", ")}`);
    let lost = failed.length - repeated.length;
    for (const scenario of repeated) {
      if (await runOne(scenario, peerFile, options)) console.log(`passed only when repeated alone: ${scenario.name}`);
      else lost++;
    }
    return { passed: scenarios.length - lost, failed: lost };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {readonly Scenario[]} scenarios @param {string} peerFile @param {Options} options @returns {Promise<Scenario[]>} those that failed */
async function runSeveral(scenarios, peerFile, options) {
  /** @type {Scenario[]} */
  const failed = [];
  /** @param {Scenario[]} queue */
  const work = async (queue) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      if (!(await runOne(next, peerFile, options))) failed.push(next);
  };
  await work(scenarios.filter(({ alone }) => alone));
  const others = scenarios.filter(({ alone }) => !alone);
  await Promise.all(Array.from({ length: options.atOnce }, () => work(others)));
  return failed;
}

/** @param {Scenario} scenario @param {string} peerFile @param {Options} options */
async function runOne(scenario, peerFile, options) {
  for (let attempt = 1; ; attempt++) {
    const begin = performance.now();
    const stage = new Stage(peerFile);
    try {
      await scenario.run(stage, options);
    } catch (error) {
      stage.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    const well = stage.faults.length === 0;
    // A machine that is busy with other things may be late once, not each time.
    const again = !well && stage.onlyLate && attempt < ATTEMPTS;
    const verdict = well ? "ok     " : again ? "late   " : "FAILED ";
    console.log(`${verdict} ${scenario.name} (${seconds} s): ${scenario.about}. ${stage.notes.join(", ")}`);
    for (const fault of stage.faults) console.log(`          ${fault}`);
    if (options.verbose || (!well && !again)) await tellDiaries(stage);
    await stage.close();
    if (!again) return well;
  }
}

/** @param {Stage} stage */
async function tellDiaries(stage) {
  const lines = await stage.diaries();
  const first = lines[0]?.at ?? 0;
  for (const { at, text } of lines.slice(-LINES))
    console.log(`          ${((at - first) / 1000).toFixed(2).padStart(7)} ${text}`);
}

/** The peer on libzmq is TypeScript, which not every host runs. */
function compilePeer() {
  // Where libzmq is found; without it the peer says how to install it.
  const modules = join(ROOT, "interop/node_modules");
  mkdirSync(modules, { recursive: true });
  const folder = mkdtempSync(join(modules, ".zocp-chaos-"));
  const compilerOptions = {
    module: typescript.ModuleKind.ESNext,
    target: typescript.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
  };
  for (const name of ["zmq-peer", "zre-text"]) {
    const text = readFileSync(join(ROOT, `interop/${name}.ts`), "utf8");
    writeFileSync(join(folder, `${name}.js`), typescript.transpileModule(text, { compilerOptions }).outputText);
  }
  copyFileSync(join(ROOT, "interop/libzmq.js"), join(folder, "libzmq.js"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ATTEMPTS = 3;
/** Where more fail, it is no accident. */
const MOST_REPEATED = 5;
const LINES = 120;
