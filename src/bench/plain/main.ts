import { App } from 'cdktf';
import type { EnvironmentProps } from '../../config/schema';
import { ConsumerStack } from './consumer-stack';
import { ServiceStack } from './service-stack';
import { StateStack } from './state-stack';

/**
 * Writes the resources of an environment as people usually write them with cdktf: whole stacks in their constructors, and
 * references between stacks left to cdktf. Nothing is checked. `npm run bench` compares the project with it.
 */
export function writePlainly(outdir: string, environment: EnvironmentProps): void {
  const app = new App({ outdir });
  new StateStack(app, environment);
  const service = new ServiceStack(app, environment);
  for (const consumer of environment.consumers) new ConsumerStack(app, environment, consumer, service.endpointService);
  app.synth();
}

if (require.main === module) {
  const [, , environment, outdir] = process.argv as string[];
  writePlainly(outdir as string, require(`../../environments/${environment}`).default);
}
