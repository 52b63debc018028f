// Required by every Node process of a run (NODE_OPTIONS): leaves its peak memory in a file, in kilobytes.
const { appendFileSync } = require('node:fs');

process.on('exit', () => appendFileSync(process.env.BENCH_PEAK_MEMORY, `${process.resourceUsage().maxRSS}\n`));
