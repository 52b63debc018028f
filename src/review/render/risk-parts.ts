import { allowancesFor } from '../allowances';
import { isUnavailable, type RiskConnections } from '../connections';
import type { Effect, Report, Risk } from '../report';
import { counted } from '../rules/words';

/** What an effect means, in a few words. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  cut: 'cuts clients off',
  refused: 'is refused half-way',
  incomplete: 'is silently incomplete',
  nothing: 'does nothing yet',
};

/** The parts of a risk, each with its title. */
export interface RiskParts {
  readonly happens: string;
  readonly who: string;
  readonly connected: readonly string[];
  readonly instead: string;
  /** How to allow it, or why it is allowed. */
  readonly allow: readonly string[];
  readonly allowedBecause?: string;
}

/** The parts of a risk as both formats show them. */
export function riskParts(risk: Risk, { risks, destroying }: Report): RiskParts {
  const { happens, who, instead, connections, allowed, allowedBecause, intended } = risk;
  const because = intended && destroying ? 'destroying everything was asked for' : (allowedBecause ?? 'by name');
  return {
    happens,
    who,
    connected: connections ? connectedLines(connections) : [],
    instead,
    allow: allowed ? [] : allowancesFor(risk, risks),
    ...(allowed && { allowedBecause: because }),
  };
}

/** Who is connected, one account a line. */
function connectedLines(connections: RiskConnections): string[] {
  if (isUnavailable(connections)) return [`AWS could not be asked: ${connections.unavailable}`];
  const { endpoints } = connections;
  if (endpoints.length === 0) return ['No endpoint at this moment.'];
  const owners = [...new Set(endpoints.map(({ owner }) => owner))];
  return owners.map((owner) => {
    const own = endpoints.filter((endpoint) => endpoint.owner === owner);
    const shown = own.slice(0, MOST).map(({ endpointId, state, region }) => {
      const notes = [...(state === 'available' ? [] : [state]), ...(region ? [region] : [])];
      return notes.length > 0 ? `${endpointId} (${notes.join(', ')})` : endpointId;
    });
    const more = own.length > MOST ? ` and ${own.length - MOST} more` : '';
    return `${accountText(owner, own[0]?.account)}: ${counted(own.length, 'endpoint')}, ${shown.join(', ')}${more}.`;
  });
}

const accountText = (owner: string, name: string | undefined) =>
  name === undefined ? `Account ${owner}, which this environment does not have` : `Account ${name} (${owner})`;

/** Endpoints of an account that are listed. */
const MOST = 10;
