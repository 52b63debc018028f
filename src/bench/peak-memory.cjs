// Preloaded into every Node process of a run by NODE_OPTIONS. Appends its peak memory in kilobytes to a file.
const { appendFileSync } = require('node:fs');

process.on('exit', () => appendFileSync(process.env.BENCH_PEAK_MEMORY, `${process.resourceUsage().maxRSS}\n`));
