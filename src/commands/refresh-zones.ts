import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand } from '../shell/command';
import { refreshZones } from '../zones/refresh-zones';

/** Options of `npm run refresh-zones`. */
interface RefreshZonesOptions {
  readonly environment?: string;
}

/** `npm run refresh-zones` */
export const refreshZonesCommand: ProjectCommand<RefreshZonesOptions> = {
  name: 'refresh-zones',
  description:
    'Gives the endpoint service the zones that its load balancer has by now: AWS does so only when the service is modified, ' +
    'and a plan says where it is missing. Ends no connection. Works with your own AWS credentials.',
  declare: (parser) => parser.option(...ENVIRONMENT_OPTION),
  async run({ options, env }) {
    const environment = loadEnvironment(chosenEnvironment(options.environment, env).name);
    const { serviceId, before, after } = await refreshZones(environment, { region: environment.region });
    const added = after.filter((zone) => !before.includes(zone));
    const what = added.length === 0 ? 'had every zone already' : `now has ${added.join(', ')} too`;
    console.log(`${serviceId} ${what}. Its zones: ${after.join(', ')}.`);
    return EXIT.done;
  },
};
