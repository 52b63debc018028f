// Drives the clients of a generated module: node driver.mjs <module>. Reads requests and writes answers, each a line of
// JSON.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const loads = new Map();
let clients;

const operations = {
  async connect() {
    clients = await (await import(pathToFileURL(process.argv[2]).href)).connect();
  },
  async call({ client, method, args }) {
    return clients[client][method](...args);
  },
  /** Writes keys one after the other, each once, until it is stopped. */
  async load({ client, prefix, pause }) {
    const load = { acknowledged: [], errors: [], going: true };
    loads.set(prefix, load);
    (async () => {
      for (let i = 0; load.going; i++) {
        const key = `${prefix}${i}`;
        try {
          await clients[client].set(key, String(i));
          load.acknowledged.push([key, Date.now()]);
        } catch (error) {
          load.errors.push([String(error?.message ?? error), Date.now()]);
        }
        await sleep(pause);
      }
    })();
  },
  async stop({ prefix }) {
    const { acknowledged, errors } = loads.get(prefix);
    loads.get(prefix).going = false;
    return { acknowledged, errors };
  },
};

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, operation, ...request } = JSON.parse(line);
    try {
      say({ id, value: (await operations[operation](request)) ?? null });
    } catch (error) {
      say({ id, error: `${error?.name}: ${error?.message ?? error}` });
    }
  })
  .on('close', () => process.exit());
