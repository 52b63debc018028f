import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The criteria of the data sources that Terraform's errors name. The provider reports "no matching EC2 VPC found", but
 * not which VPC it looked for.
 *
 * @param output all of Terraform's output
 * @param folder the stack's folder
 * @returns one line per data source; empty if no error names one
 */
export function lookedFor(output: string, folder: string): string[] {
  const addresses = [...output.matchAll(/with\s+data\.(\w+)\.([\w-]+),/g)].map(
    ([, type, name]) => [type, name] as const,
  );
  if (addresses.length === 0) return [];
  const { data } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  const lines = addresses.flatMap(([type, name]) => {
    const block = data?.[type as string]?.[name as string];
    return block ? [`data.${type}.${name} looked for ${criteria(block)}`] : [];
  });
  return [...new Set(lines)];
}

interface DataBlock extends Record<string, unknown> {
  readonly filter?: readonly { name: string; values: string[] }[];
}

/** `tag:Name = dev, vpc-id = ${data.aws_vpc.existing_vpc.id}` */
function criteria({ filter = [], ...block }: DataBlock): string {
  const filters = filter.map(({ name, values }) => `${name} = ${values.join(' or ')}`);
  const tags = Object.entries((block.tags as Record<string, string>) ?? {}).map(
    ([key, value]) => `tag:${key} = ${value}`,
  );
  const plain = Object.entries(block)
    .filter(([key, value]) => typeof value === 'string' && key !== 'provider')
    .map(([key, value]) => `${key} = ${value}`);
  return [...filters, ...tags, ...plain].join(', ') || 'the only one';
}
