// The load balancer's TCP health checks. health-checks.ts starts this program in the load balancer's namespace with the
// address of one of its nodes, and sends it the targets to check. AWS checks from every node; here all nodes take the
// same path.
import { connect } from 'node:net';
import { type CheckedTarget, type Health, probed, REGISTERED } from './health-check';

const [source] = process.argv.slice(2);
const checks = new Map<string, { timer: NodeJS.Timeout; health: Health }>();
let isFirst = true;

process.on('message', (targets: CheckedTarget[]) => {
  for (const { timer } of checks.values()) clearInterval(timer);
  const earlier = new Map(checks);
  checks.clear();
  for (const target of targets) {
    const timer = setInterval(() => probe(target), target.interval);
    checks.set(target.id, { timer, health: earlier.get(target.id)?.health ?? REGISTERED });
    // The first targets were registered when they were deployed, long ago: their first probes are due. A target that is
    // added later is probed after an interval. AWS takes longer, minutes even.
    if (isFirst) probe(target);
  }
  isFirst = false;
  process.send?.('told');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

function probe(target: CheckedTarget): void {
  const socket = connect({ host: target.address, port: target.port, localAddress: source });
  const done = (passed: boolean) => {
    clearTimeout(timeout);
    socket.destroy();
    record(target, passed);
  };
  const timeout = setTimeout(done, target.timeout, false);
  socket.once('connect', () => done(true)).once('error', () => done(false));
}

function record({ id, check }: CheckedTarget, passed: boolean): void {
  const entry = checks.get(id);
  if (!entry) return; // the target has been removed meanwhile
  const { status } = entry.health;
  entry.health = probed(entry.health, passed, check);
  if (entry.health.status !== status) process.send?.({ id, status: entry.health.status });
}
