import { z } from 'zod';
import { clientConfigurationSchema } from './document';

/** The text of `docs/client-configuration.schema.json`, for applications that read the SSM parameter themselves. */
export function jsonSchemaText(): string {
  const text = JSON.stringify(z.toJSONSchema(clientConfigurationSchema), null, 2);
  return `${text.replace(/\[\s+([^[\]{}]*?)\s+\]/g, onOneLine)}\n`;
}

/** Formats a list as Biome does: on one line if it fits. */
function onOneLine(list: string, words: string): string {
  const line = `[${words.split(/,\s+/).join(', ')}]`;
  return line.length < 100 ? line : list;
}
