// The load balancer's TCP health checks: started in its namespace by data-plane.ts with the address of one of its
// nodes, and told by messages what to check. AWS checks from every node; here all nodes go the same way.
import { connect } from 'node:net';
import { type CheckedTarget, HEALTHY, type Health, probed } from './health-check';

const [source] = process.argv.slice(2);
const checks = new Map<string, { timer: NodeJS.Timeout; health: Health }>();

process.on('message', (targets: CheckedTarget[]) => {
  for (const { timer } of checks.values()) clearInterval(timer);
  const earlier = new Map(checks);
  checks.clear();
  for (const target of targets) {
    const timer = setInterval(() => probe(target), target.interval);
    checks.set(target.id, { timer, health: earlier.get(target.id)?.health ?? HEALTHY });
  }
  process.send?.('told');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

function probe(target: CheckedTarget): void {
  const socket = connect({ host: target.address, port: target.port, localAddress: source });
  const done = (passed: boolean) => {
    clearTimeout(impatience);
    socket.destroy();
    judge(target, passed);
  };
  const impatience = setTimeout(done, target.timeout, false);
  socket.once('connect', () => done(true)).once('error', () => done(false));
}

function judge({ id, check }: CheckedTarget, passed: boolean): void {
  const entry = checks.get(id);
  if (!entry) return; // it has been removed meanwhile
  const { isHealthy } = entry.health;
  entry.health = probed(entry.health, passed, check);
  if (entry.health.isHealthy !== isHealthy) process.send?.({ id, isHealthy: entry.health.isHealthy });
}
