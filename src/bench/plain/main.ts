import { App } from 'cdktf';
import type { EnvironmentProps } from '../../config/schema';
import { ConsumerStack } from './consumer-stack';
import { ServiceStack } from './service-stack';
import { StateStack } from './state-stack';

/**
 * Writes an environment's resources in the usual cdktf style: each stack in one constructor, cross-stack references
 * left to cdktf, no validation. `npm run bench` compares the project with it.
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
