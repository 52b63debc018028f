import { z } from 'zod';
import { parseState, valuesOfType } from '../../../src/terraform/state';

const resource = (address: string, values: object, mode: 'managed' | 'data' = 'managed') => ({
  address,
  mode,
  type: 'aws_vpc',
  name: 'any',
  values,
});
const STATE = {
  format_version: '1.0',
  values: {
    outputs: { name: { sensitive: false, value: { a: 1 } } },
    root_module: {
      resources: [resource('aws_vpc.a', { id: 'a' }), resource('data.aws_vpc.b', { id: 'b' }, 'data')],
      child_modules: [
        {
          resources: [resource('module.m.aws_vpc.c', { id: 'c' })],
          child_modules: [{ resources: [resource('module.m.module.n.aws_vpc.d', { id: 'd' })] }],
        },
      ],
    },
  },
};
const id = z.object({ id: z.string() });

describe('parseState', () => {
  test('has the resources of all modules', () => {
    expect(parseState(STATE).resources.map(({ address }) => address)).toEqual([
      'aws_vpc.a',
      'data.aws_vpc.b',
      'module.m.aws_vpc.c',
      'module.m.module.n.aws_vpc.d',
    ]);
  });

  test('has the values of the outputs', () => {
    expect(parseState(STATE).outputs).toEqual({ name: { a: 1 } });
  });

  test('takes the state of a stack that has never been applied', () => {
    expect(parseState({ format_version: '1.0' })).toEqual({ resources: [], outputs: {} });
  });

  test('takes the state of a stack with outputs only', () => {
    expect(parseState({ values: { outputs: {} } })).toEqual({ resources: [], outputs: {} });
  });

  test('refuses another format', () => {
    expect(() => parseState({ values: { root_module: { resources: [{ address: 'aws_vpc.a' }] } } })).toThrow(/mode/);
  });
});

describe('valuesOfType', () => {
  test('tells resources from data sources of the same type', () => {
    const state = parseState(STATE);
    expect(valuesOfType(state, 'aws_vpc', id)).toEqual([{ id: 'a' }, { id: 'c' }, { id: 'd' }]);
    expect(valuesOfType(state, 'data.aws_vpc', id)).toEqual([{ id: 'b' }]);
    expect(valuesOfType(state, 'aws_subnet', id)).toEqual([]);
  });

  test('names the resource that lacks an attribute', () => {
    const schema = z.object({ cidr_block: z.string() });
    expect(() => valuesOfType(parseState(STATE), 'aws_vpc', schema)).toThrow(
      /^aws_vpc\.a in the state: .*\n.*cidr_block/,
    );
  });
});
