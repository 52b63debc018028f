import { unknownName } from '../nearest';
import { type ProjectCommand, runProcess } from '../shell/command';

/** The commands by the names of their npm scripts, loaded on demand. */
const COMMANDS: Record<string, () => ProjectCommand<never>> = {
  synth: () => (require('./synth') as typeof import('./synth')).synth,
  bootstrap: () => (require('./bootstrap') as typeof import('./bootstrap')).bootstrap,
  plan: () => (require('./plan') as typeof import('./plan')).planCommand,
  report: () => (require('./report') as typeof import('./report')).reportCommand,
  apply: () => (require('./apply') as typeof import('./apply')).applyCommand,
  deploy: () => (require('./deploy') as typeof import('./deploy')).deployCommand,
  destroy: () => (require('./destroy') as typeof import('./destroy')).destroyCommand,
  'refresh-zones': () => (require('./refresh-zones') as typeof import('./refresh-zones')).refreshZonesCommand,
  recover: () => (require('./recover') as typeof import('./recover')).recoverCommand,
  terraform: () => (require('./terraform') as typeof import('./terraform')).terraformCommand,
  local: () => (require('./local') as typeof import('./local')).local,
  'client-config': () => (require('./client-config') as typeof import('./client-config')).clientConfig,
  permissions: () => (require('./permissions') as typeof import('./permissions')).permissions,
  'permissions:minimal': () =>
    (require('./permissions-minimal') as typeof import('./permissions-minimal')).permissionsMinimal,
  bench: () => (require('./bench') as typeof import('./bench')).bench,
};

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load) await runProcess(load(), args);
  console.error(unknownName('command', name, Object.keys(COMMANDS)));
  process.exitCode = 1;
}

main(process.argv.slice(2));
