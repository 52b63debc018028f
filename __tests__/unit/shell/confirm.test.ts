import { PassThrough } from 'node:stream';
import { confirm } from '../../../src/shell/confirm';

const UNATTENDED = 'npm run deploy -- --yes --environment example';

describe('confirm', () => {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
  let input: PassThrough;
  let printed: string;

  beforeEach(() => {
    input = new PassThrough();
    printed = '';
    useStdin(true);
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.defineProperty(process, 'stdin', stdin);
  });

  function useStdin(isTTY: boolean): void {
    Object.defineProperty(process, 'stdin', { configurable: true, value: Object.assign(input, { isTTY }) });
  }

  const ask = (signal = new AbortController().signal) =>
    confirm('Apply this plan?', { unattended: UNATTENDED, signal });

  test('names the command that needs no confirmation if stdin is not a terminal', async () => {
    // GIVEN
    useStdin(false);
    // THEN
    await expect(ask()).rejects.toThrow(
      `This needs confirmation, and stdin is not a terminal. To go ahead without, run: ${UNATTENDED}`,
    );
    expect(printed).toBe('');
  });

  test.each([
    ['yes', true],
    ['no', false],
    ['y', false],
    ['YES', false],
    ['', false],
  ])('takes the answer %j for %p', async (answer, confirmed) => {
    // WHEN
    const result = ask();
    input.write(`${answer}\n`);
    // THEN
    expect(await result).toBe(confirmed);
    expect(printed).toBe('\nApply this plan? Type "yes" to confirm: ');
  });

  test('takes the end of the input for a no', async () => {
    const result = ask();
    input.end();
    expect(await result).toBe(false);
  });

  test('stops asking when the command is interrupted', async () => {
    const controller = new AbortController();
    const result = ask(controller.signal);
    controller.abort(new Error('interrupted'));
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
  });
});
